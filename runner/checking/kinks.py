"""Claims at the corners of a cost, where a case asks for subgradients.

Entry by entry a corner has a slope to either side, and a subgradient lies between them; along joint directions too (see
`doubt.subgradients`). The claim is held against the nearest subgradient that these slopes allow: itself, where it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..doubt.subgradients import Contradiction, Look, at_a_glance, contradiction, in_full
from ..measuring.compare import again
from ..measuring.gradients import Measured
from ..model import Corner, DoubtKind, Floats
from ..model.numerals import counted, number
from .bends import affordable, looked_at

BENT = 1e-2
"""An entry is looked at where the cost bends so much over the step, in units of its slope; at a corner it bends by as much."""
CLEAR = 1e-4
"""By this much, in units of its size, a claim must miss the slopes to be no subgradient beyond doubt."""
ROUNDS = 8
"""How many joint directions at most move the nearest subgradient."""
JOINT = 4000
"""Evaluations for the joint directions of a round, tried in full."""


def at_kinks(claim: Measured) -> Measured:
    """The claim held against subgradients at the corners of its cost, and against the slope where one lies within the step."""
    comparison, x = claim.comparison, claim.x
    if comparison.relative is None or not np.isfinite(comparison.claimed).all():
        return claim
    bent = _bent(claim)
    if not bent:
        return claim
    claimed = np.asarray(comparison.claimed, dtype=np.float64)
    numerical = np.array(comparison.numerical, dtype=np.float64)
    flat = numerical.reshape(-1)
    corners: dict[int, Corner] = {}
    joint = None
    with np.errstate(all="ignore"):
        evaluations = affordable(claim)
        seen = looked_at(claim, bent, evaluations)
        for position, slopes in seen.found.items():
            own = float(claimed.reshape(-1)[position])
            flat[position] = slopes.nearest(own)
            if slopes.corner:
                index = tuple(int(i) for i in np.unravel_index(position, x.shape))
                corners[position] = Corner(index, own, slopes.left, slopes.right)
        looks = (in_full,) if evaluations >= JOINT else (at_a_glance, in_full)
        joint = _along_joint_directions(claim, numerical, claimed, sorted(corners), looks)
    partly = _partly(seen.total, len(bent))
    if not corners and np.array_equal(numerical, comparison.numerical):
        return claim._replace(note=partly or claim.note)
    held = again(comparison, claimed, numerical)
    held = held._replace(differenced=comparison.differenced)
    wrong = np.asarray(held.relative).reshape(-1) > held.tolerance
    refuted = tuple([replace(corner, holds=False) for position, corner in corners.items() if wrong[position]])
    held_corners = tuple([corner for position, corner in corners.items() if not wrong[position]])
    sure = tuple([corner for corner in refuted if joint is not None or seen.found[_flat(corner, x)].sure])
    note = _told(comparison.name, refuted, held_corners, joint) if corners else claim.note
    return claim._replace(
        comparison=held,
        note="; ".join(filter(None, [note, partly])),
        corners=(*refuted, *held_corners),
        unsettled=claim.unsettled or (DoubtKind.KINK if held.passes and _directions_disagree(claim) else None),
        refuted=_clearly(claimed, numerical, sure),
    )


def _directions_disagree(claim: Measured) -> bool:
    """Whether random directions have shown more than the entries that were measured explain."""
    return claim.gradient.method == "probe" and not np.isfinite(claim.gradient.error)


def _flat(corner: Corner, x: Floats) -> int:
    return int(np.ravel_multi_index(corner.index, x.shape)) if corner.index else 0


def _bent(claim: Measured) -> list[int]:
    """The entries that are off, or about which the cost bends, the worst first."""
    relative = np.asarray(claim.comparison.relative).reshape(-1)
    seen = relative > claim.comparison.tolerance
    if claim.gradient.bend is not None:
        seen |= claim.gradient.bend.reshape(-1) > BENT
    seen &= np.isfinite(claim.x.reshape(-1))
    positions = np.flatnonzero(seen)
    found: list[int] = positions[np.argsort(-relative[positions], kind="stable")].tolist()
    return found


def _partly(looked_at: int, bent: int) -> str:
    """What is to be said where not all of them could be looked at."""
    if looked_at == bent:
        return ""
    return f"of {bent:,} entries that are off or about which the cost bends, {looked_at:,} were looked at for corners"


def _along_joint_directions(
    claim: Measured, numerical: Floats, claimed: Floats, positions: list[int], looks: Sequence[Look]
) -> Contradiction | None:
    """Move the nearest subgradient until no joint direction of the corners contradicts it; returns the first that did."""
    if len(positions) < 2:
        return None
    flat = numerical.reshape(-1)
    off = np.abs(flat - claimed.reshape(-1)) > 0
    if off[positions].any():
        return None  # single entries contradict it already
    among = np.array(positions, dtype=np.intp)
    first = None
    for _ in range(ROUNDS):
        against = contradiction(claim.cost, claim.x, numerical, among, looks)
        if against is None:
            break
        first = first or against
        low, high = sorted((against.left, against.right))
        nearest = min(max(against.claimed, low), high)
        direction = against.direction
        flat[among] += (nearest - against.claimed) / float(direction @ direction) * direction
    return first


def _clearly(claimed: Floats, numerical: Floats, refuted: tuple[Corner, ...]) -> bool:
    return any(
        abs(claimed[corner.index] - numerical[corner.index]) > CLEAR * max(abs(corner.left), abs(corner.right))
        for corner in refuted
    )


def _told(name: str, refuted: tuple[Corner, ...], held: tuple[Corner, ...], joint: Contradiction | None) -> str:
    if refuted and joint is not None:
        return f"at a corner of the cost it is no subgradient: {joint}"
    corner = (*refuted, *held)[0]
    entry = f"`{name}{list(corner.index)}`" if corner.index else f"`{name}`"
    slopes = f"slope {number(corner.left)} left, {number(corner.right)} right"
    if refuted:
        return f"{entry} is at a corner of the cost ({slopes}), and {number(corner.claimed)} is no subgradient there"
    many = "" if len(held) == 1 else f"at {counted(len(held), 'corner')} of the cost it is a subgradient, the first "
    return f"{many}{entry} at a corner of the cost ({slopes}), where {number(corner.claimed)} is a subgradient"
