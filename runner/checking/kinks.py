"""Claims at the corners of a cost, where a case asks for subgradients.

Entry by entry a corner has a slope to either side, and a subgradient lies between them; along joint directions too (see
`doubt.subgradients`). The claim is held against the nearest subgradient that these slopes allow: itself, where it is one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..differences.ladder import Line
from ..differences.witness import measure
from ..doubt.subgradients import Contradiction, contradiction
from ..measuring.compare import again
from ..measuring.gradients import Measured
from ..model import Corner, Floats
from ..model.numerals import counted, number

BENT = 1e-2
"""An entry is looked at where the cost bends so much over the step, in units of its slope; at a corner it bends by as much."""
MOST = 256
"""How many entries are looked at, the worst first."""
CLEAR = 1e-4
"""By this much, in units of its size, a claim must miss the slopes to be no subgradient beyond doubt."""
ROUNDS = 8
"""How many joint directions at most move the nearest subgradient."""


def at_kinks(claim: Measured) -> Measured:
    """The claim held against subgradients at the corners of its cost, and against the slope where one lies within the step."""
    comparison, x = claim.comparison, claim.x
    if comparison.relative is None or not np.isfinite(comparison.claimed).all():
        return claim
    claimed = np.asarray(comparison.claimed, dtype=np.float64)
    numerical = np.array(comparison.numerical, dtype=np.float64)
    flat = numerical.reshape(-1)
    corners: dict[int, Corner] = {}
    with np.errstate(all="ignore"):
        for position in _bent(claim):
            found = measure(Line(claim.cost, x, [position]))
            if found.trouble == "kink" and found.kink is not None:
                low, high = sorted((found.kink.left, found.kink.right))
                index = tuple(int(i) for i in np.unravel_index(position, x.shape))
                corners[position] = Corner(index, float(claimed[index]), found.kink.left, found.kink.right)
                flat[position] = min(max(float(claimed[index]), low), high)
            elif found.kink is not None and found.decided:
                flat[position] = found.value
        joint = _along_joint_directions(claim, numerical, claimed, sorted(corners))
    if not corners and np.array_equal(numerical, comparison.numerical):
        return claim
    held = again(comparison, claimed, numerical)
    held = held._replace(differenced=comparison.differenced)
    wrong = np.asarray(held.relative).reshape(-1) > held.tolerance
    refuted = tuple([replace(corner, holds=False) for position, corner in corners.items() if wrong[position]])
    held_corners = tuple([corner for position, corner in corners.items() if not wrong[position]])
    return claim._replace(
        comparison=held,
        note=_told(comparison.name, refuted, held_corners, joint) if corners else "",
        corners=(*refuted, *held_corners),
        refuted=bool(refuted) and _clearly(claimed, numerical, refuted),
    )


def _bent(claim: Measured) -> list[int]:
    """The entries that are off, or about which the cost bends, the worst first."""
    relative = np.asarray(claim.comparison.relative).reshape(-1)
    seen = relative > claim.comparison.tolerance
    if claim.gradient.bend is not None:
        seen |= claim.gradient.bend.reshape(-1) > BENT
    seen &= np.isfinite(claim.x.reshape(-1))
    found: list[int] = [position for position in np.argsort(-relative, kind="stable").tolist() if seen[position]]
    return found[:MOST]


def _along_joint_directions(claim: Measured, numerical: Floats, claimed: Floats, positions: list[int]) -> Contradiction | None:
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
        against = contradiction(claim.cost, claim.x, numerical, among)
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
