"""Which lines of a backward pass are right, and which is the first that is not.

A line is right whose value is what arrives somewhere in the right derivation: at a line of the cost, at a part of it, or at an
argument. What is wrong there is wrong in the lines before it or in those after it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Unsupported, is_array
from ..evidence.derivation import Derivation
from ..evidence.naming import line_of_name
from .graph import Graph, numbers

CLOSE = 1e-7
"""Two arrays are the same where they differ by this fraction of the largest entry."""

LEADING = ("d", "grad", "delta", "g_")
"""How the names of such lines begin, where they do not say so by `dout`."""


class Backward:
    """The lines of `let` that serve a claim, held against the right derivation."""

    def __init__(self, graph: Graph, derivation: Derivation | None) -> None:
        self._graph = graph
        self._derivation = derivation

    @cached_property
    def right(self) -> frozenset[str]:
        """The lines that are right."""
        return frozenset(name for name, root in self._graph.lines.items() if self._arrives(name, self._value(root)))

    @cached_property
    def first(self) -> frozenset[str]:
        """The lines that are not, although all they are made of is: those of the backward pass, not helpers."""
        if not self._graph.lines or self._derivation is None:
            return frozenset()
        wrong = {name: tree.names(root) for name, root in self._graph.lines.items() if name not in self.right}
        backward = {name: names for name, names in wrong.items() if self._leads(name, names)}
        return frozenset(name for name, names in backward.items() if names.isdisjoint(backward))

    def _leads(self, name: str, names: frozenset[str] | set[str]) -> bool:
        return "dout" in names or not self.right.isdisjoint(names) or name.lower().startswith(LEADING)

    def _value(self, root: tree.Node) -> Any:
        try:
            return numbers(self._graph.value(root))
        except Unsupported:
            return None

    def _arrives(self, name: str, value: Any) -> bool:
        if value is None or value.size < 2:
            return False
        about = self.about(name)
        return any(_same(value, one) for line, one in self._arriving.get(value.shape, ()) if about in (None, line))

    def about(self, name: str) -> str | None:
        """The line of the cost that a line of the backward pass is the gradient by, as its name says."""
        return line_of_name(name, {line.name for line in self._derivation.lines} if self._derivation is not None else ())

    @cached_property
    def _arriving(self) -> dict[tuple[int, ...], list[tuple[str, Any]]]:
        """All that goes through the right derivation, by shape, each with the line that it is about."""
        found: dict[tuple[int, ...], list[tuple[str, Any]]] = {}
        if self._derivation is None:
            return found
        seen = [(line.name, line.right) for line in self._derivation.lines]
        for step in self._derivation.steps:
            line = step.key.partition(".")[2]
            seen += [(line, step.upstream), (line, step.right)]
        for line, one in seen:
            if is_array(one) and np.ndim(one):
                found.setdefault(np.shape(one), []).append((line, np.asarray(one)))
        return found


def _same(first: Any, second: Any) -> bool:
    size = float(np.abs(second).max(initial=0.0))
    return size > 0 and float(np.abs(first - second).max()) <= CLOSE * size
