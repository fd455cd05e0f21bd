"""The claim is a constant multiple of the gradient.

All entries are off by one factor, the same on every draw. The factor is named where it is known: 2, 1/2, a size of the
case or a dimension of an array, a named number, a product of two of these. What depends on the input, such as its
norm, is no constant; a number that is drawn, or made of what is drawn, is told as a factor that is missing. The fix is the claim
with the factor put right.

Why: the 2 of a square is forgotten or counted twice, the 1/2 of a loss is kept; a mean is taken for a sum, so that
1/n is missing; a learning rate, a temperature or the weight of a term stands in the cost and not in the gradient.

Wrong:
    cost: np.mean((X @ w - y)**2)
    gradient: {w: 2 * X.T @ (X @ w - y)}
Right:
    cost: np.mean((X @ w - y)**2)
    gradient: {w: 2 * X.T @ (X @ w - y) / len(y)}

Reference: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning (2009), section 3.2.
"""

from __future__ import annotations

import numpy as np

from ..model import Cause, Comparison, Finding
from . import divisors
from .evidence import Evidence
from .evidence.constants import Factor

NEGLIGIBLE = 1e-3
"""Entries below this fraction of the largest agree with anything."""

PLAIN = frozenset({"2", "0.5", "-2", "-0.5"})
"""Factors that are believed of a single number at a single point, where any two numbers are multiples of one another."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    ratio = _ratio(comparison, evidence)
    if ratio is None or not evidence.fits(ratio * comparison.claimed) or _is_one_number(comparison, evidence):
        return None
    divided = divisors.find(ratio, evidence)
    if divided is not None:
        return divided
    for factor in evidence.constants.factors(ratio):
        if evidence.measurements.fixed and comparison.claimed.size == 1 and factor.text not in PLAIN:
            continue
        fix = factor.times(evidence.text)
        agreement = evidence.agreement(fix, factor)
        if agreement is not None:
            message = f"the gradient is {_words(factor)}".replace("the claim", f"the claim {evidence.quoted}")
            cause = Cause.MISSING_FACTOR if evidence.constants.changes_with_the_draw(factor) else Cause.SCALE
            return evidence.finding(cause, message + evidence.constants.amounts(factor), fix, agreement)
    return None


def _ratio(comparison: Comparison, evidence: Evidence) -> float | None:
    """The factor that takes the claim nearest to the gradient."""
    if comparison.claimed.shape != evidence.shape:
        return None
    own = evidence.measurements.own
    claimed = own.at(comparison.claimed)
    square = float(claimed @ claimed)
    ratio = float(claimed @ own.numerical) / square if square and np.isfinite(square) else 0.0
    return ratio or None


def _is_one_number(comparison: Comparison, evidence: Evidence) -> bool:
    """Whether, of several entries that are not zero, one alone is not negligible, and it is the same on all draws.

    It is a multiple of any other number, and the rest agrees with anything.
    """
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    large = [np.abs(sample.numerical) > NEGLIGIBLE * np.abs(sample.numerical).max() for sample in samples]
    numbers = [sample.numerical[mask] for sample, mask in zip(samples, large, strict=True)]
    if np.count_nonzero(samples[0].at(comparison.claimed)) < 2 or any(found.size > 1 for found in numbers):
        return False
    return bool(np.allclose(np.concatenate(numbers), numbers[0][0], rtol=1e-6))


def _words(factor: Factor) -> str:
    if not factor.top:
        return f"the claim divided by {_quoted(factor.bottom)}"
    return f"{_quoted(factor.text)} times the claim"


def _quoted(factor: str) -> str:
    """A number as it is, a formula as a formula."""
    return factor if factor.lstrip("-").replace(".", "").isdigit() else f"`{factor}`"
