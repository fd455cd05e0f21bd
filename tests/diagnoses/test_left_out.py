"""One edit of the right gradient that gives the claim, where the claim shares no form with it but that."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Finding

SIZED = {"shapes": {"x": (4,)}, "values": {"w": "rng.uniform(0.5, 1.5, size=4)"}, "wrt": "x"}


def found(cost: str, claim: str, **keys: Any) -> Finding:
    (finding,) = check(Case(**{**SIZED, **keys}, cost=cost, gradient=claim)).findings
    return finding


@pytest.mark.parametrize(
    ("cost", "claim", "cause", "words"),
    [
        ("np.sum(np.arctan2(w, x))", "-w", Cause.MISSING_FACTOR, "the divisor"),
        ("np.sum(np.exp(x * np.cos(w)))", "np.exp(x * np.cos(w))", Cause.MISSING_FACTOR, "np.cos(w)"),
    ],
)
def test_what_is_left_out_of_the_right_gradient_is_named(cost: str, claim: str, cause: Cause, words: str) -> None:
    finding = found(cost, claim)
    assert finding.cause is cause
    assert words in finding.message


@pytest.mark.parametrize(
    ("cost", "claim"),
    [
        ("np.sum(x**3)", "np.arctan(x) + 7 * w"),
        ("np.sum(np.sin(x))", "np.sinh(x)**5"),
    ],
    ids=["something else", "another function altogether"],
)
def test_what_is_no_edit_of_it_stays_unknown(cost: str, claim: str) -> None:
    assert found(cost, claim).cause is Cause.UNKNOWN


def test_of_lent_code_and_of_claims_in_numbers_nothing_is_said() -> None:
    case = Case(values={"x": (1.0, 2.0)}, wrt="x", cost="np.sum(np.log(x) * x)", gradient=(0.0, 0.69))
    assert all("is missing: the gradient" not in finding.message for finding in check(case).findings)


def test_chance_at_one_point_is_no_cause() -> None:
    """At the case's own input the claim is an edit of the gradient, and at random ones it is not."""
    case = Case(values={"x": (1.0, 1.0)}, wrt="x", cost="np.sum(x**3 * np.exp(x))", gradient="3 * np.exp(x) + x * 0")
    assert "of the gradient" not in check(case).findings[0].message
