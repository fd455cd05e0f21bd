"""The measurement that knows its error: it holds the truth, it says why it cannot decide, and it counts what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.differences import FunctionCost, Line, Measurement, measure
from runner.differences.complex_step import complex_slope
from tests.differences.hard_set import MATRICES, SCALARS, Hard, absolute, relu


def measured(f: Callable[[Any], Any], *x: float, analytic: bool = True, entry: int = 0) -> Measurement:
    return measure(Line(FunctionCost(f, analytic=analytic), np.array(x), [entry]))


def holds(found: Measurement, truth: float) -> bool:
    return not found.decided or abs(found.value - truth) <= found.error


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("hard", SCALARS, ids=lambda hard: hard.name)
def test_the_truth_lies_within_the_error_bar(hard: Hard, analytic: bool) -> None:
    if hard.name == "bisection":
        pytest.skip("its own slope is that of a staircase; what the rule and the witness make of it is tested elsewhere")
    rng = np.random.default_rng(1)
    for _ in range(15):
        x = hard.point(rng)
        found = measure(Line(FunctionCost(hard.cost, analytic=analytic and hard.analytic), x, [0]))
        truth = float(hard.gradient(x))
        # The exact formulas are good to a few last places only: 64 eps allows for that.
        assert not found.decided or abs(found.value - truth) <= found.error + 64 * np.spacing(abs(truth)), (float(x), truth)


@pytest.mark.parametrize("hard", MATRICES, ids=lambda hard: hard.name)
def test_so_it_does_for_entries_of_matrices_and_along_signs(hard: Hard) -> None:
    rng = np.random.default_rng(2)
    for _ in range(4):
        x = hard.point(rng)
        gradient = np.asarray(hard.gradient(x), dtype=np.float64).reshape(-1)
        signs = rng.choice([-1.0, 1.0], x.size)
        cost = FunctionCost(hard.cost, analytic=hard.analytic)
        rounding = 64 * np.spacing(np.max(np.abs(gradient))) * x.size
        for positions, along in (([3], [1.0]), (range(x.size), signs)):
            found = measure(Line(cost, x, list(positions), along))
            truth = float(gradient[list(positions)] @ along)
            assert not found.decided or abs(found.value - truth) <= found.error + rounding


def test_the_complex_step_is_taken_where_the_cost_allows_it() -> None:
    assert measured(lambda x: np.exp(x[0]), 1.0).method == "complex step"
    assert measured(lambda x: np.exp(x[0]), 1.0, analytic=False).method == "steps"


def test_a_complex_step_that_real_steps_contradict_is_not_believed() -> None:
    def drops_the_imaginary_part(x: Any) -> Any:
        return x[0] + np.sin(x.real[0])

    found = measured(drops_the_imaginary_part, 1.0)
    assert not found.decided
    assert found.trouble == "conflict"


@pytest.mark.parametrize("analytic", [True, False])
def test_at_a_kink_there_is_no_slope_but_two(analytic: bool) -> None:
    found = measured(lambda x: absolute(x[0] - 0.5) + 2 * x[0], 0.5, analytic=analytic)
    assert not found.decided
    assert found.trouble == "kink"
    assert found.kink is not None
    assert found.kink.distance == 0
    assert (found.kink.left, found.kink.right) == pytest.approx((1.0, 3.0), abs=1e-5)
    assert found.kink.between(2.0)
    assert not found.kink.between(3.5)


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("distance", [1e-2, 1e-4, 1e-6, 1e-8])
def test_near_a_kink_the_slope_is_that_of_the_nearer_side(analytic: bool, distance: float) -> None:
    found = measured(lambda x: absolute(x[0] - 0.5) + 2 * x[0], 0.5 - distance, analytic=analytic)
    assert found.decided
    assert found.value == pytest.approx(1.0, abs=1e-5)
    assert found.kink is not None
    assert distance / 2 < found.kink.distance < distance * 4


def test_a_smooth_function_has_no_kink() -> None:
    for f in (np.sin, np.exp, lambda x: x**2, lambda x: 3 * x + 1):
        assert measured(lambda x, f=f: f(x[0]), 0.7).kink is None  # type: ignore[misc]
        assert measured(lambda x, f=f: f(x[0]), 0.7, analytic=False).kink is None  # type: ignore[misc]


@pytest.mark.parametrize("analytic", [True, False])
def test_the_edge_of_a_domain_shortens_the_ladder(analytic: bool) -> None:
    found = measured(lambda x: np.log(x[0]), 1e-6, analytic=analytic)
    assert found.decided
    assert found.value == pytest.approx(1e6, rel=1e-9)
    assert found.edge is not None
    assert 1e-6 <= found.edge <= 4e-6


def test_on_the_edge_of_a_domain_there_is_nothing_to_measure() -> None:
    found = measured(lambda x: np.sqrt(x[0]), 0.0)
    assert not found.decided
    assert found.trouble == "domain"


def test_where_the_cost_itself_is_not_finite_there_is_nothing_to_measure_either() -> None:
    with np.errstate(divide="ignore"):
        assert measured(lambda x: 1 / x[0], 0.0).trouble == "domain"


def test_noise_is_measured_and_spoils_the_slope() -> None:
    def noisy(x: Any) -> Any:
        return x[0] + 1e-3 * (1e9 * x[0] % 1.0)

    found = measured(noisy, 0.3, analytic=False)
    assert 1e-4 < found.noise < 1e-2
    assert holds(found, 1.0)
    assert found.error > 1e-4


def test_a_staircase_is_no_plain() -> None:
    # Steps below 6e-8 see a tread of single precision, noiseless and flat.
    found = measured(lambda x: float(np.float32(3 * x[0])), 0.3, analytic=False)
    assert found.value == pytest.approx(3.0, abs=1e-4)
    assert holds(found, 3.0)


def test_a_slope_hidden_below_the_last_place_is_not_called_zero() -> None:
    found = measured(lambda x: 1e8 + 1e-12 * x[0], 0.3, analytic=False)
    assert found.constant
    assert found.error > 1e-12


def test_a_cost_that_cannot_be_evaluated_at_some_points_is_not_finite_there() -> None:
    found = measured(lambda x: 1 / x[0] if x[0] > 0.2 else np.nan, 0.3, analytic=False)
    assert found.value == pytest.approx(-1 / 0.09, rel=1e-9)
    assert found.edge is not None


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("x", [1.0, 1e-12, 0.0, 1e12])
def test_every_evaluation_is_counted(analytic: bool, x: float) -> None:
    cost = FunctionCost(lambda x: np.sin(x[0]), analytic=analytic)
    line = Line(cost, np.array([x]), [0])
    found = measure(line)
    assert found.evaluations == line.evaluations == cost.evaluations
    assert found.evaluations <= 150


decimals = st.integers(-10_000, 10_000).map(lambda n: n / 1000)
polynomials = st.lists(decimals, min_size=1, max_size=6)


@given(polynomials, decimals.map(lambda x: x / 3), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_polynomial_has_its_slope_within_the_bar(coefficients: list[float], x: float, analytic: bool) -> None:
    p = np.polynomial.Polynomial(coefficients)
    found = measured(lambda x: p(x[0]), x, analytic=analytic)
    # Horner's scheme rounds to a few last places of the largest term, in the formula and in the cost alike.
    rounding = 1e-14 * float(np.sum(np.abs(coefficients) * np.arange(len(coefficients)) * max(1.0, abs(x)) ** len(coefficients)))
    assert not found.decided or abs(found.value - float(p.deriv()(x))) <= found.error + rounding


@given(decimals.map(lambda x: x / 2), decimals.map(lambda x: x / 2), st.floats(1e-6, 1e6), st.floats(-1e6, 1e6), st.booleans())
@settings(max_examples=100, deadline=None)
def test_so_has_an_exponential_of_any_scale_and_offset(
    rate: float, x: float, scale: float, offset: float, analytic: bool
) -> None:
    found = measured(lambda x: offset + scale * np.exp(rate * x[0]), x, analytic=analytic)
    truth = scale * rate * np.exp(rate * x)
    assert not found.decided or abs(found.value - truth) <= found.error + 1e-14 * abs(truth)


@given(st.integers(0, 10_000), st.floats(0.1, 3), st.floats(-12, 12))
@settings(max_examples=100, deadline=None)
def test_the_slope_of_a_multiple_is_the_multiple_of_the_slope(seed: int, x: float, power: float) -> None:
    factor = 2.0 ** round(power)  # a power of two changes no digit
    one = measured(lambda x: np.sin(seed % 7 * x[0]) + x[0] ** 2, x, analytic=False)
    other = measured(lambda x: factor * (np.sin(seed % 7 * x[0]) + x[0] ** 2), x, analytic=False)
    assert other.value == factor * one.value
    assert other.error == factor * one.error


def test_a_slope_that_underflows_beside_the_imaginary_step_is_called_zero() -> None:
    assert measured(lambda x: 1e-300 * x[0], 1.0).value == pytest.approx(1e-300, abs=1e-287)


def test_relu_acts_on_the_real_part() -> None:
    found = measured(lambda x: np.sum(relu(x)), 0.5, -0.5, entry=1)
    assert (found.value, found.error) == (0.0, 0.0)


def test_every_way_a_measurement_can_end() -> None:
    def staircase_or_curve(x: Any) -> Any:
        return (1 - np.cos(x)) / x**2

    ends = {
        None: measured(np.sum, 0.5),
        "kink": measured(lambda x: np.sum(absolute(x)), 0.0),
        "domain": measured(lambda x: np.sum(np.sqrt(x)), 0.0),
        "conflict": measured(lambda x: np.sum(staircase_or_curve(x)), 3e-8),
        # Steps that move 1e6 are too large for 1e-6.
        "noise": measure(Line(FunctionCost(lambda x: np.sum(np.log(x))), np.array([1e6, 1e-6]), [0, 1], [1.0, 1.0])),
        "size": measured(lambda x: np.sum(1 / x), 1e-300),
    }
    assert {name: found.trouble for name, found in ends.items()} == {name: name for name in ends}
    assert [name for name, found in ends.items() if found.decided] == [None]


# What looks like a kink or a jump, and what is one


@pytest.mark.parametrize(("away", "near"), [(1e-7, True), (1e-3, True), (0.5, False)])
def test_the_complex_step_tells_of_a_kink_unless_the_slope_is_smooth_far_beyond_x(away: float, near: bool) -> None:
    cost = FunctionCost(lambda x: absolute(x[0] - away) + x[0] ** 3, analytic=True)
    slope = complex_slope(Line(cost, np.zeros(1), [0]))
    assert (slope.nearest is not None) is near


@pytest.mark.parametrize("analytic", [True, False])
def test_a_slope_that_bends_at_the_point_but_does_not_jump_is_no_kink(analytic: bool) -> None:
    found = measured(lambda x: relu(x[0]) ** 2, 0.0, analytic=analytic)
    assert found.kink is None
    assert found.decided
    assert abs(found.value) <= found.error < 1e-8


def test_noise_of_an_ill_conditioned_slope_is_no_kink() -> None:
    rng = np.random.default_rng(0)

    def noisy(x: Any) -> Any:
        return x[0] * (1 + 1e-5 * rng.standard_normal())

    found = measured(noisy, 1.0)
    assert found.kink is None


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.sin, (-1.07406618e-04, 6.65899625e-06, 1.10526734e-04)),
        (lambda x: 1.1 * x, (2.04410877e-04, 1.42050328e-07, -3.27217160e-04)),
        (lambda x: 0.3 * x, (-1.54735992e-05, 4.44450439e-07, -9.78177478e-08)),
    ],
    ids=["terms that cancel", "large steps", "larger steps"],
)
def test_the_rounding_of_terms_is_no_kink(f: Callable[[Any], Any], x: tuple[float, ...]) -> None:
    found = measured(lambda x: np.sum(f(x)), *x, analytic=False)
    assert (found.kink, found.trouble) == (None, None)


def test_a_slope_below_the_last_place_of_terms_that_cancel_is_not_called_zero() -> None:
    rng = np.random.default_rng(0)
    for size in 10.0 ** rng.uniform(-7, -5, 20):
        weight, offset = rng.uniform(0.3, 2, 2)
        found = measured(lambda x, w=weight, c=offset: 1.7 * ((w * x[0] ** 3 + c) - c * (1 + 1e-12)), size, analytic=False)  # type: ignore[misc]
        assert holds(found, 1.7 * 3 * weight * size**2), (size, weight, offset)


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("x", [3e-5, -2e-5, 1e-9])
def test_a_sharp_bend_is_no_corner(x: float, analytic: bool) -> None:
    assert measured(lambda x: (x[0] ** 2 + 1e-10) ** 0.5, x, analytic=analytic).kink is None
    corner = measured(lambda x: absolute(x[0] - 1e-5), x, analytic=analytic)
    assert corner.kink is not None
    assert corner.kink.distance > 0


@pytest.mark.parametrize(
    ("f", "x", "jump"),
    [
        (np.floor, 2.0, (1.0, 2.0, 2.0)),
        (np.sign, 0.0, (-1.0, 0.0, 1.0)),
        (lambda x: np.heaviside(x, 0.25) + x, 0.0, (0.0, 0.25, 1.0)),
        (lambda x: np.where(x == 1, 5.0, x**2), 1.0, (1.0, 5.0, 1.0)),
        (lambda x: 1 / x if x else 0.0, 0.0, (-np.inf, 0.0, np.inf)),
    ],
    ids=["floor", "sign", "heaviside", "equality", "pole"],
)
def test_a_jump_at_the_point_is_told_with_its_limits(f: Callable[[Any], Any], x: float, jump: tuple[float, ...]) -> None:
    found = measured(lambda x: f(x[0]), x, analytic=False)
    assert (found.trouble, found.decided) == ("jump", False)
    assert found.jump is not None
    assert (found.jump.left, found.jump.center, found.jump.right) == pytest.approx(jump, abs=1e-6)


def test_rounding_that_takes_two_values_is_no_jump_though_x_has_the_rarer_one() -> None:
    """As where digits are lost: the value at x is met again farther away. A jump is larger than that, or never comes back."""

    def rounded(height: float) -> Callable[[Any], float]:
        return lambda x: 3.0 if x[0] == 1.5 or abs(x[0] - 1.5) > 0.1 else 3.0 + height

    assert measured(rounded(300 * float(np.spacing(3.0))), 1.5, analytic=False).jump is None
    assert measured(rounded(1e-6), 1.5, analytic=False).trouble == "jump"
    assert measured(lambda x: 3.0 + 1e-13 * (x[0] == 1.5), 1.5, analytic=False).trouble == "jump"


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (np.exp, np.exp),
        (np.sin, np.cos),
        (np.log, lambda x: 1 / x),
        (lambda x: x - np.log(x), lambda x: 1 - 1 / x),
        (lambda x: 1 / (1 + np.exp(-x)), lambda x: 0.25 / np.cosh(x / 2) ** 2),
    ],
    ids=["exp", "sin", "log", "x - log x", "sigmoid"],
)
def test_values_alone_know_a_smooth_slope_to_a_few_1e_12(f: Callable[[Any], Any], slope: Callable[[Any], Any]) -> None:
    """What smaller steps leave of their h² term speaks against none of the larger ones, from which it is taken out."""
    for x in (1.0, 0.7, 2.3):
        found = measured(lambda x: f(x[0]), x, analytic=False)
        assert abs(found.value - float(slope(x))) <= found.error <= 4e-12 * max(1.0, abs(found.value)), x


def test_what_terms_that_cancel_leave_at_steps_beyond_x_is_no_corner() -> None:
    """They grow with the step, and their last place with them; at the small x of this sum they leave 1e-19."""
    for seed in range(100):
        x = 1e-3 * np.random.default_rng(seed).standard_normal(7)
        found = measured(lambda x: np.sum(x * 1.1) - np.sum(x) * 1.1, *x.tolist(), analytic=False)
        assert found.kink is None, seed
    assert measured(lambda x: np.abs(x[0]) * 1e-12 + 1e-3 * x[0], 1e-7, analytic=False).kink is not None


@pytest.mark.parametrize("f", [np.abs, np.sqrt, np.cbrt, lambda x: x**3, lambda x: np.abs(x) ** 0.25, lambda x: np.tanh(1e6 * x)])
def test_what_is_continuous_does_not_jump(f: Callable[[Any], Any]) -> None:
    for x in (0.0, 1e-9, 0.3):
        found = measured(lambda x: f(x[0]), x, analytic=False)
        assert found.jump is None, x


def test_nor_does_what_is_zero_but_for_rounding() -> None:
    for seed in range(20):
        x = np.random.default_rng(seed).standard_normal(5)
        found = measured(lambda x: np.sum(x * 1.1) - np.sum(x) * 1.1, *x, analytic=False)
        assert (found.jump, found.trouble) == (None, None), seed
        assert abs(found.value) <= found.error < max(1e-13, found.rounding), seed


@pytest.mark.parametrize("away", [3e-6, -5e-5, 4e-4, 0.3])
def test_a_jump_beside_the_point_is_found_to_its_last_digits_and_the_slope_is_that_of_the_point(away: float) -> None:
    found = measured(lambda x: np.floor(x[0]) + x[0] ** 2, 2.0 - away, analytic=False)
    assert found.jump is not None
    assert found.jump.distance == pytest.approx(abs(away), rel=1e-6)
    assert found.jump.right - found.jump.left == pytest.approx(1.0, abs=1e-6)
    assert holds(found, 2 * (2.0 - away))
    assert found.decided


@pytest.mark.parametrize(
    ("f", "x", "sign", "slope"),
    [
        (np.sqrt, 0.0, 1, np.inf),
        (lambda x: x**1.5 + 2 * x, 0.0, 1, 2.0),
        (np.arcsin, 1.0, -1, np.inf),
        (lambda x: -np.sqrt(1 - x), 1.0, -1, np.inf),
        (lambda x: x * np.log(x) if x else 0.0, 0.0, 1, -np.inf),
    ],
    ids=["sqrt", "power", "arcsin", "minus sqrt", "x log x"],
)
def test_at_the_end_of_a_domain_the_slope_to_one_side_is_told(f: Callable[[Any], Any], x: float, sign: int, slope: float) -> None:
    found = measured(lambda x: f(x[0]), x, analytic=False)
    assert (found.trouble, found.decided) == ("domain", False)
    assert found.one_sided is not None
    assert found.one_sided.sign == sign
    assert found.one_sided.value == pytest.approx(slope, abs=1e-5)


def test_a_cost_in_single_precision_is_known_as_one_and_a_round_number_is_not() -> None:
    assert measured(lambda x: float(np.float32(np.sin(x[0]))), 0.7, analytic=False).single
    assert not measured(lambda x: np.sin(x[0]), 0.7).single
    assert not measured(lambda x: float(np.round(8 * x[0])) / 8, 0.7, analytic=False).single


@pytest.mark.parametrize("slope", np.random.default_rng(0).standard_normal(12).tolist())
def test_the_slope_of_a_straight_line_is_good_to_its_last_places_and_no_better(slope: float) -> None:
    found = measured(lambda x: slope * (0.1 * x[0] + 0.7 * x[0]), 0.0, analytic=False)
    assert abs(found.value - 0.8 * slope) <= found.error <= 1e-12 * abs(slope)


def test_what_bends_within_x_below_the_noise_is_not_ruled_out() -> None:
    """The cost changes by half its last place at steps of x, and by nothing elsewhere."""
    found = measured(lambda x: 1e3 + 5e-14 * np.tanh(x[0] / 1e-6), 1e-6, analytic=False)
    assert holds(found, 5e-14 / 1e-6 / np.cosh(1.0) ** 2)


def test_three_steps_within_the_domain_say_nothing() -> None:
    def ends(rungs: int) -> Measurement:
        edge = float(Line(FunctionCost(np.sum), np.array([1.0]), [0]).steps()[-rungs]) * 1.5
        return measured(lambda x: np.where(abs(x[0] - 1) <= edge, 2 * x[0], np.nan), 1.0, analytic=False)

    assert (ends(3).decided, ends(3).trouble) == (False, "domain")
    assert len(ends(4).ladder) == 4
    assert ends(4).trouble != "domain"


def test_a_complex_step_that_is_off_by_a_millionth_is_not_believed() -> None:
    def off(x: Any) -> Any:
        value = np.sin(x[0])
        return value.real + 1.000001j * value.imag if np.iscomplexobj(value) else value

    assert (measured(off, 1.0).trouble, measured(off, 1.0).decided) == ("conflict", False)


@pytest.mark.parametrize("away", [6e-5, 2.1e-5])
def test_a_corner_beside_a_bend_lies_where_it_does(away: float) -> None:
    found = measured(lambda x: np.abs(x[0] - 1 - away) + 50 * (x[0] - 1) ** 2, 1.0, analytic=False)
    assert found.kink is not None
    assert found.kink.distance == pytest.approx(away, rel=1e-2)


def test_a_jump_by_a_hundred_millionth_is_one() -> None:
    found = measured(lambda x: np.sin(x[0]) + 1e-8 * (x[0] > 1), 1.0, analytic=False)
    assert found.jump is not None
    assert found.jump.distance == 0
    assert found.jump.right - found.jump.left == pytest.approx(1e-8, rel=1e-2, abs=1e-9)


def test_a_straight_line_that_ends_has_its_slope_to_one_side() -> None:
    found = measured(lambda x: np.where(x[0] >= 0, 3 * x[0], np.nan), 0.0, analytic=False)
    assert found.trouble == "domain"
    assert found.one_sided is not None
    assert found.one_sided.sign == 1
    assert found.one_sided.value == pytest.approx(3.0, rel=1e-12)


@pytest.mark.parametrize(("offset", "part", "power"), [(0.54, 4.4e-6, 0.69), (68.0, 3.1e-7, 0.48), (38.0, 2.2e-11, 0.2)])
def test_a_slope_without_bound_is_seen_beside_a_larger_cost(offset: float, part: float, power: float) -> None:
    found = measured(lambda x: offset + part * np.abs(x[0]) ** power, 0.0, analytic=False)
    assert found.kink is not None
    assert (found.kink.left, found.kink.right) == (-np.inf, np.inf)


@pytest.mark.parametrize(("entry", "left", "right"), [(0, 0.3, 1.0), (1, 0.3, 1.0)])
def test_the_slope_beyond_a_corner_near_by_holds_nothing_of_that_at_the_point(entry: int, left: float, right: float) -> None:
    cost = FunctionCost(lambda x: np.sum(np.maximum(x, 0.3 * x)), analytic=False)
    kink = measure(Line(cost, np.array([5e-5, -3e-5]), [entry])).kink
    assert kink is not None
    assert (kink.left, kink.right) == pytest.approx((left, right), abs=1e-9)


BENT: dict[str, Callable[[Any], Any]] = {
    "exp": lambda x: np.sum(np.exp(np.abs(x))),
    "exp of a sum": lambda x: np.exp(np.sum(np.abs(x)) / 3),
    "logarithm": lambda x: np.sum(np.log1p(np.exp(3 * np.maximum(x, 0.0)))),
}


@pytest.mark.parametrize("name", BENT)
@pytest.mark.parametrize("entry", [5e-4, 5e-5, -3e-5, 5e-7])
def test_beside_a_corner_of_a_bent_cost_there_is_a_slope_where_real_values_are_all_there_is(name: str, entry: float) -> None:
    x = np.array([0.7, entry])
    found = measure(Line(FunctionCost(BENT[name], analytic=False), x, [1]))
    step = abs(entry) / 100
    above, below = (BENT[name](np.array([0.7, entry + sign * step])) for sign in (1, -1))
    assert found.trouble is None
    assert found.kink is not None
    assert found.kink.distance == pytest.approx(abs(entry), rel=1e-3)
    assert found.value == pytest.approx((above - below) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("entry", [5e-5, -3e-5])
def test_it_is_the_slope_of_complex_steps_where_there_are_such(entry: float) -> None:
    found = measure(Line(FunctionCost(lambda x: np.sum(np.exp(absolute(x))), analytic=True), np.array([0.7, entry]), [1]))
    assert (found.method, found.trouble) == ("complex step", None)
    assert found.value == pytest.approx(np.sign(entry) * np.exp(abs(entry)), rel=1e-12)


@pytest.mark.parametrize("name", BENT)
def test_on_the_corner_there_is_none(name: str) -> None:
    assert measure(Line(FunctionCost(BENT[name], analytic=False), np.array([0.7, 0.0]), [1])).trouble == "kink"


def test_a_staircase_is_no_corner() -> None:
    cost = FunctionCost(lambda x: np.sum(np.round(np.sin(x), 9)), analytic=False)
    found = measure(Line(cost, np.array([0.3]), [0]))
    assert not found.decided or abs(found.value - np.cos(0.3)) <= found.error
