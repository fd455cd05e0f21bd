"""Claims of second derivatives: what keeps the diagonal alone, what holds the first derivative, which entries are turned."""

from __future__ import annotations

from typing import Any

import pytest

from runner import Case, check
from runner.model import Cause, Finding, Verdict

SQUARED_SUM: dict[str, Any] = {"shapes": {"x": (4,)}, "cost": "np.sum(x)**2"}
SQUARED_DOT: dict[str, Any] = {"shapes": {"x": (4,), "a": (4,)}, "wrt": "x", "cost": "(a @ x)**2 + np.sum(x**4)"}
VALLEY: dict[str, Any] = {"shapes": {"x": (2,)}, "cost": "100 * (x[1] - x[0]**2)**2 + (1 - x[0])**2"}


def found(**case: Any) -> Finding:
    result = check(Case(**case))
    assert (result.verdict, result.unexplained) == (Verdict.FAIL, ()), result.message
    (finding,) = result.findings
    return finding


@pytest.mark.parametrize(
    ("case", "claim"),
    [(SQUARED_SUM, "2 * v"), (SQUARED_DOT, "2 * a**2 * v + 12 * x**2 * v"), (SQUARED_DOT, "(2 * a * a + 12 * x**2) * v")],
)
def test_a_product_entry_by_entry_is_the_diagonal_and_the_right_one_is_given(case: dict[str, Any], claim: str) -> None:
    finding = found(**case, hvp=claim)
    assert finding.cause is Cause.DIAGONAL
    assert "depends on all of the direction" in finding.message
    assert check(Case(**case, hvp=finding.suggestion)).verdict is Verdict.PASS


@pytest.mark.parametrize("claim", ["np.sum(v) * np.ones(4)", "2 * np.sum(x) * np.ones(4)", "-2 * np.sum(v) * np.ones(4)"])
def test_another_mistake_is_no_diagonal(claim: str) -> None:
    assert found(**SQUARED_SUM, hvp=claim).cause is not Cause.DIAGONAL


def test_where_the_hessian_is_diagonal_nothing_is_said_of_it() -> None:
    finding = found(shapes={"x": (4,)}, cost="np.sum(x**3)", hvp="3 * x * v")
    assert finding.cause is Cause.SCALE


def test_the_first_derivative_times_the_direction_is_told_with_the_right_product() -> None:
    finding = found(**SQUARED_SUM, hvp="2 * np.sum(x) * v")
    assert finding.cause is Cause.WRONG_DERIVATIVE
    assert "holds the first derivative, times the direction" in finding.message
    assert finding.suggestion == "2 * np.sum(v) * np.ones(4)"


def test_the_first_derivative_itself_is_told_as_such() -> None:
    finding = found(shapes={"x": (4,)}, cost="np.sum(x**4) + np.sum(x)**2", hvp="2 * np.sum(v) + 4 * x**3 * v")
    assert "`x**3` is not differentiated: its derivative is `3 * x**2`" in finding.message


def test_the_sign_of_the_mixed_derivatives_is_one_mistake() -> None:
    finding = found(**VALLEY, hessian="np.array([[1200 * x[0]**2 - 400 * x[1] + 2, 400 * x[0]], [400 * x[0], 200]])")
    assert finding.cause is Cause.ENTRIES
    assert "right but for the entries off the diagonal, with the wrong sign: 2 of 4 entries" in finding.message


def test_at_a_point_where_a_jacobian_is_zero_a_claim_of_it_has_its_verdict_and_no_error() -> None:
    result = check(Case(values={"x": (0.0, 0.0, 0.0)}, wrt="x", output="x**2", jacobian="np.eye(3)"))
    assert (result.verdict, result.unexplained) == (Verdict.FAIL, ())
