"""The step that errs least, and the curve of the error against the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import BestStep, FunctionCost, Line, best_step, central, error_curve, measure
from runner.differences.steps import CURVE_EVALUATIONS, better_step, one_digit, third_derivative


def test_the_step_balances_truncation_and_rounding() -> None:
    # f‴ = cos 0.3 and σ = half an ulp of 1e8: h* = (3σ/|f‴|)^⅓ = 2.4e-3.
    best = best_step(FunctionCost(lambda x: np.sin(x[0]) + 1e8), np.array([0.3]))
    assert best.h == 0.002
    assert best.third == pytest.approx(np.cos(0.3), rel=0.1)
    assert best.noise == pytest.approx(0.29 * np.spacing(1e8), rel=0.5)


@pytest.mark.parametrize(
    ("f", "slope", "x"),
    [
        (np.exp, np.exp, 1.0),
        (lambda x: np.sin(1e3 * x), lambda x: 1e3 * np.cos(1e3 * x), 0.4),
        (np.log, lambda x: 1 / x, 1e-6),
        (lambda x: np.sin(x) + 1e8, np.cos, 0.3),
        (lambda x: abs(x - 1e-7), np.sign, 1.0),
    ],
)
def test_at_that_step_the_difference_is_better_than_at_the_usual_one(
    f: Callable[[Any], Any], slope: Callable[[Any], Any], x: float
) -> None:
    cost, at = FunctionCost(lambda x: f(x[0])), np.array([x])
    best = best_step(cost, at)
    truth = float(slope(x))

    def error(h: float) -> float:
        with np.errstate(all="ignore"):
            return abs(float(central(cost, at, h).value[0]) - truth)

    assert error(best.h) <= max(2 * best.error, 1e-9 * abs(truth))
    assert not error(best.h) > error(1e-4)


def test_a_linear_cost_takes_the_largest_step() -> None:
    assert best_step(FunctionCost(lambda x: 3 * x[0]), np.array([0.7])).h == 0.01


def test_small_and_large_entries_are_measured() -> None:
    best = best_step(FunctionCost(lambda x: float(np.sum(np.log(x)))), np.array([1.0, 1e-6, 1e6]))
    assert best.h < 1e-6


def test_a_kink_near_by_shortens_the_step() -> None:
    best = best_step(FunctionCost(lambda x: abs(x[0] - 0.5) + x[0]), np.array([0.5 + 1e-5]))
    assert 1e-7 < best.h < 1e-5


def test_where_nothing_can_be_measured_the_step_is_the_one_given() -> None:
    best = best_step(FunctionCost(lambda x: np.sqrt(x[0])), np.array([0.0]), otherwise=1e-3)
    assert best.h == 1e-3
    assert best.error == np.inf


def test_an_empty_input_has_the_step_given() -> None:
    assert best_step(FunctionCost(lambda x: 1.0), np.empty(0)).h == 1e-4


def test_the_evaluations_are_counted() -> None:
    cost = FunctionCost(lambda x: float(np.sum(np.sin(x))))
    assert best_step(cost, np.array([0.1, 0.2, 0.3, 0.4])).evaluations == cost.evaluations


def test_the_third_derivative_of_a_parabola_is_none() -> None:
    assert third_derivative(measure(Line(FunctionCost(lambda x: x[0] ** 2), np.array([0.7]), [0]))) == 0.0


def test_there_is_no_better_step_where_there_is_no_slope() -> None:
    assert better_step(measure(Line(FunctionCost(lambda x: abs(x[0])), np.array([0.0]), [0]))) is None


def test_a_step_is_written_with_one_digit() -> None:
    assert [one_digit(h) for h in (0.0123, 9.99e-7, 1e-4, 0.003)] == [0.01, 9e-7, 1e-4, 0.003]


def test_the_curve_falls_with_truncation_and_rises_with_rounding() -> None:
    cost = FunctionCost(lambda x: np.sum(np.exp(x)), analytic=True)
    curve = error_curve(cost, np.array([[0.0, 1.0]]), (0, 1))
    assert cost.evaluations <= CURVE_EVALUATIONS
    assert curve.index == (0, 1)
    assert list(curve.steps) == sorted(curve.steps)
    assert all(error > 0 for error in curve.errors)
    assert curve.best_step == pytest.approx(1e-5, rel=0.9)
    by_step = dict(zip(curve.steps, curve.errors, strict=True))
    large = min(by_step, key=lambda h: abs(np.log(h / 1e-2)))
    assert by_step[large] == pytest.approx(large**2 / 6 * np.e, rel=1e-3)  # h²/6·f‴
    small = min(by_step, key=lambda h: abs(np.log(h / 1e-11)))
    assert curve.rounding is not None
    assert by_step[small] < 6 * curve.rounding / small


def test_at_a_kink_there_is_no_curve() -> None:
    assert error_curve(FunctionCost(lambda x: float(abs(x))), np.array(0.0), ()).steps == ()


@pytest.mark.parametrize("x", [1e-12, 0.0, 1.0, 1e12, 1e-90, 1e-300])
def test_the_curve_never_takes_more_than_it_says(x: float) -> None:
    for analytic in (True, False):
        cost = FunctionCost(lambda x: float(np.real(x)) * 3 if not np.iscomplexobj(x) else x * 3, analytic=analytic)
        error_curve(cost, np.array(x), ())
        assert cost.evaluations <= CURVE_EVALUATIONS


def test_in_single_precision_a_tolerance_forgives_eight_times_the_error_that_is_to_be_expected() -> None:
    assert BestStep(0.01, 1e-5, 1e-8, 1.0, 50, single=True).tolerance == 8e-5
    assert BestStep(0.01, 1e-5, 1e-8, 1.0, 50).tolerance == 0
