"""Many derivatives at a glance: from few points each, for the many entries beside those that were measured in full.

Three complex points, x and its neighbours to either side; or seven real ones, x and three rungs of a ladder. The error bars are
cruder than the witness's, and as honest: what cannot be told from so few points is left undecided, with an infinite bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..errors import NotAnalytic
from ..model import Floats
from .complex_step import IMAGINARY, rounding_of
from .extrapolate import gaps
from .ladder import RATIO, Ladder, Line, blocks, complex_steps, evaluate
from .noise import NOISE_FACTOR

NEARBY = 1e-14
"""How far from x, in units of |x|, the neighbours lie: some fifty last places."""
EPSILONS = IMAGINARY * np.array([1.0, 1.618, 1.236])
"""Imaginary steps with other digits each, so that the rounding of Im f differs too."""
SMALL, VISIBLE = 0.02, 1e-9
"""The middle rung in units of |x|, at most and at least."""
SHARP = 1e-3
"""What real points may leave open beside tangents, in units of the slope: more is no smooth slope, or none they can tell."""
RUNGS = RATIO ** np.array([1.0, 0.0, -1.0])
FARTHER = 14.0
"""Slopes to both sides are taken at the neighbours and so many times as far away: beside a corner they are the same."""
NEAR = 1e-5
"""The middle rung for slopes to both sides, in units of |x|."""
ROUNDED = 16.0
"""The noise of a cost, in last places, where it was not measured."""
APART = 20.0
"""Slopes to both sides that differ by so many times their error differ by a corner; by less than twice, by none."""


class Sides(NamedTuple):
    """The slopes to both sides of a point, each with this error at most, and what it is by both together."""

    left: float
    right: float
    error: float
    slope: float
    error_of_slope: float

    @property
    def corner(self) -> bool | None:
        """Whether the cost has a corner at the point; None where that cannot be told from so few points."""
        apart = abs(self.right - self.left)
        return True if apart > APART * self.error else False if apart <= 2 * self.error else None


def glance(lines: Sequence[Line], step: float, noise: float) -> tuple[Floats, Floats]:
    """The derivative along each of the lines, which share cost and x, and its error bar.

    `step` is that of the middle rung and `noise` the noise of f, for where real points must do.
    """
    values, errors = np.empty(len(lines)), np.empty(len(lines))
    if lines:
        try:
            for part in blocks(lines[0].cost, lines[0].x, len(lines), together=3):
                values[part], errors[part] = _complex_glance(lines[part])
        except NotAnalytic:
            for part in blocks(lines[0].cost, lines[0].x, len(lines), together=7):
                values[part], errors[part] = _real_glance(lines[part], step, noise)
    return values, np.where(np.isfinite(errors), errors, np.inf)


def tangent(line: Line) -> tuple[float, float] | None:
    """The derivative along one line by three complex points; None where f has none, or where no step is small beside x."""
    if line.too_small:
        return None
    try:
        (value,), (error,) = (each.tolist() for each in _complex_glance([line]))
    except NotAnalytic:
        return None
    return value, error


def confirmed(seen: tuple[float, float], difference: float) -> bool:
    """Whether a difference, with whatever step, bears out a tangent: both are sharp, and share no formula."""
    return max(abs(seen[0] - difference), seen[1]) <= SHARP * abs(seen[0])


def twice(line: Line, step: float, noise: float, center: float | None = None) -> tuple[float, float]:
    """The derivative along one line at a glance both ways, where tangents are to be had: they share no formula.

    Its error bar is infinite where the two do not agree, where what the real points leave open, as a jump of f or a corner
    between them, is more than `SHARP` of the slope, and where no step is small beside x. `center` is f(x), where it is known.
    """
    if line.too_small:
        return np.nan, np.inf
    (real,), (open_,) = (each.tolist() for each in _real_glance([line], step, noise, center))
    seen = tangent(line)
    value, error = (real, open_) if seen is None else seen
    sharp = open_ <= SHARP * max(abs(value), abs(real))
    return value, error if sharp and abs(value - real) <= error + open_ else np.inf


def both_sides(line: Line) -> Sides | None:
    """The slopes to both sides of x along a line, at a glance: from four complex points, or seven real ones.

    None where f is not finite near x, or no step is small beside x.
    """
    if line.too_small or not np.isfinite(line.size):
        return None
    with np.errstate(all="ignore"):
        try:
            found = _by_neighbours(line)
        except NotAnalytic:
            found = _by_rungs(line)
    return found if np.isfinite(found).all() else None


def _by_neighbours(line: Line) -> Sides:
    away = NEARBY * line.size * np.array([1.0, -1.0, FARTHER, -FARTHER])
    slopes = line.slopes(away, np.append(EPSILONS, EPSILONS[0]))
    right, left, farther_right, farther_left = slopes.tolist()
    rounding = max(rounding_of(slope) for slope in slopes.tolist())
    error = max(abs(farther_right - right), abs(farther_left - left)) + rounding
    return Sides(left, right, error, (left + right) / 2, error)


def _by_rungs(line: Line) -> Sides:
    rungs = _rungs(line, NEAR * line.size)
    up, down = line.taken(rungs), -line.taken(-rungs)
    values = line.values(np.concatenate([[0.0], up, -down]))
    ladder = Ladder(float(values[0]), up, down, values[1:4], values[4:], None)
    noise = NOISE_FACTOR * ROUNDED * float(np.spacing(np.max(np.abs(values)))) / ladder.h
    change = max(float(np.max(np.abs(np.diff(side)) / [RATIO, 1.0])) for side in (ladder.left, ladder.right))
    differences = float(np.max(np.abs(np.diff(ladder.central))))
    error = change + float(noise[2])
    return Sides(float(ladder.left[2]), float(ladder.right[2]), error, float(ladder.central[1]), differences + float(noise[1]))


def _complex_glance(lines: Sequence[Line]) -> tuple[Floats, Floats]:
    points = []
    for line in lines:
        size = float(np.max(np.abs(line.base))) or 1.0
        points.append(line.complex_points(NEARBY * size * np.array([0.0, 1.0, -1.0]), EPSILONS))
    slopes = complex_steps(lines[0].cost, np.concatenate(points), np.tile(EPSILONS, len(lines))).reshape(-1, 3)
    value, right, left = slopes.T
    rounding = np.array([rounding_of(slope) for slope in value.tolist()])
    return value, np.maximum(np.abs(right - value), np.abs(left - value)) + rounding


def _real_glance(lines: Sequence[Line], step: float, noise: float, center: float | None = None) -> tuple[Floats, Floats]:
    steps = [(line.taken(rungs), -line.taken(-rungs)) for line in lines for rungs in [_rungs(line, step)]]
    middle = [] if center is not None else [0.0]
    points = [line.points(np.concatenate([middle, up, -down])) for line, (up, down) in zip(lines, steps, strict=True)]
    values = evaluate(lines[0].cost, np.concatenate(points)).reshape(len(lines), -1)
    if center is not None:
        values = np.column_stack([np.full(len(lines), center), values])
    found = [
        _read(Ladder(float(row[0]), up, down, row[1:4], row[4:], None), noise)
        for row, (up, down) in zip(values, steps, strict=True)
    ]
    return np.array([value for value, _ in found]), np.array([error for _, error in found])


def _rungs(line: Line, step: float) -> Floats:
    """Three steps about `step`: shorter where they would come near to a change of sign, longer where rounding would take them."""
    moving = (line.base != 0.0) & (line.signs != 0.0)
    sizes = np.abs(line.base / line.signs)[moving]
    if sizes.size:
        step = min(max(step, VISIBLE * float(sizes.max())), SMALL * float(sizes.min()))
    return RUNGS * step


def _read(ladder: Ladder, noise: float) -> tuple[float, float]:
    """The middle difference of three rungs; its error bar is the change to its neighbours, the gap of a kink, and rounding."""
    if not (ladder.up.all() and ladder.down.all()):
        return np.nan, np.inf
    with np.errstate(all="ignore"):
        differences = ladder.central
        truncation = float(np.max(np.abs(np.diff(differences))))
        error = truncation + abs(float(gaps(ladder)[1][2])) + NOISE_FACTOR * noise / float(ladder.h[1])
    return float(differences[1]), error
