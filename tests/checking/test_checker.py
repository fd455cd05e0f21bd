"""A case from its declaration to its verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.checking import explaining
from runner.checking.checker import check
from runner.diagnoses import right, scale, transposed
from runner.doubt import examination
from runner.model import Case, Cause, DoubtKind, Expectation, Result, Verdict


def checked(**keys: Any) -> Result:
    return check(Case(**keys))


SUM_OF_SQUARES: dict[str, Any] = {"shapes": {"x": (4, 3)}, "cost": "np.sum(x**2)"}

KNOWN_DERIVATIVES = [
    ("np.sum(np.exp(x))", "np.exp(x)"),
    ("np.sum(np.log(x**2 + 1))", "2 * x / (x**2 + 1)"),
    ("np.sum(np.sin(x) * np.cos(x))", "np.cos(2 * x)"),
    ("np.sum(np.tanh(x))", "1 - np.tanh(x)**2"),
    ("0.5 * np.sum(x**2)", "x"),
    ("np.linalg.norm(x)", "x / np.linalg.norm(x)"),
    ("logsumexp(x.ravel())", "softmax(x.ravel()).reshape(4, 3)"),
    ("np.trace(x.T @ x)", "2 * x"),
    ("np.mean(x, axis=0) @ np.ones(3)", "np.full((4, 3), 0.25)"),
    ("np.max(x)", "np.where(x == np.max(x), 1.0, 0.0)"),
]


@pytest.mark.parametrize(("cost", "gradient"), KNOWN_DERIVATIVES)
def test_a_known_derivative_passes(cost: str, gradient: str) -> None:
    result = checked(shapes={"x": (4, 3)}, cost=cost, gradient=gradient)
    assert result.verdict is Verdict.PASS, result.message
    assert result.as_expected
    assert result.doubt is None


@pytest.mark.parametrize(("cost", "gradient"), KNOWN_DERIVATIVES)
def test_the_same_wrong_by_a_factor_of_1_0005_fails(cost: str, gradient: str) -> None:
    result = checked(shapes={"x": (4, 3)}, cost=cost, gradient=f"({gradient}) * 1.0005")
    assert result.verdict is Verdict.FAIL
    assert result.surprise == "expected PASS, got FAIL"


def test_a_claim_of_another_shape_fails_and_both_shapes_are_said() -> None:
    result = checked(**SUM_OF_SQUARES, gradient="2 * x.T")
    assert result.verdict is Verdict.FAIL
    assert "shape (3, 4)" in result.message
    assert "shape (4, 3)" in result.message


def test_a_scalar_claim_is_not_broadcast() -> None:
    assert checked(shapes={"x": (3,)}, cost="np.sum(x)", gradient=1).verdict is Verdict.FAIL
    assert checked(shapes={"x": ()}, cost="3 * x", gradient=3).verdict is Verdict.PASS


def test_a_claim_may_be_a_nested_list() -> None:
    assert checked(shapes={"x": (2, 2)}, cost="np.sum(x)", gradient=((1, 1), (1, 1))).verdict is Verdict.PASS


def test_every_claim_of_a_mapping_is_checked() -> None:
    keys: dict[str, Any] = {"shapes": {"a": (3,), "b": (3,)}, "cost": "np.sum(a * b)"}
    result = checked(**keys, gradient={"a": "b", "b": "2 * a"})
    assert result.verdict is Verdict.FAIL
    assert [check.wrong for check in result.inputs] == [0, 3]
    assert checked(**keys, gradient={"a": "b", "b": "a"}).verdict is Verdict.PASS


def test_the_first_wrong_entry_is_named_with_both_values() -> None:
    result = checked(shapes={"x": (2, 2)}, cost="np.sum(x)", gradient=((1, 1), (7, 1)))
    first = result.inputs[0].first_wrong
    assert first is not None
    assert (first.index, first.claimed) == ((1, 0), 7)
    assert first.numerical == pytest.approx(1)


@pytest.mark.parametrize(
    ("cost", "message"),
    [
        ("x", "shape (3,)"),
        ("np.sum(np.log(-x**2))", "nan"),
        ("np.sum(x) / 0", "inf"),
        ("np.sum(x) * 1j", "complex"),
        ("np.sun(x)", "np.sun"),
        ("np.sum(x", ""),
        ("np.sum(x @ np.ones(4))", ""),
    ],
)
def test_where_there_is_nothing_to_compare_the_verdict_is_error(cost: str, message: str) -> None:
    result = checked(shapes={"x": (3,)}, cost=cost, gradient="x")
    assert result.verdict is Verdict.ERROR
    assert message in result.message
    assert not result.as_expected


def test_an_error_in_the_claim_is_an_error_not_a_failure() -> None:
    result = checked(**SUM_OF_SQUARES, gradient="2 * z")
    assert result.verdict is Verdict.ERROR
    assert result.message.startswith("gradient: ")


def test_a_claim_that_is_not_finite_fails() -> None:
    result = checked(**SUM_OF_SQUARES, gradient="x * np.inf")
    assert result.verdict is Verdict.FAIL
    assert result.inputs[0].max_relative == np.inf


def test_a_cost_that_leaves_its_domain_within_the_step_fails_with_a_number_that_is_not_finite() -> None:
    result = checked(values={"x": (1e-5,)}, wrt="x", cost="np.sum(np.log(x))", gradient="1 / x")
    assert result.verdict is Verdict.FAIL


def test_a_nondeterministic_cost_is_an_error_with_both_values() -> None:
    numbers = iter(range(1000))

    def draw(x: Any) -> Any:
        return np.sum(x) + next(numbers)

    result = check(Case(shapes={"x": (2,)}, cost="lent.draw(x)", gradient="np.ones(2)"), {"lent": {"draw": draw}})
    assert result.verdict is Verdict.ERROR
    assert "nondeterministic" in result.message


def test_a_result_is_true_where_it_is_as_expected() -> None:
    assert checked(**SUM_OF_SQUARES, gradient="2 * x")
    assert not checked(**SUM_OF_SQUARES, gradient="x")
    assert checked(**SUM_OF_SQUARES, gradient="x", expect=Expectation("fail"))


class TestWhatFailsBesideTheVerdict:
    """The verdict stands, what fails is named once, and the rest of the explanation is there."""

    @pytest.mark.parametrize(
        ("where", "what"),
        [
            (scale, "the cause could not be looked for"),
            (examination, "whether the verdict may be believed could not be looked for"),
        ],
        ids=["cause", "doubt"],
    )
    def test_it_costs_its_part(self, where: Any, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> Any:
            raise IndexError("tuple index out of range")

        name = {scale: "find", examination: "tangent"}[where]
        monkeypatch.setattr(where, name, broken)
        result = checked(**SUM_OF_SQUARES, gradient="2 * x + 1e-3 * x**2")
        assert result.verdict is Verdict.FAIL
        assert result.unexplained == (f"{what}: IndexError: tuple index out of range",)
        assert (result.witness is None) == (where is examination)
        assert result.findings

    def test_a_curve_that_cannot_be_drawn_leaves_the_doubt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(explaining, "error_curve", lambda *_: 1 / 0)
        result = checked(shapes={"x": (3,)}, cost="np.sum(np.exp(x))", gradient="np.exp(x)", h=0.1)
        assert result.verdict is Verdict.FAIL
        assert result.doubt is not None
        assert result.inputs[0].curve is None
        what = "how the error depends on the step"
        assert result.unexplained == (f"{what} could not be looked for: ZeroDivisionError: division by zero",)

    def test_without_a_doubt_there_is_no_curve(self) -> None:
        assert checked(**SUM_OF_SQUARES, gradient="x").inputs[0].curve is None

    def test_a_diagnosis_that_fails_leaves_the_others_their_say(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transposed, "find", lambda *_: 1 / 0)
        result = checked(**SUM_OF_SQUARES, gradient="-2 * x")
        assert result.cause is Cause.SIGN
        assert result.unexplained == ("the cause could not be looked for: ZeroDivisionError: division by zero",)

    def test_a_gradient_that_cannot_be_derived_leaves_the_cause(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(right, "right_gradient", lambda *_: 1 / 0)
        result = checked(**SUM_OF_SQUARES, gradient="np.exp(x)")
        assert result.cause is Cause.UNKNOWN
        assert len(result.unexplained) == 1

    def test_where_nothing_fails_nothing_is_said(self) -> None:
        assert checked(**SUM_OF_SQUARES, gradient="x").unexplained == ()


class TestVerdictFirst:
    def told(self, **keys: Any) -> tuple[list[Result], Result]:
        heard: list[Result] = []
        result = check(Case(**keys), on_settled=heard.append)
        return heard, result

    def test_a_failure_is_told_before_it_is_explained(self) -> None:
        (first,), result = self.told(**SUM_OF_SQUARES, gradient="x")
        assert (first.verdict, first.findings, first.witness) == (Verdict.FAIL, (), None)
        assert first.inputs[0].numerical == result.inputs[0].numerical
        assert first.evaluations < result.evaluations
        assert result.cause is Cause.SCALE

    def test_so_is_a_pass_that_took_long_and_may_have_to_be_doubted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(explaining, "SLOW", 0.0)
        (first,), result = self.told(shapes={"x": (3,)}, cost="1e-8 * np.sum(x**2)", gradient="2.2e-8 * x")
        assert (first.verdict, first.witness, first.doubt) == (Verdict.PASS, None, None)
        assert result.doubt is not None

    def test_where_nothing_is_to_be_explained_nothing_is_told_before(self) -> None:
        assert self.told(**SUM_OF_SQUARES, gradient="2 * x")[0] == []
        assert self.told(**SUM_OF_SQUARES, gradient="2 * y")[0] == []


def test_expected_failures_end_as_expected_only_by_failing() -> None:
    fail = Expectation("fail")
    assert checked(**SUM_OF_SQUARES, gradient="x", expect=fail).as_expected
    assert not checked(**SUM_OF_SQUARES, gradient="2 * x", expect=fail).as_expected
    typo = checked(**SUM_OF_SQUARES, gradient="2 * y", expect=fail)
    assert (typo.verdict, typo.as_expected) == (Verdict.ERROR, False)


def test_an_expected_index_is_held_against_the_first_wrong_entry() -> None:
    keys: dict[str, Any] = {"shapes": {"x": (2, 2)}, "cost": "np.sum(x)", "gradient": ((1, 1), (7, 1))}
    assert checked(**keys, expect=Expectation("fail", index=(1, 0))).as_expected
    missed = checked(**keys, expect=Expectation("fail", index=(0, 1)))
    assert missed.surprise == "expected the first wrong entry of `x` at [0, 1], found [1, 0]"


def test_an_expected_input_must_be_the_one_that_fails() -> None:
    keys: dict[str, Any] = {"shapes": {"a": (3,), "b": (3,)}, "cost": "np.sum(a * b)", "gradient": {"a": "b", "b": "2 * a"}}
    assert checked(**keys, expect=Expectation("fail", input="b")).as_expected
    assert checked(**keys, expect=Expectation("fail", input="a")).surprise == "expected the claim for `a` to fail, but it passes"


def test_an_expected_doubt_must_be_the_one_that_is_found() -> None:
    corner: dict[str, Any] = {"values": {"x": (0.0, 1.0)}, "wrt": "x", "cost": "np.sum(np.abs(x))"}
    kink = Expectation("fail", doubt=DoubtKind.KINK)
    documented = checked(**corner, gradient=(1, 1), expect=kink)
    assert (documented.as_expected, documented.doubtful) == (True, False)
    assert checked(**corner, gradient=(0, 1), expect=Expectation("pass", doubt=DoubtKind.KINK)).as_expected
    assert checked(**corner, gradient=(1, 1), expect=Expectation("fail")).doubtful
    other = checked(**corner, gradient=(1, 1), expect=Expectation("fail", doubt=DoubtKind.ROUNDING))
    assert (other.surprise, other.doubtful) == ("expected the doubt rounding, found kink", True)


def test_an_expected_doubt_that_is_not_there_is_missed() -> None:
    missed = checked(**SUM_OF_SQUARES, gradient="x", expect=Expectation("fail", doubt=DoubtKind.KINK))
    assert missed.surprise == "expected the doubt kink, found none"
    typo = checked(**SUM_OF_SQUARES, gradient="2 * y", expect=Expectation("fail", doubt=DoubtKind.KINK))
    assert typo.surprise == "expected FAIL, got ERROR"


def test_evaluations_count_the_drawn_point_and_the_differences() -> None:
    assert checked(**SUM_OF_SQUARES, gradient="2 * x").evaluations == 1 + 2 * 12


def test_lent_code_is_also_asked_twice_at_the_drawn_point() -> None:
    case = Case(**SUM_OF_SQUARES, gradient="2 * x")
    assert check(case, {"mylayers": {"scale": lambda x: 2 * x}}).evaluations == 2 + 2 * 12


@pytest.mark.parametrize(("slope", "told"), [(1.0, "right"), (1.001, "wrong")])
def test_of_lent_code_a_glance_is_enough_for_an_entry_that_the_rule_is_too_blunt_to_see(slope: float, told: str) -> None:
    size, pace = np.array([1.0, 2.0, 1e-4]), np.array([1.0, 1.0, 90.0])
    functions = {"f": lambda x: np.sum(size * np.sin(pace * x)), "df": lambda x: size * pace * np.cos(pace * x) * [1, 1, slope]}
    lent: Any = {"mine": functions}
    result = check(Case(shapes={"x": (3,)}, cost="mine.f(x)", gradient="mine.df(x)"), lent)
    assert (result.verdict, result.unexplained) == (Verdict.PASS, ())
    assert result.witness is not None
    assert (result.witness.verdict, result.doubt is None) == (told, told == "right")
    assert (result.evaluations < 20) is (told == "right")


def test_a_conditional_cost_is_evaluated_point_by_point() -> None:
    result = checked(shapes={"x": ()}, cost="x**2 if x > 0 else -x", gradient="2 * x if x > 0 else -1.0")
    assert result.verdict is Verdict.PASS


def test_an_input_without_entries_passes() -> None:
    assert checked(shapes={"x": (0,)}, cost="np.sum(x)", gradient="x").verdict is Verdict.PASS


def test_the_step_and_tolerance_of_the_case_are_used() -> None:
    keys: dict[str, Any] = {"shapes": {"x": (4,)}, "cost": "np.sum(np.sin(3 * x))", "gradient": "3 * np.cos(3 * x)"}
    assert checked(**keys, h=1e-1).verdict is Verdict.FAIL
    assert checked(**keys, h=1e-1, tolerance=0.1).verdict is Verdict.PASS


def test_the_callers_own_handling_of_warnings_plays_no_part_and_is_left_alone() -> None:
    case = Case(values={"x": (0.5, 1.0)}, wrt="x", cost="np.sum(x) + np.exp(-1e3) / np.exp(1e3)", gradient="np.ones(2)")
    with np.errstate(all="raise"):
        assert check(case).verdict is Verdict.PASS
        with pytest.raises(FloatingPointError):
            np.ones(1) / np.zeros(1)


@pytest.mark.parametrize("side", [32, 200])
def test_a_wrong_claim_is_found_and_explained_in_few_evaluations_whatever_its_size(side: int) -> None:
    right = "np.cos(x) * x + np.sin(x)"
    one = f"{right} + scatter_add(({side}, {side}), ([{side // 2}], [{side // 3}]), [0.5])"
    counts = {}
    for claim, most in ((right, 30), (one, 70), ("-x", 80)):
        result = check(Case(cost="np.sum(np.sin(x) * x)", shapes={"x": (side, side)}, gradient=claim))
        assert result.verdict is (Verdict.PASS if claim is right else Verdict.FAIL)
        counts[claim] = result.evaluations
        assert counts[claim] <= most, counts
