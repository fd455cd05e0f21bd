"""The claim is the transpose of the gradient.

Any exchange of two axes counts, of stacked matrices too, and where the matrix is not square the shape tells it already.
The fix is the transposed claim.

Why: whether `dout @ x.T` or `x @ dout.T` is meant depends on the layout of the gradient, and books disagree: some
give the derivative of a scalar by a matrix the shape of the matrix, others that of its transpose. For a square
matrix nothing but the numbers tells them apart.

Wrong:
    cost: np.sum(W @ x)
    gradient: {W: "np.outer(x, np.ones(3))"}
Right:
    cost: np.sum(W @ x)
    gradient: {W: "np.outer(np.ones(3), x)"}

Reference: K. B. Petersen, M. S. Pedersen, The Matrix Cookbook (2012), section 2; "Matrix calculus", Wikipedia, on
numerator and denominator layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..model import Array, Cause, Comparison, Finding
from .evidence import Evidence, fixes


def candidates(comparison: Comparison, evidence: Evidence) -> Iterator[tuple[str, Array, str]]:
    """(fixed claim, its value, what is wrong) for every exchange of two axes that gives the shape of the input."""
    claimed = comparison.claimed
    if claimed.ndim != len(evidence.shape):
        return
    for i, j in combinations(range(claimed.ndim), 2):
        exchanged = claimed.swapaxes(i, j)
        if exchanged.shape != evidence.shape:
            continue
        if claimed.ndim == 2:
            yield fixes.transposed(evidence.text), exchanged, "is the transpose of the gradient"
        else:
            fix = f"np.swapaxes({fixes.one_line(evidence.text)}, {i}, {j})"
            yield fix, exchanged, f"is the gradient with its axes {i} and {j} exchanged"


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    for fix, value, wrong in candidates(comparison, evidence):
        if not evidence.fits(value):
            continue
        agreement = evidence.agreement(fix)
        if agreement is not None:
            shapes = (
                "" if value.shape == comparison.claimed.shape else f", of shape {comparison.claimed.shape}, not {value.shape}"
            )
            return evidence.finding(Cause.TRANSPOSED, f"the claim {evidence.quoted} {wrong}{shapes}", fix, agreement)
    return None
