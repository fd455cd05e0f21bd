"""Where a cost that is not finite comes from: the part, the entry, and what to do."""

from __future__ import annotations

import pytest

from runner import Case, check

X = {"x": (4.0, -0.5, 0.0)}


@pytest.mark.parametrize(
    ("cost", "part", "said", "hint"),
    [
        (
            "np.sum(2 * np.log(x + 0.25))",
            "np.log(x + 0.25)",
            "is NaN at [1], where `x + 0.25` is -0.25",
            "log of a negative number",
        ),
        ("np.sum(np.log(x**2))", "np.log(x**2)", "is -∞ at [2], where `x**2` is 0", "log of 0: draw positive"),
        ("np.sum(np.sqrt(x))", "np.sqrt(x)", "is NaN at [1], where `x` is -0.5", "square root of a negative number"),
        ("np.sum(1 / x)", "1 / x", "is ∞ at [2], where `x` is 0", "division by 0"),
        ("np.sum(x**0.5)", "x**0.5", "is NaN at [1], where `x` is -0.5", "a negative number has no such power"),
        ("np.sum(np.arccos(x))", "np.arccos(x)", "is NaN at [0], where `x` is 4", "within -1 and 1"),
        ("np.sum(np.exp(1000 * x))", "np.exp(1000 * x)", "is ∞ at [0], where `1000 * x` is 4000", "draw smaller `values`"),
        ("np.log(x[1]) + np.sum(x)", "np.log(x[1])", "is NaN, where `x[1]` is -0.5", "log of a negative number"),
    ],
)
def test_the_innermost_part_and_its_entry_are_told(cost: str, part: str, said: str, hint: str) -> None:
    result = check(Case(values=X, cost=cost, wrt="x", gradient="x"))
    assert result.verdict == "ERROR"
    assert f"so it has no gradient there: `{part}` {said}" in result.message
    assert hint in (result.hint or "")
    assert cost[result.offset or 0 :][: result.length] == part


def test_it_may_stand_in_a_line_of_let_that_the_cost_uses() -> None:
    case = Case(values=X, let={"a": "x - 1", "b": "np.log(a)", "c": "b + 1"}, cost="np.sum(c)", wrt="x", gradient="x")
    result = check(case)
    assert (result.part, result.offset) == ("let.b", 0)
    assert "`np.log(a)` is NaN at [1], where `a` is -1.5" in result.message


def test_a_line_that_the_cost_does_not_use_is_not_to_blame() -> None:
    case = Case(values=X, let={"a": "np.log(x)"}, cost="np.sum(1 / x)", wrt="x", gradient="a")
    assert check(case).part == "cost"


def test_where_random_numbers_are_drawn_the_cost_alone_is_told() -> None:
    case = Case(values=X, let={"a": "np.log(x - 9) + rng.standard_normal(3)"}, cost="np.sum(a)", wrt="x", gradient="x")
    result = check(case)
    assert (result.part, result.offset) == ("cost", None)


def test_lent_code_is_told_by_its_call() -> None:
    lent = {"layers": {"loss": lambda x: float("nan") * x.sum()}}
    result = check(Case(values=X, cost="2 * layers.loss(x)", wrt="x", gradient="x"), lent)
    assert "`layers.loss(x)` is NaN" in result.message


def test_half_a_size_is_told_to_be_divided_without_a_point() -> None:
    result = check(Case(sizes={"n": 4}, shapes={"x": ("n/2",)}, cost="np.sum(x)", gradient="x"))
    assert result.hint == "`/` gives a number with a point: write n//2"
    assert check(Case(sizes={"n": 4}, shapes={"x": ("n - 6",)}, cost="np.sum(x)", gradient="x")).hint is None
