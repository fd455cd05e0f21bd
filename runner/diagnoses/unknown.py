"""The claim is wrong in no way that is listed.

None of the known mistakes explains it on this draw and two fresh ones. What can be said of the difference is said, and
the right gradient is shown where it could be derived from the formula and agrees with the numerical one.

Why: the derivation itself may be wrong: a step of the chain rule is missing, a product rule has lost a part, or the
claim belongs to another formula.

Wrong:
    cost: np.sum(np.exp(x**2))
    gradient: np.exp(x**2)
Right:
    cost: np.sum(np.exp(x**2))
    gradient: 2 * x * np.exp(x**2)

Reference: A. Griewank, A. Walther, Evaluating Derivatives (2008), chapter 3.
"""

from __future__ import annotations

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from .evidence import Evidence
from .exchanged import other_claim


def find(comparison: Comparison, evidence: Evidence) -> Finding:
    exchanged = other_claim(evidence)
    if exchanged is not None:
        return exchanged.finding(Cause.UNKNOWN, evidence)
    return Finding(Cause.UNKNOWN, comparison.name, f"the claim {evidence.quoted} {_difference(comparison, evidence)}")


def _difference(comparison: Comparison, evidence: Evidence) -> str:
    """What can be said of the difference."""
    if not np.isfinite(comparison.numerical).all():
        return "cannot be explained: the numerical gradient is not finite"
    if evidence.claim_may_be_right:
        return "agrees with the gradient on other draws: the step, or this point, may be at fault"
    own = evidence.measurements.own
    return _beside(own.at(comparison.claimed), own.numerical)


def _beside(claimed: Array, numerical: Array) -> str:
    """How two lists of entries compare as vectors."""
    if not claimed.any():
        return "is zero, and the gradient is not"
    if not numerical.any():
        return "is not zero, and the gradient is"
    cosine = float(np.vdot(claimed, numerical) / (np.linalg.norm(claimed) * np.linalg.norm(numerical)))
    if abs(cosine) > 1 - 1e-9 and numerical.size > 1:
        ratio = float(np.linalg.norm(claimed) / np.linalg.norm(numerical))
        way = "points along" if cosine > 0 else "points against"
        return f"{way} the gradient and is {ratio:.6g} times as long here, by no constant of the case"
    return "is wrong in no way that is known"
