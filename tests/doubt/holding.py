"""What must hold of a result at any point."""

from __future__ import annotations

from runner.model import Result, Verdict


def hold_wrong(result: Result) -> None:
    """A wrong claim fails, or its verdict is doubted; and is never called right."""
    assert (result.verdict is Verdict.FAIL) is (result.doubt is None), result.doubt
    assert result.witness is None or result.witness.verdict != "right"


def hold_without_gradient(result: Result, kind: str) -> None:
    """Where there is no gradient that is said, and no cause is named."""
    assert result.doubt is not None
    assert result.doubt.kind == kind
    assert result.witness is None or result.witness.verdict != "right"
    assert result.findings == ()
