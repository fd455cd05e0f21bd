"""A number of the claim that has too few digits."""

from __future__ import annotations

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds

X = {"x": (4,)}
U = {"u": "0.7978845608 * (x + 0.044715 * x**3)"}


@pytest.mark.parametrize(
    ("cost", "claim", "old", "new", "fix"),
    [
        ("np.sum(x**3) / 9", "0.3333 * x**2", "0.3333", "1 / 3", "1 / 3 * x**2"),
        ("np.sum(x**3) / 9 + np.sum(x**2)", "2 * x + 0.33 * x**2", "0.33", "1 / 3", "2 * x + 1 / 3 * x**2"),
        ("3 * np.sum(np.tanh(x))", "(1 - np.tanh(x)**2) / 0.333", "0.333", "1 / 3", "(1 - np.tanh(x)**2) / (1 / 3)"),
        ("np.sum(np.sin(np.pi * x))", "3.14 * np.cos(np.pi * x)", "3.14", "np.pi", "np.pi * np.cos(np.pi * x)"),
        ("np.sum(erf(x))", "1.128 * np.exp(-x**2)", "1.128", "2 / np.sqrt(np.pi)", "2 / np.sqrt(np.pi) * np.exp(-x**2)"),
        ("np.sum(2**x)", "0.69 * 2**x", "0.69", "np.log(2)", "np.log(2) * 2**x"),
        ("np.sum((x**2 + 1)**1.2857)", "2 * 1.286 * x * (x**2 + 1)**0.2857", "1.286", "1.2857",
         "2 * 1.2857 * x * (x**2 + 1)**0.2857"),
        ("np.sum(np.sqrt(x**2 + 0.0123))", "x / np.sqrt(x**2 + 0.012)", "0.012", "0.0123", "x / np.sqrt(x**2 + 0.0123)"),
    ],
)  # fmt: skip
def test_what_it_stands_for_is_told(cost: str, claim: str, old: str, new: str, fix: str) -> None:
    finding = found(shapes=X, cost=cost, gradient=claim)
    assert (finding.cause, finding.suggestion) == (Cause.SLIP, fix)
    assert finding.message == f"`{old}` is too few digits of `{new}`"
    assert holds(finding, shapes=X, cost=cost)


def test_two_of_them_are_mended_together() -> None:
    cost = "np.sum(0.5 * x * (1 + np.tanh(u)))"
    claim = "0.5 * (1 + np.tanh(u)) + 0.5 * x * (1 - np.tanh(u)**2) * 0.797 * (1 + 3 * 0.044 * x**2)"
    finding = found(shapes=X, let=U, cost=cost, gradient=claim)
    assert finding.message == "`0.797` is too few digits of `0.7978845608`, and `0.044` is too few digits of `0.044715`"
    assert finding.suggestion == claim.replace("0.797", "0.7978845608").replace("0.044", "0.044715")


@pytest.mark.parametrize(
    ("cost", "claim", "cause"),
    [
        ("np.sum(np.where(x > 0, x, 0.01 * x))", "np.where(x > 0, 1, 0.1)", Cause.ENTRIES),
        ("np.sum(x**2) / 4", "0.25 * x", Cause.SCALE),
        ("np.sum(x**3) / 9", "0.66 * x**2", Cause.SCALE),
        ("np.sum(x**3) / 9", "x**2", Cause.SCALE),
    ],
)
def test_another_number_is_not_one_with_too_few_digits(cost: str, claim: str, cause: Cause) -> None:
    finding = found(shapes=X, cost=cost, gradient=claim)
    assert finding.cause is cause
    assert "digits" not in finding.message


@pytest.mark.parametrize(
    ("claim", "offset", "length"),
    [("2 * x + 0.33 * x**2", len("2 * x + "), len("0.33")), ("0.33 * x**2 + 2 * x", 0, len("0.33"))],
)
def test_the_place_is_the_number(claim: str, offset: int, length: int) -> None:
    finding = found(shapes=X, cost="np.sum(x**3) / 9 + np.sum(x**2)", gradient=claim)
    assert finding.place is not None
    assert (finding.place.offset, finding.place.length) == (offset, length)
    assert finding.edit == ("0.33", "1 / 3")


def test_of_a_number_of_the_formula_one_digit_is_enough() -> None:
    finding = found(shapes=X, let=U, cost="np.sum(u)", gradient="0.7978845608 * (1 + 3 * 0.04 * x**2)")
    assert finding.message == "`0.04` is too few digits of `0.044715`"


def test_another_number_is_none_of_the_formula_with_fewer_digits() -> None:
    finding = found(shapes=X, let=U, cost="np.sum(u)", gradient="0.7978845608 * (1 + 3 * 0.06 * x**2)")
    assert "too few digits" not in finding.message
