"""Small entries beside large ones, and zeros: what the rule cannot see of them is looked for, in few evaluations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, central
from runner.doubt import examine, unseen
from runner.doubt.blunt import DIRECTIONS, Unseen
from runner.measuring.compare import compare
from runner.model import Floats, Gradient


def along_directions(f: Callable[[Any], Any], x: Floats, claim: Floats, *, analytic: bool = True) -> tuple[Unseen, int]:
    """What is not seen of a claim that passed along random directions, and how many evaluations that took."""
    cost = FunctionCost(f, analytic=analytic)
    gradient = Gradient(claim, np.nan, 20, "probe", 1e-4)
    found = unseen(cost, x, gradient, compare("x", claim, claim, 1e-5), noise=float(np.spacing(cost(x))))
    return found, cost.evaluations


@pytest.mark.parametrize(
    ("wrong", "evaluations"),
    [(slice(None), 150), (slice(None, None, 7), 150), (slice(777, 778), 260)],
    ids=["all", "every seventh", "one"],
)
def test_beside_random_directions_a_wrong_small_claim_is_found_with_a_bounded_number_of_evaluations(
    wrong: slice, evaluations: int
) -> None:
    x = np.random.default_rng(0).standard_normal(10_000)
    claim: Floats = 1e-6 * np.cos(x)
    claim[wrong] *= 1.01
    found, spent = along_directions(lambda x: 1e-6 * np.sum(np.sin(x)), x, claim)
    assert found.wrong is not None
    assert found.positions.tolist() == [found.wrong[0]]
    assert found.wrong[0] in range(10_000)[wrong]
    assert spent <= evaluations


def test_two_wrong_ones_that_cancel_along_one_direction_are_found_along_another() -> None:
    """In the order of their size one is the first and one the last: what both are off is weighted with the same sign."""
    count = 13
    rng = np.random.default_rng(count)
    weights = (rng.choice([-1.0, 1.0], (DIRECTIONS, count)) * rng.uniform(0.5, 1.0, (DIRECTIONS, count)))[0]
    assert weights[0] * weights[-1] > 0
    claim = np.full(count, 1e-6)
    claim[-1] = 1.01e-6
    claim[0] = 1e-6 / (1 + weights[-1] * (1 - 1 / 1.01) / weights[0])
    found, _ = along_directions(lambda x: 1e-6 * np.sum(x), np.ones(count), claim)
    assert found.wrong is not None
    assert found.wrong[0] in (0, count - 1)


def test_small_entries_that_are_known_to_a_part_in_ten_thousand_are_not_looked_at_one_by_one() -> None:
    """Of a cost of 1 that is known by its values a step of 1e-2 shows 1e-9 to 1e-4 of it."""
    x = np.linspace(0.5, 1.0, 1000)
    cost = FunctionCost(lambda x: 1.0 + 1e-9 * float(np.sum(x)))
    claim = np.full(1000, 1e-9)
    gradient = Gradient(claim, np.nan, 20, "probe", 1e-2)
    found = unseen(cost, x, gradient, compare("x", claim, claim, 1e-5), noise=1e-17)
    assert found.positions.size == 0
    assert cost.evaluations <= 7 * DIRECTIONS


def examined(f: Callable[[Any], Any], x: Any, claim: Any, *, analytic: bool = False) -> tuple[bool, str | None, bool, int]:
    """Whether it passes, the word of the witness, whether there is a doubt, and the evaluations of both."""
    x = np.asarray(x, dtype=np.float64)
    cost = FunctionCost(f, analytic=analytic)
    center = cost(x)
    gradient = central(cost, x, 1e-4, center=center)
    comparison = compare("x", np.asarray(claim, dtype=np.float64), gradient.value, 1e-5)
    witness, doubt, *_ = examine(cost, x, gradient, comparison, center=center)
    return comparison.passes, None if witness is None else witness.verdict, doubt is not None, cost.evaluations


@pytest.mark.parametrize("others", [0, 1, 40])
@pytest.mark.parametrize("analytic", [True, False])
def test_zero_for_a_slope_that_shows_at_steps_of_the_size_of_x_alone_is_doubted(others: int, analytic: bool) -> None:
    """1e-13 · 1.5e6 is a billion last places of 50, and 1e-13 · 1e-4 none."""
    x = np.concatenate([[1.5e6], np.full(others, 1e-3), [1.0]])
    claim = np.concatenate([np.zeros(1 + others), [2.0]])
    passes, word, doubt, _ = examined(lambda x: 50 + 1e-13 * x[0] + x[-1] ** 2, x, claim, analytic=analytic)
    assert (passes, word, doubt) == (True, "wrong", True)


@pytest.mark.parametrize("f", [lambda x: x, np.log, np.square], ids=["line", "logarithm", "parabola"])
@pytest.mark.parametrize("places", [25, 50, 200])
def test_so_is_one_that_moves_the_cost_by_some_last_places_over_that(f: Callable[[Any], Any], places: float) -> None:
    part = places * np.spacing(3.0) / 1.5
    passes, word, doubt, _ = examined(lambda x: 3 + part * f(x[0]), [1.5], [0.0])
    assert (passes, word, doubt) == (True, "wrong", True)


@pytest.mark.parametrize("places", [0.5, 1, 2, 3])
def test_three_last_places_may_be_rounding(places: float) -> None:
    """A sum of three terms that add up to 1, as computed, moves by as many."""
    part = places * np.spacing(3.0) / 1.5
    assert examined(lambda x: 3 + part * x[0], [1.5], [0.0])[:3:2] == (True, False)


@pytest.mark.parametrize("f", [lambda x: 1.0 * (x > 3), lambda x: np.maximum(x - 3.03, 0)], ids=["jump", "corner"])
def test_what_only_larger_steps_see_of_zeros_is_not_measured(f: Callable[[Any], Any]) -> None:
    passes, _, doubt, evaluations = examined(lambda x: float(np.sum(f(x)) + 3.7), np.full(40, 3.001), np.zeros(40))
    assert (passes, doubt) == (True, False)
    assert evaluations <= 2 * 40 + 50


def test_zeros_that_are_right_are_not_doubted_for_what_happens_farther_away() -> None:
    """Units that are off at the point, and on at steps of a tenth of the weights."""
    rng = np.random.default_rng(0)
    inputs, weights = rng.uniform(0.5, 1, 12), rng.uniform(-1, 1, (40, 12))

    def cost(w: Any) -> Any:
        return float(np.sum(np.maximum(w @ inputs - 0.05, 0)) + 3.7)

    claim = np.outer(weights @ inputs > 0.05, inputs)
    passes, _, doubt, evaluations = examined(cost, weights, claim)
    assert (passes, doubt) == (True, False)
    assert evaluations <= 2 * weights.size + 1000
