"""Sentences that say no more than is so: which side of a call, which of two names, what stands below a fraction bar."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from runner import Case, check
from runner.model import Cause, Verdict

ELASTIC_NET = "np.sum((X @ w - y)**2) + {0} * np.sum(np.abs(w)) + 0.5 * {1} * np.sum(w**2)"


def told(**case: Any) -> tuple[Cause, str, str | None]:
    """Cause, sentence and fix of the one claim of a case."""
    (finding,) = check(Case(**case)).findings
    return finding.cause, finding.message, finding.suggestion


@pytest.mark.parametrize(
    ("cost", "claim", "sentence"),
    [
        ("np.sum(x**x)", "x * x**(x - 1)", "its way through the exponent of `x**x` is missing"),
        ("np.sum(np.exp(x) / x)", "np.exp(x) / x", "its way through the denominator of `np.exp(x) / x` is missing"),
        ("np.sum(x * np.exp(x))", "x * np.exp(x)", "its way through `x * np.exp(x)` is missing"),
    ],
)
def test_of_a_call_that_depends_on_the_input_twice_it_is_told_which_side_is_missing(cost: str, claim: str, sentence: str) -> None:
    cause, message, _ = told(values={"x": [0.2, 0.7, 1.6]}, wrt="x", cost=cost, gradient=claim)
    assert (cause, sentence in message) == (Cause.MISSING_PATH, True), message


@pytest.mark.parametrize("names", [("l1", "l2"), ("a", "b")])
def test_two_weights_that_are_exchanged_are_told_as_such_though_their_names_end_in_digits(names: tuple[str, str]) -> None:
    first, second = names
    cause, message, fix = told(
        shapes={"X": (5, 3), "y": (5,), "w": (3,)},
        values={first: 0.1, second: 0.2},
        wrt="w",
        cost=ELASTIC_NET.format(first, second),
        gradient=f"2 * X.T @ (X @ w - y) + {second} * np.sign(w) + {first} * w",
    )
    assert (cause, fix) == (Cause.NAME, f"2 * X.T @ (X @ w - y) + {first} * np.sign(w) + {second} * w")
    assert "are exchanged" in message


def test_a_divisor_is_not_told_as_a_factor_though_it_stands_in_a_product() -> None:
    case = {"shapes": {"x": (6, 4)}, "cost": "np.sum(np.std(x, axis=0))"}
    cause, message, _ = told(**case, gradient="(x - x.mean(axis=0)) / 6")
    assert cause is Cause.MISSING_FACTOR
    assert message.startswith("the claim is not divided by `np.std(x, axis=0)`")


def test_who_divides_by_less_than_he_must_is_not_told_that_he_does_not_divide() -> None:
    cause, message, fix = told(shapes={"x": (3,)}, cost="1 / np.linalg.norm(x)", gradient="-x / np.linalg.norm(x)**2")
    assert (cause, fix) == (Cause.MISSING_FACTOR, "-x / np.linalg.norm(x)**3")
    assert message == "A division by `np.linalg.norm(x)` is missing"


def test_a_derivative_that_lacks_an_axis_is_no_other_derivative() -> None:
    result = check(
        Case(shapes={"A": (3, 4), "x": (4,)}, wrt="x", output="np.tanh(A @ x)", jacobian="A * (1 - np.tanh(A @ x)**2)")
    )
    (finding,) = result.findings
    assert (finding.cause, finding.suggestion) == (Cause.BROADCAST, "A * (1 - np.tanh(A @ x)**2)[:, None]")


class TestACostThatIsFlat:
    @pytest.mark.parametrize("claim", ["np.ones(1)", 1.0, -1.0])
    def test_of_one_number_where_a_function_is_saturated_no_step_is_told(self, claim: Any) -> None:
        x: Any = [37.0] if isinstance(claim, str) else 37.0
        cause, message, _ = told(values={"x": x}, wrt="x", cost="np.sum(np.log1p(np.exp(-x)))", gradient=claim)
        assert cause is Cause.UNKNOWN
        assert "the slope of the cost here is as good as zero" in message

    def test_where_a_function_is_saturated_it_is_not_said_that_nothing_changes_and_no_zeros_are_offered(self) -> None:
        cause, message, fix = told(values={"x": [40.0, -40.0]}, wrt="x", cost="np.sum(sigmoid(x))", gradient="sigmoid(x)")
        assert (cause, fix) == (Cause.UNKNOWN, None)
        assert message.endswith("the slope of the cost here is as good as zero")

    def test_where_nothing_changes_anywhere_that_is_said(self) -> None:
        _, message, fix = told(values={"x": [40.0, -40.0]}, wrt="x", cost="np.sum(softmax(x))", gradient="softmax(x)")
        assert message.startswith("the cost does not change with `x`")
        assert fix == "np.zeros(x.shape)"


def test_numbers_that_are_written_down_are_wrapped_in_no_function() -> None:
    cause, message, _ = told(
        values={"x": [0.0, 2.0, 1.0]},
        wrt="x",
        cost="np.sum(relu(x))",
        gradient="np.array([-1.0, 1.0, 1.0])",
        at_kinks="subgradient",
    )
    assert cause is Cause.ENTRIES
    assert "is right but for `x[0]`" in message


@pytest.mark.parametrize(
    ("case", "claim", "fix"),
    [
        ({"shapes": {"x": (4,), "d": (4,)}, "wrt": "x", "cost": "np.sum(d * x - np.sum(d * x) * x)"},
         "d - np.mean(d * x) - d * np.sum(x)", "d - np.sum(d * x) - d * np.sum(x)"),
        ({"shapes": {"z": (5,), "s": ()}, "wrt": "s", "cost": "np.sum(z**2) * s + s**2"},
         "np.sum(z)**2 + 2 * s", "np.sum(z**2) + 2 * s"),
        ({"shapes": {"z": (5,), "s": ()}, "wrt": "s", "cost": "np.sum(z)**2 * s + s**2"},
         "np.sum(z**2) + 2 * s", "np.sum(z)**2 + 2 * s"),
        ({"shapes": {"z": (2, 4), "b": (4,)}, "wrt": "b", "let": {"p": "softmax(z * b)"}, "output": "p"},
         "np.sum(z * np.exp(z * b) * dout, axis=0)", None),
        ({"shapes": {"z": (3, 4)}, "cost": "np.sum(logsumexp(-z))"}, "-softmax(z)", "-softmax(-z)"),
        ({"shapes": {"z": (3, 4)}, "cost": "np.sum(logsumexp(z))"}, "sigmoid(z)", "softmax(z)"),
    ],
)  # fmt: skip
def test_the_fix_is_the_shortest_that_a_person_would_write(case: dict[str, Any], claim: str, fix: str | None) -> None:
    _, _, told_fix = told(**case, gradient=claim)
    assert fix is None or told_fix == fix


def test_a_mean_of_one_number_is_never_offered() -> None:
    _, message, fix = told(shapes={"p": (4,), "d": (4,)}, wrt="p", cost="np.sum(d * p) * np.sum(p)", gradient="d * np.sum(p)")
    assert "np.mean(d @ p)" not in f"{message} {fix}"


def test_a_sign_in_an_odd_function_is_the_sign_of_its_term() -> None:
    (finding,) = check(
        Case(
            shapes={"q": (2,)},
            output="np.array([q[0] * np.cos(q[1]), q[0] * np.sin(q[1])])",
            jacobian="np.array([[np.cos(q[1]), q[0] * np.sin(q[1])], [np.sin(q[1]), q[0] * np.cos(q[1])]])",
        )
    ).findings
    assert finding.cause is Cause.SIGN
    assert finding.suggestion == "np.array([[np.cos(q[1]), -q[0] * np.sin(q[1])], [np.sin(q[1]), q[0] * np.cos(q[1])]])"


def test_what_is_right_but_for_its_sign_is_no_other_derivative() -> None:
    cause, message, _ = told(
        shapes={"a": (3, 2), "y": (3, 2), "W": (2, 2)},
        wrt="W",
        let={"e": "a @ W - y", "d": "2.0 * (y - a @ W)"},
        cost="np.square(e).sum()",
        gradient="a.T @ d",
    )
    assert (cause, "derivative" in message) == (Cause.SIGN, False)


def test_the_last_column_is_told_by_its_own_number_and_not_from_the_end() -> None:
    _, message, _ = told(
        shapes={"X": (5, 3), "w": (3,)},
        wrt="w",
        cost="np.sum(np.sin(X @ w))",
        gradient="np.array([np.cos(X @ w) @ X[:, 0], np.cos(X @ w) @ X[:, 1], np.cos(X @ w) @ X[:, 1]])",
    )
    assert "X[:, -1]" not in message


@pytest.mark.parametrize("claim", ["np.ones(2)", "np.ones(x.shape)"])
def test_ones_have_no_complement(claim: str) -> None:
    _, message, _ = told(shapes={"x": (2,)}, cost="np.sum(np.tanh(x)) - np.sum(x)", gradient=claim)
    assert "1 - np.ones" not in message


GELU: dict[str, Any] = {
    "shapes": {"x": (6,)},
    "let": {"u": "0.79788 * (x + 0.044715 * x**3)", "t": "np.tanh(u)"},
    "cost": "np.sum(0.5 * x * (1 + t))",
}


@pytest.mark.parametrize(
    ("case", "claim", "old", "new"),
    [
        (GELU, "0.5 * (1 + t) + 0.5 * x * (1 - t**2) * 0.79788 * (1 + 0.044715 * x**2)", "0.044715", "3 * 0.044715"),
        ({"shapes": {"r": (6,), "w": (6,)}, "wrt": "r", "cost": "np.sum(np.abs(r)) + np.sum(np.abs(w * r))"},
         "np.abs(r) + np.abs(w) * np.sign(r)", "np.abs(r)", "np.sign(r)"),
        ({"shapes": {"w": (4,)}, "values": {"a": 0.3, "rho": 0.7}, "wrt": "w",
          "cost": "a * rho * np.sum(np.abs(w)) + 0.5 * a * (1 - rho) * np.sum(w**2) + np.sum(np.sin(w))"},
         "a * rho * np.sign(w) + a * rho * w + np.cos(w)", "a * rho * w", "a * (1 - rho) * w"),
    ],
)  # fmt: skip
def test_where_a_short_edit_mends_a_long_claim_the_rest_of_it_stays(case: dict[str, Any], claim: str, old: str, new: str) -> None:
    _, _, fix = told(**case, gradient=claim)
    assert fix == claim.replace(old, new, 1)


class TestASoftmaxThatIsWrittenOut:
    CASE: ClassVar[dict[str, Any]] = {
        "shapes": {"x": (5,)},
        "let": {"e": "np.exp(x - np.max(x))", "p": "e / e.sum()"},
        "output": "p",
    }

    def test_its_diagonal_alone_is_told_as_that(self) -> None:
        cause, _, fix = told(**self.CASE, gradient="p * (1 - p) * dout")
        assert cause is Cause.DIAGONAL
        assert check(Case(**self.CASE, gradient=fix)).verdict is Verdict.PASS

    def test_what_sums_to_something_else_is_none(self) -> None:
        cause, _, _ = told(shapes={"x": (5,)}, let={"p": "np.exp(x) / 2"}, output="p", gradient="p * (1 - p) * dout")
        assert cause is not Cause.DIAGONAL


class TestTheUpstreamGradient:
    CASE: ClassVar[dict[str, Any]] = {
        "shapes": {"x": (7,), "w": (2,)},
        "wrt": "w",
        "output": "x[:-1] * w[0] + x[1:] * w[1]",
    }

    def test_where_it_is_in_no_part_of_a_claim_that_is_said(self) -> None:
        cause, message, fix = told(**self.CASE, gradient="np.array([x[:-1].sum(), x[1:].sum()])")
        assert cause is Cause.MISSING_FACTOR
        assert "is the gradient of `np.sum(output)`: the upstream gradient `dout` is multiplied in nowhere" in message
        assert fix is not None

    @pytest.mark.parametrize("claim", ["np.array([x[1:].sum(), x[:-1].sum()])", "np.array([np.sum(dout * x[:-1]), x[1:].sum()])"])
    def test_of_another_claim_it_is_not(self, claim: str) -> None:
        _, message, _ = told(**self.CASE, gradient=claim)
        assert "np.sum(output)" not in message
