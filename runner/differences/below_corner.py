"""A slope close beside a corner, where nothing but real values is to be had: the steps that do not reach the corner tell it.

Small steps see one slope there and large ones another, as beside the treads of a cost that has lost its digits. A corner is told
from those by its place: to both sides of it the cost is smooth, down to its rounding, and has no jump.
"""

from __future__ import annotations

import numpy as np

from ..model import Floats
from .corners import corner_near
from .extrapolate import Estimate, extrapolate
from .ladder import RATIO, SHORTEST, Ladder, Line
from .noise import HALF_ULP

FALLS = 3 * RATIO
"""From one rung to the next the gap between the slopes to both sides falls by this at a corner; by RATIO where f is smooth."""
STANDS_OUT = 50.0
"""What the cost gains by the gap over a step, in units of its rounding."""
BESIDE = 1 / 16
"""How far from the corner it is looked at, in units of its distance; from there three times as far."""
CONTINUOUS = 0.2
"""By how much f may miss the two lines that meet at the corner, in units of how they part."""


def below_corner(ladder: Ladder, line: Line) -> Estimate | None:
    """The slope by steps shorter than the way to a corner; None where no such corner is found. Some 90 evaluations."""
    if len(ladder) <= SHORTEST:
        return None
    with np.errstate(all="ignore"):
        near = ladder.h <= line.size
        if not near.any():
            return None
        values = np.concatenate([[ladder.center], ladder.above[near], ladder.below[near]])
        noise = HALF_ULP * float(np.spacing(np.max(np.abs(values))))
        gap = np.abs(ladder.right - ladder.left)
        falls = (gap[:-1] > FALLS * gap[1:]) & (gap[:-1] * ladder.h[:-1] > STANDS_OUT * noise)
        for rung in np.flatnonzero(falls)[::-1].tolist():
            away = corner_near(line, float(ladder.h[rung]), float(gap[rung]), noise)
            if away is None or not _meet(line, away, float(gap[rung]), noise):
                continue
            within = ladder.below_step(away)
            found = extrapolate(within, line) if len(within) >= SHORTEST else None
            if found is not None and not found.conflict and np.isfinite(found.error):
                return found
    return None


def _meet(line: Line, away: float, gap: float, noise: float) -> bool:
    """Whether two smooth pieces of f meet so far from x, to one side or the other, that part by a good deal of the gap."""
    offset = away * BESIDE
    places = offset * np.array([-6.0, -3.0, -1.0, 1.0, 3.0, 6.0])
    return any(_is_corner(line.values(side * away + places), offset, gap, noise) for side in (1.0, -1.0))


def _is_corner(values: Floats, offset: float, gap: float, noise: float) -> bool:
    far_left, left, at_left, at_right, right, far_right = values.tolist()
    before, after = (at_left - left) / (2 * offset), (right - at_right) / (2 * offset)
    farther = (left - far_left) / (3 * offset), (far_right - right) / (3 * offset)
    parts = abs(after - before)
    if not parts >= gap / 2 or parts * offset <= STANDS_OUT * noise:
        return False
    smooth = max(abs(before - farther[0]), abs(after - farther[1])) <= CONTINUOUS * parts
    missed = abs(at_right - at_left - (before + after) * offset)
    return bool(smooth and missed <= CONTINUOUS * parts * offset + STANDS_OUT * noise)
