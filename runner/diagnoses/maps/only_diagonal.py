"""The claim is the diagonal of a Jacobian or a Hessian and zero elsewhere, where there is more than the diagonal.

As if every output depended on its own input alone: true of functions entry by entry, and false of softmax, of a normalisation, of
any cost with a product of two entries.

Reference: I. Goodfellow et al., Deep Learning (2016), section 6.2.2.3.
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from ...model import Array, Cause, Comparison, Finding
from ..evidence import Evidence
from ..evidence.agreement import seen
from ..evidence.metered import FRESH
from ..evidence.sample import Sample


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    side = isqrt(comparison.claimed.size)
    if comparison.claimed.shape != evidence.shape or side * side != comparison.claimed.size or comparison.claimed.ndim % 2:
        return None
    measurements = evidence.measurements
    samples = (measurements.own, *measurements.fresh)
    if len(samples) <= FRESH and not measurements.fixed:
        return None
    if not all(_is(sample, side, measurements.tolerance) for sample in samples):
        return None
    message = f"the claim {evidence.quoted} is the diagonal of the gradient, and zero off it, where the gradient is not"
    return Finding(Cause.DIAGONAL, evidence.name, message, seen(samples))


def _is(sample: Sample, side: int, tolerance: float) -> bool:
    if sample.claimed.size != side * side or not sample.claimed.any():
        return False  # zero is the diagonal of much
    claimed, gradient = sample.claimed.reshape(side, side), sample.numerical.reshape(side, side)
    off: Array = ~np.eye(side, dtype=bool)
    size = float(np.abs(gradient).max(initial=0.0))
    right = np.allclose(np.diag(claimed), np.diag(gradient), rtol=tolerance, atol=tolerance)
    return bool(right and not claimed[off].any() and np.abs(gradient[off]).max(initial=0.0) > 10 * tolerance * max(1.0, size))
