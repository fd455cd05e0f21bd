"""The claim is the gradient of the sum of the output: what arrives, `dout`, is multiplied in nowhere."""

from __future__ import annotations

import numpy as np

from ..errors import ExpressionError
from ..model import Cause, Comparison, Finding
from ..problem.first import derivation
from .evidence import Evidence
from .evidence.agreement import seen
from .evidence.sample import Sample
from .slips.search import close


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if "dout" not in evidence.draw.values or evidence.derivation is None or comparison.claimed.shape != evidence.shape:
        return None
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    if evidence.draw.chart(evidence.name) is not None or not all(_is_of_the_sum(sample, evidence.name) for sample in samples):
        return None
    said = "is the gradient of `np.sum(output)`: the upstream gradient `dout` is multiplied in nowhere"
    held = seen(samples)
    return Finding(Cause.MISSING_FACTOR, evidence.name, f"the claim {evidence.quoted} {said}", held)


def _is_of_the_sum(sample: Sample, name: str) -> bool:
    dout = np.asarray(sample.draw.values["dout"])
    try:
        found = derivation(sample.draw.moved({"dout": np.ones(dout.shape)}), name)
    except ExpressionError:
        return False
    return sample.claimed.shape == found.shape and close(found, sample.claimed)
