"""Case → verdict: the claims are evaluated, measured and compared. Nothing here asks why a claim is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan
from time import perf_counter
from typing import Any

import numpy as np

from ..errors import EvaluationError, Skipped
from ..measuring.compare import worst_entries
from ..measuring.gradients import Measured, measure
from ..measuring.maps import MeasuredMap, measure_map
from ..model import Array, Case, Comparison, InputResult, Result, Verdict
from ..model.numerals import number
from ..problem import Draw, InputCost, Lent, Problem, drawn, origin
from .consistency import held_among_themselves
from .expectation import ended
from .kinks import at_kinks
from .picture import picture

ENTRIES_SHOWN = 1024
"""Arrays of up to this many entries go into the result as they are, so that they can be shown."""

CORNERS_SHOWN = 10
"""How many corners at most are told one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A case whose verdict stands, and what was measured on the way to it.

    `result` is all that there is to tell so far; `center` the cost at the drawn point; `start` when the work on the case began.
    """

    draw: Draw
    claims: tuple[Measured, ...]
    maps: tuple[MeasuredMap, ...]
    center: float
    start: float
    result: Result

    @property
    def all(self) -> tuple[Measured | MeasuredMap, ...]:
        """All claims, gradients first."""
        return (*self.claims, *self.maps)

    @property
    def failing(self) -> tuple[Measured | MeasuredMap, ...]:
        """The claims that are wrong by the rule."""
        return tuple([claim for claim in self.all if not claim.comparison.passes])


def settle(case: Case, lent: Lent | None, start: float) -> Settled:
    """Hold the claims of a case against differences. Raises `ExpressionError` where there is nothing to compare."""
    problem = Problem(case, lent)
    try:
        draw = drawn(problem)
        costs = [draw.cost(name) for name in case.claims or case.inputs[:1]]
        center = _value(costs[0], draw)
    except EvaluationError as error:
        if case.point is None:
            raise
        raise Skipped(error.message) from None
    claims = tuple([measure(draw, cost, center) for cost in costs]) if case.claims else ()
    if case.at_kinks is not None:
        claims = tuple([at_kinks(claim) for claim in claims])
    maps = tuple([measure_map(draw, claim) for claim in case.map_claims])
    every: list[Measured | MeasuredMap] = [*claims, *maps]
    if every and all(claim.unmeasured for claim in every):
        raise EvaluationError("; ".join([claim.unmeasured for claim in every]))
    failing = [claim for claim in every if not claim.comparison.passes]
    result = ended(
        case,
        Verdict.FAIL if failing else Verdict.PASS,
        "; ".join([_sentence(claim) for claim in failing or every]),
        inputs=tuple([shown(input_result(claim), claim) if failing else input_result(claim) for claim in every]),
        part=draw.problem.part_of_claim(failing[0].name) if failing else "",
        shapes=draw.shapes,
        evaluations=sum([cost.evaluations for cost in costs]) + sum([found.cost.evaluations for found in maps]),
        seconds=perf_counter() - start,
        cost=center,
    )
    if maps:
        result = held_among_themselves(result, draw, claims, maps)
    return Settled(draw, claims, maps, center, start, result)


def _value(cost: InputCost, draw: Draw) -> float:
    """The cost at the drawn point, which must be finite, and the same to the last bit when it is evaluated again.

    It is evaluated again where something is lent: the functions of the table give the same for the same.
    """
    x = draw.input(cost.name)
    first = cost(x)
    if draw.problem.lent:
        second = cost(x)
        noise = draw.problem.case.noise
        if not (first == second or (isnan(first) and isnan(second)) or abs(first - second) <= (noise or 0.0)):
            stated = "" if noise is None else f", further apart than the stated noise {number(noise)}"
            raise _of_cost(
                draw,
                f"nondeterministic: two evaluations of the cost at the same point gave {first!r} and {second!r}{stated}",
                "draw from `rng` under `let`, or from random, numpy.random or torch, which are seeded before each lent call; "
                "keep nothing in the module from one call to the next",
            )
    if not isfinite(first):
        raise _not_finite(draw, first)
    return first


def _not_finite(draw: Draw, value: float) -> EvaluationError:
    message = f"the cost is {value} at the drawn point, so it has no gradient there"
    found = origin(draw)
    if found is None:
        return _of_cost(draw, message)
    error = EvaluationError(f"{message}: {found.sentence}", found.offset, found.length, found.hint)
    error.key = found.key
    return error


def _of_cost(draw: Draw, message: str, hint: str | None = None) -> EvaluationError:
    error = EvaluationError(message, hint=hint)
    error.key = draw.problem.cost.key
    return error


def _sentence(claim: Measured | MeasuredMap) -> str:
    sentence = _compared(claim)
    return f"{sentence}; {claim.note}" if claim.note else sentence


def _compared(claim: Measured | MeasuredMap) -> str:
    comparison, worst = claim.comparison, claim.comparison.worst
    step = _measured_step(claim) if claim.case.h == "auto" and not claim.unmeasured else ""
    if worst is None or not comparison.passes:
        return comparison.message + step
    return f"{comparison.message}: the worst relative difference is {number(worst.relative, 2)}{step}"


def _measured_step(claim: Measured | MeasuredMap) -> str:
    step, tolerance = number(claim.gradient.h), claim.comparison.tolerance
    if tolerance == claim.case.tolerance:
        return f" (at the measured step h = {step})"
    why = "the cost is computed in single precision, good to 6e-8"
    return f" (at the measured step h = {step} with tolerance {number(tolerance)}: {why})"


def input_result(claim: Measured | MeasuredMap) -> InputResult:
    """What there is to tell of one claim, whoever looks at it."""
    comparison, worst = claim.comparison, claim.comparison.worst
    return InputResult(
        name=claim.name,
        shape=comparison.numerical.shape,
        entries=comparison.numerical.size,
        wrong=comparison.wrong,
        first_wrong=comparison.first_wrong,
        worst=worst,
        max_relative=None if worst is None else worst.relative,
        message=comparison.message,
        h=claim.gradient.h,
        method=claim.gradient.method,
        limit=claim.limit,
        claimed_shape=comparison.claimed.shape,
        claimed=_nested(comparison.claimed),
        numerical=_numerical(comparison),
        table=() if comparison.passes else worst_entries(comparison),
        measured=None if comparison.measured is None else len(comparison.measured),
        corners=claim.corners[:CORNERS_SHOWN],
        note=claim.note,
        claim="gradient" if isinstance(claim, Measured) else claim.claim.key,
        input="" if isinstance(claim, Measured) else claim.claim.input,
    )


def shown(check: InputResult, claim: Measured | MeasuredMap) -> InputResult:
    """The same with what somebody who looks at it wants to see: the input itself, and of large arrays a picture."""
    return check._replace(picture=picture(claim.comparison), values=_nested(claim.at))


def _numerical(comparison: Comparison) -> Any:
    """The numerical gradient where it was measured, None elsewhere; None where it is too large, or where nothing was."""
    differenced = comparison.differenced
    if differenced is None or comparison.numerical.size > ENTRIES_SHOWN:
        return _nested(comparison.numerical)
    if not differenced.size:
        return None
    entries = np.full(comparison.numerical.size, None, dtype=object)
    entries[differenced] = comparison.numerical.reshape(-1)[differenced]
    return entries.reshape(comparison.numerical.shape).tolist()


def _nested(array: Array) -> Any:
    """An array as nested lists, where it can be shown."""
    return array.tolist() if array.size <= ENTRIES_SHOWN else None
