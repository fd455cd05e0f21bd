"""The claim is off by a plain number, the same in every entry: the 1 of `log x + 1`."""

from __future__ import annotations

import numpy as np

from ..model import Cause, Comparison, Finding
from .evidence import Evidence, fixes
from .evidence.sample import SHARPNESS

PLAIN = ("1", "-1", "2", "-2", "0.5", "-0.5")


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    constant = _constant(comparison, evidence)
    fix = None if constant is None else fixes.plus(evidence.text, constant)
    agreement = None if fix is None else evidence.agreement(fix)
    if fix is None or agreement is None:
        return None
    message = f"the term `{constant}` is missing from the claim {evidence.quoted}"
    return evidence.finding(Cause.MISSING_TERM, message, fix, agreement)


def _constant(comparison: Comparison, evidence: Evidence) -> str | None:
    """The plain number that the claim is off by, the same in every entry: the 1 of `log x + 1`."""
    own = evidence.measurements.own
    if comparison.claimed.shape != evidence.shape or own.numerical.size < 2 or not np.isfinite(comparison.claimed).all():
        return None
    difference = own.numerical - own.at(comparison.claimed)
    found = next((text for text in PLAIN if abs(float(text) - float(difference[0])) < SHARPNESS), None)
    return found if found is not None and evidence.fits(comparison.claimed + float(found)) else None
