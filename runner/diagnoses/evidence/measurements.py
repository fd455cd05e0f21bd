"""Numerical gradients of one input, on the case's own draw and on fresh ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import prod

import numpy as np

from ...errors import ExpressionError
from ...measuring.compare import relative_difference
from ...model import Array, Comparison, Floats
from ...problem import Draw, Formula
from ...problem.derivative import derivative
from .changed import changed_draws
from .fresh import FreshDraws, draws_at_random, shuffled_draw
from .metered import FRESH, Metered
from .sample import ZERO, Positions, Sample, agrees, is_zero
from .sampling import SPARSE, Sampling

ELSEWHERE = 32
"""How many entries are measured of the case with other numbers and sizes: what fits by chance fits in none of them."""

SCALES = (1.0, -1.0, 1e-3, 1e-6, 10.0, -10.0)
"""The sizes at which a gradient that is zero here is looked for."""

SPREADS = (0.3, 1.0, 3.0, 10.0)
"""The sizes of inputs at which a condition on the input must hold that is told of a few of them."""

CONFIRMED = 8
"""How many entries of a large fresh draw are measured, where the derivation that was right for the case tells the others."""


class Measurements(Metered):
    """What was and what can be measured of one failing claim."""

    def __init__(self, draw: Draw, comparison: Comparison, h: float, draws: FreshDraws) -> None:
        super().__init__(draw, comparison, h)
        self.tolerance = comparison.tolerance
        self.shape = comparison.numerical.shape
        self.draws = draws
        self._sampling = Sampling(comparison, draw.problem.lends)

    @property
    def input(self) -> str:
        """The input by which the claim is taken."""
        return self.name

    def shape_on(self, draw: Draw) -> tuple[int, ...]:
        """The shape that the claim must have on a draw."""
        return draw.input(self.name).shape

    @cached_property
    def own(self) -> Sample:
        """The case's own draw, as far as it was measured and has a slope."""
        numerical, measured = self.comparison.numerical.reshape(-1), self.comparison.measured
        positions = np.arange(numerical.size) if measured is None else np.asarray(measured)
        positions = self._off_corners(positions)
        return Sample(self.draw, positions, numerical[positions], self.comparison.claimed, self.name, self.comparison.floor)

    def _off_corners(self, positions: Positions) -> Positions:
        corners = self.comparison.at_corners
        return positions if corners is None else np.setdiff1d(positions, corners)

    @cached_property
    def fixed(self) -> bool:
        """Whether there is one point only: all arrays are written down, and so is the claim, in numbers that belong to them."""
        problem = self.draw.problem
        if draws_at_random(problem):
            return False
        claim = problem.stated(self.name)
        if not isinstance(claim, Formula):
            return True
        used = {*claim.uses, *(name for line in problem.needed(claim) for name in line.uses)}
        lines = [problem.cost, *problem.forward.values()]
        return (used & problem.values.keys()).isdisjoint([self.input, *(name for line in lines for name in line.uses)])

    @cached_property
    def fresh(self) -> tuple[Sample, ...]:
        """Two fresh draws; fewer where the budget or the domain of the cost does not allow them, none where `fixed`.

        Where the claim is right on both, one more on which it is wrong, if there is one: a mistake may show at some points only.
        """
        found: list[Sample] = []
        seen = False
        if self.fixed:
            return ()
        self._reserved = 0
        for sample in self._samples():
            zero = not sample.numerical.any()
            if zero and sample.claimed.shape == self.shape and not sample.claimed.any():
                continue  # nothing can be seen there: neither the gradient nor the claim is alive
            wrong = self.is_wrong(sample)
            if len(found) < FRESH or wrong:
                found.append(sample)
            seen = seen or wrong
            if len(found) >= FRESH and seen:
                break
        return tuple(found)

    @cached_property
    def gradient_is_zero(self) -> bool:
        """Whether the gradient is zero here and on the fresh draws, but for rounding, and the claim is not.

        Of one point alone nothing can be told, whether the derivation gives zero everywhere or there only.
        """
        if not is_zero(self.own, self.comparison.claimed):
            return False
        if self.fixed:
            return self._is_flat_everywhere or self.is_flat_here
        return all(is_zero(sample, sample.claimed) for sample in self.fresh)

    @property
    def _is_flat_everywhere(self) -> bool:
        found = [derivative(self.draw, self.name), *self._derived_at_random()]
        return len(found) > 1 and all(right is not None and not right.any() for right in found)

    @cached_property
    def is_flat_here(self) -> bool:
        """Whether a gradient that is zero here is not so at inputs of ordinary size, or near zero, as of what saturates."""
        return any(right is not None and bool((np.abs(right) > ZERO).any()) for right in self._derived_at_random())

    def _derived_at_random(self) -> list[Floats | None]:
        """The gradient by the derivation at inputs of many sizes, and near zero; none where the input is not free to move."""
        if self.name not in self.draw.values or self.draw.chart(self.name) is not None:
            return []
        x = np.random.default_rng(0).standard_normal(self.draw.input(self.name).shape)
        try:
            return [derivative(self.draw.moved({self.name: scale * x}), self.name) for scale in SCALES]
        except ExpressionError:
            return []

    @cached_property
    def spread(self) -> tuple[Sample, ...]:
        """The case with the input anywhere, small and large, the gradient by the derivation; none where that is not right here.

        Inputs that are written down keep their signs and their order on fresh draws. Nothing is evaluated but formulas.
        """
        if self.name not in self.draw.values or self.draw.chart(self.name) is not None:
            return ()
        if self.draw.problem.lends or not self._derives:
            return ()
        rng = np.random.default_rng(1)
        every, found = np.arange(self.comparison.numerical.size), []
        for size in SPREADS:
            try:
                draw = self.draw.moved({self.name: size * rng.standard_normal(self.draw.input(self.name).shape)})
            except ExpressionError:
                continue
            derived = self._derived(draw, every)
            if derived is not None and np.isfinite(derived[0]).all() and np.isfinite(derived[1]).all():
                found.append(Sample(draw, every, *derived, self.name, self.comparison.floor))
        return tuple(found)

    @cached_property
    def elsewhere(self) -> tuple[Sample, ...]:
        """The case with other numbers and sizes, some entries of it; none where it cannot be changed or the budget forbids it."""
        if self.fixed or not self.fresh:
            return ()
        return tuple(self._elsewhere())

    def _elsewhere(self) -> Iterator[Sample]:
        for changed in changed_draws(self.draw, self.name):
            size = prod(self.shape_on(changed.draw))
            affordable = (self.budget - self.evaluations) // 2 - 1
            count = min(size, ELSEWHERE if self._derives else min(SPARSE if self._sampling.sparse else ELSEWHERE, affordable))
            if count < 1:
                return
            positions = np.sort(np.random.default_rng(size).choice(size, count, replace=False))
            measured = self._derived(changed.draw, positions) if self._derives else self.measured(changed.draw, positions)
            if measured is not None and measured[0].any():
                yield Sample(changed.draw, positions, *measured, self.name, self.comparison.floor, changed)

    @cached_property
    def _derives(self) -> bool:
        """Whether the derivation from the formula is the gradient that was measured: then it stands for it elsewhere."""
        right = derivative(self.draw, self.name)
        return right is not None and right.shape == self.shape and agrees(self.own, right, self.tolerance) is not None

    def _derived(self, draw: Draw, positions: Positions) -> tuple[Floats, Array] | None:
        """The gradient on a draw by the derivation, and the claim there; None where either has no value."""
        try:
            right = derivative(draw, self.name)
            claimed, _ = draw.claim_or_misfit(self.name)
        except ExpressionError:
            return None
        return None if right is None else (draw.pulled(self.name, right).reshape(-1)[positions], claimed)

    @cached_property
    def shuffled(self) -> Sample | None:
        """A draw on which labels and masks that are written down stand in another order; None where there are none."""
        positions = self._positions(self.comparison.numerical.size)
        draw = shuffled_draw(self.draw) if not self.fixed and self.affords(2 * positions.size + 1) else None
        if draw is None or self.shape_on(draw) != self.shape:
            return None
        measured = self.measured(draw, positions)
        return None if measured is None else Sample(draw, positions, *measured, self.name, self.comparison.floor)

    @property
    def is_whole(self) -> bool:
        """Whether every entry is measured on a fresh draw."""
        return self.comparison.numerical.size <= self._sampling.whole

    def is_wrong(self, sample: Sample) -> bool:
        """Whether the claim is wrong on a draw."""
        return sample.claimed.shape != self.shape or agrees(sample, sample.claimed, self.tolerance) is None

    def _samples(self) -> Iterator[Sample]:
        size = self.comparison.numerical.size
        positions = self._off_corners(self._positions(size))  # zeros stay zeros
        for draw in self.draws:
            if self.shape_on(draw) != self.shape or not self.affords(2 * positions.size + 1):
                continue
            measured = self._measured_or_derived(draw, positions)
            if measured is not None:
                yield Sample(draw, positions, *measured, self.name, self.comparison.floor)

    def _measured_or_derived(self, draw: Draw, positions: Positions) -> tuple[Floats, Array] | None:
        """The gradient on a fresh draw and the claim there; None as below."""
        if positions.size <= 4 * CONFIRMED or not self._derives:
            return self.measured(draw, positions)
        some = np.linspace(0, positions.size - 1, CONFIRMED).astype(np.intp)
        measured, derived = self.measured(draw, positions[some]), self._derived(draw, positions)
        if measured is None:
            return None
        if derived is not None and (relative_difference(measured[0], derived[0][some]) <= self.tolerance).all():
            return derived
        return self.measured(draw, positions)

    def _positions(self, size: int) -> Positions:
        return self._sampling.positions(size)
