"""What the two sides of a point say one by one: whether the cost jumps there, and the slope where it ends there.

A cost that is continuous leaves its value gradually: on shrinking steps the way it has gone shrinks too. Where it does not, the
cost jumps, at x itself or between two rungs. Where the cost is finite on one side only, the slope to that side is all there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Floats
from .ladder import RATIO, SHORTEST, Ladder, Line, Side
from .noise import HALF_ULP, OF_TERMS, own_digits, stair, tread

LOWEST = 8
"""The number of smallest rungs that tell whether the cost jumps at x; they span a factor of 10⁴."""
POLE = 1.1
"""Where what the cost has gone grows by more than this from each rung to the next smaller one, it goes to infinity."""
STANDS_OUT = 20.0
"""A jump, in units of the noise of the cost."""
ABRUPT = 200.0
"""A jump between two rungs, in units of what one rung less shows of the cost's bend; a smooth cost's grows by 50 at most."""
BISECTIONS = 48


@dataclass(frozen=True, slots=True)
class Jump:
    """A place where the cost is discontinuous: the value at x, its limits to either side, and the step that first reaches it.

    The step is 0 where x lies on it; then the value may be another than both limits. Elsewhere `left` and `right` are the values
    on this and that side of the jump, in the order of the axis. An infinite limit is one of a pole.
    """

    center: float
    left: float
    right: float
    distance: float
    sign: int = 0
    """The side on which it lies, −1 or 1; 0 at x itself."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """The slope at the end of the domain, towards the side `sign` (−1 or 1) on which the cost is finite; it may be infinite."""

    sign: int
    value: float
    error: float


def jump_at(ladder: Ladder) -> Jump | None:
    """The jump at x itself, if there is one."""
    if len(ladder) < LOWEST + 1:
        return None
    moves = [np.abs(np.diff(values[-LOWEST:])) for values in (ladder.below, ladder.above)]
    noise = max(
        HALF_ULP * float(np.spacing(abs(ladder.center))), HALF_ULP * stair(ladder), *[_largest_but_one(move) for move in moves]
    )
    limits = [_limit(ladder.center, values[-LOWEST:], noise) for values in (ladder.below, ladder.above)]
    if limits == [None, None]:
        return None
    if None not in limits and _comes_back(ladder, noise):
        return None
    left, right = (ladder.center if limit is None else limit for limit in limits)
    return Jump(ladder.center, left, right, 0.0)


def _comes_back(ladder: Ladder, noise: float) -> bool:
    """Whether the value at x, which is not that of its neighbours, differs by rounding, and is met again farther away.

    A cost that has lost its digits takes but a few values near x.
    """
    values = np.concatenate([ladder.below, ladder.above])
    gone, largest = np.abs(values - ladder.center), float(np.max(np.abs(values)))
    nearest = max(gone[len(ladder) - 1], gone[-1])
    return bool(nearest <= OF_TERMS * largest and (gone <= noise).any())


def _largest_but_one(values: Floats) -> float:
    """The largest but one: that from the largest step may belong to another jump."""
    return float(np.sort(values)[-2])


def _limit(center: float, values: Floats, noise: float) -> float | None:
    """What the values tend to as the step shrinks, where that is not the value at x."""
    gone = np.abs(values - center)
    if (gone[1:] > POLE * gone[:-1]).all():
        return float(np.copysign(np.inf, values[-1] - center))
    return float(values[-1]) if gone.min() > STANDS_OUT * noise else None


def nearest_jump(ladder: Ladder, line: Line) -> Jump | None:
    """The jump nearest to x that lies between two rungs, on either side, if there is one; some 50 evaluations more for each."""
    noise, own = HALF_ULP * tread(ladder), own_digits(ladder)
    found = [
        jump
        for sign, values, steps in ((-1, ladder.below, ladder.down), (1, ladder.above, ladder.up))
        if (seen := _between_rungs(ladder.center, Side(steps, values), sign, noise, own)) is not None
        and (jump := _confirmed(line, seen)) is not None
    ]
    return min(found, key=lambda jump: jump.distance, default=None)


def _between_rungs(center: float, side: Side, sign: int, noise: float, own: float) -> Jump | None:
    """The nearest jump to the side `sign`, where more than `noise`; beyond `own` no other is looked for."""
    steps, values = side
    count = len(steps)
    if count < SHORTEST + 4:
        return None
    slopes = (values - center) / steps
    lowest = values[-LOWEST:]
    noise = max(noise, HALF_ULP * float(np.spacing(max(abs(center), float(np.max(np.abs(lowest)))))))
    noise = max(noise, _largest_but_one(np.abs(np.diff(lowest))))
    # From small steps on: beyond rung k the straight continuation of rungs k + 1 and smaller fails abruptly.
    for k in range(count - 4, -1, -1):
        before = [abs(slopes[j] - slopes[k + 1]) * steps[j] for j in range(k + 2, min(k + 5, count))]
        level = max(before)
        gone = (slopes[k] - slopes[k + 1]) * steps[k]
        if not np.isfinite(gone):
            return None
        if abs(gone) <= max(ABRUPT * level, STANDS_OUT * noise):
            continue
        beyond = [(slopes[j] - slopes[k + 1]) * steps[j] - gone for j in range(k - 1, -1, -1) if steps[j] <= own]
        if _goes_on(gone, beyond):
            return None
        near, beyond_it = float(values[k + 1]), float(values[k])
        left, right = (near, beyond_it) if sign > 0 else (beyond_it, near)
        return Jump(center, left, right, float(steps[k]), sign)
    return None


def _goes_on(height: float, beyond: list[float]) -> bool:
    """Whether more jumps of the kind follow at once, as on the staircase of a cost that has lost its digits.

    A smooth cost leaves the level beyond the jump gradually.
    """
    before = 0.0
    for away in beyond:
        if abs(away) > abs(height) / 2:
            return abs(away) > ABRUPT * before
        before = abs(away)
    return False


def _confirmed(line: Line, jump: Jump) -> Jump | None:
    """A jump between two rungs, found to the last digits by bisection; None where the cost is only steep. At most 50
    evaluations.

    A step of 3.7 times less was still on this side of it.
    """
    sign = float(jump.sign)
    low, high = jump.distance / RATIO, jump.distance
    below, above = _value(line, sign * low), _value(line, sign * high)
    height = abs(above - below)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        value = _value(line, sign * middle)
        if abs(value - below) < abs(value - above):
            low, below = middle, value
        else:
            high, above = middle, value
        if not abs(above - below) > height / 2:
            return None  # what is steep only falls with the distance, and a jump does not
    left, right = (below, above) if sign > 0 else (above, below)
    return Jump(jump.center, left, right, high, jump.sign)


def _value(line: Line, step: float) -> float:
    return float(line.values(np.array([step]))[0])


def one_sided(ladder: Ladder) -> OneSided | None:
    """The slope to the one side of x on which the cost is finite; None where it is so on neither, or on both."""
    if ladder.sides is None or not np.isfinite(ladder.center):
        return None
    finite = [len(side.values) > SHORTEST and bool(np.isfinite(side.values[-SHORTEST:]).all()) for side in ladder.sides]
    ends = [len(side.values) > 0 and not np.isfinite(side.values[-1]) for side in ladder.sides]
    for sign, here, there in ((-1, 0, 1), (1, 1, 0)):
        if finite[here] and ends[there]:
            return _slope_of(ladder.center, sign, ladder.sides[here])
    return None


def _slope_of(center: float, sign: int, side: Side) -> OneSided:
    """The slope to one side: extrapolated where the difference quotients settle, infinite where they grow on and on."""
    last = int(np.argmin(np.isfinite(side.values[::-1]))) or len(side.values)
    steps, values = side.steps[-last:], side.values[-last:]
    slopes = sign * (values - center) / steps
    noise = HALF_ULP * np.spacing(max(abs(center), float(np.max(np.abs(values[-LOWEST:])))))
    changes = np.diff(slopes)
    once = slopes[1:] + changes / (RATIO - 1)
    errors = np.abs(np.diff(once)) + 6 * noise / steps[2:]
    best = int(np.argmin(errors))
    growing = (np.abs(changes[1:]) > np.abs(changes[:-1]) / 1.5) & (changes[1:] * changes[:-1] > 0)
    clear = np.abs(changes[1:]) > 6 * noise / steps[2:]
    if np.count_nonzero(clear) >= 6 and growing[clear].all():
        return OneSided(sign, float(np.copysign(np.inf, changes[-1])), 0.0)
    return OneSided(sign, float(once[best + 1]), float(errors[best]))
