"""A plain multiple of the gradient is told although one entry of the input is infinite; other mistakes are not called one."""

from __future__ import annotations

from typing import Any

import pytest

from runner import Case, check
from runner.model import Cause, Finding, Verdict

HIDDEN: dict[str, Any] = {"values": {"x": "np.array([-np.inf, 1.0, 0.3, -0.4])"}, "wrt": "x", "cost": "logsumexp(x)"}


def found(claim: str, **case: Any) -> Finding:
    result = check(Case(**{**HIDDEN, **case}, gradient=claim))
    assert (result.verdict, result.unexplained) == (Verdict.FAIL, ()), result.message
    (finding,) = result.findings
    return finding


@pytest.mark.parametrize(
    ("claim", "cause", "fix"),
    [
        ("2 * softmax(x)", Cause.SCALE, "softmax(x)"),
        ("softmax(x) / 2", Cause.SCALE, "2 * softmax(x) / 2"),
        ("-softmax(x)", Cause.SIGN, "softmax(x)"),
    ],
)
def test_a_plain_multiple_is_told_of_the_entries_that_are_finite(claim: str, cause: Cause, fix: str) -> None:
    finding = found(claim)
    assert (finding.cause, finding.suggestion) == (cause, fix)
    assert finding.message.endswith("at the 3 entries that are finite")


@pytest.mark.parametrize("claim", ["softmax(x)**2", "2.2 * softmax(x)", "np.where(x > 0, 2, 1) * softmax(x)"])
def test_another_claim_is_no_such_multiple(claim: str) -> None:
    assert "entries that are finite" not in found(claim).message


def test_one_finite_entry_is_a_multiple_of_anything() -> None:
    assert "entries that are finite" not in found("2 * softmax(x)", values={"x": "np.array([-np.inf, 1.0])"}).message


def test_where_all_is_finite_the_plain_sentence_is_told() -> None:
    finding = found("2 * softmax(x)", values={"x": "np.array([-5.0, 1.0, 0.3])"})
    assert (finding.cause, "finite" in finding.message) == (Cause.SCALE, False)
