"""Two causes that hold together: the claim is fixed for the first, and what results is diagnosed for the second.

Tried after every single cause. Only pairs that people make are tried, as each is one more way to explain a claim
by accident: a claim with any two axes exchanged is right on a diagonal, and lacks only a term of half a product rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from . import broadcast, entries, missing_term, scale, sign, transposed
from .evidence import Evidence, fixes
from .evidence.sample import SHARPNESS

SECOND = {
    Cause.TRANSPOSED: (sign, scale),
    Cause.BROADCAST: (sign, scale, missing_term),
    Cause.SIGN: (missing_term, entries),
    Cause.SCALE: (missing_term, entries),
}
"""Which diagnoses are tried once a claim has been fixed for the first cause."""

MISTAKES = {
    Cause.TRANSPOSED: "it is transposed",
    Cause.SIGN: "its sign is wrong",
    Cause.SCALE: "it is off by a constant factor",
    Cause.BROADCAST: "it is not summed over, or not spread along, an axis that was broadcast or reduced",
    Cause.MISSING_TERM: "a term is missing",
    Cause.ENTRIES: "some entries are wrong",
}

ORDER = tuple(Cause)

FACTORS = 3
"""How many constants are tried for a factor that is not alone."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    for first, fix in _fixed(comparison, evidence):
        view = evidence.claiming(fix)
        if view is None:
            continue
        for module in SECOND[first]:
            finding = module.find(*view)
            if finding is not None and _is_credible(finding, view[0]):
                return _joined(first, finding, evidence)
    return None


def _fixed(comparison: Comparison, evidence: Evidence) -> Iterator[tuple[Cause, str]]:
    """The claim fixed for one cause, in every way that gives the shape of the input."""
    for fix, _, _ in transposed.candidates(comparison, evidence):
        yield Cause.TRANSPOSED, fix
    for fix, _, _ in broadcast.candidates(comparison, evidence):
        yield Cause.BROADCAST, fix
    if comparison.claimed.shape == evidence.shape and not _is_a_name(evidence):
        for cause, ratio in _ratios(comparison, evidence):
            for _, factor in zip(range(FACTORS), evidence.constants.factors(ratio), strict=False):
                if factor.known and factor.text != "1":
                    yield cause, factor.times(evidence.text)


def _is_a_name(evidence: Evidence) -> bool:
    """Whether the claim is just a value of the case: with a term added, any sum of two values would be such a claim."""
    return fixes.one_line(evidence.text).lstrip("-").isidentifier()


def _ratios(comparison: Comparison, evidence: Evidence) -> Iterator[tuple[Cause, float]]:
    """Factors that bring many entries right, or leave a multiple of a named value."""
    own = evidence.measurements.own
    claimed, numerical = own.at(comparison.claimed), own.numerical
    if not np.isfinite(claimed).all():
        return
    ratios = [float(np.median(numerical[claimed != 0] / claimed[claimed != 0]))] if claimed.any() else []
    for value in evidence.names.values(own).values():
        term = missing_term.spread(value, evidence.shape)
        if term is None or claimed.size < FACTORS:
            continue
        ratio = _beside(claimed, own.at(term), numerical)
        if ratio is not None:
            ratios.append(ratio)
    # The same claim may be several multiples and terms at once; then the wrong sign is the plainest.
    ratios.sort(key=lambda ratio: abs(ratio + 1) > 1e-6)
    for ratio in dict.fromkeys(round(ratio, 9) for ratio in ratios):
        yield (Cause.SIGN if abs(ratio + 1) < 1e-6 else Cause.SCALE), ratio


def _beside(claimed: Array, term: Array, numerical: Array) -> float | None:
    """The a of gradient = a·claim + b·term, by least squares; None where there is no such sum."""
    with np.errstate(all="ignore"):
        cc, ct, tt = float(claimed @ claimed), float(claimed @ term), float(term @ term)
        determinant = cc * tt - ct * ct
        if not isfinite(determinant) or determinant <= 1e-9 * cc * tt:
            return None
        cn, tn = float(claimed @ numerical), float(term @ numerical)
        a, b = (cn * tt - tn * ct) / determinant, (tn * cc - cn * ct) / determinant
    size = float(np.abs(numerical).max(initial=0.0))
    return a if np.allclose(a * claimed + b * term, numerical, rtol=1e-5, atol=SHARPNESS * 1e-2 * size) else None


def _is_credible(finding: Finding, fixed: Comparison) -> bool:
    """Whether a claim that has been fixed once is right in most entries, where that is all that remains to be said."""
    return finding.cause is not Cause.ENTRIES or 2 * fixed.wrong <= fixed.numerical.size


def _joined(first: Cause, finding: Finding, evidence: Evidence) -> Finding:
    """One finding of two causes, named in the order of precedence."""
    cause, also = sorted((first, finding.cause), key=ORDER.index)
    message = f"the claim {evidence.quoted} has two mistakes: {MISTAKES[cause]}, and {MISTAKES[also]}"
    if finding.suggestion is not None:
        message += f"; the gradient is `{finding.suggestion}`"
    return Finding(cause, evidence.name, message, finding.evidence, finding.suggestion, also)
