"""The rule of closeness, and what a comparison says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.measuring.compare import compare, relative_difference, worst_entries

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # inf − inf

finite = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(finite, finite)
def test_the_relative_difference_is_the_formula_of_gradcheck_naive(n: float, c: float) -> None:
    expected = abs(n - c) / max(1.0, abs(n), abs(c))
    assert relative_difference(np.array(n), np.array(c)) == pytest.approx(expected, rel=1e-12)


@given(finite, finite)
def test_the_relative_difference_does_not_depend_on_which_side_is_which(n: float, c: float) -> None:
    assert relative_difference(np.array(n), np.array(c)) == relative_difference(np.array(c), np.array(n))


def test_equal_gradients_pass_with_difference_zero() -> None:
    comparison = compare("x", np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3), 1e-5)
    assert comparison.passes
    assert comparison.first_wrong is None
    assert comparison.worst is not None
    assert comparison.worst.relative == 0
    assert comparison.message == "all 6 entries of `x` agree"


def test_a_difference_of_just_the_tolerance_passes_and_the_next_larger_fails() -> None:
    tolerance = 2.0**-10
    assert compare("x", np.array([tolerance]), np.array([0.0]), tolerance).passes
    assert not compare("x", np.array([np.nextafter(tolerance, 1)]), np.array([0.0]), tolerance).passes


def test_the_first_wrong_entry_is_the_first_in_c_order_and_the_worst_is_the_largest() -> None:
    numerical = np.zeros((2, 3))
    claimed = np.array([[0.0, 0.0, 0.1], [0.0, 0.5, 0.0]])
    comparison = compare("x", claimed, numerical, 1e-5)
    assert comparison.first_wrong is not None
    assert comparison.worst is not None
    assert comparison.first_wrong.index == (0, 2)
    assert comparison.worst.index == (1, 1)
    assert comparison.wrong == 2
    assert comparison.message == "2 of 6 entries of `x` are wrong, the first `x[0, 2]`: claimed 0.1, numerical 0"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_entry_that_is_not_finite_is_wrong_even_where_both_sides_are_equal(value: float) -> None:
    numerical = np.array([1.0, value])
    comparison = compare("x", numerical.copy(), numerical, 1e-5)
    assert comparison.wrong == 1
    assert comparison.first_wrong is not None
    assert comparison.first_wrong.index == (1,)
    assert comparison.first_wrong.relative == np.inf


def test_a_claim_of_another_shape_is_wrong_as_a_whole_and_both_shapes_are_said() -> None:
    comparison = compare("x", np.zeros((5, 10)), np.zeros((10, 3)), 1e-5)
    assert not comparison.passes
    assert comparison.relative is None
    assert comparison.wrong == 30
    assert comparison.message == "the claim for `x` has shape (5, 10), but `x` has shape (10, 3)"


def test_nothing_is_broadcast() -> None:
    assert not compare("x", np.array(1.0), np.ones(3), 1e-5).passes
    assert not compare("x", np.ones((1, 3)), np.ones(3), 1e-5).passes


def test_a_scalar_input_is_named_without_an_index() -> None:
    comparison = compare("r", np.array(2.0), np.array(1.0), 1e-5)
    assert comparison.message == "`r`: claimed 2, numerical 1"
    assert comparison.first_wrong is not None
    assert comparison.first_wrong.index == ()


def test_an_input_without_entries_has_nothing_wrong() -> None:
    comparison = compare("x", np.zeros((0, 3)), np.zeros((0, 3)), 1e-5)
    assert comparison.passes
    assert comparison.worst is None


def test_the_table_lists_the_worst_entries_first() -> None:
    comparison = compare("x", np.array([0.1, 0.3, 0.2, 0.0]), np.zeros(4), 1e-5)
    assert [entry.index for entry in worst_entries(comparison, 3)] == [(1,), (2,), (0,)]


def test_the_table_lists_only_entries_with_a_difference_of_their_own() -> None:
    measured = np.array([1, 3])
    comparison = compare("x", np.array([0.1, 0.3, 0.2, 0.0]), np.array([0.1, 0.0, 0.2, 0.0]), 1e-5, measured)
    assert [entry.index for entry in worst_entries(comparison._replace(differenced=measured))] == [(1,), (3,)]


@pytest.mark.parametrize(
    ("wrong", "measured", "said"),
    [(3, None, "all 3 entries"), (2, None, "2 of 3 entries"), (2, [0, 1], "all 2 measured entries (of 3)")],
)
def test_how_many_are_wrong_is_said_in_one_wording(wrong: int, measured: list[int] | None, said: str) -> None:
    claimed = (np.arange(3) < wrong).astype(float)
    comparison = compare("x", claimed, np.zeros(3), 1e-5, None if measured is None else np.array(measured))
    assert comparison.message == f"{said} of `x` are wrong, the first `x[0]`: claimed 1, numerical 0"


def test_a_gradient_wrong_by_a_factor_of_1_0005_is_found() -> None:
    numerical = np.linspace(1, 2, 5)
    assert not compare("x", numerical * 1.0005, numerical, 1e-5).passes
