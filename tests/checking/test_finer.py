"""The cause of a wrong claim where the step of the check has spoiled the numbers that it compares."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Result, Verdict


def failed(**case: Any) -> Result:
    result = check(Case(wrt="x", **case))
    assert result.verdict is Verdict.FAIL
    return result


@pytest.mark.parametrize(
    ("case", "gradient", "cause"),
    [
        ({"values": {"x": (1e-3,)}, "cost": "np.sum(np.log(x))"}, "2 / x", Cause.SCALE),
        ({"values": {"x": (1e-5, 1.0)}, "cost": "np.sum(np.log(x))"}, "2 / x", Cause.SCALE),
        ({"shapes": {"x": (4,)}, "cost": "np.sum(1e3 + np.sin(x))", "h": 1e-10}, "-np.cos(x)", Cause.SIGN),
        (
            {"values": {"x": (3.0, 1.00005, 1.0), "w": (1.0, -2.0, 5.0)}, "cost": "np.sum(np.sort(x) * w)"},
            "w",
            Cause.MISSING_FACTOR,
        ),
        ({"values": {"x": (1.0, 0.99995, 0.0)}, "cost": "np.max(x)"}, ((1.0, 1.0, 0.0)), Cause.ENTRIES),
    ],
    ids=["too long a step", "a step out of the domain", "too short a step", "a step over a corner", "a step over a tie"],
)
def test_the_cause_is_found_beside_a_gradient_with_a_better_step(case: dict[str, Any], gradient: Any, cause: Cause) -> None:
    result = failed(**case, gradient=gradient)
    assert result.cause is cause
    assert "the gradient at h = " in result.findings[0].evidence


def test_beside_a_difference_that_crosses_a_corner_no_factor_of_the_spoiled_number_is_told() -> None:
    """The difference is 2e-12 where the slope is 1: the claim 3 is three times the slope."""
    result = failed(values={"x": (2.2e-16, 0.0)}, cost="np.sqrt(np.sum(x**2))", gradient=(3.0, 0.0))
    assert (result.cause, result.findings[0].fix) == (Cause.SCALE, "[1, 0]")


def test_a_good_difference_is_not_taken_again() -> None:
    result = failed(shapes={"x": (4,)}, cost="np.sum(np.sin(x))", gradient="2 * np.cos(x)")
    assert "agrees with the numerical gradient here" in result.findings[0].evidence


def test_nothing_is_said_of_a_claim_of_which_nobody_knows_whether_it_is_wrong() -> None:
    """The cost is a staircase, as of a solver that stops early: neither difference nor witness can tell."""
    result = failed(shapes={"x": (4,)}, cost="np.round(np.sum(x**2), 7)", gradient="2 * x")
    assert result.doubt is not None
    assert result.findings == ()
