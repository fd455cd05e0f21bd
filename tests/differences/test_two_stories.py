"""Where small steps and large ones tell different slopes: whom the witness believes, and when it believes none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line, measure
from runner.differences.witness import Measurement


def measured(f: Callable[[Any], Any], x: float, *, analytic: bool = False) -> Measurement:
    return measure(Line(FunctionCost(lambda x: f(x[0]), analytic=analytic), np.array([x]), [0]))


def lost(x: Any) -> Any:
    """½ − x²/24 + …, of which (1 − cos x) / x² has no digit left where x is small: its slope is −x/12 + x³/180."""
    return (1 - np.cos(x)) / x**2


def sawtooth(height: float) -> Callable[[Any], Any]:
    """A sine with teeth of 1e-9: steps within one of them see its slope, larger ones noise of its height."""
    return lambda x: np.sin(x) + height * ((1e9 * x + 0.5) % 1.0)


EXACTLY = (0.0002113567940077253, 0.0019389643642975223, 0.004796386279221225)
"""Points at which complex slopes grow away from x by chance, and at which only the gap between two sides contradicts."""


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("x", [2.64e-8, 4.24e-8, 2.3e-7, 2.6e-6, 2.7e-6, 1.1e-5, 4.4e-4, 4.8e-3, *EXACTLY])
def test_where_the_digits_are_lost_no_slope_is_told_that_is_none(x: float, sign: float, analytic: bool) -> None:
    x *= sign
    found = measured(lost, x, analytic=analytic)
    assert not found.decided or abs(found.value - (-x / 12 + x**3 / 180)) <= found.error


TREADS: dict[str, tuple[Callable[[Any], Any], Callable[[float], float]]] = {
    "1 - cos": (lost, lambda x: -x / 12),
    "x - sin": (lambda x: (x - np.sin(x)) / x**3, lambda x: -x / 60),
    "tan - x": (lambda x: (np.tan(x) - x) / x**3, lambda x: 4 * x / 15),
}


@pytest.mark.parametrize("name", TREADS)
def test_a_tread_of_lost_digits_that_is_as_smooth_as_a_power_of_x_has_no_slope_of_its_own(name: str) -> None:
    """Beside 0 these are a last place divided by x² or x³, up to the next tread."""
    cost, slope = TREADS[name]
    for x in 10.0 ** np.linspace(-7.9, -6.8, 40):
        for analytic in (True, False):
            found = measured(cost, x, analytic=analytic)
            assert not found.decided or abs(found.value - slope(x)) <= found.error, x


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda x: 1 / x, lambda x: -1 / x**2),
        (lambda x: x**-3.0, lambda x: -3 * x**-4.0),
        (np.log, lambda x: 1 / x),
        (lambda x: 1 / (x - 1.01e-6), lambda x: -1 / (x - 1.01e-6) ** 2),
        (lambda x: np.sin(2e8 * x), lambda x: 2e8 * np.cos(2e8 * x)),
        (lambda x: 1e6 * x + (x > 1.2e-6), lambda x: 1e6),
    ],
    ids=["pole", "power", "logarithm", "pole near by", "fast", "one step"],
)
def test_what_small_steps_tell_is_believed_where_the_cost_is_no_staircase(
    f: Callable[[Any], Any], slope: Callable[[float], float]
) -> None:
    found = measured(f, 1e-6)
    assert found.decided
    assert found.value == pytest.approx(slope(1e-6), rel=1e-4)


@pytest.mark.parametrize("height", [1e-12, 1e-9, 1e-6, 1e-3])
@pytest.mark.parametrize("x", [0.88, 4e-3, 2.7e-6, 3.9e-9, 1.05e-9])
def test_the_slope_within_a_tooth_is_not_that_of_the_whole(x: float, height: float) -> None:
    found = measured(sawtooth(height), x)
    assert not found.decided or abs(found.value - np.cos(x)) <= found.error


@pytest.mark.parametrize(("height", "x", "error"), [(1e-3, 0.88, 0.1), (1e-12, 4e-3, 1e-6)])
def test_where_the_teeth_look_like_noise_to_larger_steps_these_are_believed(height: float, x: float, error: float) -> None:
    found = measured(sawtooth(height), x)
    assert found.error < error
    assert found.noise > height / 10
