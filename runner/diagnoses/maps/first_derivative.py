"""A claim of a second derivative that holds the first one: the gradient on the diagonal, or times the direction."""

from __future__ import annotations

import numpy as np

from ...model import OF_COST, Array, Cause, Comparison, Finding
from ...problem.first import derivation
from ..evidence import Evidence
from ..evidence.sample import Sample
from ..slips.search import close
from .evidence import MapEvidence


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if not isinstance(evidence, MapEvidence) or evidence.claim.key not in OF_COST or not evidence.measurements.fresh:
        return None
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    if not all(_is_first(sample, evidence) for sample in samples):
        return None
    where = "on its diagonal" if evidence.claim.key == "hessian" else "times the direction"
    return Finding(Cause.WRONG_DERIVATIVE, comparison.name, f"the claim {evidence.quoted} holds the first derivative, {where}")


def _is_first(sample: Sample, evidence: MapEvidence) -> bool:
    gradient = derivation(sample.draw, evidence.claim.input)
    if evidence.claim.key == "hessian":
        first: Array = np.diag(gradient.reshape(-1)).reshape(*gradient.shape, *gradient.shape)
    else:
        directions = sample.draw.problem.directions.items()
        drawn = [name for name, (key, moved) in directions if (key, moved) == (evidence.claim.key, evidence.claim.input)]
        first = gradient * np.asarray(sample.draw.values[drawn[0]])
    return sample.claimed.shape == first.shape and close(first, sample.claimed)
