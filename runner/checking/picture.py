"""Large arrays made small enough to be drawn: a table of blocks, and of each block the entry of most interest."""

from __future__ import annotations

from itertools import pairwise
from math import prod

import numpy as np

from ..model import Comparison, Floats, Picture

MOST = 32
"""How many rows and columns at most: about as many entries as go into a result where arrays are shown as they are."""
DIGITS = 7
"""More cannot be read, and would make reports larger."""


def picture(comparison: Comparison) -> Picture | None:
    """The claim and the numerical gradient of a large input, as a table of `MOST` by `MOST` entries at most.

    The last axis runs across, all others down. Of each block the entry of the largest difference stands in the table, of those
    with a difference of their own where there are any. None where the shapes differ, where the arrays are small, or empty.
    """
    if comparison.relative is None or comparison.relative.size <= MOST * MOST:
        return None
    shape = comparison.numerical.shape
    rows, columns = prod(shape[:-1]), shape[-1]
    interest = _interest(comparison).reshape(rows, columns)
    down, across = _cuts(rows), _cuts(columns)
    at = [
        _largest(interest, slice(top, bottom), slice(left, right), columns)
        for top, bottom in pairwise(down)
        for left, right in pairwise(across)
    ]
    claimed, numerical = comparison.claimed.reshape(-1)[at], comparison.numerical.reshape(-1)[at]
    known = np.isfinite(interest.reshape(-1)[at]) | np.isposinf(interest.reshape(-1)[at])
    return Picture(
        columns=len(across) - 1,
        at=tuple(at),
        claimed=tuple(_short(value) for value in claimed.tolist()),
        numerical=tuple(_short(value) if has else None for value, has in zip(numerical.tolist(), known.tolist(), strict=True)),
    )


def _interest(comparison: Comparison) -> Floats:
    """How much each entry asks to be shown: its relative difference, and −∞ where it has none of its own."""
    assert comparison.relative is not None
    relative = np.where(np.isnan(comparison.relative), np.inf, comparison.relative).reshape(-1)
    if comparison.differenced is None:
        return relative
    interest = np.full(relative.size, -np.inf)
    interest[comparison.differenced] = relative[comparison.differenced]
    return interest


def _cuts(length: int) -> list[int]:
    """Where a length is cut into at most `MOST` even parts."""
    parts = min(length, MOST)
    return [part * length // parts for part in range(parts + 1)]


def _largest(interest: Floats, down: slice, across: slice, columns: int) -> int:
    block = interest[down, across]
    row, column = divmod(int(np.argmax(block)), block.shape[1])
    return int((down.start + row) * columns + across.start + column)


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
