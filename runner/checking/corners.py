"""The entries of a failing claim that lie on corners whose slopes allow what is claimed: they say nothing of why it is wrong.

At a corner a difference is the mean of the slopes to both sides, which no gradient need be. Where other entries show that the
claim is wrong, its cause is looked for among these alone.
"""

from __future__ import annotations

import numpy as np

from ..differences.glance import both_sides
from ..differences.ladder import Line
from ..differences.witness import measure
from ..measuring.compare import again
from ..measuring.gradients import Measured
from ..model import Comparison
from .bends import affordable
from .kinks import BENT

MOST = 64
"""So many entries are looked at, the worst first."""
GLANCE = 7
"""Evaluations for one of them at a glance."""
KNOWN = 0.1
"""A slope that a glance has found is known to this fraction of it at least, if there is one."""
IN_FULL = 4
"""So many entries at zero, where a slope may be infinite to both sides, are looked at in full: a glance does not tell."""


def beside_corners(claim: Measured) -> Comparison:
    """The comparison of a claim that fails, which leaves such entries out; as it is where none is, or where all are such.

    An entry is looked at where the cost bends about it, or where it is zero: seven evaluations, and nothing elsewhere.
    """
    comparison = claim.comparison
    if comparison.passes or comparison.relative is None or claim.gradient.bend is None or claim.corners:
        return comparison
    if comparison.measured is not None or not np.isfinite(comparison.claimed).all():
        return comparison
    relative = np.asarray(comparison.relative).reshape(-1)
    wrong = ~(relative <= comparison.tolerance)
    zero = claim.x.reshape(-1) == 0.0
    bent = np.flatnonzero(wrong & (zero | (claim.gradient.bend.reshape(-1) > BENT)))
    bent = bent[np.argsort(-relative[bent], kind="stable")][: min(MOST, affordable(claim) // GLANCE)]
    in_full = set(bent[zero[bent]][:IN_FULL].tolist())
    with np.errstate(all="ignore"):
        allowed = [position for position in bent.tolist() if _allows(claim, position, in_full=position in in_full)]
    if not allowed or len(allowed) == int(wrong.sum()):
        return comparison
    numerical = np.array(comparison.numerical, dtype=np.float64)
    numerical.reshape(-1)[allowed] = np.asarray(comparison.claimed, dtype=np.float64).reshape(-1)[allowed]
    return again(comparison, comparison.claimed, numerical)._replace(at_corners=np.sort(np.array(allowed)))


def _allows(claim: Measured, position: int, *, in_full: bool) -> bool:
    """Whether the slopes to the two sides of an entry differ, and the claim lies between them or one is infinite."""
    line = Line(claim.cost, claim.x, [position])
    claimed = float(claim.comparison.claimed.reshape(-1)[position])
    seen = both_sides(line)
    if seen is not None and seen.corner:
        low, high = sorted((seen.left, seen.right))
        beyond = seen.error + claim.comparison.tolerance * max(1.0, abs(claimed))
        return low - beyond <= claimed <= high + beyond
    smooth = seen is not None and seen.corner is False and seen.error <= KNOWN * abs(seen.slope)
    if smooth or not in_full:
        return False
    kink = measure(line).kink
    return kink is not None and kink.distance == 0.0 and not np.isfinite(kink.left + kink.right)
