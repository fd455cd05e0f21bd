"""What the values on a ladder say of the derivative, with an error bar.

Every rung k offers three values: the central difference D, D freed of its h² term by Richardson's extrapolation, and
freed of its h⁴ term too (L. F. Richardson, Phil. Trans. A 226 (1927) 299). Each has an error bar of three parts,

- truncation: the change from the rung before, or where D's changes shrink at the expected rate, that of the extrapolated values;
  where they shrink more slowly, and steadily, all the changes still to come;
- rounding: 6·σ/h with σ the noise of f, measured as the scatter about a parabola on the smallest rungs;
- a kink: half of what is left of the gap between the one-sided slopes when the terms that a smooth f gives it are taken out,

and must agree with every smaller step, the h² term of its difference taken out where it is one. The smallest bar wins.
Choosing the smallest of many favours bars that are too small by luck; hence the generous factors.

Noise may be hidden from small steps: where f is a staircase, as in single precision or in (x + 1e8) − 1e8, small steps see
a tread, noiseless and of slope 0. Then larger steps tell another story, in which small steps see noise. Of the two stories
that of the small steps is believed only where f leaves its tangent smoothly as the step grows; else that of the
larger steps, where these are no larger than x and f does scatter as it says; else none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..model import Array, Floats
from .fading import changes, factors, limits, still_to_come
from .ladder import RATIO, SHORTEST, Ladder, Line
from .noise import NOISE_FACTOR, measured_noise, regular_scatter

SEEN_FACTOR = 5.0
"""The same, in units of the largest deviation seen on the smaller steps."""
AS_GOOD = 10.0
"""One offer is about as good as another where its bar is no longer than so many of the other's."""
UNEXPECTED = 1 / 8
"""The h² term of a smaller step may be another than expected by this part: terms of higher order are in it."""
LATE = 1.5
"""What changes that shrink slowly leave to come, in units of what a steady factor leaves."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A derivative with the bound of its error (infinite where undecided), the step it rests on and the noise of f."""

    value: float
    error: float
    step: float
    noise: float
    conflict: bool = False
    """Whether small and large steps tell different stories."""


class _Offers(NamedTuple):
    """One derivative a rung and order: its bar with the noise as measured, and with all disagreement taken as noise."""

    value: Floats
    error: Floats
    cautious: Floats
    noise: Floats
    rung: Floats


def extrapolate(ladder: Ladder, line: Line) -> Estimate:
    """The derivative along `line` from its `ladder`; may evaluate up to 36 points more where noise is suspected."""
    if len(ladder) < SHORTEST:
        return Estimate(np.nan, np.inf, np.nan, np.nan)
    with np.errstate(all="ignore"):
        return _beyond_x(_estimate(ladder, line), line)


def _estimate(ladder: Ladder, line: Line) -> Estimate:
    noise = measured_noise(ladder)
    offers = _offers(ladder, noise)
    size = abs(float(line.base[0])) if line.base.size == 1 and line.base[0] else np.inf
    beyond_x = ladder.h[offers.rung.astype(np.intp)] > size
    offers = offers._replace(error=np.where(beyond_x, np.maximum(offers.cautious, offers.error), offers.error))
    best = int(np.argmin(offers.error))
    if not np.isfinite(offers.error[best]):
        return _cautious(offers, int(np.argmin(offers.cautious)), ladder)
    rival = _rival_within(offers, best, beyond_x)
    chosen = Estimate(float(offers.value[best]), float(offers.error[best]), float(ladder.h[int(offers.rung[best])]), noise)
    if rival is None or _leaves_smoothly(ladder, chosen, int(offers.rung[best]), _last_of_interest(offers, rival, ladder, line)):
        return chosen
    if not beyond_x[rival] and _scatters(
        ladder, line, int(offers.rung[rival]), int(offers.rung[best]), float(offers.noise[rival])
    ):
        return _cautious(offers, rival, ladder)
    return Estimate(chosen.value, np.inf, chosen.step, float(offers.noise[rival]), conflict=True)


def contradicted(found: Estimate, ladder: Ladder, beyond: float) -> bool:
    """Whether steps longer than `beyond` tell of another slope, though whatever small steps say is noise to them."""
    with np.errstate(all="ignore"):
        offers = _offers(ladder, found.noise)
        off = np.abs(offers.value - found.value) > found.error + offers.cautious
    return bool((off & (ladder.h[offers.rung.astype(np.intp)] > beyond)).any())


def gaps(ladder: Ladder) -> tuple[Floats, Floats]:
    """What is left of the gap between the one-sided slopes without its terms in h, and in h and h³.

    A kink of size G at x leaves G; a smooth f leaves O(h³) and O(h⁵).
    """
    gap = ladder.right - ladder.left
    first = gap + changes(gap) / (RATIO - 1)
    return first, first + changes(first) / (RATIO**3 - 1)


def _offers(ladder: Ladder, noise: float) -> _Offers:
    h, plain = ladder.h, ladder.central
    rounding = NOISE_FACTOR * noise / h
    change = changes(plain)
    once = plain + change / (RATIO**2 - 1)
    twice = once + changes(once) / (RATIO**4 - 1)
    before = np.abs(np.concatenate([[np.nan], change[:-1]]))
    in_order = (np.abs(change) <= 2 * before / RATIO**2) | (
        np.abs(change) <= rounding + np.concatenate([[np.nan], rounding[:-1]])
    )
    slow = factors(plain, rounding)
    to_come = LATE * still_to_come(plain, slow)
    crude = np.fmax(np.fmax(np.abs(change), before), to_come)
    gap, finer_gap = gaps(ladder)
    at_last, off, factor = _at_last(ladder, rounding, slow)
    none = np.zeros(len(h))
    smooth = np.where(in_order, RATIO**-2, 0.0)  # what an h² term shrinks by from rung to rung
    families = (
        (1, plain, np.fmax(np.abs(change), to_come), gap, none, none),
        (3, once, np.where(in_order, np.abs(changes(once)), crude), finer_gap, smooth, none),
        (4, twice, np.where(in_order, np.abs(changes(twice)), crude), finer_gap, smooth, none),
        (4, at_last, off, none, factor, factor),
    )
    number = np.arange(len(h))
    later = np.maximum(number - number[:, None], 0)  # [k, i]: how many rungs after rung k rung i comes, with a smaller step
    parts = []
    for first, value, truncation, left, rate, slowed in families:
        part = np.where(slowed > 0, 1 / 2, UNEXPECTED)[:, None]
        bar = truncation + np.abs(left) / 2 + 8 * np.spacing(np.abs(value))
        expected = (plain - value)[:, None] * rate[:, None] ** later
        deviation = np.abs(plain - value[:, None] - expected) - np.abs(expected) * part
        deviation = np.where(later > 0, np.maximum(deviation, 0.0), 0.0)
        needed = np.maximum(NOISE_FACTOR * noise, SEEN_FACTOR * np.max(deviation * h, axis=1)) / NOISE_FACTOR
        grown = 1 / (1 - slowed) ** 2
        cautious = bar + NOISE_FACTOR * needed / h * grown
        error = bar + rounding * grown
        allowed = error[:, None] + rounding + np.abs(gap) / 2
        agrees = ~(deviation > allowed).any(axis=1)
        error = np.where(agrees, error, np.inf)
        parts.append((value[first:], error[first:], cautious[first:], needed[first:], number[first:].astype(np.float64)))
    value, error, cautious, needed, rung = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Offers(value, _or_inf(error), _or_inf(cautious), needed, rung)


def _at_last(ladder: Ladder, rounding: Floats, slow: Floats) -> tuple[Floats, Floats, Floats]:
    """What central differences tend to where they, or the gap, shrink by a steady factor: the values, their bars, the factor."""
    gap = ladder.right - ladder.left
    of_gap = np.where(np.abs(gap) <= rounding, 0.0, factors(gap, rounding))
    factor = np.maximum(slow, of_gap)
    value, left = limits(ladder.central, slow), limits(gap, of_gap)
    bar = np.abs(changes(value)) + (np.abs(left) + np.abs(changes(left))) / 2
    return value, np.where(factor > 0, bar, np.inf), np.where(factor > 0, slow, 0.0)


def _or_inf(bars: Floats) -> Floats:
    return np.where(np.isnan(bars), np.inf, bars)


def _cautious(offers: _Offers, chosen: int, ladder: Ladder) -> Estimate:
    step = float(ladder.h[int(offers.rung[chosen])])
    return Estimate(float(offers.value[chosen]), float(offers.cautious[chosen]), step, float(offers.noise[chosen]))


def _beyond_x(chosen: Estimate, line: Line) -> Estimate:
    """The estimate with what may hide below the noise: at steps beyond x, a bend of the size of x."""
    size = abs(float(line.base[0])) if line.base.size == 1 else 0.0
    if not 0 < size < chosen.step:
        return chosen
    return replace(chosen, error=max(chosen.error, NOISE_FACTOR * chosen.noise / size))


def _rival_within(offers: _Offers, best: int, beyond_x: Array) -> int | None:
    """The rival, and one at steps within x where that is about as good."""
    rival = _rival(offers, best)
    if rival is None or not beyond_x[rival]:
        return rival
    within = _rival(offers._replace(cautious=np.where(beyond_x, np.inf, offers.cautious)), best)
    return rival if within is None or offers.cautious[within] > AS_GOOD * offers.cautious[rival] else within


def _rival(offers: _Offers, best: int) -> int | None:
    """The best offer of larger steps that contradicts the best of all, when whatever small steps say is noise to it."""
    contradicts = (offers.rung < offers.rung[best]) & (
        np.abs(offers.value - offers.value[best]) > offers.error[best] + offers.cautious
    )
    if not contradicts.any():
        return None
    return int(np.argmin(np.where(contradicts, offers.cautious, np.inf)))


def _last_of_interest(offers: _Offers, rival: int, ladder: Ladder, line: Line) -> int:
    """The largest step on which f must look smooth: that of the rival, but not beyond half of x.

    From there on x may change its sign, and poles and the like are to be expected.
    """
    size = abs(float(line.base[0])) if line.base.size == 1 and line.base[0] else np.inf
    return max(int(offers.rung[rival]), int(np.count_nonzero(ladder.h >= size / 2)))


def _leaves_smoothly(ladder: Ladder, chosen: Estimate, rung: int, last: int) -> bool:
    """Whether f leaves its tangent, as the step grows from that of `rung` to that of `last`, as a smooth function does.

    Its distance from the tangent grows by RATIO² a rung, or RATIO³ where f″ is small; a tread of a staircase ends at once.
    """
    distance = np.maximum(
        np.abs(ladder.above - ladder.center - chosen.value * ladder.up),
        np.abs(ladder.below - ladder.center + chosen.value * ladder.down),
    )
    floor = 4 * chosen.noise
    seen = [j for j in range(rung, -1, -1) if distance[j] > 2 * floor]
    if len(seen) < 3 or seen[0] - seen[2] != 2:
        return False
    first = seen[0]
    growth = distance[[first - 1, first - 2]] / distance[[first, first - 1]]
    if not ((growth > RATIO**1.5) & (growth < 1.5 * RATIO**3)).all():
        return False
    for j in range(first, last, -1):
        expected = [distance[j + back] * RATIO ** (back - 1) for back in (1, 2, 3) if j + back < len(distance)]
        if distance[j] > 1.5 * RATIO**3 * max(floor, *expected, 0.0):
            return False
    return True


def _scatters(ladder: Ladder, line: Line, top: int, bottom: int, noise: float) -> bool:
    """Whether f, between the steps of two rungs, scatters on both sides as if it had a good part of `noise`."""
    for part in (1 / 3, 2 / 3):
        step = ladder.h[round(top + (bottom - top) * part)]
        if min(regular_scatter(line.values(side * step * (1 + 0.1 * np.arange(9)))) for side in (1.0, -1.0)) >= noise / 10:
            return True
    return False
