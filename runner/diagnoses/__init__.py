"""Why a claimed gradient is wrong, and what the right one is.

One file a cause, named after it. Each has `find(comparison, evidence) -> Finding | None` and opens with its help text,
which is also what `explain` gives. To name a new mistake: a new file, and its line in `precedence.DIAGNOSES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..errors import ExpressionError
from ..model import POINTS, Cause, Comparison, Decided, Finding, MapClaim
from .precedence import DIAGNOSES, OF_ANY_POINT, OF_THE_WHOLE, in_order

if TYPE_CHECKING:
    from ..problem import Draw
    from .evidence import Evidence
    from .evidence.finer import Finer

T = TypeVar("T")


@cache
def _module(name: str) -> Any:
    """A module of this room, loaded when it is asked for."""
    return import_module(f".{name}", __name__)


class Explained(NamedTuple):
    """One finding for each failing claim, in order; how many evaluations of costs they took together; what failed meanwhile."""

    findings: tuple[Finding, ...] = ()
    evaluations: int = 0
    errors: tuple[Exception, ...] = ()


def findings(
    draw: Draw,
    comparisons: Sequence[Comparison],
    steps: Mapping[str, float],
    settled: Mapping[str, Decided],
    maps: Sequence[tuple[MapClaim, Comparison]] = (),
) -> Explained:
    """Why each failing claim is wrong: the gradients in `comparisons`, and the claims of other kinds in `maps`.

    `steps` are the steps at which the claims were checked, by input; `settled` says of those that an independent measurement
    found wrong, where they are: "wrong at `x[0]`, where the slope is 2 ± 4e-12".
    """
    evidence_of = _module("evidence").Evidence
    draws = _module("evidence.fresh").FreshDraws(draw.problem)
    errors: list[Exception] = []
    finer: dict[str, Finer | None] = {}
    for each in comparisons:
        if not each.passes:
            fine = any(found is None for found in finer.values())
            finer[each.name] = _tried(partial(_finer, draw, each, steps[each.name], fine=fine), errors)
    comparisons = [each if (better := finer.get(each.name)) is None else better.comparison for each in comparisons]
    failing = [comparison for comparison in comparisons if not comparison.passes]
    evidence = [
        evidence_of(draw, each, comparisons, steps[each.name], settled.get(each.name), draws=draws, finer=finer.get(each.name))
        for each in failing
    ]
    shared = (_tried(partial(_through_one_line, evidence), errors) if len(evidence) > 1 else None) or {}
    found = [
        _tried(partial(_with_the_right_gradient, shared[each.name], each), errors) or shared[each.name]
        if each.name in shared
        else diagnose(comparison, each, errors)
        for comparison, each in zip(failing, evidence, strict=True)
    ]
    found = [_of_a_rough_check(finding, each) for finding, each in zip(found, evidence, strict=True)]
    found = [_beside_corners(finding, each) for finding, each in zip(found, failing, strict=True)]
    evaluations = sum(each.measurements.evaluations for each in evidence)
    for claim, comparison in maps:
        if not comparison.passes:
            others = [*comparisons, *(other for _, other in maps)]
            finding_of = _module("maps").finding_of
            asked = _module("maps.evidence").Asked(claim, comparison, steps[claim.name], settled.get(claim.name))
            finding, took = finding_of(draw, asked, others, errors)
            found.append(finding)
            evaluations += took
    return Explained(tuple(found), evaluations, tuple(errors))


def diagnose(
    comparison: Comparison, evidence: Evidence, errors: list[Exception] | None = None, asked: Sequence[str] = DIAGNOSES
) -> Finding:
    """Why a failing claim is wrong: the first cause in the order of precedence that the evidence confirms.

    `asked` are the diagnoses. One that fails costs itself alone; its error goes into `errors`, or is raised where there is none.
    """
    special = _tried(partial(_of_a_point, comparison, evidence), errors)
    if special is not None:
        return special
    for name, view in in_order(comparison, evidence, asked):
        finding = _tried(partial(_found, name, comparison, evidence, view), errors)
        if finding is not None:
            finding = _tried(partial(_plainer, finding, comparison, view), errors) or finding
            return _tried(partial(_with_the_right_gradient, finding, evidence), errors) or finding
    return Finding(Cause.UNKNOWN, comparison.name, comparison.message)


def _of_a_point(comparison: Comparison, evidence: Evidence) -> Finding | None:
    """That a claim is right at random points and wrong at a special one, where that is so."""
    point = evidence.draw.problem.case.point
    if point is None or not isfinite(float(comparison.claimed.sum())) or not evidence.measurements.fresh:
        return None
    if not evidence.claim_may_be_right:
        return None
    message = f"the claim {evidence.quoted} is right at random points, and wrong {POINTS[point]}: {comparison.message}"
    return Finding(Cause.ENTRIES, comparison.name, message)


def _plainer(finding: Finding, comparison: Comparison, evidence: Evidence) -> Finding | None:
    """The finding with the edit that takes the mistake back, or the finding of one that says more plainly what it is."""
    of_a_step = finding.cause in (Cause.SIGN, Cause.SYMMETRIC) and finding.suggestion is None and not finding.evidence
    if evidence.complex:
        return None
    whole = finding.cause in OF_THE_WHOLE and not of_a_step
    if whole or finding.also is not None or finding.place is not None:
        return None
    plainer: Finding | None = _module("explanations").plainer(finding, comparison, evidence)
    return plainer


def _through_one_line(evidence: Sequence[Evidence]) -> dict[str, Finding] | None:
    """The findings of claims that are wrong through one line of `let`, by input: that line is told, once."""
    found: dict[str, Finding] | None = _module("shared").find(evidence)
    return found


def _tried(part: Callable[[], T | None], errors: list[Exception] | None) -> T | None:
    """What a part of a diagnosis gives; None where it fails."""
    try:
        return part()
    except (ExpressionError, RecursionError):
        return None
    except Exception as error:
        if errors is None:
            raise
        errors.append(error)
        return None


def _found(name: str, comparison: Comparison, evidence: Evidence, view: Evidence) -> Finding | None:
    """What one diagnosis says that may rest on `view`, where it holds on every draw as far as it must."""
    finding: Finding | None = _module(name).find(comparison, view)
    if finding is None or finding.cause in OF_ANY_POINT or not evidence.claim_may_be_right:
        return finding
    return None


def _with_the_right_gradient(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with the gradient derived from the formula, where that can be done and agrees with the numerical one."""
    right = _module("right").right_gradient(evidence) if finding.suggestion is None and not evidence.complex else None
    if right is None:
        return finding
    text, agreement = right
    if finding.fix is not None:
        return replace(finding, suggestion=text)
    link = ", and the gradient of that is" if finding.cause is Cause.PRODUCT else "; the gradient is"
    evidence_of = "; ".join(sentence for sentence in (finding.evidence, agreement.of("that gradient")) if sentence)
    return replace(finding, message=f"{finding.message}{link} `{text}`", evidence=evidence_of, suggestion=text)


def rests_on_differences(finding: Finding) -> bool:
    """Whether what bears a finding out is the check's own numerical gradient."""
    return _module("evidence.agreement").NUMERICAL in finding.evidence


def _finer(draw: Draw, comparison: Comparison, h: float, *, fine: bool) -> Finer | None:
    """The comparison with better numbers than the check's own, where those are poor."""
    found: Finer | None = _module("evidence.finer").finer(draw, comparison, h, fine=fine)
    return found


def _of_a_rough_check(finding: Finding, evidence: Evidence) -> Finding:
    """The finding, which says so where the check itself is too rough to confirm its fix."""
    rough = evidence.measurements.too_rough if finding.suggestion is not None else ""
    return replace(finding, message=f"{finding.message}; {rough}") if rough else finding


def _beside_corners(finding: Finding, comparison: Comparison) -> Finding:
    """The finding, which says which entries it leaves open."""
    if comparison.at_corners is None:
        return finding
    count = comparison.at_corners.size
    left_out = "1 entry lies at a corner" if count == 1 else f"{count:,} entries lie at corners"
    return replace(finding, message=f"{finding.message}; {left_out} of the cost, where nothing speaks against the claim")


@cache
def explain(cause: Cause | str) -> str:
    """The help text of a cause, as plain text; loads no numpy. Raises `ValueError` where there is no such cause."""
    name = Cause(cause).value.replace("-", "_")
    spec = find_spec(f".{name}", __name__)
    # The file itself is read: under pytest the loader is one that gives no source.
    source = Path(spec.origin).read_text(encoding="utf-8") if spec is not None and spec.origin is not None else '""""""'
    return source.split('"""', 2)[1].strip()  # the text with which it opens; to parse the whole file takes far longer
