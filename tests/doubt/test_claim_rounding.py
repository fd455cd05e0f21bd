"""What rounding leaves of a claim: right formulas are not doubted where they have no digits left, and no wrong one passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.checking.checker import check
from runner.model import Case, Result, Verdict
from runner.problem import Problem, drawn
from runner.problem.rounding import moved_by_rounding

SATURATED = (12.0, 15.0, 18.5, 20.0, 30.0, 40.0, -40.0, 800.0)

FORMULAS = [
    ("np.sum(np.tanh(x))", "1 - np.tanh(x)**2"),
    ("np.sum(np.tanh(x))", "(1 - np.tanh(x)) * (1 + np.tanh(x))"),
    ("np.sum(sigmoid(x))", "sigmoid(x) * (1 - sigmoid(x))"),
    ("np.sum(s)", "s * (1 - s)"),
    ("-np.log(softmax(x)[0])", "softmax(x) - np.array([1.0, 0.0, 0.0])"),
]


def at(x: float, cost: str, claim: str) -> Result:
    let = {"s": "1 / (1 + np.exp(-x))"} if "np.sum(s)" in cost else {}
    return check(Case(cost=cost, values={"x": (x, 0.0, 1.0)}, let=let, wrt="x", gradient=claim))


@pytest.mark.parametrize("x", SATURATED)
@pytest.mark.parametrize(("cost", "claim"), FORMULAS)
def test_a_right_formula_is_not_doubted_where_the_function_is_saturated(cost: str, claim: str, x: float) -> None:
    result = at(x, cost, claim)
    assert (result.verdict, result.doubt) == (Verdict.PASS, None)


@pytest.mark.parametrize("x", [12.0, -30.0, -40.0])
def test_a_wrong_one_is_where_it_has_digits(x: float) -> None:
    result = check(Case(cost="np.sum(sigmoid(x))", values={"x": (x, x)}, wrt="x", gradient="2 * sigmoid(x) * (1 - sigmoid(x))"))
    assert (result.verdict is Verdict.FAIL) is (result.doubt is None)
    assert result.witness is None or result.witness.verdict == "wrong"


def test_numbers_that_are_written_down_have_no_rounding_to_be_forgiven() -> None:
    result = check(Case(cost="logsumexp(x)", values={"x": (30.0, -30.0)}, wrt="x", gradient=(1.0, 0.0)))
    assert result.doubt is not None
    assert result.doubt.kind == "insensitive"


def moved(claim: Any, x: tuple[float, ...] = (15.0, 0.5), **keys: Any) -> Any:
    draw = drawn(Problem(Case(cost="np.sum(np.tanh(x))", values={"x": x}, wrt="x", gradient=claim, **keys)))
    return moved_by_rounding(draw, "x")


def test_what_rounding_leaves_is_about_the_last_place_of_the_largest_term() -> None:
    found = moved("1e3 * (1 - np.tanh(x)**2)")
    assert ((found > 1e-14) & (found < 1e-11)).all()
    assert (moved("np.exp(-2 * x)") < 1e-13 * np.exp(-2 * np.array([15.0, 0.5]))).all()


def test_of_a_formula_that_loses_its_digits_nothing_is_forgiven() -> None:
    """All entries are lost in the cancellation; or a branch hangs on the last place."""
    assert (moved("(np.cos(x) - np.sinc(x / np.pi)) / x", (1e-7, 3e-8)) == 0).all()
    assert (moved("np.where(2 * x == 1.0, 1.0, 0.0)", (0.5, 1.0)) == 0).all()


def test_lines_of_the_case_are_moved_with_it() -> None:
    assert (moved("1 - t**2", let={"t": "np.tanh(x)"}) > 1e-16).all()


@pytest.mark.parametrize("claim", [(1.0, 2.0), "np.ones(2)", "np.real(x + 0j)", "np.ones(3) * x[0]", "np.linalg.inv(x)"])
def test_nothing_is_told_of_what_does_not_move(claim: Any) -> None:
    assert moved(claim) is None


class TestLargeInputs:
    def test_a_corner_at_every_zero_is_told_along_directions_too(self) -> None:
        for cost, kind in (("np.sum(np.abs(x))", "kink"), ("np.sum(x**2) + np.abs(x[3, 4])", "kink"), ("np.sum(x**4)", None)):
            result = check(Case(cost=cost, values={"x": "np.zeros((30, 30))"}, wrt="x", gradient="np.zeros(x.shape)"))
            assert result.verdict is Verdict.PASS
            assert (result.doubt.kind if result.doubt else None) == kind

    def test_a_pass_that_would_not_show_an_error_of_a_hundredth_is_doubted(self) -> None:
        case = Case(cost="np.sum(np.floor(x))", values={"x": "np.zeros((300, 300))"}, wrt="x", gradient="np.zeros(x.shape)")
        result = check(case)
        assert result.doubt is not None
        assert result.doubt.kind == "insensitive"
        assert "errors under" in result.doubt.message


class TestOneWrongEntryAmongThousands:
    """The claim is a formula, of which each entry has a rounding of its own, and passes along random directions."""

    SIZES = "10.0**np.linspace(-8, 8, 2000)"

    @pytest.mark.parametrize(("entry", "factor"), [(300, -1.0), (500, 0.0), (450, 1.01)])
    def test_is_doubted_however_small_it_is(self, entry: int, factor: float) -> None:
        wrong = f"w * np.cos(x) * np.where(np.arange(2000) == {entry}, {factor}, 1.0)"
        result = check(
            Case(shapes={"x": (2000,)}, values={"w": self.SIZES}, wrt="x", cost="np.sum(w * np.sin(x))", gradient=wrong)
        )
        assert (result.verdict, result.doubt is None) == (Verdict.PASS, False)
        assert result.witness is not None
        assert (result.witness.verdict, result.witness.index) == ("wrong", (entry,))

    @pytest.mark.parametrize("factor", [1.0, 1.02])
    def test_so_it_is_beside_others_that_are_forgiven(self, factor: float) -> None:
        """Where tanh x is 1 but for a last place or two, 1 − tanh² x has no digits left."""
        result = check(
            Case(
                values={"x": "np.where(np.arange(1000) % 500 == 7, 17.5, rng.uniform(-1, 1, 1000))"},
                wrt="x",
                cost="1e-7 * np.sum(np.tanh(x))",
                gradient=f"1e-7 * (1 - np.tanh(x)**2) * np.where(np.arange(1000) == 700, {factor}, 1.0)",
            )
        )
        assert result.verdict is Verdict.PASS
        assert (result.doubt is None) is (factor == 1.0)
        assert factor == 1.0 or (result.witness is not None and result.witness.index == (700,))


@pytest.mark.parametrize(
    ("x", "kind", "rests"),
    [
        (0.99995, "domain", "The cost is not finite one step of 1e-4 away."),
        (0.9997, "truncation", "The verdict rests on the difference at h = 1e-4 alone, which is off by 2.9."),
    ],
)
def test_where_the_claim_has_lost_digits_it_is_not_the_slope_that_is_called_rough(x: float, kind: str, rests: str) -> None:
    """In single precision 1 − x² has few digits beside the end of the domain."""
    claim = "np.exp(np.arcsin(x)) / np.sqrt(1 - x**2)"
    cost = "np.sum(np.exp(np.arcsin(x)))"
    result = check(Case(cost=cost, values={"x": (x, 0.7)}, wrt="x", gradient=claim, dtype="float32"))
    assert result.doubt is not None
    assert result.doubt.kind == kind
    assert "as rounding on the way to it may" in result.doubt.message
    assert result.doubt.message.endswith(rests)
