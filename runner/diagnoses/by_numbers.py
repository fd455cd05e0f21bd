"""What the numbers alone tell, where no formula is known: of code that is lent, and of functions without a derivation.

The claim does not change with the upstream gradient; it is right at one end of an axis and wrong from there on; what it is off by
is the same all along an axis, or a straight line in the input; it is the gradient turned round, shifted or clipped. Each must be
so in every entry, here and at an input drawn anew, signs and all: a mask that happens to be open for one unit looks like an axis
along which nothing is carried on. What it may come from is told as that, and only where the entries along the axis touch one
another at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import numpy as np

from ..errors import ExpressionError
from ..measuring.compare import relative_difference
from ..model import Array, Cause, Comparison, Finding, Floats
from ..problem import Draw
from .evidence import Evidence
from .evidence.sample import Sample
from .evidence.steps import slope

CLOSE = 1e-5
"""Two arrays are the same where they differ by this fraction of the larger one's largest entry."""

FEWEST = 3
"""So long an axis must be at least along which something is said to be the same, …"""

LINE = 4
"""… or a straight line."""

ATTEMPTS = 3
"""At most this many inputs are drawn anew until one is measured."""

TOUCHES = 1e-4
"""A slope that changes by this fraction depends on what was moved."""

Gradients = tuple[Floats, Array, Floats]
"""The numerical gradient, the claim and the input, of one shape."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if comparison.claimed.shape != evidence.shape or evidence.derivation is not None:
        return None
    samples = _measured_whole(comparison, evidence)
    arrays = [
        (sample.numerical.reshape(evidence.shape), claimed, sample.draw.input(evidence.name)) for sample, claimed in samples
    ]
    if not arrays or comparison.numerical.size < FEWEST:
        return None
    for cause, said, holds in (*_of_upstream(samples, evidence), *_shapes_of_mistakes(evidence, arrays)):
        if all(holds(each) for each in arrays):
            elsewhere = _drawn_anew(evidence)
            if elsewhere is None or not holds(elsewhere):
                continue
            count = len(arrays)
            held = f"it is so in all entries here and at {count} other random input{'s' if count > 1 else ''}"
            return Finding(cause, evidence.name, f"the claim {evidence.quoted} {said}", held)
    return None


def _drawn_anew(evidence: Evidence) -> Gradients | None:
    """Gradient, claim and input where the input is drawn anew, of the size that it has; None where nothing can be measured."""
    measurements = evidence.measurements
    x = evidence.draw.input(evidence.name)
    size = float(np.sqrt(np.mean(x * x))) or 1.0
    for seed in range(ATTEMPTS):
        other = evidence.draw.moved({evidence.name: size * np.random.default_rng(seed).standard_normal(x.shape)})
        measured = measurements.measured(other, np.arange(x.size))
        if measured is not None and measured[1].shape == x.shape and np.isfinite(measured[1]).all():
            return measured[0].reshape(x.shape), measured[1], other.input(evidence.name)
    return None


def _touch(evidence: Evidence, axis: int) -> bool:
    """Whether the slope at one index of an axis depends on the input, or on what arrives, at the others."""
    draw, name = evidence.draw, evidence.name
    x = draw.input(name)
    here = np.arange(x.shape[axis]) == 0
    others = np.broadcast_to(~here.reshape([-1 if at == axis else 1 for at in range(x.ndim)]), x.shape)
    rng = np.random.default_rng(x.size)
    size = float(np.sqrt(np.mean(x * x))) or 1.0
    moved = {name: np.where(others, size * rng.standard_normal(x.shape), x)}
    dout = draw.values.get("dout")
    if dout is not None and np.shape(dout) == x.shape:
        moved = {"dout": np.where(others, rng.standard_normal(x.shape), dout)}
    way = (rng.uniform(0.5, 1.0, x.shape) * ~others) / np.sqrt(max(1, x.size / x.shape[axis]))
    try:
        before, after = (slope(at.cost(name), at.input(name), way, evidence.measurements.h) for at in (draw, draw.moved(moved)))
    except ExpressionError:
        return False
    return abs(after - before) > TOUCHES * max(abs(after), abs(before))


def _measured_whole(comparison: Comparison, evidence: Evidence) -> list[tuple[Sample, Array]]:
    """The draws on which every entry was measured, the case's own first, with the claims there; none where that is not one."""
    measurements = evidence.measurements
    own = measurements.own
    fresh = measurements.fresh if measurements.is_whole else ()  # what is sampled there is for others, who ask when they need it
    samples = [(own, comparison.claimed), *((sample, sample.claimed) for sample in fresh)]
    whole = [each for each in samples if each[0].positions.size == comparison.numerical.size]
    fits = all(claimed.shape == evidence.shape and bool(np.isfinite(claimed).all()) for _, claimed in whole)
    return whole if fits and own.positions.size == comparison.numerical.size else []


Kind = tuple[Cause, str, Callable[[Gradients], bool]]


def _of_upstream(samples: Sequence[tuple[Sample, Array]], evidence: Evidence) -> Iterator[Kind]:
    """A claim that is the same whatever arrives."""
    if "dout" not in evidence.draw.values:
        return
    draws = evidence.measurements.draws
    unchanged = [(_claim(draws.with_other_upstream(sample.draw), evidence.name), claimed) for sample, claimed in samples]
    if all(other is not None and _same(other, claimed) for other, claimed in unchanged):
        said = "does not change with `dout`: the upstream gradient is not multiplied in"
        yield Cause.MISSING_FACTOR, said, lambda each: True


def _claim(draw: Draw, name: str) -> Array | None:
    try:
        return draw.claim(name)
    except ExpressionError:
        return None


def _shapes_of_mistakes(evidence: Evidence, arrays: Sequence[Gradients]) -> Iterator[Kind]:
    shape, name = evidence.shape, evidence.name
    for axis, length in enumerate(shape):
        yield from _along(axis, length, name, len(shape), evidence)
    if len(shape) > 1:
        yield Cause.INDEX, "is the gradient turned round along its last two axes", _turned_twice
    largest = float(np.abs(arrays[0][1]).max(initial=0.0))
    yield Cause.SLIP, f"is the gradient clipped at ±{largest:.6g}", partial(_clipped, largest=largest)


def _along(axis: int, length: int, name: str, axes: int, evidence: Evidence) -> Iterator[Kind]:
    """What can be wrong along one axis."""
    where = f"along axis {axis}" if axes > 1 else "along it"
    if length >= 2:
        yield Cause.INDEX, f"is the gradient turned round {where}", partial(_turned, axis=axis)
    if length < FEWEST:
        return
    for by, beside in ((1, "after"), (-1, "before")):
        said = f"is the gradient shifted {where}: what belongs at an index stands at the one {beside} it"
        yield Cause.INDEX, said, partial(_shifted, axis=axis, by=by)
    tolerance = evidence.measurements.tolerance
    for end, words in ((-1, "last"), (0, "first")) if axes > 1 else ():
        said = f"is right at the {words} index of axis {axis} and wrong at all others, as where nothing is carried on {where}"
        yield Cause.MISSING_PATH, said, partial(_right_at_the_end, axis=axis, end=end, tolerance=tolerance)
    touch = cache(partial(_touch, evidence, axis))
    said = f"is off by the same number all {where}, as where the path through a mean or a sum there is missing or wrong"
    yield Cause.MISSING_PATH, said, lambda each: _constant(each, axis) and touch()
    if length >= LINE:
        said = f"is off by a straight line in `{name}` {where}, as where the path through a variance there is missing or wrong"
        yield Cause.MISSING_PATH, said, lambda each: _straight(each, axis) and touch()


def _turned(each: Gradients, axis: int) -> bool:
    return _same(np.flip(each[1], axis), each[0])


def _turned_twice(each: Gradients) -> bool:
    return _same(each[1][..., ::-1, ::-1], each[0])


def _same(first: Array, second: Array) -> bool:
    size = float(np.abs(second).max(initial=0.0))
    return first.shape == second.shape and size > 0 and float(np.abs(first - second).max(initial=0.0)) <= CLOSE * size


def _shifted(each: Gradients, axis: int, by: int) -> bool:
    gradient, claimed, _ = (np.moveaxis(array, axis, 0) for array in each)
    return _same(claimed[1:], gradient[:-1]) if by > 0 else _same(claimed[:-1], gradient[1:])


def _right_at_the_end(each: Gradients, axis: int, end: int, tolerance: float) -> bool:
    gradient, claimed, _ = (np.moveaxis(array, axis, 0) for array in each)
    off = np.asarray(relative_difference(gradient, claimed)).reshape(len(gradient), -1).max(axis=1)
    wrong = off > tolerance
    return not wrong[end] and np.count_nonzero(wrong) == len(wrong) - 1 and float(np.abs(gradient[end]).max()) > tolerance


def _constant(each: Gradients, axis: int) -> bool:
    off = each[0] - each[1]
    size = float(np.abs(off).max(initial=0.0))
    return size > 0 and float(np.ptp(off, axis=axis).max(initial=0.0)) <= CLOSE * size


def _straight(each: Gradients, axis: int) -> bool:
    off, x = np.moveaxis(each[0] - each[1], axis, 0), np.moveaxis(each[2], axis, 0)
    x = x - x.mean(axis=0)
    squares = (x * x).sum(axis=0)
    if not off.any() or not squares.all():
        return False
    fitted = off.mean(axis=0) + x * ((x * off).sum(axis=0) / squares)
    return float(np.abs(off - fitted).max()) <= CLOSE * float(np.abs(off).max())


def _clipped(each: Gradients, largest: float) -> bool:
    gradient, claimed, _ = each
    over = np.abs(gradient) > largest * (1 + CLOSE)
    return bool(largest > 0 and over.sum() > 1 and not over.all()) and _same(np.clip(gradient, -largest, largest), claimed)
