"""The claim is off by a multiple of a value or an intermediate of the case.

The difference between gradient and claim is fitted on each named array and number in turn. Where one of them, with one
coefficient, explains all of it, that term is missing from the claim (or is there with a wrong weight). The
coefficient is named where it is known: 2, a size, `lam`, `2 * lam`. The fix adds the term.

A claimed Hessian may lack the term with the second derivative of an inner function: then it is the matrix of Gauss and Newton.

Why: a cost has several parts, and the gradient of one of them is forgotten: the regularisation, the residual
connection of a layer, the label in `p - y`.

Wrong:
    cost: np.sum((X @ w - y)**2) + lam * np.sum(w**2)
    gradient: {w: 2 * X.T @ (X @ w - y)}
Right:
    cost: np.sum((X @ w - y)**2) + lam * np.sum(w**2)
    gradient: {w: 2 * X.T @ (X @ w - y) + 2 * lam * w}

Reference: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning (2009), section 3.4.1.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from .evidence import Evidence, fixes
from .evidence.constants import Factor
from .evidence.naming import names_in
from .evidence.sample import SHARPNESS

PLAIN = frozenset({"1", "-1", "2", "-2", "0.5", "-0.5"})
"""Coefficients that are believed of a term which is one number, the same on all draws, as any other is a multiple of it."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    terms = list(_terms(comparison, evidence))
    # A coefficient that is recognised says more than a decimal number on another name.
    for known in (True, False):
        for name, coefficient in terms:
            for factor in evidence.constants.factors(coefficient, name):
                if factor.known is not known or not _believable(name, factor, evidence):
                    continue
                if name in names_in(factor.text):
                    continue  # p / p is no term
                term = factor.times(name)
                fix = fixes.plus(evidence.text, term)
                agreement = evidence.agreement(fix, factor)
                if agreement is not None:
                    message = f"the term `{term}` is missing from the claim {evidence.quoted}{evidence.constants.amounts(factor)}"
                    return evidence.finding(Cause.MISSING_TERM, message, fix, agreement)
    return None


def _terms(comparison: Comparison, evidence: Evidence) -> Iterator[tuple[str, float]]:
    """(name, coefficient) for each named value of which a multiple explains the difference on the case's draw."""
    claimed = comparison.claimed
    if claimed.shape != evidence.shape or not np.isfinite(claimed).all():
        return
    own = evidence.measurements.own
    difference = own.numerical - own.at(claimed)
    if evidence.measurements.fixed and np.ptp(difference) <= SHARPNESS * np.abs(difference).max():
        return  # one number, known at one point only, is a multiple of anything
    for name, value in evidence.names.values(own).items():
        term = spread(value, evidence.shape)
        if term is None:
            continue
        flat = own.at(term)
        square = float(flat @ flat)
        coefficient = float(flat @ difference) / square if square and np.isfinite(square) else 0.0
        if (
            coefficient
            and evidence.fits(claimed + coefficient * term)
            and _counts(own.at(claimed), difference - coefficient * flat)
        ):
            yield name, coefficient


def _counts(claimed: Array, rest: Array) -> bool:
    """Whether the claim has a part in the sum: it is no part that the tolerance swallows beside a huge term."""
    return not claimed.any() or float(np.abs(rest).max()) <= SHARPNESS * float(np.abs(claimed).max())


def spread(value: object, shape: tuple[int, ...]) -> Array | None:
    """A named value as an array of the input's shape, as numpy broadcasts it when it is added."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.ndim > len(shape):
        return None
    try:
        return np.broadcast_to(array.astype(np.float64), shape)
    except ValueError:
        return None


def _believable(name: str, factor: Factor, evidence: Evidence) -> bool:
    """A single number that never changes is a multiple of any other: then the coefficient must be a plain one.

    Where there is one point only, it must at least be known.
    """
    if evidence.measurements.fixed and not factor.known:
        return False
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    values = [np.asarray(evidence.names.values(sample)[name]) for sample in samples]
    changes = any(not np.array_equal(values[0], value) for value in values[1:])
    return changes or values[0].size > 1 or factor.text in PLAIN
