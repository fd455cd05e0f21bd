"""The independent judge: one derivative, measured so that its error is known.

Two ways that share nothing but f: the complex step, where f allows it, and the ladder of real steps. Where both speak they
must agree within their error bars, else neither is believed. The measurement is never wrong: it may only be
undecided, with an infinite error bar and the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..errors import NotAnalytic
from ..model import Floats
from .below_corner import below_corner
from .complex_step import ComplexSlope, complex_slope, shaken, surer
from .corners import corner_near
from .extrapolate import Estimate, extrapolate, gaps
from .ladder import SHORTEST, Ladder, Line, climb
from .noise import HALF_ULP, NOISE_FACTOR, OF_TERMS, last_place, noise_on, stair
from .sides import Jump, OneSided, jump_at, nearest_jump, one_sided
from .treads import believed, unmoved
from .vertical import unbounded

STANDS_OUT = 20.0
"""A kink's jump of f against its straight continuation, in units of the noise of f."""
FADED = 1e-1
"""A gap of so little of a kink's is none: the kink lies farther away than the step."""
BESIDE = 1e-9
"""The slopes a few last digits beside a kink are those at it, to this part of their size."""

EPSILON = float(np.finfo(np.float64).eps)
OF_POINT = 64 * EPSILON
"""The rounding of the point itself, in units of x or of 1, if its entries reach it: an optimum as computed is off by so much."""
REACH = 256.0
"""A cost is taken to be smooth as far as this many times the step that tells its slope best."""
NOISY = 4096.0
"""What rounding of f's own terms may move it by, in units of the noise of f, where that is more than `OF_TERMS`."""

Trouble = Literal["kink", "jump", "domain", "noise", "conflict", "size"]
"""Why there is no derivative: f has a kink or jumps at x, is not finite about x, is too noisy, or gives two different answers; or
x is too small for any step."""


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where the slope jumps: its values on either side, and the step that first reaches it, 0 where x lies on it.

    A slope is infinite where it grows without bound. Both are good to `error`, as the bend of the cost leaves them.
    """

    left: float
    right: float
    distance: float
    error: float = 0.0
    reach: float = 0.0
    """The step over which the slopes were taken."""

    def beside(self, slope: float) -> Kink:
        """The same where x lies beside it with that slope, of which the step to the other side has taken a part too."""
        if not 0 < self.distance < self.reach:
            return self
        near, far = (self.left, self.right) if abs(self.left - slope) <= abs(self.right - slope) else (self.right, self.left)
        beyond = (far * self.reach - slope * self.distance) / (self.reach - self.distance)
        return replace(self, right=beyond) if near == self.left else replace(self, left=beyond)

    def between(self, slope: float) -> bool:
        """Whether a slope lies between the two, as every subgradient does, or is one of them as far as they are known."""
        return min(self.left, self.right) - self.error <= slope <= max(self.left, self.right) + self.error


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """A derivative along a line with the bound of its error, infinite where undecided, and what was seen on the way.

    `noise` is the standard deviation of f's own evaluation; `edge` the smallest step at which f is not finite. `rounding` is what
    the slope may be off by the rounding of the cost's own terms, `of_point` by that of the point; `single` tells that the cost
    is computed in single precision, `exact` that the complex step knows the slope to its rounding.
    """

    value: float
    error: float
    method: Literal["complex step", "steps"]
    trouble: Trouble | None
    kink: Kink | None
    edge: float | None
    noise: float
    ladder: Ladder
    evaluations: int
    rounding: float = 0.0
    of_point: float = 0.0
    jump: Jump | None = None
    one_sided: OneSided | None = None
    single: bool = False
    exact: bool = False

    @property
    def decided(self) -> bool:
        return bool(np.isfinite(self.error))

    @property
    def constant(self) -> bool:
        """Whether f is the same, to the last bit, wherever it was evaluated."""
        return self.ladder.constant


def measure(line: Line) -> Measurement:
    """The derivative of f at x along `line`, with its error bar: some 50 real points and 25 complex ones."""
    before = line.evaluations
    ladder = climb(line)
    if line.too_small:
        estimate = extrapolate(ladder, line)
        spent = line.evaluations - before
        return Measurement(estimate.value, np.inf, "steps", "size", None, ladder.edge, estimate.noise, ladder, spent)
    jump = jump_at(ladder) or nearest_jump(ladder, line)
    whole = ladder
    if jump is not None and jump.distance > 0:
        ladder = ladder.below_step(jump.distance)
    estimate = believed(unmoved(extrapolate(ladder, line), ladder), whole, line, jump)
    if line.mixed:
        estimate = replace(estimate, error=np.inf)
    try:
        slope = surer(complex_slope(line), line) if np.isfinite(line.size) else None
    except NotAnalytic:
        slope = None
    estimate = (below_corner(ladder, line) if estimate.conflict else None) or estimate
    rounding = _rounding(ladder, line, estimate)
    if slope is not None and slope.on_kink and abs(slope.right - slope.left) <= rounding:
        slope = replace(slope, nearest=None)
    kink = (
        None if jump is not None and jump.distance == 0 else _kink(ladder, noise_on(ladder, estimate.noise, line.largest), slope)
    )
    if kink is not None and kink.distance:
        away = corner_near(line, kink.distance, abs(kink.right - kink.left), estimate.noise)
        kink = None if away is None else replace(kink, distance=away)
    if (jump is None or jump.distance > 0) and (steep := unbounded(ladder)) is not None:
        kink = Kink(*steep, 0.0)
    value, error, trouble = _agree(estimate, slope, len(ladder))
    if trouble == "conflict" and slope is not None and not estimate.conflict:
        # Terms that cancel, as tanh 30 − tanh 30, leave no noise to be seen, and hide a slope nevertheless.
        hidden = NOISE_FACTOR * (shaken(line) or (0.0, 0.0))[0] / estimate.step
        if np.isfinite(hidden):
            value, error, trouble = _agree(replace(estimate, error=estimate.error + hidden), slope, len(ladder))
    if trouble is None and not np.isfinite(error):
        trouble = "noise"
    if kink is not None and kink.distance == 0.0:
        error, trouble = np.inf, "kink"
    if jump is not None and jump.distance == 0.0:
        error, trouble = np.inf, "jump"
    return Measurement(
        value=value,
        error=error,
        method="steps" if slope is None or value != slope.value else "complex step",
        trouble=trouble,
        kink=None if kink is None else kink.beside(value),
        edge=ladder.edge,
        noise=estimate.noise,
        ladder=ladder,
        evaluations=line.evaluations - before,
        rounding=rounding,
        of_point=OF_POINT * max(line.size, min(1.0, line.largest)) * _second_derivative(ladder, line),
        jump=jump,
        one_sided=one_sided(ladder) if trouble == "domain" else None,
        single=ladder.single,
        exact=slope is not None and (slope.nearest is None or slope.sure) and bool(np.isfinite(slope.error)),
    )


def _rounding(ladder: Ladder, line: Line, estimate: Estimate) -> float:
    """What rounding of the cost's own terms leaves of a slope: of its values on the ladder, or of its noise if that is more.

    A slope by differences is as good as can be where its error is no more: that is left of the bend of f, too. A cost that bends
    within much less than x leaves no more than its best step can tell.
    """
    noise, size = estimate.noise, min(line.size, REACH * estimate.step)
    if len(ladder) < SHORTEST:
        return 0.0
    near = ladder.h <= line.size
    with np.errstate(all="ignore"):
        values = np.concatenate([[ladder.center], ladder.above[near], ladder.below[near]])
        largest = float(np.max(np.abs(values)))
        if stair(ladder) > 0:
            noise = max(noise, HALF_ULP * float(last_place(largest, single=True)))
        return max(OF_TERMS * largest, NOISY * noise) / size


def _second_derivative(ladder: Ladder, line: Line) -> float:
    """|f″|, roughly, from a step of a hundredth of x or less."""
    if len(ladder) < SHORTEST:
        return 0.0
    rung = min(int(np.count_nonzero(ladder.h > line.size / 100)), len(ladder) - 1)
    step = float(ladder.h[rung])
    bend = abs(float(ladder.above[rung] - 2 * ladder.center + ladder.below[rung])) / step / step  # no square that overflows
    return bend if np.isfinite(bend) else 0.0


def _agree(estimate: Estimate, slope: ComplexSlope | None, rungs: int) -> tuple[float, float, Trouble | None]:
    """The value, the error and the trouble that the two ways come to together."""
    if rungs < SHORTEST:
        return np.nan, np.inf, "domain"
    if estimate.conflict:
        return estimate.value, np.inf, "conflict"
    if slope is None or not np.isfinite(slope.error):
        return estimate.value, estimate.error, None
    if abs(slope.value - estimate.value) > slope.error + estimate.error:
        return slope.value, np.inf, "conflict"
    # Where the slope jumps close by, be it a kink or the staircase of lost digits, real steps have the word.
    exactly_zero = slope.value == 0 == slope.error
    if exactly_zero or ((slope.nearest is None or slope.sure) and slope.error <= estimate.error):
        return slope.value, slope.error, None
    return estimate.value, estimate.error, None


def _kink(ladder: Ladder, noise: Floats, slope: ComplexSlope | None) -> Kink | None:
    """The nearest kink seen; `noise` is that of f on each rung.

    On the ladder it shows as a gap between the one-sided slopes that does not shrink with the step.
    """
    if slope is not None and slope.on_kink:
        return Kink(slope.left, slope.right, 0.0, BESIDE * max(abs(slope.left), abs(slope.right)))
    if len(ladder) < SHORTEST:
        return None
    with np.errstate(all="ignore"):
        gap, (left, _) = ladder.right - ladder.left, gaps(ladder)
        steady = (np.abs(left) > np.abs(gap) / 2) & (np.abs(gap) * ladder.h > STANDS_OUT * noise)
        alike = np.abs(gap[1:] - gap[:-1]) < np.abs(gap[1:]) / 2
        seen = np.flatnonzero(steady[2:] & steady[1:-1] & alike[1:] & alike[:-1]) + 2
    if not seen.size:
        return None
    rung = int(seen[-1])
    on_it = slope is None and _fills(ladder, gap, rung, noise)
    visible = (np.abs(gap) * ladder.h > STANDS_OUT * noise) & (np.abs(gap) > FADED * np.abs(gap[rung]))
    hidden = np.flatnonzero(~visible[rung:])
    nearest = rung + int(hidden[0]) - 1 if hidden.size else len(ladder) - 1
    distance = 0.0 if on_it else float(ladder.h[nearest])
    # Far from the kink the slopes are mixed with the bend of f, close to it with one another: between, they change least.
    candidates = np.flatnonzero(steady[1:]) + 1
    best = int(candidates[np.argmin(np.abs(gap[candidates] - gap[candidates - 1]))])
    moved = max(abs(side[best] - side[best - 1]) for side in (ladder.left, ladder.right))  # from the next larger rung on
    return Kink(float(ladder.left[best]), float(ladder.right[best]), distance, float(moved), float(ladder.h[best]))


def _fills(ladder: Ladder, gap: Floats, rung: int, noise: Floats) -> bool:
    """Whether the gap, steady down to `rung`, fades below only because rounding hides it: then x may lie on the kink."""
    below = slice(rung + 1, None)
    hidden = np.abs(gap[rung]) * ladder.h[below] <= STANDS_OUT * noise[below]
    return bool((hidden | (np.abs(gap[below] - gap[rung]) < np.abs(gap[rung]) / 2)).all())
