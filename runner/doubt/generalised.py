"""The slopes that a cost takes beside a corner, where it need not be convex: they bound every gradient of the pieces that meet.

F. H. Clarke, Optimization and Nonsmooth Analysis (1983), proposition 2.1.2: g is a generalised gradient at x exactly where
g·d ≤ f°(x; d) along every d, the upper limit of the slopes along d at points y → x. The slope at any one point beside x bounds it
from below: a claim that one of them reaches along d is not refuted along d. Of a sum of corners, some convex and some concave, as
`np.clip` has them at its two ends, the slopes at x itself show no more than one combination.
"""

from __future__ import annotations

import numpy as np

from ..differences.ladder import Line, blocks, evaluate
from ..model import Floats

BESIDE = 1e-6
"""How far from x the points lie, in units of its size: corners that meet at x lie within, and what is smooth hardly bends."""
WITHIN = 0.02
"""The step of the slope there, in units of that."""
MANY = 1024
"""Of more entries on a line the sides are not looked for one by one."""


def beside(line: Line) -> tuple[float, float] | None:
    """The smallest and the largest slope along a line at points beside x, each entry moved to the side where its own is so.

    2n + 5 evaluations for n entries, none where there are too many of them; None where nothing is known.
    """
    count = line.positions.size
    if count > MANY:
        return None
    moved = BESIDE * line.size
    values = _to_both_sides(line, moved)
    center = float(line.values(np.zeros(1))[0])
    right, left = (values[:count] - center) * line.signs, (center - values[count:]) * line.signs
    upwards = np.where(right >= left, 1.0, -1.0)
    found = [_slope(line, moved * sides) for sides in (-upwards, upwards)]
    return (min(found), max(found)) if np.isfinite(found).all() else None


def _to_both_sides(line: Line, moved: float) -> Floats:
    """The cost with one entry after the other moved up by that much, then with one after the other moved down."""
    count = line.positions.size
    values = np.empty(2 * count)
    for part in blocks(line.cost, line.x, 2 * count):
        numbers = np.arange(2 * count)[part]
        points = np.repeat(line.x[None], numbers.size, axis=0)
        points.reshape(numbers.size, -1)[np.arange(numbers.size), line.positions[numbers % count]] += np.where(
            numbers < count, moved, -moved
        )
        values[part] = evaluate(line.cost, points)
    line.evaluations += 2 * count
    return values


def _slope(line: Line, offset: Floats) -> float:
    """The slope along the line at the point that lies so far from x."""
    there = line.x.copy()
    there.reshape(-1)[line.positions] += offset
    step = WITHIN * float(np.max(np.abs(offset))) / float(np.max(np.abs(line.signs)))
    above, below = Line(line.cost, there, line.positions, line.signs).values(np.array([step, -step]))
    return float((above - below) / (2 * step))
