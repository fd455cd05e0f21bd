"""A glance: cruder than the witness, as honest, and cheap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line
from runner.differences.glance import both_sides, confirmed, glance, tangent, twice
from runner.differences.steps import better_step
from runner.differences.witness import measure
from tests.differences.hard_set import MATRICES, Hard, absolute, relu


@pytest.mark.parametrize("analytic", [True, False], ids=["complex", "real"])
@pytest.mark.parametrize("hard", MATRICES, ids=lambda hard: hard.name)
def test_the_truth_lies_within_the_error_bar_of_every_entry(hard: Hard, analytic: bool) -> None:
    rng = np.random.default_rng(6)
    for _ in range(4):
        x = hard.point(rng)
        truth = np.asarray(hard.gradient(x), dtype=np.float64).reshape(-1)
        cost = FunctionCost(hard.cost, analytic=analytic and hard.analytic)
        lines = [Line(cost, x, [position]) for position in range(x.size)]
        sample = measure(lines[0])
        values, errors = glance(lines, better_step(sample) or 1e-5, sample.noise)
        rounding = 64 * np.spacing(np.max(np.abs(truth)))
        assert (np.abs(values - truth) <= errors + rounding)[np.isfinite(errors)].all()


@pytest.mark.parametrize(("analytic", "points"), [(True, 3), (False, 7)])
def test_three_complex_points_or_seven_real_ones_an_entry(analytic: bool, points: int) -> None:
    cost = FunctionCost(np.sum, analytic=analytic, block=10)
    x = np.arange(8.0)
    values, errors = glance([Line(cost, x, [position]) for position in range(8)], 1e-3, 1e-15)
    assert cost.evaluations == 8 * points
    np.testing.assert_allclose(values, 1.0, rtol=1e-9)
    assert (errors < 1e-9).all()


@pytest.mark.parametrize("analytic", [True, False])
def test_a_kink_at_the_point_leaves_no_small_bar(analytic: bool) -> None:
    cost = FunctionCost(lambda x: np.sum(absolute(x)), analytic=analytic)
    x = np.array([0.0, 1.0])
    _, errors = glance([Line(cost, x, [0]), Line(cost, x, [1])], 1e-5, 1e-16)
    assert errors[0] >= 1
    assert errors[1] < 1e-9


def test_where_the_cost_is_not_finite_nothing_is_decided() -> None:
    cost = FunctionCost(lambda x: float(np.sum(np.log(x - 1))))
    _, errors = glance([Line(cost, np.array([1 + 1e-9, 2.0]), [entry]) for entry in (0, 1)], 1e-5, 1e-16)
    assert errors[0] == np.inf
    assert errors[1] < 1e-3


def test_steps_suit_the_size_of_the_entry() -> None:
    x = np.array([1e12, 1e-9])
    values, errors = glance([Line(FunctionCost(lambda x: float(np.sum(np.log(x)))), x, [entry]) for entry in (0, 1)], 1e-5, 1e-14)
    assert np.isfinite(errors).all()
    assert (np.abs(values - 1 / x) <= errors).all()


def test_a_tangent_is_had_of_three_points_where_the_cost_has_one() -> None:
    cost = FunctionCost(np.sum, analytic=True)
    seen = tangent(Line(cost, np.ones(2), [0]))
    assert seen is not None
    assert seen[0] == 1.0
    assert seen[1] < 1e-13
    assert cost.evaluations == 3
    assert tangent(Line(FunctionCost(np.sum), np.ones(2), [0])) is None
    assert tangent(Line(cost, np.full(2, 1e-200), [0])) is None


@pytest.mark.parametrize(
    ("seen", "difference", "both"),
    [
        ((2.0, 1e-15), 2.0001, True),
        ((2.0, 1e-15), 2.01, False),
        ((2.0, 1e-15), np.nan, False),
        ((1.0, 2.0), 1.0, False),
        ((0.0, 0.0), 5000.0, False),
        ((np.nan, np.inf), 1.0, False),
    ],
)
def test_a_difference_bears_out_a_tangent_where_both_are_sharp_and_alike(
    seen: tuple[float, float], difference: float, both: bool
) -> None:
    assert confirmed(seen, difference) is both


def test_both_ways_together_tell_a_smooth_slope_and_no_other() -> None:
    def sees(f: Callable[[Any], Any], x: float, analytic: bool = True) -> bool:
        _, error = twice(Line(FunctionCost(f, analytic=analytic), np.array([x]), [0]), 1e-4, 1e-16)
        return bool(error < 1e-3)

    assert sees(lambda x: np.sum(np.sin(x)), 1.0)
    assert sees(lambda x: np.sum(np.sin(x)), 1.0, analytic=False)
    assert not sees(lambda x: np.sum(absolute(x)), 0.0)
    assert not sees(lambda x: np.sum(np.floor(x.real) + x), 2.0)
    assert not sees(lambda x: np.sum(np.where(x.imag != 0, 2 * x, x)), 1.0), "the two contradict"
    assert not sees(lambda x: np.sum(x**3), 1e-200)


@pytest.mark.parametrize("away", [1e-3, 1e-4, 4e-5, 1.7265777749075895e-05, 1e-5, 1e-6])
def test_a_corner_between_its_points_leaves_it_undecided(away: float) -> None:
    for x in (away, -away):
        cost = FunctionCost(lambda x: float(relu(x)[0]))
        value, error = twice(Line(cost, np.array([x]), [0]), 1e-4, 1e-16)
        assert abs(value - (x > 0)) <= error


def test_no_lines_cost_nothing() -> None:
    values, errors = glance([], 1e-5, 0.0)
    assert values.size == errors.size == 0


class TestBothSides:
    @pytest.mark.parametrize(("analytic", "points"), [(True, 4), (False, 7)])
    def test_a_corner_has_two_slopes_from_a_few_points(self, analytic: bool, points: int) -> None:
        cost = FunctionCost(lambda x: np.sum(absolute(x) + relu(x) + np.sin(x)), analytic=analytic)
        line = Line(cost, np.array([0.0, 1.0]), [0])
        seen = both_sides(line)
        assert seen is not None
        assert seen.corner is True
        assert (seen.left, seen.right) == pytest.approx((0.0, 3.0), abs=1e-4)
        assert line.evaluations == cost.evaluations == points

    @pytest.mark.parametrize("analytic", [True, False])
    @pytest.mark.parametrize("hard", MATRICES, ids=lambda hard: hard.name)
    def test_where_there_is_none_the_truth_lies_within_the_error_bar(self, hard: Hard, analytic: bool) -> None:
        x = hard.point(np.random.default_rng(6))
        truth = np.asarray(hard.gradient(x), dtype=np.float64).reshape(-1)
        cost = FunctionCost(hard.cost, analytic=analytic and hard.analytic)
        seen = [both_sides(Line(cost, x, [position])) for position in range(x.size)]
        assert not any(each.corner for each in seen if each is not None)
        rounding = 64 * np.spacing(np.max(np.abs(truth)))
        off = [
            abs(each.slope - right) - each.error_of_slope
            for each, right in zip(seen, truth, strict=True)
            if each and each.corner is False
        ]
        assert max(off, default=0.0) <= rounding

    @pytest.mark.parametrize("analytic", [True, False])
    def test_a_corner_near_by_is_none_at_the_point(self, analytic: bool) -> None:
        cost = FunctionCost(lambda x: np.sum(absolute(x)), analytic=analytic)
        seen = both_sides(Line(cost, np.array([1e-6, 1.0]), [0]))
        assert seen is not None
        assert seen.corner is False
        assert seen.slope == pytest.approx(1.0)

    def test_where_the_cost_is_not_finite_nothing_is_said(self) -> None:
        cost = FunctionCost(lambda x: float(np.sum(np.log(x - 1))))
        assert both_sides(Line(cost, np.array([1.0, 2.0]), [0])) is None
        assert both_sides(Line(cost, np.array([np.inf, 2.0]), [0])) is None
        assert both_sides(Line(FunctionCost(np.sum), np.array([1e-120, 2.0]), [0])) is None
