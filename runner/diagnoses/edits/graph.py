"""Claims and the lines they go through at one point, each part with its value: an edit computes anew what is above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from ...errors import ExpressionError
from ...expressions import Expression, tree
from ...expressions.reverse import FAILURES, Trace, Unsupported
from ...expressions.tree import Node
from ...problem import Formula

OVERHEAD = 2000
"""What it takes to compute any value at all, in numbers that go through numpy in the same time."""


class Step(NamedTuple):
    """A call of which one argument is another: its function, the values of what stands before it and after it, and by name."""

    function: Callable[..., Any]
    before: list[Any]
    after: list[Any]
    options: dict[str, Any]


class Graph:
    """Some expressions and the lines that they share, at one point.

    `roots` are the expressions by their keys, `lines` the lines of `let` that may be edited, by their names, `known` the values
    of all other names. `work` counts the numbers that went through all edits. Raises `Unsupported` where a value cannot be had.
    """

    def __init__(self, roots: Mapping[str, Node], lines: Mapping[str, Node], known: Mapping[str, Any]) -> None:
        self.lines = {name: copied(line) for name, line in lines.items()}
        self.roots = {key: copied(root) for key, root in roots.items()}
        self.known = known
        self.work = 0
        self._alive: list[Node] = []
        self._base = _Values(self, {}, frozenset())
        self._nodes: dict[int, Node] = {}
        self._parents: dict[int, list[int]] = {}
        self._paths: dict[tuple[int, int], tuple[Step, ...] | None] = {}
        self._ancestors: dict[int, frozenset[int]] = {}
        for root in (*self.lines.values(), *self.roots.values()):
            for node in tree.walk(root):
                self._nodes[id(node)] = node
                for part in (*tree.children(node), *self._line_of(node)):
                    self._parents.setdefault(id(part), []).append(id(node))
        for root in (*self.lines.values(), *self.roots.values()):
            with suppress(Unsupported):  # a claim whose shapes do not fit has parts that have a value
                self._base.keep(root)

    def _line_of(self, node: Node) -> Iterator[Node]:
        if type(node) is tree.Name and node.id in self.lines:
            yield self.lines[node.id]

    def value(self, node: Node) -> Any:
        """The value of a part as it stands. Values are remembered by the identity of the node, so the node must not be freed."""
        self._alive.append(node)
        return self._base.value(node)

    def keep(self, node: Node) -> Node:
        """A part that edits put in again and again; its value is remembered. Raises `Unsupported` where it has none."""
        self._alive.append(node)
        self._base.keep(node)
        return node

    def edited(self, changes: Mapping[int, Node], key: str) -> Any:
        """The value of an expression with other nodes in the place of some, by their ids; raises `Unsupported`."""
        return self.edited_part(changes, self.roots[key])

    def edited_part(self, changes: Mapping[int, Node], part: Node) -> Any:
        """The same of a part."""
        if len(changes) == 1:
            ((place, new),) = changes.items()
            path = self._path(place, part)
            if path is not None:
                return self._along(path, self._base.fresh(new))
        dirty: frozenset[int] = frozenset().union(*map(self._above, changes))
        return _Values(self, changes, dirty).value(part)

    def tried(self, changes: Mapping[int, Node], part: Node) -> Any:
        """The numbers of a part under some changes; None where they make no sense, in any of the ways that numpy knows."""
        try:
            return numbers(self.edited_part(changes, part))
        except (Unsupported, AttributeError, MemoryError):
            return None

    def _path(self, place: int, part: Node) -> tuple[Step, ...] | None:
        """What computes a part anew from another value at one place below it; None where that is more than calls, one by one."""
        key = place, id(part)
        if key not in self._paths:
            self._paths[key] = self._found_path(place, id(part))
        return self._paths[key]

    def _found_path(self, place: int, top: int) -> tuple[Step, ...] | None:
        steps: list[Step] = []
        while place != top:
            parents = self._parents.get(place, ())
            if len(parents) != 1:
                return None
            above = self._nodes[parents[0]]
            if type(above) is tree.Call:
                step = self._step(above, place)
                if step is None:
                    return None
                steps.append(step)
            elif type(above) is not tree.Name:
                return None
            place = id(above)
        return tuple(steps)

    def _step(self, call: tree.Call, place: int) -> Step | None:
        values = self._base._values
        number = next((number for number, arg in enumerate(call.args) if id(arg) == place), None)
        others = [arg for arg in call.args if id(arg) != place]
        if number is None or not all(id(each) in values for each in (*others, *(arg for _, arg in call.options))):
            return None
        before, after = others[:number], others[number:]
        options = {name: values[id(arg)] for name, arg in call.options}
        return Step(call.row.value, [values[id(arg)] for arg in before], [values[id(arg)] for arg in after], options)

    def _along(self, path: tuple[Step, ...], value: Any) -> Any:
        try:
            for function, before, after, options in path:
                value = function(*before, value, *after, **options)
                self.work += OVERHEAD + int(getattr(value, "size", 1))
        except FAILURES as error:
            raise Unsupported(str(error)) from error
        return value

    def _above(self, key: int) -> frozenset[int]:
        if key not in self._ancestors:
            found: set[int] = set()
            waiting = [key]
            while waiting:
                for parent in self._parents.get(waiting.pop(), ()):
                    if parent not in found:
                        found.add(parent)
                        waiting.append(parent)
            self._ancestors[key] = frozenset(found)
        return self._ancestors[key]


class _Values(Trace):
    """The values under some changes: what is not above one of them has the value that it has without them."""

    def __init__(self, graph: Graph, changes: Mapping[int, Node], dirty: frozenset[int]) -> None:
        super().__init__(tree.Nothing(tree.NOWHERE), graph.lines, graph.known)
        self._graph = graph
        self._changes = changes
        self._dirty = dirty

    def keep(self, node: Node) -> None:
        """Compute all values of a part, and remember them."""
        for part in reversed(list(tree.walk(node))):
            if not isinstance(part, tree.Slice | tree.Nothing | tree.Dots | tree.Word | tree.Kind):
                try:
                    self.value(part)
                except Unsupported:
                    if part is node:
                        raise

    def value(self, node: Node) -> Any:
        key = id(node)
        new = self._changes.get(key)
        if new is not None:
            if key not in self._values:
                self._values[key] = self._graph._base.fresh(new)
            return self._values[key]
        if self is not self._graph._base and key not in self._dirty and key in self._graph._base._values:
            return self._graph._base._values[key]
        if type(node) is tree.Name and node.id in self.lines:
            return self.value(self.lines[node.id])
        value = super().value(node)
        self._graph.work += OVERHEAD + int(getattr(value, "size", 1))
        return value

    def fresh(self, node: Node) -> Any:
        """The value of a part that an edit puts in, made of parts that stand there and new ones, which are soon forgotten."""
        if id(node) in self._values:
            return self._values[id(node)]
        other = _Values(self._graph, {}, frozenset())
        return other.value(node)


def copied(node: Node, written: bool = True) -> Node:
    """The same tree of nodes of its own: two texts that read the same share theirs. Not `written`, it stands in no text."""
    parts: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            parts[field.name] = copied(value, written)
        elif field.name in ("args", "parts"):
            parts[field.name] = tuple(copied(part, written) for part in value)
        elif field.name == "options":
            parts[field.name] = tuple((name, copied(part, written)) for name, part in value)
    return replace(node, **parts) if written else replace(node, span=tree.NOWHERE, **parts)


def tree_of(formula: Formula) -> Node | None:
    """The tree of an expression of a case; None of a part of a tuple."""
    expression = formula.expression
    return expression.tree if isinstance(expression, Expression) and type(formula) is Formula else None


def numbers(value: Any) -> Any:
    """A value as an array of real numbers, or None where it is none."""
    try:
        array = np.asarray(value)
    except (ValueError, ExpressionError):
        return None
    return array.astype(np.float64) if array.dtype.kind in "biuf" else None
