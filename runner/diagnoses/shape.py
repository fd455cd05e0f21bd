"""The claim has another shape than its input, and no other cause explains it.

A gradient has the shape of what it is the gradient of; nothing is broadcast when they are compared. Where the
numbers are right and only their arrangement is wrong, the fix arranges them.

Why: a column and a vector behave alike until they are compared; `keepdims` is given or forgotten; weights are flattened
for an optimiser; the claim for one input is written under the name of another.

Wrong:
    shapes: {X: [5, 3], w: [3, 1]}
    cost: np.sum(X @ w)
    gradient: {w: X.sum(axis=0)}
Right:
    shapes: {X: [5, 3], w: [3, 1]}
    cost: np.sum(X @ w)
    gradient: {w: "X.sum(axis=0)[:, None]"}

Reference: T. Parr, J. Howard, The Matrix Calculus You Need For Deep Learning (2018), arXiv:1802.01528.
"""

from __future__ import annotations

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from .evidence import Evidence, fixes
from .exchanged import other_claim


def candidates(comparison: Comparison, evidence: Evidence) -> tuple[tuple[str, Array, str], ...]:
    """(fixed claim, its value, what is wrong): the claim with its numbers, in C order, in the shape of the input; or of a matrix
    the diagonal alone."""
    claimed = comparison.claimed
    if evidence.has_rows and claimed.ndim == 1 and evidence.shape == claimed.shape * 2:
        return (
            (f"np.diag({fixes.one_line(evidence.text)})", np.diag(claimed), "that is the diagonal of the gradient, as a vector"),
        )
    if claimed.shape == evidence.shape or claimed.size != comparison.numerical.size:
        return ()
    fix = fixes.followed(evidence.text, f".reshape({evidence.name}.shape)")
    return ((fix, claimed.reshape(evidence.shape), "the numbers are right, their arrangement is not"),)


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if comparison.claimed.shape == evidence.shape:
        return None
    if comparison.unfit:
        return Finding(Cause.SHAPE, evidence.name, f"the claim {evidence.quoted} cannot be evaluated: {comparison.unfit}")
    shapes = f"the claim {evidence.quoted} has shape {comparison.claimed.shape}, and `{evidence.name}` has shape {evidence.shape}"
    for fix, value, wrong in candidates(comparison, evidence):
        agreement = evidence.agreement(fix) if evidence.fits(value) else None
        if agreement is not None:
            return evidence.finding(Cause.SHAPE, f"{shapes}: {wrong}", fix, agreement)
    exchanged = other_claim(evidence)
    if exchanged is not None:
        return exchanged.finding(Cause.NAME, evidence)
    return Finding(Cause.SHAPE, evidence.name, shapes)
