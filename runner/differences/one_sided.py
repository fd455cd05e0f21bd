"""The slope to one side of a point: at the edge of a domain, where there is no cost beyond, and where a cost has a corner.

With d₁ and d₂ what the cost gains over the steps t₁ and t₂ = 2·t₁, f′ = (d₁·t₂/t₁ − d₂·t₁/t₂) / (t₂ − t₁) + h²/3·f‴ + O(h³): of
second order, as the central difference is (B. Fornberg, Mathematics of Computation 51 (1988) 699, table 3). How good it is shows
on a ladder of steps, where Richardson's extrapolation takes the terms in h and h² out of the plain quotients d/t, and Aitken's
process (see `fading`) any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..model import Floats, Gradient
from .cost import Cost
from .extrapolate import SEEN_FACTOR
from .fading import changes, factors, limits
from .ladder import RATIO, SHORTEST, Line
from .noise import CLEAR, HALF_ULP, NOISE_FACTOR, last_place, scatter, stair_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

QUICK = 2.0
"""A term in h changes RATIO times less a rung; by so much more it may be, while others are in it."""
SMALLEST_RUNGS = 8
"""The number of smallest rungs that measure the noise."""


def one_sided_difference(
    cost: Cost, x: Floats, h: float, sign: int, *, center: float | None = None, positions: Positions | None = None
) -> Gradient:
    """The difference towards the side `sign` (−1 or 1) for the entries at the flat `positions`, or for all.

    `center` is f(x), where it is known. Two evaluations for each entry, and one at x. Entries that were not measured are NaN.
    """
    flat = np.full(x.size, nan)
    chosen = range(x.size) if positions is None else positions.tolist()
    middle = cost(x) if center is None else center
    for position in chosen:
        line = Line(cost, x, [position])
        near, far = line.taken(sign * h * np.array([1.0, 2.0])).tolist()
        if not near or near == far:
            flat[position] = 0.0  # the step vanishes by rounding
            continue
        first, second = line.values(np.array([near, far])).tolist()
        flat[position] = ((first - middle) * far / near - (second - middle) * near / far) / (far - near)
    return Gradient(flat.reshape(x.shape), nan, 2 * len(chosen) + (center is None), "one-sided", h)


@dataclass(frozen=True, slots=True)
class SideSlope:
    """The slope to one side with its error bar, infinite where nothing is known; `noise` is that of the cost."""

    value: float
    error: float
    noise: float
    evaluations: int
    best_step: float | None = None
    """The step at which the difference of second order comes nearest to it."""

    @property
    def decided(self) -> bool:
        return bool(np.isfinite(self.error))


def measure_side(line: Line, sign: int) -> SideSlope:
    """The slope along `line` towards the side `sign`: about 40 evaluations."""
    steps = line.steps()
    taken = sign * line.taken(sign * steps)
    taken = taken[taken > 0]
    if len(taken) < SHORTEST:
        return SideSlope(nan, np.inf, nan, 0)
    with np.errstate(all="ignore"):
        values = line.values(np.concatenate([[0.0], sign * taken]))
        center, values = float(values[0]), values[1:]
        finite = np.isfinite(values) & np.isfinite(center)
        first = 0 if finite.all() else len(values) - int(np.argmin(finite[::-1]))
        if len(values) - first < SHORTEST:
            return SideSlope(nan, np.inf, nan, line.evaluations)
        return _extrapolated(sign, center, taken[first:], values[first:], line.evaluations)


def _noise(center: float, steps: Floats, values: Floats, plain: Floats) -> float:
    """The scatter of the cost on the smallest rungs; where its quotients change by a steady factor, that is none."""
    few = slice(-SMALLEST_RUNGS, None)
    largest, stair = max(abs(center), float(np.abs(values[few]).max())), stair_of(center, np.append(values, center))
    rounding = HALF_ULP * max(float(last_place(largest, single=stair > 0)), stair)
    factor = factors(plain, CLEAR * rounding / steps)[few]
    if not np.isnan(factor).any() and (factor > 0).any():
        return rounding
    return max(rounding, scatter(np.concatenate([[0.0], steps[few]]), np.concatenate([[center], values[few]])))


def _shrinks(plain: Floats, rounding: Floats) -> Floats:
    """Where the quotients changed by less and less, as those of a smooth cost do, when they were last seen to change.

    |x|^1.1 approaches its slope so slowly that noise hides the rest of the way.
    """
    change = np.abs(changes(plain))
    visible = change > rounding + np.concatenate([[nan], rounding[:-1]])
    quick = change <= QUICK / RATIO * np.concatenate([[nan], change[:-1]])
    last = np.maximum.accumulate(np.where(visible, np.arange(len(plain)), -1))
    return np.where(last < 0, True, quick[last])


def _extrapolated(sign: int, center: float, steps: Floats, values: Floats, evaluations: int) -> SideSlope:
    plain = sign * (values - center) / steps
    noise = _noise(center, steps, values, plain)
    once = plain + changes(plain) / (RATIO - 1)
    twice = once + changes(once) / (RATIO**2 - 1)
    factor = factors(plain, NOISE_FACTOR * noise / steps)
    at_last = np.where(factor > 0, limits(plain, factor), nan)
    grown = np.where(factor > 0, 1 / (1 - factor) ** 2, 1.0)
    best, value, error = -1, nan, np.inf
    shrink = np.where(_shrinks(plain, NOISE_FACTOR * noise / steps), 1.0, nan)
    for family, bars, growth in (
        (once, shrink * np.abs(once - plain), np.ones(len(steps))),
        (twice, shrink * np.abs(changes(twice)), np.ones(len(steps))),
        (at_last, np.abs(changes(at_last)), grown),
    ):
        for rung in np.flatnonzero(np.isfinite(family) & np.isfinite(bars)).tolist():
            later = np.abs(family[rung + 1 :] - family[rung]) * steps[rung + 1 :]
            needed = max(NOISE_FACTOR * noise, SEEN_FACTOR * float(np.nanmax(later, initial=0.0)))
            bar = 2 * bars[rung] + growth[rung] * needed / steps[rung] + 8 * float(np.spacing(abs(family[rung])))
            if bar < error:
                best, value, error = rung, float(family[rung]), float(bar)
    if best < 0:
        return SideSlope(nan, np.inf, noise, evaluations)
    return SideSlope(value, error, noise, evaluations, float(f"{steps[best]:.0e}"))
