"""The claimed second derivative is that in all directions, where the input moves on a curved structure.

On the sphere, or among matrices with orthonormal columns, the directions along which the gradient is compared turn with the
point: with g the gradient in all directions, the Hessian along v lacks − v (x · g), or − V sym(Qᵀ g).

Reference: P.-A. Absil, R. Mahony, J. Trumpf, An extrinsic look at the Riemannian Hessian (2013), section 4.
"""

from __future__ import annotations

import numpy as np

from ...expressions.reverse import Unsupported
from ...model import OF_COST, Cause, Comparison, Finding
from ..evidence import Evidence, fixes
from ..evidence.agreement import seen
from ..evidence.sample import Sample
from ..right import derived
from .evidence import MapEvidence, MapMeasurements

TERMS = {
    "unit": "{v} * np.sum({x} * {g}, axis=-1, keepdims=True)",
    "orthogonal": "{v} @ (({x}.T @ {g} + {g}.T @ {x}) / 2)",
}
"""What is left out along a direction, by the structure."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if not isinstance(evidence, MapEvidence) or evidence.claim.key not in OF_COST or not evidence.measurements.fresh:
        return None
    word = evidence.draw.problem.case.structure.get(evidence.claim.input, "")
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    if word not in TERMS or not all(_in_all_directions(sample, evidence) for sample in samples):
        return None
    message = (
        f"the claim {evidence.quoted} is the second derivative in all directions: as `{evidence.claim.input}` moves it stays "
        f"{word}, so that the gradient turns, and a term is left out"
    )
    fix = _fix(evidence, word)
    agreement = None if fix is None else evidence.agreement(fix)
    if fix is not None and agreement is not None:
        return evidence.finding(Cause.MISSING_TERM, message, fix, agreement)
    return Finding(Cause.MISSING_TERM, comparison.name, message, seen(samples))


def _in_all_directions(sample: Sample, evidence: MapEvidence) -> bool:
    draw, measurements = sample.draw, evidence.measurements
    assert isinstance(measurements, MapMeasurements)
    free = draw.under(draw.problem.variation(structure={}))
    found = draw.frame(evidence.claim).in_real_numbers(measurements.derivative(free))
    size = measurements.tolerance * max(1.0, float(np.abs(found).max(initial=0.0)))
    return found.shape == sample.claimed.shape and bool(np.abs(found - sample.claimed).max(initial=0.0) <= size)


def _fix(evidence: MapEvidence, word: str) -> str | None:
    """The claim along a direction with the term that is left out."""
    claim, directions = evidence.claim, evidence.draw.problem.directions
    along = next((name for name, moved in directions.items() if moved == (claim.key, claim.input)), None)
    if along is None:
        return None
    try:
        gradient = f"({derived(evidence.draw, claim.input)})"
    except Unsupported:
        return None
    return f"{fixes.one_line(evidence.text)} - {TERMS[word].format(v=along, x=claim.input, g=gradient)}"
