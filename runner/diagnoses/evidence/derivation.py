"""The right derivation of a gradient at one point: every edge of it, what goes through it, and what a change there comes to.

A gradient is the sum over all ways from the cost to the input. So what another cotangent at one edge does to it is the difference
of the two cotangents carried on from there, and the rest of the derivation need not be gone through again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Edge, Sweep, Unsupported, fitted, is_array
from ...problem import Draw
from ...problem.derivative import trace_of

FAILURES = (Unsupported, NotImplementedError, ArithmeticError, ValueError, TypeError, LookupError, np.linalg.LinAlgError)
"""How a slip that makes no sense at an edge ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One edge of a derivation: `key` tells the formula in which it stands, `upstream` is what arrives at the value of the
    call, `right` what the rule makes of it, in the shape of the argument."""

    key: str
    edge: Edge
    upstream: Any
    right: Any
    last: bool
    """Whether nothing lies between the call and the cost: its value is that of the cost, or of the output."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What arrives at a line of `let` by all its uses."""

    name: str
    right: Any


LINEAR = frozenset({"np.add", "np.subtract", "np.multiply", "np.divide", "np.negative", "np.sum", "np.mean"})
"""What makes a gradient of terms out of the gradients of these."""


class Derivation:
    """The gradient of a draw's cost by an input, step by step. Raises `Unsupported` where it cannot be derived."""

    def __init__(self, draw: Draw, name: str) -> None:
        self.name = name
        self.draw = draw
        self.formula = trace_of(draw)
        self.upstream = draw.values["dout"] if draw.problem.case.output is not None else 1.0
        self.steps: list[Step] = []
        self.searches: dict[str, Any] = {}
        """The searches for a slip in it, by the claims they are about."""
        self._keys: dict[int, str] = {}
        sweep = self._sweep = Sweep(self.formula, name, self._noted)
        try:
            self.gradient = np.asarray(sweep.gradient(self.upstream))
        except FAILURES as error:
            raise Unsupported(str(error)) from error
        self.names = sweep.names
        uses = self.uses()
        self.lines = [
            Line(line, found)
            for line, found in sweep.cotangents.items()
            if line in self.formula.lines and uses.get(line, 0) and is_array(found)
        ]

    def _noted(self, edge: Edge, g: Any) -> Any:
        found = edge.cotangent(g)
        right = fitted(found, np.shape(edge.given)) if is_array(edge.given) else found
        self.steps.append(Step(self._key_of(edge.call), edge, g, right, last=g is self.upstream))
        return found

    def _key_of(self, call: tree.Call) -> str:
        if not self._keys:
            trees = [(self.draw.problem.cost.key, self.formula.root), *((f"let.{n}", t) for n, t in self.formula.lines.items())]
            self._keys = {id(node): key for key, root in trees for node in tree.walk(root)}
        return self._keys[id(call)]

    @property
    def outer_sums(self) -> frozenset[int]:
        """The sums and differences whose terms are terms of the cost, or of the output, by their ids."""
        return frozenset(key for key, rule in self.outer.items() if rule in ("np.add", "np.subtract"))

    @cached_property
    def outer(self) -> dict[int, str]:
        """All that lies between the cost, or the output, and its terms: by the ids of the calls, their rules."""
        found: dict[int, str] = {}
        waiting: list[tree.Node] = [self.formula.root]
        while waiting:
            node = waiting.pop()
            if type(node) is tree.Name and node.id in self.formula.lines:
                waiting.append(self.formula.lines[node.id])
            elif type(node) is tree.Call and node.rule in LINEAR:
                varying = [part for part in node.args if not self.names.isdisjoint(tree.names(part))]
                over = node.rule == "np.divide" and varying[-1:] == [node.args[1]]
                if node.rule in ("np.add", "np.subtract") or (len(varying) == 1 and not over):
                    found[id(node)] = node.rule
                    waiting += varying
        return found

    def is_input(self, node: tree.Node) -> bool:
        """Whether a part is the input itself."""
        return type(node) is tree.Name and node.id == self.name

    def uses(self) -> dict[str, int]:
        """How often each name that varies stands in a formula that leads to the cost."""
        found: dict[str, int] = {}
        for root in (self.formula.root, *self.formula.lines.values()):
            for node in tree.walk(root):
                if type(node) is tree.Name and node.id in self.names:
                    found[node.id] = found.get(node.id, 0) + 1
        return found

    def carried(self, node: tree.Node, change: Any) -> Any:
        """What a change of the cotangent of a part of a formula comes to in the gradient, in the input's shape."""
        sweep = self._sweep.anew()
        sweep.pull(node, change)
        return self._finished(sweep)

    def carried_from(self, line: str, change: Any) -> Any:
        """The same for a change of all that arrives at a line."""
        sweep = self._sweep.anew()
        sweep.cotangents[line] = change
        return self._finished(sweep)

    def _finished(self, sweep: Sweep) -> Any:
        return np.asarray(sweep.finished())

    def named(self, shape: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
        """The named arrays of a shape: what a derivative may be taken at, or a mask be made of."""
        for name, value in self.formula.known.items():
            if name != "rng" and isinstance(value, np.ndarray) and value.shape == shape and value.dtype.kind in "biuf":
                yield name, value

    @cached_property
    def size(self) -> int:
        """How many numbers one sweep goes through, about."""
        return sum(int(np.size(step.right)) for step in self.steps if is_array(step.right))

    def text_at(self, where: int | str) -> str:
        """A line's name, or the argument of a step as it was written."""
        if isinstance(where, str):
            return where
        step = self.steps[where]
        return self.text(step.key, step.edge.argument)

    def text(self, key: str, node: tree.Node) -> str:
        """A part of a formula as it was written, on one line."""
        problem = self.draw.problem
        formula = problem.cost if key == problem.cost.key else problem.forward[key.partition(".")[2]]
        start, length = node.span
        written = " ".join(formula.expression.text[start : start + length].split())
        for name, root in self.formula.lines.items():
            if root == node:
                return name
        return written
