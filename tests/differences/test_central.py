"""The declared check: second order, the step actually taken, every entry, two evaluations each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.differences import FunctionCost, central


def test_the_gradient_of_a_matrix_product_is_found_in_the_shape_of_the_input() -> None:
    rng = np.random.default_rng(0)
    W, x = rng.standard_normal((5, 10)), rng.standard_normal((10, 3))
    gradient = central(FunctionCost(lambda x: np.sum(W.dot(x))), x, 1e-4)
    assert gradient.value.shape == (10, 3)
    np.testing.assert_allclose(gradient.value, W.T @ np.ones((5, 3)), atol=1e-9)  # rounding: ulp(f)/2h is 1e-11 here


def test_entries_come_in_c_order_even_where_the_input_is_stored_otherwise() -> None:
    x = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    gradient = central(FunctionCost(lambda x: float(np.sum(x**2))), x, 1e-3)
    np.testing.assert_allclose(gradient.value, 2 * x, atol=1e-9)


def test_a_parabola_is_exact_and_a_cubic_is_off_by_h_squared() -> None:
    x = np.array([1.0])
    assert central(FunctionCost(lambda x: x[0] ** 2), x, 0.25).value[0] == 2.0
    assert central(FunctionCost(lambda x: x[0] ** 3), x, 0.25).value[0] == 3.0 + 0.25**2


def test_the_difference_is_divided_by_the_step_that_rounding_left() -> None:
    x = np.array([3e8])  # neighbours lie 6e-8 apart: the step of 1e-7 becomes 1.2e-7
    assert central(FunctionCost(lambda x: float(2.0 * x[0])), x, 1e-7).value[0] == 2.0


def test_where_the_step_vanishes_by_rounding_the_difference_is_zero() -> None:
    x = np.array([1e30, 1.0])
    np.testing.assert_allclose(central(FunctionCost(lambda x: float(x[0] + x[1] * 1e30)), x, 1e-4).value[0], 0.0)


@pytest.mark.parametrize("shape", [(), (1,), (7,), (3, 4), (2, 3, 2)])
@pytest.mark.parametrize("block", [None, 1, 2, 3, 8, 1000])
def test_two_evaluations_an_entry_whatever_the_block(shape: tuple[int, ...], block: int | None) -> None:
    x = np.random.default_rng(1).standard_normal(shape)
    before = x.copy()
    cost = FunctionCost(lambda x: float(np.sum(np.sin(x))))
    gradient = central(cost, x, 1e-4, block=block)
    assert cost.evaluations == gradient.evaluations == 2 * x.size
    assert gradient.value.shape == shape
    np.testing.assert_allclose(gradient.value, np.cos(x), atol=1e-8)  # h²/6 = 2e-9
    np.testing.assert_array_equal(x, before)


def test_the_cost_tells_the_block_it_prefers() -> None:
    sizes = []

    class Spy(FunctionCost):
        def many(self, points: Any) -> Any:
            sizes.append(len(points))
            return super().many(points)

    central(Spy(lambda x: float(x.sum()), block=4), np.zeros(5), 1e-4)
    assert sizes == [4, 4, 2]


def test_an_empty_input_costs_nothing() -> None:
    cost = FunctionCost(lambda x: float(x.sum()))
    gradient = central(cost, np.empty((0, 3)), 1e-4)
    assert gradient.value.shape == (0, 3)
    assert gradient.evaluations == cost.evaluations == 0


def test_values_that_are_not_finite_pass_through() -> None:
    with np.errstate(all="ignore"):
        gradient = central(FunctionCost(lambda x: np.log(x[0]) + np.exp(x[1])), np.array([0.0, 1e4]), 1e-4)
    assert np.isnan(gradient.value).all()


def test_the_batch_may_be_a_view_of_the_points() -> None:
    class Identity(FunctionCost):
        def many(self, points: Any) -> Any:
            return points[:, -1]

    gradient = central(Identity(lambda x: x[-1]), np.arange(5.0), 0.5, block=2)
    np.testing.assert_array_equal(gradient.value, [0, 0, 0, 0, 1])


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12), st.integers(1, 30), st.floats(1e-6, 1.0))
def test_blocks_do_not_change_a_bit(entries: list[float], block: int, h: float) -> None:
    x = np.array(entries)
    cost = FunctionCost(lambda x: float(np.sum(x * np.arange(1, len(entries) + 1)) + x[0] * x[-1]))
    np.testing.assert_array_equal(central(cost, x, h, block=block).value, central(cost, x, h).value)
