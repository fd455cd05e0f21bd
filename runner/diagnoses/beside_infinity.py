"""The claim is a plain multiple of the gradient, where an entry of the input is infinite and has no difference to take.

A score of minus infinity hides a place from a softmax. The other entries have slopes, and the claim is held against those: here,
and where they are moved a little.
"""

from __future__ import annotations

import numpy as np

from ..model import Cause, Comparison, Finding
from .evidence import Evidence, fixes

FACTORS = {-1.0: "-1", 0.5: "0.5", 2.0: "2", -0.5: "-0.5", -2.0: "-2"}
CLOSE = 1e-5
MOVED, BY = 1.1, 0.05


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    x = evidence.draw.input(evidence.name)
    known = np.isfinite(x) & np.isfinite(comparison.numerical)
    if np.isfinite(x).all() or np.count_nonzero(known) < 2 or comparison.claimed.shape != known.shape:
        return None
    positions = np.flatnonzero(known)
    moved = evidence.draw.moved({evidence.name: np.where(np.isfinite(x), MOVED * x + BY, x)})
    elsewhere = evidence.measurements.measured(moved, positions)
    if elsewhere is None or elsewhere[1].shape != known.shape:
        return None
    points = ((comparison.numerical[known], comparison.claimed[known]), (elsewhere[0], elsewhere[1].reshape(-1)[positions]))
    for factor, text in FACTORS.items():
        if all(np.allclose(factor * claimed, gradient, rtol=CLOSE, atol=CLOSE) for gradient, claimed in points):
            return _told(text, int(positions.size), evidence)
    return None


def _told(factor: str, count: int, evidence: Evidence) -> Finding:
    where = f"at the {count} entries that are finite"
    held = f"{where}, here and where they are moved"
    if factor == "-1":
        said = f"the claim {evidence.quoted} is the negative of the gradient {where}"
        return Finding(Cause.SIGN, evidence.name, said, held, fixes.negative(evidence.text))
    said = f"the gradient is {factor} times the claim {evidence.quoted} {where}"
    return Finding(Cause.SCALE, evidence.name, said, held, fixes.times(factor, evidence.text))
