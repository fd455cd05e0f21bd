"""The difference to one side, and the measurement of its slope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line, one_sided_difference
from runner.differences.one_sided import measure_side

EDGES: dict[str, tuple[Callable[[Any], Any], float, int, float]] = {
    "the right of |x|": (lambda x: np.abs(x).sum(), 0.0, 1, 1.0),
    "the left of |x|": (lambda x: np.abs(x).sum(), 0.0, -1, -1.0),
    "exp at 0": (lambda x: np.exp(x).sum(), 0.0, 1, 1.0),
    "(1 + x)^x at 0": (lambda x: ((1 + x) ** x).sum(), 0.0, 1, 0.0),
    "arcsin below 1, squared": (lambda x: ((1 - x) * (1 + np.sqrt(1 - x) ** 2)).sum(), 1.0, -1, -1.0),
    "log1p beside its edge": (lambda x: np.log1p(x).sum(), 0.0, 1, 1.0),
    "relu at 3, to the left": (lambda x: np.maximum(x, 0).sum(), 3.0, -1, 1.0),
    "a polynomial": (lambda x: (3 * x**3 - x).sum(), 2.0, 1, 35.0),
}


class TestTheDifference:
    @pytest.mark.parametrize("name", EDGES)
    def test_it_is_the_slope_to_that_side(self, name: str) -> None:
        function, point, sign, slope = EDGES[name]
        found = one_sided_difference(FunctionCost(function), np.array([point]), 1e-4, sign)
        assert found.value == pytest.approx(np.array([slope]), abs=1e-5)

    def test_it_is_of_second_order(self) -> None:
        cost, x = FunctionCost(lambda x: np.exp(x).sum()), np.array([0.3])
        errors = [abs(float(one_sided_difference(cost, x, h, 1).value[0]) - np.exp(0.3)) for h in (1e-2, 1e-3)]
        assert errors[0] / errors[1] == pytest.approx(100, rel=0.05)

    def test_it_is_exact_for_parabolas_at_any_step(self) -> None:
        found = one_sided_difference(FunctionCost(lambda x: (x**2).sum()), np.array([1.0, -2.0]), 0.5, -1)
        assert found.value == pytest.approx(np.array([2.0, -4.0]), rel=1e-13)

    def test_it_never_looks_to_the_other_side(self) -> None:
        seen: list[float] = []

        def watched(x: Any) -> float:
            seen.append(float(x[0]))
            return 0.0

        one_sided_difference(FunctionCost(watched), np.array([0.0]), 1e-3, 1)
        assert min(seen) == 0.0
        assert len(seen) == 3

    def test_single_entries_can_be_asked_for(self) -> None:
        cost = FunctionCost(lambda x: (x**2).sum())
        found = one_sided_difference(cost, np.array([1.0, 2.0, 3.0]), 1e-3, 1, center=14.0, positions=np.array([2]))
        assert np.isnan(found.value[:2]).all()
        assert found.value[2] == pytest.approx(6.0)
        assert cost.evaluations == found.evaluations == 2


class TestTheMeasurement:
    @pytest.mark.parametrize("name", EDGES)
    def test_the_slope_lies_within_its_error_bar(self, name: str) -> None:
        function, point, sign, slope = EDGES[name]
        found = measure_side(Line(FunctionCost(function), np.array([point]), [0]), sign)
        assert abs(found.value - slope) <= found.error < 1e-6 * max(1.0, abs(slope))

    @pytest.mark.parametrize("seed", range(40))
    def test_it_does_so_with_noise_on_the_cost(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        noise = 10.0 ** rng.uniform(-12, -6)
        cost = FunctionCost(lambda x: float(np.sin(3 * x).sum()) + noise * rng.standard_normal())
        x = rng.standard_normal(1)
        found = measure_side(Line(cost, x, [0]), 1)
        assert abs(found.value - 3 * float(np.cos(3 * x[0]))) <= found.error

    def test_a_root_has_no_slope_at_0(self) -> None:
        found = measure_side(Line(FunctionCost(lambda x: np.sqrt(x).sum()), np.array([0.0]), [0]), 1)
        assert not found.error < abs(found.value) / 10

    def test_where_there_is_no_cost_to_that_side_nothing_is_known(self) -> None:
        found = measure_side(Line(FunctionCost(lambda x: np.sqrt(x).sum()), np.array([0.0]), [0]), -1)
        assert not found.decided
