"""What the seed's failing cases are told, word for word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from runner import catalog
from runner.checking.checker import check

CASES = Path(__file__).parent.parent.parent / "cases"


def sentences(folder: str) -> str:
    """The findings of a folder of cases, as text."""
    lines = []
    for case in catalog.read([str(CASES / folder)]).cases:
        for finding in check(case).findings:
            also = f" and {finding.also}" if finding.also else ""
            lines += [
                case.id,
                f"  {finding.cause}{also}: {finding.message}",
                f"  {finding.suggestion}",
                f"  {_steady(finding.evidence)}",
            ]
    return "\n".join(lines) + "\n"


def _steady(evidence: str) -> str:
    """Without the last digits, which differ from machine to machine."""
    return evidence.partition(", to ")[0]


def test_the_seed_is_told_why_and_what_is_right(golden: Callable[[str, str], None]) -> None:
    golden("diagnoses/seed.txt", sentences("seed"))


def test_mistakes_made_on_purpose_are_told_why_and_what_is_right(golden: Callable[[str, str], None]) -> None:
    golden("diagnoses/mistakes_on_purpose.txt", sentences("mistakes/on_purpose"))
