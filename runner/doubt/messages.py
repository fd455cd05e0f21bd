"""The doubt in words: why rule and witness disagree, with the evidence in numbers and the step that would do better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..compare import relative_difference
from ..differences.extrapolate import NOISE_FACTOR
from ..differences.ladder import Line
from ..differences.steps import better_step
from ..differences.witness import Kink, Measurement
from ..model import Doubt, DoubtKind

Judged = Literal["right", "wrong", "undecided"]

TROUBLES = {"kink": DoubtKind.KINK, "domain": DoubtKind.DOMAIN, "noise": DoubtKind.ROUNDING, "conflict": DoubtKind.ROUNDING}


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The entry that decided: its name for people, what was claimed, what the rule measured and what the witness did.

    `largest` is the size of the largest entry of the claim.
    """

    name: str
    claimed: float
    numerical: float
    h: float
    tolerance: float
    largest: float
    measured: Measurement
    verdict: Judged


def doubt_of_failure(evidence: Evidence, line: Line) -> Doubt:
    """The doubt about a FAIL that the witness does not share. Two evaluations along `line`, to try the better step."""
    measured = evidence.measured
    if evidence.verdict == "undecided":
        kind = TROUBLES[measured.trouble] if measured.trouble else DoubtKind.ROUNDING
        return Doubt(kind, f"{_undecided(evidence)}; the verdict rests on the difference at h = {_step(evidence.h)} alone")
    off = abs(evidence.claimed - measured.value)
    if abs(evidence.numerical - measured.value) <= off / 10:
        claim = f"the claim {evidence.claimed:.8g} is off by {_number(off)}"
        slope = f"the slope for {evidence.name} is {_measured(measured)}, and {claim}"
        return Doubt(DoubtKind.INSENSITIVE, f"{slope}: much for this entry, but little beside the largest of the gradient")
    kind = reason(measured, evidence.numerical, evidence.h)
    spoiled = f"{_spoiled(kind, evidence)}; the slope is {_measured(measured)}, and the claim is right"
    step = better_step(measured)
    return Doubt(kind, spoiled if step is None else f"{spoiled}; {_at_better_step(step, evidence, line)}", step)


def doubt_of_pass(evidence: Evidence) -> Doubt:
    """The doubt about a PASS that the witness does not share."""
    measured = evidence.measured
    forgiven = evidence.tolerance * max(1.0, evidence.largest)
    blunt = f"the largest entry of the claim is {_number(evidence.largest)}, and the rule forgives {_number(forgiven)}"
    if evidence.verdict == "undecided":
        if measured.trouble in {"kink", "domain"} or evidence.largest >= 1:
            return Doubt(TROUBLES[measured.trouble or "noise"], _undecided(evidence))
        return Doubt(DoubtKind.INSENSITIVE, f"{blunt}; {_undecided(evidence)}")
    off = abs(evidence.claimed - measured.value)
    slope = f"the slope is {_measured(measured)}, and the claim {evidence.claimed:.8g} is off by {_number(off)}"
    if off - measured.error <= forgiven:
        return Doubt(DoubtKind.INSENSITIVE, f"{blunt}; for {evidence.name} {slope}")
    kind = reason(measured, evidence.numerical, evidence.h)
    return Doubt(kind, f"{_spoiled(kind, evidence)}, and the claim agrees with it by chance; {slope}", better_step(measured))


def reason(measured: Measurement, numerical: float, h: float) -> DoubtKind:
    """Why the difference at `h` is off the measured slope."""
    if not np.isfinite(numerical) or (measured.edge is not None and measured.edge <= h):
        return DoubtKind.DOMAIN
    if measured.kink is not None and measured.kink.distance <= h:
        return DoubtKind.KINK
    rounding = NOISE_FACTOR * measured.noise / h
    return DoubtKind.ROUNDING if abs(numerical - measured.value) <= rounding else DoubtKind.TRUNCATION


def entry_name(name: str, index: tuple[int, ...]) -> str:
    return f"`{name}{list(index)}`" if index else f"`{name}`"


def _spoiled(kind: DoubtKind, evidence: Evidence) -> str:
    """What is wrong with the difference that the rule took."""
    name, measured, h = evidence.name, evidence.measured, _step(evidence.h)
    if kind is DoubtKind.DOMAIN:
        edge = evidence.h if measured.edge is None else measured.edge
        return f"the cost is not finite at a distance of {_number(edge)} from {name}, and the step is {h}"
    good_to = f"at h = {h} the difference for {name} is good to {_number(abs(evidence.numerical - measured.value))} only"
    if kind is DoubtKind.KINK and measured.kink is not None:
        return f"{good_to}: there is a kink within {_number(measured.kink.distance)} of it, {_slopes(measured.kink)}"
    if kind is DoubtKind.ROUNDING:
        return f"{good_to}: the cost itself is known to {_number(measured.noise)} only, and the step divides that"
    return f"{good_to}: the cost bends too much for so large a step"


def _undecided(evidence: Evidence) -> str:
    """Why the witness cannot decide."""
    name, measured = evidence.name, evidence.measured
    if measured.trouble == "kink" and measured.kink is not None:
        lies = "lies between them, as a subgradient may" if measured.kink.between(evidence.claimed) else "lies outside them"
        return f"{name} lies on a kink, {_slopes(measured.kink)}: there is no gradient; the claim {evidence.claimed:.6g} {lies}"
    if measured.trouble == "domain":
        edge = "the smallest steps" if measured.edge is None else _number(measured.edge)
        return f"the cost is not finite at a distance of {edge} from {name}, so there is no difference to take"
    if measured.trouble == "conflict":
        return f"small and large steps find different slopes for {name}, as where the cost has lost its digits"
    if not measured.decided:
        return f"the slope for {name} cannot be measured: the cost is known to {_number(measured.noise)} only"
    return f"the slope for {name} is {_measured(measured)}, too rough to judge the claim {evidence.claimed:.8g}"


def _at_better_step(step: float, evidence: Evidence, line: Line) -> str:
    """What the rule would find at `step`, tried."""
    up, down = line.taken(np.array([step])), line.taken(np.array([-step]))
    values = line.values(np.concatenate([up, down]))
    there = (values[0] - values[1]) / (up[0] - down[0])
    error = abs(float(there) - evidence.measured.value) + evidence.measured.error
    passes = relative_difference(np.array([there]), np.array([evidence.claimed]))[0] <= evidence.tolerance
    return f"at h = {_step(step)} it is good to {_number(error)}, and there the claim {'passes' if passes else 'fails'}"


def _slopes(kink: Kink) -> str:
    return f"with slope {kink.left:.6g} to the left and {kink.right:.6g} to the right"


def _measured(measured: Measurement) -> str:
    return f"{measured.value:.8g} ± {_number(measured.error)}"


def _number(value: float) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:.2g}"
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e+")


def _step(h: float) -> str:
    """A step as people write it: 1e-4, 2.5e-3, 0.02."""
    if h >= 1e-2:
        return f"{h:g}"
    mantissa, exponent = f"{h:.5e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
