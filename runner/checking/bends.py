"""What the entries are about which a cost bends: corners or none, in full as long as they are few, else at a glance.

The witness takes some 170 evaluations for an entry beside a corner, a glance 4 or 7. Of an input of a million entries, or of lent
code that is slow, no more are taken than end soon, so that the verdict stands long before the clock of its case.
"""

from __future__ import annotations

from typing import NamedTuple

from ..differences.glance import both_sides
from ..differences.ladder import Line
from ..differences.witness import measure
from ..measuring.gradients import WHOLE, Measured
from ..problem import InputCost

MOST = 256
"""So many entries are looked at in full where that is affordable, the worst first; where there are more, all at a glance."""
WITNESSED = 170
"""Evaluations for an entry in full, at most as a rule."""
WORK = 2 * WHOLE**2
"""So many numbers may be gone through in all: what every entry takes of the largest input that is measured in full."""
AT_EASE = 5.0
"""With lent code, so many seconds."""


class Sides(NamedTuple):
    """The slopes of the cost to both sides of an entry. Where it has no corner they are one, which lies between these.

    `sure`: the witness has measured them.
    """

    left: float
    right: float
    corner: bool
    sure: bool

    def nearest(self, claimed: float) -> float:
        """The slope nearest to the claim among those that these allow."""
        low, high = sorted((self.left, self.right))
        return min(max(claimed, low), high)


class Seen(NamedTuple):
    """What was found of the entries that were looked at, and how many that were. Of the others nothing is said."""

    found: dict[int, Sides]
    total: int


def affordable(claim: Measured) -> int:
    """How many evaluations the entries about which the cost bends may take."""
    cost: InputCost = claim.cost
    return int(AT_EASE / max(cost.pace(claim.x), 1e-9)) if cost.lends else WORK // cost.numbers


def looked_at(claim: Measured, bent: list[int], evaluations: int) -> Seen:
    """What each of the entries is, as far as about so many evaluations tell."""
    most = min(MOST, evaluations // (2 * WITNESSED))
    found: dict[int, Sides | None] = {}
    in_full = bent
    if len(bent) > most:
        end = claim.cost.evaluations + evaluations * 2 // 3
        unsure = []
        for position in bent:
            if claim.cost.evaluations >= end:
                break
            slopes = _at_a_glance(claim, position)
            if slopes is not None:
                found[position] = slopes
            if slopes is None or not _forgives(claim, position, slopes):
                unsure.append(position)
        in_full = unsure[: max(1, most)]
    for position in in_full:
        found[position] = _in_full(claim, position)
    return Seen({position: slopes for position, slopes in found.items() if slopes is not None}, len(found))


def _forgives(claim: Measured, position: int, slopes: Sides) -> bool:
    """Whether these slopes allow what is claimed, as far as the rule minds."""
    claimed = float(claim.comparison.claimed.reshape(-1)[position])
    return abs(slopes.nearest(claimed) - claimed) <= claim.comparison.tolerance * max(1.0, abs(claimed))


def _in_full(claim: Measured, position: int) -> Sides | None:
    """By the witness; None where the cost has no corner in sight, or it cannot be told."""
    line = Line(claim.cost, claim.x, [position])
    found = measure(line)
    if found.kink is None:
        return None
    if found.trouble == "kink":
        return Sides(found.kink.left, found.kink.right, corner=True, sure=True)
    if not found.decided:
        return None
    if found.error > claim.comparison.tolerance * max(1.0, abs(found.value)):
        finer = both_sides(line)  # real steps that a corner near by keeps short are rough
        if finer is not None and finer.corner is False and abs(finer.slope - found.value) <= found.error:
            return Sides(finer.slope, finer.slope, corner=False, sure=True)
    return Sides(found.value, found.value, corner=False, sure=True)


def _at_a_glance(claim: Measured, position: int) -> Sides | None:
    """From a few points; None where these do not tell."""
    seen = both_sides(Line(claim.cost, claim.x, [position]))
    if seen is None or seen.corner is None:
        return None
    if seen.corner:
        return Sides(seen.left, seen.right, corner=True, sure=False)
    if seen.error_of_slope > claim.comparison.tolerance * max(1.0, abs(seen.slope)):
        return None
    return Sides(seen.slope, seen.slope, corner=False, sure=False)
