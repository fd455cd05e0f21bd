"""The tree read backwards: one sweep takes the cotangent of a value to those of all that it was made of.

Reverse-mode differentiation (A. Griewank, A. Walther, Evaluating Derivatives, 2008, chapter 3) over the rules of the table.
The sweep goes edge by edge; whoever looks for a slip in a derivation may put another rule in the place of one edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import tree
from .table import Function
from .trace import FAILURES, Trace, Unsupported, depends
from .tree import Node
from .vjps.common import Each, Vjp

__all__ = ["FAILURES", "Edge", "Pull", "Sweep", "Trace", "Unsupported", "depends", "fitted", "gradient", "is_array", "rule_of"]


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


Pull = Callable[[Edge, Any], Any]
"""What an edge does to a cotangent; None for nothing."""


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
                self.cotangents[name] = g if before is None else added(before, g)
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


def added(before: Any, g: Any) -> Any:
    """Two cotangents of the same value; of a tuple or list, of each of its parts."""
    return tuple([added(*two) for two in zip(before, g, strict=True)]) if isinstance(g, tuple | list) else before + g


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


def gradient(formula: Trace, wrt: str, upstream: Any = 1.0) -> Any:
    """The gradient of a formula by one of its inputs at the point of the formula, in the input's shape.

    Raises `Unsupported` where a part has no derivative here.
    """
    try:
        return Sweep(formula, wrt).gradient(upstream)
    except FAILURES as error:
        raise Unsupported(str(error)) from error
