"""What a cost in single precision hides near a point at which it saturates, by its values alone: no slope of 0, and no jump."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line, central, measure
from runner.differences.one_sided import measure_side
from runner.differences.witness import Measurement
from runner.doubt import examine
from runner.measuring.compare import compare
from runner.model import Floats

Function = Callable[[Any], Any]


def in_single(f: Function) -> FunctionCost:
    return FunctionCost(lambda x: float(f(x.astype(np.float32))))


def measured(f: Function, x: Floats, entry: int = 0) -> Measurement:
    return measure(Line(in_single(f), x, [entry]))


def tanh_slope(x: Floats) -> Floats:
    return np.asarray(1 / np.cosh(x) ** 2)


SATURATED: dict[str, tuple[Function, Function]] = {
    "terms that cancel": (lambda x: np.tanh(x[0]) - np.tanh(2 * x[0]), lambda x: tanh_slope(x) - 2 * tanh_slope(2 * x)),
    "beside a constant": (lambda x: np.float32(7.841) + np.tanh(x[0]), tanh_slope),
    "a constant taken off again": (lambda x: (np.float32(27.3) + np.tanh(x[0])) - np.float32(27.3), tanh_slope),
    "a bell": (lambda x: np.exp(-(x[0] ** 2)) * np.float32(0.7) - np.float32(0.7), lambda x: -1.4 * x * np.exp(-(x**2))),
}


@pytest.mark.parametrize("name", SATURATED)
def test_the_slope_of_what_saturates_lies_within_the_error_bar_and_is_no_jump(name: str) -> None:
    f, slope = SATURATED[name]
    for x in np.random.default_rng(0).uniform(3, 9, 30).astype(np.float32).astype(np.float64):
        at = np.array([x])
        found = measured(f, at)
        assert found.trouble not in ("jump", "kink"), x
        assert not found.decided or abs(found.value - float(slope(at)[0])) <= found.error, x


ONE_SIDE: dict[str, tuple[Function, Function, float]] = {
    "beside a large constant": (lambda x: x[0] ** 2 / 10 + np.float32(1e8), lambda x: x / 5, 3.0),
    "logarithm": (lambda x: np.log1p(x[0] ** 2) + np.float32(1e8), lambda x: 2 * x / (1 + x**2), 0.5),
    "saturated": (lambda x: np.tanh(x[0]) - np.tanh(2 * x[0]), lambda x: tanh_slope(x) - 2 * tanh_slope(2 * x), 8.22),
    "small": (lambda x: np.float32(1e-6) * np.exp(-(x[0] ** 2)), lambda x: -2e-6 * x * np.exp(-(x**2)), -0.002),
}


@pytest.mark.parametrize("name", ONE_SIDE)
@pytest.mark.parametrize("sign", [-1, 1])
def test_so_does_a_slope_to_one_side(name: str, sign: int) -> None:
    f, slope, x = ONE_SIDE[name]
    at = np.array([np.float32(x)], dtype=np.float64)
    found = measure_side(Line(in_single(f), at, [0]), sign)
    constant = 1e-7 * abs(float(slope(at)[0]))  # 1e-6 is no number of single precision
    assert not found.decided or abs(found.value - float(slope(at)[0])) <= found.error + constant


def test_so_does_that_of_a_loss_that_is_0_to_the_last_place() -> None:
    def loss(z: Any) -> Any:
        e = np.exp(z - z.max())
        return -np.log(e[0] / e.sum())

    for away in (12.0, 16.0, 17.0, 20.0):
        z = np.array([away, 0.0, 1.0])
        p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        for entry, slope in enumerate((p - [1, 0, 0]).tolist()):
            found = measured(loss, z, entry)
            assert found.trouble != "jump"
            assert not found.decided or abs(found.value - slope) <= found.error, (away, entry)


@pytest.mark.parametrize("offset", [0.0, 0.3, 40.0])
@pytest.mark.parametrize("f", [np.square, np.cosh, lambda x: np.maximum(x - 1, 0), lambda x: np.float32(0) * x])
def test_zero_is_right_where_it_is_and_not_doubted(f: Function, offset: float) -> None:
    """An optimum, and what is flat: over the steps on which nothing moves values tell no more than that."""
    x = np.zeros(3)
    cost = in_single(lambda x: np.sum(f(x)) + np.float32(offset))
    center = cost(x)
    with np.errstate(all="ignore"):
        gradient = central(cost, x, 1e-4, center=center)
    comparison = compare("x", np.zeros(3), gradient.value, 1e-5)
    assert comparison.passes
    assert examine(cost, x, gradient, comparison, center=center).doubt is None


def test_so_it_is_where_a_square_has_its_foot_and_no_digits_are_left_to_lose() -> None:
    """Close to it the cost is known to 1e-16, and its points to 6e-8."""
    x = np.full(3, 0.5)
    cost = in_single(lambda x: np.sum((x - np.float32(0.5)) ** 2))
    with np.errstate(all="ignore"):
        gradient = central(cost, x, 1e-4, center=0.0)
    assert examine(cost, x, gradient, compare("x", np.zeros(3), gradient.value, 1e-5), center=0.0).doubt is None


def test_a_jump_of_more_than_rounding_is_still_one() -> None:
    """It lies within the last place of x in single precision."""
    found = measured(lambda x: np.tanh(x[0]) + np.float32(0.01) * np.floor(x[0]), np.array([8.0]))
    assert found.jump is not None
    assert found.jump.distance < 1e-6


def test_counts_are_no_loss_of_digits() -> None:
    found = measured(lambda x: np.floor(x[0]), np.array([8.5]))
    assert (found.value, found.decided) == (0.0, True)
    assert found.error < 1e-12
