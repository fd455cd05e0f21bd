"""When a claim is a constant multiple of the gradient, and what the constant is."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


@pytest.mark.parametrize(
    ("cost", "gradient"),
    [
        ("np.linalg.norm(x)", "x"),
        ("np.sum(np.linalg.norm(x, axis=1))", "x"),
        ("np.sum(x**3)", "x"),
        ("np.sum(x)**2", "x.sum()**2 * np.ones((4, 3))"),
    ],
)
def test_it_is_silent_where_the_factor_depends_on_the_input(cost: str, gradient: str) -> None:
    assert found(shapes={"x": (4, 3)}, cost=cost, gradient=gradient).cause is not Cause.SCALE


def test_the_factor_that_depends_on_the_input_is_told_all_the_same() -> None:
    finding = found(shapes={"x": (5,)}, cost="np.linalg.norm(x)", gradient="x")
    assert finding.message == "A division by `np.linalg.norm(x)` is missing"
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_FACTOR, "x / np.linalg.norm(x)")


def test_it_is_silent_of_a_claim_that_is_zero() -> None:
    assert found(shapes={"x": (4,)}, cost="np.sum(np.exp(x))", gradient="0 * x").cause is Cause.UNKNOWN


def test_it_is_silent_of_a_gradient_that_is_zero() -> None:
    finding = found(shapes={"x": (4,), "y": (4,)}, cost="np.sum(np.exp(y)) + 0 * np.sum(x)", wrt="x", gradient="np.exp(y)")
    assert finding.cause is not Cause.SCALE


def test_it_is_silent_of_noise_however_small() -> None:
    case = {"shapes": {"x": (6,)}, "cost": "np.sum(x**2)", "gradient": "4 * x + 0.001 * np.sin(37 * x)"}
    assert found(**case).cause is Cause.UNKNOWN


def test_two_single_numbers_are_multiples_of_one_another_and_no_evidence() -> None:
    assert found(values={"x": 2.0}, cost="x**3", wrt="x", gradient=7).cause is Cause.UNKNOWN


REGRESSION = {
    "sizes": {"n": 7, "d": 3},
    "shapes": {"X": ("n", "d"), "w": ("d",), "y": ("n",)},
    "values": {"lam": 0.3},
    "wrt": "w",
}


@pytest.mark.parametrize(
    ("case", "fix"),
    [
        ({"shapes": {"x": (4,)}, "cost": "np.sum(x**2)", "gradient": "x"}, "2 * x"),
        ({"shapes": {"x": (4,)}, "cost": "0.5 * np.sum(x**2)", "gradient": "2 * x"}, "x"),
        ({"shapes": {"x": (3,)}, "cost": "np.sum(x**2)", "gradient": "3 * x"}, "2 * x"),  # not 2 / x.shape[0]
        ({"shapes": {"x": (4,)}, "cost": "np.sum(x**2)", "gradient": "-x"}, "2 * x"),
        (
            {"shapes": {"x": (4,)}, "cost": "np.sum(x)**2 / 2", "gradient": "x.sum() * np.ones(4) / 0.7"},
            "x.sum() * np.ones(4)",
        ),
        ({"shapes": {"x": (4, 3)}, "cost": "np.mean(x**2)", "gradient": "2 * x"}, "2 * x / x.size"),
        ({"shapes": {"x": ()}, "cost": "np.exp2(x)", "gradient": "np.exp2(x)"}, "np.log(2) * np.exp2(x)"),
        ({**REGRESSION, "cost": "np.mean((X @ w - y)**2)", "gradient": "2 * X.T @ (X @ w - y)"}, "2 * X.T @ (X @ w - y) / n"),
        ({**REGRESSION, "cost": "np.sum((X @ w - y)**2)", "gradient": "X.T @ (X @ w - y) / n"}, "2 * n * X.T @ (X @ w - y) / n"),
        ({**REGRESSION, "cost": "lam * np.sum(w**3)", "gradient": "3 * w**2"}, "lam * 3 * w**2"),
        ({**REGRESSION, "cost": "np.sum(w**3) / (n * lam)", "gradient": "3 * w**2"}, "3 * w**2 / (n * lam)"),
    ],
)
def test_the_constant_is_recognised(case: dict[str, Any], fix: str) -> None:
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.SCALE, fix)
    assert holds(finding, **case)


def test_a_constant_that_nobody_knows_is_a_number() -> None:
    finding = found(shapes={"x": (4,)}, cost="np.sum(x**2)", gradient="x / 1.37")
    assert (finding.cause, finding.suggestion) == (Cause.SCALE, "x / 0.5")
    assert finding.message == "the gradient is 2.74 times the claim `x / 1.37`"


def test_a_named_number_that_is_drawn_is_a_constant_of_the_input() -> None:
    case = {"shapes": {"x": (4,), "s": ()}, "cost": "s * np.sum(np.sin(x))", "wrt": "x", "gradient": "np.cos(x)"}
    assert found(**case).suggestion == "s * np.cos(x)"


def test_the_sentence_says_the_constant_and_its_value() -> None:
    finding = found(sizes={"n": 5}, shapes={"X": ("n", 3), "b": (3,)}, output="X + b", wrt="b", gradient="dout.mean(axis=0)")
    assert finding.message == "the gradient is `n` times the claim `dout.mean(axis=0)` (n = 5)"


@pytest.mark.parametrize(("reg", "n"), [(0.1, 5), (0.05, 10), (0.25, 2), (0.5, 4), (0.125, 8), (2.0, 2)])
def test_a_named_number_is_not_taken_for_a_size_that_is_as_large_by_chance(reg: float, n: int) -> None:
    """Another seed moves arrays only: on every one 2 * reg is 1 / n here."""
    case = {
        "sizes": {"n": n},
        "shapes": {"X": ("n", 3), "w": (3,)},
        "values": {"reg": reg},
        "cost": "reg * np.sum(np.sin(w)) + 0 * np.sum(X)",
        "wrt": "w",
    }
    finding = found(**case, gradient="np.cos(w)")
    assert (finding.cause, finding.suggestion) == (Cause.SCALE, "reg * np.cos(w)")


def test_of_equal_numbers_the_one_in_the_cost_is_meant() -> None:
    case = {
        "sizes": {"n": 4, "m": 4, "k": 4},
        "shapes": {"x": ("n",), "y": ("m",)},
        "wrt": "x",
        "cost": "np.sum(x**2) / m + np.sum(y)",
    }
    assert found(**case, gradient="2 * x").suggestion == "2 * x / m"


def test_a_number_that_no_name_explains_elsewhere_is_shown_as_a_number() -> None:
    """The size is written into the cost, where it may be any number: neither it nor `lam` can be told from 0.2."""
    case = {"shapes": {"x": (6,)}, "values": {"lam": 0.2}, "cost": "np.sum(np.sin(x)) * 0.2", "gradient": {"x": "np.cos(x)"}}
    assert found(**case).suggestion == "0.2 * np.cos(x)"


def test_a_single_number_beside_what_is_negligible_is_a_multiple_of_any_other() -> None:
    case = {"shapes": {"x": (3,)}, "cost": "3 * x[0] + 1e-7 * np.sum(x)", "gradient": "np.array([2.0, 1e-7, 1e-7])"}
    assert found(**case).cause is not Cause.SCALE


def test_a_size_that_cannot_be_another_is_not_named() -> None:
    """The claim is an array of five numbers, so n is 5 on every draw."""
    case = {"sizes": {"n": 5}, "shapes": {"x": ("n",)}, "cost": "np.sum(x) / n", "gradient": "np.array([1, 1, 1, 1, 1])"}
    assert found(**case).suggestion == "np.array([1, 1, 1, 1, 1]) / 5"


def test_a_number_that_is_drawn_is_a_factor_and_no_scale() -> None:
    """What is constant is a size, a plain number, or a number of the case."""
    case = {"shapes": {"x": (4,), "s": ()}, "let": {"r": "np.exp(s)"}, "cost": "np.sum(x**2) / r**2", "wrt": "x"}
    assert found(**case, gradient="2 * x / r").cause is Cause.MISSING_FACTOR
    given = {"shapes": {"x": (4,)}, "values": {"r": 1.7}, "cost": "np.sum(x**2) / r**2"}
    assert found(**given, gradient="2 * x / r").cause is Cause.SCALE


MASKED = {
    "shapes": {"z": (6, 3)},
    "values": {"t": (1, 0, 2, 2, 1, 1), "keep": (0, 1, 1, 0, 1, 0)},
    "wrt": "z",
}


@pytest.mark.parametrize(
    ("over", "claimed"),
    [("np.sum(keep)", "6"), ("z.shape[0]", "np.sum(keep)")],
)
def test_how_many_a_mask_counts_is_told_from_a_length_that_is_as_long(over: str, claimed: str) -> None:
    """Three are kept, and there are three classes."""
    cost = f"-np.sum(keep * log_softmax(z)[np.arange(z.shape[0]), t]) / {over}"
    finding = found(**MASKED, cost=cost, gradient=f"keep[:, None] * (softmax(z) - one_hot(t, 3)) / {claimed}")
    assert finding.cause is Cause.SCALE
    assert finding.message == f"the claim divides by `{claimed}`, where the cost divides by `{over}`"
