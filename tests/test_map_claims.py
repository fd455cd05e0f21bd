"""Claims of Jacobians, Hessians and products with a direction, from their declaration to verdict, doubt and cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.checking.checker import check
from runner.model import Case, Cause, DoubtKind, Expectation, Result, Verdict
from runner.problem import Problem, drawn

SOFTMAX: dict[str, Any] = {"shapes": {"z": (4,)}, "let": {"s": "softmax(z)"}, "output": "s"}
QUADRATIC: dict[str, Any] = {
    "shapes": {"x": (4,), "A": (4, 4)}, "wrt": "x", "cost": "x @ A @ x", "gradient": "(A + A.T) @ x",
}  # fmt: skip


def checked(lent: Any = None, **keys: Any) -> Result:
    return check(Case(**keys), lent)


RIGHT: list[dict[str, Any]] = [
    {**SOFTMAX, "jacobian": "np.diag(s) - np.outer(s, s)", "jvp": "s * (dx - s @ dx)"},
    {"shapes": {"x": (2, 3)}, "output": "np.sin(x)", "jvp": "np.cos(x) * dx"},
    {"shapes": {"x": ()}, "output": "np.array([np.cos(x), np.sin(x)])", "jacobian": "np.array([-np.sin(x), np.cos(x)])"},
    {"shapes": {"A": (2, 3)}, "output": "A.T", "jacobian": "np.einsum('il,jk->ijkl', np.eye(3), np.eye(2))"},
    {"shapes": {"a": (3,), "b": (3,)}, "output": "a * b", "jvp": "d_a * b + a * d_b"},
    {**QUADRATIC, "hessian": "A + A.T", "hvp": "(A + A.T) @ v"},
    {"shapes": {"x": ()}, "cost": "x**4", "hessian": "12 * x**2", "hvp": "12 * x**2 * v"},
    {"shapes": {"W": (2, 2)}, "cost": "np.trace(W @ W @ W)", "hvp": "3 * (W @ v + v @ W).T"},
    {"shapes": {"x": (0,)}, "cost": "np.sum(x)", "hessian": "np.zeros((0, 0))"},
]


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_claim_passes_without_a_doubt(case: dict[str, Any]) -> None:
    result = checked(**case)
    assert result.verdict is Verdict.PASS, result.message
    assert result.doubt is None


@pytest.mark.parametrize("case", RIGHT[:-1])
@pytest.mark.parametrize("off", [1.01, 1.001])
def test_the_same_a_little_off_fails_beyond_doubt(case: dict[str, Any], off: float) -> None:
    wrong = {key: f"({text}) * {off}" if key in ("jacobian", "jvp", "hessian", "hvp") else text for key, text in case.items()}
    result = checked(**wrong)
    assert result.verdict is Verdict.FAIL
    assert result.doubt is None


def test_names_of_claims_are_those_of_the_parts_of_the_case() -> None:
    result = checked(
        shapes={"W": (2, 3), "x": (3,)}, output="W @ x", jacobian={"x": "W"},
        gradient={"x": "W.T @ dout", "W": "np.outer(dout, x)"}, jvp="W @ d_x + d_W @ x",
    )  # fmt: skip
    assert [(check.name, check.claim, check.input or check.name) for check in result.inputs] == [
        ("x", "gradient", "x"), ("W", "gradient", "W"), ("jacobian.x", "jacobian", "x"), ("jvp", "jvp", "x"),
    ]  # fmt: skip


class TestShapes:
    def test_both_shapes_are_said(self) -> None:
        result = checked(shapes={"x": (3,)}, output="x[:2]**2", jacobian="2 * x")
        assert result.verdict is Verdict.FAIL
        assert result.message == (
            "the claim `jacobian` has shape (3,), but a Jacobian of the output (2,) by `x` (3,) has shape (2, 3)"
        )

    @pytest.mark.parametrize(
        ("key", "told"),
        [("hessian", "a Hessian by `x` (3,) has shape (3, 3)"), ("hvp", "`x` has shape (3,)")],
    )
    def test_nothing_is_broadcast(self, key: str, told: str) -> None:
        result = checked(shapes={"x": (3,)}, cost="np.sum(x**2)", **{key: "2.0"})
        assert result.verdict is Verdict.FAIL
        assert told in result.message

    def test_a_claim_whose_shapes_do_not_fit_fails(self) -> None:
        result = checked(shapes={"x": (3,)}, cost="np.sum(x**2)", hessian="np.eye(3) @ np.eye(2)")
        assert result.verdict is Verdict.FAIL
        assert "cannot be evaluated" in result.message


class TestDirections:
    def test_they_are_drawn_after_the_cotangent_in_the_order_of_the_inputs(self) -> None:
        case = Case(shapes={"a": (2,), "b": (3,)}, output="a", gradient={"a": "dout", "b": "np.zeros(3)"}, jvp="d_a", seed=5)
        rng = np.random.default_rng(5)
        values = drawn(Problem(case)).values
        for name, shape in {"a": 2, "b": 3, "dout": 2, "d_a": 2, "d_b": 3}.items():
            np.testing.assert_array_equal(values[name], rng.standard_normal(shape))

    def test_v_is_drawn_last(self) -> None:
        values = drawn(Problem(Case(shapes={"x": (3,)}, values={"w": "rng.random(2)"}, cost="np.sum(x)", hvp="0 * v"))).values
        rng = np.random.default_rng(0)
        rng.standard_normal(3), rng.random(2)
        np.testing.assert_array_equal(values["v"], rng.standard_normal(3))

    def test_a_line_that_uses_one_serves_claims_only(self) -> None:
        problem = Problem(Case(shapes={"x": (3,)}, let={"u": "2 * v", "w": "u + x"}, cost="np.sum(x**2)", hvp="u"))
        assert list(problem.backward) == ["u", "w"]
        assert checked(shapes={"x": (3,)}, let={"u": "2 * v"}, cost="np.sum(x**2)", hvp="u").verdict is Verdict.PASS

    def test_they_are_rounded_where_the_case_is_in_single_precision(self) -> None:
        case: dict[str, Any] = {**QUADRATIC, "hvp": "(A + A.T) @ v", "dtype": "float32"}
        value = drawn(Problem(Case(**case))).values["v"]
        assert (value.astype(np.float32) == value).all()
        assert checked(**case).verdict is Verdict.PASS


class TestAmongThemselves:
    def test_a_vjp_and_a_jvp_are_held_against_one_another(self) -> None:
        result = checked(**SOFTMAX, gradient="s * (dout - s @ dout)", jvp="s * (dx - s @ dx)")
        (test,) = result.tests
        assert (test.name, test.passes) == ("adjoint", True)
        assert test.left == pytest.approx(test.right)

    def test_one_wrong_claim_of_the_two_is_told(self) -> None:
        result = checked(**SOFTMAX, gradient="s * dout", jvp="s * (dx - s @ dx)")
        assert not result.tests[0].passes
        assert "`gradient` and `jvp` are not of one Jacobian" in result.message

    def test_two_claims_may_be_wrong_together(self) -> None:
        result = checked(**SOFTMAX, gradient="s * dout", jvp="s * dx")
        assert result.tests[0].passes
        assert result.message.endswith("and wrong together")

    def test_it_needs_the_gradient_by_every_input_that_moves(self) -> None:
        result = checked(shapes={"a": (2,), "b": (2,)}, output="a * b", jacobian={"b": "np.diag(a)"}, gradient={"a": "b * dout"},
                         jvp="b * d_a + a * d_b")  # fmt: skip
        assert result.verdict is Verdict.PASS
        assert result.tests == ()

    def test_a_hessian_must_be_symmetric(self) -> None:
        result = checked(**QUADRATIC, hessian="2 * A")
        (test,) = result.tests
        assert not test.passes
        assert "`hessian` is not symmetric: `hessian[" in result.message

    def test_zeros_are_no_diagonal_of_a_hessian_that_is_zero_there(self) -> None:
        result = checked(shapes={"x": (2,)}, cost="x[0] * x[1]", hessian="np.zeros((2, 2))")
        assert result.findings[0].message.startswith("the claim `np.zeros((2, 2))` is zero, and the Hessian is not")

    def test_nan_is_as_symmetric_as_can_be(self) -> None:
        result = checked(**QUADRATIC, hessian="np.full(A.shape, np.nan)")
        assert result.verdict is Verdict.FAIL
        assert "not symmetric" not in result.message

    def test_the_second_derivative_of_sinc_is_known_at_its_middle(self) -> None:
        """The first one is a difference of numbers that agree there in all digits, unless its series is taken."""
        case: dict[str, Any] = {"values": {"t": (0.0, 1e-6)}, "wrt": "t", "cost": "np.sum(np.sinc(t))"}
        assert checked(**case, hessian="-np.pi**2 / 3 * np.eye(2)").verdict is Verdict.PASS
        wrong = checked(**case, hessian="np.zeros((2, 2))")
        assert wrong.witness is not None
        assert (wrong.verdict, wrong.doubt, wrong.witness.verdict) == (Verdict.FAIL, None, "wrong")

    def test_a_wrong_hessian_beside_a_right_gradient_is_told_in_those_words(self) -> None:
        assert checked(**QUADRATIC, hessian="A").message.startswith("a wrong Hessian beside a right gradient: ")
        assert not checked(**{**QUADRATIC, "gradient": "A @ x"}, hessian="A").message.startswith("a wrong Hessian")


LAYER: dict[str, Any] = {"shapes": {"x": (4,), "W": (3, 4)}, "let": {"h": "np.tanh(W @ x)"}, "output": "h", "wrt": "x"}
LOGISTIC: dict[str, Any] = {
    "shapes": {"w": (3,), "X": (5, 3)}, "let": {"p": "sigmoid(X @ w)"}, "cost": "np.sum(softplus(X @ w))", "wrt": "w",
}  # fmt: skip
UNIT: dict[str, Any] = {"shapes": {"x": (4,)}, "let": {"r": "np.linalg.norm(x)"}, "output": "x / r"}
RIDGE: dict[str, Any] = {
    "shapes": {"X": (6, 3), "y": (6,), "w": (3,)}, "values": {"lam": 0.3}, "wrt": "w",
    "cost": "np.sum((X @ w - y)**2) + lam * w @ w",
}  # fmt: skip
CAUSES: list[tuple[dict[str, Any], str, Cause]] = [
    ({**SOFTMAX, "jacobian": "np.outer(s, s) - np.diag(s)"}, "jacobian", Cause.SIGN),
    ({**SOFTMAX, "jacobian": "np.diag(s * (1 - s))"}, "jacobian", Cause.DIAGONAL),
    ({**SOFTMAX, "jvp": "2 * s * (dx - s @ dx)"}, "jvp", Cause.SCALE),
    ({"shapes": {"W": (2, 3), "x": (3,)}, "wrt": "x", "output": "W @ x", "jacobian": "W.T"}, "jacobian", Cause.TRANSPOSED),
    (
        {"shapes": {"W": (2, 3), "x": (3,)}, "wrt": "W", "output": "W @ x", "jacobian": "np.einsum('ij,k->jki', np.eye(2), x)"},
        "jacobian", Cause.TRANSPOSED,
    ),
    ({**QUADRATIC, "hessian": "2 * A"}, "hessian", Cause.SYMMETRIC),
    ({**QUADRATIC, "hessian": "A"}, "hessian", Cause.SYMMETRIC),
    ({**QUADRATIC, "hvp": "A @ v"}, "hvp", Cause.MISSING_TERM),
    ({**QUADRATIC, "hvp": "2 * A @ v"}, "hvp", Cause.SYMMETRIC),
    ({**SOFTMAX, "jvp": "s * dx"}, "jvp", Cause.MISSING_TERM),
    ({**SOFTMAX, "jacobian": "np.diag(s)"}, "jacobian", Cause.MISSING_PATH),
    ({**UNIT, "jacobian": "np.eye(4) / r"}, "jacobian", Cause.MISSING_PATH),
    ({**UNIT, "jvp": "dx / r"}, "jvp", Cause.MISSING_TERM),
    ({"shapes": {"W": (2, 3), "x": (3,)}, "output": "W @ x", "jvp": "W @ d_x"}, "jvp", Cause.MISSING_TERM),
    ({**SOFTMAX, "output": None, "cost": "logsumexp(z)", "hvp": "s * v"}, "hvp", Cause.MISSING_PATH),
    ({**RIDGE, "hvp": "2 * X.T @ (X @ v)"}, "hvp", Cause.MISSING_TERM),
    ({**RIDGE, "hessian": "2 * X.T @ X"}, "hessian", Cause.MISSING_TERM),
    (
        {"shapes": {"x": (2,)}, "let": {"j": "np.array([-2*x[0], 1])"}, "cost": "(x[1] - x[0]**2)**2", "hvp": "2 * j * (j @ v)"},
        "hvp", Cause.MISSING_TERM,
    ),
    (
        {"shapes": {"x": (2,)}, "let": {"j": "np.array([-2*x[0], 1])"},
         "cost": "(x[1] - x[0]**2)**2", "hessian": "2 * np.outer(j, j)"},
        "hessian", Cause.MISSING_TERM,
    ),
    ({"shapes": {"x": (3,)}, "cost": "np.sum(x**3)", "hessian": "np.diag(np.array([6, 6, 1]) * x)"}, "hessian", Cause.ENTRIES),
    ({"shapes": {"x": (3,)}, "cost": "np.sum(x**3)", "hessian": "np.diag(6 * np.log(x - 9))"}, "hessian", Cause.NON_FINITE),
    ({"shapes": {"x": (3,)}, "cost": "np.sum(x**3)", "hessian": "6 * x"}, "hessian", Cause.SHAPE),
    ({"shapes": {"x": (3,)}, "cost": "np.sum(x**4)", "hessian": "np.diag(4 * x**3)"}, "hessian", Cause.WRONG_DERIVATIVE),
    ({"shapes": {"x": (3,)}, "cost": "np.sum(np.exp(2 * x))", "hvp": "2 * np.exp(2 * x) * v"}, "hvp", Cause.SCALE),
    ({"shapes": {"x": (3,)}, "cost": "np.sum(x**4)", "hvp": "4 * x**3 * v"}, "hvp", Cause.WRONG_DERIVATIVE),
    ({**LAYER, "jvp": "W @ dx"}, "jvp", Cause.MISSING_FACTOR),
    ({**LAYER, "jacobian": "W"}, "jacobian", Cause.MISSING_FACTOR),
    ({**LAYER, "jacobian": "(h * (1 - h))[:, None] * W"}, "jacobian", Cause.WRONG_DERIVATIVE),
    ({**LOGISTIC, "hessian": "X.T @ np.diag(p) @ X"}, "hessian", Cause.WRONG_DERIVATIVE),
    ({**LOGISTIC, "hvp": "X.T @ (p * (X @ v))"}, "hvp", Cause.WRONG_DERIVATIVE),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "cause"), CAUSES)
def test_the_cause_of_a_wrong_claim_is_found(case: dict[str, Any], name: str, cause: Cause) -> None:
    result = checked(**case)
    assert result.unexplained == ()
    assert [(finding.input, finding.cause) for finding in result.findings] == [(name, cause)]


@pytest.mark.parametrize(("case", "name", "cause"), CAUSES)
def test_a_fix_that_is_told_is_right(case: dict[str, Any], name: str, cause: Cause) -> None:
    fix = checked(**case).suggestion
    if fix is not None:
        assert checked(**{**case, name: fix}).verdict is Verdict.PASS


def test_sentences_speak_of_what_is_claimed() -> None:
    finding = checked(**{**SOFTMAX, "jacobian": "np.outer(s, s) - np.diag(s)"}).findings[0]
    assert finding.message.endswith("is the negative of the Jacobian")
    assert "the numerical Jacobian" in finding.evidence


class TestAsGradients:
    """What is left out of a claim is found where it is looked at as the gradient of a cost made for it."""

    def test_the_right_product_is_given(self) -> None:
        finding = checked(**{**SOFTMAX, "jvp": "s * dx"}).findings[0]
        assert finding.message == (
            "the claim `s * dx` leaves out a way in which what is differentiated changes; "
            "the Jacobian-vector product is `s * (dx - dx @ s)`"
        )
        assert finding.suggestion == "s * (dx - dx @ s)"

    def test_of_a_jacobian_its_contraction_is_given(self) -> None:
        message = checked(**{**UNIT, "jacobian": "np.eye(4) / r"}).findings[0].message
        assert message.startswith("You treat `r` as a constant: the path through `r` is missing; contracted with `dout`")

    def test_of_a_hessian_its_product_is_given(self) -> None:
        cost = {"shapes": {"x": (4,)}, "let": {"r": "np.linalg.norm(x)"}, "cost": "r"}
        message = checked(**{**cost, "hessian": "np.eye(4) / r"}).findings[0].message
        assert message.endswith("times `v` the Hessian is `(v - (v @ x) * x / r**2) / r`")

    @pytest.mark.parametrize("key", ["jvp", "jacobian"])
    def test_nothing_is_said_of_a_claim_without_sense(self, key: str) -> None:
        claim = {"jvp": "np.cos(s + dx) * np.arange(4)", "jacobian": "np.cos(np.arange(16.0).reshape(4, 4) * s)"}[key]
        assert [finding.cause for finding in checked(**{**SOFTMAX, key: claim}).findings] == [Cause.UNKNOWN]

    def test_lines_that_serve_other_claims_do_not_stand_in_the_way(self) -> None:
        lines = {"s": "softmax(z)", "t": "np.sum(dout * s)", "q": "np.sum(dx * s)"}
        result = checked(**{**SOFTMAX, "let": lines, "gradient": "s * (dout - t)", "jvp": "s * dx"})
        assert [finding.cause for finding in result.findings] == [Cause.MISSING_TERM]


def test_the_claim_that_fails_may_be_expected_by_name_or_by_its_input() -> None:
    for name in ("hessian", "x"):
        expect = Expectation("fail", input=name, cause=Cause.SYMMETRIC)
        assert checked(**QUADRATIC, hessian="2 * A", expect=expect).as_expected
    assert not checked(**QUADRATIC, hessian="2 * A", expect=Expectation("fail", input="x", cause=Cause.SIGN)).as_expected


class TestDoubts:
    def test_at_a_kink_of_the_gradient_there_is_no_second_derivative(self) -> None:
        result = checked(values={"x": (0, 1, -2)}, wrt="x", cost="np.sum(relu(x)**2)", hessian="np.diag(2 * (x > 0))")
        assert result.doubt is not None
        assert result.doubt.kind is DoubtKind.KINK
        assert "corner of entry [0] of the gradient" in result.doubt.message

    def test_at_a_kink_of_the_output_there_is_no_jacobian(self) -> None:
        result = checked(values={"x": (0, 1, -2)}, wrt="x", output="np.abs(x)", jacobian="np.diag(np.sign(x))")
        assert result.doubt is not None
        assert result.doubt.kind is DoubtKind.KINK

    def test_a_step_that_is_too_long_is_told_with_a_better_one(self) -> None:
        result = checked(shapes={"x": (3,)}, cost="np.sum(np.sin(300 * x))", hessian="-90000 * np.diag(np.sin(300 * x))")
        assert result.verdict is Verdict.FAIL
        assert result.doubt is not None
        assert result.doubt.better_h is not None
        again = checked(
            shapes={"x": (3,)},
            cost="np.sum(np.sin(300 * x))",
            hessian="-90000 * np.diag(np.sin(300 * x))",
            h=result.doubt.better_h,
        )
        assert (again.verdict, again.doubt) == (Verdict.PASS, None)

    def test_a_pass_of_tiny_numbers_proves_nothing_where_the_claim_is_off(self) -> None:
        result = checked(shapes={"x": (3,)}, output="1e-7 * x**2", jvp="1.5e-7 * x * dx")
        assert result.verdict is Verdict.PASS
        assert result.doubt is not None
        assert result.doubt.kind is DoubtKind.INSENSITIVE


LENT: dict[str, dict[str, Callable[..., Any]]] = {
    "own": {"cost": lambda x: float(np.sum(np.exp(np.sin(x)))), "wild": lambda x: float(np.sum(np.sin(300 * x))),
            "entropy": lambda x: float(-np.sum(x * np.log(x)))}
}  # fmt: skip


class TestLentCode:
    """Second derivatives of code that nobody can read backwards are second differences, which know their own error."""

    def test_a_right_claim_passes(self) -> None:
        hessian = "np.diag(np.exp(np.sin(x)) * (np.cos(x)**2 - np.sin(x)))"
        result = checked(LENT, shapes={"x": (3,)}, cost="own.cost(x)", hessian=hessian, hvp=f"{hessian} @ v")
        assert (result.verdict, result.doubt) == (Verdict.PASS, None)

    def test_a_wrong_one_fails(self) -> None:
        hessian = "1.001 * np.diag(np.exp(np.sin(x)) * (np.cos(x)**2 - np.sin(x)))"
        result = checked(LENT, shapes={"x": (3,)}, cost="own.cost(x)", hessian=hessian)
        assert (result.verdict, result.doubt) == (Verdict.FAIL, None)

    def test_beside_the_end_of_a_domain_steps_are_short(self) -> None:
        result = checked(LENT, values={"x": (1e-3, 1.5)}, wrt="x", cost="own.entropy(x)", h=1e-7, hessian="np.diag(-1 / x)")
        assert result.verdict is not Verdict.ERROR
        assert np.diag(result.inputs[0].numerical) == pytest.approx([-1e3, -1 / 1.5], rel=1e-3)

    def test_where_two_steps_disagree_the_verdict_is_in_doubt(self) -> None:
        result = checked(LENT, shapes={"x": (3,)}, cost="own.wild(x)", hessian="-90000 * np.diag(np.sin(300 * x))")
        assert result.doubt is not None
        assert "second differences" in result.doubt.message


class TestEvaluations:
    def test_a_right_hessian_takes_a_gradient_an_entry_of_the_input_and_three(self) -> None:
        hessian = "np.diag(softmax(x)) - np.outer(softmax(x), softmax(x))"
        result = checked(shapes={"x": (20,)}, cost="logsumexp(x)", hessian=hessian)
        assert result.evaluations <= 20 + 4  # one is of the cost itself

    def test_its_zeros_take_no_more(self) -> None:
        result = checked(shapes={"x": (20,)}, cost="np.sum(np.exp(x))", hessian="np.diag(np.exp(x))")
        assert result.evaluations <= 20 + 4

    def test_what_is_wrong_is_told_by_differences(self) -> None:
        claims = [f"np.diag(np.exp({x}))" for x in ("x", "-x")]
        right, wrong = (checked(shapes={"x": (3,)}, cost="np.sum(np.exp(x))", hessian=claim) for claim in claims)
        assert [result.inputs[0].method for result in (right, wrong)] == ["tangents", "central"]

    @pytest.mark.parametrize("point", [(0.0, 1.0), (2e-5, 1.0), (1e-4 / 3, 1e3)])
    def test_tangents_that_a_corner_within_the_step_contradicts_are_not_believed(self, point: tuple[float, ...]) -> None:
        for side in (">", ">="):
            result = checked(values={"x": point}, wrt="x", cost="np.sum(relu(x)**2)", hessian=f"np.diag(2.0 * (x {side} 0))")
            assert result.inputs[0].method == "central"
            assert result.doubt is not None

    def test_nor_are_those_of_a_function_that_has_none(self) -> None:
        result = checked(shapes={"x": (3,)}, cost="np.sum(gammaln(1 + x**2))", hessian="np.eye(3)")
        assert result.inputs[0].method == "central"

    def test_a_hessian_vector_product_takes_at_most_four(self) -> None:
        case = Case(shapes={"x": (200,)}, cost="np.sum(np.exp(x))", hvp="np.exp(x) * v")
        from runner.measuring.maps import measure_map

        draw = drawn(Problem(case))
        assert measure_map(draw, case.map_claims[0]).cost.evaluations <= 4

    def test_a_jacobian_takes_an_output_an_entry_of_the_input_and_three(self) -> None:
        result = checked(
            shapes={"x": (30,)}, output="softmax(x)", jacobian="np.diag(softmax(x)) - np.outer(softmax(x), softmax(x))"
        )
        assert result.evaluations <= 30 + 4

    @pytest.mark.parametrize("weight", [1.0, 1e-3, 1e-4])
    def test_a_small_corner_beside_a_large_slope_is_seen(self, weight: float) -> None:
        result = checked(
            values={"x": (0.0, 1.0)}, wrt="x", output=f"np.array([{weight} * np.abs(x[0]) + 5 * x[1]])", jacobian=((0.0, 5.0),)
        )
        assert result.doubt is not None
        assert result.doubt.kind is DoubtKind.KINK


SMOOTH = ("np.sin(u)", "np.exp(u / 3)", "np.tanh(u)", "u**3 / 6", "softplus(u)", "np.sqrt(1 + u**2)")
SLOPES = ("np.cos(u)", "np.exp(u / 3) / 3", "1 - np.tanh(u)**2", "u**2 / 2", "sigmoid(u)", "u / np.sqrt(1 + u**2)")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.integers(1, 4), st.integers(1, 4), st.integers(0, 1000), st.sampled_from([1.0, 1.001, -1.0]))
def test_a_jacobian_contracted_is_a_jvp_and_a_vjp(which: int, rows: int, columns: int, seed: int, factor: float) -> None:
    """All three pass for one right Jacobian, and all three fail for one that is off."""
    jacobian = f"{factor} * ({SLOPES[which]})[:, None] * A"
    result = checked(
        shapes={"x": (columns,)}, values={"A": f"rng.standard_normal(({rows}, {columns})) + 2 * np.sign(rng.random() - 0.5)"},
        let={"u": "A @ x", "J": jacobian}, output=SMOOTH[which], seed=seed,
        gradient="J.T @ dout", jacobian="J", jvp="J @ dx",
    )  # fmt: skip
    if factor == 1.0:
        assert result.verdict is Verdict.PASS, result.message
    assert all(test.passes for test in result.tests)
    wrong = [check.name for check in result.inputs if check.wrong]
    assert wrong or result.doubt is not None or factor in (1.0, 1.001)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 5), st.integers(1, 5), st.integers(0, 1000))
def test_the_hessian_of_a_cost_is_the_jacobian_of_its_gradient(which: int, size: int, seed: int) -> None:
    """Whatever is claimed of it: a right claim passes as either, and a wrong one fails as either."""
    cost = f"np.sum({SMOOTH[which]})"
    shared: dict[str, Any] = {"shapes": {"x": (size,)}, "values": {"A": f"rng.standard_normal((3, {size}))"}, "seed": seed}
    slope = SLOPES[which].replace("u", "(A @ x)")
    gradient = f"A.T @ ({slope})"
    for claim in ("np.eye(x.size)", "A.T @ A"):
        hessian = checked(**shared, let={"u": "A @ x"}, cost=cost, hessian=claim)
        jacobian = checked(**shared, output=gradient, jacobian=claim)
        assert hessian.verdict is jacobian.verdict
        first, second = (np.array(result.inputs[0].numerical) for result in (hessian, jacobian))
        np.testing.assert_allclose(first, second, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["jacobian", "jvp", "hessian", "hvp"]),
    st.sampled_from(["x", "np.eye(3)", "0.0", "np.nan", "x[:, None] * x", "x.T", "np.zeros((3, 3))", "np.full((3, 3), np.inf)"]),
    st.sampled_from(["np.zeros(3)", "np.ones(3)", "1e300 * np.ones(3)", "np.nan * np.ones(3)", "1e-300 * np.ones(3)"]),
    st.sampled_from(["x**2", "np.abs(x)", "np.log(x)", "np.floor(x)", "1 / x", "np.sort(x)", "np.zeros(0)", "x[0]"]),
    st.sampled_from([1e-4, 1.0, 1e-300, "auto"]),
)
def test_whatever_is_claimed_there_is_a_verdict(key: str, claim: str, x: str, formula: str, h: Any) -> None:
    formula = formula if key in ("jacobian", "jvp") else f"np.sum({formula})"
    of = "output" if key in ("jacobian", "jvp") else "cost"
    result = checked(values={"x": x}, wrt="x", h=h, **{of: formula, key: claim})
    assert "internal error" not in result.message
    assert result.unexplained == ()


EXPREL = "np.sum(np.where(x == 0, 1.0, np.expm1(x) / np.where(x == 0, 1.0, x)))"


def test_where_a_formula_branches_on_equality_the_gradient_is_that_of_the_cost() -> None:
    """Read backwards, the branch is a constant; the cost is smooth, with the second derivative 1/3 there."""
    result = checked(values={"x": (0.0,)}, wrt="x", cost=EXPREL, h="auto", hessian=((1 / 3,),))
    assert (result.verdict, result.doubt) == (Verdict.PASS, None)
    wrong = checked(values={"x": (0.0,)}, wrt="x", cost=EXPREL, h="auto", hessian=((0.0,),))
    assert (wrong.verdict, wrong.doubt) == (Verdict.FAIL, None)


def test_a_claim_that_is_nan_is_wrong_whatever_second_differences_are_good_to() -> None:
    result = checked(values={"x": (0.0,)}, wrt="x", cost=EXPREL, hessian="x[:, None] / x")
    assert (result.verdict, result.doubt, result.cause) == (Verdict.FAIL, None, Cause.NON_FINITE)


def test_beside_a_corner_the_derivation_is_believed() -> None:
    """Steps that are not small beside the entries would reach over the corner of the length."""
    point, units = (1e-7, 1e-7, 1e-7), "(np.eye(3) - np.outer(x, x) / (x @ x)) / np.linalg.norm(x)"
    result = checked(values={"x": point}, wrt="x", cost="np.linalg.norm(x)", hessian=units)
    assert result.verdict is Verdict.PASS or result.doubt is not None


@pytest.mark.parametrize(
    ("case", "hint"),
    [
        ({**SOFTMAX, "jvp": "s * dz"}, "the direction of `jvp` is `dx`"),
        ({**QUADRATIC, "hvp": "(A + A.T) @ dx"}, "the direction of `hvp` is `v`"),
        ({"shapes": {"a": (3,), "b": (3,)}, "output": "a * b", "jvp": "da * b + a * db"}, "the directions are `d_a` and `d_b`"),
    ],
)
def test_a_direction_by_another_name_is_told_its_name(case: dict[str, Any], hint: str) -> None:
    result = checked(**case)
    assert (result.verdict, result.hint) == (Verdict.ERROR, hint)


def test_at_an_edge_a_right_claim_of_zero_is_told_to_be_right_and_no_cause_is_named() -> None:
    case: dict[str, Any] = {"values": {"x": (0.0, 1.0)}, "wrt": "x", "cost": "np.sum(x * np.sqrt(x))", "one_sided": "right"}
    result = checked(**case, gradient="1.5 * np.sqrt(x)")
    assert result.doubt is not None
    assert result.doubt.kind is DoubtKind.TRUNCATION
    assert result.findings == ()
    wrong = checked(**case, gradient="1.5 * np.sqrt(x) + 0.1")
    assert (wrong.verdict, wrong.doubt) == (Verdict.FAIL, None)
