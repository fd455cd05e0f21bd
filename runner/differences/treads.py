"""Slopes that are those of a tread of lost digits: (1 − cos x) / x² near 0 is 10⁻¹⁶ / x² wherever cos x is 1 less a last place.

Small steps see a smooth cost there, of another slope. What gives it away: steps beyond x, where no digits are lost, contradict,
and within x the cost jumps from tread to tread.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..model import Floats
from .extrapolate import Estimate, contradicted
from .ladder import SHORTEST, Ladder, Line
from .noise import last_place, regular_scatter
from .sides import Jump

SPAN, PLACES = 0.45, 17
"""So many places about x are looked at, as far away as this in units of x: a pole at 0 is not among them."""
ROUGH = 1e-3
"""The cost is not smooth on them where it scatters by so much of what the slope makes of it over x. A slope that makes less than
this part of the cost itself is not asked about."""
HIGHEST = 4.0
"""Beside a tread of lost digits lie others, of no more than this times its height; beside a pole there is no limit."""
HALVINGS = 30
"""So often is the interval halved in which the cost changes most: a jump stays, what is steep only does not."""


def believed(found: Estimate, ladder: Ladder, line: Line, jump: Jump | None) -> Estimate:
    """The estimate, undecided where it is that of a tread; up to 47 evaluations where other steps contradict it.

    `ladder` is the whole, with the steps within which the cost jumps; `jump` is what was seen of that.
    """
    size = line.size
    if line.base.size > 1 or len(ladder) < SHORTEST or not found.step < size < ladder.h[0] or not np.isfinite(found.error):
        return found
    if abs(found.value) * size <= ROUGH * abs(ladder.center) or not contradicted(found, ladder, beyond=size):
        return found
    if jump is None or max(abs(jump.left), abs(jump.right)) > HIGHEST * abs(ladder.center):
        places: Floats = SPAN * size * np.linspace(-1, 1, PLACES)
        values = line.values(places)
        if regular_scatter(values) <= ROUGH * abs(found.value) * size or not _jumps(line, places, values):
            return found
    return replace(found, error=np.inf, conflict=True)


def unmoved(found: Estimate, ladder: Ladder) -> Estimate:
    """The estimate, with the slope that a cost may hide which is the same wherever it was evaluated.

    It moves terms of the size of 1 by no last place: −log p is 0 as soon as p is 1 but for rounding.
    """
    if not ladder.constant:
        return found
    of_terms = float(last_place(0.5, single=ladder.single or not ladder.center))
    return replace(found, error=max(found.error, of_terms / float(ladder.h[0])))


def _jumps(line: Line, places: Floats, values: Floats) -> bool:
    """Whether the cost jumps where it changes most; a pole is no jump."""
    at = int(np.argmax(np.abs(np.diff(values))))
    (low, high), (below, above) = places[at : at + 2].tolist(), values[at : at + 2].tolist()
    height, largest = abs(above - below), float(np.max(np.abs(values)))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        (value,) = line.values(np.array([middle])).tolist()
        if not abs(value) <= HIGHEST * largest:
            return False
        if abs(value - below) > abs(above - value):
            high, above = middle, value
        else:
            low, below = middle, value
    return bool(abs(above - below) > height / 8)  # there may be several in an interval
