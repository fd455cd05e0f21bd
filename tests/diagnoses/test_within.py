"""A term, a power or a complement that the cost has around a name, and the claim has not; and the input itself as a claim."""

from __future__ import annotations

from typing import Any

import pytest

from runner.diagnoses.edits import within
from runner.diagnoses.edits.spliced import Writer
from runner.expressions import read_alone
from runner.model import Cause
from tests.diagnoses.examples import found, holds

VALLEY: dict[str, Any] = {"shapes": {"x": (2,)}, "cost": "100 * (x[1] - x[0]**2)**2 + (1 - x[0])**2"}
SPREAD: dict[str, Any] = {
    "shapes": {"x": (5,)},
    "values": {"eps": 0.1},
    "let": {"var": "np.mean(x**2)", "sd": "np.sqrt(var + eps)"},
    "output": "x * sd",
    "wrt": "x",
}


def test_a_term_that_the_cost_adds_is_told_as_missing() -> None:
    finding = found(**SPREAD, gradient="dout * sd + x * np.mean(dout * x) / np.sqrt(var)")
    assert finding.cause is Cause.MISSING_TERM
    assert "`var` should be `var + eps`, as in the cost" in finding.message
    assert holds(finding, **SPREAD)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("np.array([-400 * x[0] * (x[1] - x[0]**2) - 2 * x[0], 200 * (x[1] - x[0]**2)])", "`x[0]` should be `1 - x[0]`"),
        ("np.array([-400 * x[0] * (x[1] - x[0]**2) - 2 * (1 - x[0]), 200 * (x[1] - x[0])])", "`x[0]` should be `x[0]**2`"),
    ],
)
def test_the_entry_that_is_wrong_is_told_with_what_belongs_there(claim: str, told: str) -> None:
    finding = found(**VALLEY, gradient=claim)
    assert finding.cause is Cause.ENTRIES
    assert told in finding.message
    assert "np.array([-400 * x[0]" in (finding.suggestion or "")
    assert holds(finding, **VALLEY)


def test_parts_of_the_cost_are_put_only_where_they_may_stand() -> None:
    assert texts("u / s", ["u + eps", "s**2", "s * u"]) == {"(u + eps) / s", "u / s**2"}
    assert texts("(u + eps) / s**2", ["u + eps", "s**2"]) == set()
    assert texts("u / s", ["u + unseen"]) == set()
    assert texts("u", ["u + eps"]) == set()


def test_the_input_itself_is_no_gradient_of_its_sum() -> None:
    case: dict[str, Any] = {"shapes": {"A": (3, 4)}, "cost": "np.sum(A)"}
    finding = found(**case, gradient="A")
    assert finding.cause is Cause.WRONG_DERIVATIVE
    assert "divided" not in finding.message
    assert holds(finding, **case)


@pytest.mark.parametrize(
    ("cost", "claim"),
    [("np.sum(np.abs(x))", "x"), ("np.sum(x**2)", "x"), ("np.sum(b * x)", "b * x"), ("np.sum(np.sinh(x))", "x")],
)
def test_where_another_mistake_explains_it_the_input_is_not_told(cost: str, claim: str) -> None:
    case: dict[str, Any] = {"shapes": {"x": (4,), "b": (4,)}, "cost": cost, "wrt": "x"}
    assert "is the input itself" not in found(**case, gradient=claim).message


def texts(claim: str, formulas: list[str]) -> set[str]:
    forward = [read_alone(text) for text in formulas]
    found = within.as_in_the_cost(read_alone(claim), forward, ["u", "s", "eps"])
    return {Writer(claim).spliced(each.changes) for each in found}


def test_a_term_that_is_missing_at_two_places_is_told_once_and_no_sum_of_a_number_is_offered() -> None:
    case: dict[str, Any] = {
        "shapes": {"p": (4,), "q": (4,)},
        "let": {"num": "np.sum(p * q)", "den": "np.sum(p) + 5"},
        "wrt": "p",
        "cost": "num / den",
    }
    finding = found(**case, gradient="q / np.sum(p) - num / np.sum(p)**2")
    assert finding.cause is Cause.MISSING_TERM
    assert finding.message == "a term is missing: `np.sum(p)` should be `np.sum(p) + 5`, as in the cost, wherever it stands"
    assert finding.suggestion == "q / (np.sum(p) + 5) - num / (np.sum(p) + 5)**2"
    assert "np.sum(den)" not in finding.message


def test_no_slope_is_taken_at_the_one_number_that_arrives() -> None:
    case: dict[str, Any] = {"shapes": {"c": (), "a": ()}, "let": {"s": "sigmoid(a + c)"}, "wrt": "c", "cost": "-np.log(s)"}
    assert "taken at the upstream gradient" not in found(**case, gradient="s * (1 - s)").message
