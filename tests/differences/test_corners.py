"""Corners near a point: found where they are, and not seen in what only bends sharply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runner.differences import FunctionCost, Line, measure
from runner.differences.corners import corner_near
from tests.differences.hard_set import absolute, relu

SOFTENED: dict[str, Callable[[Any, float], Any]] = {
    "root": lambda x, width: np.sqrt(x * x + width * width),
    "softplus": lambda x, width: width * np.logaddexp(0, x / width),
    "x tanh x": lambda x, width: x * np.tanh(x / width),
    "half a root": lambda x, width: (x + np.sqrt(x * x + width * width)) / 2,
    "Huber": lambda x, width: np.where(abs(x) < width, x * x / 2 / width, abs(x) - width / 2),
}


def line(f: Callable[[Any], Any], x: float) -> Line:
    return Line(FunctionCost(lambda point: float(f(point[0]))), np.array([x]), [0])


@given(
    away=st.floats(-7, -4).map(lambda power: 10**power),
    x=st.floats(0.5, 2),
    side=st.sampled_from([-1.0, 1.0]),
    jump=st.sampled_from([2.0, 0.1, 1e-3]),
    beside=st.sampled_from([0.0, 5.0, 300.0]),
)
def test_a_corner_is_found_where_it_is(away: float, x: float, side: float, jump: float, beside: float) -> None:
    """Beside a smooth cost that bends less than the corner."""
    assume(20 * beside * away < jump)

    def cost(t: float) -> Any:
        return jump / 2 * absolute(t - x - side * away) + beside * np.sin(t)

    found = corner_near(line(cost, x), 2.5 * away, jump, 1e-16)
    assert found is not None
    visible = 50 * np.spacing(beside + 1) / jump
    assert found == pytest.approx(away, rel=1e-3, abs=visible) or found == 2.5 * away


@given(
    name=st.sampled_from(sorted(SOFTENED)),
    width=st.floats(-9, -4).map(lambda power: 10**power),
    away=st.floats(0.1, 300),
    side=st.sampled_from([-1.0, 1.0]),
    beside=st.sampled_from([0.0, 200.0]),
)
def test_a_sharp_bend_is_none(name: str, width: float, away: float, side: float, beside: float) -> None:
    """As long as the last place of the cost hides less than a millionth of its width."""
    assume(width >= 1e6 * np.spacing(beside))
    x = side * away * width
    cost = FunctionCost(lambda point: float(SOFTENED[name](point[0], width) + beside * np.sin(point[1])))
    found = measure(Line(cost, np.array([x, 1.3]), [0]))
    assert found.kink is None


def test_what_was_seen_of_the_jump_may_be_too_little() -> None:
    assert corner_near(line(lambda t: SOFTENED["half a root"](t, 1e-7), 2e-5), 8e-5, 1e-6, 1e-14) is None
    assert corner_near(line(lambda t: relu(np.array([t]))[0], 2e-5), 8e-5, 1e-6, 1e-14) == pytest.approx(2e-5, rel=1e-3)


def test_where_noise_hides_it_a_corner_is_taken_for_one() -> None:
    rng = np.random.default_rng(0)
    assert corner_near(line(lambda t: 1e-6 * rng.standard_normal(), 1.0), 1e-4, 1.0, 1e-6) == 1e-4


def test_so_it_is_where_the_cost_ends() -> None:
    assert corner_near(line(lambda t: np.sqrt(t - 1), 1.0 + 1e-5), 1e-4, 1.0, 1e-16) == 1e-4


@pytest.mark.parametrize("away", [3e-5, 9e-5])
def test_the_doubt_tells_how_far_it_is(away: float) -> None:
    found = measure(line(lambda t: absolute(t - 1.5), 1.5 + away))
    assert found.kink is not None
    assert found.kink.distance == pytest.approx(away, rel=1e-3)


def test_a_corner_costs_some_seventy_evaluations() -> None:
    near = line(absolute, 3e-5)
    assert corner_near(near, 1e-4, 2.0, 1e-20) == pytest.approx(3e-5, rel=1e-3)
    assert near.evaluations <= 9 + 10 * 6


@pytest.mark.parametrize("seed", [1, 8, 18, 22])
def test_the_staircase_of_single_precision_is_neither_a_corner_nor_a_jump(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(4) * 10 ** rng.uniform(-2, 1)
    for f in (np.tanh, np.square, np.exp):
        cost = FunctionCost(lambda x, f=f: float(np.sum(f(x.astype(np.float32)))))  # type: ignore[misc]
        for entry in range(4):
            found = measure(Line(cost, x, [entry]))
            assert found.single
            assert (found.kink, found.jump) == (None, None)


def test_a_corner_in_single_precision_is_still_one() -> None:
    cost = FunctionCost(lambda x: float(np.sum(absolute(x.astype(np.float32) - 1))))
    found = measure(Line(cost, np.array([1.0, 1.5]), [0]))
    assert found.trouble == "kink"
