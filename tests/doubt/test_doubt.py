"""When the verdict of the rule may be believed: no wrong verdict without a doubt, no wrong witness, and silence elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.checking.checker import check
from runner.differences import FunctionCost, central
from runner.doubt import Bar, Known, examine, judge, unseen
from runner.doubt.survey import judge_claim
from runner.measuring.compare import compare
from runner.model import Case, Comparison, Doubt, DoubtKind, Floats, Gradient, Witness
from tests.differences import special_set
from tests.differences.hard_set import MATRICES, SCALARS, WRONG, Hard, absolute, largest_entry_off, relu


class Examined:
    """A claim judged by the rule and examined, with what that cost."""

    def __init__(
        self,
        f: Callable[[Any], Any],
        x: Any,
        claim: Any,
        *,
        h: float = 1e-4,
        tolerance: float = 1e-5,
        analytic: bool = True,
        claim_rounding: float = 0.0,
    ) -> None:
        self.x = np.asarray(x, dtype=np.float64)
        self.cost = FunctionCost(f, analytic=analytic)
        center = self.cost(self.x)
        with np.errstate(all="ignore"):
            self.gradient: Gradient = central(self.cost, self.x, h, center=center)
            self.comparison: Comparison = compare("x", np.asarray(claim, dtype=np.float64), self.gradient.value, tolerance)
        before = self.cost.evaluations
        self.witness: Witness | None
        self.doubt: Doubt | None
        self.witness, self.doubt, *_ = examine(
            self.cost, self.x, self.gradient, self.comparison, center=center, claim_rounding=claim_rounding
        )
        self.evaluations = self.cost.evaluations - before

    @property
    def kind(self) -> DoubtKind | None:
        return None if self.doubt is None else self.doubt.kind

    @property
    def verdict(self) -> str | None:
        return None if self.witness is None else self.witness.verdict


# Where it stays silent


@pytest.mark.parametrize(
    ("f", "slope"),
    [(np.sin, np.cos), (np.exp, np.exp), (lambda x: x**3, lambda x: 3 * x**2), (lambda x: 5 * x, lambda x: 5 + 0 * x)],
    ids=["sin", "exp", "cube", "line"],
)
def test_a_right_claim_of_ordinary_size_costs_nothing(f: Callable[[Any], Any], slope: Callable[[Any], Any]) -> None:
    x = np.array([0.3, 0.9])
    examined = Examined(lambda x: np.sum(f(x)), x, slope(x))
    assert examined.comparison.passes
    assert (examined.witness, examined.doubt) == (None, None)
    assert examined.evaluations == 0


def test_a_wrong_claim_is_found_wrong_without_a_doubt() -> None:
    examined = Examined(lambda x: np.sum(np.sin(x)), [0.3, 0.9], [np.cos(0.3), 1.01 * np.cos(0.9)])
    assert not examined.comparison.passes
    assert examined.witness is not None
    assert (examined.verdict, examined.witness.index) == ("wrong", (1,))
    assert examined.witness.value == pytest.approx(np.cos(0.9), abs=1e-12)
    assert examined.doubt is None


def test_a_claim_of_another_shape_needs_no_witness() -> None:
    examined = Examined(np.sum, [0.3, 0.9], np.ones((2, 1)))
    assert not examined.comparison.passes
    assert (examined.witness, examined.doubt) == (None, None)


@pytest.mark.parametrize("claim", [[1.0, np.nan], [1.0, np.inf], [1.0, -np.inf]])
def test_a_claim_that_is_not_finite_is_told_what_the_slope_is(claim: list[float]) -> None:
    examined = Examined(np.sum, [0.3, 0.9], claim)
    assert examined.witness is not None
    assert (examined.verdict, examined.witness.index, examined.witness.value, examined.doubt) == ("wrong", (1,), 1.0, None)


def test_or_that_there_is_none() -> None:
    examined = Examined(lambda x: np.sum(absolute(x)), [0.0, 1.0], [np.nan, 1.0])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "undecided", DoubtKind.KINK)
    edge = Examined(lambda x: np.sum(np.sqrt(x)), [0.0, 1.0], [np.inf, 0.5])
    assert (edge.verdict, edge.kind) == ("undecided", DoubtKind.DOMAIN)


def test_an_empty_input_needs_no_witness() -> None:
    assert Examined(np.sum, np.empty((0, 3)), np.empty((0, 3))).witness is None


def test_a_tiny_gradient_that_is_right_passes_without_a_doubt() -> None:
    examined = Examined(lambda x: 1e-8 * np.sum(np.sin(x)), [0.3, 0.9], 1e-8 * np.cos([0.3, 0.9]))
    assert examined.doubt is None


@pytest.mark.parametrize("analytic", [True, False])
def test_so_does_a_gradient_of_zeros(analytic: bool) -> None:
    examined = Examined(lambda x: 3.0 + 0 * np.sum(x), np.ones(50), np.zeros(50), analytic=analytic)
    assert examined.comparison.passes
    assert examined.doubt is None


def normalised(x: Any) -> Any:
    rows = x.reshape(25, 5)
    apart = rows - np.sum(rows, axis=0) / 25
    return np.sum(apart / np.sqrt(np.sum(apart**2, axis=0) / 25 + 1e-5))


def test_so_do_many_zeros_of_which_each_is_left_with_rounding_of_its_own() -> None:
    """The sum of what is normalised is zero whatever x is."""
    x = np.random.default_rng(0).random(125)
    examined = Examined(normalised, x, np.zeros(125))
    assert (examined.comparison.passes, examined.verdict, examined.doubt) == (True, "right", None)


def test_a_small_slope_among_them_is_seen() -> None:
    x = np.random.default_rng(0).random(125)
    examined = Examined(lambda x: normalised(x) + 1e-9 * x[77], x, np.zeros(125))
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "wrong", DoubtKind.INSENSITIVE)


@pytest.mark.parametrize("analytic", [True, False])
def test_what_the_rounding_of_a_cost_leaves_of_zero_is_zero_and_no_more(analytic: bool) -> None:
    def cost(x: Any) -> Any:
        return 3.7 + 0 * np.sum(x)

    assert Examined(cost, [0.3], [1e-16], analytic=analytic).doubt is None
    more = Examined(cost, [0.3], [1e-11], analytic=analytic)
    assert (more.comparison.passes, more.verdict, more.kind) == (True, "wrong", DoubtKind.INSENSITIVE)


@pytest.mark.parametrize("analytic", [True, False])
def test_a_small_corner_of_a_large_cost_is_one(analytic: bool) -> None:
    corner = Examined(lambda x: 1 + 1e-8 * np.sum(absolute(x)), [0.0], [1e-9], analytic=analytic)
    assert (corner.verdict, corner.kind) == ("undecided", DoubtKind.KINK)


# Every way a doubt can arise


def test_truncation() -> None:
    x = np.array([0.3, 0.4])
    examined = Examined(lambda x: np.sum(np.sin(1e3 * x)), x, 1e3 * np.cos(1e3 * x))
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "right", DoubtKind.TRUNCATION)
    assert examined.doubt is not None
    assert examined.doubt.message == (
        "Your claim is right; the check was too coarse: the cost bends too much over the step 1e-4 (its error at `x[1]` is "
        "0.88). The slope is -525.29634 ± 1.4e-10. Set `h: 3e-8`."
    )
    assert examined.doubt.better_h == 3e-8


def test_rounding() -> None:
    examined = Examined(lambda x: np.sin(x[0]) + 1e8, [0.3], [np.cos(0.3)])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "right", DoubtKind.ROUNDING)
    assert examined.doubt is not None
    assert "the cost is known to 4.3e-9 only" in examined.doubt.message
    assert examined.doubt.better_h is not None
    assert examined.doubt.better_h > 1e-3


def test_kink_near_by() -> None:
    examined = Examined(lambda x: np.sum(absolute(x)), [1e-7], [1.0])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "right", DoubtKind.KINK)
    assert examined.doubt is not None
    assert "crosses a corner of the cost within" in examined.doubt.message
    assert examined.doubt.better_h is not None
    assert examined.doubt.better_h < 1e-7


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize(
    ("claim", "lies"),
    [(0.0, "lies between, as a subgradient may: with `at_kinks: subgradient`"), (-0.5, "lies outside these slopes")],
)
def test_kink_at_the_point(claim: float, lies: str, analytic: bool) -> None:
    examined = Examined(lambda x: np.sum(relu(x)), [0.0, 1.0], [claim, 1.0], analytic=analytic)
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "undecided", DoubtKind.KINK)
    assert examined.doubt is not None
    assert "`x[0]` is at a corner of the cost (slope 0 left, 1 right): no gradient exists there" in examined.doubt.message
    assert lies in examined.doubt.message


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("claim", [-2.0, 1.0])
def test_the_slope_to_one_side_of_a_corner_lies_between_though_the_cost_bends_there(claim: float, analytic: bool) -> None:
    examined = Examined(lambda x: np.sum(np.where(x > 0, np.sin(x), -2 * np.expm1(x))), [0.0], [claim], analytic=analytic)
    assert examined.doubt is not None
    assert f"The claim {claim:g} lies between" in examined.doubt.message


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("claim", [-2.00001, 1.00001])
def test_and_one_just_beyond_it_outside(claim: float, analytic: bool) -> None:
    examined = Examined(lambda x: np.sum(np.where(x > 0, np.sin(x), -2 * np.expm1(x))), [0.0], [claim], analytic=analytic)
    assert examined.doubt is not None
    assert "lies outside these slopes" in examined.doubt.message


def test_kink_at_the_point_where_the_rule_passes_the_mean_of_the_slopes() -> None:
    examined = Examined(lambda x: np.sum(absolute(x)), [0.0], [0.0])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "undecided", DoubtKind.KINK)


def test_domain_left_by_the_step() -> None:
    examined = Examined(lambda x: np.sum(np.log(x)), [1e-6], [1e6])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "right", DoubtKind.DOMAIN)
    assert examined.doubt is not None
    assert "Set `h: " in examined.doubt.message


def test_domain_ending_at_the_point() -> None:
    examined = Examined(lambda x: np.sum(np.sqrt(x)), [0.0], [1e6])
    assert (examined.verdict, examined.kind) == ("undecided", DoubtKind.DOMAIN)


def test_insensitive_where_a_tiny_gradient_is_wrong() -> None:
    examined = Examined(lambda x: 1e-8 * np.sum(np.sin(x)), [0.3], [1.01e-8 * np.cos(0.3)])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "wrong", DoubtKind.INSENSITIVE)
    assert examined.doubt is not None
    assert examined.doubt.message == (
        "This PASS proves nothing: no entry is larger than 9.6e-9, and 1e-5 is tolerated. A finer measurement finds the claim "
        "wrong: the slope is 9.5533649e-9 ± 3e-23, and the claim 9.6488985e-9 is off by 9.6e-11. Set `tolerance: 9e-12`."
    )


def test_insensitive_where_nothing_can_be_seen() -> None:
    examined = Examined(lambda x: 1e8 + x[1] + 1e-9 * x[0], [0.3, 0.4], [1e-9, 1.0], analytic=False, h=1e-2)
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "undecided", DoubtKind.INSENSITIVE)


def test_insensitive_where_the_claim_agrees_as_far_as_can_be_seen() -> None:
    examined = Examined(lambda x: 1e8 + x[1] + 1e-4 * x[0] ** 2, [0.3, 0.4], [6e-5, 1.0], analytic=False, h=1e-2)
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "undecided", DoubtKind.INSENSITIVE)
    assert examined.doubt is not None
    assert examined.doubt.message == (
        "This PASS proves little for `x[0]`: it is 6e-5, and 1e-5 is tolerated. "
        "The slope is 5.9986115e-5 ± 1.7e-7, which the claim meets; one that is off by 0.28 % would look the same."
    )


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize(("x", "doubt"), [(-3.2, True), (-3.89, False), (-9.8, False)])
def test_zero_is_doubted_where_values_show_a_slope_and_right_where_rounding_hides_it(x: float, doubt: bool, others: int) -> None:
    """Slopes of 2.5e-13, 2.6e-16 and 5e-42 beside a cost of 1, which bends within a tenth."""
    claim = [0.0, *[0.1] * others]
    examined = Examined(lambda x: np.tanh(5 * x[0]) + 0.1 * np.sum(x[1:]), [x, *[0.3] * others], claim, analytic=False)
    assert examined.comparison.passes
    assert (examined.doubt is not None) is doubt
    assert (examined.verdict == "wrong") is doubt


def test_a_small_entry_beside_large_ones_is_judged_at_its_own_scale() -> None:
    examined = Examined(lambda x: 1e4 * x[0] + x[1], [0.3, 0.4], [1e4, 1.001])
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "wrong", None)


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("claim", [-3e-6, 3e-6, 0.0, 6.006e-6])
def test_insensitive_where_a_small_entry_beside_large_ones_is_wrong(claim: float, analytic: bool) -> None:
    examined = Examined(lambda x: 10 * x[0] ** 2 + 1e-6 * x[1] ** 2, [2.0, 3.0], [40.0, claim], analytic=analytic)
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "wrong", DoubtKind.INSENSITIVE)
    assert examined.witness is not None
    assert examined.witness.index == (1,)
    assert examined.doubt is not None
    assert "This PASS proves nothing for `x[1]`: it is 6e-6, and 1e-5 is tolerated" in examined.doubt.message


def test_a_claim_that_agrees_with_a_bad_difference_by_chance() -> None:
    x = np.array([0.4])
    examined = Examined(lambda x: np.sin(1e3 * x[0]), x, central(FunctionCost(lambda x: np.sin(1e3 * x[0])), x, 1e-4).value)
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (True, "wrong", DoubtKind.TRUNCATION)
    assert examined.doubt is not None
    assert "The claim passes by luck only" in examined.doubt.message


def test_two_stories_are_told_as_such() -> None:
    examined = Examined(lambda x: (1 - np.cos(x[0])) / x[0] ** 2, [3e-8], [-3e-8 / 12])
    assert (examined.comparison.passes, examined.verdict) == (False, "undecided")
    assert examined.kind is DoubtKind.ROUNDING


# The formula


def test_right_wrong_and_undecided_are_told_apart_by_the_error_bar() -> None:
    bar, known = Bar(tolerance=0.25), Known(1.5, 0.1)
    assert judge(known, 1.9, bar) == "undecided"
    assert judge(known, 1.8, bar) == "right"
    assert judge(known, 2.3, bar) == "wrong"
    assert judge(Known(float("nan"), float("inf")), 1.0, bar) == "undecided"


@given(st.floats(1e-12, 1e12), st.floats(0, 0.3), st.sampled_from([0.5, 0.7, 0.85, 1.0, 1.1, 1.25, 1.6, 2.0]))
def test_an_entry_is_judged_at_its_own_scale(scale: float, error: float, claimed: float) -> None:
    bar = Bar(tolerance=0.25)
    alike = {judge(Known(scale, e * scale), claimed * scale, bar) for e in (error * (1 - 1e-12), error * (1 + 1e-12))}
    assert judge(Known(1.0, error), claimed, bar) in alike


def test_the_rounding_of_a_claim_makes_it_less_wrong_and_right_where_it_is_far_below_the_tolerance() -> None:
    known = Known(1.0, 0.0)
    assert judge(known, 1.2, Bar(0.1, claim_rounding=0.2)) == "undecided"
    assert judge(known, 1.2, Bar(0.1, claim_rounding=0.2, forgiven=True)) == "right"
    assert judge(known, 1.4, Bar(0.1, claim_rounding=0.2, forgiven=True)) == "wrong"


@pytest.mark.parametrize("claimed", [0.0, 1e-16, -3e-15])
def test_zero_agrees_with_zero_to_the_rounding_of_the_cost_s_own_terms(claimed: float) -> None:
    assert judge(Known(2e-16, 4e-15, rounding=1e-14), claimed, Bar(1e-5)) == "right"
    assert judge(Known(2e-16, 4e-12, rounding=1e-14), claimed, Bar(1e-5)) == "undecided"
    assert judge(Known(2e-12, 4e-15, rounding=1e-14), claimed, Bar(1e-5)) == "wrong"


def test_zero_at_an_optimum_agrees_with_what_the_rounding_of_the_point_leaves() -> None:
    assert judge(Known(-1e-14, 3e-15, rounding=1e-12, of_point=1e-14, exact=True), 0.0, Bar(1e-5)) == "right"
    assert judge(Known(-1e-13, 3e-15, rounding=1e-12, of_point=1e-14, exact=True), 0.0, Bar(1e-5)) == "wrong"


def test_what_rounding_leaves_of_several_zeros_is_larger_in_some_of_them_than_in_others() -> None:
    known = Known(-1.5e-14, 2.6e-15, rounding=6.7e-12, of_point=3e-14)
    assert judge(known, -1.4e-14, Bar(1e-5, largest=8e-14)) == "right"
    assert judge(known, -1.4e-14, Bar(1e-5, largest=2e-13)) == "undecided"


def test_among_larger_entries_a_small_claim_may_be_a_number_of_its_own_that_cannot_be_seen() -> None:
    known = Known(0.0, 4e-9, rounding=1e-4)
    assert judge(known, 3e-9, Bar(1e-5, largest=1.0)) == "undecided"
    assert judge(known, 3e-9, Bar(1e-5, largest=3e-9)) == "right"
    assert judge(known, 1e-12, Bar(1e-5, largest=1.0)) == "right"
    assert judge(known, 0.0, Bar(1e-5, largest=1.0)) == "right"


def blunt(scale: float, h: float, center: float, *, claim: float | None = None, bend: float = 0.0) -> bool:
    value = np.array([scale, 1.0])
    comparison = compare("x", np.array([scale if claim is None else claim, 1.0]), value, 1e-5)
    gradient = Gradient(value, np.nan, 4, "central", h, np.array([bend, 0.0]))
    cost = FunctionCost(lambda x: x[0] + x[1])
    return unseen(cost, np.ones(2), gradient, comparison, noise=float(np.spacing(center))).positions.size > 0


def test_the_rule_is_blunt_where_difference_and_claim_agree_no_closer_than_max_1_asks() -> None:
    assert not blunt(1e-3, 1e-4, 1.0)
    assert blunt(1e-3, 1e-4, 1.0, claim=1.0001e-3)
    assert blunt(1e-3, 1e-4, 1.0, claim=-1e-3 + 2e-3 * (1 + 3e-5))


def test_and_for_large_steps_large_values_and_where_the_cost_bends_over_the_step() -> None:
    assert blunt(1.0, 0.1, 1.0)
    assert blunt(1.0, 1e-4, 1e9)
    assert blunt(1.0, 1e-4, 1.0, bend=0.02)
    assert not blunt(1.0, 1e-4, 1.0, bend=0.005)


# Many entries


def test_a_failing_claim_of_many_entries_costs_no_multiple_of_the_check() -> None:
    x = np.random.default_rng(0).standard_normal(1000)
    wrong = np.cos(x)
    wrong[500] *= 1.01
    examined = Examined(lambda x: np.sum(np.sin(x)), x, wrong)
    assert (examined.verdict, examined.doubt) == ("wrong", None)
    assert examined.evaluations <= 200


@pytest.mark.parametrize("analytic", [True, False])
def test_one_that_is_right_is_measured_in_every_entry(analytic: bool) -> None:
    x = np.random.default_rng(0).standard_normal(1000)
    examined = Examined(lambda x: np.sum(np.sin(300 * x)), x, 300 * np.cos(300 * x), analytic=analytic)
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "right", DoubtKind.TRUNCATION)
    assert examined.evaluations <= 4 * examined.gradient.evaluations


@pytest.mark.parametrize("analytic", [True, False])
def test_an_entry_that_only_the_witness_sees_is_found_among_many(analytic: bool) -> None:
    x = np.random.default_rng(0).standard_normal(200)
    claim: Floats = 1e-6 * np.cos(x)
    claim[77] *= 1.05
    examined = Examined(lambda x: 1e-6 * np.sum(np.sin(x)), x, claim, analytic=analytic)
    assert examined.comparison.passes
    assert examined.witness is not None
    assert (examined.verdict, examined.witness.index) == ("wrong", (77,))


def test_entries_beyond_the_glances_are_tested_along_signs() -> None:
    x = np.random.default_rng(0).standard_normal(200)
    numerical = np.cos(x) + 0.1
    numerical[77] = claimed = np.cos(x[77]) + 0.02  # the rule sees no difference there, so that it is looked at last
    for value, verdict in ((np.cos(x[77]), "right"), (claimed, "wrong")):
        claim = np.cos(x)
        claim[77] = value
        numerical[77] = value
        comparison = compare("x", claim, numerical, 1e-5)
        cost = FunctionCost(lambda x: np.sum(np.sin(x)), analytic=True)
        judged = judge_claim(cost, x, comparison, claim_rounding=0.0, effort=1)
        assert judged.verdict == verdict
        if verdict == "wrong":
            assert judged.position == 77
            assert judged.measured.value == pytest.approx(np.cos(x[77]))


def test_two_entries_that_cancel_along_one_sign_vector_do_not_along_the_next() -> None:
    x = np.linspace(0.1, 2.0, 100)
    right: Floats = np.cos(x)
    first = np.random.default_rng(100 - 1 - 32).choice([-1.0, 1.0], 100 - 1 - 32)
    positions = [33 + int(np.argmax(first > 0)), 33 + int(np.argmax(first < 0))]
    claim = right.copy()
    claim[positions] += 1e-3
    numerical = right.copy()
    numerical[:33] += np.linspace(2e-4, 1e-4, 33)  # they accuse the claim most, and are glanced at first
    numerical[33:] = claim[33:]
    cost = FunctionCost(lambda x: np.sum(np.sin(x)), analytic=True)
    comparison = compare("x", claim, numerical, 1e-3)
    assert comparison.passes
    judged = judge_claim(cost, x, comparison, claim_rounding=0.0, effort=1)
    assert judged.verdict == "wrong"
    assert judged.position in positions


def test_where_the_worst_entries_lie_on_corners_one_that_is_wrong_beside_them_is_found() -> None:
    def cost(x: Any) -> Any:
        return np.sum(absolute(x[:4])) + np.sum(x[4:] ** 2)

    examined = Examined(cost, [0.0, 0.0, 0.0, 0.0, 0.7, 0.9], [9.0, 9.0, 9.0, 9.0, 1.4, 2.0])
    assert examined.witness is not None
    assert (examined.verdict, examined.witness.index, examined.doubt) == ("wrong", (5,), None)


def test_entries_that_a_glance_cannot_judge_are_measured_in_full_up_to_a_bound() -> None:
    """The step that suits the entry which fails is far too short for the small ones beside it."""

    def cost(x: Any) -> Any:
        return np.sin(1e4 * x[0]) + 1e-7 * np.sum(np.sin(x[1:]))

    for small, verdict in ((20, "right"), (300, "undecided")):
        x = np.linspace(0.2, 1.2, 1 + small)
        claim = np.concatenate([1e4 * np.cos(1e4 * x[:1]), 1e-7 * np.cos(x[1:])])
        examined = Examined(cost, x, claim, analytic=False)
        assert (examined.comparison.passes, examined.verdict) == (False, verdict)
        assert examined.evaluations < 40 * 80 + 7 * 300


def test_the_rounding_of_the_cost_is_that_of_each_entry_at_its_own_size() -> None:
    """A slope by x = 1e-6 is known so much less well than one by 1."""
    x = np.concatenate([[1.0], np.full(60, 1e-6)])

    def cost(x: Any) -> Any:
        return 3.0 + np.sin(1e4 * x[0]) + (np.sum(x[1:] * 1.1) - np.sum(x[1:]) * 1.1)

    examined = Examined(cost, x, np.concatenate([1e4 * np.cos(1e4 * x[:1]), np.zeros(60)]), analytic=False)
    assert (examined.comparison.passes, examined.verdict) == (False, "right")


def test_a_zero_of_which_the_step_is_lost_in_the_size_of_x_is_measured_with_a_step_of_its_own() -> None:
    """Beside smaller entries, whose step it would have to share otherwise."""
    examined = Examined(lambda x: x[0] + 0 * x[1], [1e16, 1.0], [0.0, 0.0], analytic=False)
    assert (examined.comparison.passes, examined.verdict) == (True, "wrong")
    assert examined.doubt is not None


def test_single_precision_claims_are_not_accused_of_their_rounding() -> None:
    x = np.random.default_rng(0).standard_normal(20).astype(np.float32).astype(np.float64)
    claim = np.exp(3 * x.astype(np.float32)) * 3 * np.float32(1 + 1e-5)
    examined = Examined(lambda x: np.sum(np.exp(3 * x)), x, claim, claim_rounding=1e-5 * float(np.max(claim)))
    assert (examined.comparison.passes, examined.verdict, examined.kind) == (False, "undecided", DoubtKind.ROUNDING)


# The hard set


def outcomes(hard: Hard, points: int, seed: int) -> Counter[str]:
    """How many verdicts there were, how many without a doubt though wrong, and how the witness did."""
    counts: Counter[str] = Counter()
    rng = np.random.default_rng(seed)
    for _ in range(points):
        x = hard.point(rng)
        right = hard.claim(x)
        claims = {"right": right, **{name: make(right) for name, make in WRONG.items()}}
        if x.ndim:
            claims["one entry"] = largest_entry_off(right)
        for name, claim in claims.items():
            rounding = 4e-7 * float(np.max(np.abs(right))) if hard.single else 0.0
            examined = Examined(hard.cost, x, claim, analytic=hard.analytic, claim_rounding=rounding)
            believed = examined.comparison.passes == (name == "right")
            counts["verdicts"] += 1
            counts["wrong verdict, no doubt"] += not believed and examined.doubt is None
            counts["witness called"] += examined.witness is not None
            counts["undecided"] += examined.verdict == "undecided"
            counts["wrong witness"] += examined.verdict == ("wrong" if name == "right" else "right")
    return counts


def test_on_the_hard_set_no_wrong_verdict_stands_without_a_doubt_and_no_witness_is_wrong() -> None:
    total: Counter[str] = Counter()
    for hard in (*SCALARS, *MATRICES):
        counts = outcomes(hard, points=5, seed=4)
        assert counts["wrong witness"] == 0, hard.name
        assert counts["wrong verdict, no doubt"] == 0, hard.name
        total += counts
    assert total["undecided"] <= total["witness called"] / 10


# Special points


def faults(group: str, points: int, *, opaque: bool) -> Counter[str]:
    """What is wrong with verdicts, doubts and witnesses on the claims of a group, and how many right ones are doubtful."""
    counts: Counter[str] = Counter()
    for claim in special_set.drawn(group, points, seed=3):
        special = claim.special
        if claim.hidden and opaque:
            continue
        examined = Examined(special.cost, special.x, claim.value, analytic=special.analytic and not opaque)
        counts["claims"] += 1
        if claim.right is None:
            counts["jump not told"] += examined.kind is not DoubtKind.JUMP
            continue
        counts["wrong verdict, no doubt"] += examined.comparison.passes != claim.right and examined.doubt is None
        counts["wrong witness"] += examined.verdict == ("wrong" if claim.right else "right")
        counts["false kink"] += examined.kind is DoubtKind.KINK and "|x" not in special.name
        counts["another kind"] += group == "near jumps" and examined.kind not in {None, DoubtKind.JUMP}
        counts["doubtful though right"] += claim.right and examined.comparison.passes and examined.doubt is not None
    return counts


@pytest.mark.parametrize("opaque", [False, True], ids=["analytic", "opaque"])
@pytest.mark.parametrize("group", special_set.GROUPS)
def test_at_special_points_nothing_false_is_said(group: str, opaque: bool) -> None:
    counts = faults(group, points=4, opaque=opaque)
    told = {what: counts[what] for what in counts if what not in {"claims", "doubtful though right"} and counts[what]}
    assert told == {}
    # Behind a cost of 10⁸ that is known by its values alone, entries of 10⁻⁸ cannot be seen: there a doubt is due.
    assert counts["doubtful though right"] == 0 or (group == "mixed scales" and opaque)


def test_what_fails_by_the_step_alone_is_told_though_another_entry_is_wrong_which_is_tolerated() -> None:
    """Across the cut of the angle; that the other slope is −1e−9 and not 0 explains nothing of it."""
    result = check(Case(cost="np.arctan2(x[0], x[1])", values={"x": (1e-9, -1.0)}, wrt="x", gradient=(-1.0, 0.0)))
    assert (result.verdict, result.doubt) == ("FAIL", None)
    assert result.witness is not None
    assert (result.witness.verdict, result.witness.index) == ("wrong", (1,))
    (finding,) = result.findings
    assert finding.cause == "entries"
    assert finding.message.startswith("the claim is wrong at `x[1]`, where the slope is -1e-9 ± 3.8e-24, which is tolerated; ")
    assert "; what fails is right: the step 1e-4 crosses a jump of the cost 1e-9 away from `x[0]`" in finding.message


def test_an_entry_that_is_known_to_two_parts_in_ten_thousand_is_known_well_enough() -> None:
    def small(part: float) -> Examined:
        return Examined(lambda x: 1e6 + part * np.sin(x[0]), [1.0], [part * np.cos(1.0)], analytic=False)

    assert (small(1e-4).doubt, small(1e-4).verdict) == (None, "right")
    assert small(1e-5).kind is DoubtKind.INSENSITIVE


@pytest.mark.parametrize("base", [1e8, 1e9])
def test_a_few_points_call_nothing_wrong_that_rounding_has_spoiled(base: float) -> None:
    """Among so many points some look, by luck, as if they agreed with one another and not with the claim."""
    for seed in range(120):
        x = np.random.default_rng(seed).uniform(-1, 1)
        examined = Examined(lambda v: base + np.sin(v[0]), [x], [np.cos(x)], analytic=False)
        assert examined.verdict != "wrong"


def test_in_single_precision_a_small_entry_is_right_within_the_tolerance() -> None:
    """No better can be done: its error bar is larger than a thousandth of it, and smaller than what is tolerated."""
    f, claim = (lambda x: float(np.float32(1 + 1e-3 * np.sin(x[0])))), [1e-3 * np.cos(1.0)]
    examined = Examined(f, [1.0], claim, h=1e-2, tolerance=1e-3, analytic=False)
    assert (examined.comparison.passes, examined.doubt, examined.verdict) == (True, None, "right")
    assert examined.witness is not None
    assert examined.witness.error > 1e-3 * claim[0]


def test_a_cost_that_is_zero_everywhere_has_a_gradient_of_zero_however_many_entries_and_large_they_are() -> None:
    examined = Examined(lambda x: 0.0, np.full(40, 1e9), np.zeros(40), analytic=False)
    assert (examined.comparison.passes, examined.doubt) == (True, None)


def test_no_step_is_advised_at_which_another_entry_fails() -> None:
    """One entry bends so fast that it needs a step at which the rounding of the cost spoils the other."""

    def fast_and_slow(offset: float) -> Examined:
        x, slopes = [0.7, 0.3], [1e4 * np.cos(7e3), np.cos(0.3)]
        return Examined(lambda x: offset + np.sin(1e4 * x[0]) + np.sin(x[1]), x, slopes, h=0.05, analytic=False)

    spoiled, fine = fast_and_slow(1e6).doubt, fast_and_slow(0.0).doubt
    assert spoiled is not None
    assert fine is not None
    assert spoiled.better_h is None
    assert fine.better_h is not None
