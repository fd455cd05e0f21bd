"""A line through a point, and the values of the cost on it at steps that shrink by a constant ratio.

All that the witness knows of a cost comes from here: x + t·d for one direction d (one entry, or a sign vector), at
t = 0 and at ±h for a ladder of steps h, from about the size of x down to its last digits. The ratio is no power of
two and neither are the steps, or the rounding of x ± h would repeat itself from rung to rung and hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..errors import EvaluationError
from ..model import Array, Floats
from .central import BLOCK_NUMBERS
from .cost import ComplexArray, Cost

SHORTEST = 4
"""A ladder of fewer rungs says nothing."""
FEW = 4
"""Up to this multiple of what suits the cost is evaluated in one go, where that is all there is."""
RATIO = 3.7
"""From one rung to the next the step shrinks by this: the truncation of a central difference then shrinks by 13.7."""
TOP = 0.75
"""The largest step, in units of max(1, |x|)."""
LAST_DIGITS = 2.0**-46
"""The smallest step, in units of |x|: it leaves seven bits of the step when x + h is rounded."""
SMALLEST_STEP = 1e-100
LAST_BITS = 0xF
"""The last bits of a number in single precision; where they are all 0, it may be a round number."""
WELL_BELOW = 1e-5
"""So far below the size of an entry the ladder must reach."""


class Line:
    """The cost along x + t·d, where d has the entries `signs` at the flat `positions` and 0 elsewhere.

    `evaluations` counts the points evaluated, real and complex. A point at which the cost cannot be evaluated counts as NaN.
    """

    def __init__(self, cost: Cost, x: Floats, positions: Sequence[int] | Array, signs: Sequence[float] | Array = (1.0,)) -> None:
        self.cost = cost
        self.x = x
        self.positions = np.asarray(positions, dtype=np.intp)
        self.signs = np.asarray(signs, dtype=np.float64)
        self.base: Floats = x.reshape(-1)[self.positions]
        self.evaluations = 0

    @property
    def size(self) -> float:
        """The size of x along the line, its largest entry; 1 where that is 0."""
        return float(np.max(np.abs(self.base))) or 1.0

    @property
    def largest(self) -> float:
        """The size of the largest entry of x, on the line or not, that is finite."""
        return float(np.max(np.abs(self.x), initial=0.0, where=np.isfinite(self.x)))

    def steps(self) -> Floats:
        """The ladder of steps for this line, largest first; none where x is not finite on it."""
        size = float(np.max(np.abs(self.base)))
        if not np.isfinite(size):
            return np.empty(0)
        smallest = max(LAST_DIGITS * (size or 1.0), SMALLEST_STEP)
        largest = TOP * max(1.0, size)
        count = int(np.log(largest / smallest) / np.log(RATIO)) + 1
        return largest * RATIO ** -np.arange(count, dtype=np.float64)

    @property
    def too_small(self) -> bool:
        """Whether x is so small on the line that no step is small beside it."""
        return 0.0 < float(np.max(np.abs(self.base))) * WELL_BELOW < SMALLEST_STEP

    @property
    def mixed(self) -> bool:
        """Whether the entries differ so much in size that steps which move the large ones are not small for the small ones."""
        if getattr(self.cost, "mixed", False):
            return True
        sizes = np.abs(self.base[self.base != 0.0])
        return bool(sizes.size and sizes.max() * LAST_DIGITS > WELL_BELOW * sizes.min())

    def taken(self, steps: Floats) -> Floats:
        """The steps as rounding leaves them, (x + t) − x; along several entries at once they stay as they are."""
        return (self.base + steps) - self.base if self.base.size == 1 else steps

    def values(self, steps: Floats) -> Floats:
        """f(x + t·d) for each t of `steps`."""
        out = np.empty(len(steps))
        for part in blocks(self.cost, self.x, len(steps)):
            out[part] = evaluate(self.cost, self.points(steps[part]))
        self.evaluations += len(steps)
        return out

    def slopes(self, steps: Floats, imaginary: Floats) -> Floats:
        """d/dt f at each t of `steps` by the complex step, with ε one of `imaginary` for each. Raises `NotAnalytic`."""
        out = np.empty(len(steps))
        for part in blocks(self.cost, self.x, len(steps), together=2):  # a complex number fills the place of two
            out[part] = complex_steps(self.cost, self.complex_points(steps[part], imaginary[part]), imaginary[part])
        self.evaluations += len(steps)
        return out

    def points(self, steps: Floats) -> Floats:
        """x + t·d for each t of `steps`, stacked along a leading axis."""
        points = np.empty((len(steps), *self.x.shape))
        points[:] = self.x
        points.reshape(len(steps), -1)[:, self.positions] = self.base + steps[:, None] * self.signs
        return points

    def complex_points(self, steps: Floats, imaginary: Floats) -> ComplexArray:
        """x + (t + iε)·d for each t of `steps` and ε of `imaginary`."""
        points: ComplexArray = self.points(steps).astype(np.complex128)
        points.reshape(len(points), -1).imag[:, self.positions] = imaginary[:, None] * self.signs
        return points


def blocks(cost: Cost, x: Floats, count: int, together: int = 1) -> list[slice]:
    """`count` things of `together` points each, in parts that suit the cost; in one part where they are few.

    To begin another part costs more than it does to reach into the second cache.
    """
    width = getattr(cost, "block", None) or BLOCK_NUMBERS // max(1, x.size)
    width = max(1, width // together)
    if count <= FEW * width:
        return [slice(0, count)] if count else []
    return [slice(start, start + width) for start in range(0, count, width)]


def evaluate(cost: Cost, points: Floats) -> Floats:
    """f at each of the points; NaN where it cannot be evaluated."""

    def one(point: Floats) -> float:
        try:
            return cost(point)
        except EvaluationError:
            return np.nan

    with np.errstate(all="ignore"):
        try:
            return cost.many(points)
        except EvaluationError:
            return np.array([one(point) for point in points])


def complex_steps(cost: Cost, points: ComplexArray, imaginary: Floats) -> Floats:
    """Im f(x + iε·d) / ε at each of the points; NaN where f cannot be evaluated. Raises `NotAnalytic`.

    Exact to rounding and O(ε²) where f is analytic (W. Squire, G. Trapp, SIAM Review 40 (1998) 110).
    """
    with np.errstate(all="ignore"):
        try:
            return cost.complex_many(points).imag / imaginary
        except EvaluationError:
            return np.full(len(points), np.nan)


def of_single_precision(values: Floats) -> bool:
    """Whether all of them are numbers of single precision."""
    with np.errstate(all="ignore"):
        return bool((values.astype(np.float32) == values).all())


class Side(NamedTuple):
    """The steps to one side of x as they were taken, largest first, and the values of the cost there, finite or not."""

    steps: Floats
    values: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """The values of a cost on the rungs on which it is finite on both sides, and at x, largest step first.

    `up` and `down` are the steps taken to either side; `h` is their mean. `edge` is the smallest step at which the cost is not
    finite on one side at least, None where it is finite everywhere.
    """

    center: float
    up: Floats
    down: Floats
    above: Floats
    below: Floats
    edge: float | None
    sides: tuple[Side, Side] | None = None
    """The side towards −d and that towards d, each on all the rungs, finite or not."""

    @property
    def h(self) -> Floats:
        return (self.up + self.down) / 2

    @property
    def central(self) -> Floats:
        """(f(x + h) − f(x − h)) / 2h for each rung."""
        return (self.above - self.below) / (self.up + self.down)

    @property
    def right(self) -> Floats:
        """The one-sided slope (f(x + h) − f(x)) / h."""
        return (self.above - self.center) / self.up

    @property
    def left(self) -> Floats:
        """The one-sided slope (f(x) − f(x − h)) / h."""
        return (self.center - self.below) / self.down

    @property
    def single(self) -> bool:
        """Whether the cost is computed in single precision: all its values are numbers of that, and not for want of digits."""
        values = np.concatenate([[self.center], self.above, self.below])
        if not of_single_precision(values):
            return False
        bits = np.unique(values[values != 0]).astype(np.float32).view(np.int32)
        return bool(np.count_nonzero(bits & LAST_BITS) * 2 > bits.size > 0)

    @property
    def constant(self) -> bool:
        """Whether f is the same, to the last bit, on all rungs; not so where there are too few to tell."""
        if len(self) < SHORTEST:
            return False
        return bool((self.above == self.center).all() and (self.below == self.center).all())

    def below_step(self, step: float) -> Ladder:
        """The rungs with smaller steps than `step`."""
        part = slice(int(np.count_nonzero(self.h >= step)), None)
        return replace(self, up=self.up[part], down=self.down[part], above=self.above[part], below=self.below[part])

    def __len__(self) -> int:
        return len(self.up)


def climb(line: Line) -> Ladder:
    """Evaluate the line on its ladder: 2·len + 1 points, in one batch where they fit."""
    steps = line.steps()
    up, down = line.taken(steps), -line.taken(-steps)
    distinct = (up > 0) & (down > 0)
    up, down = up[distinct], down[distinct]
    values = line.values(np.concatenate([[0.0], up, -down]))
    above, below = values[1 : 1 + len(up)], values[1 + len(up) :]
    finite = np.isfinite(above) & np.isfinite(below) & np.isfinite(values[0])
    first = 0 if finite.all() else len(up) - int(np.argmin(finite[::-1]))
    edge = float(up[first - 1]) if first else None
    sides = Side(down, below), Side(up, above)
    return Ladder(float(values[0]), up[first:], down[first:], above[first:], below[first:], edge, sides)
