"""When a claim is the negative of the gradient."""

from __future__ import annotations

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


def test_it_is_silent_where_only_some_signs_are_wrong() -> None:
    assert found(shapes={"x": (8,)}, cost="np.sum(np.abs(x))", gradient="np.ones(8)").cause is Cause.ENTRIES


def test_it_is_silent_where_the_size_is_wrong_too() -> None:
    assert found(shapes={"x": (5,)}, cost="np.sum(x**2)", gradient="-x").cause is Cause.SCALE


def test_it_is_silent_of_a_claim_of_another_shape() -> None:
    assert found(shapes={"x": (5,)}, cost="np.sum(x**2)", gradient="-2 * x[:, None]").cause is Cause.SHAPE


@pytest.mark.parametrize(
    ("gradient", "fix"),
    [
        ("-2 * x", "2 * x"),
        ("-(x + x)", "x + x"),
        ("-x - x", "-(-x - x)"),
        ("-2*x * 1", "2*x * 1"),
        ("x * -2", "-x * -2"),
        ("0 - 2 * x", "-(0 - 2 * x)"),
    ],
)
def test_the_fix_takes_a_sign_away_before_it_adds_one(gradient: str, fix: str) -> None:
    case = {"shapes": {"x": (4,)}, "cost": "np.sum(x**2)", "gradient": gradient}
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.SIGN, fix)
    assert holds(finding, **case)


def test_a_claim_written_in_numbers_is_fixed_in_numbers() -> None:
    finding = found(values={"x": (1.0, -2.0, 3.0)}, cost="np.sum(x**2)", wrt="x", gradient=(-2, 4, -6))
    assert (finding.cause, finding.suggestion) == (Cause.SIGN, "[2, -4, 6]")
    assert finding.message == "the claim `[-2, 4, -6]` is the negative of the gradient"
    assert "the only one there is" in finding.evidence


def test_a_scalar_has_a_sign_too() -> None:
    assert found(shapes={"x": ()}, cost="np.cos(x)", gradient="np.sin(x)").cause is Cause.SIGN


def test_in_single_precision_as_well() -> None:
    case = {"shapes": {"x": (5,)}, "dtype": "float32", "cost": "np.sum(np.exp(x))", "gradient": "-np.exp(x)"}
    assert found(**case).cause is Cause.SIGN
