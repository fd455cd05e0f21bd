"""The tree read backwards: one sweep takes the cotangent of a value to those of all that it was made of.

Reverse-mode differentiation (A. Griewank, A. Walther, Evaluating Derivatives, 2008, chapter 3) over the rules of the table.
The sweep goes edge by edge; whoever looks for a slip in a derivation may put another rule in the place of one edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import ExpressionError
from . import tree
from .functions import TYPES
from .table import Function
from .tree import Node
from .vjps.common import Each, Vjp


class Unsupported(Exception):
    """There is no derivative of a part of the formula."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The way from the value of a call back to one of its arguments, at a point."""

    call: tree.Call
    place: int | str
    """The position of the argument, or its name."""
    value: Any
    args: tuple[Any, ...]
    options: Mapping[str, Any]
    rule: Vjp

    @property
    def argument(self) -> Node:
        """The argument as it stands in the formula."""
        return self.call.args[self.place] if isinstance(self.place, int) else dict(self.call.options)[self.place]

    @property
    def given(self) -> Any:
        """Its value."""
        return self.args[self.place] if isinstance(self.place, int) else self.options[self.place]

    def cotangent(self, g: Any, rule: Vjp | None = None) -> Any:
        """The cotangent of the argument, before what was broadcast is summed."""
        return (rule or self.rule)(g, self.value, *self.args, **self.options)


FAILURES = (NotImplementedError, ArithmeticError, ValueError, TypeError, LookupError, ExpressionError, np.linalg.LinAlgError)
"""What a function may raise at values that it does not like."""

Pull = Callable[[Edge, Any], Any]
"""What an edge does to a cotangent; None for nothing."""


@dataclass
class Trace:
    """The evaluation trace of a formula: its lines and all values in them at one point.

    `root` is the cost or the output, `lines` the intermediates in order, `known` the values of names: inputs, sizes, lines.
    `lent` holds the lent functions by their names. A line that draws sees `rng` in the state in which the line begins.
    """

    root: Node
    lines: Mapping[str, Node]
    known: Mapping[str, Any]
    lent: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    _values: dict[int, Any] = field(default_factory=dict)

    def value(self, node: Node) -> Any:
        """The value of a part of the formula; raises `Unsupported` where it has none of its own."""
        key = id(node)
        if key not in self._values:
            try:
                self._values[key] = self._computed(node)
            except FAILURES as error:
                raise Unsupported(str(error)) from error
        return self._values[key]

    def _computed(self, node: Node) -> Any:
        reading = _READINGS.get(type(node))
        if reading is None:
            raise Unsupported("a part of the formula that has no value of its own")
        return reading(self, node)

    def called(self, function: Callable[..., Any], args: Iterable[Node], options: Iterable[tuple[str, Node]]) -> Any:
        """The value of a function at the values of its arguments."""
        return function(*map(self.value, args), **{name: self.value(value) for name, value in options})

    def lent_call(self, node: tree.LentCall) -> Any:
        """The value of a call of lent code, where whoever made the formula can call it."""
        if node.name not in self.lent:
            raise Unsupported(f"`{node.name}` is lent code")
        return self.called(self.lent[node.name], node.args, node.options)

    def sequence(self, node: tree.Sequence) -> Any:
        parts = [self.value(part) for part in node.parts]
        return tuple(parts) if node.is_tuple else parts

    def chosen(self, node: tree.Logical) -> Node:
        """The part of `a and b` or `a or b` that is its value."""
        for part in node.parts[:-1]:
            if bool(self.value(part)) is not node.is_and:
                return part
        return node.parts[-1]

    def varying(self, wrt: str) -> set[str]:
        """The names that vary with an input: it, and the lines that depend on it."""
        found = {wrt}
        for name, line in self.lines.items():
            if depends(line, found):
                found.add(name)
        return found


_READINGS: dict[type[Node], Callable[[Trace, Any], Any]] = {
    tree.Name: lambda formula, node: formula.known[node.id],
    tree.Number: lambda formula, node: node.value,
    tree.Word: lambda formula, node: node.text,
    tree.Kind: lambda formula, node: TYPES[node.name],
    tree.Nothing: lambda formula, node: None,
    tree.Dots: lambda formula, node: ...,
    tree.Call: lambda formula, node: formula.called(node.row.plain, node.args, node.options),
    tree.LentCall: Trace.lent_call,
    tree.Choice: lambda formula, node: formula.value(node.body if bool(formula.value(node.test)) else node.other),
    tree.Logical: lambda formula, node: formula.value(formula.chosen(node)),
    tree.Not: lambda formula, node: not formula.value(node.part),
    tree.Sequence: Trace.sequence,
    tree.Slice: lambda formula, node: slice(*map(formula.value, (node.low, node.high, node.step))),
}
"""The value of each kind of node at the values of its parts."""


def depends(node: Node, names: set[str]) -> bool:
    """Whether a value varies with one of the names: not through what is constant but for its jumps, nor through a shape."""
    match node:
        case tree.Name(id=name):
            return name in names
        case tree.Call():
            return node.row.varies and any(depends(part, names) for part in tree.children(node))
        case tree.Choice():
            return depends(node.body, names) or depends(node.other, names)
        case tree.Not() | tree.Slice():
            return False
    return any(depends(part, names) for part in tree.children(node))


def rule_of(row: Function, place: int | str) -> Vjp | None:
    """The rule of a function for the argument at a position, or with a name."""
    if isinstance(row.vjp, Each):
        rule = row.vjp.rule
        return lambda g, y, *args, **options: rule(place, g, y, *args, **options)
    if isinstance(place, str):
        return row.vjp.get(place)
    return row.vjp.get(row.names[place]) if place < len(row.names) else None


class Sweep:
    """One sweep backwards from the root to the names that vary with `wrt`.

    `slip` may do something else at an edge than its rule. `cotangents` holds what has been gathered, by name.
    """

    def __init__(self, formula: Trace, wrt: str, slip: Pull | None = None) -> None:
        self.formula = formula
        self.names = formula.varying(wrt)
        self.wrt = wrt
        self.cotangents: dict[str, Any] = {}
        self._slip = slip
        self._depends: dict[int, bool] = {}
        self._edges: dict[int, list[Edge]] = {}

    def anew(self) -> Sweep:
        """Another sweep over the same formula, by the rules alone, nothing gathered yet: it knows all that this one found."""
        other = copy(self)
        other.cotangents, other._slip = {}, None
        return other

    def gradient(self, upstream: Any) -> Any:
        """The gradient of the root, times the upstream cotangent, by `wrt`, in its shape; raises `Unsupported`."""
        self.pull(self.formula.root, upstream)
        return self.finished()

    def finished(self) -> Any:
        """What has been gathered, taken through the lines to `wrt`, in its shape."""
        for name in reversed(list(self.formula.lines)):
            if name in self.names and name in self.cotangents and name != self.wrt:
                self.pull(self.formula.lines[name], self.cotangents[name])
        x = self.formula.known[self.wrt]
        return fitted(self.cotangents.get(self.wrt, 0.0), np.shape(x))

    def depends(self, node: Node) -> bool:
        key = id(node)
        if key not in self._depends:
            self._depends[key] = depends(node, self.names)
        return self._depends[key]

    def pull(self, node: Node, g: Any) -> None:
        """Take the cotangent of a node to the names it is made of."""
        if g is None or not self.depends(node):
            return
        if type(node) is tree.Call:
            for edge in self.edges(node):
                found = edge.cotangent(g) if self._slip is None else self._slip(edge, g)
                if found is not None:
                    self.pull(edge.argument, fitted(found, np.shape(edge.given)) if is_array(edge.given) else found)
            return
        match node:
            case tree.Name(id=name):
                before = self.cotangents.get(name)
                self.cotangents[name] = g if before is None else before + g
            case tree.Choice():
                self.pull(node.body if bool(self.formula.value(node.test)) else node.other, g)
            case tree.Logical():
                self.pull(self.formula.chosen(node), g)
            case tree.Sequence():
                for number, part in enumerate(node.parts):
                    if self.depends(part):
                        given = self.formula.value(part)
                        self.pull(part, fitted(g[number], np.shape(given)) if is_array(given) else g[number])
            case _:
                raise Unsupported("code of the reader's own has no derivative here")

    def _given(self, call: tree.Call, place: int, argument: Node) -> Any:
        """The value of an argument; an array that is written as a list, as an array."""
        given = self.formula.value(argument)
        if type(argument) is tree.Sequence and call.row.name != "[]" and self.depends(argument):
            name = call.row.names[place] if place < len(call.row.names) else ""
            return given if name in LISTS else self.joined(given)
        return given

    def joined(self, parts: Any) -> Any:
        """An array that is written as a list."""
        return np.asarray(parts)

    def edges(self, node: tree.Call) -> list[Edge]:
        """The edges of a call that lead to something that varies."""
        key = id(node)
        if key not in self._edges:
            self._edges[key] = list(self._found_edges(node))
        return self._edges[key]

    def _found_edges(self, node: tree.Call) -> Iterator[Edge]:
        value = self.formula.value
        args = tuple([self._given(node, place, arg) for place, arg in enumerate(node.args)])
        options = {name: value(arg) for name, arg in node.options}
        if any(is_array(arg) and np.iscomplexobj(arg) for arg in args):
            raise Unsupported("complex numbers")
        places: list[tuple[int | str, Node]] = [*enumerate(node.args), *node.options]
        for place, argument in places:
            if self.depends(argument):
                rule = rule_of(node.row, place)
                if rule is None:
                    raise Unsupported(f"there is no derivative of {node.row.name}")
                yield Edge(node, place, value(node), args, options, rule)


LISTS = frozenset({"arrays", "conditions", "choices", "index"})
"""The arguments that are a list of arrays, not an array written as a list."""


def is_array(value: Any) -> bool:
    """Whether a value is a number or an array, not a tuple or list of those."""
    return not isinstance(value, tuple | list)


def fitted(g: Any, shape: tuple[int, ...]) -> Any:
    """A cotangent in the shape of what it is of: summed over what broadcasting spread ("Broadcasting", NumPy user guide)."""
    if np.shape(g) == shape:
        return g
    extra = np.ndim(g) - len(shape)
    if extra > 0:
        g = np.sum(g, axis=tuple(range(extra)))
    spread = tuple(axis for axis, length in enumerate(np.shape(g)) if length != 1 and shape[axis - np.ndim(g) + len(shape)] == 1)
    if spread:
        g = np.sum(g, axis=spread, keepdims=True)
    return g if np.shape(g) == shape else np.broadcast_to(g, shape)


def gradient(formula: Trace, wrt: str, upstream: Any = 1.0, slip: Pull | None = None) -> Any:
    """The gradient of a formula by one of its inputs at the point of the formula, in the input's shape.

    Raises `Unsupported` where a part has no derivative here.
    """
    try:
        return Sweep(formula, wrt, slip).gradient(upstream)
    except FAILURES as error:
        raise Unsupported(str(error)) from error
