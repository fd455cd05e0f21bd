"""What a case of a file says, the same case made in Python says too: lists of numbers there are arrays here."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner import Case, check, load
from runner.checking import checker

CASES = Path(__file__).parents[3] / "cases"
FAILING = [
    case
    for case in load([str(CASES / "seed"), str(CASES / "mistakes" / "derivatives.yaml")])
    if case.expect.verdict == "fail" and any(isinstance(value, tuple) for value in case.values.values())
]


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.name)
def test_arrays_are_explained_as_lists_are(case: Case) -> None:
    assert [finding.message for finding in check(case).findings] == [finding.message for finding in checker.check(case).findings]
