"""Case → Result: the one place where the branches meet. Pure: it touches no file and no process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from time import perf_counter
from typing import Any

import numpy as np

from runner import diagnoses, differences
from runner.compare import compare, worst_entries
from runner.errors import EvaluationError, ExpressionError
from runner.expectation import settled
from runner.model import Array, Case, Comparison, Finding, Floats, Gradient, InputResult, Place, Result, Verdict
from runner.problem import Draw, InputCost, Lent, Problem

ENTRIES_SHOWN = 1024
"""Arrays of up to so many entries go into the result as they are, so that they can be shown."""


@dataclass(frozen=True, slots=True)
class InputCheck:
    """The check of one claim: the cost as a function of the input, the measured gradient, and how they compare."""

    name: str
    x: Floats
    cost: InputCost
    gradient: Gradient
    comparison: Comparison


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
    costs = {name: draw.cost(name) for name in case.claims}
    _test_determinism(next(iter(costs.values())), draw)
    checks = [_check_input(draw, name, cost) for name, cost in costs.items()]
    failing = [check for check in checks if not check.comparison.passes]
    return settled(
        case,
        Verdict.FAIL if failing else Verdict.PASS,
        ". ".join([_sentence(check.comparison) for check in failing or checks]),
        inputs=tuple(_input_result(check) for check in checks),
        findings=_findings(draw, checks) if failing else (),
        place=_claim_place(case, failing[0].name) if failing else case.place,
        shapes={name: np.shape(draw.values[name]) for name in (*case.shapes, *case.values) if name in draw.values},
        evaluations=sum([cost.evaluations for cost in costs.values()]),
        seconds=perf_counter() - start,
    )


def _check_input(draw: Draw, name: str, cost: InputCost) -> InputCheck:
    case, x = draw.problem.case, draw.input(name)
    claimed = draw.claim(name)
    h = 1e-4 if case.h == "auto" else case.h
    gradient = differences.central(cost, x, h)
    return InputCheck(name, x, cost, gradient, compare(name, claimed, gradient.value, case.tolerance))


def _findings(draw: Draw, checks: Sequence[InputCheck]) -> tuple[Finding, ...]:
    steps = {check.name: check.gradient.h for check in checks}
    return diagnoses.findings(draw, [check.comparison for check in checks], steps)


def _test_determinism(cost: InputCost, draw: Draw) -> None:
    """Evaluate the cost twice at the drawn point: finite, and equal to the last bit."""
    x = draw.input(cost.name)
    first, second = cost(x), cost(x)
    if first != second and not (np.isnan(first) and np.isnan(second)):
        raise _of_cost(draw, f"nondeterministic: two evaluations of the cost at the same point gave {first!r} and {second!r}")
    if not isfinite(first):
        raise _of_cost(draw, f"the cost is {first} at the drawn point, so it has no gradient there")


def _of_cost(draw: Draw, message: str) -> EvaluationError:
    error = EvaluationError(message)
    error.key = draw.problem.cost.key
    return error


def _sentence(comparison: Comparison) -> str:
    worst = comparison.worst
    if worst is None or not comparison.passes:
        return comparison.message
    return f"{comparison.message}: the worst relative difference is {worst.relative:.1e}"


def _input_result(check: InputCheck) -> InputResult:
    comparison, worst = check.comparison, check.comparison.worst
    return InputResult(
        name=check.name,
        shape=check.x.shape,
        entries=check.x.size,
        wrong=comparison.wrong,
        first_wrong=comparison.first_wrong,
        worst=worst,
        max_relative=None if worst is None else worst.relative,
        message=comparison.message,
        h=check.gradient.h,
        method=check.gradient.method,
        claimed_shape=comparison.claimed.shape,
        claimed=_nested(comparison.claimed),
        numerical=_nested(comparison.numerical),
        table=() if comparison.passes else worst_entries(comparison),
    )


def _nested(array: Array) -> Any:
    return array.tolist() if array.size <= ENTRIES_SHOWN else None


def _claim_place(case: Case, name: str) -> Place | None:
    return case.places.get(f"gradient.{name}") or case.places.get("gradient") or case.place


def _error(case: Case, error: ExpressionError, start: float) -> Result:
    key = error.key or ""
    place = case.places.get(key)
    message = f"{_called(key)}: {error.message}" if key else error.message
    return settled(
        case,
        Verdict.ERROR,
        message,
        hint=error.hint,
        place=place or case.place,
        offset=error.offset if place else None,
        length=error.length,
        seconds=perf_counter() - start,
    )


def _called(key: str) -> str:
    """How a part of a case is named in a sentence: "let.h" → "`h` in let"."""
    part, _, name = key.partition(".")
    return f"`{name.partition('.')[0]}` in {part}" if name else part
