"""Which entries of a passing claim the rule was too blunt to see.

The rule compares with max(1, …), so an entry below 1 is seen at its own scale only where difference and claim agree that much
closer. It is not where they do not, where f bends so much over the step that the difference may be off, where the last
place of f spoils it or hides that an entry is not zero, and, beside random directions, where larger entries hide it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..differences.cost import Cost
from ..differences.glance import glance
from ..differences.ladder import Line
from ..differences.witness import measure
from ..model import Array, Comparison, Floats, Gradient
from .judgement import BLIND, Bar, judge, known

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

BENT = 1e-2
"""The difference may be off where f bends so much over the step, in units of its slope."""
LOST = 1e8
"""A step so many times smaller than x is no test of an entry that is zero by claim and difference."""
DIRECTIONS = 2
"""Along so many directions with random weights the entries of a group are tested at once: wrong ones cancel on none of them."""
LEAVES = 64
"""So many groups at most are cut in halves to find what spoils them."""


def inside(x: Floats, left_out: Sequence[tuple[int, ...]]) -> Array:
    """Which entries are to be judged, flat: those that are finite, but for those at the indices `left_out`."""
    found = np.isfinite(x)
    for index in left_out:
        found[index] = False
    return found.reshape(-1)


def unseen(
    cost: Cost,
    x: Floats,
    gradient: Gradient,
    comparison: Comparison,
    *,
    noise: float = 0.0,
    claim_rounding: float = 0.0,
    left_out: Sequence[tuple[int, ...]] = (),
) -> Positions:
    """The flat positions of the entries to be measured before the PASS may be believed; `noise` is that of the cost."""
    claimed = np.asarray(comparison.claimed, dtype=np.float64).reshape(-1)
    finite = inside(x, left_out)
    if gradient.method == "probe":
        return _Screen(cost, x, claimed, gradient.h, noise, claim_rounding, comparison.tolerance).unsure(np.flatnonzero(finite))
    if gradient.h > (6 * BLIND) ** 0.5:
        return np.flatnonzero(finite)
    numerical = comparison.numerical.reshape(-1)
    size = np.maximum(np.abs(numerical), np.abs(claimed))
    granted = comparison.absolute
    blunt = np.abs(numerical - claimed) > comparison.tolerance * size + claim_rounding + granted
    hidden = noise / gradient.h
    blunt |= (hidden > BLIND * size + granted) & (size > 0)
    blunt |= (size == 0) & (np.abs(x.reshape(-1)) > LOST * gradient.h)
    if gradient.bend is not None:
        blunt |= gradient.bend.reshape(-1) > BENT
    found = np.flatnonzero(blunt & finite)
    zeros = np.flatnonzero((size == 0) & ~blunt & finite)
    if zeros.size:
        screen = _Screen(cost, x, claimed, gradient.h, noise, claim_rounding, comparison.tolerance)
        found = np.union1d(found, screen.unsure(zeros))
    return found


@dataclass(slots=True, eq=False)
class _Screen:
    """Groups of entries tested at once, each weighted with its own scale, so that none hides behind the others.

    `noise` is that of f, `leaves` how many more groups may be cut.
    """

    cost: Cost
    x: Floats
    claimed: Floats
    h: float
    noise: float
    claim_rounding: float
    tolerance: float
    leaves: int = LEAVES

    def unsure(self, positions: Positions) -> Positions:
        """Those of the entries at the positions that were not found right."""
        size = np.abs(self.claimed[positions])
        order = positions[np.argsort(size, kind="stable")]
        zeros = int(np.count_nonzero(size == 0))
        return np.sort(np.array([*self._search(order[:zeros]), *self._search(order[zeros:])], dtype=np.intp))

    def _search(self, positions: Positions) -> list[int]:
        if not positions.size or self._agrees(positions):
            return []
        self.leaves -= 1
        if positions.size == 1 or self.leaves < 0:
            return [int(position) for position in positions]
        half = positions.size // 2
        return self._search(positions[:half]) + self._search(positions[half:])

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
        allowed = max(self.tolerance, BLIND) * smallest + self.claim_rounding * np.abs(weights).sum(axis=1)
        if (np.abs(values - weights @ claimed) + errors <= allowed).all():
            return True
        if smallest or not values.any():
            return not smallest
        return judge(known(measure(lines[0])), 0.0, Bar(self.tolerance)) == "right"
