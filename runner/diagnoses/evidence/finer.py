"""A gradient measured more finely than the check's own differences, where those are too coarse to tell a mistake by.

Beside 1e9 a difference has lost its digits, over a step of 0.1 the cost bends, within a step there may be a corner: the claim
is wrong, and the numbers it is held against are poor as well. Where the derivation from the formula is not what was measured,
complex steps are taken; where the two agree, and the derivation stays what it is right beside the point, they are the gradient.
Of code that cannot be derived the differences themselves tell: where those at h and 3h are not one, they are extrapolated from
where they settle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...errors import ExpressionError, NotAnalytic
from ...measuring.compare import again, relative_difference
from ...model import Comparison, Floats
from ...problem import Draw, InputCost
from ...problem.derivative import derivative
from .plateau import extrapolated, plateau, settles
from .sample import Positions
from .steps import complex_slopes, slope, unit

BESIDE = 2.0**-30
"""So far beside the point, in units of each entry, the derivation must be the same: else the point is at a corner."""

LEAST = 2.0**-60
"""And so far beside zero."""

STEPS = (1e-5, 1e-6, 1e-3, 1e-7, 1e-2, 1e-8, 1e-9)
"""The steps that are tried where the check's own cannot judge."""

TRIED = 16
"""How many entries are tried with each, those that the check's own step has most wrong."""

SMALL = 30.0
"""Beside an input so near to zero, in units of the step, the cost may bend or end."""

MARGIN = 4.0
"""The tolerance beside extrapolated differences, in units of what they differ by on their plateau."""


class Finer(NamedTuple):
    """A claim held against a finer gradient, the entries that the check's own step has most wrong, and what that took."""

    comparison: Comparison
    by: str
    """What it was measured by, in words."""
    poor: Positions
    evaluations: int
    step: float | None = None
    """The step from which differences are extrapolated, where they are."""


def finer(draw: Draw, comparison: Comparison, h: float, *, fine: bool = False) -> Finer | None:
    """The claim against a finer gradient at the entries that were measured; None where the check's own is good enough.

    `fine`: so it was by another input of the cost.
    """
    name, size = comparison.name, comparison.numerical.size
    if draw.problem.case.side or name in draw.problem.case.complex or not size:
        return None
    positions = np.arange(size) if comparison.measured is None else np.asarray(comparison.measured)
    if comparison.at_corners is not None:
        positions = np.setdiff1d(positions, comparison.at_corners)
    derived = _derived(draw, comparison, positions)
    if derived is None:
        return _settled(draw, comparison, positions, h, fine=fine)
    off = relative_difference(comparison.numerical.reshape(-1)[positions], derived, comparison.floor)
    if not (off > comparison.tolerance).any() or _at_a_corner(draw, comparison, positions, derived):
        return None
    cost = draw.cost(name)
    try:
        slopes = complex_slopes(cost, draw.input(name), positions)
    except (ExpressionError, NotAnalytic):
        return None
    if not np.isfinite(slopes).all() or not _agree(slopes, derived, comparison):
        return None
    return Finer(_with(comparison, positions, slopes), "complex steps", _poorest(positions, off), cost.evaluations)


def _settled(draw: Draw, comparison: Comparison, positions: Positions, h: float, *, fine: bool) -> Finer | None:
    """The claim against extrapolated differences, where those at h and 3h are not one."""
    cost, x = draw.cost(comparison.name), draw.input(comparison.name)
    own = comparison.numerical.reshape(-1)[positions]
    finite, sizes = bool(np.isfinite(own).all()), np.abs(x.reshape(-1)[positions])
    looked_at = [int(np.argmax(np.abs(own)))] if finite and not fine else []
    if not finite or sizes.min() <= SMALL * h:
        looked_at.append(int(np.argmin(sizes)))
    if not looked_at:
        return None
    try:
        if finite and all(settles(cost, x, int(positions[at]), (float(own[at]), h), comparison.tolerance) for at in looked_at):
            return None
        found = plateau(cost, x, int(positions[looked_at[0]]), h)
        slopes = None if found is None else extrapolated(cost, x, positions, found.h)
    except ExpressionError:
        return None
    if found is None or slopes is None or not np.isfinite(slopes).all():
        return None
    off = relative_difference(own, slopes, comparison.floor)
    tolerance = max(comparison.tolerance, MARGIN * found.spread)
    if not (off > tolerance).any():
        return None
    held = _with(comparison._replace(tolerance=tolerance), positions, slopes)
    return Finer(held, "extrapolated differences", _poorest(positions, off), cost.evaluations, found.h)


def _with(comparison: Comparison, positions: Positions, slopes: Floats) -> Comparison:
    numerical = np.array(comparison.numerical)
    numerical.reshape(-1)[positions] = slopes
    return again(comparison, comparison.claimed, numerical)


def _poorest(positions: Positions, off: Floats) -> Positions:
    return positions[np.argsort(-off, kind="stable")[:TRIED]]


def _at_a_corner(draw: Draw, comparison: Comparison, positions: Positions, derived: Floats) -> bool:
    """Whether the derivation is another, or none, close beside the point."""
    point = draw.values[comparison.name]
    way = np.random.default_rng(0).uniform(-1, 1, point.shape)  # entries that are equal part
    moves = [sign * way * (BESIDE * np.abs(point) + LEAST) for sign in (1.0, -1.0)]
    beside = [_derived(draw.moved({comparison.name: point + move}), comparison, positions) for move in moves]
    return any(each is None or not _agree(each, derived, comparison) for each in beside)


def _derived(draw: Draw, comparison: Comparison, positions: Positions) -> Floats | None:
    """The derivation at some entries; None where there is none."""
    try:
        found = derivative(draw, comparison.name)
    except ExpressionError:
        return None
    return None if found is None or found.shape != comparison.numerical.shape else found.reshape(-1)[positions]


def _agree(first: Floats, second: Floats, comparison: Comparison) -> bool:
    return bool((relative_difference(first, second, comparison.floor) <= comparison.tolerance).all())


def step_that_can(found: Finer, cost: InputCost, x: Floats) -> float | None:
    """A step at which plain differences meet the finer gradient; None where none of those tried does."""
    right = found.comparison.numerical.reshape(-1)
    for h in STEPS:
        if all(_agree(_taken(cost, x, each, h), right[each : each + 1], found.comparison) for each in found.poor.tolist()):
            return h
    return None


def _taken(cost: InputCost, x: Floats, position: int, h: float) -> Floats:
    with np.errstate(all="ignore"):
        return np.array([slope(cost, x, unit(x, position), h)])
