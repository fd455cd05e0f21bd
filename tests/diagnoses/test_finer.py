"""Mistakes in claims whose plain difference is too rough to tell them by."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner import gradcheck
from runner.checking.checker import check
from runner.model import Case, Cause, Result, Verdict
from tests.diagnoses.examples import found

X = {"shapes": {"x": (4,)}}
NEAR_A_CORNER = {"values": {"x": (2e-5, -3e-5, 1.0)}, "wrt": "x"}
SMALL = {"values": {"x": (1e-5, 2e-5)}, "wrt": "x"}

ROUGH: list[tuple[dict[str, Any], str, str, Cause]] = [
    ({**X, "cost": "1e9 + np.sum(np.sin(x))"}, "-np.cos(x)", "np.cos(x)", Cause.SIGN),
    ({**X, "cost": "1e12 + np.sum(x**2)"}, "x", "2 * x", Cause.SCALE),
    ({**X, "cost": "np.sum(np.sin(200*x))"}, "np.cos(200*x)", "200 * np.cos(200*x)", Cause.SCALE),
    ({**X, "cost": "np.sum(x**4)", "h": 0.1}, "4*x**2", "4*x**3", Cause.MISSING_FACTOR),
    ({**X, "cost": "np.sum(np.exp(3*x))", "h": 0.1}, "np.exp(3*x)", "3 * np.exp(3*x)", Cause.SCALE),
    ({**NEAR_A_CORNER, "cost": "np.sum(np.abs(x))"}, "-np.sign(x)", "np.sign(x)", Cause.SIGN),
    ({**NEAR_A_CORNER, "cost": "np.sum(np.maximum(x, 0))"}, "2 * (x > 0)", "x > 0", Cause.SCALE),
    ({**SMALL, "cost": "np.sum(np.log(x))"}, "-1/x", "1/x", Cause.SIGN),
    ({"shapes": {"A": (3, 3)}, "cost": "1e9 + np.sum(A * A)"}, "2 * A.T", "2 * A", Cause.TRANSPOSED),
]


@pytest.mark.parametrize(("case", "claim", "fix", "cause"), ROUGH)
def test_the_mistake_is_named_and_how_it_is_known(case: dict[str, Any], claim: str, fix: str, cause: Cause) -> None:
    finding = found(**case, gradient=claim)
    assert (finding.cause, finding.suggestion) == (cause, fix)
    assert "complex steps bear that out" in finding.message
    assert finding.evidence.startswith("the fixed claim agrees with complex steps here")


@pytest.mark.parametrize(("case", "claim", "fix", "cause"), ROUGH)
def test_it_is_said_whether_a_step_confirms_the_fix(case: dict[str, Any], claim: str, fix: str, cause: Cause) -> None:
    message = found(**case, gradient=claim).message
    assert check(Case(**{**case, "gradient": fix})).verdict is Verdict.FAIL, "the sentence says that the check cannot confirm it"
    if "tried" not in message:
        step = float(message.rpartition("`h: ")[2].partition("`")[0])
        assert check(Case(**{**case, "gradient": fix, "h": step})).verdict is Verdict.PASS


@pytest.mark.parametrize(("case", "fix"), [(case, fix) for case, _, fix, _ in ROUGH])
def test_it_is_silent_where_the_claim_is_right_and_only_the_difference_is_poor(case: dict[str, Any], fix: str) -> None:
    result = check(Case(**{**case, "gradient": fix}))
    assert result.findings == ()
    assert result.doubt is not None


@pytest.mark.parametrize(
    "case",
    [
        {**X, "cost": "np.sum(x**2)", "gradient": "x"},
        {**X, "cost": "1e3 + np.sum(np.sin(x))", "gradient": "-np.cos(x)"},
        {"values": {"x": (0.1, 0.2)}, "wrt": "x", "cost": "np.sum(np.log(x))", "gradient": "-1/x"},
        {**X, "one_sided": "right", "cost": "np.sum(x**2)", "gradient": "x"},
    ],
)
def test_it_is_silent_where_the_difference_is_good(case: dict[str, Any]) -> None:
    assert "bear that out" not in found(**case).message


def test_of_a_large_input_random_directions_decide_and_no_more_is_said() -> None:
    finding = found(shapes={"x": (600,)}, cost="1e9 + np.sum(np.sin(x))", gradient="-np.cos(x)")
    assert (finding.cause, finding.suggestion) == (Cause.SIGN, "np.cos(x)")
    assert finding.message.endswith("complex steps bear that out, single differences at h = 1e-4 are too rough to")


def test_a_corner_at_the_point_itself_is_not_decided() -> None:
    """The derivation takes one side there, and nothing says that it is the right one."""
    for x, claim in itertools.product([(0.0, 1.0), (1.0, 0.0)], ["2 * (x > 0)", "-1.0 * (x > 0)"]):
        result = check(Case(values={"x": x}, wrt="x", cost="np.sum(np.maximum(x, 0))", gradient=claim))
        assert not any("bear that out" in finding.message for finding in result.findings)


def test_nor_is_a_tie() -> None:
    result = check(Case(shapes={"x": (4,)}, point="ties", cost="np.max(x)", gradient="2.0 * (x == np.max(x))"))
    assert not any("bear that out" in finding.message for finding in result.findings)


@settings(max_examples=10)
@given(factor=st.sampled_from([2, -1, -3, 0.5]), power=st.integers(8, 11))
def test_a_constant_is_told_however_large_the_cost(factor: float, power: int) -> None:
    case: dict[str, Any] = {**X, "cost": f"1e{power} + np.sum(np.cosh(x))"}
    finding = found(**case, gradient=f"{factor} * np.sinh(x)")
    assert finding.cause is (Cause.SIGN if factor == -1 else Cause.SCALE)
    assert finding.suggestion is not None
    right = Case(shapes={"x": (4,)}, cost="np.sum(np.cosh(x))", gradient=finding.suggestion)
    assert check(right).verdict is Verdict.PASS


class TestOwnCode:
    """There differences alone tell: they are extrapolated from where they settle."""

    POINT = np.random.default_rng(1).standard_normal((5, 3))

    def finding(self, f: Any, grad: Any) -> Result:
        result: Result = gradcheck(f, self.POINT, grad=grad)
        return result

    def test_a_cost_beside_a_large_number(self) -> None:
        result = self.finding(lambda x: 1e8 + np.sum(np.sin(x)), lambda x: -np.cos(x))
        assert [finding.cause for finding in result.findings] == [Cause.SIGN]
        assert "extrapolated differences bear that out" in result.findings[0].message

    def test_no_factor_of_a_coarse_step_is_told(self) -> None:
        result = self.finding(lambda x: np.sum(np.sin(200 * x)), lambda x: -200 * np.cos(200 * x))
        assert [finding.cause for finding in result.findings] == [Cause.SIGN]

    def test_single_precision(self) -> None:
        def cost(x: Any) -> float:
            return float(np.sum(np.tanh(x.astype(np.float32)) ** 2, dtype=np.float32))

        result = self.finding(cost, lambda x: np.tanh(x) * (1 - np.tanh(x) ** 2))
        assert [(finding.cause, finding.suggestion) for finding in result.findings] == [(Cause.SCALE, "2 * df(x)")]

    def test_a_step_outside_the_domain(self) -> None:
        result: Result = gradcheck(lambda x: np.sum(np.log(x)), np.array([1e-5, 2e-5]), grad=lambda x: -1 / x)
        assert [finding.cause for finding in result.findings] == [Cause.SIGN]

    def test_a_step_within_one_stair_of_the_cost_shows_no_slope_of_zero(self) -> None:
        result = self.finding(lambda x: float(np.float16(np.sum(x**2))), lambda x: -2 * x)
        assert not any("does not" in finding.message or finding.suggestion for finding in result.findings)

    def test_it_is_silent_where_the_claim_is_right(self) -> None:
        result = self.finding(lambda x: 1e8 + np.sum(np.sin(x)), np.cos)
        assert result.findings == ()

    def test_it_is_silent_where_the_difference_is_good(self) -> None:
        result = self.finding(lambda x: np.sum(np.sin(x)), lambda x: -np.cos(x))
        assert "bear that out" not in result.findings[0].message
