"""When a claim is the transpose of the gradient, and when it only looks like it."""

from __future__ import annotations

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


def test_it_is_silent_of_a_symmetric_gradient() -> None:
    finding = found(shapes={"A": (3, 3), "x": (3,)}, cost="x @ A @ x", wrt="A", gradient="-np.outer(x, x).T")
    assert finding.cause is Cause.SIGN


def test_it_is_silent_of_half_a_product_rule() -> None:
    assert found(shapes={"A": (3, 3)}, cost="np.sum(A @ A)", gradient="A.T @ np.ones((3, 3))").cause is Cause.MISSING_PATH


def test_it_is_silent_of_the_same_numbers_laid_out_in_another_order() -> None:
    finding = found(shapes={"x": (2, 3)}, cost="np.sum(np.exp(x))", gradient="np.exp(x).reshape(3, 2)")
    assert finding.cause is Cause.SHAPE


def test_it_is_silent_of_axes_exchanged_in_a_circle() -> None:
    """Three axes in a circle are no exchange of two."""
    case = {"shapes": {"x": (2, 2, 2)}, "cost": "np.sum(np.exp(x))", "gradient": "np.transpose(np.exp(x), (1, 2, 0)) + 0 * x"}
    assert "is the gradient with its axes" not in found(**case).message


def test_it_is_silent_where_only_one_draw_agrees() -> None:
    """The matrix written down is the transpose of the gradient at the first draw of x alone."""
    case = {
        "shapes": {"x": (2,)},
        "values": {"A": ((1.0, 2.0), (3.0, 4.0))},
        "cost": "np.sum(A * np.outer(x, x))",
        "wrt": "x",
        "gradient": "(A + A.T) @ x + A[0]",
    }
    assert found(**case).cause is not Cause.TRANSPOSED


@pytest.mark.parametrize(
    ("gradient", "fix"),
    [("np.exp(x).T", "np.exp(x)"), ("np.exp(x.T)", "np.exp(x.T).T"), ("1 * np.exp(x).T", "1 * np.exp(x)")],
)
def test_a_square_claim_is_told_from_its_transpose_by_its_numbers(gradient: str, fix: str) -> None:
    case = {"shapes": {"x": (3, 3)}, "cost": "np.sum(np.exp(x))", "gradient": gradient}
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.TRANSPOSED, fix)
    assert holds(finding, **case)


def test_of_a_claim_that_is_not_square_the_shapes_are_said() -> None:
    finding = found(shapes={"X": (5, 3), "W": (3, 2)}, output="X @ W", wrt="W", gradient="dout.T @ X")
    assert finding.message == "the claim `dout.T @ X` is the transpose of the gradient, of shape (2, 3), not (3, 2)"
    assert finding.suggestion == "(dout.T @ X).T"


def test_any_two_axes_of_a_stack_may_be_exchanged() -> None:
    case = {"shapes": {"x": (2, 3, 4)}, "cost": "np.sum(np.sin(x))", "gradient": "np.swapaxes(np.cos(x), 0, 2)"}
    finding = found(**case)
    assert finding.cause is Cause.TRANSPOSED
    assert "with its axes 0 and 2 exchanged" in finding.message
    assert holds(finding, **case)


def test_a_row_for_a_column_is_a_transpose() -> None:
    assert found(shapes={"x": (4, 1)}, cost="np.sum(x**2)", gradient="2 * x.T").cause is Cause.TRANSPOSED
