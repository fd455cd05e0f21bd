"""Mistakes that people often make, each with its cause and fix, and the cases beside them in which it is not told."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause
from tests.diagnoses.examples import found, holds

X: dict[str, Any] = {"shapes": {"x": (4,)}}
A: dict[str, Any] = {"shapes": {"A": (3, 3)}}
RIDGE: dict[str, Any] = {
    "sizes": {"n": 5, "d": 3},
    "shapes": {"X": ("n", "d"), "y": ("n",), "w": ("d",)},
    "values": {"reg": 0.2},
    "wrt": "w",
    "cost": "np.mean((X @ w - y)**2) + reg * np.sum(w**2)",
}


class TestTheProductRule:
    @pytest.mark.parametrize(
        ("case", "claim", "said"),
        [
            ({**X, "cost": "np.sum(x**2 * np.sin(x))"}, "2 * x * np.cos(x)", "You multiply the derivatives of the two parts"),
            ({**X, "cost": "np.sum(x * np.log(x**2))"}, "2 / x", "a product uv is u'v + uv'"),
            ({**X, "cost": "np.sum(u * v)", "let": {"u": "np.exp(2 * x)", "v": "np.sin(x)"}}, "2 * u * np.cos(x)", "`u * v`"),
            ({**X, "cost": "np.sum(np.sin(x) / x**2)"}, "np.cos(x) / (2 * x)", "a quotient u/v is (u'v - uv') / v**2"),
            ({**X, "output": "x**2 * np.sin(x)"}, "dout * 2 * x * np.cos(x)", "You multiply"),
        ],
    )
    def test_two_derivatives_are_multiplied_or_divided(self, case: dict[str, Any], claim: str, said: str) -> None:
        finding = found(**case, gradient=claim)
        assert finding.cause is Cause.WRONG_DERIVATIVE
        assert said in finding.message
        assert holds(finding, **case)

    @pytest.mark.parametrize("claim", ["2 * x * np.sin(x)", "x**2 * np.cos(x)", "-2 * x * np.sin(x)", "2 * x + np.cos(x)"])
    def test_other_mistakes_in_a_product_are_not_told_so(self, claim: str) -> None:
        assert "derivatives of the two parts" not in found(**X, cost="np.sum(x**2 * np.sin(x))", gradient=claim).message


class TestTheInverse:
    @pytest.mark.parametrize("cost", ["np.trace(np.linalg.inv(A))", "np.sum(np.linalg.inv(A))"])
    def test_of_a_matrix_is_taken_entry_by_entry(self, cost: str) -> None:
        finding = found(**A, cost=cost, gradient="-1 / A**2")
        assert finding.cause is Cause.WRONG_DERIVATIVE
        assert "the derivative of `1 / A`, entry by entry" in finding.message
        assert holds(finding, **A, cost=cost)

    def test_other_mistakes_in_it_are_not_told_so(self) -> None:
        for claim in ("-np.linalg.inv(A)", "-1 / A", "np.linalg.inv(A).T @ np.linalg.inv(A).T"):
            assert "entry by entry" not in found(**A, cost="np.trace(np.linalg.inv(A))", gradient=claim).message


class TestTwoTerms:
    @pytest.mark.parametrize(
        ("claim", "causes"),
        [
            ("2 * X.T @ (y - X @ w) / n + reg * w", (Cause.SIGN, Cause.SCALE)),
            ("2 * X.T @ (X @ w - y) + reg * w", (Cause.SCALE, Cause.SCALE)),
            ("X.T @ (X @ w - y) / n - 2 * reg * w", (Cause.SIGN, Cause.SCALE)),
        ],
    )
    def test_each_has_a_mistake_of_its_own(self, claim: str, causes: tuple[Cause, Cause]) -> None:
        finding = found(**RIDGE, gradient=claim)
        assert (finding.cause, finding.also) == causes
        assert finding.message.startswith("Two things: the term that comes from ")
        assert holds(finding, **RIDGE)

    @pytest.mark.parametrize("claim", ["2 * X.T @ (y - X @ w) / n + 2 * reg * w", "X.T @ (X @ w - y) / n + reg * w"])
    def test_one_mistake_is_told_as_one(self, claim: str) -> None:
        assert found(**RIDGE, gradient=claim).also is None

    def test_numbers_without_a_name_are_no_mistakes_of_two_terms(self) -> None:
        assert "Two things" not in found(**RIDGE, gradient="0.731 * X.T @ (X @ w - y) + 1.913 * reg * w").message


@pytest.mark.parametrize(
    ("case", "claim", "fix"),
    [
        ({**X, "cost": "np.sum(np.abs(x)**1.5)"}, "1.5 * np.abs(x)**0.5", "1.5 * np.abs(x)**0.5 * np.sign(x)"),
        ({**X, "values": {"lam": 0.3}, "wrt": "x", "cost": "np.sum(x**2) + lam * np.sum(np.abs(x))"}, "2*x + lam",
         "2*x + lam * np.sign(x)"),
        ({"shapes": {"x": (2,)}, "cost": "(1 - x[0])**2 + 100 * (x[1] - x[0]**2)**2"},
         "np.array([-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0]**2), 200 * (x[1] - x[0])])",
         "np.array([-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0]**2), 200 * (x[1] - x[0]**2)])"),
        ({"shapes": {"X": (5, 3), "w": (3,), "y": (5,)}, "wrt": "w", "cost": "np.sum((X @ w - y)**2)"},
         "2 * X @ (X @ w - y)", "2 * X.T @ (X @ w - y)"),
        ({**X, "cost": "np.sum(np.sqrt(x**2 + 0.00001))"}, "x", "x / np.sqrt(x**2 + 1e-5)"),
    ],
)  # fmt: skip
def test_the_fix_is_what_people_write(case: dict[str, Any], claim: str, fix: str) -> None:
    finding = found(**case, gradient=claim)
    assert finding.suggestion == fix
    assert holds(finding, **case)


@pytest.mark.parametrize(
    ("case", "key", "claim"),
    [
        ({"output": "x**3"}, "jacobian", "3 * x**2"),
        ({"output": "np.tanh(x)"}, "jacobian", "1 - np.tanh(x)**2"),
        ({"cost": "np.sum(x**3)"}, "hessian", "6 * x"),
    ],
)
def test_a_diagonal_that_is_left_as_a_vector_is_laid_out(case: dict[str, Any], key: str, claim: str) -> None:
    finding = found(**X, **case, **{key: claim})
    assert (finding.cause, finding.suggestion) == (Cause.SHAPE, f"np.diag({claim})")
    assert "as a vector" in finding.message
    assert not check(Case(**{**X, **case, key: finding.suggestion})).findings


def test_a_vector_that_is_no_diagonal_is_not() -> None:
    for output, claim in (("x**3", "2 * x**2"), ("softmax(x)", "softmax(x) * (1 - softmax(x))")):
        assert "as a vector" not in found(**X, output=output, jacobian=claim).message


@pytest.mark.parametrize(
    ("case", "claim", "cause", "fix"),
    [
        ({**X, "cost": "np.sum(np.arctan(x))"}, "1 / np.cos(x)**2", Cause.WRONG_DERIVATIVE, "1 / (1 + x**2)"),
        ({**X, "cost": "np.sum(softplus(x))"}, "sigmoid(x) * (1 - sigmoid(x))", Cause.WRONG_DERIVATIVE, "sigmoid(x)"),
        ({**X, "cost": "np.linalg.norm(x)**3"}, "3 * np.linalg.norm(x)**2 * np.ones(4)", Cause.MISSING_FACTOR,
         "3 * np.linalg.norm(x) * x"),
        ({"shapes": {"A": (3, 3), "x": (3,)}, "structure": {"x": "unit"}, "wrt": "x", "cost": "x @ A @ x"}, "2 * A @ x",
         Cause.SYMMETRIC, "A @ x + x @ A"),
    ],
)  # fmt: skip
def test_what_slipped_is_told_and_the_gradient_as_short_as_it_is(
    case: dict[str, Any], claim: str, cause: Cause, fix: str
) -> None:
    finding = found(**case, gradient=claim)
    assert (finding.cause, finding.suggestion) == (cause, fix)
    assert holds(finding, **case)


def test_a_root_whose_derivative_is_forgotten_is_no_norm() -> None:
    finding = found(shapes={"p": (3,)}, cost="np.sum((np.sqrt(p**2 + 1) - 2)**2)", gradient="4 * p * (np.sqrt(p**2 + 1) - 2)")
    assert finding.cause is Cause.MISSING_FACTOR
    assert finding.message.startswith("The derivative of sqrt at `p**2 + 1` is missing")


def test_a_hessian_vector_product_that_keeps_the_diagonal_alone() -> None:
    finding = found(**X, cost="np.sum(np.exp(x)) + np.sum(x)**2", hvp="np.exp(x) * v + 2 * v")
    assert finding.cause is Cause.DIAGONAL
    assert "`2 * v` keeps the diagonal of the Hessian alone" in finding.message
    assert not check(Case(**X, cost="np.sum(np.exp(x)) + np.sum(x)**2", hvp=finding.suggestion)).findings


@pytest.mark.parametrize("claim", ["np.exp(x) * v + np.sum(v)", "np.exp(x) * v"])
def test_other_products_with_the_hessian_are_not_told_so(claim: str) -> None:
    assert found(**X, cost="np.sum(np.exp(x)) + np.sum(x)**2", hvp=claim).cause is not Cause.DIAGONAL


def test_of_what_saturates_no_zero_is_made_a_fix() -> None:
    finding = found(**X, cost="np.sum(sigmoid(1e5 * x))", gradient="1e5 * sigmoid(1e5 * x)")
    assert "the slope of the cost here is as good as zero" in finding.message
    assert "zeros" not in (finding.suggestion or "")
