"""Claims for slopes to one side: `one_sided: right` and `left`."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, DoubtKind, Result, Verdict


def held(cost: str, point: Any, claim: Any, side: Any, **keys: Any) -> Result:
    return check(Case(values={"x": point}, wrt="x", cost=cost, gradient=claim, one_sided=side, **keys))


def test_a_corner_has_one_slope_to_each_side() -> None:
    for side, slope in (("right", 1.0), ("left", -1.0)):
        right = held("np.sum(np.abs(x))", (0.0, 1.0), (slope, 1.0), side)
        assert (right.verdict, right.doubt) == (Verdict.PASS, None)
        assert right.inputs[0].method == "one-sided"
        wrong = held("np.sum(np.abs(x))", (0.0, 1.0), (-slope, 1.0), side)
        assert (wrong.verdict, wrong.doubt) == (Verdict.FAIL, None)


@pytest.mark.parametrize("off", [1.01, 1.001])
def test_at_the_edge_of_a_domain_right_claims_pass_and_wrong_ones_fail_without_a_doubt(off: float) -> None:
    edge = "np.sum(np.log1p(x) + np.sqrt(x)**4)"
    assert held(edge, (0.0, 1.0), "1 / (1 + x) + 2 * x", "right").doubt is None
    wrong = held(edge, (0.0, 1.0), f"{off} * (1 / (1 + x) + 2 * x)", "right")
    assert (wrong.verdict, wrong.doubt) == (Verdict.FAIL, None)


def test_a_step_that_is_too_coarse_is_told_with_one_that_would_do() -> None:
    result = held("np.sum(np.exp(300 * x))", (0.0,), "300 * np.exp(300 * x)", "right")
    assert result.verdict is Verdict.FAIL
    assert result.doubt is not None
    assert result.doubt.kind is DoubtKind.TRUNCATION
    assert result.doubt.better_h is not None
    better = held("np.sum(np.exp(300 * x))", (0.0,), "300 * np.exp(300 * x)", "right", h=result.doubt.better_h)
    assert (better.verdict, better.doubt) == (Verdict.PASS, None)


def test_a_tiny_gradient_that_is_wrong_passes_with_the_doubt_that_nothing_was_seen() -> None:
    result = held("1e-8 * np.sum(x + x**2)", (0.0, 1.0), "2e-8 * (1 + 2 * x)", "right")
    assert result.verdict is Verdict.PASS
    assert result.doubt is not None
    assert result.doubt.kind is DoubtKind.INSENSITIVE


def test_an_infinite_slope_is_claimed_by_nobody_who_passes() -> None:
    assert held("np.sum(np.sqrt(x))", (0.0, 1.0), "0.5 / np.sqrt(x)", "right").verdict is Verdict.FAIL


def test_to_the_side_where_there_is_no_cost_there_is_no_slope() -> None:
    result = held("np.sum(np.sqrt(x)**3)", (0.0, 1.0), "1.5 * np.sqrt(x)", "left")
    assert result.verdict is Verdict.FAIL
    assert result.doubt is not None
    assert result.doubt.kind is DoubtKind.DOMAIN


def test_where_the_worst_entry_fails_by_the_step_alone_another_that_is_wrong_is_found() -> None:
    """The first is off by (300 h)² / 3 = 3e-4 of itself, as a right one is; the second by 1e-4."""
    result = held("np.sum(np.exp(np.array([300, 1]) * x))", (0.0, 0.0), (300.0, 1.0001), "right")
    assert (result.verdict, result.doubt) == (Verdict.FAIL, None)
    assert result.witness is not None
    assert (result.witness.verdict, result.witness.index) == ("wrong", (1,))


def test_a_claim_that_agrees_by_luck_with_a_difference_that_rounding_has_spoiled_is_doubted() -> None:
    """A step of 1e-4 changes 1 + 1e-9·x by some 450 last places: the difference is off by 1e-3."""
    h, x = 1e-4, 0.3
    near, far = (x + h) - x, (x + 2 * h) - x
    first, second = ((1 + 1e-9 * (x + step)) - (1 + 1e-9 * x) for step in (near, far))
    spoiled = (first * far / near - second * near / far) / (far - near)
    assert abs(spoiled - 1e-9) > 1e-12
    result = held("1 + 1e-9 * np.sum(x)", (x,), (spoiled,), "right")
    assert result.verdict is Verdict.PASS
    assert result.doubt is not None
    assert result.doubt.kind is DoubtKind.INSENSITIVE
