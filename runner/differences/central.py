"""The contract's check: a central difference at one step, for every entry.

With f smooth, (f(x + h·e) − f(x − h·e)) / 2h = f′ + h²/6·f‴ + O(h⁴): second order. Floating point rounds x ± h, so the
difference is divided by the step actually taken, (x + h) − (x − h) as rounded (W. H. Press et al., Numerical Recipes,
"Numerical Derivatives"; scipy does so in `optimize/_numdiff.py`).
"""

from __future__ import annotations

from math import nan

import numpy as np

from ..model import Floats, Gradient
from .cost import Cost

BLOCK_NUMBERS = 1 << 16
"""How many numbers a block of points holds at most (512 KiB), so that it stays in cache."""


def central(cost: Cost, x: Floats, h: float, *, center: float | None = None, block: int | None = None) -> Gradient:
    """The central difference of `cost` at `x`, for each entry in C order; `x` is float64, of any shape.

    With `center`, f(x), the result also tells how much f bends over the step. `block` is the number of points evaluated in one
    call: by default what the cost prefers (its attribute `block`), else as many as `BLOCK_NUMBERS` allows, and two at least.
    2·x.size evaluations; the error is unknown (NaN). Where the step vanishes by rounding the two points are one, and the
    difference is 0. What numpy warns of where values are not finite is the caller's to silence.
    """
    shape, size = x.shape, x.size
    if not size:
        return Gradient(np.zeros(shape), nan, 0, "central", h)
    flat = x.reshape(-1)
    plus, minus = flat + h, flat - h
    if entries_per_block(cost, size, block) == size:
        values = _values(cost, _copies(x, 2 * size), plus, minus, 0)
    else:
        values = _in_blocks(cost, x, plus, minus, block)
    above, below = values[0::2], values[1::2]
    value: Floats = above - below
    bend = None if center is None else _bend(value, above, below, center).reshape(shape)
    step = plus - minus
    if np.count_nonzero(step) < size:
        step[step == 0.0] = 2.0 * h
    value /= step
    return Gradient(value.reshape(shape), nan, 2 * size, "central", h, bend)


def _in_blocks(cost: Cost, x: Floats, plus: Floats, minus: Floats, block: int | None) -> Floats:
    """f(x + h·e) and f(x − h·e) in turn for each entry; the cost may change the block it prefers as it sees its work."""
    flat, size = x.reshape(-1), x.size
    values, points = np.empty(2 * size), _copies(x, 0)
    start = 0
    while start < size:
        width = min(entries_per_block(cost, size, block), size - start)
        if len(points) < 2 * width:
            points = _copies(x, 2 * width)
        part = slice(start, start + width)
        values[2 * start : 2 * part.stop] = _values(cost, points[: 2 * width], plus[part], minus[part], start)
        points.reshape(-1, size)[:, part] = flat[part]
        start = part.stop
    return values


def _copies(x: Floats, count: int) -> Floats:
    """Copies of x, stacked along a leading axis."""
    points = np.empty((count, *x.shape))
    points[:] = x
    return points


def entries_per_block(cost: Cost, size: int, block: int | None = None) -> int:
    """How many of `size` entries share a call; each takes two points."""
    points = block or getattr(cost, "block", None) or BLOCK_NUMBERS // size
    return min(size, max(1, points // 2))


def _values(cost: Cost, points: Floats, plus: Floats, minus: Floats, start: int) -> Floats:
    """f(x + h·e) and f(x − h·e) for the entries from `start` on, with two rows of `points`, which all hold x, for each.

    Rows 2k and 2k + 1 take x + h·e and x − h·e for entry start + k, so that in the flat view the entries stepped
    upwards lie 2·size + 1 apart, and those stepped downwards one row behind them.
    """
    numbers = points.reshape(-1)
    size = numbers.size // len(points)
    numbers[start :: 2 * size + 1] = plus
    numbers[start + size :: 2 * size + 1] = minus
    return cost.many(points)


def _bend(rise: Floats, above: Floats, below: Floats, center: float) -> Floats:
    """|f(x + h·e) − 2f(x) + f(x − h·e)| / |(f(x + h·e) − f(x − h·e)) / 2| for each entry; infinite where f only bends."""
    second = above + below
    second -= 2.0 * center
    np.abs(second, out=second)
    bend: Floats = 2.0 * second
    bend /= np.where(second, np.abs(rise), 1.0)
    return bend
