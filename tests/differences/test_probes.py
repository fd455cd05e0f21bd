"""Sign vectors: right guesses pass at a price that does not grow, wrong entries are found, nothing is accused falsely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.differences import probe
from runner.differences.cost import ComplexArray
from runner.differences.directions import sign_vectors
from runner.differences.halving import search
from runner.errors import NotAnalytic
from runner.measuring.compare import compare
from runner.model import Floats


class Stacked:
    """A cost that evaluates a batch in one go, and counts."""

    def __init__(self, f: Callable[[Any], Any], analytic: bool) -> None:
        self.f = f
        self.analytic = analytic
        self.evaluations = 0

    def __call__(self, x: Any) -> float:
        return float(self.many(x[None])[0])

    def many(self, points: Floats) -> Floats:
        self.evaluations += len(points)
        return np.asarray(np.sum(self.f(points).reshape(len(points), -1), axis=1))

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        if not self.analytic:
            raise NotAnalytic("declared so")
        self.evaluations += len(points)
        return np.asarray(np.sum(self.f(points).reshape(len(points), -1), axis=1))


def smooth(points: Any) -> Any:
    return np.sin(points) + 0.1 * points**2


def smooth_gradient(x: Floats) -> Floats:
    return np.asarray(np.cos(x) + 0.2 * x)


def point(*shape: int) -> Floats:
    return np.random.default_rng(3).standard_normal(shape)


both = pytest.mark.parametrize("analytic", [True, False], ids=["complex", "real"])


@both
@pytest.mark.parametrize("shape", [(1000,), (30, 40), (7, 8, 9), (256, 256)])
def test_a_right_gradient_takes_the_same_few_evaluations_whatever_its_size(shape: tuple[int, ...], analytic: bool) -> None:
    x, cost = point(*shape), Stacked(smooth, analytic)
    probed = probe(cost, x, smooth_gradient(x), 1e-4, 1e-5)
    assert probed.clean
    assert probed.found == ()
    assert probed.gradient.evaluations == cost.evaluations <= 64
    assert probed.limit < 1e-5 * (1 if analytic or x.size < 10_000 else 3)  # the noise of a large sum raises it
    np.testing.assert_array_equal(probed.gradient.value, smooth_gradient(x))


@both
@pytest.mark.parametrize("position", [0, 1, 777, 256 * 256 - 1])
def test_one_wrong_entry_among_many_is_named(position: int, analytic: bool) -> None:
    x, cost = point(256, 256), Stacked(smooth, analytic)
    right = smooth_gradient(x)
    guess = right.copy()
    guess.flat[position] += 1e-3
    probed = probe(cost, x, guess, 1e-4, 1e-5)
    assert probed.clean
    assert probed.found == (position,)
    assert probed.gradient.evaluations == cost.evaluations <= 150
    assert probed.gradient.value.flat[position] == pytest.approx(right.flat[position], abs=1e-6)


def test_a_million_entries() -> None:
    x = point(1_000_000)
    guess = 3 * x * x
    cost = Stacked(lambda points: points * points * points, analytic=True)
    assert probe(cost, x, guess, 1e-4, 1e-5).clean
    assert cost.evaluations <= 64
    cost.evaluations = 0
    guess[123_456] += 1
    assert probe(cost, x, guess, 1e-4, 1e-5).found == (123_456,)
    assert cost.evaluations <= 150


@both
@given(st.sets(st.integers(0, 2047), min_size=1, max_size=8), st.floats(1e-3, 10), st.booleans())
@settings(max_examples=20, deadline=None)
def test_several_wrong_entries_are_all_found_even_where_they_are_equal(
    analytic: bool, positions: set[int], error: float, alternate: bool
) -> None:
    x = point(2048)
    guess = smooth_gradient(x)
    for number, position in enumerate(sorted(positions)):
        guess[position] += -error if alternate and number % 2 else error
    probed = probe(Stacked(smooth, analytic), x, guess, 1e-4, 1e-5)
    assert probed.clean
    assert set(probed.found) == positions


@both
def test_a_wrong_diagonal_is_found_at_once(analytic: bool) -> None:
    x = point(40, 40)
    guess = smooth_gradient(x)
    np.fill_diagonal(guess, np.diagonal(guess) + 1)
    probed = probe(Stacked(smooth, analytic), x, guess, 1e-4, 1e-5)
    assert probed.clean
    assert probed.found == tuple(range(0, 1600, 41))


@both
@pytest.mark.parametrize("line", ["row", "column"])
def test_a_wrong_row_or_column_is_followed_along_its_axis(line: str, analytic: bool) -> None:
    x = point(64, 64)
    guess = smooth_gradient(x)
    guess[(5, slice(0, 40)) if line == "row" else (slice(0, 40), 5)] += 0.5
    probed = probe(Stacked(smooth, analytic), x, guess, 1e-4, 1e-5)
    assert probed.clean
    assert len(probed.found) == 40


@both
def test_dense_errors_are_recognised_early_and_sampled(analytic: bool) -> None:
    x = point(20_000)
    guess = 1.01 * smooth_gradient(x)
    cost = Stacked(smooth, analytic)
    probed = probe(cost, x, guess, 1e-4, 1e-5)
    assert not probed.clean
    assert {*range(4)} <= {*probed.found}  # the first entries, so that the first wrong one is named
    assert 8 < len(probed.found) <= 64
    assert cost.evaluations < (60 if analytic else 130)
    assert np.isnan(probed.gradient.error)
    comparison = compare("x", guess, probed.gradient.value, 1e-5)
    assert comparison.first_wrong is not None
    assert comparison.first_wrong.index == (0,)


@pytest.mark.parametrize("size", [1000, 300_000])
def test_a_guess_that_is_wrong_everywhere_costs_no_more_than_three_right_ones(size: int) -> None:
    x, costs = point(size), (Stacked(smooth, analytic=True), Stacked(smooth, analytic=True))
    probe(costs[0], x, smooth_gradient(x), 1e-4, 1e-5)
    for factor in (1.01, -1.0):
        costs[1].evaluations = 0
        assert not probe(costs[1], x, factor * smooth_gradient(x), 1e-4, 1e-5).clean
        assert costs[1].evaluations <= 3 * costs[0].evaluations


@both
def test_where_every_other_entry_is_wrong_that_is_seen_too(analytic: bool) -> None:
    x = point(20_000)
    guess = smooth_gradient(x) + (np.arange(20_000) % 2)
    cost = Stacked(smooth, analytic)
    assert not probe(cost, x, guess, 1e-4, 1e-5).clean
    assert cost.evaluations < (60 if analytic else 130)


@both
def test_many_entries_off_by_less_than_is_tolerated_are_not_searched_but_told_as_that(analytic: bool) -> None:
    x = point(20_000)
    guess = smooth_gradient(x) + 3e-6
    cost = Stacked(smooth, analytic)
    probed = probe(cost, x, guess, 1e-4, 1e-5)
    assert probed.small
    assert not probed.clean
    assert cost.evaluations < (60 if analytic else 130)


@both
def test_a_wrong_entry_is_not_taken_for_many_small_ones(analytic: bool) -> None:
    x = point(20_000)
    guess = smooth_gradient(x)
    guess[123] += 1e-4
    probed = probe(Stacked(smooth, analytic), x, guess, 1e-4, 1e-5)
    assert (probed.found, probed.clean, probed.small) == ((123,), True, False)


@both
def test_entries_of_the_input_that_are_not_finite_are_left_out(analytic: bool) -> None:
    x = point(2000)
    x[::3] = np.inf
    right = np.where(np.isfinite(x), smooth_gradient(np.where(np.isfinite(x), x, 0)), 7.0)

    def masked(points: Any) -> Any:
        inside = np.isfinite(points)
        return np.where(inside, smooth(np.where(inside, points, 0)), 0)

    cost = Stacked(masked, analytic)
    assert probe(cost, x, right, 1e-4, 1e-5).clean
    guess = right.copy()
    guess[[4, 100]] += 1
    probed = probe(cost, x, guess, 1e-4, 1e-5)
    assert probed.found == (4, 100)
    assert (probed.gradient.value[::3] == 7).all(), "the guess is left as it is there"


@both
def test_entries_that_are_not_finite_are_found_and_replaced(analytic: bool) -> None:
    x = point(1000)
    guess = smooth_gradient(x)
    guess[[3, 500]] = np.nan, np.inf
    probed = probe(Stacked(smooth, analytic), x, guess, 1e-4, 1e-5)
    assert probed.clean
    assert probed.found == (3, 500)


def relu_sum(points: Any) -> Any:
    return 1.5 * np.where(np.real(points) > 0, points, 0)


def relu_gradient(x: Floats) -> Floats:
    return np.asarray(1.5 * (x > 0), dtype=np.float64)


@both
def test_kinks_that_a_direction_crosses_accuse_nobody(analytic: bool) -> None:
    x = point(3000)
    x[::100] = 1e-6  # within the step of a kink, but not on it
    right = relu_gradient(x)
    probed = probe(Stacked(relu_sum, analytic), x, right, 1e-4, 1e-5)
    comparison = compare("x", right, probed.gradient.value, 1e-5)
    assert {*probed.found} <= {*range(0, 3000, 100)} or not probed.clean
    assert all(index % 100 == 0 for index in np.flatnonzero(np.asarray(comparison.relative) > 1e-5))


def test_kinks_that_a_shorter_step_does_not_cross_are_no_errors() -> None:
    x = point(3000)
    x[::1000] = 4e-5
    probed = probe(Stacked(relu_sum, analytic=False), x, relu_gradient(x), 1e-4, 1e-5)
    assert probed.clean
    assert probed.found == ()


def test_a_kink_that_only_some_directions_show_is_seen_to_be_none_at_a_shorter_step() -> None:
    """Two kinks that cancel along the first direction, from which the step is chosen, and not along others."""
    x = np.abs(point(3000)) + 1
    signs = sign_vectors((3000,), 0)[0]
    pair = [int(np.argmax(signs > 0)), int(np.argmax(signs < 0))]
    x[pair] = 4e-5
    probed = probe(Stacked(relu_sum, analytic=False), x, relu_gradient(x), 1e-4, 1e-5)
    assert probed.clean
    assert probed.found == ()


def test_a_wrong_diagonal_takes_one_slope_for_each_of_its_halvings() -> None:
    """It is searched as a line; as a square, rows and columns would be cut in vain."""
    signs = sign_vectors((40, 40), 0)[0]
    slopes = []

    def residual(direction: Floats) -> float:
        slopes.append(direction)
        return float(np.sum(np.diagonal(direction) * 2.0 ** -np.arange(40.0)))

    found = search(signs, residual(signs), residual, 1e-15, lambda: False)
    assert found.positions == list(range(0, 1600, 41))
    assert len(slopes) <= 42


def test_a_complex_step_that_real_differences_contradict_is_not_used() -> None:
    def drops_the_imaginary_part(points: Any) -> Any:
        return np.sin(np.real(points))

    x = point(500)
    probed = probe(Stacked(drops_the_imaginary_part, analytic=True), x, np.cos(x), 1e-4, 1e-5)
    assert probed.clean


def test_an_empty_input_is_clean() -> None:
    assert probe(Stacked(smooth, analytic=True), np.empty((0, 3)), np.empty((0, 3)), 1e-4, 1e-5).clean


def test_the_rounding_of_the_guess_raises_the_limit_not_an_alarm() -> None:
    x = point(4000)
    guess = smooth_gradient(x).astype(np.float32).astype(np.float64)
    loose = probe(Stacked(smooth, analytic=True), x, guess, 1e-4, 1e-7, guess_rounding=6e-8)
    assert loose.clean
    assert loose.limit > 1e-5


class TestSignVectors:
    def test_they_are_the_same_in_every_run_and_others_further_on(self) -> None:
        assert (sign_vectors((3, 5), 0, 20) == sign_vectors((3, 5), 0, 20)).all()
        assert (sign_vectors((3, 5), 0, 20) != sign_vectors((3, 5), 20, 20)).any()

    def test_both_signs_are_as_likely_in_every_place_and_alone(self) -> None:
        vectors = sign_vectors((2, 3), 0, 4000).reshape(4000, 6)
        assert set(np.unique(vectors)) == {-1.0, 1.0}
        assert np.abs(vectors.mean(axis=0)).max() < 0.08
        assert np.abs(vectors.T @ vectors / 4000 - np.eye(6)).max() < 0.08

    def test_a_scalar_has_them_too(self) -> None:
        assert sign_vectors((), 0).shape == (1,)


class TestAGuide:
    """Whoever knows where the guess may be wrong spares the search; what he says is measured, not believed."""

    @staticmethod
    def probed(guide: Any) -> Any:
        x = np.random.default_rng(0).standard_normal((100, 100))
        guess = np.cos(x)
        guess[3, 4] += 1.0
        cost = Stacked(np.sin, analytic=True)
        return probe(cost, x, guess, 1e-4, 1e-5, guide=guide)

    def test_it_spares_the_search_for_a_wrong_entry(self) -> None:
        alone, guided = self.probed(None), self.probed(lambda guess: [304])
        assert alone.found == guided.found == (304,)
        assert guided.clean
        assert guided.gradient.evaluations < alone.gradient.evaluations

    def test_the_vector_that_gave_the_entry_away_vouches_for_the_others(self) -> None:
        x = np.random.default_rng(0).standard_normal((300, 300))  # too many numbers for more than one vector at a time
        guess = np.cos(x)
        guess[3, 4] += 1.0
        alone = probe(Stacked(np.sin, analytic=True), x, np.cos(x), 1e-4, 1e-5).gradient.evaluations
        found = probe(Stacked(np.sin, analytic=True), x, guess, 1e-4, 1e-5, guide=lambda guess: [904])
        assert (found.found, found.clean) == ((904,), True)
        assert found.gradient.evaluations == alone + 2, "the difference of the entry is all that is added"

    def test_unless_another_is_off_along_it_too(self) -> None:
        x = np.random.default_rng(0).standard_normal((300, 300))
        guess = np.cos(x)
        guess[3, 4], guess[7, 7] = guess[3, 4] + 1.0, guess[7, 7] + 2.0
        found = probe(Stacked(np.sin, analytic=True), x, guess, 1e-4, 1e-5, guide=lambda guess: [904])
        assert (found.found, found.clean) == ((904, 2107), True)

    def test_one_that_is_mistaken_misleads_nobody(self) -> None:
        found = self.probed(lambda guess: [7])
        assert found.clean
        assert set(found.found) == {7, 304}
        assert found.gradient.value[0, 7] == pytest.approx(self.probed(None).gradient.value[0, 7], abs=1e-7)

    def test_one_that_has_nothing_to_say_is_not_asked_again(self) -> None:
        asked: list[Floats] = []
        found = self.probed(lambda guess: asked.append(guess) or [])  # type: ignore[func-returns-value]
        assert (found.found, len(asked)) == ((304,), 1)
