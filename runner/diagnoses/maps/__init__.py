"""Why a claim of another kind than a gradient is wrong: a Jacobian, a Hessian, or the product of either with a direction.

The causes are those of gradients, found in the same way: on the case's draw and on fresh ones, by edits of what was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from ...model import Cause, Comparison, Finding, MapClaim
from ...problem import Draw
from .. import diagnose
from .evidence import Asked, MapEvidence

DIAGNOSES = (
    "non_finite",
    "transposed",
    "maps.layout",
    "sign",
    "scale",
    "maps.curvature",
    "maps.mirrored",
    "missing_term",
    "maps.gauss_newton",
    "maps.first_derivative",
    "maps.only_diagonal",
    "entries",
    "explanations",
    "maps.entry_by_entry",
    "shape",
    "unknown",
)
"""What is asked, in the order of precedence."""

UNTOLD = frozenset({Cause.UNKNOWN, Cause.ENTRIES})
"""Where no more than that is found, the claim is looked at once more as a gradient: see `contracted`."""

WITHOUT_A_FIX = frozenset({Cause.WRONG_DERIVATIVE, Cause.DIAGONAL})
"""Causes that are told of the claim itself; the product as it should be is written from the gradient that stands for it."""

CALLED = {
    "jacobian": "Jacobian",
    "jvp": "Jacobian-vector product",
    "hessian": "Hessian",
    "hvp": "Hessian-vector product",
}


def finding_of(
    draw: Draw, asked: Asked, others: Sequence[Comparison], errors: list[Exception] | None = None
) -> tuple[Finding, int]:
    """Why a claim is wrong, and how many evaluations it took to find that out."""
    evidence = MapEvidence(draw, asked, others)
    finding = diagnose(asked.comparison, evidence, errors, DIAGNOSES)
    if finding.cause in UNTOLD or (finding.cause in WITHOUT_A_FIX and finding.suggestion is None):
        finding = _of_both(finding, import_module(".contracted", __package__).find(evidence))
    return _in_words(_of_the_diagonal(finding, asked.claim), asked.claim), evidence.measurements.evaluations


def _of_both(finding: Finding, contracted: Finding | None) -> Finding:
    """What was found of the claim, and of it as a gradient: where one knows the cause and the other the fix, both are told."""
    if contracted is None or (finding.cause is Cause.ENTRIES and contracted.also is not None):
        return finding  # which entries are wrong assumes less than two mistakes
    if finding.cause in UNTOLD or (contracted.cause is not Cause.UNKNOWN and finding.cause is not Cause.DIAGONAL):
        return contracted
    if contracted.suggestion is None:
        return finding
    message = f"{finding.message}; the gradient is `{contracted.suggestion}`"
    return replace(finding, message=message, suggestion=contracted.suggestion, evidence=contracted.evidence)


def _of_the_diagonal(finding: Finding, claim: MapClaim) -> Finding:
    """A Hessian-vector product in which a sum over the direction is missing holds the diagonal alone."""
    old, new = finding.edit or ("", "")
    if claim.key != "hvp" or finding.cause is not Cause.BROADCAST or not new.startswith(f"np.sum({old}"):
        return finding
    said = f"`{old}` keeps the diagonal of the Hessian alone, where each entry depends on all of the direction: `{new}`"
    return replace(finding, cause=Cause.DIAGONAL, message=said)


def _in_words(finding: Finding, claim: MapClaim) -> Finding:
    """The sentences of a finding with the name of what is claimed."""

    def said(text: str) -> str:
        return text.replace("numerical gradient", f"numerical {called}").replace("the gradient", f"the {called}")

    called = CALLED[claim.key]
    return replace(finding, message=said(finding.message), evidence=said(finding.evidence))
