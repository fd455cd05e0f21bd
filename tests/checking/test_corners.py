"""Why a claim is wrong, where some of its entries lie at corners of the cost: these say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Finding

CLIPPED = "np.sum(np.minimum(np.maximum(x, 0.0), 6.0))"
LEFT_OUT = "; 2 entries lie at corners of the cost, where nothing speaks against the claim"


def told(x: tuple[float, ...], cost: str, gradient: Any) -> Finding:
    (finding,) = check(Case(values={"x": x}, wrt="x", cost=cost, gradient=gradient)).findings
    return finding


@pytest.mark.parametrize("claim", ["(x > 0).astype(float)", (0.0, 0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0, 1.0)])
def test_the_entry_that_is_wrong_is_told_from_those_that_lie_at_corners(claim: Any) -> None:
    finding = told((-1.0, 0.0, 3.0, 6.0, 7.0), CLIPPED, claim)
    assert finding.cause is Cause.ENTRIES
    assert "is right but for `x[4]`: 1 of 5 entries" in finding.message
    assert finding.message.endswith(LEFT_OUT)


def test_an_entry_whose_claim_lies_outside_its_slopes_is_wrong_itself() -> None:
    finding = told((-1.0, 0.0, 3.0, 6.0, 7.0), CLIPPED, (0.0, 0.0, 1.0, 1.5, 1.0))
    assert "where `np.maximum(x, 0.0) >= 6.0`: 2 of 5 entries" in finding.message
    assert "1 entry lies at a corner" in finding.message


def test_where_the_slope_is_infinite_to_both_sides_no_claim_is_wrong() -> None:
    finding = told((0.0, 8.0), "np.sum(np.cbrt(x))", (0.0, 0.5))
    assert "two mistakes" not in finding.message
    assert finding.message.endswith("; 1 entry lies at a corner of the cost, where nothing speaks against the claim")


def test_of_a_cost_without_corners_nothing_is_left_out() -> None:
    finding = told((0.0, 1.0, 2.0), "np.sum(x**2)", (1.0, 2.0, 4.0))
    assert "corner" not in finding.message
    assert "is right but for `x[0]`: 1 of 3 entries" in finding.message
