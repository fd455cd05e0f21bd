"""What is said where no cause fits."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.diagnoses import broadcast
from runner.model import Case, Cause, Verdict
from tests.diagnoses.examples import found, holds


def test_it_is_silent_where_any_cause_fits() -> None:
    assert found(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="x").cause is not Cause.UNKNOWN


@pytest.mark.parametrize(
    ("case", "fix"),
    [
        ({"shapes": {"x": (5,)}, "cost": "np.sum(np.exp(x**2))", "gradient": "np.sinh(x**2)"}, "2 * np.exp(x**2) * x"),
        ({"shapes": {"A": (4, 4), "x": (4,)}, "cost": "x @ A @ x", "wrt": "x", "gradient": "np.sin(A @ x)"}, "A @ x + x @ A"),
        (
            {"shapes": {"z": (3, 4)}, "let": {"s": "softmax(z)"}, "output": "s", "wrt": "z", "gradient": "dout * s * (2 - s)"},
            "s * (dout - np.sum(dout * s, axis=1, keepdims=True))",
        ),
    ],
)
def test_the_right_gradient_is_given_where_it_can_be_derived(case: dict[str, Any], fix: str) -> None:
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.UNKNOWN, fix)
    assert finding.message.endswith(f"; the gradient is `{fix}`")
    assert holds(finding, **case)


def test_nothing_is_made_up_where_it_cannot_be_derived() -> None:
    finding = found(shapes={"A": (3, 3)}, cost="np.sum(np.linalg.eigvals(A).real)", gradient="np.exp(A)")
    assert (finding.cause, finding.suggestion) == (Cause.UNKNOWN, None)


def test_a_claim_of_zero_is_said_to_be_zero() -> None:
    assert "is zero, and the gradient is not" in found(shapes={"x": (4,)}, cost="np.sum(np.exp(x))", gradient="0 * x").message


@pytest.mark.parametrize(
    ("cost", "said"),
    [("np.sum(y + 0 * x)", "the cost does not change with `x`"), ("np.sum(np.exp(y))", "the cost does not depend on `x`")],
)
@pytest.mark.parametrize("claim", ["np.cos(x)", "-2 * y", "y", "x"])
def test_of_a_cost_that_does_not_depend_on_the_input_just_that_is_said(cost: str, said: str, claim: str) -> None:
    """No term is missing from a claim that should be zero."""
    finding = found(shapes={"x": (4,), "y": (4,)}, cost=cost, wrt="x", gradient=claim)
    assert (finding.cause, finding.suggestion) == (Cause.UNKNOWN, "np.zeros(x.shape)")
    assert finding.message == f"{said}: the claim `{claim}` is not zero, and the gradient is"


@pytest.mark.parametrize(
    ("cost", "stepped"),
    [
        ("np.sum(y * np.sign(x))", "np.sign"),
        ("np.sum(np.exp(x.round()))", "np.round"),
        ("np.sum(y * (x // 2))", "np.floor_divide"),
    ],
)
@pytest.mark.parametrize("claim", ["y", "np.ones(4)", "-2 * x"])
def test_what_goes_in_steps_is_named(cost: str, stepped: str, claim: str) -> None:
    """Of a cost that is flat between its steps it would not be true that it does not change."""
    finding = found(shapes={"x": (4,), "y": (4,)}, cost=cost, wrt="x", gradient=claim)
    assert (finding.cause, finding.suggestion) == (Cause.WRONG_DERIVATIVE, "np.zeros(x.shape)")
    assert finding.message.startswith(
        f"`{stepped}` goes in steps, between which its derivative is zero: the claim `{claim}` is not"
    )


@pytest.mark.parametrize("claim", ["np.ones(3)", (1.0, 1.0, 1.0), "dout"])
def test_of_numbers_that_are_written_down_too(claim: Any) -> None:
    """There is one point only, and the derivation shows that it is so everywhere."""
    finding = found(values={"x": (0.3, 1.7, -0.4)}, wrt="x", output="np.round(x)", gradient=claim)
    assert (finding.cause, finding.suggestion) == (Cause.WRONG_DERIVATIVE, "np.zeros(x.shape)")


def test_of_one_point_at_which_a_cost_is_flat_no_such_thing_is_said() -> None:
    finding = found(values={"x": (-0.3, -1.7)}, wrt="x", cost="np.sum(np.maximum(x, 0)**2)", gradient=(1.0, 1.0))
    assert "np.zeros" not in (finding.suggestion or "")
    assert "does not change" not in finding.message


def test_nor_where_two_intervals_do_not_overlap_at_most_points() -> None:
    overlap = "np.maximum(0.0, np.minimum(a[1], b[1]) - np.maximum(a[0], b[0]))"
    finding = found(values={"a": (0.0, 0.5), "b": (1.0, 2.0)}, wrt="a", cost=overlap, gradient=(1.0, 1.0))
    assert "does not change" not in finding.message


@pytest.mark.parametrize("claim", ["x", "-softmax(x, axis=1)"])
def test_nor_where_what_it_changes_is_its_rounding(claim: str) -> None:
    finding = found(shapes={"x": (3, 4)}, cost="np.sum(softmax(x, axis=1))", gradient=claim)
    assert finding.message == f"the cost does not change with `x`: the claim `{claim}` is not zero, and the gradient is"


@pytest.mark.parametrize("small", ["2e-5 * np.sum(np.sin(x))", "1e-4 * np.sum(x**4)", "3e-5 * np.sum(x**2 * np.cos(x))"])
def test_a_small_term_that_is_forgotten_is_no_factor(small: str) -> None:
    """A claim that is off by little is nearly parallel to the gradient, and nearly right once it is multiplied by 1.00001."""
    finding = found(shapes={"x": (4,)}, cost=f"np.sum(x**2) + {small}", gradient="2 * x")
    assert finding.cause is Cause.MISSING_TERM
    assert f"the term `{small}` is left out" in finding.message.lower()


def test_a_diagnosis_that_fails_costs_itself_alone_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise IndexError("no such axis")

    case: dict[str, Any] = {"shapes": {"x": (4,)}, "cost": "np.sum(np.exp(x))", "gradient": "np.sin(np.cos(x) + x**3)"}
    monkeypatch.setattr(broadcast, "find", crash)
    assert found(**{**case, "gradient": "-np.exp(x)"}).cause is Cause.SIGN
    result = check(Case(**case))
    assert result.cause is Cause.UNKNOWN
    assert result.unexplained == ("the cause could not be looked for: IndexError: no such axis",)


FACTORS = ("1", "2", "x.shape[0]", "(1 / x.shape[0])", "lam", "-lam", "1.5")
SPREAD = ("np.mean(x)", "np.sum(x[..., :1])", "np.mean(x, axis=0)[0]", "np.sum(x, axis=-1)[0]", "np.sum(x)")


@pytest.mark.parametrize("cost", SPREAD)
@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("claim", ["1", "np.ones(3)", "x", "np.ones(x.shape[0])"])
def test_no_combination_of_a_broadcast_with_a_factor_makes_a_diagnosis_fail(cost: str, factor: str, claim: str) -> None:
    result = check(Case(shapes={"x": (3,)}, values={"lam": 0.3}, cost=f"{factor} * {cost}", gradient=claim, wrt="x"))
    assert result.unexplained == ()


def test_a_numerical_gradient_that_is_not_finite_explains_nothing() -> None:
    finding = found(values={"x": (0.0, 1.0)}, cost="np.sum(x * np.sqrt(x))", wrt="x", gradient="2 * np.sqrt(x)")
    assert finding.cause is Cause.UNKNOWN
    assert "the numerical gradient is not finite" in finding.message


def test_where_the_step_is_to_blame_no_cause_is_named() -> None:
    """At h = 1 the difference is wrong and the claim right."""
    result = check(Case(shapes={"x": (4,)}, cost="np.sum(x**3)", gradient="3 * x**2", h=1))
    assert (result.verdict, result.findings) == (Verdict.FAIL, ())


@pytest.mark.parametrize(("claim", "slope"), [("np.where(x == 1, 0.0, 2 * x)", "2"), ("np.where(x > 1.5, 0.0, 2 * x)", "4")])
def test_a_claim_that_is_wrong_at_this_very_point_only_is_told_where(claim: str, slope: str) -> None:
    result = check(Case(values={"x": (1.0, 2.0), "y": "rng.standard_normal(3)"}, wrt="x", cost="np.sum(x**2)", gradient=claim))
    assert result.cause is Cause.ENTRIES
    if slope == "2":
        assert "is right at random points, wrong at `x[0]`, where the slope is 2 ± " in result.findings[0].message
    assert "may be at fault" not in result.findings[0].message


@pytest.mark.parametrize("seed", range(6))
def test_what_is_right_on_some_draws_only_is_no_fault_of_the_point(seed: int) -> None:
    """A permutation of four is its own inverse often enough: there the claim passes."""
    let = {"order": "rng.permutation(4)"}
    result = check(Case(shapes={"X": (2, 4)}, let=let, output="X[:, order]", wrt="X", gradient="dout[:, order]", seed=seed))
    assert not any("right at random points" in finding.message for finding in result.findings)
