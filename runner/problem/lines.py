"""Formulas evaluated at a point, the lines of `let` that they need among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .compiled import Problem
from .formula import Formula, run
from .point import Point


class Lines:
    """The lines of `let` of a problem at a point, each evaluated once.

    Claims, and the costs as functions of different inputs, share most of their lines.
    """

    def __init__(self, problem: Problem, point: Point) -> None:
        self.problem = problem
        self.point = point
        self._known: dict[int, dict[str, Any]] = {}
        """What has been evaluated, for each set of values: double precision, and that of the claims."""

    def evaluate(self, formula: Formula, values: Mapping[str, Any]) -> Any:
        """The value of a formula, with the values of the point in one precision or the other."""
        lines = self.problem.needed(formula)
        if "rng" in formula.uses:
            return run(lines, formula, {**values, "rng": self.point.generator()})
        return formula.evaluate(self.added(values, lines) if lines else values)

    def added(self, values: Mapping[str, Any], lines: Sequence[Formula]) -> dict[str, Any]:
        """The values with those of some lines of `let`, of which none rests on one that is left out.

        Where one of them draws, all are evaluated anew, so that each draw stands at the same place of the stream.
        """
        if any("rng" in line.uses for line in lines):
            scope = {**values, "rng": self.point.generator()}
            for line in lines:
                scope[line.name] = line.evaluate(scope)
            del scope["rng"]
            return scope
        known = self._known.setdefault(id(values), {})
        scope = dict(values)
        for line in lines:
            if line.name not in known:
                known[line.name] = line.evaluate(scope)
            scope[line.name] = known[line.name]
        return scope
