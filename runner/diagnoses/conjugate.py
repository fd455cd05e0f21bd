"""The claim is the complex conjugate of the gradient.

For a real cost f of z = a + ib two conventions are in use: ∂f/∂a + i ∂f/∂b, which is the direction of steepest ascent (PyTorch),
and its conjugate ∂f/∂a − i ∂f/∂b (JAX). A case says with `convention` which of the two it claims. The fix is `np.conj` of it.

Why: formulas are copied from a book or a library of the other convention; or the adjoint of a matrix was written as its
transpose, without the conjugate.

Wrong:
    complex: [z]
    cost: np.sum(np.abs(z)**2)
    gradient: 2 * np.conj(z)
Right:
    complex: [z]
    cost: np.sum(np.abs(z)**2)
    gradient: 2 * z

Reference: K. Kreutz-Delgado, The Complex Gradient Operator and the CR-Calculus (2009), section 4; D. H. Brandwood, IEE
Proc. H 130 (1983) 11.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..expressions import read_alone, tree
from ..model import Cause, Comparison, Finding
from .evidence import Evidence, fixes

MOST = 12
"""At most this many places of a claim are tried."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if not evidence.complex or comparison.claimed.shape != evidence.shape:
        return None
    if evidence.fits(comparison.claimed * np.array([1.0, -1.0])):
        fix = f"np.conj({fixes.one_line(evidence.text)})"
        agreement = evidence.agreement(fix)
        if agreement is not None:
            message = f"the claim {evidence.quoted} is the complex conjugate of the gradient{_of_the_other(evidence)}"
            return evidence.finding(Cause.CONJUGATE, message, fix, agreement)
    return _of_one_name(evidence)


def _of_the_other(evidence: Evidence) -> str:
    """That the claim is right in the other convention."""
    other = "plain" if evidence.draw.problem.case.convention == "conjugate" else "conjugate"
    return f": with `convention: {other}` it is right"


def _of_one_name(evidence: Evidence) -> Finding | None:
    """One complex array of the claim lacks its conjugate, as where an adjoint was written as a transpose."""
    for name, fix in _conjugated(evidence):
        value = evidence.value(fix, evidence.measurements.own)
        if value is None or not evidence.fits(value):
            continue
        agreement = evidence.agreement(fix)
        if agreement is not None:
            message = f"the claim {evidence.quoted} takes `{name}` without its conjugate"
            return evidence.finding(Cause.CONJUGATE, message, fix, agreement)
    return None


def _conjugated(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The claim with the conjugate of one complex array, at one place after the other."""
    names = evidence.draw.problem.case.complex
    places = [node for node in tree.walk(read_alone(evidence.text)) if isinstance(node, tree.Name) and node.id in names]
    for place in places[:MOST]:
        start, length = place.span
        before, after = evidence.text[:start], evidence.text[start + length :]
        yield place.id, fixes.one_line(f"{before}np.conj({place.id}){after}")
