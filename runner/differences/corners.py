"""Whether a kink between two steps is one: a corner stays a corner however near one looks, a sharp bend becomes smooth."""

from __future__ import annotations

import numpy as np

from .ladder import Line
from .noise import HALF_ULP

HALVINGS = 10
"""The place of the corner is narrowed down so often."""
STANDS_OUT = 50.0
"""What the cost gains by a corner over the narrowest interval, in units of its noise."""


def is_corner(line: Line, distance: float, jump: float, noise: float) -> bool:
    """Whether the slope changes by a good part of `jump` at one place within `distance` of x, on either side.

    Some 40 evaluations. Where noise hides what is near, it is taken for one.
    """
    low, high, narrow = 0.0, distance, distance
    noise = max(noise, HALF_ULP * float(np.spacing(np.max(np.abs(line.values(np.array([-distance, distance])))))))
    if abs(_bend(line, -distance, 0.0)) > abs(_bend(line, 0.0, distance)):
        low, high = -distance, 0.0
    for _ in range(HALVINGS):
        if narrow / 2 * jump <= STANDS_OUT * noise:
            break
        middle, narrow = (low + high) / 2, narrow / 2
        first, second = abs(_bend(line, low, middle)), abs(_bend(line, middle, high))
        low, high = (low, middle) if first > second else (middle, high)
    before, at_low, at_high, after = line.values(np.array([low - narrow, low, high, high + narrow])).tolist()
    return not abs((after - at_high) - (at_low - before)) < jump * narrow / 2


def _bend(line: Line, low: float, high: float) -> float:
    """The second difference of the cost between two places on the line."""
    first, middle, last = line.values(np.array([low, (low + high) / 2, high])).tolist()
    return float(first - 2 * middle + last)
