"""The noise of a cost: how far its evaluation is off by rounding, measured where it is smooth."""

from __future__ import annotations

import numpy as np

from ..model import Floats
from .fading import factors
from .ladder import Ladder, scatter

NOISE_FACTOR = 6.0
"""How many times σ/h the rounding error of a central difference may be; its standard deviation is 0.7·σ/h."""
NOISE_RUNGS = 8
"""How many of the smallest rungs measure the noise; they span a factor of 10⁴."""
HALF_ULP = 0.29
"""The standard deviation of rounding, 1/√12, in units of the last place."""
CLEAR = 100.0
"""Changes that are no rounding, in units of half a last place over h."""


def measured_noise(ladder: Ladder) -> float:
    """The standard deviation of f's evaluation: its scatter about a parabola on the smallest rungs, or half a last place.

    Where f leaves its tangent by a steady factor from rung to rung, as |x|^1.2 does, that is no scatter.
    """
    count = min(NOISE_RUNGS, len(ladder))
    above, below = ladder.above[-count:], ladder.below[-count:]
    t = np.concatenate([-ladder.down[-count:], [0.0], ladder.up[-count:]])
    rough = scatter(t, np.concatenate([below, [ladder.center], above]))
    largest = max(abs(ladder.center), float(np.max(np.abs(above))), float(np.max(np.abs(below))))
    last_place = float(np.spacing(np.float32(largest))) if ladder.single else float(np.spacing(largest))
    rounding = CLEAR * HALF_ULP * last_place / ladder.h
    factor = np.array([factors(values, rounding)[-count:] for values in (ladder.central, ladder.right - ladder.left)])
    steady = not np.isnan(factor).any() and bool((factor > 0).any())
    return HALF_ULP * last_place if steady else max(HALF_ULP * last_place, rough)


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
