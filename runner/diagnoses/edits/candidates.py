"""What one edit of an expression is: nodes and what to put in their place; and the parts of an expression that edits are of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .factor import Factor

PRODUCTS = frozenset({"@", "np.dot", ".dot", "np.matmul", "np.einsum"})
SUMS = frozenset({"+", "-"})
SCALING = frozenset({"*", "/"})
REDUCTIONS = {"np.sum": "np.mean", "np.mean": "np.sum", ".sum": ".mean", ".mean": ".sum"}
ELEMENTWISE = ("np.tanh", "sigmoid", "np.exp", "np.log", "np.sin", "np.cos", "np.sqrt", "np.sinh", "np.cosh", "softplus", "relu")
NO_VALUES = (tree.Word, tree.Kind, tree.Nothing, tree.Slice, tree.Dots)
"""Parts that are no values, or none that an edit would change."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One edit: nodes with what takes their place, the cause it would be, and how many names or numbers it brings in."""

    changes: tuple[tuple[Node, Node], ...]
    cause: Cause
    assumptions: int = 0
    part: Node | None = None
    """The part of the expression that is told of, where that is not what is replaced."""
    factor: Factor | None = None
    dropped: Node | None = None
    divides: bool = False
    """Whether the factor is divided by."""
    names: tuple[str, str] | None = None
    said: str = ""
    """What is told of it, where that is its own: with {old}, {new} and {part}."""


def operation(symbol: str, *operands: Node) -> Call:
    return Call(NOWHERE, FUNCTIONS[symbol], operands)


def negated(node: Node) -> Node:
    """The negative of a part, with the sign at the first factor of a product: `-a * b`, and no `-(a * b)`."""
    if isinstance(node, Call) and node.row.name in ("*", "/", "@"):
        return replace(node, span=NOWHERE, args=(negated(node.args[0]), *node.args[1:]))
    return operation("unary -", node)


def number(value: float) -> Number:
    return Number(NOWHERE, value)


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A part that has a value, with what it is an argument of: the node above it, and its position there."""

    node: Node
    parent: Node | None = None
    place: int = 0

    @property
    def above(self) -> str:
        """The name of the function of which it is an argument; empty at the top."""
        return self.parent.row.name if isinstance(self.parent, Call) else ""

    @property
    def in_a_product(self) -> bool:
        """Whether a factor put here is one of a product above: there it is tried anyway."""
        return self.above == "*" or (self.above == "/" and self.place == 0) or self.above in ("unary -", "unary +")


def sites(root: Node) -> Iterator[Site]:
    """All parts of an expression that have a value of their own and may be edited, outer ones first."""
    waiting = [Site(root)]
    while waiting:
        site = waiting.pop()
        yield site
        node = site.node
        if not isinstance(node, Call):
            parts: Iterable[Node] = tree.children(node)
        elif node.row.name == "[]":
            parts = node.args[:1]
        else:
            parts = node.args
        below = [Site(part, node, place) for place, part in enumerate(parts)]
        waiting += [each for each in reversed(below) if not isinstance(each.node, NO_VALUES)]


def factors_of(node: Node) -> tuple[list[Node], list[Node]]:
    """(what is multiplied, what is divided by) of a product, entry by entry; a minus sign in front is passed over."""
    if isinstance(node, Call) and node.row.name == "*":
        (a, b), (c, d) = factors_of(node.args[0]), factors_of(node.args[1])
        return a + c, b + d
    if isinstance(node, Call) and node.row.name == "/":
        (a, b), (c, d) = factors_of(node.args[0]), factors_of(node.args[1])
        return a + d, b + c
    return [node], []


def divisors(root: Node) -> Iterator[Node]:
    """What is divided by anywhere in an expression, but for plain numbers."""
    for node in tree.walk(root):
        if isinstance(node, Call) and node.row.name == "/" and not isinstance(node.args[1], Number):
            yield node.args[1]


def is_a_factor(name: str, node: Node | None) -> bool:
    """Whether an expression is the product, entry by entry, of a name and another name."""
    top, bottom = factors_of(node) if node is not None else ([], [])
    names = [factor.id for factor in top if isinstance(factor, Name)]
    return name in names and len(names) == len(top) == 2 and not bottom


def product(top: Sequence[Node], bottom: Sequence[Node]) -> Node:
    """The product of some nodes over that of others."""
    result: Node = top[0] if top else number(1)
    for node in top[1:]:
        result = operation("*", result, node)
    for node in bottom:
        result = operation("/", result, node)
    return result


def from_the_other_end(node: Call) -> Node:
    """A running sum from the end: `np.cumsum(d[::-1])[::-1]` for `np.cumsum(d)`."""
    nothing = tree.Nothing(NOWHERE)
    index = tree.Slice(NOWHERE, nothing, nothing, number(-1))
    turned = replace(node, span=NOWHERE, args=(operation("[]", node.args[0], index), *node.args[1:]))
    return operation("[]", turned, index)


def shape_of(value: Callable[[Node], Any]) -> Callable[[Node], tuple[int, ...]]:
    """The shapes of parts, by what tells their values."""

    def shape(node: Node) -> tuple[int, ...]:
        try:
            return np.shape(value(node))
        except Exception:  # a part without a value of its own has no shape either
            return ()

    return shape


def replaced(node: Node, changes: Sequence[tuple[Node, Node]]) -> Node:
    """A part with other nodes in the place of some within it, as a part that nobody wrote."""
    for old, new in changes:
        if old is node:
            return new
    if not isinstance(node, Call):
        return node
    args = tuple(replaced(part, changes) for part in node.args)
    if all(new is old for new, old in zip(args, node.args, strict=True)):
        return node
    return replace(node, span=NOWHERE, args=args)


def may_be(cause: Cause) -> frozenset[Cause]:
    """What an edit may be told as that was tried as one cause."""
    return _MAY_BE.get(cause) or frozenset({cause})


_MAY_BE = {
    Cause.SIGN: frozenset({Cause.SIGN, Cause.WRONG_DERIVATIVE}),
    Cause.NAME: frozenset({Cause.NAME, Cause.WRONG_POINT}),
    Cause.MISSING_FACTOR: frozenset({Cause.MISSING_FACTOR, Cause.WRONG_DERIVATIVE, Cause.SCALE}),
    Cause.SCALE: frozenset({Cause.SCALE, Cause.SLIP, Cause.WRONG_POINT, Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR}),
    Cause.MISSING_TERM: frozenset({Cause.MISSING_TERM, Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR}),
    Cause.EXTRA_FACTOR: frozenset({Cause.EXTRA_FACTOR, Cause.WRONG_DERIVATIVE}),
    Cause.SLIP: frozenset({Cause.SLIP, Cause.WRONG_DERIVATIVE, Cause.SCALE, Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR}),
}
