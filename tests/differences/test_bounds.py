"""What constants of the measurements are for, each by a case that ends otherwise with another: noise that is hidden, and work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.checking.checker import check
from runner.differences import FunctionCost, Line, measure
from runner.differences.complex_step import lost
from runner.differences.cost import ComplexArray
from runner.differences.directions import Slopes, sign_vectors
from runner.differences.extrapolate import extrapolate
from runner.differences.glance import both_sides
from runner.differences.halving import Search, search
from runner.differences.ladder import climb
from runner.differences.noise import quantum
from runner.differences.one_sided import measure_side
from runner.differences.probes import Probed
from runner.doubt.judgement import BLIND, TERMS, Bar, Known, judge
from runner.measuring.gradients import _compared_along_directions
from runner.model import Case, DoubtKind, Floats, Gradient, Verdict


def slow_and_noisy(power: float, noise: float, seed: int) -> FunctionCost:
    """0.3 x + max(x, 0)^p, which approaches its slope 0.3 at 0 ever more slowly, as noise lets it be seen."""
    rng = np.random.default_rng(seed)
    rate, phase = rng.uniform(1e5, 1e7), rng.uniform(0, 6)

    def f(x: Any) -> float:
        t = float(x[0])
        return float(max(t, 0.0) ** power + noise * np.sin(1e9 * t * rate + phase + t * 1e15) + 0.3 * t)

    return FunctionCost(f)


class TestSlopesThatAreApproachedSlowly:
    """What is left of the way multiplies noise by 1 / (1 − r)², and noise hides how long the way is."""

    def test_of_both_sides_noise_lies_within_the_error_bar(self) -> None:
        for noise in (1e-12, 1e-9, 1e-7, 1e-6):
            line = Line(slow_and_noisy(1.1, noise, 45), np.zeros(1), [0])
            found = extrapolate(climb(line), line)
            assert abs(found.value - 0.3) <= found.error, noise

    @pytest.mark.parametrize("power", [1.1, 1.2, 1.3])
    @pytest.mark.parametrize("noise", [1e-9, 1e-7, 1e-6])
    def test_of_one_side_too(self, power: float, noise: float) -> None:
        for seed in (0, 30, 38, 39, 41, 47):
            found = measure_side(Line(slow_and_noisy(power, noise, seed), np.zeros(1), [0]), 1)
            assert abs(found.value - 0.3) <= found.error, seed


class TestNoiseThatWasNotMeasured:
    """Of sums of thousands of terms, by values alone."""

    def test_of_slopes_to_both_sides_at_a_glance(self) -> None:
        for seed in (7, 15, 29, 35, 36):
            rng = np.random.default_rng(seed)
            a, x = rng.standard_normal(3000), rng.uniform(0.5, 2)
            sums: list[tuple[Callable[[Any], float], float]] = [
                (lambda x, a=a: float(np.cumsum(np.sin(a * x[0]))[-1]), float(a @ np.cos(a * x))),  # type: ignore[misc]
                (lambda x: 1e4 + float(np.sin(x[0])), float(np.cos(x))),
            ]
            for f, slope in sums:
                found = both_sides(Line(FunctionCost(f), np.array([x]), [0]))
                assert found is not None
                assert abs(found.slope - slope) <= found.error_of_slope
                assert max(abs(found.left - slope), abs(found.right - slope)) <= found.error

    def test_of_slopes_along_directions(self) -> None:
        for seed in (7, 9, 11, 14, 48, 54):
            x = np.random.default_rng(seed).standard_normal(3000)
            slope: Floats = np.exp(x)
            slopes = Slopes(FunctionCost(lambda x: float(np.cumsum(np.exp(x))[-1])), x, float(np.linalg.norm(slope)), 1e-4)
            directions = sign_vectors(x.shape, seed, 2)
            for found, direction in zip(slopes.prepare(directions), directions, strict=True):
                assert abs(found.value - slope @ direction) <= found.error, seed

    def test_terms_in_single_precision_make_no_corner(self) -> None:
        rng = np.random.default_rng(42)
        w, v = rng.standard_normal((6, 3)).astype(np.float32), rng.standard_normal(6).astype(np.float32)
        cost = FunctionCost(lambda x: float(np.sum(v * np.tanh(w @ x.astype(np.float32)))))
        assert measure(Line(cost, rng.standard_normal(3), [0])).kink is None


@pytest.mark.parametrize(("off", "whole"), [(0.0, True), (5e-4, True), (2e-3, False)])
def test_treads_are_told_where_the_ways_gone_are_whole_multiples_to_a_thousandth(off: float, whole: bool) -> None:
    """As terms that were multiplied leave them; a cost that only looks like it has no treads."""
    height, parts = 1.3e-12, 1 + off * np.array([0.0, 0.5, -0.5, 0.3, -0.2])

    def f(x: Any) -> float:
        at = abs(float(x[0]) - 1.0) * 1e3
        tread = int(np.searchsorted([1e-6, 1e-4, 1e-2, 1e0], at))
        return height * (1, 2, 3, 5, 7)[tread] * float(parts[tread])

    found = quantum(climb(Line(FunctionCost(lambda x: f(x) if x[0] != 1.0 else 0.0), np.ones(1), [0])))
    assert (found == pytest.approx(height, rel=1e-6)) is whole


def test_what_a_cost_may_have_lost_takes_nine_evaluations() -> None:
    class Shaken(FunctionCost):
        def shaken_many(self, points: ComplexArray, amplitudes: Floats) -> ComplexArray:
            return np.array([complex(point[0]) * (1 + amplitude) for point, amplitude in zip(points, amplitudes, strict=True)])

    line = Line(Shaken(lambda x: x[0], analytic=True), np.ones(1), [0])
    assert lost(line) > 0
    assert line.evaluations == 9


class TestWorkOfASearch:
    def searched(self, shape: tuple[int, ...], wrong: int) -> tuple[Search, int]:
        rng = np.random.default_rng(1)
        signs, errors = rng.choice([-1.0, 1.0], shape), np.zeros(shape)
        errors.flat[rng.choice(errors.size, wrong, replace=False)] = rng.uniform(1, 2, wrong)
        calls = 0

        def residual(direction: Floats) -> float:
            nonlocal calls
            calls += 1
            return float(np.vdot(errors, direction))

        return search(signs, float(np.vdot(errors, signs)), residual, 1e-9, lambda: False), calls

    def test_sixty_wrong_ones_are_found_among_very_many(self) -> None:
        found, _ = self.searched((2**12,), 60)
        assert (len(found.positions), found.dense) == (60, False)

    def test_where_every_cut_leaves_both_sides_wrong_it_ends_at_forty_for_each_level(self) -> None:
        found, calls = self.searched((2,) * 12, 60)
        assert found.dense
        assert calls <= 40 * 12 + 12


class TestHowNearAnEntryMustCome:
    def test_one_that_passes_is_right_where_it_is_known_to_five_parts_in_ten_thousand(self) -> None:
        bar = Bar(1e-5, coarse=BLIND)
        assert [judge(Known(1.0, error), 1.0, bar) for error in (4e-4, 6e-4)] == ["right", "undecided"]

    def test_zero_agrees_with_what_the_rounding_of_terms_leaves_of_a_claim(self) -> None:
        known = Known(0.0, 1e-9, rounding=1.0)
        assert [judge(known, part * 2.0**-14, Bar(1e-5)) for part in (0.5, 2.0)] == ["right", "wrong"]
        assert TERMS == 2.0**-14

    @pytest.mark.parametrize(("limit", "kind"), [(5e-3, None), (2e-2, DoubtKind.INSENSITIVE)])
    def test_a_pass_along_directions_that_would_not_show_a_hundredth_settles_nothing(self, limit: float, kind: Any) -> None:
        gradient = Gradient(np.ones(600), limit, 20, "probe", 1e-4)
        comparison, unsettled = _compared_along_directions("x", np.ones(600), Probed(gradient, (), True, limit), 1e-5)
        assert (comparison.passes, unsettled) == (True, kind)

    @pytest.mark.parametrize(("size", "method"), [(2**14, "central"), (2**14 + 1, "probe")])
    def test_where_only_directions_contradict_every_entry_of_an_input_that_is_not_too_large_is_measured(
        self, size: int, method: str
    ) -> None:
        """Each entry is off by less than is tolerated, and all of them together by more."""
        result = check(Case(shapes={"x": (size,)}, wrt="x", cost="np.sum(x)", gradient="1 + 4e-6 * np.ones(x.shape)"))
        assert (result.verdict, result.inputs[0].method) == (Verdict.PASS, method)

    @pytest.mark.parametrize(("steepness", "told"), [(100.0, True), (1000.0, False)])
    def test_a_corner_is_looked_for_where_the_cost_bends_by_a_hundredth(self, steepness: float, told: bool) -> None:
        """The slopes are 1 less and 1 more than the claim, which is their mean."""
        keys: dict[str, Any] = {"values": {"x": (0.0, 1.0)}, "wrt": "x", "at_kinks": "subgradient"}
        result = check(Case(cost=f"np.sum({steepness} * x + np.abs(x))", gradient=(steepness, steepness + 1), **keys))
        assert result.verdict is Verdict.PASS
        assert bool(result.inputs[0].corners) is told
