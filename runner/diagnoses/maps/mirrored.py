"""The claimed Hessian lacks the other order of the two derivatives.

With C the claim, the Hessian is C + C.T, their mean, or C mirrored: the derivative of `A @ x` was taken where the gradient is
`(A + A.T) @ x`, a product rule has one part only, or one triangle alone was filled.

Reference: H. A. Schwarz (1873), on the symmetry of second derivatives; J. Nocedal, S. J. Wright, Numerical Optimization (2006),
section 8.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isqrt

import numpy as np

from ...model import Array, Cause, Comparison, Finding
from ..evidence import Evidence, fixes


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    claimed, side = comparison.claimed, isqrt(comparison.claimed.size)
    if claimed.shape != evidence.shape or side * side != claimed.size or claimed.ndim % 2:
        return None
    half = claimed.shape[: claimed.ndim // 2]
    if claimed.shape != (*half, *half):
        return None
    for words, form, fix in _forms(evidence.text, claimed.ndim):
        value = form(claimed.reshape(side, side)).reshape(claimed.shape)
        if not evidence.fits(value):
            continue
        agreement = evidence.agreement(fix)
        if agreement is not None:
            return evidence.finding(Cause.SYMMETRIC, f"the claim {evidence.quoted} {words}", fix, agreement)
    return None


def _forms(text: str, axes: int) -> Iterator[tuple[str, Callable[[Array], Array], str]]:
    """(what the claim is, the gradient made of it, the fixed claim)."""
    plain = fixes.one_line(text)
    if axes == 2:
        mirrored = fixes.transposed(text)
    else:
        order = ", ".join(str(axis) for axis in (*range(axes // 2, axes), *range(axes // 2)))
        mirrored = f"np.transpose({plain}, ({order}))"
    both = fixes.plus(plain, mirrored)
    yield "has one of the two orders of its derivatives: with its transpose added it is the gradient", lambda c: c + c.T, both
    yield (
        "is not symmetrised: the mean of it and its transpose is the gradient",
        lambda c: (c + c.T) / 2,
        fixes.over(both, "2"),
    )
    if axes == 2:
        mirror = f"{both} - np.diag(np.diag({plain}))"
        yield "has one triangle of the gradient only", lambda c: c + c.T - np.diag(np.diag(c)), mirror
