"""Whether a kink near a point is one, and where: a corner stays a corner however near one looks, a sharp bend becomes smooth."""

from __future__ import annotations

import numpy as np

from ..model import Floats
from .ladder import Line
from .noise import HALF_ULP

PLACES = 9
"""The number of places that tell in which quarter of an interval the slope changes most."""
NARROWINGS = 10
"""So often an interval is narrowed to that quarter, down to a millionth."""
MARGIN = 1.1
"""The first interval reaches a little beyond the step that has seen the corner."""
STANDS_OUT = 50.0
"""What the cost gains by a corner from one place to the next, in units of its noise."""
DIGITS = 64.0
"""The places lie at least this many last places of x apart."""


def corner_near(line: Line, distance: float, jump: float, noise: float) -> float | None:
    """How far away the slope changes by a good part of `jump` at one place; None where no place within `distance` is such.

    `jump` is at least what was seen of it. Some 70 evaluations. Where noise hides what is near, or the cost ends there, it is
    taken for one at `distance`.
    """
    places: Floats = np.linspace(-MARGIN * distance, MARGIN * distance, PLACES)
    values = line.values(places)
    if not np.isfinite(values).all():
        return distance
    noise = max(noise, HALF_ULP * float(np.spacing(np.max(np.abs(values)))))
    smallest = DIGITS * float(np.spacing(np.max(np.abs(line.base))))
    jump = max(jump, _sharpest(values, places))
    found, change = distance, jump
    for narrowing in range(NARROWINGS + 1):
        apart = float(places[1] - places[0])
        if apart * jump <= STANDS_OUT * noise or apart < smallest:
            break
        slopes = np.diff(values) / np.diff(places)
        sharpest = 1 + int(np.argmax(np.abs(np.diff(slopes))))
        found, change = abs(float(places[sharpest])), abs(float(slopes[-1] - slopes[0]))
        if narrowing < NARROWINGS:
            places, values = _between(line, places, values, sharpest)
    return found if change >= jump / 2 else None


def _sharpest(values: Floats, places: Floats) -> float:
    """By how much the slope changes most from one place to the next but one, beyond what it does everywhere."""
    changes = np.diff(np.diff(values) / np.diff(places))
    return float(np.max(np.abs(changes[1:] + changes[:-1])) - 2 * np.median(np.abs(changes)))


def _between(line: Line, places: Floats, values: Floats, middle: int) -> tuple[Floats, Floats]:
    """As many places between the neighbours of one of them, with the values there; three of these are known."""
    nearer: Floats = np.linspace(places[middle - 1], places[middle + 1], PLACES)
    known = [0, PLACES // 2, PLACES - 1]
    inside = np.delete(np.arange(PLACES), known)
    nearer[known] = places[middle - 1 : middle + 2]
    there = np.empty(PLACES)
    there[known] = values[middle - 1 : middle + 2]
    there[inside] = line.values(nearer[inside])
    return nearer, there
