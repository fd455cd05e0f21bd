"""Why a claim of another kind than a gradient is wrong: a Jacobian, a Hessian, or the product of either with a direction.

The causes are those of gradients, found in the same way: on the case's draw and on fresh ones, by edits of what was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..differences.rows import central_rows
from ..errors import ExpressionError
from ..model import OF_COST, Array, Comparison, Finding, Floats, MapClaim
from ..problem import Draw, Formula
from ..problem.maps import map_of, place_of
from . import diagnose
from .constants import Factor
from .derivation import Derivation
from .evidence import Evidence
from .measurements import Measurements, Positions, Sample

DIAGNOSES = (
    "non_finite",
    "transposed",
    "layout",
    "sign",
    "scale",
    "mirrored",
    "gauss_newton",
    "missing_term",
    "only_diagonal",
    "entries",
    "explanations",
    "shape",
    "unknown",
)
"""What is asked, in the order of precedence."""

CALLED = {
    "jacobian": "Jacobian",
    "jvp": "Jacobian-vector product",
    "hessian": "Hessian",
    "hvp": "Hessian-vector product",
}


class Asked(NamedTuple):
    """A failing claim: what it is, how it fares, the step at which it was checked, and where it is wrong if that is settled."""

    claim: MapClaim
    comparison: Comparison
    h: float
    settled: str | None


class MapMeasurements(Measurements):
    """What was and can be measured of the derivative that a claim is of."""

    def __init__(self, draw: Draw, comparison: Comparison, h: float, claim: MapClaim) -> None:
        super().__init__(draw, comparison, h)
        self.claim = claim
        self._reserved = 0
        self.budget = 1 << 20

    @property
    def input(self) -> str:
        return self.claim.input

    def shape_on(self, draw: Draw) -> tuple[int, ...]:
        shape = draw.input(self.input).shape
        if self.claim.key in ("jacobian", "jvp"):
            return (*draw.output_shape(), *(shape if self.claim.key == "jacobian" else ()))
        return (*shape, *shape) if self.claim.key == "hessian" else shape

    @cached_property
    def elsewhere(self) -> tuple[Sample, ...]:
        return ()

    @cached_property
    def shuffled(self) -> Sample | None:
        return None

    def _positions(self, size: int) -> Positions:
        return np.arange(size)

    def _measured(self, draw: Draw, positions: Positions) -> tuple[Floats, Array] | None:
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

    def _measurements(self, draw: Draw, comparison: Comparison, h: float) -> Measurements:
        return MapMeasurements(draw, comparison, h, self.claim)

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
    def has_rows(self) -> bool:
        return self.claim.key in ("jacobian", "hessian")

    @cached_property
    def derivation(self) -> Derivation | None:
        return None


def finding_of(
    draw: Draw, asked: Asked, others: Sequence[Comparison], errors: list[Exception] | None = None
) -> tuple[Finding, int]:
    """Why a claim is wrong, and how many evaluations it took to find that out."""
    evidence = MapEvidence(draw, asked, others)
    finding = diagnose(asked.comparison, evidence, errors, DIAGNOSES)
    return _in_words(finding, asked.claim), evidence.measurements.evaluations


def _in_words(finding: Finding, claim: MapClaim) -> Finding:
    """The sentences of a finding with the name of what is claimed."""

    def said(text: str) -> str:
        return text.replace("numerical gradient", f"numerical {called}").replace("the gradient", f"the {called}")

    called = CALLED[claim.key]
    return replace(finding, message=said(finding.message), evidence=said(finding.evidence))
