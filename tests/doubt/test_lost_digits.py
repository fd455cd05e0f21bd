"""Costs that lose digits on their way, as a small term beside a large one: how far their slopes may be off, and what follows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.checking.checker import check
from runner.differences import FunctionCost, Line
from runner.differences.complex_step import lost
from runner.differences.rows import Remembering, Row
from runner.errors import EvaluationError
from runner.model import Case, Verdict
from runner.problem import Problem, drawn
from runner.problem.first import way_to
from runner.problem.maps import map_of
from runner.problem.moving import place_of

ENTROPY = "-np.sum(p * np.log(p))"
SHARES = {"p": "x / np.sum(x)"}


def line(cost: str, x: tuple[float, ...], entry: int, **let: str) -> Line:
    draw = drawn(Problem(Case(values={"x": x}, wrt="x", cost=cost, gradient=0.0, let=let)))
    return Line(draw.cost("x"), draw.input("x"), [entry])


@pytest.mark.parametrize("small", [1e-12, 5.2e-11, 1e-9, 1e-7])
@pytest.mark.parametrize("large", [1e9, 1.4e10])
def test_the_entropy_of_shares_that_vanish_is_never_called_wrong_without_a_doubt(small: float, large: float) -> None:
    claim = "-(np.log(p) - np.sum(p * np.log(p))) / np.sum(x)"
    result = check(Case(values={"x": (small, large)}, wrt="x", cost=ENTROPY, let=SHARES, gradient=claim))
    assert result.verdict is Verdict.PASS or result.doubt is not None
    assert result.witness is None or result.witness.verdict != "wrong"


def test_there_the_slope_is_off_by_more_than_its_own_last_places_and_by_no_more_than_is_told() -> None:
    x = (5.2e-11, 1.4e10)
    share = x[0] / x[1]
    truth = np.log(share) * share / x[1]
    cost = line(ENTROPY, x, 1, **SHARES)
    slope = float(cost.slopes(np.zeros(1), np.array([1e-20]))[0])
    assert 1e-3 * abs(truth) < abs(slope - truth) < lost(cost)


@pytest.mark.parametrize(
    ("cost", "x", "slope"),
    [
        ("np.sum(np.sin(x))", (1.0, 1e-3, 1e8), np.cos(1.0)),
        ("logsumexp(x)", (1.0, 2.0), 1 / (1 + np.e)),
        ("np.sum(1e8 * x) + np.sum(x**2)", (1.0, 1e-8), 1e8 + 2),
        ("np.sum(1e-8 * x[:1]) + 1e8 * np.sum(x[1:]**2)", (1.0, 3.0), 1e-8),
    ],
)
def test_what_loses_nothing_is_good_to_its_last_places(cost: str, x: tuple[float, ...], slope: float) -> None:
    assert lost(line(cost, x, 0)) < 1e-13 * abs(slope)


def test_where_large_terms_cancel_the_slope_is_good_to_what_is_left() -> None:
    x = (1e8, 1e8 + 1, 1e8 + 2)
    off = lost(line("np.mean(x**2) - np.mean(x)**2", x, 0))
    slope = 2 * (x[0] - np.mean(x)) / 3
    assert 1e-9 < off / abs(slope) < 1e-5


@pytest.mark.parametrize(
    ("cost", "let"), [("np.sum(np.where(y == 2, 4 * x, x))", {"y": "2 * x"}), ("np.sum(np.abs(y - 2))", {"y": "2 * x"})]
)
def test_a_branch_that_a_last_place_would_turn_is_no_loss_of_digits(cost: str, let: dict[str, str]) -> None:
    assert lost(line(cost, (1.0, 2.0), 0, **let)) == 0


@pytest.mark.parametrize(
    "keys", [{"let": {"y": "x + rng.standard_normal(2)"}, "cost": "np.sum(y**2)"}, {"cost": "np.sum(np.real(x + 0j))"}]
)
def test_nothing_is_told_of_what_cannot_be_shaken(keys: dict[str, Any]) -> None:
    draw = drawn(Problem(Case(values={"x": (1.0, 2.0)}, wrt="x", gradient=0.0, **keys)))
    assert lost(Line(draw.cost("x"), draw.input("x"), [0])) == 0
    assert lost(Line(FunctionCost(lambda x: float(np.sum(x**2))), np.ones(2), [0])) == 0


def test_an_evaluation_that_fails_while_it_is_shaken_leaves_the_next_one_as_it_is() -> None:
    cost = line("np.sum(np.exp(x))", (1.0, 2.0), 0)
    points = np.array([[1.0, 2.0]]) + 0j
    plain = cost.cost.complex_many(points)
    with pytest.raises(EvaluationError):
        cost.cost.shaken_many(points, np.empty(0))  # type: ignore[attr-defined]
    np.testing.assert_array_equal(cost.cost.complex_many(points), plain)


@pytest.mark.parametrize("factor", [1.001, -1.0])
def test_a_wrong_claim_is_wrong_where_digits_are_lost_elsewhere(factor: float) -> None:
    claim = f"{factor} * 2 * (x - np.mean(x)) / x.size"
    result = check(Case(values={"x": (1e5, 1e5 + 1, 1e5 + 2)}, wrt="x", cost="np.mean(x**2) - np.mean(x)**2", gradient=claim))
    assert result.witness is not None
    assert result.witness.verdict == "wrong"


@pytest.mark.parametrize(
    ("cost", "x", "claim"),
    [
        ("np.linalg.norm(x)", (1e-9, 0.0), "x / np.linalg.norm(x)"),
        ("np.sum(np.hypot(x, 1e-12))", (0.0, 1.0), "x / np.hypot(x, 1e-12)"),
        ("np.sum(np.arccos(x))", (1 - 1e-9, 0.0), "-1 / np.sqrt(1 - x**2)"),
    ],
)
def test_where_a_cost_bends_within_every_step_its_tangent_is_believed_as_far_as_shaking_tells(
    cost: str, x: tuple[float, ...], claim: str
) -> None:
    right = check(Case(cost=cost, values={"x": x}, wrt="x", gradient=claim))
    assert right.doubt is None or (right.witness is not None and right.witness.verdict == "right")
    wrong = check(Case(cost=cost, values={"x": x}, wrt="x", gradient=f"1e-3 + 1.001 * ({claim})"))
    assert (wrong.verdict is Verdict.FAIL) is (wrong.doubt is None)
    assert wrong.witness is not None
    assert wrong.witness.verdict == "wrong"


@pytest.mark.parametrize(
    ("cost", "x"), [("np.sum(softmax(1e4 * x))", (0.0, 1e-3)), ("np.sum(np.maximum(x, 0) - x / 2 - np.abs(x) / 2)", (0.0, 2.0))]
)
def test_but_not_beyond_what_its_neighbours_tell(cost: str, x: tuple[float, ...]) -> None:
    """Digits that one function loses by itself, and corners that cancel, are not shaken."""
    result = check(Case(cost=cost, values={"x": x}, wrt="x", gradient="np.zeros(x.shape)"))
    assert (result.verdict, result.doubt) == (Verdict.PASS, None)


@pytest.mark.parametrize("x", [(1e-8, 8.5e-8, 20.0), (10.5, 2.2e9, 3e-10)])
@pytest.mark.parametrize(("key", "claim"), [("jacobian", "J"), ("jvp", "J @ dx")])
def test_a_jacobian_whose_entries_are_lost_beside_larger_terms_is_not_called_wrong(
    x: tuple[float, ...], key: str, claim: str
) -> None:
    """Of x / |x| the last is (x₀² + x₁²) / |x|³: by the rules of the quotient 1 / |x| − x₂² / |x|³, of which nothing is left."""
    squares, size = np.array(x) ** 2, float(np.linalg.norm(x))
    right = (np.diag(squares @ (1 - np.eye(3))) - np.outer(x, x) * (1 - np.eye(3))) / size**3
    keys: dict[str, Any] = {"output": "x / np.linalg.norm(x)", key: claim}
    result = check(Case(values={"x": x, "J": tuple(map(tuple, right.tolist()))}, wrt="x", **keys))
    assert result.verdict is Verdict.PASS
    assert result.witness is None or result.witness.verdict != "wrong"


@pytest.mark.parametrize("keys", [{"let": {"y": "x + rng.standard_normal(2)"}, "output": "y**2"}, {"cost": "np.sum(x**2)"}])
def test_nor_is_anything_told_of_rows_that_cannot_be_shaken(keys: dict[str, Any]) -> None:
    key = "jvp" if "output" in keys else "hvp"
    keys = {**keys, key: "np.zeros(2)"}
    draw = drawn(Problem(Case(values={"x": (1.0, 2.0)}, wrt="x", **keys)))
    (claim,) = draw.problem.case.map_claims
    rows = map_of(draw, claim, place_of(draw, claim))
    assert lost(Line(Row(Remembering(rows), 0), np.zeros(1), [0])) == 0


@pytest.mark.parametrize(
    "x", [(8.5e4, 6.3e-10, 2.2e-9), (1331394.0769253382, 0.00021332499694726094, 9.566909609709488e-08), (4.4e-7, 1.2e-5, 9.97e7)]
)
def test_a_cost_whose_digits_are_lost_contradicts_no_derivation_of_its_gradient(x: tuple[float, ...]) -> None:
    """Differences of it agree with each other, since one share is 1 to the last place at all points; its own term is lost."""
    draw = drawn(Problem(Case(values={"x": x}, wrt="x", cost=ENTROPY, let=SHARES, hvp="np.zeros(3)")))
    assert way_to(draw, "x") == "derivation"
    assert check(draw.problem.case).verdict is not Verdict.ERROR
