"""What is said where no cause fits."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


def test_it_is_silent_where_any_cause_fits() -> None:
    assert found(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="x").cause is not Cause.UNKNOWN


@pytest.mark.parametrize(
    ("case", "mend"),
    [
        ({"shapes": {"x": (5,)}, "cost": "np.sum(np.exp(x**2))", "gradient": "np.exp(x**2)"}, "2 * np.exp(x**2) * x"),
        ({"shapes": {"A": (4, 4), "x": (4,)}, "cost": "x @ A @ x", "wrt": "x", "gradient": "A @ x"}, "A @ x + x @ A"),
        (
            {"shapes": {"z": (3, 4)}, "let": {"s": "softmax(z)"}, "output": "s", "wrt": "z", "gradient": "dout * s * (1 - s)"},
            "dout * s - s * np.sum(dout * s, axis=1, keepdims=True)",
        ),
    ],
)
def test_the_right_gradient_is_given_where_it_can_be_derived(case: dict[str, Any], mend: str) -> None:
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.UNKNOWN, mend)
    assert finding.message.endswith(f"; the gradient is `{mend}`")
    assert holds(finding, **case)


def test_nothing_is_made_up_where_it_cannot_be_derived() -> None:
    finding = found(shapes={"A": (3, 3)}, cost="np.sum(np.linalg.pinv(A) * A)", gradient="np.exp(A)")
    assert (finding.cause, finding.suggestion) == (Cause.UNKNOWN, None)


def test_a_claim_of_zero_is_said_to_be_zero() -> None:
    assert "is zero, and the gradient is not" in found(shapes={"x": (4,)}, cost="np.sum(np.exp(x))", gradient="0 * x").message


def test_a_gradient_of_zero_is_said_to_be_zero() -> None:
    finding = found(shapes={"x": (4,), "y": (4,)}, cost="np.sum(y * np.sign(x))", wrt="x", gradient="np.cos(x)")
    assert "is not zero, and the gradient is" in finding.message


def test_a_numerical_gradient_that_is_not_finite_explains_nothing() -> None:
    finding = found(values={"x": (1e-5, 1.0)}, cost="np.sum(np.log(x))", wrt="x", gradient="2 / x")
    assert finding.cause is Cause.UNKNOWN
    assert "the numerical gradient is not finite" in finding.message


def test_where_the_step_is_to_blame_no_cause_is_named() -> None:
    """At h = 1 the difference is wrong and the claim right, as it is on other draws."""
    finding = found(shapes={"x": (4,)}, cost="np.sum(x**3)", gradient="3 * x**2", h=1)
    assert finding.cause is Cause.UNKNOWN
