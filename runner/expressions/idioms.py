"""Trees made simpler before they are differentiated: functions written out are recognised, repeated parts are one.

`1 / (1 + np.exp(-x))` is `sigmoid(x)`, `e / e.sum(axis=1, keepdims=True)` with `e = np.exp(z - z.max(...))` is `softmax(z)`,
the logarithm of a sum of exponentials is `logsumexp`: of these the derivatives are known in a form that can be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeAlias

from . import tree
from .functions import FUNCTIONS
from .tree import NOWHERE, Call, Name, Node, Nothing, Number

Rank: TypeAlias = Callable[[Node], int]
"""How many axes the value of a node has."""

SHARED = "shared part "
"""How the names begin that repeated parts get; no name of a case has a space."""


def rewritten(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with every part changed, inner ones first."""
    match node:
        case Call():
            args = tuple([rewritten(arg, change) for arg in node.args])
            options = tuple([(name, rewritten(value, change)) for name, value in node.options])
            return change(node if (args, options) == (node.args, node.options) else Call(node.span, node.row, args, options))
        case tree.Sequence():
            return change(tree.Sequence(node.span, tuple([rewritten(part, change) for part in node.parts]), node.is_tuple))
        case tree.Choice():
            parts = [rewritten(part, change) for part in (node.test, node.body, node.other)]
            return change(tree.Choice(node.span, *parts))
    return change(node)


class Idioms:
    """Recognises functions written out, through lines that hold parts of them."""

    def __init__(self, lines: Mapping[str, Node], rank: Rank) -> None:
        self._lines = lines
        self._rank = rank

    def recognised(self, node: Node) -> Node:
        return rewritten(node, self._simpler)

    def _simpler(self, node: Node) -> Node:
        if type(node) is not Call or node.options:
            return node
        if node.rule == "np.divide":
            return self._quotient(node)
        if node.rule in ("np.log", "np.log1p"):
            return self._logarithm(node)
        return node

    def _resolved(self, node: Node) -> Node:
        """What stands behind the name of a line."""
        while type(node) is Name and node.id in self._lines:
            node = self._lines[node.id]
        return node

    def _argument(self, node: Node, rule: str) -> Node | None:
        """The argument of a function of one argument, where the node is that function."""
        node = self._resolved(node)
        return node.args[0] if type(node) is Call and node.rule == rule and len(node.args) == 1 and not node.options else None

    def _one_and(self, node: Node) -> Node | None:
        """What stands beside 1 in a sum."""
        node = self._resolved(node)
        if type(node) is Call and node.rule == "np.add":
            for one, other in (node.args, node.args[::-1]):
                if _is_one(one):
                    return other
        return None

    def _quotient(self, node: Call) -> Node:
        top, bottom = node.args
        beside = self._one_and(bottom)
        power = None if beside is None else self._argument(beside, "np.exp")
        if power is not None and _is_one(top):
            return _call("sigmoid", _negative(power))
        if power is not None and beside is not None and self._same(top, beside):
            return _call("sigmoid", power)
        return self._softmax(top, bottom) or node

    def _softmax(self, top: Node, bottom: Node) -> Node | None:
        power = self._argument(top, "np.exp")
        summed = self._resolved(bottom)
        spread = None
        if type(summed) is Call and summed.rule == "[]":
            spread, summed = summed.args[1], self._resolved(summed.args[0])
        if power is None or type(summed) is not Call or summed.rule != "np.sum" or not self._same(top, summed.args[0]):
            return None
        rank = self._rank(power)
        axis, keeps = _axis_of(summed, rank)
        if axis is None or not (keeps or rank == 1 or _spreads_last(spread, axis, rank)):
            return None
        z = self._unshifted(power)
        return _call("softmax", z) if axis == rank - 1 else _call("softmax", z, axis=axis)

    def _logarithm(self, node: Call) -> Node:
        inner = node.args[0] if node.rule == "np.log1p" else self._one_and(node.args[0])
        power = None if inner is None else self._argument(inner, "np.exp")
        if power is not None:
            return _call("softplus", power)
        summed = self._resolved(node.args[0])
        if node.rule == "np.log" and type(summed) is Call and summed.rule == "np.sum":
            power = self._argument(summed.args[0], "np.exp")
            rank = 0 if power is None else self._rank(power)
            axis, keeps = _axis_of(summed, rank)
            if power is not None and axis is not None and not keeps:
                return _call("logsumexp", power) if axis == rank - 1 else _call("logsumexp", power, axis=axis)
        return node

    def _unshifted(self, power: Node) -> Node:
        """z of `z - np.max(z, …)`."""
        whole = self._resolved(power)
        if type(whole) is Call and whole.rule == "np.subtract":
            largest = self._resolved(whole.args[1])
            if type(largest) is Call and largest.rule == "[]":
                largest = self._resolved(largest.args[0])
            if type(largest) is Call and largest.rule == "np.max" and self._same(largest.args[0], whole.args[0]):
                return whole.args[0]
        return power

    def _same(self, a: Node, b: Node) -> bool:
        return a == b or self._resolved(a) == self._resolved(b)


def _axis_of(summed: Call, rank: int) -> tuple[int | None, bool]:
    """The one axis that is summed, counted from the front, and whether it is kept."""
    options = dict(summed.options)
    axis = options.get("axis", summed.args[1] if len(summed.args) > 1 else None)
    kept = options.get("keepdims")
    keeps = type(kept) is Number and bool(kept.value)
    if axis is None or type(axis) is Nothing:
        return (0 if rank == 1 else None), keeps
    if type(axis) is Number and type(axis.value) is int and rank:
        return axis.value % rank, keeps
    return None, keeps


def _spreads_last(index: Node | None, axis: int, rank: int) -> bool:
    """Whether an index `[:, None]` puts the last axis back."""
    parts = index.parts if type(index) is tree.Sequence else ()
    return (
        axis == rank - 1 and len(parts) == rank and type(parts[-1]) is Nothing and all(type(p) is tree.Slice for p in parts[:-1])
    )


def _is_one(node: Node) -> bool:
    return type(node) is Number and node.value == 1


def _negative(node: Node) -> Node:
    """−x without a second minus sign."""
    return _without_minus(node) or Call(NOWHERE, FUNCTIONS["unary -"], (node,))


def _without_minus(node: Node) -> Node | None:
    """The node without the minus sign with which it begins, if it does: `-X @ w` as much as `-(X @ w)`."""
    if type(node) is not Call or node.options:
        return None
    if node.rule == "np.negative":
        return node.args[0]
    inner = _without_minus(node.args[0]) if node.row.name in ("*", "/", "@") else None
    return None if inner is None else Call(node.span, node.row, (inner, *node.args[1:]))


def _call(name: str, argument: Node, axis: int | None = None) -> Call:
    options = () if axis is None else (("axis", Number(NOWHERE, axis)),)
    return Call(NOWHERE, FUNCTIONS[name], (argument,), options)


def shared(
    root: Node, lines: Mapping[str, Node], varies: Callable[[Node], bool]
) -> tuple[Node, dict[str, Node], dict[str, Node]]:
    """The formula with each part that stands in several places as a line of its own; and what those lines were."""
    counts = Counter(part for node in (*lines.values(), root) for part in tree.walk(node) if type(part) is Call)
    repeated = {part for part, count in counts.items() if count > 1 and varies(part)}
    if not repeated:
        return root, dict(lines), {}
    found: dict[str, Node] = {}
    new: dict[Node, str] = {}

    def walked(node: Node) -> Node:
        match node:
            case Call():
                options = tuple([(key, walked(value)) for key, value in node.options])
                inner = Call(node.span, node.row, tuple(map(walked, node.args)), options)
                if node not in repeated:
                    return inner
                if node not in new:
                    new[node] = f"{SHARED}{len(new)}"
                    found[new[node]] = inner
                return Name(NOWHERE, new[node])
            case tree.Sequence():
                return tree.Sequence(node.span, tuple(map(walked, node.parts)), node.is_tuple)
            case tree.Choice():
                return tree.Choice(node.span, walked(node.test), walked(node.body), walked(node.other))
        return node

    for name, line in lines.items():
        found[name] = walked(line)
    return walked(root), found, {name: part for part, name in new.items()}
