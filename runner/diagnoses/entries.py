"""The claim is right but for some entries, and these have a pattern.

The wrong entries are one index, a row or a column, the diagonal, a triangle, a block; or they are where an array of
the case is negative, zero, positive, or largest in its row; or where a comparison in the formula holds. The pattern must
be the same on fresh draws, where other entries are negative, and the right entries must not all be zero.

Why: the first row is treated like the others, the diagonal belongs to two sums, a branch of `where` has no gradient or
that of the other branch, `out[index] += values` adds a repeated index once only.

Wrong:
    output: np.where(x > 0, x, 0.1 * x)
    gradient: dout
Right:
    output: np.where(x > 0, x, 0.1 * x)
    gradient: dout * np.where(x > 0, 1, 0.1)

Reference: A. L. Maas et al., Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013); `numpy.ufunc.at`, NumPy
reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from ..measuring.compare import relative_difference
from ..model import Array, Cause, Comparison, Finding
from ..model.numerals import extent
from .conditions import conditions, named_conditions, pointed_at
from .evidence import Evidence, fixes
from .evidence.agreement import tried
from .evidence.constants import Factor
from .evidence.metered import FRESH
from .evidence.sample import Sample
from .patterns import Pattern, diagonals, patterns
from .right import right_gradient


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if comparison.claimed.shape != evidence.shape or not 0 < comparison.wrong < comparison.numerical.size:
        return None
    measurements = evidence.measurements
    own = measurements.own
    wrong = _wrong(own, comparison.claimed, measurements.tolerance)
    if not (np.abs(own.numerical[~wrong]) > measurements.tolerance).any():
        return None  # where both are zero the claim is right of anything
    mask = np.zeros(evidence.shape, dtype=bool)
    mask.flat[own.positions[wrong]] = True
    for pattern in _patterns(mask, evidence):
        seen = _holds(pattern, evidence)
        if seen is None:
            continue
        measured = None if comparison.measured is None else own.positions.size
        count = extent(comparison.wrong, comparison.numerical.size, measured)
        turned = np.allclose(own.at(comparison.claimed)[wrong], -own.numerical[wrong], rtol=1e-4, atol=0)
        message = f"the claim {evidence.quoted} is right but for {pattern.words}{', with the wrong sign' * turned}: {count}"
        held = f"{tried(seen)}, just these entries are wrong"
        return _fixed(pattern, comparison, evidence, message) or Finding(Cause.ENTRIES, evidence.name, message, held)
    return None


def _patterns(mask: Array, evidence: Evidence) -> Iterator[Pattern]:
    yield from pointed_at(evidence)
    yield from named_conditions(evidence)
    by_index = patterns(mask, evidence.name) if evidence.measurements.comparison.measured is None else ()
    by_value = conditions(evidence)
    # Inputs that are written down keep their signs when they are moved, so both may fit: then the value tells more.
    written_down = mask.sum() > 1 and evidence.is_written_down
    yield from chain(diagonals(mask), by_value, by_index) if written_down else chain(by_index, by_value)


def _holds(pattern: Pattern, evidence: Evidence) -> int | None:
    """On how many fresh draws the pattern is just where the claim is wrong; None where it is not on any draw."""
    measurements = evidence.measurements
    if not _is_wrong_there(pattern, measurements.own, evidence):
        return None
    fresh = measurements.fresh
    if len(fresh) < FRESH and not measurements.fixed:
        return None
    if not all(_is_wrong_there(pattern, sample, evidence) for sample in fresh):
        return None
    if pattern.by_value and (_is_bound_to_indices(pattern, evidence) or not _is_so_anywhere(pattern, evidence)):
        return None
    seen = [pattern.mask(sample) for sample in fresh]
    return len(fresh) if not seen or any(mask is not None and mask.any() for mask in seen) else None


def _is_bound_to_indices(pattern: Pattern, evidence: Evidence) -> bool:
    """Whether the same entries are wrong where labels and masks stand in another order, and the pattern has moved on."""
    shuffled = evidence.measurements.shuffled
    if shuffled is None or _is_wrong_there(pattern, shuffled, evidence):
        return False
    here = pattern.mask(evidence.measurements.own)
    return _is_wrong_there(Pattern(pattern.words, lambda sample: here), shuffled, evidence)


def _is_so_anywhere(pattern: Pattern, evidence: Evidence) -> bool:
    """Whether it fits wherever the input lies: a guess may fit where it was written down, and must fit everywhere.

    Of what the case itself tells apart, no other entry may be wrong: there a claim may be so small as to be right.
    """
    spread = evidence.measurements.spread
    if pattern.guessed:
        return all(_is_wrong_there(pattern, each, evidence) for each in spread) if spread else not evidence.is_written_down
    return not any(_is_wrong_beside(pattern, each, evidence) for each in spread)


def _is_wrong_beside(pattern: Pattern, sample: Sample, evidence: Evidence) -> bool:
    """Whether the claim is wrong at an entry that is not in the pattern."""
    mask, claimed = pattern.mask(sample), evidence.claimed(sample)
    if mask is None or claimed is None or mask.shape != evidence.shape or claimed.shape != evidence.shape:
        return False
    return bool((_wrong(sample, claimed, evidence.measurements.tolerance) & ~sample.at(mask)).any())


def _is_wrong_there(pattern: Pattern, sample: Sample, evidence: Evidence) -> bool:
    mask = pattern.mask(sample)
    claimed = evidence.claimed(sample)
    if mask is None or mask.shape != evidence.shape or claimed is None or claimed.shape != evidence.shape:
        return False
    return bool(np.array_equal(sample.at(mask), _wrong(sample, claimed, evidence.measurements.tolerance)))


def _wrong(sample: Sample, claimed: Array, tolerance: float) -> Array:
    return relative_difference(sample.numerical, sample.at(claimed), sample.floor) > tolerance


def _fixed(pattern: Pattern, comparison: Comparison, evidence: Evidence, message: str) -> Finding | None:
    """Where the pattern is a condition: the claim with zero, a multiple, a constant or a constant more in its place there."""
    if pattern.condition is None:
        return None
    own = evidence.measurements.own
    mask = own.at(np.asarray(pattern.mask(own)))
    for fix, factor in _fixes(pattern, own.numerical[mask], own.at(comparison.claimed)[mask], evidence):
        agreement = evidence.agreement(fix, factor)
        if agreement is None:
            continue
        right = right_gradient(evidence) if "np.where(" in fix else None
        if right is not None and len(right[0]) < len(fix):
            return evidence.finding(Cause.ENTRIES, f"{message}; the gradient is `{right[0]}`", *right)
        return evidence.finding(Cause.ENTRIES, message, fix, agreement)
    return None


def _fixes(pattern: Pattern, gradient: Array, claimed: Array, evidence: Evidence) -> Iterator[tuple[str, Factor | None]]:
    text = fixes.one_line(evidence.text)

    def near(first: Array, second: Array) -> bool:
        return np.allclose(first, second, rtol=evidence.measurements.tolerance, atol=evidence.measurements.tolerance)

    def instead(replacement: str) -> str:
        return f"np.where({pattern.condition}, {replacement}, {text})"

    if near(gradient, np.zeros(1)):
        yield instead("0"), None
        return
    square = float(claimed @ claimed)
    ratio = float(claimed @ gradient) / square if square else 0.0
    if near(gradient, -claimed) and (pattern.condition or "").endswith(" < 0"):
        yield fixes.times(text, f"np.sign({(pattern.condition or '').removesuffix(' < 0')})"), None
    if ratio and near(gradient, ratio * claimed):
        yield from ((instead(factor.times(text)), factor) for factor in evidence.constants.factors(ratio))
    difference = gradient - claimed
    if near(difference, difference[0]):
        for factor in evidence.constants.factors(float(difference[0])):
            if pattern.indicator is not None:
                yield fixes.plus(text, factor.times(pattern.indicator)), factor
            else:
                yield instead(fixes.plus(text, factor.text)), factor
    if near(gradient, gradient[0]):
        yield from ((instead(factor.text), factor) for factor in evidence.constants.factors(float(gradient[0])))
