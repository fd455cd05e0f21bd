"""When a claim belongs to the same cost with matrix and element-wise products exchanged."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import evidence_of, found, holds


@pytest.mark.parametrize("gradient", ["A.T @ np.ones((3, 3))", "np.ones((3, 3)) @ B", "B.T", "A"])
def test_it_is_silent_of_other_mistakes_in_a_matrix_product(gradient: str) -> None:
    assert found(shapes={"A": (3, 3), "B": (3, 3)}, cost="np.sum(A @ B)", gradient={"A": gradient}).cause is not Cause.PRODUCT


def test_it_is_silent_of_the_product_with_dout() -> None:
    assert found(shapes={"x": (3, 3)}, output="np.exp(x)", gradient="dout @ np.exp(x)").cause is Cause.SLIP


def test_it_is_silent_of_multiples_which_have_one_product_only() -> None:
    assert found(shapes={"x": (3, 3)}, cost="2 * np.sum(x * 3)", gradient="x").cause is Cause.UNKNOWN


def test_a_claim_of_another_shape_may_be_the_wrong_product() -> None:
    finding = found(shapes={"W": (3, 4), "x": (4,)}, output="W @ x", wrt="x", gradient="W.T * dout")
    assert (finding.cause, finding.fix) == (Cause.PRODUCT, "W.T @ dout")


def test_it_is_silent_where_the_claim_is_not_summed() -> None:
    finding = found(shapes={"W": (3, 4), "x": (4,)}, cost="np.sum(W * x)", wrt="x", gradient="W")
    assert finding.cause is Cause.BROADCAST


EXCHANGES: list[tuple[dict[str, Any], str]] = [
    ({"shapes": {"A": (3, 3), "B": (3, 3)}, "cost": "np.sum(A @ B)", "gradient": {"A": "B"}}, "np.ones((3, 3)) @ B.T"),
    ({"shapes": {"A": (3, 3), "B": (3, 3)}, "cost": "np.sum(np.dot(A, B))", "gradient": {"B": "A"}}, "A.T @ np.ones((3, 3))"),
    ({"shapes": {"A": (3, 3), "B": (3, 3)}, "cost": "np.sum(A * B)", "gradient": {"B": "A.T @ np.ones((3, 3))"}}, "A"),
    (
        {"shapes": {"A": (3, 3), "B": (3, 3)}, "cost": "np.sum(np.multiply(A, B))", "gradient": {"A": "np.ones((3, 3)) @ B.T"}},
        "B",
    ),
    (
        {
            "shapes": {"X": (4, 4), "W": (4, 4)},
            "output": "np.tanh(X @ W)",
            "gradient": {"X": "dout * (1 - np.tanh(X * W)**2) * W"},
        },
        "dout * (1 - np.tanh(X @ W)**2) @ W.T",
    ),
    (
        {"shapes": {"K": (3, 3), "u": (3, 3)}, "let": {"f": "K @ u"}, "cost": "np.sum(f**2)", "gradient": {"u": "2 * K * f"}},
        "2 * K.T @ f",
    ),
    ({"shapes": {"A": (2, 3), "B": (3, 4)}, "cost": "np.sum(A @ B)", "gradient": {"A": "B"}}, "np.ones((2, 4)) @ B.T"),
]


@pytest.mark.parametrize(("case", "fix"), EXCHANGES)
def test_an_exchanged_product_is_found_and_the_right_gradient_given(case: dict[str, Any], fix: str) -> None:
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.PRODUCT, fix)
    assert holds(finding, **case)


def test_several_products_may_be_exchanged_together() -> None:
    case = {"shapes": {"A": (3, 3), "X": (3, 3), "B": (3, 3)}, "cost": "np.sum(A @ X @ B)", "wrt": "X", "gradient": "A * B"}
    finding = found(**case)
    assert finding.cause is Cause.PRODUCT
    assert "the gradient of `np.sum(A * X * B)`" in finding.message


@pytest.mark.parametrize(
    "case",
    [
        {"shapes": {"W": (5, 10), "x": (10, 3)}, "cost": "np.sum(W.dot(x))"},
        {"values": {"W": ((2, 4), (3, 5)), "x": ((1, 7), (5, -1), (5, 1))}, "cost": "np.sum(x.dot(W))"},
        {"sizes": {"n": 4, "d": 2}, "shapes": {"W": ("n", "d"), "x": ("d", "n")}, "cost": "np.sum(np.matmul(W, x))"},
    ],
)
def test_where_the_shapes_forbid_the_exchange_square_arrays_are_taken(case: dict[str, Any]) -> None:
    finding = found(**case, wrt="x", gradient="W")
    assert finding.cause is Cause.PRODUCT
    assert "at three random square inputs" in finding.evidence
    assert holds(finding, **case, wrt="x")


def test_dimensions_written_as_numbers_follow_to_the_square_arrays() -> None:
    case = {"shapes": {"W": (5, 4), "x": (4, 3)}, "cost": "np.sum(np.ones((5, 3)) * W.dot(x))", "wrt": "x", "gradient": "W"}
    assert found(**case).cause is Cause.PRODUCT


def test_on_square_arrays_the_claim_must_not_be_right_as_it_stands() -> None:
    """The claim has the wrong shape here, but the formula itself is right where the arrays are square."""
    case = {"shapes": {"A": (2, 3), "x": (3, 4)}, "cost": "np.sum(A @ x)", "wrt": "x", "gradient": "A.T @ np.ones((2, 2))"}
    assert found(**case).cause is not Cause.PRODUCT


def test_it_stays_within_the_budget_for_an_input_of_one_entry() -> None:
    comparison, evidence = evidence_of(shapes={"a": (1, 1), "b": (1, 1)}, cost="np.sum(a @ b + a * b * a)", gradient={"a": "b"})
    from tests.diagnoses.examples import diagnosed

    diagnosed(comparison, evidence)
    assert evidence.measurements.evaluations <= 3 * 4
