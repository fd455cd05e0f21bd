"""Whether a case ended as its author said it would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..model import Case, Doubt, Expectation, Finding, InputResult, Result, Verdict


def ended(case: Case, verdict: Verdict, message: str, **fields: Any) -> Result:
    """A result, held against what its case expects."""
    why = surprise(case, verdict, fields.get("inputs", ()), fields.get("findings", ()), fields.get("doubt"))
    if fields.get("lost"):
        why = f"expected {case.expect.verdict.upper()}, and the case was lost: that is no error of its own"
    return Result(case, verdict, why is None, message, surprise=why, **fields)


def amended(result: Result, **fields: Any) -> Result:
    """The result with more known of it than its verdict, held against what its case expects once more."""
    fuller = replace(result, **fields)
    why = surprise(fuller.case, fuller.verdict, fuller.inputs, fuller.findings, fuller.doubt)
    return replace(fuller, as_expected=why is None, surprise=why)


def cut_short(settled: Result, why: str, **fields: Any) -> Result:
    """The result of a case that was stopped after its verdict was settled, which stands; beyond it nothing was looked for."""
    beyond = "whether the verdict may be believed was not looked at" if settled.verdict is Verdict.PASS else "not explained"
    return amended(settled, unexplained=(f"{beyond}: {why}",), **fields)


def surprise(
    case: Case, verdict: Verdict, inputs: Sequence[InputResult], findings: Sequence[Finding], doubt: Doubt | None = None
) -> str | None:
    """Why a case that ended so did not end as expected, in a sentence; None where it did.

    `expect: fail` is met by FAIL alone, never by ERROR or TIMEOUT: a typo in an expression must not look like a
    caught mistake. Cause and index are held against the input that `expect` names, else against the first
    failing input in the order of the claims.
    """
    expected = case.expect
    if verdict.lower() != expected.verdict:
        return f"expected {expected.verdict.upper()}, got {verdict}"
    if expected.doubt is not None and (doubt is None or doubt.kind != expected.doubt):
        return f"expected the doubt {expected.doubt}, found {'none' if doubt is None else doubt.kind}"
    if verdict is not Verdict.FAIL or (expected.input, expected.cause, expected.index) == (None, None, None):
        return None
    return _other_failure(expected, inputs, findings)


def _other_failure(expected: Expectation, inputs: Sequence[InputResult], findings: Sequence[Finding]) -> str | None:
    """Why a case that fails, as expected, fails otherwise than expected; None where it does not."""
    failing = [check for check in inputs if check.wrong]
    chosen = next((check for check in failing if expected.input in (None, check.name, check.input)), None)
    if chosen is None:
        return f"expected the claim for `{expected.input}` to fail, but it passes"
    if expected.cause is not None:
        found = next((finding.cause for finding in findings if finding.input == chosen.name), None)
        if found != expected.cause:
            return f"expected the cause {expected.cause} for `{chosen.name}`, found {found or 'none'}"
    if expected.index is not None:
        first = chosen.first_wrong.index if chosen.first_wrong is not None else None
        if first != expected.index:
            where = "no single entry (the claim has another shape)" if first is None else str(list(first))
            return f"expected the first wrong entry of `{chosen.name}` at {list(expected.index)}, found {where}"
    return None
