"""Whether a case ended as its author said it would."""

from __future__ import annotations

from dataclasses import replace

from runner.model import Result, Verdict


def settled(result: Result) -> Result:
    """The result, held against what its case expects."""
    why = surprise(result)
    return replace(result, as_expected=why is None, surprise=why)


def surprise(result: Result) -> str | None:
    """Why the result is not the expected one, in a sentence; None where it is.

    `expect: fail` is met by FAIL alone, never by ERROR or TIMEOUT: a typo in an expression must not look like a
    caught mistake. Cause and index are held against the input that `expect` names, else against the first
    failing input in the order of the claims.
    """
    expected = result.case.expect
    if result.verdict.lower() != expected.verdict:
        return f"expected {expected.verdict.upper()}, got {result.verdict}"
    if result.verdict is not Verdict.FAIL or (expected.input, expected.cause, expected.index) == (None, None, None):
        return None
    failing = [check for check in result.inputs if check.wrong]
    chosen = next((check for check in failing if expected.input in (None, check.name)), None)
    if chosen is None:
        return f"expected the claim for `{expected.input}` to fail, but it passes"
    if expected.cause is not None:
        found = next((finding.cause for finding in result.findings if finding.input == chosen.name), None)
        if found != expected.cause:
            return f"expected the cause {expected.cause} for `{chosen.name}`, found {found or 'none'}"
    if expected.index is not None:
        first = chosen.first_wrong.index if chosen.first_wrong is not None else None
        if first != expected.index:
            where = "no single entry (the claim has another shape)" if first is None else str(list(first))
            return f"expected the first wrong entry of `{chosen.name}` at {list(expected.index)}, found {where}"
    return None
