"""The claimed Jacobian has the axes of the input before those of the output.

It is the transpose, where output or input have more than one axis: half of the books put the input first, and here it is last.

Reference: "Matrix calculus", Wikipedia, on numerator and denominator layout.
"""

from __future__ import annotations

import numpy as np

from ...model import Cause, Comparison, Finding
from ..evidence import Evidence, fixes


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    claimed, axes = comparison.claimed, comparison.claimed.ndim
    if axes != len(evidence.shape) or axes < 3:
        return None
    for first in range(1, axes):
        order = (*range(first, axes), *range(first))
        value = np.transpose(claimed, order)
        if value.shape != evidence.shape or not evidence.fits(value):
            continue
        fix = f"np.transpose({fixes.one_line(evidence.text)}, {order})"
        agreement = evidence.agreement(fix)
        if agreement is not None:
            wrong = "is the gradient with the axes of the input before those of the output"
            return evidence.finding(Cause.TRANSPOSED, f"the claim {evidence.quoted} {wrong}", fix, agreement)
    return None
