"""Cases made in a line, checked and diagnosed."""

from __future__ import annotations

from typing import Any

from runner import diagnoses, differences
from runner.checking.checker import check
from runner.diagnoses.evidence import Evidence
from runner.measuring.compare import compare
from runner.model import Case, Comparison, Finding, Verdict
from runner.problem import Problem, drawn


def found(**case: Any) -> Finding:
    """The finding of the first failing claim, as the check reports it."""
    result = check(Case(**case))
    assert result.verdict is Verdict.FAIL, result.message
    return result.findings[0]


def evidence_of(**case: Any) -> tuple[Comparison, Evidence]:
    """The comparison and the evidence of the first claim, before anything has been diagnosed."""
    draw = drawn(Problem(Case(**case)))
    comparisons = []
    for name in draw.problem.claims:
        gradient = differences.central(draw.cost(name), draw.input(name), 1e-4)
        comparisons.append(compare(name, draw.claim(name), gradient.value, draw.problem.case.tolerance))
    return comparisons[0], Evidence(draw, comparisons[0], comparisons)


def holds(finding: Finding, **case: Any) -> bool:
    """Whether the fix, pasted as the claim, passes the check, on this draw and on another."""
    if finding.suggestion is None:
        return False
    fixed = {**case, "gradient": {finding.input: finding.suggestion}}
    verdicts = {check(Case(**{**fixed, "seed": seed})).verdict for seed in (case.get("seed", 0), 99)}
    return verdicts == {Verdict.PASS}


def diagnosed(comparison: Comparison, evidence: Evidence) -> Finding:
    return diagnoses.diagnose(comparison, evidence)
