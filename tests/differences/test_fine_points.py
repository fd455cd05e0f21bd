"""What each bound of the measurements is for: a case by hand on either side of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line, best_step, central, measure, probe
from runner.differences.complex_step import complex_slope
from runner.differences.corners import corner_near
from runner.differences.cost import ComplexArray
from runner.differences.extrapolate import _Offers, _rival
from runner.differences.glance import glance, tangent
from runner.differences.ladder import climb
from runner.differences.noise import OF_TERMS, measured_noise
from runner.differences.tangents import tangents
from runner.differences.witness import Measurement
from runner.doubt import examine
from runner.doubt.subgradients import contradiction
from runner.measuring.compare import compare
from runner.model import Floats
from tests.differences.hard_set import absolute


def measured(f: Callable[[Any], Any], *x: float, analytic: bool = False) -> Measurement:
    return measure(Line(FunctionCost(f, analytic=analytic), np.array(x), [0]))


def line(f: Callable[[Any], Any], x: float, *, analytic: bool = False) -> Line:
    return Line(FunctionCost(lambda x: f(x[0]), analytic=analytic), np.array([x]), [0])


def test_a_slope_of_larger_steps_is_a_rival_where_both_bars_together_do_not_reach_it() -> None:
    def rival(apart: float) -> int | None:
        value, rung = np.array([1.0, 1.0 + apart]), np.array([0.0, 3.0])
        return _rival(_Offers(value, np.array([np.inf, 0.1]), np.array([0.5, 0.1]), np.zeros(2), rung), best=1)

    assert rival(0.5) is None
    assert rival(0.7) == 0


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_measured_to_a_half(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert measured_noise(climb(line(lambda x: x + 1e-9 * rng.standard_normal(), 1.0))) == pytest.approx(1e-9, rel=0.5)


@pytest.mark.parametrize(("bits", "single"), [(22, True), (18, False)])
def test_a_cost_of_fewer_digits_than_single_precision_is_no_such(bits: int, single: bool) -> None:
    assert measured(lambda x: float(np.round(np.sin(x[0]) * 2.0**bits) / 2.0**bits), 0.7).single is single


@pytest.mark.parametrize(("off", "zero"), [(20, True), (200, False)])
@pytest.mark.parametrize("beside", [1.0, 1e-9])
def test_an_optimum_is_known_to_some_last_places_of_its_largest_entry(off: float, zero: bool, beside: float) -> None:
    """What the slope is there lies within `of_point`, as it does not farther away."""
    x = np.array([beside, 1.0])
    best = float(np.sum(x)) + off * float(np.spacing(1.0))
    found = measured(lambda x: (x[0] + x[1] - best) ** 2, *x, analytic=True)
    assert (2 * abs(float(np.sum(x)) - best) <= found.of_point) is zero


def test_what_the_cost_is_beyond_x_has_no_part_in_its_rounding_at_x() -> None:
    found = measured(lambda x: 1 + 1e9 * x[0] ** 2, 1e-6)
    assert found.rounding == pytest.approx(OF_TERMS * 1.0 / 1e-6, rel=0.01)


@pytest.mark.parametrize("power", [0.1, 0.5, 1.0])
def test_what_grows_on_and_on_to_a_point_has_an_infinite_limit(power: float) -> None:
    found = measured(lambda x: abs(x[0]) ** -power if x[0] else 0.0, 0.0)
    assert found.jump is not None
    assert (found.jump.left, found.jump.right) == (np.inf, np.inf)


def test_what_comes_to_a_halt_however_slowly_has_a_finite_one() -> None:
    found = measured(lambda x: 1 - abs(x[0]) ** 0.05 if x[0] else 0.0, 0.0)
    assert found.jump is not None
    assert found.jump.right == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize(("jump", "kink"), [(5e-6, True), (2e-7, False)])
def test_a_corner_that_complex_steps_see_is_a_millionth_of_the_slope_at_least(jump: float, kink: bool) -> None:
    assert complex_slope(line(lambda x: x + jump / 2 * absolute(x), 0.0, analytic=True)).on_kink is kink


@pytest.mark.parametrize("power", [1.05, 1.1])
def test_a_slope_whose_gap_fades_is_none_to_complex_steps_either(power: float) -> None:
    assert not complex_slope(line(lambda x: x + absolute(x) ** power, 0.0, analytic=True)).on_kink


@pytest.mark.parametrize("away", [3e-8, 1e-7, 3e-6])
def test_places_that_tell_where_a_corner_is_lie_some_last_places_of_x_apart(away: float) -> None:
    near = Line(FunctionCost(lambda x: float(abs((x[0] - 1e6) - away))), np.array([1e6]), [0])
    found = corner_near(near, 2.5 * away, 2.0, 1e-30)
    assert found == pytest.approx(away, abs=100 * float(np.spacing(1e6)))


def test_a_step_is_at_least_some_last_places_of_the_largest_entry() -> None:
    """Though a smaller one has a corner nearer by."""
    best = best_step(FunctionCost(lambda x: float(abs(x[0] - 1 - 1e-9) + 1e-12 * x[1])), np.array([1.0, 1e9]))
    assert best.h == pytest.approx(16 * np.spacing(1e9), rel=0.5)


def test_a_glance_looks_near_enough_and_far_enough() -> None:
    seen = tangent(line(np.exp, 1.0, analytic=True))
    assert seen is not None
    assert seen[1] < 2e-13
    (_,), (curved,) = glance([line(np.log, 1.0)], 1.0, 1e-16)
    assert curved < 0.01, "a step of 1 is too long"
    (_,), (rounded,) = glance([line(np.log, 1.0)], 1e-15, 1e-16)
    assert rounded < 1e-5, "one of 1e-15 is too short"


class OneRow:
    """A row that is known with its tangent."""

    shape: tuple[int, ...] = (1,)
    block = 0
    mixed = False
    evaluations = 0

    def __init__(self, f: Callable[[Any], Any], tangent: Floats) -> None:
        self.f, self.tangent = f, tangent

    def many(self, points: Floats) -> Floats:
        return np.array([[self.f(point)] for point in points])

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        return np.array([[self.f(point.real) + 1j * (point.imag @ self.tangent)] for point in points])


@pytest.mark.parametrize(("off", "right"), [(1.0, True), (1.01, False)])
def test_the_tangent_of_a_tiny_row_is_borne_out_at_its_own_size(off: float, right: bool) -> None:
    rows = OneRow(lambda x: 1e-6 * float(x[0]), np.array([off * 1e-6]))
    assert (tangents(rows, np.ones(1), 1e-4, 1e-5) is not None) is right


@pytest.mark.parametrize(("corner", "seen"), [(0.0, False), (3e-8, True)])
def test_a_small_corner_shows_beside_a_large_slope_where_a_smaller_one_counts(corner: float, seen: bool) -> None:
    rows = OneRow(lambda x: 1e-3 * x[0] + corner * abs(x[1]) + 1e-8 * x[2], np.array([1e-3, 0.0, 1e-8]))
    assert (tangents(rows, np.array([1.0, 0.0, 1.0]), 1e-4, 1e-5) is None) is seen


def test_many_entries_that_are_off_by_a_little_are_told_as_that() -> None:
    for seed in range(6):
        x = np.random.default_rng(seed).standard_normal(10_000)
        off = 6e-6 * np.random.default_rng(seed + 50).uniform(-1, 1, x.size)
        found = probe(FunctionCost(lambda x: np.sum(np.sin(x)), analytic=True), x, np.cos(x) + off, 1e-4, 1e-5)
        assert found.clean or found.small, seed


def test_one_entry_at_random_that_is_off_does_not_make_many() -> None:
    x = np.random.default_rng(1).standard_normal(1000)
    first = int(np.random.default_rng(x.size).integers(0, x.size, 8)[0])
    wrong = sorted([first, (first + 500) % 1000])
    guess = np.cos(x)
    guess[wrong] += 1.0
    found = probe(FunctionCost(lambda x: np.sum(np.sin(x)), analytic=True), x, guess, 1e-4, 1e-5)
    assert (list(found.found), found.clean) == (wrong, True)


@pytest.mark.parametrize("seed", [117, 145, 147, 173])
def test_what_all_nearest_places_agree_on_is_no_jump_where_the_next_ones_do_not(seed: int) -> None:
    x = np.random.default_rng(seed).standard_normal(5)
    found = measured(lambda x: np.sum(x * 1.1) - np.sum(x) * 1.1, *x)
    assert (found.jump, found.trouble) == (None, None)


@pytest.mark.parametrize("width", [0.05, 0.1, 0.3])
def test_steps_of_a_twentieth_of_x_are_those_of_the_cost_and_no_loss_of_digits(width: float) -> None:
    for x in (0.71, 1.13, 1.39):
        found = measured(lambda x: np.floor(x[0] / width), x)
        assert (found.value, found.decided) == (0.0, True), x


@pytest.mark.parametrize(("width", "x"), [(0.029178372307667726, 1.0063222985714493), (0.025423580655953487, 1.3721769142705424)])
def test_so_are_those_of_a_fiftieth_where_larger_steps_would_tell_a_slope(width: float, x: float) -> None:
    found = measured(lambda x: np.floor(x[0] / width), x)
    assert (found.value, found.decided) == (0.0, True)


def test_a_gap_that_fades_to_a_tenth_is_no_corner() -> None:
    assert measured(lambda x: 1.38 * np.sin(90635.6 * x[0]) + 6, 0.001097).kink is None


@pytest.mark.parametrize(("entries", "method"), [(6, "a few points"), (7, "steps")])
def test_of_a_costly_cost_a_glance_is_enough_where_few_entries_are_in_question(entries: int, method: str) -> None:
    x = np.linspace(0.5, 1.0, entries)
    cost, claim = FunctionCost(lambda x: 1e-6 * float(np.sum(np.sin(100 * x)))), 1e-4 * np.cos(100 * x)
    center = cost(x)
    gradient = central(cost, x, 1e-4, center=center)
    witness = examine(cost, x, gradient, compare("x", claim, gradient.value, 1e-5), center=center, costly=True).witness
    assert witness is not None
    assert (witness.verdict, witness.method) == ("right", method)


def test_pairs_of_the_first_entries_at_a_corner_are_tried() -> None:
    def cost(x: Any) -> Any:
        return 500 * np.sum(absolute(x[:3])) + absolute(x[3] + x[4])

    claim = np.array([3.0, -2.0, 2.0, 1.0, -1.0])
    found = contradiction(FunctionCost(cost, analytic=True), np.zeros(5), claim, np.arange(5))
    assert found is not None
    assert found.direction.tolist() == [0, 0, 0, 1, -1]
    assert (found.left, found.right, found.claimed) == (0, 0, 2)


def test_steps_beyond_x_are_held_against_those_within_it_though_these_are_noise_to_them() -> None:
    """An entry of 0.01 beside a cost of 7e5, which bends within 0.01."""
    a, b = np.array([1e-6, 1e6, 1e-8, 1e4]), np.array([1.0, 100.0, 0.01, 1e-4])
    x = np.array([1.1485855071467708, 195.22530138869328, 0.012246603336689855, 0.00018487902845271421])
    found = measure(Line(FunctionCost(lambda x: float(np.sum(a * x / (x + b)))), x, [2]))
    slope = a[2] * b[2] / (x[2] + b[2]) ** 2
    assert abs(found.value - slope) <= found.error
