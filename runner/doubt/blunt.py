"""Which entries of a passing claim the rule was too blunt to see.

The rule compares with max(1, …), so an entry below 1 is seen at its own scale only where difference and claim agree that much
closer. It is not where they do not, where f bends so much over the step that the difference may be off, where the last
place of f spoils it or hides that an entry is not zero, and, beside random directions, where larger entries hide it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from ..differences.cost import Cost
from ..differences.glance import glance
from ..differences.ladder import Line
from ..differences.witness import Measurement, measure
from ..model import Array, Comparison, Floats, Gradient
from .judgement import BLIND, Bar, held, judge, known

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

BENT = 1e-2
"""The difference may be off where f bends so much over the step, in units of its slope."""
DIRECTIONS = 2
"""Directions with random weights along which the entries of a group are tested at once: wrong ones cancel on none of them."""
LOOKED_AT = 8
"""How many entries of a group that does not agree are glanced at one by one: where most of them are wrong, one of these is."""
FARTHER = 0.75 / np.array([1.0, 2.0, 4.0, 8.0, 32.0, 192.0])
"""The steps at which zeros are looked at beside the usual one, in units of the size of x."""
SEEN = 2.0
"""What the cost must move by over them, in units of its last place."""
ALIKE = 0.4
"""Two neighbouring steps must give its slope to this part; a jump gives twice as much at half the step."""
LEAVES = 64
"""At most this many groups are cut in halves to find what spoils them."""
LARGE, LEAVES_OF_LARGE = 1 << 18, 24
"""Of an input with more entries, where each takes its time, so many: enough to come down to one entry of 16 million."""


def inside(x: Floats, left_out: Sequence[tuple[int, ...]]) -> Array:
    """Which entries are to be judged, flat: those that are finite, but for those at the indices `left_out`."""
    found = np.array(np.isfinite(x))  # of a lone number it is no array
    for index in left_out:
        found[index] = False
    return found.reshape(-1)


class Unseen(NamedTuple):
    """The flat positions of the entries to be measured before the PASS may be believed.

    `wrong` is the one of them that was found wrong on the way, if one was, with its measurement: then no other was looked for.
    """

    positions: Positions
    wrong: tuple[int, Measurement] | None = None


def unseen(
    cost: Cost,
    x: Floats,
    gradient: Gradient,
    comparison: Comparison,
    *,
    noise: float = 0.0,
    claim_rounding: float = 0.0,
    left_out: Sequence[tuple[int, ...]] = (),
) -> Unseen:
    """What the rule was too blunt to see of a claim that passes; `noise` is that of the cost."""
    claimed = np.asarray(comparison.claimed, dtype=np.float64).reshape(-1)
    finite = inside(x, left_out)
    bar = Bar(comparison.tolerance, claim_rounding, granted=comparison.absolute)
    leaves = LEAVES if x.size <= LARGE else LEAVES_OF_LARGE
    screen = _Screen(cost, x, claimed, gradient.h, noise, bar, leaves)
    if gradient.method == "probe":
        return screen.unsure(np.flatnonzero(finite))
    if gradient.h > (6 * BLIND) ** 0.5:
        return Unseen(np.flatnonzero(finite))
    numerical = comparison.numerical.reshape(-1)
    size = np.maximum(np.abs(numerical), np.abs(claimed))
    granted = comparison.absolute
    blunt = np.abs(numerical - claimed) > comparison.tolerance * size + claim_rounding + granted
    hidden = noise / gradient.h
    blunt |= (hidden > BLIND * size + granted) & (size > 0)
    if gradient.bend is not None:
        blunt |= gradient.bend.reshape(-1) > BENT
    found = np.flatnonzero(blunt & finite)
    zeros = np.flatnonzero((size == 0) & ~blunt & finite)
    if not zeros.size:
        return Unseen(found)
    among = screen.unsure(zeros)
    return Unseen(np.union1d(found, among.positions), among.wrong)


@dataclass(slots=True, eq=False)
class _Screen:
    """Groups of entries tested at once, each weighted with its own scale, so that none hides behind the others.

    `noise` is that of f, `leaves` how many more groups may be cut; `wrong` an entry that was found wrong: then the search ends.
    """

    cost: Cost
    x: Floats
    claimed: Floats
    h: float
    noise: float
    bar: Bar
    leaves: int
    wrong: tuple[int, Measurement] | None = None

    def unsure(self, positions: Positions) -> Unseen:
        """Those of the entries at the positions that were not found right; or one that is wrong, where one is met."""
        size = np.abs(self.claimed[positions])
        order = positions[np.argsort(size, kind="stable")]
        zeros = int(np.count_nonzero(size == 0))
        found: list[int] = []
        for group in (order[:zeros], order[zeros:]):
            if group.size and not self._agrees(group):
                some = group[np.linspace(0, group.size - 1, min(LOOKED_AT, group.size)).astype(np.intp)]
                found += self._look_at(some) or self._halves(group)
        if zeros and not found:
            self._look_farther(order[:zeros])
            found += [] if self.wrong is None else [self.wrong[0]]
        return Unseen(np.sort(np.array(found, dtype=np.intp)), self.wrong)

    def _look_at(self, positions: Positions) -> list[int]:
        """Glance at entries one by one: where many are wrong, one of them is. Returns zeros that are no slope to be told."""
        values, errors = glance([Line(self.cost, self.x, [position]) for position in positions.tolist()], self.h, self.noise)
        claimed = self.claimed[positions]
        beyond = np.abs(values - claimed) - errors - self.bar.tolerance * np.maximum(np.abs(values), np.abs(claimed))
        worst = int(np.argmax(beyond))
        if beyond[worst] > self.bar.claim_rounding + self.bar.granted:
            self._measure(int(positions[worst]))
        return positions[(claimed == 0) & (errors > self.bar.tolerance)].tolist() if self.wrong is None else []

    def _look_farther(self, positions: Positions) -> None:
        """Look among zeros for one whose slope is hidden from the usual steps, and seen at steps of the size of x."""
        size = np.abs(self.x.reshape(-1)[positions])
        size[size == 0] = 1.0
        weights = np.random.default_rng(positions.size).uniform(0.5, 1.0, positions.size)
        weights *= size / (weights.max() * size.max())
        self.leaves -= 1
        if self.wrong is not None or self.leaves < 0:
            return
        if not self._moves(Line(self.cost, self.x, positions, weights), FARTHER * float(size.max())):
            return
        if positions.size == 1:
            self._measure(int(positions[0]))
            return
        for half in np.array_split(positions, 2):
            self._look_farther(half)

    def _moves(self, line: Line, steps: Floats) -> bool:
        """Whether the cost shows a slope: two neighbouring steps give it, and no shorter one contradicts."""
        with np.errstate(all="ignore"):
            above, below = np.split(line.values(np.concatenate([steps, -steps])), 2)
            slopes = (above - below) / (2 * steps)
            rounding = SEEN * np.fmax(self.noise, np.spacing(np.fmax(np.abs(above), np.abs(below)))) / steps
        return any(
            abs(slope) > off
            and abs(longer - slope) <= ALIKE * abs(slope)
            and (np.abs(slopes[rung:] - slope) <= ALIKE * abs(slope) + rounding[rung:]).all()
            for rung, (longer, slope, off) in enumerate(zip(slopes, slopes[1:], rounding[1:], strict=False), start=1)
        )

    def _measure(self, position: int) -> None:
        verdict, measured = held(Line(self.cost, self.x, [position]), float(self.claimed[position]), self.bar)
        if verdict == "wrong":
            self.wrong = position, measured

    def _halves(self, positions: Positions) -> list[int]:
        """The entries not found right among some that do not agree together."""
        if self.wrong is not None:
            return [self.wrong[0]]
        if positions.size == 1:
            if self._agrees(positions):
                return []
            self._look_at(positions)
        self.leaves -= 1
        if positions.size == 1 or self.leaves < 0:
            return [int(position) for position in positions]
        first, second = np.array_split(positions, 2)
        found = [] if self._agrees(first) else self._halves(first)
        if found and (self.wrong is not None or self._agrees(second)):
            return found
        return found + self._halves(second)  # where the first half agrees, the other does not

    def _agrees(self, positions: Positions) -> bool:
        """Whether the claim agrees along random weights on the positions, each in units of its own size.

        Zeros are right where the cost does not move; what it does may be the rounding of its own terms, which a full measurement
        knows.
        """
        claimed = self.claimed[positions]
        size = np.abs(claimed)
        smallest = float(size.min())
        rng = np.random.default_rng(positions.size)
        own = smallest / size if smallest else np.ones(positions.size)
        weights = (
            rng.choice([-1.0, 1.0], (DIRECTIONS, positions.size)) * rng.uniform(0.5, 1.0, (DIRECTIONS, positions.size)) * own
        )
        lines = [Line(self.cost, self.x, positions, row) for row in weights]
        values, errors = glance(lines, self.h, self.noise)
        allowed = max(self.bar.tolerance, BLIND) * smallest + self.bar.claim_rounding * np.abs(weights).sum(axis=1)
        if (np.abs(values - weights @ claimed) + errors <= allowed).all():
            return True
        if smallest:
            return False
        if not values.any() and (errors <= self.bar.tolerance).all():
            return True
        return judge(known(measure(lines[0])), 0.0, Bar(self.bar.tolerance)) == "right"
