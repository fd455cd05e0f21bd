"""Where no derivation and no complex step is to be had: the step at which differences settle, from a few entries.

At small steps a difference divides the rounding of the cost, at large ones it takes in how the cost bends. Between lies a
plateau, on which two steps give one slope. From h and 3h the first term of the bend is taken out: (9 D(h) − D(3h)) / 8,
L. F. Richardson, The Deferred Approach to the Limit (1927).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...model import Floats
from ...problem import InputCost
from .sample import Positions
from .steps import slope, unit

RATIO = 3.0
DOWN, UP = 10, 7
"""How many steps below and above the check's own are tried, each three times the last."""

SETTLED = 1e-4
"""On a plateau two steps differ by so much of the slope, or of 1, at most."""


class Plateau(NamedTuple):
    """A step at which extrapolated differences have settled, and by how much they still differ, of the slope or of 1."""

    h: float
    spread: float


def extrapolated(cost: InputCost, x: Floats, positions: Positions, h: float) -> Floats:
    """The slopes by single entries from h and 3h, without the h² term: four evaluations each."""
    near, far = ([slope(cost, x, unit(x, int(position)), step) for position in positions] for step in (h, RATIO * h))
    slopes: Floats = (RATIO**2 * np.array(near) - np.array(far)) / (RATIO**2 - 1)
    return slopes


def settles(cost: InputCost, x: Floats, position: int, found: tuple[float, float], tolerance: float) -> bool:
    """Whether the difference at 3h is the one `found`, with its step h: else either step is too rough."""
    value, h = found
    return abs(slope(cost, x, unit(x, position), RATIO * h) - value) <= tolerance * max(1.0, abs(value))


def plateau(cost: InputCost, x: Floats, position: int, h: float) -> Plateau | None:
    """Where the slope by one entry settles; None where it does nowhere near the step."""
    steps = h * RATIO ** np.arange(-DOWN, UP + 1)
    with np.errstate(all="ignore"):
        taken = np.array([slope(cost, x, unit(x, position), float(step)) for step in steps])
        better = (RATIO**2 * taken[:-1] - taken[1:]) / (RATIO**2 - 1)
        apart = np.abs(better[1:] - better[:-1]) / np.maximum(1, np.abs(better[1:]))
    apart[~np.isfinite(apart)] = np.inf
    if np.nan_to_num(taken).any():
        apart[(taken[:-2] == 0) | (taken[1:-1] == 0)] = np.inf  # a step within one stair of the cost sees no slope
    # Three in a row: two may meet by chance on the way through rounding.
    together = np.maximum(apart[1:], apart[:-1])
    best = int(np.argmin(together))
    return Plateau(float(steps[best + 1]), float(together[best])) if together[best] <= SETTLED else None
