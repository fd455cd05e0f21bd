"""One entry of a claim before the witness: right, wrong or undecided.

Each entry is judged at its own scale, be it ever so small beside the others: with the witness's value w, its error bar E and
the entry c of the claim, c is right where |w − c| + E ≤ tolerance·max(|w|, |c|), wrong where |w − c| − E exceeds that, else
undecided. Below the rounding of the cost's own terms nothing can be told apart: there zero agrees with zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..differences.complex_step import lost
from ..differences.ladder import Line
from ..differences.witness import Measurement, measure
from ..model import Array
from .evidence import Judged

BLIND = 5e-4
"""Of a claim that passes, an entry counts as right that is known to be so to this part of its size."""
TERMS = 2.0**-14
"""What rounding of the cost's own terms leaves in a claim that is computed, in units of what it leaves of a difference."""
LARGER = 4.0
"""Other entries are larger than one that is left of zero where they are so many times what may be left of it."""
INVISIBLE = 2.0**-10
"""A claim below so much of that is zero for any cost of this size."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a slope: its value and error bar, and what else may be left of zero.

    `rounding` is that of the cost's own terms and `of_point` that of the point, for the slope; `exact`: the error bar is the
    rounding of the slope itself, so that no better can be done.
    """

    value: float
    error: float
    rounding: float = 0.0
    of_point: float = 0.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """How near an entry must come to what was measured; without the rest this is the plain formula.

    `claim_rounding` is what the claim may be off by its own rounding: by so much less is it called wrong; where it is `forgiven`,
    so much off is right. `coarse` is the part of its size to which an entry must be known to be called right, and `absolute` the
    error bar within which it is right whatever its size, where the cost can be known no better. `largest` is the size of the
    largest entry of the claim; `granted` is what the case forgives whatever the size of an entry.
    """

    tolerance: float
    claim_rounding: float = 0.0
    forgiven: bool = False
    coarse: float = 0.0
    absolute: float = 0.0
    largest: float = 0.0
    granted: float = 0.0


def judge(known: Known, claimed: float, bar: Bar) -> Judged:
    """One entry of a claim against what is known of the slope, at the scale of the larger of the two."""
    value, error = known.value, known.error
    distance, size = abs(value - claimed), max(abs(value), abs(claimed))
    allowed = bar.tolerance * size + bar.granted
    if distance + error <= allowed:
        return "right"
    if error <= known.rounding and ((known.exact and distance <= error + allowed) or _zero(known, claimed, bar)):
        return "right"
    if distance <= error <= bar.absolute:
        return "right"
    if bar.forgiven and distance <= error + allowed + bar.claim_rounding and error <= bar.claim_rounding + allowed:
        return "right"
    if distance - error > allowed + bar.claim_rounding:
        return "wrong"
    return "right" if distance + error <= bar.coarse * size else "undecided"


def _zero(known: Known, claimed: float, bar: Bar) -> bool:
    """Whether slope and claim are both zero but for rounding.

    Among larger entries a small number that is no slope to be seen may be one of its own, unless no cost of this size shows it.
    """
    if abs(known.value) > known.error + known.of_point:
        return False
    left = known.rounding * TERMS
    beside = bar.largest > LARGER * (known.error + known.of_point + left)
    visible = not known.exact and beside and abs(claimed) > INVISIBLE * left
    return abs(claimed) <= known.of_point + left + (known.error if not visible else 0.0) and (claimed == 0 or not visible)


def known(measured: Measurement) -> Known:
    """What a measurement makes known of the slope."""
    return Known(measured.value, measured.error, measured.rounding, measured.of_point, measured.exact)


def held(line: Line, claimed: float, bar: Bar) -> tuple[Judged, Measurement]:
    """One entry of a claim against the slope along `line`, measured in full.

    Before it is called wrong, what the cost may have lost of its digits on the way is held in its favour.
    """
    found = measure(line)
    bar = replace(bar, absolute=bar.tolerance) if found.single and bar.coarse else bar
    if found.constant and found.value == 0 == claimed:
        return "right", found  # though no bar is as small as 0
    verdict = judge(known(found), claimed, bar)
    if verdict == "wrong" and (unsure := lost(line)) > 0:
        loose = replace(found, error=found.error + unsure)
        if judge(known(loose), claimed, bar) != "wrong":
            return "undecided", loose
    return verdict, found


def largest(array: Array) -> float:
    """The size of the largest entry."""
    return float(max(array.max(), -array.min())) if array.size else 0.0
