"""The complex step, with a test of whether it can be believed.

Im f(x + iε) / ε is the derivative to rounding, whatever f adds to it: no difference is taken. What is left to doubt is
whether f is smooth at x, and whether its evaluation has lost its digits. So the slope is taken at x and at a ladder of
points to either side of it: its scatter about a smooth curve on the smallest rungs is the rounding error, and a jump that does
not shrink with the distance is a kink.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import EvaluationError, NotAnalytic
from ..model import Floats
from .fading import fades
from .ladder import RATIO, Line
from .noise import scatter

IMAGINARY = 1e-20
"""ε in units of the size of x, 1 at most: ε² is far below the last digit and ε·f′ far above underflow."""
UNDERFLOW = float(np.finfo(np.float64).tiny)
"""Numbers below this lose digits."""
EVERY = 2
"""Every second rung of the ladder is enough: no difference is taken, so no rung is better than another."""
LOWEST = 6
"""How many rungs measure the scatter; the steps on them span the last half of the digits of x."""
DEGREE = 4
"""That of the polynomial which stands for the smooth slope on them: √(x² + 10⁻¹²) bends by its third power there."""
MATERIAL = 1e-6
"""The smallest jump of the slope that is called a kink, in units of the slope."""
GROWING = 4
"""The number of rungs over which a slope that leaves its value must grow steadily, so that no noise looks like it."""
ESTABLISHED = 4
"""After this many rungs of gradual growth the slope counts as smooth, whatever it does farther away."""
SCATTER_FACTOR = 6.0
ROUNDING_FACTOR = 16.0
"""The error bar in units of the scatter, and in units of the last place of the slope."""

SHAKES = 4
"""So often the computation is shaken, …"""
ROUNDED, HARDER = float(np.finfo(np.float64).eps), 64.0
"""… by a last place and by this many: what hangs on rounding moves in proportion, a branch or a corner all at once."""
SHARP = 1e-6
"""A scatter of so little of the slope tells enough."""
AT_WORST = 4.0
"""What rounding does to a slope, in units of the most that was seen of it."""


@dataclass(frozen=True, slots=True)
class ComplexSlope:
    """A derivative by the complex step: its value, its error bar, and whether f is smooth about x.

    `left` and `right` are the slopes a few last digits of x away; where they differ by more than the error, x lies on a kink.
    `nearest` is the distance within which the slope jumps, None where it does not.
    """

    value: float
    error: float
    left: float
    right: float
    nearest: float | None
    beside: float = np.inf
    """How far it lies from the middle of its neighbours to either side, the nearest and the next."""
    sure: bool = False
    """Whether shaking has told that no digits were lost: then a jump near by is a corner."""

    @property
    def on_kink(self) -> bool:
        return self.nearest == 0.0


def complex_slope(line: Line) -> ComplexSlope:
    """The derivative at x along `line`, by complex steps at x and to either side. Raises `NotAnalytic`."""
    steps = line.steps()[::-EVERY]
    slopes = line.slopes(np.concatenate([[0.0], steps, -steps]), imaginary_steps(line, 2 * len(steps) + 1))
    value, right, left = float(slopes[0]), slopes[1 : 1 + len(steps)], slopes[1 + len(steps) :]
    with np.errstate(all="ignore"):
        away = np.fmax(np.abs(right - value), np.abs(left - value))
        lowest = np.concatenate([-steps[:LOWEST], [0.0], steps[:LOWEST]])
        rough = scatter(lowest, np.concatenate([left[:LOWEST], [value], right[:LOWEST]]), DEGREE)
        error = min(SCATTER_FACTOR * rough, _next_to_it(away)) + rounding_of(value)
        nearest = _nearest_jump(steps, away, right, left, error)
    finite = np.isfinite([value, error, left[0], right[0]]).all()
    beside = float(np.max(np.abs(value - (left[:2] + right[:2]) / 2)))
    return ComplexSlope(value, error if finite else np.inf, float(left[0]), float(right[0]), nearest, beside)


def _next_to_it(away: Floats) -> float:
    """How far the slope leaves its value on the smallest rungs, where it does so gradually, if with a corner; else infinite."""
    first = away[: GROWING + 1]
    return 2 * float(first[1]) if len(first) > GROWING and (first[1:] > 2 * first[:-1]).all() else np.inf


def rounding_of(slope: float) -> float:
    """The rounding error of a slope by the complex step, underflow included; an exact 0 was never rounded."""
    return ROUNDING_FACTOR * (float(np.spacing(abs(slope))) + UNDERFLOW / IMAGINARY) if slope else 0.0


def lost(line: Line) -> float:
    """How far the slope along the line may be off since the cost loses digits on its way, as a small term beside a large one.

    It costs 9 evaluations. 0 where that cannot be told.
    """
    found = shaken(line)
    return found[1] if found is not None and np.isfinite(found[1]) else 0.0


def shaken(line: Line) -> tuple[float, float] | None:
    """How far the cost and its slope move at worst where each step of the computation is moved by its rounding.

    None where the steps cannot be moved, NaN for what moves otherwise than in proportion.
    """
    shaken_many = getattr(line.cost, "shaken_many", None)
    if shaken_many is None:
        return None
    amplitudes = ROUNDED * np.repeat([0.0, 1.0, HARDER], [1, SHAKES, SHAKES])
    imaginary = np.full(amplitudes.size, imaginary_steps(line, 1)[0])
    try:
        values = shaken_many(line.complex_points(np.zeros(amplitudes.size), imaginary), amplitudes)
    except (NotAnalytic, EvaluationError):
        return None
    line.evaluations += amplitudes.size
    return _in_proportion(values.real), _in_proportion(values.imag / imaginary)


def _in_proportion(values: Floats) -> float:
    """How far values move from the first where they move in proportion to how they are shaken; else NaN."""
    moved = np.abs(values - values[0])
    little, much = float(np.max(moved[1 : 1 + SHAKES])), float(np.max(moved[1 + SHAKES :]))
    if not (np.isfinite(much) and much * AT_WORST >= little * HARDER):
        return float("nan")
    return AT_WORST * max(little, much / HARDER)


def surer(slope: ComplexSlope, line: Line) -> ComplexSlope:
    """The slope with the error bar that shaking gives it, where it bends too much near x for its scatter to tell.

    What is lost within one function is not shaken, and shows in how far the slope lies from the middle of its neighbours.
    """
    if slope.on_kink or not np.isfinite(slope.value) or (slope.nearest is None and slope.error <= SHARP * abs(slope.value)):
        return slope
    found = shaken(line)
    if found is None or not np.isfinite(found[1]):
        return slope
    error = max(found[1], SCATTER_FACTOR * slope.beside) + rounding_of(slope.value)
    return replace(slope, error=min(slope.error, error), sure=error <= slope.error)


def imaginary_steps(line: Line, count: int) -> Floats:
    """ε for each of `count` points, each with other digits, so that the rounding of Im f differs too."""
    sizes = np.abs(line.base[line.base != 0.0])
    size = min(1.0, float(sizes.min())) if sizes.size else 1.0
    digits: Floats = np.asarray(1.0 + (0.618 * np.arange(count)) % 1.0, dtype=np.float64)
    return max(IMAGINARY * size, 1e-100) * digits


def _nearest_jump(steps: Floats, away: Floats, right: Floats, left: Floats, error: float) -> float | None:
    """The smallest step, of those taken, at which the slope has jumped; 0.0 where it jumps at x itself."""
    jump, farther = abs(right[0] - left[0]), abs(right[2] - left[2])
    noise = max(float(np.std(np.diff(side[:LOWEST]))) for side in (left, right))
    if jump > max(farther / 2, SCATTER_FACTOR * noise) and jump > MATERIAL * (abs(right[0]) + abs(left[0])):
        return None if fades((right - left)[LOWEST::-1]) else 0.0
    # Smoothly, the slope leaves its value in proportion to the distance, or to its square where f″ is small.
    gradual, linear = 0, RATIO**EVERY
    for step, here, nearer in zip(steps[1:], away[1:], away, strict=False):
        if not np.isfinite(here) or gradual >= ESTABLISHED:
            return None
        if here > 1.5 * linear**2 * max(nearer, error):
            return float(step)
        gradual = gradual + 1 if nearer > error and here > linear * nearer / 2 else 0
    return None
