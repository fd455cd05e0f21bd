"""Where a guessed gradient is wrong: group tests by halving, with the signs of the vector that gave it away.

y(B) = Σ_B sᵢgᵢ − d/dt f(x + t·s_B) is the error of the guess over a block B, with signs. For one wrong entry |y| is its error in
each block that holds it and 0 in the others, so each halving tells the half from one slope: the other half's y is the
difference. Several wrong entries cancel under one sign vector with probability ½ at most (Littlewood and Offord), which the
fresh signs of the next round undo. Real mistakes look like rows, columns, diagonals and halves, so a block is cut along the
axis that leaves one side clean, if there is one, and the diagonal is tried first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ..model import Floats

Box: TypeAlias = tuple[slice, ...]
Residual: TypeAlias = Callable[[Floats], float]
"""A direction → the error of the guess along it."""

LEAVES = 64
"""At most this many wrong entries are followed; more count as dense."""
EFFORT = 40
"""At most this many halvings are made for each level, before the errors count as dense: a bound on its cost only."""
WORK = 4e8
"""So many numbers are gone through by halvings at most: those of a large input must end long before the clock of its case."""


@dataclass(frozen=True, slots=True)
class Search:
    """The flat positions found, and whether the search gave up because there were too many."""

    positions: list[int]
    dense: bool


def search(signs: Floats, total: float, residual: Residual, threshold: float, crowded: Callable[[], bool]) -> Search:
    """The entries in which the guess is off, given that over all of `signs` it is off by `total`, which exceeds `threshold`.

    `crowded` tells whether many of all entries are off. It is asked once, where no cut leaves a half clean: many are not to be
    found one by one.
    """
    shape = signs.shape
    if _square(shape):
        diagonal = np.zeros(shape)
        np.fill_diagonal(diagonal, np.diagonal(signs))
        on_it = residual(diagonal)
        if abs(total - on_it) <= threshold:
            return _search_line(np.arange(shape[0]) * (shape[0] + 1), signs, on_it, residual, threshold)
    return _search_boxes(signs, total, residual, threshold, crowded)


def _square(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] > 2


def _search_line(positions: Floats, signs: Floats, total: float, residual: Residual, threshold: float) -> Search:
    """The same among `positions` alone."""
    flat = signs.reshape(-1)

    def along(direction: Floats) -> float:
        full = np.zeros(flat.size)
        full[positions] = direction
        return residual(full.reshape(signs.shape))

    found = _search_boxes(flat[positions], total, along, threshold, lambda: False)
    return Search([int(positions[position]) for position in found.positions], found.dense)


def _search_boxes(signs: Floats, total: float, residual: Residual, threshold: float, crowded: Callable[[], bool]) -> Search:
    found: list[int] = []
    asked = False
    waiting = [(tuple(slice(0, length) for length in signs.shape), total)]
    effort = min(EFFORT * max(1, int(np.log2(max(2, signs.size)))), int(WORK / max(1, signs.size)))
    while waiting:
        box, y = waiting.pop()
        if all(cut.stop - cut.start == 1 for cut in box):
            found.append(int(np.ravel_multi_index([cut.start for cut in box], signs.shape)) if box else 0)
            if len(found) > LEAVES:
                return Search(sorted(found), dense=True)
            continue
        cuts = 0
        best: list[tuple[Box, float]] = []
        for first, second in _cuts(box):
            cuts += 1
            y_first = residual(_masked(signs, first))
            wrong = [(part, off) for part, off in ((second, y - y_first), (first, y_first)) if abs(off) > threshold]
            if not best or 0 < len(wrong) < len(best):
                best = wrong
            if len(wrong) <= 1:
                break
        if len(best) > 1 and not asked:
            asked = True
            if crowded():
                return Search([], dense=True)
        waiting += best
        effort -= cuts
        if effort < 0:
            return Search(sorted(found), dense=True)
    return Search(sorted(found), dense=False)


def _cuts(box: Box) -> Iterator[tuple[Box, Box]]:
    """The box cut in halves along each axis that can be cut, the longest first."""
    lengths = [cut.stop - cut.start for cut in box]
    for axis in sorted(range(len(box)), key=lambda axis: -lengths[axis]):
        if lengths[axis] > 1:
            cut = box[axis]
            middle = cut.start + lengths[axis] // 2
            yield (
                (*box[:axis], slice(cut.start, middle), *box[axis + 1 :]),
                (*box[:axis], slice(middle, cut.stop), *box[axis + 1 :]),
            )


def _masked(signs: Floats, box: Box) -> Floats:
    direction = np.zeros(signs.shape)
    direction[box] = signs[box]
    return direction
