"""Values that tend to their limit by a steady factor, and slopes that grow without bound: the laws of both, on values by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line
from runner.differences.fading import factors, fades, limits, still_to_come
from runner.differences.ladder import Ladder, climb
from runner.differences.noise import HALF_ULP, measured_noise, quantum
from runner.differences.sides import nearest_jump
from runner.differences.vertical import unbounded
from runner.model import Floats

RUNG = np.arange(12.0)
NONE = np.zeros(12)


@pytest.mark.parametrize("factor", [0.15, 0.52, 0.77, 0.93])
def test_what_shrinks_by_a_steady_factor_is_followed_to_its_limit(factor: float) -> None:
    values = 3.0 + 2.0 * factor**RUNG
    found = factors(values, NONE)
    assert np.isnan(found[:4]).all(), "a factor must have been seen three times"
    assert found[4:] == pytest.approx(factor)
    assert limits(values, found)[4:] == pytest.approx(3.0)
    assert still_to_come(values, found) == pytest.approx(2.0 * factor**RUNG)


@pytest.mark.parametrize(
    "values",
    [
        3.0 + 2.0 * 0.05**RUNG,  # the h² of a smooth cost
        3.0 + 1.05**RUNG,  # away from any limit
        3.0 + np.where(RUNG % 2, 0.6, 0.5) * 0.5**RUNG,
        np.sin(7 * RUNG),
    ],
    ids=["fast", "growing", "unsteady", "noise"],
)
def test_what_does_not_is_not(values: Floats) -> None:
    assert not (factors(values, NONE) > 0).any()


def test_changes_within_rounding_are_none() -> None:
    assert (factors(3.0 + 1e-3 * 0.5**RUNG, np.ones(12))[1:] == 0).all()


def test_a_gap_fades_where_nothing_is_left_of_it_at_last() -> None:
    assert fades(0.8**RUNG)
    assert not fades(0.5 + 0.8**RUNG), "that is a kink"
    assert not fades(np.ones(12))


def ladder(f: Callable[[Any], Any], x: float = 0.0) -> Ladder:
    return climb(Line(FunctionCost(lambda point: np.sum(f(point))), np.array([x]), [0]))


@pytest.mark.parametrize(
    ("f", "slopes"),
    [
        (np.cbrt, (np.inf, np.inf)),
        (lambda x: np.sqrt(np.abs(x)), (-np.inf, np.inf)),
        (lambda x: -np.sqrt(np.abs(x)), (np.inf, -np.inf)),
        (lambda x: np.where(x > 0, x * np.log(np.where(x > 0, x, 1.0)), 2 * x), (2.0, -np.inf)),
        (lambda x: np.abs(x) ** 0.9, (-np.inf, np.inf)),
    ],
    ids=["cbrt", "cusp", "cusp downwards", "x log x", "nearly a corner"],
)
def test_a_slope_that_grows_on_and_on_is_infinite(f: Callable[[Any], Any], slopes: tuple[float, float]) -> None:
    assert unbounded(ladder(f)) == slopes


@pytest.mark.parametrize(
    "f",
    [
        np.abs,
        np.exp,
        np.sign,  # a jump: the quotient grows as 1/h
        lambda x: np.tanh(1e6 * x),
        lambda x: np.cbrt(x + 1e-9),
        lambda x: np.abs(x) ** 1.05,
        lambda x: x * (1 - 1e-3 * np.log(np.abs(x) + 1e-9)),
        lambda x: x * (1 + 1e-2 * np.log(1 / (np.abs(x) + 1e-30))),
        lambda x: x + 1e-13 * np.sign(x),
    ],
    ids=["corner", "smooth", "jump", "steep", "near by", "smooth once", "comes to a halt", "too slow to tell", "tiny jump"],
)
def test_one_that_comes_to_a_halt_is_not(f: Callable[[Any], Any]) -> None:
    assert unbounded(ladder(f)) is None


@pytest.mark.parametrize("size", [1e-16, 1e-9, 1e-3])
def test_noise_does_not_grow_so_steadily(size: float) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        assert unbounded(ladder(lambda x, rng=rng: 2 * x + size * rng.standard_normal(np.shape(x)))) is None  # type: ignore[misc]


def test_a_steady_law_is_no_noise_and_noise_is() -> None:
    def noisy(x: Floats) -> Floats:
        return x + 1e-9 * np.sin(1e15 * x)

    assert measured_noise(ladder(lambda x: 1 + np.abs(x) ** 1.2)) == pytest.approx(HALF_ULP * 2**-52)
    assert measured_noise(ladder(noisy)) > 1e-10


# Large terms that cancel leave their rounding in what is left of them


@pytest.mark.parametrize(
    ("f", "term"),
    [
        (lambda x: (x + 1.0) - 1.0, 1.0),
        (lambda x: (x + 1000.0) - 999.5, 1000.0),
        (lambda x: 1.7 * ((np.sin(x) + 0.3) - 0.3), 0.3),
        (lambda x: np.exp((x**3 + 30.0) - 30.0) - 1.0, 30.0),
    ],
    ids=["offset", "half an offset", "a multiple", "through a function"],
)
def test_the_last_place_of_large_terms_is_the_noise_of_what_is_left_of_them(f: Callable[[Any], Any], term: float) -> None:
    found = quantum(ladder(f, 1e-5))
    assert np.spacing(term) / 2 <= found <= 4 * np.spacing(term)
    assert measured_noise(ladder(f, 1e-5)) >= HALF_ULP * found


@pytest.mark.parametrize("x", [0.0, 1e-5, 0.7])
@pytest.mark.parametrize("f", [np.exp, np.sin, lambda x: x, lambda x: 3.5 + 0 * x, np.floor, np.abs], ids=range(6))
def test_where_nothing_cancels_it_is_that_of_the_value(f: Callable[[Any], Any], x: float) -> None:
    above = ladder(f, x)
    assert quantum(above) <= 2 * np.spacing(max(abs(above.center), float(np.abs(above.above).max())))


def test_where_there_is_no_step_there_is_nothing_to_see() -> None:
    nowhere = ladder(np.exp, -np.inf)
    assert (len(nowhere), quantum(nowhere)) == (0, 0.0)
    assert nearest_jump(nowhere, Line(FunctionCost(np.sum), np.array([-np.inf]), [0])) is None
