"""What a diagnosis may ask for: other draws, the named values of the case, and whether a fix holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ...measuring.compare import again
from ...model import Array, Comparison, Decided
from ...problem import Draw, Formula
from .derivation import FAILURES, Derivation
from .finer import Finer
from .fresh import FreshDraws, draws_at_random
from .literals import as_expression
from .measurements import Measurements
from .names import Names
from .naming import line_of_name
from .refuting import refuted
from .sample import Sample, agrees
from .trials import Trials


class Evidence(Trials):
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
        settled: Decided | None = None,
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
        self.fitting: dict[str, Any] = {}
        """Of each text the edits that fit on the case's draw and were found wrong elsewhere."""
        self._claimed: dict[int, Array | None] = {}
        self.names = Names(self.measurements)
        claim = draw.problem.stated(comparison.name)
        self.literal = not isinstance(claim, Formula)
        self.text = claim.expression.text if isinstance(claim, Formula) else as_expression(comparison.claimed)

    def _measurements(self, draw: Draw, comparison: Comparison, h: float, draws: FreshDraws) -> Measurements:
        return Measurements(draw, comparison, h, draws)

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
        other._derivations, other.fitting = self._derivations, self.fitting
        other._claimed = {}
        return other

    def claimed(self, sample: Sample) -> Array | None:
        """What is claimed on a draw."""
        if id(sample) not in self._claimed:
            self._claimed[id(sample)] = self.value(self.text, sample)
        return self._claimed[id(sample)]

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
