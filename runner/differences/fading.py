"""Slopes that are approached by a steady factor from rung to rung, of whatever order: |x|^1.5 and its like at 0.

Richardson's extrapolation takes out errors in h² and h⁴. Where f is smooth once and not twice, its differences approach the
slope as h^q with a q that is no whole number: each rung changes them by the same factor r = RATIO^−q of the change before. What
is left is the geometric series of the changes to come, Δ·r / (1 − r): Aitken's Δ² process (A. C. Aitken, Proc. R. Soc.
Edinburgh 46 (1926) 289).
"""

from __future__ import annotations

import numpy as np

from ..model import Floats

FASTEST, SLOWEST = 0.1, 0.98
"""Factors of this range are looked for: below it is the h² of a smooth f, above it a kink."""
STEADY = 0.1
"""So little may the factor change over three rungs."""
ALIKE = 3
"""The number of factors in a row that must be alike."""


def changes(values: Floats) -> Floats:
    """The change from the rung before; NaN on the first."""
    return np.concatenate([[np.nan], np.diff(values)])


def factors(values: Floats, rounding: Floats) -> Floats:
    """The factor r by which the changes of the values shrink a rung, where it is steady; 0 where there are none, else NaN.

    `rounding` is what each value may be off by rounding.
    """
    change = changes(values)
    with np.errstate(all="ignore"):
        factor = change / np.concatenate([[np.nan], change[:-1]])
    steady = (factor > FASTEST) & (factor < SLOWEST) & (np.abs(change) > rounding)
    for back in range(1, ALIKE):
        before = np.concatenate([np.full(back, np.nan), factor[:-back]])
        steady &= np.abs(before - factor) <= STEADY * factor
    still = np.abs(change) <= rounding + np.concatenate([[np.nan], rounding[:-1]])
    return np.where(steady, factor, np.where(still, 0.0, np.nan))


def limits(values: Floats, factor: Floats) -> Floats:
    """What the values tend to on smaller and smaller rungs, as seen from each of them."""
    return values + changes(values) * factor / (1.0 - factor)


def still_to_come(values: Floats, factor: Floats) -> Floats:
    """How far the values are from what they tend to, where the factor is steady and on the rungs before; 0 elsewhere."""
    limit = limits(values, factor)
    steady = np.flatnonzero(factor > 0)
    away = np.zeros(len(values))
    if steady.size:
        away[steady] = np.abs(values - limit)[steady]
        away[: steady[0]] = np.abs(values[: steady[0]] - limit[steady[0]])
    return away


def fades(gap: Floats) -> bool:
    """Whether a gap, on rungs in order of shrinking steps, fades away by a steady factor: then it is that of no kink."""
    factor = factors(gap, np.zeros(len(gap)))
    return bool(factor[-1] > 0) and bool(abs(limits(gap, factor)[-1]) < FADED * abs(gap[-1]))


FADED = 0.1
"""A gap of which no more than this part is left at last fades."""
