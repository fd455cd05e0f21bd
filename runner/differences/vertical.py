"""Slopes that grow without bound as the step shrinks: a vertical tangent, as of ∛x at 0, or a cusp, as of √|x|.

With f(x + h) − f(x) ~ h^p and 0 < p < 1 the quotient grows as h^(p−1), by the same factor from rung to rung; beside h·log h it
grows ever more slowly, and never stops.
"""

from __future__ import annotations

import numpy as np

from ..model import Floats
from .ladder import RATIO, Ladder

RUNGS = 12
"""The number of smallest rungs on which the quotient must grow: they span a factor of 10⁶."""
STILL = 1.02
"""A quotient that grows by less a rung comes to a halt, …"""
JUMPING = RATIO**0.95
"""… and one that grows by more is that of a jump."""


def unbounded(ladder: Ladder) -> tuple[float, float] | None:
    """The slopes to the left and the right, where one at least is infinite; a finite one as the smallest step shows it."""
    if len(ladder) < RUNGS + 2:
        return None
    with np.errstate(all="ignore"):
        left, right = (_at_last(side) for side in (ladder.left, ladder.right))
    return (left, right) if np.isinf(left) or np.isinf(right) else None


def _at_last(slopes: Floats) -> float:
    """What the slopes to one side tend to: ±∞ where they grow on and on, down to the smallest step, which no noise does."""
    factor = slopes[-RUNGS:] / slopes[-RUNGS - 1 : -1]
    if ((factor > STILL) & (factor < JUMPING)).all():
        return float(np.copysign(np.inf, slopes[-1]))
    return float(slopes[-1])
