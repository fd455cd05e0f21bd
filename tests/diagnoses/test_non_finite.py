"""When a claim is NaN or infinite somewhere."""

from __future__ import annotations

from runner.model import Cause
from tests.diagnoses.examples import found


def test_it_is_silent_of_a_claim_that_is_finite_however_large() -> None:
    assert found(shapes={"x": (4,)}, cost="np.sum(x**2)", gradient="1e300 * x + 1").cause is Cause.UNKNOWN


def test_it_is_silent_where_the_numerical_gradient_alone_is_not_finite() -> None:
    assert found(values={"x": (1e-5, 1.0)}, cost="np.sum(np.log(x))", wrt="x", gradient="2 / x").cause is not Cause.NON_FINITE


def test_it_comes_before_any_other_cause() -> None:
    assert found(shapes={"x": (3, 2)}, cost="np.sum(x**2)", gradient="(2 * x).T / (1 - 1)").cause is Cause.NON_FINITE


def test_the_first_entry_the_count_and_the_pattern_are_told() -> None:
    case = {"shapes": {"x": (3, 4)}, "cost": "np.sum(np.sqrt(1 + x**2))", "gradient": "np.sqrt(x)"}
    finding = found(**case)
    assert finding.message.startswith(
        "the claim `np.sqrt(x)` is NaN at `x[0, 1]`, and not finite in 5 of 12 entries: the entries where `x < 0`"
    )


def test_infinity_is_told_from_nan() -> None:
    finding = found(values={"x": (0.0, 1.0, 2.0)}, cost="np.sum(x**2)", wrt="x", gradient="1 / x")
    assert "is infinite at `x[0]`, and not finite in 1 of 3 entries" in finding.message


def test_of_a_claim_that_is_nan_throughout_no_entry_is_named() -> None:
    assert "is NaN everywhere" in found(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="x * np.nan").message


def test_a_single_number_has_no_entries() -> None:
    assert found(shapes={"x": ()}, cost="x**2", gradient="x * np.inf").message.startswith("the claim `x * np.inf` is infinite")


def test_the_right_gradient_is_given() -> None:
    finding = found(values={"z": (-2.0, 0.5, 800.0)}, cost="np.sum(softplus(z))", wrt="z", gradient="np.exp(z) / (1 + np.exp(z))")
    assert finding.suggestion == "sigmoid(z)"


def test_the_gradient_beside_it_asks_of_no_number_whether_that_is_missing() -> None:
    """r / r is 0 / 0 at the point, and 1 as it is written."""
    finding = found(
        shapes={"y": (3,)},
        values={"x": "1.0 * y"},
        let={"r": "np.sqrt(np.sum((x - y)**2))"},
        cost="np.exp(-r**2 / 2)",
        wrt="x",
        gradient="-r * np.exp(-r**2 / 2) * (x - y) / r",
    )
    assert finding.suggestion is not None
    assert "np.isnan" not in finding.suggestion


def test_of_a_single_base_that_is_zero_the_gradient_by_the_exponent_is_zero() -> None:
    finding = found(values={"b": 0.0, "p": 2.5}, cost="b**p", wrt="p", gradient="b**p * np.log(b)")
    assert finding.message.endswith("is NaN; the gradient is `0`")
