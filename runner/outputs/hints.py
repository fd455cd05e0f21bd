"""What a result tells, for teachers: 0 the verdict, 1 also the cause and where it is, 2 also the fix.

Below 2 the right gradient stands nowhere: neither as a formula nor as numbers. What is withheld is taken out of the result
itself, so that no report can show it.
"""

from __future__ import annotations

from dataclasses import replace
from math import nan

from ..model import DERIVE, SINGLE_CLAIM, Case, Doubt, Entry, Finding, InputResult, Result, Verdict, Witness
from ..model.numerals import extent
from .meanings import meaning

ALL = 2
LEVELS = (0, 1, ALL)


def hinted(result: Result, level: int) -> Result:
    """The result with what that level of hints tells."""
    if level >= ALL:
        return result
    inputs = tuple(_input(check, level) for check in result.inputs)
    failing = [check.message for check in inputs if check.wrong]
    doubt, witness = result.doubt, result.witness
    if doubt is not None and witness is not None and witness.verdict == "wrong":
        doubt = Doubt(doubt.kind, meaning(doubt.kind), doubt.better_h)  # the sentence may hold the right number
    surprise = result.surprise
    if level == 0 and surprise is not None and result.verdict is Verdict.FAIL and result.case.expect.verdict == "fail":
        surprise = "it does not fail in the way that it declares"
    return replace(
        result,
        case=_undone(result.case, result.derived),
        message="; ".join(failing) if result.verdict is Verdict.FAIL else result.message,
        surprise=surprise,
        inputs=inputs,
        findings=tuple(map(_finding, result.findings)) if level else (),
        doubt=doubt,
        witness=None if witness is None else Witness(witness.verdict, witness.index, nan, nan, witness.method),
        hints=level,
    )


def _finding(finding: Finding) -> Finding:
    """The cause and where it is; what it means stands for the sentence, which may name the fix."""
    told = meaning(finding.cause)
    return replace(finding, message=told, evidence="", suggestion=None, edit=None, fix=None)


def _input(check: InputResult, level: int) -> InputResult:
    first = check.first_wrong
    message = check.message
    if first is not None:
        where = f", the first `{check.name}{list(first.index)}`" if first.index else ""
        verb = "is" if check.wrong == 1 or check.entries == 1 else "are"
        message = f"{extent(check.wrong, check.entries, check.measured)} of `{check.name}` {verb} wrong{where}"
    return check._replace(
        message=message,
        first_wrong=_entry(first),
        worst=_entry(check.worst),
        table=tuple(entry for entry in map(_entry, check.table) if entry is not None) if level else (),
        numerical=None,
        picture=None,
        corners=(),
        curve=check.curve if level else None,
    )


def _entry(entry: Entry | None) -> Entry | None:
    return None if entry is None else Entry(entry.index, entry.claimed, nan, nan, entry.relative)


def _undone(case: Case, derived: tuple[str, ...]) -> Case:
    """The case with the claims that were derived as they were written."""
    if not derived:
        return case
    if isinstance(case.gradient, SINGLE_CLAIM):
        return replace(case, gradient=DERIVE)
    return replace(case, gradient={name: DERIVE if name in derived else claim for name, claim in case.claims.items()})
