"""Case → Result: the one place where the branches meet. Pure: it touches no file and no process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, isnan
from time import perf_counter
from typing import Any

import numpy as np

from . import diagnoses
from .compare import worst_entries
from .differences.steps import error_curve
from .doubt import SILENT, Testimony, examine
from .errors import EvaluationError, ExpressionError
from .expectation import settled
from .measuring import Measured, measure
from .model import Array, Case, Comparison, Curve, Doubt, DoubtKind, Finding, InputResult, Result, Verdict
from .numerals import number
from .picture import picture
from .problem import Draw, InputCost, Lent, Problem

ENTRIES_SHOWN = 1024
"""Arrays of up to so many entries go into the result as they are, so that they can be shown."""


def check(case: Case, lent: Lent | None = None) -> Result:
    """Check the claimed gradients of one case.

    Bad expressions, values that are not finite and the like end in a `Result` with the verdict ERROR: nothing
    but a `MemoryError` leaves this function. `lent` makes functions of other modules callable in the
    expressions: name of the module → name of the function → function.
    """
    start = perf_counter()
    with np.errstate(all="ignore"):
        try:
            return _check(case, lent, start)
        except ExpressionError as error:
            return _error(case, error, start)
        except RecursionError:
            return _error(case, ExpressionError("an expression is nested too deeply"), start)


def _check(case: Case, lent: Lent | None, start: float) -> Result:
    draw = Problem(case, lent).draw()
    costs = [draw.cost(name) for name in case.claims]
    center = _value(costs[0], draw)
    claims = [measure(draw, cost, center) for cost in costs]
    failing = [claim for claim in claims if not claim.comparison.passes]
    testimonies = _testimonies(claims, center)
    witness, doubt, *_ = _most_in_doubt(testimonies)
    findings, diagnosing = _findings(draw, claims, testimonies) if failing else ((), 0)
    inputs = [_input_result(claim, testimonies.get(claim.name), shown=bool(failing or doubt)) for claim in claims]
    return settled(
        case,
        Verdict.FAIL if failing else Verdict.PASS,
        "; ".join([_sentence(claim) for claim in failing or claims]),
        inputs=tuple(inputs),
        findings=findings,
        witness=witness,
        doubt=doubt,
        part=draw.problem.part_of_claim(failing[0].name) if failing else "",
        shapes=draw.shapes,
        evaluations=sum([cost.evaluations for cost in costs]) + diagnosing,
        seconds=perf_counter() - start,
        cost=center,
    )


def _value(cost: InputCost, draw: Draw) -> float:
    """The cost at the drawn point, which must be finite, and the same to the last bit when it is evaluated again.

    It is evaluated again where something is lent: the functions of the table give the same for the same.
    """
    x = draw.input(cost.name)
    first = cost(x)
    if draw.problem.lent:
        second = cost(x)
        if first != second and not (isnan(first) and isnan(second)):
            raise _of_cost(
                draw,
                f"nondeterministic: two evaluations of the cost at the same point gave {first!r} and {second!r}",
                "draw from `rng` under `let`, or from random, numpy.random or torch, which are seeded before each lent call; "
                "keep nothing in the module from one call to the next",
            )
    if not isfinite(first):
        raise _of_cost(draw, f"the cost is {first} at the drawn point, so it has no gradient there")
    return first


def _testimonies(claims: Sequence[Measured], center: float) -> dict[str, Testimony]:
    """What the witness says of each claim, by its input."""
    heard: dict[str, Testimony] = {}
    for claim in claims:
        heard[claim.name] = testimony = examine(
            claim.cost, claim.x, claim.gradient, claim.comparison, center=center, claim_rounding=claim.claim_rounding
        )
        if claim.unsettled:
            why = f"{claim.comparison.message}, as beside many kinks; `method: full` measures every entry"
            heard[claim.name] = testimony._replace(doubt=Doubt(DoubtKind.KINK, why))
    return heard


def _most_in_doubt(testimonies: Mapping[str, Testimony]) -> Testimony:
    """The one with a doubt, else the first for which the witness was called."""
    first = SILENT
    for testimony in testimonies.values():
        if testimony.doubt is not None:
            return testimony
        if first is SILENT and testimony.witness is not None:
            first = testimony
    return first


def _findings(draw: Draw, claims: Sequence[Measured], testimonies: Mapping[str, Testimony]) -> tuple[tuple[Finding, ...], int]:
    """Why the failing claims are wrong; nothing of one that is right, or open because there is no gradient at the point."""
    heard = [claim for claim in claims if not testimonies[claim.name].excused]
    steps = {claim.name: claim.gradient.h for claim in claims}
    settled = {name: words for name, testimony in testimonies.items() if (words := testimony.settled) is not None}
    return diagnoses.findings(draw, [claim.comparison for claim in heard], steps, settled)


def _of_cost(draw: Draw, message: str, hint: str | None = None) -> EvaluationError:
    error = EvaluationError(message, hint=hint)
    error.key = draw.problem.cost.key
    return error


def _sentence(claim: Measured) -> str:
    comparison, worst = claim.comparison, claim.comparison.worst
    step = f" (at the measured step h = {number(claim.gradient.h)})" if claim.cost.case.h == "auto" else ""
    if worst is None or not comparison.passes:
        return comparison.message + step
    return f"{comparison.message}: the worst relative difference is {number(worst.relative, 2)}{step}"


def _input_result(claim: Measured, testimony: Testimony | None, *, shown: bool) -> InputResult:
    comparison, worst = claim.comparison, claim.comparison.worst
    return InputResult(
        name=claim.name,
        shape=claim.x.shape,
        entries=claim.x.size,
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
        picture=picture(comparison) if shown else None,
        values=_nested(claim.x) if shown else None,
        curve=_curve(claim, worst.index, testimony) if shown and worst is not None and isfinite(worst.numerical) else None,
    )


def _numerical(comparison: Comparison) -> Any:
    """The numerical gradient where it was measured, None elsewhere; None where it is too large, or where nothing was."""
    differenced = comparison.differenced
    if differenced is None or comparison.numerical.size > ENTRIES_SHOWN:
        return _nested(comparison.numerical)
    if not differenced.size:
        return None
    shown = np.full(comparison.numerical.size, None, dtype=object)
    shown[differenced] = comparison.numerical.reshape(-1)[differenced]
    return shown.reshape(comparison.numerical.shape).tolist()


def _curve(claim: Measured, index: tuple[int, ...], testimony: Testimony | None) -> Curve:
    return error_curve(claim.cost, claim.x, index, None if testimony is None else testimony.of_entry(index))


def _nested(array: Array) -> Any:
    return array.tolist() if array.size <= ENTRIES_SHOWN else None


def _error(case: Case, error: ExpressionError, start: float) -> Result:
    key = error.key or ""
    message = f"{_called(key)}: {error.message}" if key else error.message
    return settled(
        case,
        Verdict.ERROR,
        message,
        hint=error.hint,
        part=key,
        offset=error.offset,
        length=error.length,
        trace=error.trace,
        seconds=perf_counter() - start,
    )


def _called(key: str) -> str:
    """How a part of a case is named in a sentence: "let.h" → "`h` in let"."""
    part, _, name = key.partition(".")
    return f"`{name.partition('.')[0]}` in {part}" if name else part
