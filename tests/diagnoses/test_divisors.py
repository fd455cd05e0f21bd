"""A claim that divides by another number than the cost is told by what it must divide by, and no quotient that fits by chance."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds

MASKED: dict[str, Any] = {
    "shapes": {"z": (4, 3), "t": (4, 3)},
    "values": {"keep": ((1,), (0,), (1,), (1,))},
    "wrt": "z",
    "cost": "np.sum(keep * (z - t)**2) / np.sum(keep)",
}
MEAN: dict[str, Any] = {
    "sizes": {"n": 6},
    "shapes": {"X": ("n", 3), "b": (3,)},
    "wrt": "b",
    "cost": "np.mean(np.exp(X @ b))",
}


@pytest.mark.parametrize("divisor", ["4", "z.shape[0]", "len(z)", "12", "z.size", "3"])
def test_what_the_cost_divides_by_is_told_and_no_quotient_of_lengths(divisor: str) -> None:
    case = {**MASKED, "values": {"keep": ((1,), (0,), (0,), (1,))}} if divisor == "3" else MASKED
    finding = found(**case, gradient=f"2 * keep * (z - t) / {divisor}")
    assert finding.cause is Cause.SCALE
    assert finding.message == f"the claim divides by `{divisor}`, where the cost divides by `np.sum(keep)`"
    assert finding.suggestion == "2 * keep * (z - t) / np.sum(keep)"
    assert holds(finding, **case)


def test_the_place_is_what_is_divided_by() -> None:
    finding = found(**MASKED, gradient="2 * keep * (z - t) / 4")
    assert finding.place is not None
    assert (finding.place.offset, finding.place.length) == (len("2 * keep * (z - t) / "), 1)
    assert finding.edit == ("4", "np.sum(keep)")


def test_a_size_for_another_number_is_told_by_its_name() -> None:
    finding = found(**MEAN, gradient="X.T @ np.exp(X @ b) / 3")
    assert finding.suggestion == "X.T @ np.exp(X @ b) / n"
    assert "it must be `n` (n = 6)" in finding.message


@pytest.mark.parametrize(
    ("case", "claim"),
    [
        (MEAN, "X.T @ np.exp(X @ b) / (2 * n)"),
        (MEAN, "-X.T @ np.exp(X @ b) / n"),
        ({"shapes": {"x": (5,)}, "cost": "np.sum(x**2) / 4"}, "x / 4"),
        ({"shapes": {"x": (5,)}, "values": {"m": 3}, "wrt": "x", "cost": "np.sum(x**2) / (2 * m)"}, "2 * x / m"),
        ({"shapes": {"x": (5,)}, "cost": "np.mean(x)"}, "np.ones(5)"),
    ],
)
def test_a_plain_factor_stays_one(case: dict[str, Any], claim: str) -> None:
    assert "the cost divides by" not in found(**case, gradient=claim).message


def test_a_divisor_that_is_drawn_is_a_factor_that_is_missing() -> None:
    case = {"shapes": {"x": (4,), "s": ()}, "let": {"r": "np.exp(s)"}, "cost": "np.sum(x**2) / r**2", "wrt": "x"}
    finding = found(**case, gradient="2 * x / r")
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_FACTOR, "2 * x / r**2")


@pytest.mark.parametrize(
    ("cost", "claim", "fix"),
    [
        ("np.sum(np.tanh(x)) / p", "p * (1 - np.tanh(x)**2)", "(1 - np.tanh(x)**2) / p"),
        ("np.sum(np.tanh(x)) / p", "(1 - np.tanh(x)**2) * p", "(1 - np.tanh(x)**2) / p"),
        ("np.sum(x * u) / np.linalg.norm(u)", "u", "u / np.linalg.norm(u)"),
    ],
)
def test_no_square_of_a_number_stands_where_it_is_multiplied_for_divided(cost: str, claim: str, fix: str) -> None:
    case: dict[str, Any] = {"shapes": {"x": (4,)}, "values": {"p": 0.6, "u": (0.3, 0.8, -0.5, 1.1)}, "wrt": "x", "cost": cost}
    finding = found(**case, gradient=claim)
    assert finding.cause is Cause.SCALE
    assert finding.suggestion == fix or claim.startswith("p *")


def test_a_factor_that_should_not_be_there_is_dropped_and_not_divided_by() -> None:
    case: dict[str, Any] = {
        "shapes": {"x": (5,), "w": (), "b": ()},
        "let": {"e": "w * x + b"},
        "cost": "np.mean(e**2)",
        "wrt": "b",
    }
    finding = found(**case, gradient="2 * np.mean(e * w)")
    assert (finding.cause, finding.suggestion) == (Cause.EXTRA_FACTOR, "2 * np.mean(e)")
