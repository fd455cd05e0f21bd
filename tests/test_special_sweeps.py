"""The same claim at special points: `points`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.checking.checker import check
from runner.model import POINTS, Case, Cause, Result, Verdict
from runner.problem import Problem, drawn
from runner.problem.special import at_point, bounds_of


def at(point: str, cost: str, claim: str, shape: tuple[int, ...] = (5,), **keys: Any) -> Result:
    case = Case(shapes={"x": shape}, cost=cost, gradient=claim, point=point, at_kinks="subgradient", h="auto", **keys)
    return check(case)


class TestThePoints:
    @given(st.integers(2, 6), st.integers(0, 99))
    def test_ties_are_at_the_ends_of_each_row_where_they_matter(self, length: int, seed: int) -> None:
        array = np.random.default_rng(seed).standard_normal((3, length))
        tied = at_point("ties", "x", array, ())
        assert ((tied == tied.max(axis=-1, keepdims=True)).sum(axis=-1) == 2).all()
        if length > 3:
            assert ((tied == tied.min(axis=-1, keepdims=True)).sum(axis=-1) == 2).all()

    @given(st.integers(2, 5), st.integers(0, 99))
    def test_a_singular_matrix_is_singular_to_the_last_bit(self, n: int, seed: int) -> None:
        matrix = at_point("singular", "x", np.random.default_rng(seed).standard_normal((n, n)), ())
        assert np.linalg.det(matrix) == 0.0

    def test_a_repeated_row_holds_the_largest_entry(self) -> None:
        found = at_point("repeated-row", "x", np.array([[1.0, 2.0], [9.0, 0.0], [3.0, 3.0]]), ())
        assert found.tolist() == [[1, 2], [9, 0], [9, 0]]

    def test_bounds_are_those_that_the_cost_names(self) -> None:
        cost = "np.sum(np.clip(x, -2, 3)) + np.sum(x * (x > 0.5)) + np.sum(np.maximum(x, 7)) + np.sum(relu(x)) + 11 * x[0]"
        problem = Problem(Case(shapes={"x": (5,)}, cost=cost, gradient="x"))
        assert set(bounds_of([problem.cost])) == {-2.0, 3.0, 0.5, 7.0, 0.0}

    def test_only_the_draw_of_the_case_itself_is_special(self) -> None:
        problem = Problem(Case(shapes={"x": (3,), "y": (3,)}, cost="x @ y", gradient={"x": "y"}, point="zeros"))
        own, fresh = drawn(problem), drawn(problem, seed=7)
        assert not own.values["x"].any()
        assert own.values["y"].all()
        assert fresh.values["x"].all()


class TestVerdicts:
    @pytest.mark.parametrize("point", ["zeros", "ones", "ties", "large", "tiny"])
    def test_right_claims_pass_without_a_doubt(self, point: str) -> None:
        for cost, claim in (
            ("np.max(x)", "one_hot(np.argmax(x), 5)"),
            ("np.sum(relu(x))", "(x > 0) * 1.0"),
            ("logsumexp(x)", "softmax(x)"),
            ("np.sum(np.sort(x)[:2])", "(np.argsort(np.argsort(x)) < 2) * 1.0"),
        ):
            result = at(point, cost, claim)
            assert (result.verdict, result.doubt, result.skipped) == (Verdict.PASS, None, False), (point, cost, result.message)

    def test_wrong_where_two_entries_tie_is_told_in_these_words(self) -> None:
        result = at("ties", "np.max(x)", "(x == np.max(x)) * 1.0")
        assert (result.verdict, result.cause, result.doubt) == (Verdict.FAIL, Cause.ENTRIES, None)
        assert "is right at random points, and wrong where two entries tie" in result.findings[0].message

    def test_wrong_at_a_bound(self) -> None:
        wrong = "2 * np.clip(x, -1, 1) * (np.abs(x) < 1) + 5.0 * (x == 1)"
        result = at("bounds", "np.sum(np.clip(x, -1, 1)**2)", wrong)
        assert (result.verdict, result.doubt) == (Verdict.FAIL, None)

    def test_a_claim_that_overflows_where_the_cost_does_not_fails(self) -> None:
        assert at("large", "logsumexp(x)", "np.exp(x) / np.sum(np.exp(x))", seed=3).verdict is Verdict.FAIL

    def test_a_claim_that_is_wrong_everywhere_is_explained_as_ever(self) -> None:
        result = at("ones", "np.sum(x**3)", "x**2")
        assert (result.verdict, result.cause) == (Verdict.FAIL, Cause.SCALE)


class TestWhatIsSkipped:
    @pytest.mark.parametrize(
        ("point", "cost", "why"),
        [
            ("singular", "np.sum(x)", "`x` is no square matrix"),
            ("repeated-row", "np.sum(x)", "`x` has no two rows"),
            ("bounds", "np.sum(x)", "the cost names no bound"),
            ("zeros", "np.sum(np.log(x**2))", "the cost is -inf at the drawn point"),
            ("zeros", "np.sum(np.sqrt(x))", "no gradient exists there"),
            ("ones", "np.sum(np.floor(x) + x)", "The cost jumps"),
        ],
    )
    def test_points_without_a_gradient_are_and_say_why(self, point: str, cost: str, why: str) -> None:
        result = at(point, cost, "np.ones(5)")
        assert (result.verdict, result.as_expected, result.skipped, result.doubt) == (Verdict.PASS, True, True, None)
        assert result.message.startswith(f"skipped {POINTS[point]}: ")
        assert why in result.message

    def test_a_claim_that_cannot_be_evaluated_where_the_cost_can_is_not(self) -> None:
        """It has no value where the gradient has one."""
        result = at("singular", "np.linalg.det(x)", "np.linalg.det(x) * np.linalg.inv(x).T", (3, 3))
        assert (result.verdict, result.cause, result.skipped) == (Verdict.FAIL, Cause.NON_FINITE, False)
        assert "has no value here: singular matrix" in result.findings[0].message

    def test_at_a_point_that_was_written_down_that_is_an_error_of_the_case(self) -> None:
        claim = "np.linalg.det(x) * np.linalg.inv(x).T"
        result = check(Case(values={"x": ((1.0, 1.0), (1.0, 1.0))}, wrt="x", cost="np.linalg.det(x)", gradient=claim))
        assert (result.verdict, result.message) == (Verdict.ERROR, "gradient: singular matrix")

    def test_a_cost_that_has_no_value_there_is(self) -> None:
        assert at("singular", "np.sum(np.linalg.inv(x))", "x", (3, 3)).skipped

    def test_a_typo_is_not(self) -> None:
        assert at("zeros", "np.sum(y)", "x").verdict is Verdict.ERROR
