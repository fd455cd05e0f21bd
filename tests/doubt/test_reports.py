"""Wrong gradients of libraries and false alarms of checkers, as reported in public; each names its report, or that it is ours.

`truth.json` says of each case which verdict it must end with ("any" at points without a gradient, where the rule may go either
way) and which doubts are true there. Some claims are wrong by less than the tolerance, or agree with a difference across a
corner, a jump or a bend: the rule passes them, and the doubt must say so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runner import catalog
from runner.checking.checker import check
from runner.model import Case

FOLDER = Path(__file__).parent / "reports"
TRUTH: dict[str, dict[str, Any]] = json.loads((FOLDER / "truth.json").read_text())
PASSED_BY_THE_RULE = {
    "sinc_near_zero::wrong by cancellation",
    "abs_near_zero::wrong half",
    "wide_range::wrong in the small one",
    "step_of_a_fast_wave::wrong as the difference",
    "norm_of_almost_zero::zero",
    "step_over_a_jump::wrong as the difference",
    "tiny_objective::wrong zero",
    "tiny_objective::wrong sign",
}


def cases() -> dict[str, Case]:
    read = [case for path in sorted(FOLDER.glob("*.yaml")) for case in catalog.read([str(path)]).cases]
    return {case.id: case for case in read}


def test_every_case_has_its_truth() -> None:
    assert set(cases()) == set(TRUTH)


@pytest.mark.parametrize("name", TRUTH)
def test_a_report_ends_as_it_must(name: str) -> None:
    result = check(cases()[name])
    truth = TRUTH[name]
    assert truth["verdict"] in {"any", result.verdict.lower()}
    assert (None if result.doubt is None else result.doubt.kind) in truth["doubts"], result.doubt
    if name in PASSED_BY_THE_RULE:
        assert result.witness is not None
        assert result.witness.verdict == "wrong"
