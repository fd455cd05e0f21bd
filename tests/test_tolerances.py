"""A tolerance of two parts, and stated noise."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import check as check_case
from runner.checking.checker import check
from runner.errors import UsageError
from runner.measuring.compare import relative_difference
from runner.measuring.gradients import Rule
from runner.model import Case, DoubtKind, Result, Verdict

MIXED: dict[str, Any] = {"values": {"w": (1e-6, 1e-3, 1.0), "k": (0.3, -0.8, 1.1)}, "wrt": "k", "cost": "np.sum(w * np.sin(k))"}
NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS, st.floats(1e-9, 1.0), st.floats(0.0, 10.0))
def test_with_a_floor_an_entry_is_wrong_just_where_the_two_parts_together_are_exceeded(
    n: float, c: float, relative: float, absolute: float
) -> None:
    allowed = absolute + relative * max(abs(n), abs(c))
    found = float(relative_difference(np.array(n), np.array(c), absolute / relative))
    if abs(abs(n - c) - allowed) > 1e-9 * (allowed + abs(n) + abs(c)):
        assert (found > relative) == (abs(n - c) > allowed)


@given(NUMBERS, NUMBERS)
def test_slack_makes_nothing_worse_and_never_hides_what_is_not_finite(n: float, c: float) -> None:
    plain, eased = (float(relative_difference(np.array(n), np.array(c), None, slack)) for slack in (0.0, 0.5))
    assert eased <= plain
    assert relative_difference(np.array(np.nan), np.array(c), None, 1e9) == np.inf


def test_zero_agrees_with_zero_where_nothing_is_absolute() -> None:
    assert relative_difference(np.zeros(2), np.array([0.0, 1e-30]), 0.0).tolist() == [0.0, 1.0]


class TestMixedScale:
    def test_an_error_of_a_small_entry_is_seen_that_the_plain_rule_swallows(self) -> None:
        wrong = "w * np.cos(k) * np.array([1.01, 1, 1])"
        plain = check(Case(**MIXED, gradient=wrong))
        assert plain.verdict is Verdict.PASS
        both = check(Case(**MIXED, gradient=wrong, tolerance=1e-4, absolute=0.0))
        assert (both.verdict, both.doubt) == (Verdict.FAIL, None)
        assert both.inputs[0].wrong == 1

    def test_right_claims_pass_without_a_doubt(self) -> None:
        result = check(Case(**MIXED, gradient="w * np.cos(k)", tolerance=1e-4, absolute=0.0))
        assert (result.verdict, result.doubt) == (Verdict.PASS, None)

    def test_what_is_absolute_is_forgiven_at_any_size_and_beyond_doubt(self) -> None:
        off = "w * np.cos(k) + np.array([1e-6, 0, 0])"
        assert check(Case(**MIXED, gradient=off, tolerance=1e-4, absolute=0.0)).verdict is Verdict.FAIL
        forgiven = check(Case(**MIXED, gradient=off, tolerance=1e-4, absolute=2e-6))
        assert (forgiven.verdict, forgiven.doubt) == (Verdict.PASS, None)

    def test_large_inputs_are_measured_entry_by_entry(self) -> None:
        result = check(Case(shapes={"x": (600,)}, cost="np.sum(x**2)", gradient="2 * x", absolute=1e-6))
        assert (result.verdict, result.inputs[0].method) == (Verdict.PASS, "central")

    def test_from_python_it_may_be_a_mapping(self) -> None:
        given_as: Any = {"relative": 1e-4, "absolute": 0.0}
        result = check_case(Case(**MIXED, gradient="w * np.cos(k)", tolerance=given_as))
        assert (result.case.tolerance, result.case.absolute) == (1e-4, 0.0)
        with pytest.raises(UsageError, match="`tolerance` has no key `rel`"):
            check_case(Case(**MIXED, gradient="w * np.cos(k)", tolerance={"rel": 1}))  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="`absolute` must be a finite number ≥ 0, not -1"):
            check_case(Case(**MIXED, gradient="w * np.cos(k)", absolute=-1))


class TestNoise:
    @staticmethod
    def jittery(amount: float, claim: str, noise: float | None, h: float = 1e-2) -> Result:
        ticks = itertools.count()

        def cost(x: Any) -> Any:
            return np.sum(np.sin(x)) + amount * (next(ticks) % 7 - 3) / 6

        case = Case(shapes={"x": (4,)}, cost="lib.cost(x)", gradient=claim, noise=noise, h=h, tolerance=1e-4)
        return check(case, {"lib": {"cost": cost}})

    def test_a_cost_that_differs_by_no_more_than_stated_can_be_checked(self) -> None:
        assert self.jittery(1e-8, "np.cos(x)", None).verdict is Verdict.ERROR
        right = self.jittery(1e-8, "np.cos(x)", 1e-8)
        assert (right.verdict, right.doubt) == (Verdict.PASS, None)

    def test_one_that_differs_by_more_cannot(self) -> None:
        result = self.jittery(1e-5, "np.cos(x)", 1e-9)
        assert result.verdict is Verdict.ERROR
        assert "further apart than the stated noise 1e-9" in result.message
        assert self.jittery(6e-8, "np.cos(x)", 9e-9).verdict is Verdict.ERROR, "by a sixth of 6e-8"

    @pytest.mark.parametrize("off", ["1.01", "1.001", "-1"])
    def test_wrong_claims_fail_beneath_it(self, off: str) -> None:
        assert self.jittery(1e-8, f"{off} * np.cos(x)", 1e-8).verdict is Verdict.FAIL

    def test_each_value_of_a_difference_brings_its_noise(self) -> None:
        """(f(x + h) − f(x − h)) / 2h takes two, (4 f(x + h) − f(x + 2h) − 3 f(x)) / 2h eight."""
        keys: dict[str, Any] = {"shapes": {"x": (1,)}, "cost": "np.sum(x)", "gradient": "1", "noise": 1e-6}
        assert Rule.of(Case(**keys), 1e-5, 0.01).slack == pytest.approx(1e-6 * (2 / 0.02 + 1))
        assert Rule.of(Case(**keys, one_sided="left"), 1e-5, 0.01).slack == pytest.approx(1e-6 * (8 / 0.02 + 1))

    def test_where_noise_hides_an_error_the_pass_is_doubtful(self) -> None:
        result = self.jittery(1e-3, "1.02 * np.cos(x)", 1e-3)
        assert (result.verdict, result.doubtful) == (Verdict.PASS, True)

    def test_a_small_step_beside_much_noise_tells_of_the_noise(self) -> None:
        result = self.jittery(1e-6, "1.5 * np.cos(x)", 1e-6, h=1e-6)
        assert result.verdict is Verdict.PASS
        assert result.doubt is not None
        assert result.doubt.kind in {DoubtKind.ROUNDING, DoubtKind.INSENSITIVE}
