"""Expressions tried in the place of a failing claim, and what can be said of one that is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from ...errors import ExpressionError
from ...model import Array, Cause, Finding
from ...problem import Draw, Formula
from .agreement import Agreement
from .constants import Factor
from .literals import is_array_of_numbers, written
from .measurements import Measurements
from .metered import FRESH
from .names import Names
from .quantities import Claimed, Quantities
from .sample import Sample, agrees

NO_LINES: Mapping[str, str] = {}

BETTER = 0.1
"""A fixed claim is off by this fraction of what the claim is off by, at most: to be a little less wrong explains nothing."""

MANY = 30
"""More numbers than these are not written out in a fix."""


class Trials:
    """A failing claim as text, and what was measured of it, which any other text can be held against.

    `literal`: the claim is written in numbers. `everywhere`: what is tried must hold with other numbers and sizes too.
    `recognised`: a constant is believed only where it has a name.
    """

    measurements: Measurements
    names: Names
    text: str
    literal: bool
    everywhere: bool
    recognised: bool

    @property
    def name(self) -> str:
        """The input."""
        return self.measurements.name

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the input."""
        return self.measurements.shape

    @property
    def draw(self) -> Draw:
        return self.measurements.draw

    def value(self, text: str, sample: Sample, lines: Mapping[str, str] = NO_LINES) -> Array | None:
        """An expression evaluated as a claim on one draw; None where it is no array of real numbers."""
        try:
            value = np.asarray(self.with_lines(sample, lines).value(self.there(text, sample)))
        except ExpressionError:
            return None
        if self.complex:
            return sample.draw.pulled(self.name, value) if value.dtype.kind in "biufc" else None
        return value.astype(np.float64) if value.dtype.kind in "biuf" else None

    @property
    def complex(self) -> bool:
        """Whether the input is complex: what is compared then has a last axis of two, its real and its imaginary part."""
        return self.name in self.draw.problem.case.complex

    @property
    def is_written_down(self) -> bool:
        """Whether the input is a number or a list of numbers, which keep their signs and their order on fresh draws."""
        values = self.draw.problem.values
        return self.name in values and not isinstance(values[self.name], Formula)

    def there(self, text: str, sample: Sample) -> str:
        """An expression of the case as it reads on a draw."""
        return text if sample.changed is None else sample.changed.text(text)

    def with_lines(self, sample: Sample, lines: Mapping[str, str]) -> Draw:
        """A draw on which some lines of `let` read otherwise; raises `ExpressionError` where they cannot be read."""
        if not lines:
            return sample.draw
        problem = sample.draw.problem
        changed = {name: self.there(text, sample) for name, text in lines.items()}
        return sample.draw.under(problem.variation(let={**problem.case.let, **changed}))

    def agreement(
        self,
        text: str,
        factor: Factor | None = None,
        *,
        anywhere: bool = True,
        lines: Mapping[str, str] = NO_LINES,
    ) -> Agreement | None:
        """Whether an expression, pasted as the claim, is right: on the case's draw, on two fresh draws, and with other numbers
        and sizes, where they can be others and `anywhere` asks for it.

        `lines` are lines of `let` that read otherwise. `factor` is a constant in it: where its names could not be tried with
        other numbers, they may fit by chance. The case's draw is tried first, as it costs nothing.
        """
        worst = 0.0
        for sample in self._samples():
            difference = self._difference(text, sample, lines)
            if difference is None:
                return None
            worst = max(worst, difference)
        fresh = self.measurements.fresh
        if len(fresh) < FRESH and not self.measurements.fixed:
            return None
        if anywhere and self.everywhere and not self._holds_elsewhere(text, factor, lines):
            return None
        sampled = fresh[0].positions.size if fresh else self.measurements.own.positions.size
        part = None if sampled == self.measurements.own.positions.size else sampled
        finer = self.measurements.finer
        return Agreement(worst, len(fresh), part) if finer is None else Agreement(worst, len(fresh), part, finer.by)

    def _holds_elsewhere(self, text: str, factor: Factor | None, lines: Mapping[str, str]) -> bool:
        samples = self.measurements.elsewhere
        if not samples:
            return factor is None or not self.constants.names_in(factor)
        return any(self._difference(text, sample, lines) is not None for sample in samples)

    def _difference(self, text: str, sample: Sample, lines: Mapping[str, str]) -> float | None:
        """The largest relative difference on one draw; None where the expression is wrong, or hardly less so than the claim."""
        value = self.value(text, sample, lines)
        if value is None or value.shape != self.measurements.shape_on(sample.draw):
            return None
        difference = agrees(sample, value, self.measurements.tolerance)
        if difference is None or sample.claimed.shape != value.shape:
            return difference
        before = float(np.abs(sample.at(sample.claimed) - sample.numerical).max(initial=0.0))
        after = float(np.abs(sample.at(value) - sample.numerical).max(initial=0.0))
        wrong = agrees(sample, sample.claimed, self.measurements.tolerance) is None
        return None if wrong and after > BETTER * before else difference

    def _samples(self) -> Iterator[Sample]:
        yield self.measurements.own
        yield from self.measurements.fresh

    def fits(self, value: Array) -> bool:
        """Whether an array of the input's shape is the gradient on the case's draw: the cheap test before `agreement`."""
        return value.shape == self.shape and agrees(self.measurements.own, value, self.measurements.tolerance) is not None

    def finding(self, cause: Cause, message: str, fix: str, agreement: Agreement) -> Finding:
        """A finding whose fix has been tried."""
        return Finding(cause, self.name, message, agreement.of("the fixed claim"), self.pasted(fix))

    def pasted(self, fix: str) -> str:
        """A fix as it can be pasted: a claim written in numbers is fixed in numbers, where they are not many more."""
        value = self.value(fix, self.measurements.own) if self.literal else None
        if value is None or value.size > max(1, self.measurements.comparison.claimed.size) or value.size > MANY:
            return fix
        return written(value)

    @cached_property
    def in_numbers(self) -> bool:
        """Whether the claim is written in numbers, as an array of them too: `np.array([1.0, 0.0])`."""
        return self.literal or is_array_of_numbers(self.text)

    @cached_property
    def constants(self) -> Quantities:
        """The constants that the claim may be off by."""
        return Quantities(self.measurements, self.names, Claimed(self.text, self.literal, self.everywhere, self.recognised))

    @cached_property
    def quoted(self) -> str:
        """The claim as it stands in a sentence."""
        text = written(self.measurements.comparison.claimed) if self.literal else " ".join(self.text.split())
        return f"`{text}`" if len(text) <= 60 else f"for `{self.name}`"
