"""The claim is the negative of the gradient.

Every entry has the right size and the wrong sign. The fix is the negative of the claim.

Why: a loss is often written as the negative of what is maximised, and the sign gets lost; the derivative of
`1 - sigmoid(z)`, of `exp(-x)` or of `t - y` by `y` brings a sign that is easily forgotten. A descent direction is
the negative gradient, and code that updates with it sometimes calls it the gradient.

Wrong:
    cost: -np.sum(t * np.log(p))
    gradient: {p: t / p}
Right:
    cost: -np.sum(t * np.log(p))
    gradient: {p: -t / p}

Reference: C. M. Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2.
"""

from __future__ import annotations

from ..model import Cause, Comparison, Finding
from .evidence import Evidence, fixes


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if not evidence.fits(-comparison.claimed):
        return None
    for fix in (fixes.negative(evidence.text), fixes.times("-1.0", evidence.text)):  # numpy has no negative of a mask
        agreement = evidence.agreement(fix)
        if agreement is not None:
            said = f"the claim {evidence.quoted} is the negative of the gradient"
            return evidence.finding(Cause.SIGN, said, fix, agreement)
    return None
