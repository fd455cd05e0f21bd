"""The noise of a cost: how far its evaluation is off by rounding, measured where it is smooth."""

from __future__ import annotations

import numpy as np

from ..model import Floats
from .fading import factors
from .ladder import TOP, Ladder, of_single_precision

NOISE_FACTOR = 6.0
"""How many times σ/h the rounding error of a central difference may be; its standard deviation is 0.7·σ/h."""
NOISE_RUNGS = 8
"""How many of the smallest rungs measure the noise; they span a factor of 10⁴."""
HALF_ULP = 0.29
"""The standard deviation of rounding, 1/√12, in units of the last place."""
OF_TERMS = 2.0**14 * float(np.finfo(np.float64).eps)
"""What the rounding of its own terms may move a cost by, in units of its largest values near by."""
FARTHEST, PARTS = 1e6, 256
"""Values are looked at that went up to this many times as far as the nearest, which went at most this many multiples."""
DISTINCT = 4
"""At least this many values must differ, …"""
WHOLE = 1e-3
"""… and be off a whole multiple by no more than this."""
DIGITS = 1024.0
"""Numbers of single precision that reach no more than this many times what they are multiples of have few digits."""
LOW = 2.0**-16
"""A stair of single precision is no higher than this, in units of the largest value, or of 1 where terms of that size cancel."""
OWN_DIGITS = 0.02
"""A jump farther away than this, in units of x or of 1, is the cost's own, and no loss of digits."""
TERMS = 16.0
"""The noise of a cost in single precision may be this many times that of its last place: that of its terms."""
CLEAR = 100.0
"""Changes that are no rounding, in units of half a last place over h."""


def measured_noise(ladder: Ladder) -> float:
    """The standard deviation of f's evaluation: its scatter about a parabola on the smallest rungs, or half a last place.

    Where f leaves its tangent by a steady factor from rung to rung, as |x|^1.2 does, that is no scatter. Where large terms of f
    cancel, it is their last place that counts.
    """
    count = min(NOISE_RUNGS, len(ladder))
    above, below = ladder.above[-count:], ladder.below[-count:]
    t = np.concatenate([-ladder.down[-count:], [0.0], ladder.up[-count:]])
    rough = scatter(t, np.concatenate([below, [ladder.center], above]))
    largest = max(abs(ladder.center), float(np.max(np.abs(above))), float(np.max(np.abs(below))))
    least = max(float(last_place(largest, single=ladder.single)), 0.0 if ladder.single else quantum(ladder), stair(ladder))
    rounding = CLEAR * HALF_ULP * least / ladder.h
    factor = np.array([factors(values, rounding)[-count:] for values in (ladder.central, ladder.right - ladder.left)])
    steady = not np.isnan(factor).any() and bool((factor > 0).any())
    return HALF_ULP * least if steady else max(HALF_ULP * least, rough)


def last_place(values: Floats | float, *, single: bool) -> Floats:
    """That of each of the values, in single precision or in double."""
    found: Floats = np.asarray(np.spacing(np.asarray(values, dtype=np.float32 if single else np.float64)), dtype=np.float64)
    return found


def tread(ladder: Ladder) -> float:
    """The height of the steps on which f moves: what large terms leave of it, and in single precision its last place there."""
    return max(quantum(ladder), stair(ladder), float(last_place(abs(ladder.center), single=True)) if ladder.single else 0.0)


def stair(ladder: Ladder) -> float:
    """The height of the stairs on which rounding leaves a cost in single precision; 0 where its values are no numbers of that.

    It is what all values are whole multiples of, or the least they change by, where that is little. Numbers of few digits, as
    counts are, are no loss of digits.
    """
    return stair_of(ladder.center, np.concatenate([[ladder.center], *[side.values for side in ladder.sides or ()]]))


def stair_of(center: float, values: Floats) -> float:
    """The same of the values of a cost at some points, and at x."""
    values = values[np.isfinite(values)]
    if not of_single_precision(values):
        return 0.0
    bit, largest = _lowest_bit(values), float(np.max(np.abs(values), initial=0.0))
    least = float(np.min(np.abs(values[values != center] - center), initial=np.inf))
    return max(bit if largest >= DIGITS * bit else 0.0, least if least <= LOW * max(1.0, largest) else 0.0)


def quantum(ladder: Ladder) -> float:
    """What the values of f change by in whole multiples, as where terms larger than f cancel in it; 0 where by nothing."""
    if ladder.sides is None:
        return 0.0
    values = np.concatenate([side.values[side.steps <= own_digits(ladder)] for side in ladder.sides])
    values = values[np.isfinite(values)]
    gone = np.abs(values - ladder.center)
    if np.unique(gone[gone > 0]).size < DISTINCT:
        return 0.0
    return max(_lowest_bit(values), _common_part(gone[gone > 0], float(np.spacing(abs(ladder.center)))))


def _lowest_bit(values: Floats) -> float:
    """The largest power of two of which all values are multiples."""
    mantissas, exponents = np.frexp(values[values != 0])
    whole = np.ldexp(mantissas, 53).astype(np.int64)
    return float(np.min(np.ldexp((whole & -whole).astype(np.float64), exponents - 53), initial=np.inf))


def _common_part(gone: Floats, rounding: float) -> float:
    """What the ways gone are whole multiples of, though each has a rounding of its own; 0 where there is nothing."""
    smallest = float(np.min(gone))
    multiples = gone[gone < min(FARTHEST, WHOLE * smallest / rounding) * smallest] / smallest
    if np.unique(np.round(multiples, 2)).size < DISTINCT:
        return 0.0
    parts = np.arange(1.0, PARTS + 1)[:, None] * multiples
    whole = (np.abs(parts - np.round(parts)) < WHOLE).all(axis=1)
    return smallest / (1 + int(np.argmax(whole))) if whole.any() else 0.0


def own_digits(ladder: Ladder) -> float:
    """The step beyond which treads of f are its own, and no loss of digits."""
    steps = ladder.sides[0].steps if ladder.sides else ladder.h
    return OWN_DIGITS * float(steps[0]) / TOP if steps.size else 0.0


def scatter(t: Floats, y: Floats, degree: int = 2) -> float:
    """The standard deviation of values y at t about the polynomial that fits them best; NaN where they are not finite."""
    if not np.isfinite(y).all():
        return float("nan")
    middle = y - y[len(y) // 2]
    basis = np.vander(t / np.max(np.abs(t)), degree + 1)
    residual = middle - basis @ np.linalg.lstsq(basis, middle, rcond=None)[0]
    return float(np.sqrt(np.sum(residual**2) / (len(t) - degree - 1)))


def noise_on(ladder: Ladder, noise: float, size: float) -> Floats:
    """The noise on each rung: that of f about x, or half a last place of the values there.

    In single precision the terms of f, which may be larger, have few digits too. At steps beyond `size`, that of x, terms that
    cancel in f grow with the step, and their rounding with them.
    """
    largest = np.maximum(np.abs(ladder.above), np.abs(ladder.below))
    grown = noise if ladder.single or not size else noise * np.maximum(1.0, ladder.h / size)
    noisy: Floats = np.maximum(grown, (TERMS if ladder.single else 1.0) * HALF_ULP * last_place(largest, single=ladder.single))
    return noisy


def regular_scatter(values: Floats) -> float:
    """The noise in values at equal distances: their differences of order k ≥ 3, scaled by √((k!)²/(2k)!), at the smallest.

    A smooth function leaves nothing in high differences, noise its own size (R. W. Hamming, Introduction to Applied
    Numerical Analysis, ch. 6; J. J. Moré, S. M. Wild, SIAM J. Sci. Comput. 33 (2011) 1292, ECnoise).
    """
    if not np.isfinite(values).all():
        return 0.0
    sizes = []
    scale = 1.0
    for k in range(1, len(values) - 1):
        values = np.diff(values)
        scale *= k / (2.0 * (2 * k - 1))  # (k!)²/(2k)! from that of k − 1
        if k >= 3:
            sizes.append(float(np.sqrt(scale * np.mean(values**2))))
    return min(sizes)
