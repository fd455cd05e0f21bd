"""Whether a claim may be a subgradient at a kink: held for the array as a whole, along joint directions.

With f′(x; d) the slope to the side of d, a gradient g of one of the pieces that meet at x, or a mean of them, gives
−f′(x; −d) ≤ g·d ≤ f′(x; d) along every direction d where f is convex, and the reverse where it is concave (R. T. Rockafellar,
Convex Analysis (1970), theorem 23.2). One direction along which g·d lies outside both slopes is enough to refuse it, unless a
piece beside x reaches so far (`generalised`): where convex corners meet concave ones, x itself shows one combination of many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from ..differences.cost import Cost
from ..differences.glance import both_sides
from ..differences.ladder import Line
from ..differences.witness import measure
from ..model import Floats
from ..model.numerals import number
from .generalised import beside

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

RANDOM = 6
"""The number of random directions, beside that of all ones and that of the claim's signs."""
CLOSE = 1e-6
"""How far outside the two slopes g·d may lie, in units of the larger."""
REACHED = 1e-5
"""How far outside the slopes beside x g·d may lie: they are known less well."""
PAIRED = 5
"""Of up to this many entries every pair is tried."""
SHOWN = 6
"""A direction of more entries is not written out."""


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """A direction along which the claim is no subgradient: g·d, and the slopes to its two sides."""

    direction: Floats
    claimed: float
    left: float
    right: float

    def __str__(self) -> str:
        along = (
            f"along ({', '.join(f'{number(entry, 3)}' for entry in self.direction)})"
            if self.direction.size <= SHOWN
            else "along a joint direction"
        )
        slopes = (
            f"the slope is {number(self.left)}"
            if self.left == self.right
            else f"the slopes are {number(self.left)} and {number(self.right)}"
        )
        return f"{along} {slopes}, and the claim gives {number(self.claimed)}"


class Slopes(NamedTuple):
    """What is known of the slopes to the two sides of a point: that both lie between these, to this error."""

    left: float
    right: float
    error: float


Look: TypeAlias = Callable[[Line], Slopes | None]
"""A line → the slopes along it; None where they cannot be told."""


def in_full(line: Line) -> Slopes | None:
    """By the witness: some 75 evaluations, and twice as many beside a corner."""
    along = measure(line)
    if along.trouble == "kink" and along.kink is not None:
        return Slopes(along.kink.left, along.kink.right, along.kink.error)
    return Slopes(along.value, along.value, along.error) if along.decided else None


def at_a_glance(line: Line) -> Slopes | None:
    """By four complex points, or seven real ones."""
    seen = both_sides(line)
    return None if seen is None or seen.corner is None else Slopes(seen.left, seen.right, seen.error)


def contradiction(
    cost: Cost, x: Floats, claimed: Floats, among: Positions | None = None, looks: Sequence[Look] = (in_full,)
) -> Contradiction | None:
    """A joint direction that the claim for `x` contradicts, if one is found among a handful.

    `among` are the flat positions of the entries that lie on corners, where they are known: then each pair of the first few is
    tried too. What the first of `looks` finds the others must confirm.
    """
    flat = claimed.reshape(-1)
    positions = np.flatnonzero(np.isfinite(x.reshape(-1))) if among is None else among
    if positions.size < 2:
        return None
    rng = np.random.default_rng(positions.size)
    signs = np.where(flat[positions] < 0, -1.0, 1.0)
    directions = [np.ones(positions.size), signs]
    if flat[positions].any() and not flat[positions].all():
        directions.append(np.sign(flat[positions]))  # a matrix that is claimed to grow along its diagonal, say
    if among is not None:
        directions += _pairs(positions.size)
    for direction in [*directions, *np.round(rng.uniform(-1, 1, (RANDOM, positions.size)), 2)]:
        moved = direction != 0
        line = Line(cost, x, positions[moved], direction[moved])
        value = float(flat[positions] @ direction)
        size = float(np.abs(flat[positions]) @ np.abs(direction))
        against = None
        for look in looks:
            slopes = look(line)
            against = None if slopes is None or _allows(slopes, value, size) else slopes
            if against is None:
                break
        if against is not None and not _reached(line, value, size):
            return Contradiction(direction, value, against.left, against.right)
    return None


def _allows(slopes: Slopes, value: float, size: float) -> bool:
    """Whether g·d, summed from terms of that size, may be that of a subgradient."""
    left, right, error = slopes
    beyond = error + CLOSE * max(abs(left), abs(right), size)
    return min(left, right) - beyond <= value <= max(left, right) + beyond


def _reached(line: Line, value: float, size: float) -> bool:
    """Whether slopes along the line beside x reach as far as g·d."""
    found = beside(line)
    if found is None:
        return False
    smallest, largest = found
    beyond = REACHED * max(abs(smallest), abs(largest), size)
    return smallest - beyond <= value <= largest + beyond


def _pairs(count: int) -> list[Floats]:
    """Every pair of the first few entries, moved together and against one another."""
    found = []
    for first, second in combinations(range(min(count, PAIRED)), 2):
        for sign in (1.0, -1.0):
            direction = np.zeros(count)
            direction[[first, second]] = 1.0, sign
            found.append(direction)
    return found
