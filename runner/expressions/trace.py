"""The evaluation trace of a formula: the values of all its parts at one point.

A. Griewank, A. Walther, Evaluating Derivatives (2008), section 2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import ExpressionError
from . import tree
from .functions import TYPES
from .tree import Node


class Unsupported(Exception):
    """There is no derivative of a part of the formula."""


FAILURES = (NotImplementedError, ArithmeticError, ValueError, TypeError, LookupError, ExpressionError, np.linalg.LinAlgError)
"""What a function may raise at values that it does not like."""


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
    tree.Call: lambda formula, node: formula.called(node.row.value, node.args, node.options),
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
