"""What is said of a wrong claim where the difference that it was held against is no better."""

from __future__ import annotations

from typing import Any

from runner.checking.checker import check
from runner.model import Case, Cause, Result, Verdict


def failed(**case: Any) -> Result:
    result = check(Case(wrt="x", **case))
    assert result.verdict is Verdict.FAIL
    return result


def test_no_factor_of_a_spoiled_number_is_told() -> None:
    """The step crosses the corner: the difference is 2e-12 where the slope is 1. The claim is three times the slope."""
    result = failed(values={"x": (2.2e-16, 0.0)}, cost="np.sqrt(np.sum(x**2))", gradient=(3.0, 0.0))
    (finding,) = result.findings
    assert (finding.cause, finding.suggestion) == (Cause.UNKNOWN, None)
    assert "wrong at `x[0]`, where the slope is 1 ±" in finding.message
    assert result.witness is not None
    assert (result.witness.verdict, result.witness.value) == ("wrong", 1.0)


def test_one_of_a_good_number_is() -> None:
    result = failed(shapes={"x": (4,)}, cost="np.sum(np.sin(x))", gradient="2 * np.cos(x)")
    assert result.cause is Cause.SCALE


def test_of_a_claim_of_which_nobody_knows_whether_it_is_wrong_no_mistake_is_missed() -> None:
    """The cost loses its digits near 0: small and large steps, and complex ones, tell different stories. The claim is right."""
    result = failed(values={"x": (3e-8,)}, cost="np.sum((1 - np.cos(x)) / x**2)", gradient=(-3e-8 / 12,))
    assert result.doubt is not None
    assert result.findings == ()
