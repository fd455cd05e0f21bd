"""A claimed gradient held against a numerical one. The rule of closeness lives here alone.

The rule is that of the well-known `gradcheck_naive` (Stanford CS224n): with n the numerical and c the claimed
entry, the relative difference is |n − c| / max(1, |n|, |c|), and an entry is wrong where that exceeds the
tolerance, or where n or c is not finite. Where a case says what is forgiven at any size, an entry is wrong where
|n − c| > absolute + relative · max(|n|, |c|): with the floor absolute / relative that is |n − c| / (floor + max(|n|, |c|)).
Slack, what stated noise may have done to a difference, is taken off |n − c| before.
"""

from __future__ import annotations

import numpy as np

from ..model import Array, Comparison, Entry, Floats
from ..model.numerals import extent, number

SHOWN_ENTRIES = 10
ONE = np.array(1.0)
"""An array already: numpy makes one of a Python number at every call."""


def relative_difference(numerical: Array, claimed: Array, floor: float | None = None, slack: float = 0.0) -> Floats:
    """|n − c| / max(1, |n|, |c|) for arrays of one shape, or with a floor as above; infinite where n or c is not finite."""
    relative = _quotient(numerical, claimed, _size(numerical, claimed), floor, slack)
    return np.where(np.isnan(relative), np.inf, relative)


def _size(numerical: Array, claimed: Array) -> Floats:
    """max(|n|, |c|)."""
    size: Floats = np.maximum(np.abs(numerical), np.abs(claimed))
    return size


def _quotient(numerical: Array, claimed: Array, size: Floats, floor: float | None = None, slack: float = 0.0) -> Floats:
    """The relative difference, but NaN just where n or c is not finite: there it is inf − inf or inf / inf."""
    quotient: Floats = np.abs(numerical - claimed)
    if slack:
        quotient = np.where(np.isfinite(quotient), np.maximum(quotient - slack, 0.0), quotient)
    if floor is None:
        quotient /= np.maximum(size, ONE)
    else:
        whole = size + floor
        quotient /= np.where(whole == 0, ONE, whole)
    return quotient


def compare(
    name: str,
    claimed: Array,
    numerical: Floats,
    tolerance: float,
    measured: Array | None = None,
    *,
    floor: float | None = None,
    slack: float = 0.0,
) -> Comparison:
    """Compare the claim for the input `name` with its numerical gradient, entry by entry.

    `numerical` has the shape of the input; where only some entries of it were measured, `measured` gives their flat positions,
    and the others hold the claim. A claim of any other shape is wrong as a whole: nothing is broadcast. `floor` and `slack` are
    those of the rule above. What numpy warns of where entries are not finite is the caller's to silence.
    """
    if claimed.shape != numerical.shape:
        message = f"the claim for `{name}` has shape {claimed.shape}, but `{name}` has shape {numerical.shape}"
        return Comparison(name, claimed, numerical, tolerance, None, max(1, numerical.size), None, None, message)
    if numerical.size == 0:
        message = f"`{name}` has no entries, so there is nothing that could be wrong"
        return Comparison(name, claimed, numerical, tolerance, np.zeros(numerical.shape), 0, None, None, message)
    size = _size(numerical, claimed)
    relative = _quotient(numerical, claimed, size, floor, slack)
    largest = size.item(int(np.argmax(size)))
    position = int(np.argmax(relative))  # of the first NaN, where there is one
    if relative.item(position) <= tolerance:
        worst = entry_at(position, claimed, numerical, relative)
        message = f"all {relative.size:,} entries of `{name}` agree" if relative.size > 1 else f"`{name}` agrees"
        if measured is not None:
            message = f"all {len(measured):,} measured entries (of {relative.size:,}) of `{name}` agree"
        return Comparison(
            name, claimed, numerical, tolerance, relative, 0, None, worst, message, None, largest, floor=floor, slack=slack
        )
    relative = np.where(np.isnan(relative), np.inf, relative)
    worst = entry_at(int(np.argmax(relative)), claimed, numerical, relative)
    mask = relative > tolerance
    first = entry_at(int(np.argmax(mask)), claimed, numerical, relative)
    wrong = int(np.count_nonzero(mask))
    message = _failure(name, first, wrong, mask.size, None if measured is None else len(measured))
    return Comparison(
        name, claimed, numerical, tolerance, relative, wrong, first, worst, message, measured, largest, floor=floor, slack=slack
    )


def again(comparison: Comparison, claimed: Array, numerical: Floats) -> Comparison:
    """The same comparison with another claim or another gradient, by the same rule; of the same entries."""
    own = comparison
    found = compare(own.name, claimed, numerical, own.tolerance, own.measured, floor=own.floor, slack=own.slack)
    return found if own.at_corners is None else found._replace(at_corners=own.at_corners)


def entry_at(position: int, claimed: Array, numerical: Floats, relative: Floats) -> Entry:
    """The entry at a flat position in C order."""
    index: list[int] = []
    rest = position
    for length in reversed(relative.shape):
        rest, along = divmod(rest, length)
        index.insert(0, along)
    c, n = float(claimed.item(position)), numerical.item(position)
    return Entry(tuple(index), c, n, abs(n - c), relative.item(position))


def worst_entries(comparison: Comparison, count: int = SHOWN_ENTRIES) -> tuple[Entry, ...]:
    """The `count` entries of the largest relative difference among those with one of their own, worst first.

    None where the shapes differ.
    """
    relative, differenced = comparison.relative, comparison.differenced
    if relative is None:
        return ()
    positions = np.arange(relative.size) if differenced is None else differenced
    order = np.argsort(-relative.reshape(-1)[positions], kind="stable")[:count]
    return tuple(entry_at(int(positions[at]), comparison.claimed, comparison.numerical, relative) for at in order)


def _failure(name: str, first: Entry, wrong: int, size: int, measured: int | None) -> str:
    where = f"`{name}`" if first.index == () else f"`{name}{list(first.index)}`"
    values = f"{where}: claimed {number(first.claimed)}, numerical {number(first.numerical)}"
    if size == 1:
        return values
    if wrong == 1 and measured is None:
        return f"1 of {size:,} entries of `{name}` is wrong: {values}"
    return f"{extent(wrong, size, measured)} of `{name}` are wrong, the first {values}"
