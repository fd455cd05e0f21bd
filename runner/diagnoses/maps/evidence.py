"""What is known of a failing claim of another kind than a gradient, and what can be measured of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...differences.rows import central_rows
from ...errors import ExpressionError
from ...model import OF_COST, Array, Comparison, Decided, Floats, MapClaim
from ...problem import Draw, Formula
from ...problem.maps import map_of
from ...problem.moving import place_of
from ..evidence import Evidence
from ..evidence.constants import Factor
from ..evidence.derivation import Derivation
from ..evidence.fresh import FreshDraws
from ..evidence.measurements import Measurements
from ..evidence.sample import Positions, Sample
from ..evidence.trials import NO_LINES


class Asked(NamedTuple):
    """A failing claim: what it is, how it fares, the step at which it was checked, and where it is wrong if that is settled."""

    claim: MapClaim
    comparison: Comparison
    h: float
    settled: Decided | None


class MapMeasurements(Measurements):
    """What was and can be measured of the derivative that a claim is of."""

    def __init__(self, draw: Draw, comparison: Comparison, h: float, draws: FreshDraws, claim: MapClaim) -> None:
        super().__init__(draw, comparison, h, draws)
        self.claim = claim
        self._reserved = 0
        self.budget = 1 << 20

    @property
    def input(self) -> str:
        return self.claim.input

    def shape_on(self, draw: Draw) -> tuple[int, ...]:
        place = place_of(draw, self.claim)
        return (*map_of(draw, self.claim, place).shape, *place.x.shape)

    @cached_property
    def elsewhere(self) -> tuple[Sample, ...]:
        return ()

    @cached_property
    def is_flat_here(self) -> bool:
        return False

    @property
    def _is_flat_everywhere(self) -> bool:
        return False

    @cached_property
    def shuffled(self) -> Sample | None:
        return None

    def _positions(self, size: int) -> Positions:
        return np.arange(size)

    def measured(self, draw: Draw, positions: Positions) -> tuple[Floats, Array] | None:
        try:
            claimed, _ = draw.claim_or_misfit(self.name)
            numerical = self.derivative(draw).reshape(-1)
        except ExpressionError:
            return None
        return (numerical[positions], claimed) if np.isfinite(numerical).all() else None

    def derivative(self, draw: Draw) -> Floats:
        """The derivative by differences, on any draw."""
        place = place_of(draw, self.claim)
        rows = map_of(draw, self.claim, place)
        value, _ = central_rows(rows, place.x, self.h, rows.many(place.x[None])[0])
        self.evaluations += rows.evaluations
        return value.reshape((*rows.shape, *place.x.shape))


class MapEvidence(Evidence):
    """All there is to know of one failing claim of that kind; there is no right derivation of it to compare with."""

    def __init__(self, draw: Draw, asked: Asked, others: Sequence[Comparison]) -> None:
        self.claim = asked.claim
        super().__init__(draw, asked.comparison, others, asked.h, asked.settled)

    def _holds_elsewhere(self, text: str, factor: Factor | None, lines: Mapping[str, str]) -> bool:
        return True

    def _measurements(self, draw: Draw, comparison: Comparison, h: float, draws: FreshDraws) -> Measurements:
        return MapMeasurements(draw, comparison, h, draws, self.claim)

    def _view(self, text: str, everywhere: bool) -> Evidence:
        other = super()._view(text, everywhere)
        assert isinstance(other, MapEvidence)
        other.claim = self.claim
        return other

    @property
    def differentiated_too(self) -> Mapping[str, Formula]:
        """Of a Hessian, what the gradient is made of."""
        return self.draw.problem.backward if self.claim.key in OF_COST else {}

    @property
    def complex(self) -> bool:
        return self.draw.frame(self.claim).is_complex

    def value(self, text: str, sample: Sample, lines: Mapping[str, str] = NO_LINES) -> Array | None:
        try:
            value = np.asarray(self.with_lines(sample, lines).value(self.there(text, sample)))
        except ExpressionError:
            return None
        if value.dtype.kind not in ("biufc" if self.complex else "biuf"):
            return None
        return sample.draw.frame(self.claim).in_real_numbers(value).astype(np.float64)

    @property
    def has_rows(self) -> bool:
        return self.claim.key in ("jacobian", "hessian")

    @cached_property
    def derivation(self) -> Derivation | None:
        return None
