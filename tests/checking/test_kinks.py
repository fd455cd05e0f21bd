"""Claims at the corners of a cost: `at_kinks: subgradient`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.checking import bends
from runner.checking.checker import check
from runner.model import Case, DoubtKind, Result, Verdict


def held(cost: str, point: Any, claim: Any, **keys: Any) -> Result:
    return check(Case(values={"x": point}, wrt="x", cost=cost, gradient=claim, at_kinks="subgradient", **keys))


class TestSingleEntries:
    @pytest.mark.parametrize("slope", [0.0, 0.25, 0.5, 1.0])
    def test_every_slope_between_those_to_the_two_sides_passes_without_a_doubt(self, slope: float) -> None:
        result = held("np.sum(relu(x))", (-1.0, 0.0, 2.0), (0.0, slope, 1.0))
        assert (result.verdict, result.doubt) == (Verdict.PASS, None)
        assert "`x[1]` at a corner of the cost (slope 0 left, 1 right)" in result.message
        assert [corner.index for corner in result.inputs[0].corners] == [(1,)]

    @pytest.mark.parametrize("slope", [-0.01, 1.001, 7.0, -3.0])
    def test_any_other_fails_beyond_doubt_and_is_held_against_the_nearest(self, slope: float) -> None:
        result = held("np.sum(relu(x))", (-1.0, 0.0, 2.0), (0.0, slope, 1.0))
        assert (result.verdict, result.doubt) == (Verdict.FAIL, None)
        first = result.inputs[0].first_wrong
        assert first is not None
        assert (first.index, first.numerical) == ((1,), float(np.clip(slope, 0, 1)))
        assert "is no subgradient there" in result.message

    @pytest.mark.parametrize("slope", [-0.3, 1.4])
    def test_where_no_mistake_explains_it_that_is_what_is_found(self, slope: float) -> None:
        (finding,) = held("np.sum(relu(x))", (0.0,), (slope,)).findings
        said = f"the claim is no subgradient: `x[0]` is at a corner of the cost (slope 0 left, 1 right), and {slope}"
        assert finding.message.startswith(said)

    def test_a_small_corner_of_a_steep_cost_is_one(self) -> None:
        """The slopes 9 and 11: the mean passes by the rule, and 11 too."""
        for slope in (10.0, 11.0):
            result = held("np.sum(10 * x + np.abs(x))", (0.0, 1.0), (slope, 11.0))
            assert (result.verdict, result.doubt) == (Verdict.PASS, None)
            assert [corner.index for corner in result.inputs[0].corners] == [(0,)]

    def test_a_lone_number_may_lie_on_one(self) -> None:
        result = held("np.abs(x)", 0.0, 0.5)
        assert (result.verdict, result.doubt, result.unexplained) == (Verdict.PASS, None, ())

    def test_an_entry_that_is_wrong_elsewhere_fails_still(self) -> None:
        result = held("np.sum(relu(x))", (-1.0, 0.0, 2.0), (0.0, 0.5, 1.01))
        assert (result.verdict, result.doubt) == (Verdict.FAIL, None)
        assert result.inputs[0].wrong == 1

    def test_a_corner_within_the_step_is_no_corner_of_the_point(self) -> None:
        beside = (-1.0, 0.00002, 2.0)
        assert held("np.sum(relu(x))", beside, "(x > 0) * 1.0").verdict is Verdict.PASS
        assert held("np.sum(relu(x))", beside, (0.0, 0.5, 1.0)).verdict is Verdict.FAIL

    def test_the_mean_of_both_slopes_is_no_longer_doubted(self) -> None:
        assert held("np.sum(np.abs(x))", (0.0, 1.0), "np.sign(x)").doubt is None
        plain = Case(values={"x": (0.0, 1.0)}, wrt="x", cost="np.sum(np.abs(x))", gradient="np.sign(x)")
        doubt = check(plain).doubt
        assert doubt is not None
        assert doubt.kind is DoubtKind.KINK


class TestJointDirections:
    def test_of_two_equal_numbers_the_largest_has_subgradients_that_sum_to_one(self) -> None:
        tied = (1.0, 1.0, 0.5)
        for claim in ((1.0, 0.0, 0.0), (0.3, 0.7, 0.0), (0.5, 0.5, 0.0)):
            assert held("np.max(x)", tied, claim).verdict is Verdict.PASS
        for claim in ((1.0, 1.0, 0.0), (0.4, 0.4, 0.0), (0.0, 0.0, 0.0), (0.6, 0.5, 0.0)):
            result = held("np.max(x)", tied, claim)
            assert (result.verdict, result.doubt) == (Verdict.FAIL, None), claim
            assert "no subgradient" in result.message

    def test_at_the_origin_a_norm_has_the_ball_of_its_dual(self) -> None:
        origin = (0.0, 0.0, 0.0)
        assert held("np.linalg.norm(x)", origin, (0.5, 0.5, 0.5)).verdict is Verdict.PASS
        assert held("np.linalg.norm(x)", origin, (0.9, 0.9, 0.0)).verdict is Verdict.FAIL
        assert held("np.sum(np.abs(x))", origin, (0.9, 0.9, -1.0)).verdict is Verdict.PASS

    def test_a_claim_that_is_none_is_held_against_one_that_is_none_along_every_direction_that_was_tried(self) -> None:
        """The subgradients at the origin are a ball of radius 1; one direction alone brings the claim to 1.24."""
        result = held("np.linalg.norm(x)", (0.0, 0.0, 0.0), (0.9, 0.9, 0.0))
        assert result.verdict is Verdict.FAIL
        assert np.linalg.norm(result.inputs[0].numerical) < 1.001

    def test_errors_of_two_ties_do_not_cancel(self) -> None:
        two_ties = (1.0, 1.0, 3.0, 3.0)
        cost = "np.maximum(x[0], x[1]) + np.maximum(x[2], x[3])"
        assert held(cost, two_ties, (0.2, 0.8, 1.0, 0.0)).verdict is Verdict.PASS
        assert held(cost, two_ties, (0.4, 0.8, 0.8, 0.0)).verdict is Verdict.FAIL

    @pytest.mark.parametrize("seed", range(6))
    def test_hinge_losses_at_their_margin_pass_with_any_mean_and_fail_beyond(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        margins = rng.choice([0.4, 1.0, 1.7], 8)
        claim = np.where(margins < 1, -1.0, np.where(margins == 1, -rng.random(8), 0.0))
        cost = "np.sum(np.maximum(0, 1 - x))"
        assert held(cost, tuple(margins.tolist()), tuple(claim.tolist())).verdict is Verdict.PASS
        claim[int(rng.integers(8))] -= 1.05
        assert held(cost, tuple(margins.tolist()), tuple(claim.tolist())).verdict is Verdict.FAIL


class TestWhereThereIsNoCorner:
    def test_smooth_costs_are_judged_as_ever(self) -> None:
        right, wrong = (
            check(Case(shapes={"x": (4,)}, cost="np.sum(np.sin(x))", gradient=claim, at_kinks="subgradient"))
            for claim in ("np.cos(x)", "1.001 * np.cos(x)")
        )
        assert (right.verdict, right.doubt, right.inputs[0].corners) == (Verdict.PASS, None, ())
        assert (wrong.verdict, wrong.doubt) == (Verdict.FAIL, None)

    def test_a_jump_is_no_corner(self) -> None:
        result = held("np.sum(np.floor(x) + x)", (1.0, 0.5), (1.0, 1.0))
        assert result.doubt is not None
        assert result.doubt.kind is DoubtKind.JUMP

    def test_a_claim_of_another_shape_or_without_a_number_is_left_alone(self) -> None:
        assert held("np.sum(relu(x))", (0.0, 1.0), 1.0).verdict is Verdict.FAIL
        assert held("np.sum(relu(x))", (0.0, 1.0), "x / x").verdict is Verdict.FAIL


class TestMoreThanCanBeMeasuredInFull:
    """Each corner in full takes some 170 evaluations; where there are many, a glance at each must do."""

    ZEROS = np.zeros(600)
    RELU = "np.sum(relu(x))"

    def test_all_are_looked_at_where_that_is_affordable(self) -> None:
        result = held(self.RELU, tuple(self.ZEROS), tuple(0.5 + self.ZEROS), method="full")
        assert (result.verdict, result.doubt) == (Verdict.PASS, None)
        assert "at 600 corners of the cost it is a subgradient" in result.message
        assert result.evaluations < 20 * 600

    def test_one_that_is_none_among_them_is_found_and_measured_in_full(self) -> None:
        claim = 0.5 + self.ZEROS
        claim[417] = 1.2
        result = held(self.RELU, tuple(self.ZEROS), tuple(claim), method="full")
        assert (result.verdict, result.doubt) == (Verdict.FAIL, None)
        first = result.inputs[0].first_wrong
        assert first is not None
        assert (first.index, first.numerical) == ((417,), 1.0)
        assert "1 of 600 entries" in result.message
        assert "`x[417]` is at a corner of the cost (slope 0 left, 1 right), and 1.2 is no subgradient there" in result.message

    def test_no_more_are_looked_at_than_end_soon_and_the_sentence_says_how_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ample = held(self.RELU, tuple(self.ZEROS), tuple(self.ZEROS), method="full").evaluations
        monkeypatch.setattr(bends, "WORK", 600 * 500)
        result = held(self.RELU, tuple(self.ZEROS), tuple(self.ZEROS), method="full")
        assert "of 600 entries that are off or about which the cost bends, 84 were looked at for corners" in result.message
        assert ample - result.evaluations > 4 * (600 - 84) - 500
        assert len(result.inputs[0].corners) == 10
        assert result.verdict is Verdict.FAIL, "half the slope is what the rule measures of those that are not looked at"
        assert result.doubt is not None
        assert result.doubt.kind is DoubtKind.KINK
        assert "as a subgradient may, but there are more such entries than could be looked at" in result.doubt.message

    def test_wrong_claims_where_the_cost_is_smooth_fail_as_ever(self) -> None:
        point = np.linspace(0.5, 2.0, 600)
        result = held("np.sum(np.sin(x))", tuple(point), tuple(1.001 * np.cos(point)), method="full")
        assert (result.verdict, result.doubt, result.inputs[0].corners) == (Verdict.FAIL, None, ())


def test_a_corner_within_the_step_of_a_cost_of_many_digits_makes_no_right_claim_wrong() -> None:
    """The steps that stay on one side of the corner are rough, the tangent is not."""
    cost, point = "1e8 + np.sum(np.abs(x))", (0.004, 1.0)
    result = held(cost, point, (1.0, 1.0), h=0.04)
    assert (result.verdict, result.doubt) == (Verdict.PASS, None)
    assert held(cost, point, (1.0001, 1.0), h=0.04).verdict is Verdict.FAIL
