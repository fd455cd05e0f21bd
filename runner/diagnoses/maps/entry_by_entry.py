"""A Hessian-vector product that takes each entry of the direction times its own second derivative, where others count too."""

from __future__ import annotations

import numpy as np

from ...model import Cause, Comparison, Finding
from ...problem.first import derivation
from ..evidence import Evidence
from ..evidence.agreement import seen
from ..evidence.metered import FRESH
from ..evidence.sample import Sample
from .evidence import MapEvidence

LARGEST = 64
"""Of an input of more entries the diagonal of the Hessian is not measured one by one."""

STEP = 1e-5


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if not isinstance(evidence, MapEvidence) or evidence.claim.key != "hvp":
        return None
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    if comparison.claimed.shape != evidence.shape or comparison.claimed.size > LARGEST or evidence.draw.problem.case.structure:
        return None
    if len(samples) <= FRESH or evidence.complex or not all(_is_entry_by_entry(sample, evidence) for sample in samples):
        return None
    said = "keeps the diagonal of the Hessian alone, where each entry depends on all of the direction"
    message = f"the claim {evidence.quoted} {said}"
    return Finding(Cause.DIAGONAL, evidence.name, message, seen(samples))


def _is_entry_by_entry(sample: Sample, evidence: MapEvidence) -> bool:
    name = evidence.claim.input
    directions = [along for along, moved in sample.draw.problem.directions.items() if moved == ("hvp", name)]
    x, v = sample.draw.input(name), np.asarray(sample.draw.values[directions[0]])
    if not sample.claimed.any() or not (v.size and v.shape == x.shape == sample.claimed.shape):
        return False
    size = float(np.abs(sample.claimed).max())
    for at in np.ndindex(x.shape):  # the first entry that differs ends it
        if abs(_second(sample, name, at) * v[at] - sample.claimed[at]) > evidence.measurements.tolerance * max(1.0, size):
            return False
    return True


def _second(sample: Sample, name: str, at: tuple[int, ...]) -> float:
    """The second derivative by one entry: a central difference of the gradient, of second order."""
    x = sample.draw.input(name)
    slopes = []
    for step in (STEP, -STEP):
        moved = x.copy()
        moved[at] += step
        slopes.append(float(derivation(sample.draw.moved({name: moved}), name)[at]))
    return (slopes[0] - slopes[1]) / (2 * STEP)
