"""Which constant a factor is taken for."""

from __future__ import annotations

from math import pi

import pytest

from runner.diagnoses.evidence.constants import factors, shortest


def first(value: float, names: dict[str, float] | None = None, numbers: tuple[float, ...] = ()) -> str:
    return next(iter(factors(value, names or {}, numbers))).text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2, "2"), (-2, "-2"), (0.5, "0.5"), (1 / 5, "1 / n"), (5, "n"), (0.3, "lam"), (-0.3, "-lam"), (0.6, "2 * lam"),
        (2 / 5, "2 / n"), (0.1, "1 / (2 * n)"), (35, "n * d"), (1 / 35, "1 / (n * d)"), (0.3 / 5, "lam / n"), (25, "n**2"),
        (2 * pi, "2 * np.pi"), (pi / 180, "np.pi / 180"), (11 / 12, "11 / 12"), (0.137, "0.137"),
    ],
)  # fmt: skip
def test_the_plainest_name_comes_first(value: float, text: str) -> None:
    assert first(value, {"n": 5, "d": 7, "lam": 0.3}) == text


def test_a_number_of_the_formula_comes_before_quotients_of_sizes() -> None:
    assert first(0.1, {"n": 5}) == "1 / (2 * n)"
    assert first(0.1, {"n": 5}, (0.1,)) == "0.1"


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_what_is_no_factor_is_none(value: float) -> None:
    assert list(factors(value, {"n": 5})) == []


def test_names_that_are_zero_or_not_finite_divide_nothing() -> None:
    assert first(2, {"z": 0.0, "i": float("inf"), "k": float("nan")}) == "2"


def test_a_number_that_nobody_knows_is_said_not_to_be_known() -> None:
    (factor,) = factors(1.3717, {})
    assert (factor.text, factor.known) == ("1.3717", False)


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (0.30000000004, "0.3"), (1234.56, "1234.56"), (-1e-7, "-1e-07")])
def test_numbers_are_written_as_short_as_differences_can_tell(value: float, text: str) -> None:
    assert shortest(value) == text
