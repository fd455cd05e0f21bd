"""Which entries of an array are wrong, in words: an index, a row, the diagonal, a triangle, a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..model import Array
from .evidence.sample import Sample

FEW = 3
"""At most this many single entries, rows or columns are listed; more are no pattern."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A set of entries: in words, and as a mask of the input's shape on any draw (None where it has none there)."""

    words: str
    mask: Callable[[Sample], Array | None]
    condition: str | None = None
    """The same as an expression, where it can be written as one."""
    indicator: str | None = None
    """An array that is 1 there and 0 elsewhere, where it has a name of its own."""
    by_value: bool = True
    """Whether it follows the values of arrays, and not indices alone."""
    guessed: bool = False
    """Whether nothing in the case suggests it: a bound of 1, the largest in a row."""


def patterns(mask: Array, name: str) -> Iterator[Pattern]:
    """The patterns by index that fit the wrong entries of the input `name`, the plainest first."""
    for words in described(mask, name):
        yield Pattern(words, lambda sample: mask, by_value=False)


def diagonals(mask: Array) -> Iterator[Pattern]:
    """The diagonal, its complement and the triangles, where the wrong entries are just these."""
    for words in _diagonals(mask) if mask.ndim >= 2 else ():
        yield Pattern(words, lambda sample: mask, by_value=False)


def described(mask: Array, name: str) -> Iterator[str]:
    """What the true entries of a mask are, in words, the plainest first; nothing where they have no pattern."""
    entries = np.argwhere(mask)
    if len(entries) == 1:
        yield f"`{name}{entries[0].tolist()}`"
        return
    if mask.ndim >= 2:
        yield from _diagonals(mask)
    if 2 * len(entries) > mask.size:
        return  # any few entries that remain are the end of some row
    for axis in range(mask.ndim):
        yield from _slices(mask, axis)
    if mask.ndim >= 2:
        yield from _blocks(mask, name)
    if len(entries) <= FEW:
        yield listed([f"`{name}{entry.tolist()}`" for entry in entries])


def _slices(mask: Array, axis: int) -> Iterator[str]:
    """Whole rows, columns and so on."""
    hit: Array = np.asarray(mask.any(axis=tuple(other for other in range(mask.ndim) if other != axis)))
    if hit.all() or not np.array_equal(
        mask, np.broadcast_to(np.moveaxis(hit[(..., *[None] * (mask.ndim - 1))], 0, axis), mask.shape)
    ):
        return
    nouns = {1: ("entry", "entries"), 2: (("row", "rows"), ("column", "columns"))[axis] if mask.ndim == 2 else ("", "")}
    one, many = nouns.get(mask.ndim, (f"index (axis {axis})", f"indices (axis {axis})"))
    indices = np.flatnonzero(hit)
    last = len(hit) - 1
    step = np.diff(indices)
    if len(indices) == 1:
        yield f"{one} {indices[0]}"
    elif (step == 1).all() and indices[-1] == last:
        yield f"the {many} from {indices[0]} on"
    elif (step == 1).all():
        yield f"the {many} {indices[0]} to {indices[-1]}"
    elif (step == 2).all() and len(indices) > FEW:
        yield f"every second {one}, from {indices[0]} on"
    elif len(indices) <= FEW:
        yield f"the {many} {listed([str(index) for index in indices])}"
    elif len(indices) == last:
        yield f"all {many} but {np.flatnonzero(~hit)[0]}"


def _diagonals(mask: Array) -> Iterator[str]:
    """The diagonal, its complement and the triangles of the last two axes."""
    ones = np.ones(mask.shape[-2:], dtype=bool)
    diagonal = np.eye(*mask.shape[-2:]) > 0
    of_each = "" if mask.ndim == 2 else " of each matrix"
    for words, shape in (
        ("the diagonal", diagonal),
        ("the entries off the diagonal", ~diagonal),
        ("the triangle above the diagonal", np.triu(ones, 1)),
        ("the triangle below the diagonal", np.tril(ones, -1)),
        ("the upper triangle with the diagonal", np.triu(ones)),
        ("the lower triangle with the diagonal", np.tril(ones)),
    ):
        if np.array_equal(mask, np.broadcast_to(shape, mask.shape)):
            yield words + of_each


def _blocks(mask: Array, name: str) -> Iterator[str]:
    """A range of indices along several axes."""
    corner = [np.flatnonzero(mask.any(axis=tuple(b for b in range(mask.ndim) if b != axis))) for axis in range(mask.ndim)]
    if any((np.diff(indices) != 1).any() for indices in corner) or np.prod([len(indices) for indices in corner]) != mask.sum():
        return
    yield f"the block `{name}[{', '.join(_range(indices, length) for indices, length in zip(corner, mask.shape, strict=True))}]`"


def _range(indices: Array, length: int) -> str:
    if len(indices) == 1:
        return str(indices[0])
    first = "" if indices[0] == 0 else str(indices[0])
    last = "" if indices[-1] == length - 1 else str(indices[-1] + 1)
    return f"{first}:{last}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`, in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
