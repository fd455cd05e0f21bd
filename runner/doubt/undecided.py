"""Why the witness cannot decide, in words: corners, jumps, ends of the domain, and what is too rough to judge by."""

from __future__ import annotations

import numpy as np

from ..differences.sides import OneSided
from ..differences.witness import Kink, Measurement
from ..model.numerals import number
from .evidence import Evidence, few, jumps, measured_as, precision, slopes_of

SHARP = 0.1
"""A slope that is known to this fraction of what the claim is off by is not what is too rough."""


def undecided(evidence: Evidence) -> str:
    """Why the witness cannot decide."""
    name, measured = evidence.name, evidence.measured
    if measured.trouble == "kink" and measured.kink is not None:
        return _at_the_kink(evidence, measured.kink)
    if measured.trouble == "jump" and measured.jump is not None:
        return f"The cost jumps at {name}, {jumps(measured.jump)}: no gradient exists there. Move the point."
    if measured.trouble == "domain":
        return _at_the_edge(name, measured)
    if measured.trouble == "conflict":
        return f"Small and large steps find different slopes for {name}, as where the cost has lost its digits."
    if not measured.decided:
        too_small = measured.trouble == "size"
        why = "the entry is so small that no step is small beside it" if too_small else precision(measured)
        return f"The slope for {name} cannot be measured: {why}."
    return _too_near(evidence)


def _too_near(evidence: Evidence) -> str:
    """Why a slope that is known does not tell: it is known too roughly, or the claim is."""
    name, measured = evidence.name, evidence.measured
    off = abs(evidence.claimed - measured.value)
    if measured.error < SHARP * off:
        missed = f"the claim {number(evidence.claimed, 8)} misses it by {few(off)}"
        return f"The slope for {name} is {measured_as(measured)}; {missed}, as rounding on the way to it may."
    why = f": {precision(measured)}" if measured.single else ""
    return f"The slope for {name} is {measured_as(measured)}, too rough to judge the claim {number(evidence.claimed, 8)}{why}."


def _at_the_kink(evidence: Evidence, kink: Kink) -> str:
    name, slopes = evidence.name, slopes_of(kink)
    if np.isinf([kink.left, kink.right]).any():
        return f"The slope grows without bound at {name} ({slopes}): no gradient exists there. Move the point."
    corner = f"{name} is at a corner of the cost ({slopes}): no gradient exists there."
    return f"{corner} {_as_subgradient(evidence, kink)} Move the point."


def _as_subgradient(evidence: Evidence, kink: Kink) -> str:
    claim = f"The claim {number(evidence.claimed)}"
    if not np.isfinite(evidence.claimed):
        return f"{claim} is no finite number, and so no subgradient."
    if not kink.between(evidence.claimed):
        return f"{claim} lies outside these slopes."
    if evidence.contradiction is not None:
        return f"{claim} lies between, but the whole claim is no subgradient: {evidence.contradiction}."
    if evidence.subgradients:
        return f"{claim} lies between, as a subgradient may, but there are more such entries than could be looked at."
    return f"{claim} lies between, as a subgradient may: with `at_kinks: subgradient` the case asks for no more."


def _at_the_edge(name: str, measured: Measurement) -> str:
    side = measured.one_sided
    if side is None:
        if measured.edge is None:
            return f"The cost is not finite next to {name}, or {name} is not: there is no difference to take."
        return f"The cost is not finite {few(measured.edge)} away from {name}: there is no difference to take."
    return f"The domain of the cost ends at {name}: no gradient exists there. {_slope_to_one_side(side)}"


def _slope_to_one_side(side: OneSided) -> str:
    where = "right" if side.sign > 0 else "left"
    if np.isfinite(side.value):
        return f"The slope to the {where} is {number(side.value, 8)} ± {few(side.error)}."
    return f"The slope to the {where} grows without bound, to {'∞' if side.value > 0 else '−∞'}."
