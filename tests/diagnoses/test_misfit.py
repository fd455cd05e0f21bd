"""A claim that cannot be evaluated for its shapes is wrong, not a case without a value: it is told why, and what fits."""

from __future__ import annotations

from typing import Any

from runner import Case, Cause, Verdict, check

LAYER: dict[str, Any] = {"shapes": {"x": (6, 4), "W": (4, 3)}, "output": "np.tanh(x @ W)", "wrt": "x"}


def test_a_claim_that_lacks_a_transpose_fails_and_is_told_which() -> None:
    result = check(Case(shapes={"x": (6, 4), "W": (4, 3)}, output="x @ W", wrt="x", gradient="dout @ W"))
    assert (result.verdict, result.cause, result.suggestion) == (Verdict.FAIL, Cause.TRANSPOSED, "dout @ W.T")
    assert "the claim for `x` cannot be evaluated: shapes (6, 3) and (4, 3) do not fit a matrix product" in result.message


def test_so_does_one_that_fails_in_a_line_of_its_own() -> None:
    case = Case(**LAYER, let={"dz": "dout * (1 - np.tanh(x @ W)**2)", "dx": "dz @ W"}, gradient="dx")
    result = check(case)
    assert (result.verdict, result.cause) == (Verdict.FAIL, Cause.TRANSPOSED)


def test_where_no_edit_makes_it_fit_it_is_the_shapes() -> None:
    result = check(Case(**LAYER, gradient="np.exp(dout @ dout + W)"))
    assert (result.verdict, result.cause) == (Verdict.FAIL, Cause.SHAPE)
    assert "cannot be evaluated" in result.findings[0].message


def test_the_other_claims_are_held_all_the_same() -> None:
    result = check(Case(shapes={"x": (6, 4), "W": (4, 3)}, output="x @ W", gradient={"x": "dout @ W", "W": "x.T @ dout"}))
    assert [check.wrong for check in result.inputs] == [24, 0]


def test_a_cost_whose_shapes_do_not_fit_stays_an_error() -> None:
    case = Case(shapes={"x": (4, 3), "y": (3, 4)}, cost="np.sum(x + y)", wrt="x", gradient="np.ones((4, 3))")
    assert check(case).verdict is Verdict.ERROR


def test_so_does_a_claim_that_fails_for_another_reason() -> None:
    assert check(Case(shapes={"x": (3,)}, cost="np.sum(x)", gradient="np.ones(3)[5]")).verdict is Verdict.ERROR
