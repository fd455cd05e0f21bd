"""The claim is NaN or infinite somewhere.

No gradient of a cost that is smooth at the point is. The entries are counted, and described where they have a pattern.

Why: a division by zero or a logarithm of zero that the cost does not have, as in `(p - y) / (p * (1 - p))` at p = 0; an
exponential that overflows where the cost was written with care; 0 * inf; the norm of a zero vector.

Wrong:
    cost: np.sum(softplus(z))
    gradient: np.exp(z) / (1 + np.exp(z))
Right:
    cost: np.sum(softplus(z))
    gradient: sigmoid(z)

Reference: IEEE Std 754-2019, section 7; N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 1.
"""

from __future__ import annotations

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from .conditions import conditions
from .evidence import Evidence
from .patterns import described


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    claimed = comparison.claimed
    mask = ~np.isfinite(claimed)
    if not mask.any():
        return None
    if comparison.unfit:
        return Finding(Cause.NON_FINITE, comparison.name, f"the claim {evidence.quoted} has no value here: {comparison.unfit}")
    first = tuple(int(index) for index in np.argwhere(mask)[0])
    value = {True: "NaN"}.get(bool(np.isnan(claimed[first])), "infinite")
    if claimed.size == 1:
        what = f"is {value}"
    elif mask.all():
        what = "is NaN or infinite everywhere" if not np.isnan(claimed).all() else "is NaN everywhere"
    else:
        count = f"{int(mask.sum())} of {claimed.size} entries{_pattern(mask, evidence)}"
        what = f"is {value} at `{evidence.name}{list(first)}`, and not finite in {count}"
    return Finding(Cause.NON_FINITE, comparison.name, f"the claim {evidence.quoted} {what}")


def _pattern(mask: Array, evidence: Evidence) -> str:
    """`: the diagonal`, `: the entries where `x < 0``, where it has one on this draw."""
    if mask.shape != evidence.shape:
        return ""
    words = next(described(mask, evidence.name), None)
    own = evidence.measurements.own
    if words is None:
        fitting = (pattern for pattern in conditions(evidence) if np.array_equal(np.asarray(pattern.mask(own)), mask))
        pattern = next(fitting, None)
        words = None if pattern is None else pattern.words
    return "" if words is None or mask.sum() == 1 else f": {words}"
