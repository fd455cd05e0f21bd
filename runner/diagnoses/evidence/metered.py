"""Slopes of one input's cost, on any draw, each evaluation of it counted against a budget."""

from __future__ import annotations

from math import isfinite

import numpy as np

from ... import differences
from ...errors import ExpressionError, NotAnalytic
from ...model import Array, Comparison, Floats
from ...model.numerals import number
from ...problem import Draw, InputCost
from .finer import Finer, step_that_can
from .plateau import extrapolated
from .sample import Positions
from .sampling import WHOLE
from .steps import complex_slope, complex_slopes, slope, unit

FRESH = 2
"""The number of fresh draws on which an explanation must hold."""

ANYHOW = 64
"""A diagnosis of lent code may take as many evaluations as the check, and this many however small the input is."""

BUDGET = 3
"""Any other may take this many times the evaluations of the full check of the input."""


class Metered:
    """What slopes cost: a failing claim's input, the step of its check, and what may still be evaluated."""

    def __init__(self, draw: Draw, comparison: Comparison, h: float) -> None:
        self.draw = draw
        self.comparison = comparison
        self.name = comparison.name
        self.h = h
        self.evaluations = 0
        size, lends = comparison.numerical.size, draw.problem.lends
        self.budget = max(ANYHOW, 2 * size + 2) if lends else BUDGET * (2 * size + 2)
        self._reserved = FRESH * (2 * min(size, WHOLE) + 1) + 1 if not lends else 0
        self._analytic = True
        self.finer: Finer | None = None

    def take(self, finer: Finer | None) -> None:
        """Note where the comparison comes from, if the check's own numbers were too poor."""
        self.finer = finer
        if finer is not None:
            self.evaluations += finer.evaluations
            self.budget += finer.evaluations

    @property
    def too_rough(self) -> str:
        """What is to be said of the check where it cannot confirm a fix; nothing where its own numbers were good enough."""
        if self.finer is None:
            return ""
        if self.comparison.measured is not None:
            return f"{self.finer.by} bear that out, single differences at h = {number(self.h)} are too rough to"
        cost = self.draw.cost(self.name)
        step = step_that_can(self.finer, cost, self.draw.input(self.name))
        self.evaluations += cost.evaluations
        known = f"{self.finer.by} bear that out, but with h = {number(self.h)} the check is too rough to confirm the fix"
        return f"{known}, as with every step tried" if step is None else f"{known}: `h: {number(step)}` can"

    def measured(self, draw: Draw, positions: Positions) -> tuple[Floats, Array] | None:
        """The gradient on a draw and the claim there; None where either has no value, or the cost is not finite."""
        cost = draw.cost(self.name)
        try:
            claimed, _ = draw.claim_or_misfit(self.name)
            if not self.draw.problem.lends and not isfinite(cost(draw.input(self.name))):
                return None  # a complex step may pass through a point outside the domain
            numerical = self._measure(cost, draw.input(self.name), positions)
        except ExpressionError:
            return None
        finally:
            self.evaluations += cost.evaluations
        return (numerical, claimed) if np.isfinite(numerical).all() else None

    def _measure(self, cost: InputCost, x: Floats, positions: Positions) -> Floats:
        """The gradient at some positions: by complex steps where the cost allows them, else by the check's own difference."""
        side = self.draw.problem.case.side
        if side:
            return differences.one_sided_difference(cost, x, self.h, side, positions=positions).value.reshape(-1)[positions]
        if self._analytic:
            try:
                return complex_slopes(cost, x, positions)
            except NotAnalytic:
                self._analytic = False
        if self.finer is not None and self.finer.step is not None:
            return extrapolated(cost, x, positions, self.finer.step)
        if positions.size == x.size:
            return differences.central(cost, x, self.h).value.reshape(-1)
        return np.array([slope(cost, x, unit(x, int(position)), self.h) for position in positions])

    def slope(self, draw: Draw, direction: Floats) -> float | None:
        """The slope of the cost of any draw along a direction; None where the budget does not allow it."""
        if not self.affords(1 if self._analytic else 2):
            return None
        cost, x = draw.cost(self.name), draw.input(self.name)
        try:
            if self._analytic:
                return complex_slope(cost, x, direction)
            return slope(cost, x, direction, self.h)
        except NotAnalytic:
            self._analytic = False
            return slope(cost, x, direction, self.h) if self.affords(3) else None
        finally:
            self.evaluations += cost.evaluations

    def try_out(self, draw: Draw) -> None:
        """Evaluate the cost of any draw once; raises `ExpressionError` where that cannot be done."""
        if self.affords(1):
            self.evaluations += 1
            draw.cost(self.name)(draw.input(self.name))

    def affords(self, evaluations: int) -> bool:
        """Whether the budget still allows these evaluations, beside those that the fresh draws will take."""
        return self.evaluations + evaluations + self._reserved <= self.budget
