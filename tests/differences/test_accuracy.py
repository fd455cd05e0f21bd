"""The accuracy table: each method against exact derivatives, with the reason for every tolerance that is not a few last places.

Tolerances are relative errors of the derivative. "complex" is the complex step of the witness, "steps" its ladder of real steps,
"best" the central difference at the step of `best_step`, "rule" that at h = 1e-4, and "signs" the slope along a sign
vector by real differences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from runner.differences import FunctionCost, Line, best_step, central, measure
from runner.differences.directions import Slopes
from runner.model import Floats
from tests.differences.hard_set import sigmoid


@dataclass(frozen=True, slots=True)
class Row:
    """A function of one number, its exact derivative at x, and how well each method must find it; None: not to 1e-5."""

    name: str
    f: Callable[[Any], Any]
    exact: Callable[[float], float]
    x: float
    complex: float
    steps: float
    best: float
    rule: float | None
    why: str


EXACT = 1e-15
"""A few last places."""

TABLE = [
    Row("3x + 1", lambda x: 3 * x + 1, lambda x: 3.0, 0.7, EXACT, 1e-12, 1e-12, 1e-11, "rounding: ulp(f)/2h"),
    Row("x²", lambda x: x * x, lambda x: 2 * x, 0.7, EXACT, 1e-12, 1e-12, 1e-11, "rounding: the same"),
    Row("eˣ", np.exp, np.exp, 1.0, EXACT, 1e-12, 1e-9, 1e-8, "truncation h²/6 = 2e-9 at 1e-4, less at h* = 5e-6"),
    Row("sin x", np.sin, np.cos, 1.3, EXACT, 1e-11, 1e-9, 1e-8, "truncation, as before"),
    Row("sin 10³x", lambda x: np.sin(1e3 * x), lambda x: 1e3 * np.cos(1e3 * x), 1.3, 1e-13, 1e-9, 1e-8, 1e-2,
        "truncation (10³h)²/6 = 2e-3 at 1e-4; 10³x is itself rounded, which turns the phase by 1e-13"),
    Row("log x", np.log, lambda x: 1 / x, 1e-3, EXACT, 1e-9, 1e-8, 1e-2, "truncation (h/x)²/3 = 3e-3 at 1e-4"),
    Row("log x", np.log, lambda x: 1 / x, 1e-6, EXACT, 1e-9, 1e-8, None, "at 1e-4 the step leaves the domain"),
    Row("log x", np.log, lambda x: 1 / x, 1e6, EXACT, 1e-9, 1e-9, 1e-5,
        "rounding: f = 14 has an ulp of 2e-15, and the slope is 1e-6"),
    Row("sin x + 10⁸", lambda x: np.sin(x) + 1e8, np.cos, 0.3, EXACT, 1e-5, 1e-5, 1e-3, "rounding: the ulp of 10⁸ is 1.5e-8"),
    Row("10⁻⁸ sin x", lambda x: 1e-8 * np.sin(x), lambda x: 1e-8 * np.cos(x), 0.3, EXACT, 1e-11, 1e-9, 1e-8,
        "as sin x: no absolute size is assumed"),
    Row("x⁹", lambda x: x**9, lambda x: 9 * x**8, 3.0, 1e-14, 1e-11, 1e-8, 1e-7,
        "truncation 56h²/x²; the power rounds a few last places"),
    Row("sigmoid", sigmoid, lambda x: float(sigmoid(x) * sigmoid(-x)), 20.0, EXACT, 1e-4, 1e-4, 1e-2,
        "rounding: f = 1 has an ulp of 1e-16, and the slope is 2e-9"),
    Row("√x", np.sqrt, lambda x: 0.5 / np.sqrt(x), 1e-8, EXACT, 1e-9, 1e-8, None, "at 1e-4 the step leaves the domain"),
    Row("|x|", lambda x: np.where(np.real(x) < 0, -x, x), np.sign, 1e-8, EXACT, 1e-9, 1e-6, None, "a kink at a distance of 1e-8"),
    Row("1/x", lambda x: 1 / x, lambda x: -1 / x**2, 1e-3, EXACT, 1e-9, 1e-8, 2e-2, "truncation (h/x)² = 1e-2"),
]  # fmt: skip

rows = pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.name} at {row.x:g}")


def off(found: float, row: Row) -> float:
    exact = row.exact(row.x)
    return abs(float(found) - exact) / abs(exact)


def cost(row: Row, *, analytic: bool) -> FunctionCost:
    return FunctionCost(lambda x: row.f(x[0]), analytic=analytic)


def point(row: Row) -> Floats:
    return np.array([row.x])


@rows
def test_the_complex_step(row: Row) -> None:
    found = measure(Line(cost(row, analytic=True), point(row), [0]))
    assert found.method == "complex step" or row.name == "|x|"  # beside a kink real steps have the word
    if row.name != "|x|":
        assert off(found.value, row) <= row.complex


@rows
def test_the_ladder_of_steps(row: Row) -> None:
    found = measure(Line(cost(row, analytic=False), point(row), [0]))
    assert off(found.value, row) <= row.steps


@rows
def test_the_central_difference_at_its_best_step(row: Row) -> None:
    f = cost(row, analytic=False)
    found = central(f, point(row), best_step(f, point(row)).h).value[0]
    assert off(found, row) <= row.best


@rows
def test_the_central_difference_of_the_rule(row: Row) -> None:
    with np.errstate(all="ignore"):
        found = central(cost(row, analytic=False), point(row), 1e-4).value[0]
    if row.rule is None:
        assert not off(found, row) <= 1e-5, "better than it says: give it a tolerance"
    else:
        assert off(found, row) <= row.rule


@pytest.mark.parametrize(("analytic", "tolerance"), [(True, 1e-13), (False, 1e-8)], ids=["complex", "real"])
def test_the_slope_along_signs(analytic: bool, tolerance: float) -> None:
    # Real: rounding of a sum of 50 over a step near 1e-4, and truncation h²/6 of as many signs.
    rng = np.random.default_rng(0)
    x, signs = rng.standard_normal(50), np.asarray(rng.choice([-1.0, 1.0], 50), dtype=np.float64)
    slopes = Slopes(FunctionCost(lambda x: np.sum(np.exp(x)), analytic=analytic), x, float(np.linalg.norm(np.exp(x))), 1e-4)
    slopes.prepare(signs[None])
    (found,) = slopes.along(signs[None])
    exact = float(np.exp(x) @ signs)
    assert abs(found.value - exact) <= tolerance * abs(exact)
    assert abs(found.value - exact) <= found.error
