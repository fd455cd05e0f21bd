"""The doubt in words: why the verdict may be wrong, the evidence in numbers, and what to write instead where that was tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..differences.noise import NOISE_FACTOR
from ..differences.sides import Jump, OneSided
from ..differences.steps import EXPECTED, better_step, one_digit, one_digit_up
from ..differences.witness import Kink, Measurement
from ..model import Doubt, DoubtKind, Witness
from ..model.numerals import number
from .subgradients import Contradiction

Judged = Literal["right", "wrong", "undecided"]

TROUBLES = {
    "kink": DoubtKind.KINK,
    "jump": DoubtKind.JUMP,
    "domain": DoubtKind.DOMAIN,
    "noise": DoubtKind.ROUNDING,
    "conflict": DoubtKind.ROUNDING,
    "size": DoubtKind.ROUNDING,
}
NO_GRADIENT = frozenset({"kink", "jump", "domain"})
"""The troubles of a point at which there is no gradient, whatever is claimed."""
SINGLE_DIGITS = 6e-8
"""What single precision is good to."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The entry that decided: its name for people, what was claimed, what the rule measured and what the witness did.

    `largest` is the size of the largest entry of the claim, `others` the largest relative difference of the other entries.
    `contradiction` is the direction along which the claim is no subgradient, if one was found. `passes_at` tries whether
    the claim passes with another step and tolerance. `floor` is that of the rule, where it has one.
    `subgradients`: the case asks for no more than those.
    """

    name: str
    claimed: float
    numerical: float
    h: float
    tolerance: float
    largest: float
    others: float
    measured: Measurement
    verdict: Judged
    passes_at: Callable[[float, float], bool]
    contradiction: Contradiction | None = None
    floor: float | None = None
    subgradients: bool = False


def few(value: float) -> str:
    """A number of which only the size matters."""
    return number(value, 2)


def doubt_of_failure(evidence: Evidence) -> Doubt:
    """The doubt about a FAIL that the witness does not share."""
    measured = evidence.measured
    if evidence.verdict == "undecided":
        kind, rests = TROUBLES[measured.trouble or "noise"], ""
        if measured.trouble not in NO_GRADIENT:
            rests = f" The verdict rests on the difference at h = {number(evidence.h)} alone."
            off = abs(evidence.numerical - measured.value)
            if off > measured.error + evidence.tolerance * max(1.0, abs(measured.value)):
                kind = reason(measured, evidence.numerical, evidence.h)
                rests = f"{rests[:-1]}, which is off by {few(off)}."
        return Doubt(kind, _undecided(evidence) + rests + _in_single_precision(evidence))
    kind = reason(measured, evidence.numerical, evidence.h)
    step = better_step(measured)
    step = step if step is not None and step != evidence.h and evidence.passes_at(step, evidence.tolerance) else None
    advice = _in_single_precision(evidence) if step is None else f" Set `h: {number(step)}`."
    return Doubt(kind, f"Your claim is right; {_spoiled(kind, evidence)}. The slope is {_measured(measured)}.{advice}", step)


def doubt_of_pass(evidence: Evidence) -> Doubt:
    """The doubt about a PASS that the witness does not share."""
    measured = evidence.measured
    size = max(abs(evidence.claimed), abs(measured.value) if measured.decided else 0.0)
    forgiven = evidence.tolerance * max(1.0, size) if evidence.floor is None else evidence.tolerance * (size + evidence.floor)
    if evidence.verdict == "undecided":
        if measured.trouble in NO_GRADIENT or size >= 1:
            return Doubt(TROUBLES[measured.trouble or "noise"], _undecided(evidence))
        return Doubt(DoubtKind.INSENSITIVE, f"{_proves_nothing(evidence, size, forgiven)} {_undecided(evidence)}")
    off = abs(evidence.claimed - measured.value)
    slope = f"the slope is {_measured(measured)}, and the claim {number(evidence.claimed, 8)} is off by {few(off)}"
    if off - measured.error <= forgiven:
        finer = f"A finer measurement finds the claim wrong: {slope}."
        return Doubt(
            DoubtKind.INSENSITIVE, f"{_proves_nothing(evidence, size, forgiven)} {finer}{_finer_tolerance(evidence, off)}"
        )
    kind = reason(measured, evidence.numerical, evidence.h)
    return Doubt(kind, f"The claim passes by luck only: {_spoiled(kind, evidence)}; {slope}.", better_step(measured))


def reason(measured: Measurement, numerical: float, h: float) -> DoubtKind:
    """Why the difference at `h` is off the measured slope."""
    if not np.isfinite(numerical) or (measured.edge is not None and measured.edge <= h):
        return DoubtKind.DOMAIN
    if measured.jump is not None and measured.jump.distance <= h:
        return DoubtKind.JUMP
    if measured.kink is not None and measured.kink.distance <= h:
        return DoubtKind.KINK
    rounding = NOISE_FACTOR * measured.noise / h
    return DoubtKind.ROUNDING if abs(numerical - measured.value) <= rounding else DoubtKind.TRUNCATION


def entry_name(name: str, index: tuple[int, ...]) -> str:
    return f"`{name}{list(index)}`" if index else f"`{name}`"


def decided(name: str, witness: Witness) -> str:
    """What the gradient is at an entry: `wrong at `x[0]`, where the slope is 2 ± 4e-12`."""
    return f"wrong at {name}, where the slope is {_measured(witness)}"


def elsewhere(where: str, doubt: Doubt) -> str:
    """What is wrong with a claim `where` the rule tolerates it, and what is to be said of the entries that fail."""
    failing = doubt.message.replace("Your claim is right; ", "what fails is right: ", 1)
    return f"the claim is {where}, which is tolerated; {failing.removesuffix('.')}"


def _spoiled(kind: DoubtKind, evidence: Evidence) -> str:
    """What is wrong with the difference that the rule took."""
    name, measured, h = evidence.name, evidence.measured, number(evidence.h)
    if kind is DoubtKind.DOMAIN:
        edge = evidence.h if measured.edge is None else measured.edge
        return f"the cost is not finite {few(edge)} away from {name}, and the step is {h}"
    error = f"its error at {name} is {few(abs(evidence.numerical - measured.value))}"
    if kind is DoubtKind.JUMP and measured.jump is not None:
        near = measured.jump
        return f"the step {h} crosses a jump of the cost {few(near.distance)} away from {name}, {_jumps(near)} ({error})"
    if kind is DoubtKind.KINK and measured.kink is not None:
        corner = f"a corner of the cost within {few(measured.kink.distance)} of {name} ({_slopes(measured.kink)})"
        return f"the step {h} crosses {corner}; {error}"
    if kind is DoubtKind.ROUNDING:
        return f"rounding spoiled the check: {_precision(measured)}, which the step {h} divides ({error})"
    return f"the check was too coarse: the cost bends too much over the step {h} ({error})"


def _in_single_precision(evidence: Evidence) -> str:
    """Which step and tolerance can judge a claim for a cost in single precision, and how the claim fares with them."""
    step = better_step(evidence.measured) if evidence.measured.single else None
    if step is None:
        return ""
    ladder = evidence.measured.ladder
    error = float(np.interp(-step, -ladder.h, np.abs(ladder.central - evidence.measured.value))) + evidence.measured.noise / step
    tolerance = one_digit_up(EXPECTED * error / max(1.0, abs(evidence.measured.value)))
    if tolerance <= evidence.tolerance:
        return ""
    fares = "passes" if evidence.passes_at(step, tolerance) else "fails"
    return f" With `h: {number(step)}` and `tolerance: {number(tolerance)}`, which `h: auto` finds, the claim {fares}."


def _precision(measured: Measurement) -> str:
    if measured.single:
        return f"the cost is computed in single precision, good to {few(SINGLE_DIGITS)}"
    return f"the cost is known to {few(measured.noise)} only"


def _undecided(evidence: Evidence) -> str:
    """Why the witness cannot decide."""
    name, measured = evidence.name, evidence.measured
    if measured.trouble == "kink" and measured.kink is not None:
        return _at_the_kink(evidence, measured.kink)
    if measured.trouble == "jump" and measured.jump is not None:
        return f"The cost jumps at {name}, {_jumps(measured.jump)}: no gradient exists there. Move the point."
    if measured.trouble == "domain":
        return _at_the_edge(name, measured)
    if measured.trouble == "conflict":
        return f"Small and large steps find different slopes for {name}, as where the cost has lost its digits."
    if not measured.decided:
        too_small = measured.trouble == "size"
        why = "the entry is so small that no step is small beside it" if too_small else _precision(measured)
        return f"The slope for {name} cannot be measured: {why}."
    why = f": {_precision(measured)}" if measured.single else ""
    return f"The slope for {name} is {_measured(measured)}, too rough to judge the claim {number(evidence.claimed, 8)}{why}."


def _at_the_kink(evidence: Evidence, kink: Kink) -> str:
    name, slopes = evidence.name, _slopes(kink)
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


def _proves_nothing(evidence: Evidence, size: float, forgiven: float) -> str:
    if evidence.largest <= 2 * size:
        return (
            f"This PASS proves nothing: no entry is larger than {few(max(size, evidence.largest))}, "
            f"and {few(forgiven)} is tolerated."
        )
    return f"This PASS proves nothing for {evidence.name}: it is {few(size)}, and {few(forgiven)} is tolerated."


def _finer_tolerance(evidence: Evidence, off: float) -> str:
    """A tolerance at which the wrong claim fails and a right one would pass, if the difference is good enough for one."""
    known = abs(evidence.numerical - evidence.measured.value) + evidence.measured.error
    tolerance = one_digit(off / 10)
    if known > tolerance / 2 or evidence.others > tolerance:
        return ""
    return f" Set `tolerance: {number(tolerance)}`."


def _jumps(jump: Jump) -> str:
    """from 0 to 1, where it is 1."""
    way = f"from {number(jump.left)} to {number(jump.right)}"
    if np.isclose(jump.left, jump.right, rtol=1e-6):
        way = f"being {number(jump.left)} on both sides"
    return way if jump.distance else f"{way}, and {number(jump.center)} at the point"


def _slopes(kink: Kink) -> str:
    return f"slope {number(kink.left)} left, {number(kink.right)} right"


def _measured(measured: Measurement | Witness) -> str:
    return f"{number(measured.value, 8)} ± {few(measured.error)}"
