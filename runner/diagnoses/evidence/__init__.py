"""What a diagnosis may ask for: other draws, the named values of the case, and whether a fix holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from ...errors import ExpressionError
from ...measuring.compare import again
from ...model import Array, Cause, Comparison, Finding
from ...problem import Draw, Formula
from .agreement import Agreement
from .constants import Factor
from .derivation import FAILURES, Derivation
from .finer import Finer
from .fresh import FreshDraws, draws_at_random
from .literals import as_expression, is_array_of_numbers, written
from .measurements import FRESH, Measurements
from .names import Names
from .naming import line_of_name
from .quantities import Claimed, Quantities
from .refuting import refuted
from .sample import Sample, agrees

NO_LINES: Mapping[str, str] = {}

BETTER = 0.1
"""A fixed claim is off by this fraction of what the claim is off by, at most: to be a little less wrong explains nothing."""

MANY = 30
"""More numbers than these are not written out in a fix."""


class Evidence:
    """All there is to know of one failing claim, measured when it is asked for, and not more than the budget allows.

    `draw` is what was checked, `comparison` the failing claim, `others` the comparisons of the case's other claims, `h` the step.
    `settled` says where the claim is wrong, if an independent measurement has decided that. `draws` are the fresh draws of the
    case, which its claims share. `finer` is where the comparison comes from, if the check's own numbers were too poor.
    """

    def __init__(
        self,
        draw: Draw,
        comparison: Comparison,
        others: Sequence[Comparison] = (),
        h: float = 1e-4,
        settled: str | None = None,
        *,
        draws: FreshDraws | None = None,
        finer: Finer | None = None,
    ) -> None:
        self.measurements = self._measurements(draw, comparison, h, draws or FreshDraws(draw.problem))
        self.measurements.take(finer)
        self.others = tuple(others)
        self.everywhere = True
        self.recognised = False
        self.settled = settled
        self._derivations: dict[int, Derivation | None] = {}
        self._claimed: dict[int, Array | None] = {}
        self.names = Names(self.measurements)
        claim = draw.problem.stated(comparison.name)
        self.literal = not isinstance(claim, Formula)
        self.text = claim.expression.text if isinstance(claim, Formula) else as_expression(comparison.claimed)

    def _measurements(self, draw: Draw, comparison: Comparison, h: float, draws: FreshDraws) -> Measurements:
        return Measurements(draw, comparison, h, draws)

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

    def claiming(self, text: str) -> tuple[Comparison, Evidence] | None:
        """The same with another claim, for the second of two causes; None where it cannot be evaluated to the input's shape.

        A constant is believed there only where it is recognised: with any number two causes explain too much.
        """
        value = self.value(text, self.measurements.own)
        if value is None or value.shape != self.shape:
            return None
        other = self._view(text, self.everywhere)
        other.recognised = True
        comparison = self.measurements.comparison
        return again(comparison._replace(measured=None), value, comparison.numerical), other

    def of_these_numbers(self) -> Evidence:
        """The same for what holds with the numbers and sizes of the case, and may be chance: no constant has a name there."""
        return self._view(self.text, everywhere=False)

    def _view(self, text: str, everywhere: bool) -> Evidence:
        other = object.__new__(type(self))
        other.measurements, other.others, other.literal, other.settled = (
            self.measurements,
            self.others,
            self.literal,
            self.settled,
        )
        other.text, other.everywhere, other.recognised = text, everywhere, self.recognised
        other.names = self.names
        other._derivations = self._derivations
        other._claimed = {}
        return other

    def claimed(self, sample: Sample) -> Array | None:
        """What is claimed on a draw."""
        if id(sample) not in self._claimed:
            self._claimed[id(sample)] = self.value(self.text, sample)
        return self._claimed[id(sample)]

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

    @property
    def differentiated_too(self) -> Mapping[str, Formula]:
        """The lines, by their names, whose functions are differentiated beside those that lead to the cost."""
        return {}

    @property
    def has_rows(self) -> bool:
        """Whether the claim has a row for each number that is differentiated."""
        return False

    @cached_property
    def derivation(self) -> Derivation | None:
        """The right derivation of the gradient; None where it cannot be derived, or does not give the numerical gradient."""
        found = self.derivation_at(self.measurements.own)
        if found is None or agrees(self.measurements.own, found.gradient, self.measurements.tolerance) is None:
            return None
        return found

    def derivation_at(self, sample: Sample) -> Derivation | None:
        """The derivation on a sample; None where there is none there."""
        key = id(sample)
        if key not in self._derivations:
            try:
                self._derivations[key] = Derivation(sample.draw, self.name)
            except FAILURES:
                self._derivations[key] = None
        return self._derivations[key]

    @cached_property
    def misnamed(self) -> frozenset[str]:
        """The lines of the backward pass that are named after what they are not, as `di` that is no gradient by `i`."""
        arriving = {} if self.derivation is None else {line.name: np.asarray(line.right) for line in self.derivation.lines}
        found = set()
        for name in self.draw.problem.backward:
            of = line_of_name(name, arriving)
            value = self.value(name, self.measurements.own) if of is not None else None
            if of is not None and value is not None and value.shape == arriving[of].shape:
                size = float(np.abs(arriving[of]).max(initial=0.0))
                if float(np.abs(value - arriving[of]).max(initial=0.0)) > 1e-6 * size:
                    found.add(name)
        return frozenset(found)

    @cached_property
    def claim_may_be_right(self) -> bool:
        """Whether the claim passes on fresh draws, so that the mistake may lie in the step or in the point.

        At random it must on all of them; of a point that is written down, moved a little, one where it does is enough.
        """
        if refuted(self.measurements):
            return False
        wrong = list(map(self.measurements.is_wrong, self.measurements.fresh))
        return bool(wrong) and not (any(wrong) if draws_at_random(self.draw.problem) else all(wrong))

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
