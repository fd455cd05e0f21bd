"""What holds of numbers, written of matrices; and labels of another kind, arrays in each other's place, products of entries."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds

SQUARE: dict[str, Any] = {
    "shapes": {"X": (3, 3)},
    "let": {"M": "X + 4 * np.eye(3)", "I": "np.linalg.inv(M)"},
    "cost": "np.trace(I)",
}


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("-I**2", "the square of a matrix is"),
        ("-np.square(I)", "the square of a matrix is"),
        ("-np.linalg.inv(M**2).T", "the square of a matrix is"),
        ("-np.trace(I) * I", "no product of traces"),
    ],
)
def test_what_holds_of_numbers_is_told_of_matrices(claim: str, words: str) -> None:
    finding = found(**SQUARE, gradient=claim)
    assert finding.cause is Cause.PRODUCT
    assert words in finding.message
    assert holds(finding, **SQUARE, gradient=claim)


def test_a_square_of_entries_that_is_right_is_left_alone() -> None:
    finding = found(shapes={"X": (3, 3)}, cost="np.sum(X**3)", gradient="2 * X**2")
    assert finding.cause is Cause.SCALE


def test_sums_multiplied_for_products_summed() -> None:
    case: dict[str, Any] = {"shapes": {"w": (2,)}, "values": {"X": "rng.standard_normal((4, 2))", "t": (1.0, 2.0, 0.5, 3.0)}}
    case |= {"let": {"e": "X @ w - t"}, "cost": "0.5 * np.sum(e**2)"}
    for claim in ("np.sum(e) * np.sum(X, axis=0)", "4 * np.mean(e) * np.mean(X, axis=0)"):
        finding = found(**case, gradient=claim)
        assert finding.cause is Cause.PRODUCT
        assert "product of sums" in finding.message
    assert "product of sums" not in found(**case, gradient="np.sum(e) * X[0]").message


def test_a_one_that_belongs_on_the_diagonal() -> None:
    case: dict[str, Any] = {
        "shapes": {"u": (4, 3)},
        "values": {"v": "rng.standard_normal((4, 3))"},
        "let": {"P": "softmax(u @ v.T)"},
    }
    finding = found(**case, cost="-np.sum(np.diag(np.log(P)))", gradient="(P - 1) @ v")
    assert finding.edit in (("P - 1", "P - np.eye(len(P))"), ("1", "np.eye(len(P))"))
    assert "diagonal" in finding.message


@pytest.mark.parametrize(
    ("labels", "signs", "claim", "of"),
    [
        ((1.0, -1.0, 1.0), "y", "X.T @ (sigmoid(X @ w) - y)", "0 and 1"),
        ((1.0, 0.0, 1.0), "(2 * y - 1)", "-X.T @ (y * sigmoid(-y * (X @ w)))", "-1 and 1"),
    ],
)
def test_labels_of_another_kind(labels: tuple[float, ...], signs: str, claim: str, of: str) -> None:
    case: dict[str, Any] = {"shapes": {"w": (2,)}, "values": {"X": "rng.standard_normal((3, 2))", "y": labels}}
    finding = found(**case, cost=f"np.sum(np.log(1 + np.exp(-{signs} * (X @ w))))", gradient=claim)
    assert finding.cause is Cause.WRONG_DERIVATIVE
    assert f"labels of {of}" in finding.message


def test_two_names_are_exchanged_in_a_part_of_what_was_written() -> None:
    case: dict[str, Any] = {
        "shapes": {"p": (4,)},
        "values": {"t": (1.0, 0.0, 1.0, 1.0)},
        "let": {"a": "np.sum(p * t)", "b": "np.sum(p * p) + 3"},
    }
    finding = found(**case, cost="2 * a / b", gradient="2 * (t * a - 2 * p * b) / b**2")
    assert finding.cause is Cause.NAME
    assert finding.fix == "2 * (t * b - 2 * p * a) / b**2"


def test_parts_of_an_array_that_stand_in_each_others_place() -> None:
    finding = found(
        shapes={"x": (2,)}, cost="x[0]**2 * np.exp(x[1])", gradient="np.array([x[0]**2 * np.exp(x[1]), 2 * x[0] * np.exp(x[1])])"
    )
    assert finding.cause is Cause.INDEX
    assert "each other's place" in finding.message


def test_states_one_step_off_where_the_first_has_a_name_of_its_own() -> None:
    case: dict[str, Any] = {
        "shapes": {"W": (2, 2)},
        "values": {"start": (0.3, -0.2)},
        "let": {"h0": "np.tanh(W @ start)", "h1": "np.tanh(W @ h0)"},
    }
    case["let"] |= {"d1": "1 - h1**2", "d0": "(W.T @ d1) * (1 - h0**2)"}
    finding = found(**case, cost="np.sum(h1)", gradient="np.outer(d0, h0) + np.outer(d1, h1)")
    assert finding.cause is Cause.INDEX
    assert finding.fix == "np.outer(d0, start) + np.outer(d1, h0)"


def test_a_lost_mask_is_no_inner_product() -> None:
    case: dict[str, Any] = {"shapes": {"w": (3,)}, "values": {"X": "rng.standard_normal((8, 3))", "y": 4 * (1.0, -1.0)}}
    finding = found(**case, let={"m": "0.3 - y * (X @ w)"}, cost="np.sum(np.maximum(0, m))", gradient="-X.T @ y")
    assert finding.cause is Cause.MISSING_FACTOR
    assert "matrix product" not in finding.message


def test_the_diagonal_alone_of_a_softmax_that_is_written_out() -> None:
    finding = found(shapes={"z": (4,)}, let={"s": "np.exp(z) / np.sum(np.exp(z))"}, output="s", gradient="dout * s * (1 - s)")
    assert finding.cause is Cause.DIAGONAL
    assert "must be summed" in finding.message


def test_a_factor_that_depends_on_the_input_is_no_scale() -> None:
    case: dict[str, Any] = {"shapes": {"a": (3,)}, "let": {"n": "np.sum(a * a)"}, "cost": "0.5 * n**2"}
    assert found(**case, gradient="2 * n * a * n").cause is Cause.EXTRA_FACTOR


def test_a_sum_of_all_where_each_column_has_its_own_largest() -> None:
    case: dict[str, Any] = {"shapes": {"H": (5, 3)}, "let": {"m": "H.max(axis=0)"}, "output": "m"}
    finding = found(**case, gradient="(H == H.max()) * dout")
    assert finding.edit is not None
    assert finding.edit.new.endswith("H.max(axis=0)")
