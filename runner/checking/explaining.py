"""A settled verdict → what is to be said of it: whether it may be believed, why a claim is wrong, how its difference errs.

The verdict stands whatever happens here. What fails costs its own part alone, and is told in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import isfinite
from time import perf_counter

import numpy as np

from .. import diagnoses
from ..diagnoses.placed import placed
from ..differences.steps import error_curve
from ..doubt import SILENT, Testimony, examine, examine_side
from ..measuring.gradients import WHOLE, Measured
from ..measuring.maps import MeasuredMap
from ..model import Cause, Doubt, DoubtKind, Finding, InputResult, Result
from ..problem.rounding import moved_by_rounding
from .corners import beside_corners
from .expectation import amended
from .explaining_maps import curve_of, examine_map
from .settling import Settled, shown

AMPLE = 1000
"""With lent code, a claim that fails is measured in full, and a curve drawn, where its check took this many evaluations."""

SLOW = 0.05
"""A passing case that took this many seconds may take as many again before it is known whether that may be believed."""


FAR = 1000
"""A claim is far off where half of its entries, `FEW` at least, are wrong by more than this many tolerances."""

FEW = 4


class Unexplained:
    """What could not be looked for, each thing once."""

    def __init__(self) -> None:
        self.sentences: dict[str, None] = {}

    def add(self, what: str, error: Exception) -> None:
        """`what` could not be looked for, because of `error`."""
        why = "out of memory" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"
        self.sentences[f"{what} could not be looked for: {why}"] = None

    @contextmanager
    def if_failing(self, what: str) -> Iterator[None]:
        """A part of the explanation: where it fails the next one begins."""
        try:
            yield
        except Exception as error:  # whatever it is, the verdict stands
            self.add(what, error)


def may_take_time(settled: Settled) -> bool:
    """Whether there may be so much to look for beyond the verdict that it should be told before."""
    return bool(settled.failing) or settled.result.seconds >= SLOW


def explain(settled: Settled) -> Result:
    """The result, complete: with doubt, causes and curves."""
    trouble = Unexplained()
    before = _evaluations(settled)
    testimonies = _testimonies(settled, trouble)
    witness, doubt, *_ = _most_in_doubt(settled, testimonies)
    findings, diagnosing = _findings(settled, testimonies, trouble)
    inputs = settled.result.inputs
    if doubt is not None and not settled.failing:
        inputs = tuple([shown(*each) for each in zip(inputs, settled.all, strict=True)])
    if doubt is not None or settled.failing:
        inputs = tuple([_with_curve(*each, testimonies, trouble) for each in zip(inputs, settled.all, strict=True)])
    return amended(
        settled.result,
        inputs=inputs,
        findings=findings,
        witness=witness,
        doubt=doubt,
        unexplained=tuple(trouble.sentences),
        evaluations=settled.result.evaluations + _evaluations(settled) - before + diagnosing,
        seconds=perf_counter() - settled.start,
    )


def _evaluations(settled: Settled) -> int:
    return sum([claim.cost.evaluations for claim in settled.all])


def _testimonies(settled: Settled, trouble: Unexplained) -> dict[str, Testimony]:
    """What the witness says of each claim, by its input."""
    heard: dict[str, Testimony] = {}
    for claim in settled.claims:
        testimony = SILENT
        if claim.cost.lends and _is_far_off(claim) and any(each.settled for each in heard.values()):
            heard[claim.name] = SILENT  # the verdict rests on another claim, and lent code may be slow
            continue
        with trouble.if_failing("whether the verdict may be believed"):
            testimony = _heard(settled, claim)
        if claim.unsettled and testimony.doubt is None:
            near = ", as beside many kinks" if claim.unsettled is DoubtKind.KINK else ""
            why = f"{claim.comparison.message}{near}; `method: full` measures every entry"
            testimony = testimony._replace(doubt=Doubt(claim.unsettled, why))
        heard[claim.name] = testimony
    for measured in settled.maps:
        testimony = SILENT
        with trouble.if_failing("whether the verdict may be believed"):
            testimony = examine_map(measured)
        heard[measured.name] = testimony
    return heard


def _heard(settled: Settled, claim: Measured) -> Testimony:
    """What the witness says of one claim. At corners it has been heard; to one side it takes steps of its own."""
    center, rounding = settled.center, claim.claim_rounding
    measured = claim.cost, claim.x, claim.gradient, claim.comparison
    case = settled.draw.problem.case
    side, noise = case.side, case.noise or 0.0
    if side:
        return examine_side(*measured, sign=side, noise=max(noise, float(np.spacing(abs(center)))), claim_rounding=rounding)
    if claim.refuted:
        return SILENT
    corners = [corner.index for corner in claim.corners if corner.holds]
    costly = _is_costly(claim)
    return examine(
        *measured,
        center=center,
        claim_rounding=rounding,
        noise=noise,
        left_out=corners,
        costly=costly,
        subgradients=case.at_kinks is not None,
        rounding_of_claim=lambda: moved_by_rounding(settled.draw, claim.name),
    )


def _is_far_off(claim: Measured) -> bool:
    """Whether most entries are wrong by far more than a corner or rounding does that."""
    relative = claim.comparison.relative
    return relative is not None and relative.size >= FEW and float(np.median(relative)) > FAR * claim.comparison.tolerance


def _is_costly(claim: Measured) -> bool:
    """Whether to measure one entry in full would take much of the time that the check itself took."""
    if claim.gradient.method == "probe" and claim.x.size > WHOLE:
        return True
    return claim.cost.lends and 2 * claim.x.size < AMPLE


def _most_in_doubt(settled: Settled, testimonies: Mapping[str, Testimony]) -> Testimony:
    """The one with a doubt, else the first for which the witness was called.

    A FAIL rests on the claims that fail: where one of them is wrong beyond doubt, so is the case.
    """
    heard = [testimonies[claim.name] for claim in settled.failing] or list(testimonies.values())
    if any(claim.comparison.relative is None for claim in settled.failing):
        return SILENT  # a claim of another shape is wrong whatever is measured
    if settled.failing:
        heard.sort(key=lambda testimony: testimony.witness is None or testimony.doubt is not None)
        if heard[0].witness is not None and heard[0].witness.verdict == "wrong" and heard[0].doubt is None:
            return heard[0]
    first = SILENT
    for testimony in heard:
        if testimony.doubt is not None:
            return testimony
        if first is SILENT and testimony.witness is not None:
            first = testimony
    return first


def _findings(settled: Settled, testimonies: Mapping[str, Testimony], trouble: Unexplained) -> tuple[tuple[Finding, ...], int]:
    """Why the failing claims are wrong, and how many evaluations that took.

    Nothing is said of one that is right, or open because there is no gradient at the point.
    """
    if not settled.failing:
        return (), 0
    heard = [claim for claim in settled.claims if not testimonies[claim.name].excused]
    maps = [(each.claim, each.comparison) for each in settled.maps if not testimonies[each.name].excused]
    steps = {claim.name: claim.gradient.h for claim in settled.all}
    decided = {name: known for name, testimony in testimonies.items() if (known := testimony.settled) is not None}
    explained = diagnoses.Explained()
    with trouble.if_failing("the cause"):
        comparisons = [beside_corners(claim) for claim in heard]
        explained = diagnoses.findings(settled.draw, comparisons, steps, decided, maps)
    for error in explained.errors:
        trouble.add("the cause", error)
    spoiled = {claim.name for claim in heard if _is_spoiled(claim, testimonies[claim.name])}
    found = [
        each
        for each in explained.findings
        if not (testimonies[each.input].open and _is_a_guess(each))
        and not (each.input in spoiled and diagnoses.rests_on_differences(each))
    ]
    refuted = {claim.name: claim for claim in heard if claim.refuted}
    found = [_at_its_corner(each, refuted[each.input]) if each.input in refuted else each for each in found]
    told = [Finding(Cause.ENTRIES, name, each.elsewhere) for name, each in testimonies.items() if each.elsewhere]
    return tuple(placed(settled.draw.problem.case, finding) for finding in (*told, *found)), explained.evaluations


def _at_its_corner(finding: Finding, claim: Measured) -> Finding:
    """What is found of a claim that is no subgradient: where nothing explains it, that is what is known."""
    if finding.cause is not Cause.UNKNOWN:
        return finding
    right = "" if finding.suggestion is None else f"; the gradient is `{finding.suggestion}`"
    return replace(finding, message=f"the claim is no subgradient: {claim.note}{right}")


def _is_a_guess(finding: Finding) -> bool:
    """Whether nothing was found that bears a finding out; that a claim is no number, or of another shape, needs nothing."""
    return finding.suggestion is None and not finding.evidence and finding.cause not in (Cause.NON_FINITE, Cause.SHAPE)


def _is_spoiled(claim: Measured, testimony: Testimony) -> bool:
    """Whether the difference is off the slope where the witness has found the claim wrong: what agrees with it says nothing."""
    witness, numerical = testimony.witness, claim.comparison.numerical
    if witness is None or witness.verdict != "wrong" or numerical.shape != claim.x.shape:
        return False
    off = abs(float(numerical[witness.index]) - witness.value)
    return not off <= witness.error + claim.comparison.tolerance * max(1.0, abs(witness.value))


def _with_curve(
    check: InputResult, claim: Measured | MeasuredMap, testimonies: Mapping[str, Testimony], trouble: Unexplained
) -> InputResult:
    """The same with the error of the difference against the step, for the worst entry.

    It takes as many evaluations as three right claims: it is drawn beside a doubt, where the step may matter, and else only if
    it was measured anyway.
    """
    worst, testimony = claim.comparison.worst, testimonies.get(claim.name, SILENT)
    if isinstance(claim, MeasuredMap):
        with trouble.if_failing("how the error depends on the step"):
            if worst is not None and isfinite(worst.numerical) and not (claim.comparison.passes and testimony.doubt is None):
                return check._replace(curve=curve_of(claim, worst.index))
        return check
    certain = claim.refuted or (claim.comparison.passes and testimony.doubt is None)
    if worst is None or not isfinite(worst.numerical) or claim.gradient.method == "one-sided" or certain:
        return check
    measured = testimony.of_entry(worst.index)
    affordable = testimony.doubt is not None and claim.comparison.measured is None and not _is_costly(claim)
    if measured is not None or affordable:
        with trouble.if_failing("how the error depends on the step"):
            return check._replace(curve=error_curve(claim.cost, claim.x, worst.index, measured))
    return check
