"""The doubt in words: why the verdict may be wrong, the evidence in numbers, and what to write instead where that was tried."""

from __future__ import annotations

import numpy as np

from ..differences.noise import NOISE_FACTOR
from ..differences.steps import EXPECTED, better_step, one_digit, one_digit_up
from ..differences.witness import Measurement
from ..model import Doubt, DoubtKind, Witness
from ..model.numerals import number
from .evidence import Evidence, few, jumps, measured_as, precision, slopes_of
from .undecided import undecided

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


def doubt_of_failure(evidence: Evidence) -> Doubt:
    """The doubt about a FAIL that the witness does not share."""
    measured = evidence.measured
    if evidence.verdict == "undecided":
        kind, rests = TROUBLES[measured.trouble or "noise"], ""
        if measured.trouble not in NO_GRADIENT:
            rests = f" The verdict rests on the difference at h = {number(evidence.h)} alone."
            off = abs(evidence.numerical - measured.value)
            if not np.isfinite(evidence.numerical):
                kind, rests = DoubtKind.DOMAIN, f" The cost is not finite one step of {number(evidence.h)} away."
            elif off > measured.error + evidence.tolerance * max(1.0, abs(measured.value)):
                kind = reason(measured, evidence.numerical, evidence.h)
                rests = f"{rests[:-1]}, which is off by {few(off)}."
        return Doubt(kind, undecided(evidence) + rests + _in_single_precision(evidence))
    kind = reason(measured, evidence.numerical, evidence.h)
    step = better_step(measured)
    step = step if step is not None and step != evidence.h and evidence.passes_at(step, evidence.tolerance) else None
    advice = _in_single_precision(evidence) if step is None else f" Set `h: {number(step)}`."
    return Doubt(kind, f"Your claim is right; {_spoiled(kind, evidence)}. The slope is {measured_as(measured)}.{advice}", step)


def doubt_of_pass(evidence: Evidence) -> Doubt:
    """The doubt about a PASS that the witness does not share."""
    measured = evidence.measured
    size = max(abs(evidence.claimed), abs(measured.value) if measured.decided else 0.0)
    forgiven = evidence.tolerance * max(1.0, size) if evidence.floor is None else evidence.tolerance * (size + evidence.floor)
    if evidence.verdict == "undecided":
        if measured.trouble in NO_GRADIENT or size >= 1:
            return Doubt(TROUBLES[measured.trouble or "noise"], undecided(evidence))
        met = abs(evidence.claimed - measured.value) <= measured.error < size
        proves = _proves("little" if met else "nothing", evidence, size, forgiven)
        return Doubt(DoubtKind.INSENSITIVE, f"{proves} {_met(measured, size) if met else undecided(evidence)}")
    off = abs(evidence.claimed - measured.value)
    slope = f"the slope is {measured_as(measured)}, and the claim {number(evidence.claimed, 8)} is off by {few(off)}"
    if off - measured.error <= forgiven:
        proves = _proves("nothing", evidence, size, forgiven)
        finer = f"A finer measurement finds the claim wrong: {slope}."
        return Doubt(DoubtKind.INSENSITIVE, f"{proves} {finer}{_finer_tolerance(evidence, off)}")
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
    return f"wrong at {name}, where the slope is {measured_as(witness)}"


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
        return f"the step {h} crosses a jump of the cost {few(near.distance)} away from {name}, {jumps(near)} ({error})"
    if kind is DoubtKind.KINK and measured.kink is not None:
        corner = f"a corner of the cost within {few(measured.kink.distance)} of {name} ({slopes_of(measured.kink)})"
        return f"the step {h} crosses {corner}; {error}"
    if kind is DoubtKind.ROUNDING:
        return f"rounding spoiled the check: {precision(measured)}, which the step {h} divides ({error})"
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


def _proves(what: str, evidence: Evidence, size: float, forgiven: float) -> str:
    if evidence.largest <= 2 * size:
        return (
            f"This PASS proves {what}: no entry is larger than {few(max(size, evidence.largest))}, "
            f"and {few(forgiven)} is tolerated."
        )
    return f"This PASS proves {what} for {evidence.name}: it is {few(size)}, and {few(forgiven)} is tolerated."


def _met(measured: Measurement, size: float) -> str:
    """How far a claim agrees with a slope that is known too roughly to judge it."""
    off = f"{few(100 * measured.error / size)} %"
    return f"The slope is {measured_as(measured)}, which the claim meets; one that is off by {off} would look the same."


def _finer_tolerance(evidence: Evidence, off: float) -> str:
    """A tolerance at which the wrong claim fails and a right one would pass, if the difference is good enough for one."""
    known = abs(evidence.numerical - evidence.measured.value) + evidence.measured.error
    tolerance = one_digit(off / 10)
    if known > tolerance / 2 or evidence.others > tolerance:
        return ""
    return f" Set `tolerance: {number(tolerance)}`."
