"""Explanations by a derivation: what the engines find, ranked, and the best of it told.

An engine tries many small changes, of what the person wrote (`edits`) or of the right derivation, and yields each that turns
the one into the other on every draw. Of several that do, the one is told that assumes least: that brings in the fewest names and
numbers, then that is the shortest, then whose names stand beside it in the cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple

import numpy as np

from ..errors import ExpressionError
from ..model import Cause, Comparison, Finding
from .evidence import Evidence
from .evidence.naming import names_in
from .exchanged import other_claim
from .right import right_gradient

SOURCES = ("edits",)
"""The engines: modules with `explanations(comparison, evidence) -> Iterator[Explanation]`."""


class Rank(NamedTuple):
    """How much an explanation assumes; the smallest is told."""

    assumptions: int
    """How many names, numbers and functions are brought in that do not stand there already."""
    late: bool
    """Whether another line is the first to be wrong."""
    length: int
    """How many characters are changed."""
    far: int
    """How many of the names brought in do not stand in the formula of the cost."""


class Explanation(NamedTuple):
    """A finding, and how much it assumes."""

    rank: Rank
    finding: Finding


BETTER = frozenset({Cause.SIGN, Cause.SCALE, Cause.PRODUCT, Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR, Cause.INDEX})
"""Causes of an edit that assumes nothing which say more than a term that is missing, or the entries that are wrong."""


OF_ENTRIES = frozenset(
    {Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR, Cause.WRONG_DERIVATIVE, Cause.MISSING_TERM, Cause.SLIP, Cause.SCALE, Cause.INDEX}
)
"""Causes of an edit that is told beside the entries that are wrong."""


INSTEAD = {
    Cause.WRONG_POINT: frozenset(
        {Cause.SIGN, Cause.SLIP, Cause.INDEX, Cause.TRANSPOSED, Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR}
    ),
    Cause.WRONG_DERIVATIVE: frozenset({Cause.SIGN, Cause.INDEX, Cause.TRANSPOSED}),
    Cause.SLIP: frozenset({Cause.TRANSPOSED, Cause.INDEX, Cause.SIGN, Cause.BROADCAST}),
    Cause.SYMMETRIC: frozenset({Cause.TRANSPOSED}),
    Cause.MISSING_FACTOR: frozenset({Cause.SIGN}),
}
"""Of what slipped at a step: where one sign, operator or transpose of what was written mends it, that is what was mistaken."""

DROPPED = frozenset({Cause.EXTRA_FACTOR, Cause.SCALE})
LITTLE = 10
"""Where no more characters are changed, the rest of a claim stays as its author wrote it, however long."""

OPERATORS = re.compile(r" [*/] ")

SHORT = 4
"""How many characters change with an operator, or with a transpose."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    """The finding of the engines that assumes least."""
    return least(_all(comparison, evidence))


def plainer(finding: Finding, comparison: Comparison, evidence: Evidence) -> Finding | None:
    """A finding made plainer by an edit of what was written; None where no edit is plainer.

    Where numbers said that a term is missing or that entries are wrong, an edit that assumes nothing may say what it is. Where
    an edit says the same, it shows where.
    """
    if finding.cause is Cause.SLIP and (exchanged := other_claim(evidence)) is not None:
        return exchanged.finding(Cause.NAME, evidence)
    edits = import_module(".edits", __package__)
    by_numbers = finding.cause in (Cause.MISSING_TERM, Cause.ENTRIES)
    causes = (BETTER if by_numbers else INSTEAD.get(finding.cause, frozenset())) | {finding.cause}
    helpers = _unused(evidence) if finding.cause is Cause.WRONG_DERIVATIVE else frozenset()
    causes |= {Cause.NAME} if helpers else frozenset()
    plainest = by_numbers or (finding.cause is Cause.SCALE and finding.suggestion is not None)
    factors = _named(finding) if finding.suggestion is None else ()
    found = list(edits.explanations(comparison, evidence, plainest=plainest, causes=causes, constants=factors))
    if by_numbers:
        better = least(each for each in found if not each.rank.assumptions and each.finding.cause in BETTER)
        if better is None and finding.cause is Cause.ENTRIES:
            better = _of_all_entries(comparison, evidence) or _with_an_edit(finding, comparison, evidence)
        if better is not None:
            return better
    short = [each for each in found if not each.rank.assumptions and (each.rank.length <= SHORT or _in_order(each, finding))]
    better = _of_the_factor(finding, found)
    better = better or least(each for each in short if each.finding.cause in INSTEAD.get(finding.cause, frozenset()))
    better = better or least(each for each in found if helpers and _brings_in(each.finding, helpers))
    if better is not None:
        return better
    if finding.cause is Cause.MISSING_PATH and finding.suggestion is None and not found:
        found = edits.returning(comparison, evidence)
        finding_of_edit = least(found)
        if finding_of_edit is not None:
            return replace(finding_of_edit, cause=finding.cause, message=finding.message, also=finding.also)
    same = ranked(each for each in found if each.finding.cause is finding.cause)
    edit = same[0].finding if same else None
    if edit is None or (same[0].rank.length > LITTLE and len(edit.suggestion or "") > _shortest(finding, edit, evidence)):
        return None
    return replace(edit, message=finding.message, suggestion=edit.suggestion or finding.suggestion)


def _named(finding: Finding) -> tuple[str, ...]:
    """The constant by which something must be multiplied or divided, as a factor."""
    known = re.search(r" must be (multiplied|divided) by `(\w+)`", finding.message)
    return () if known is None else (known[2] if known[1] == "multiplied" else f"1 / {known[2]}",)


def _of_the_factor(finding: Finding, found: list[Explanation]) -> Finding | None:
    """Of a constant factor: a product that should be a quotient, the other way round, or a factor that should not be there."""
    for each in found:
        old, new = each.finding.edit or ("", "")
        operator = OPERATORS.sub(" ", old) == OPERATORS.sub(" ", new) and not each.rank.assumptions
        operator = operator or "where the cost divides by" in each.finding.message
        if finding.cause is Cause.SCALE and old and (operator or f"1 - {old}" == new or f"1 - {new}" == old):
            return replace(each.finding, cause=Cause.SCALE)
    if finding.cause is not Cause.MISSING_FACTOR or finding.suggestion is None:
        return None
    shorter = (each for each in found if len(each.finding.suggestion or "") < len(finding.suggestion or ""))
    dropped = least(each for each in shorter if each.finding.cause in DROPPED and not each.rank.assumptions)
    return None if dropped is None else replace(dropped, cause=Cause.EXTRA_FACTOR)


def _with_an_edit(finding: Finding, comparison: Comparison, evidence: Evidence) -> Finding | None:
    """Which entries are wrong, and the edit that puts them right; None where there is none, or the gradient is shorter."""
    told, _, derived = finding.message.partition("; the gradient is `")
    if finding.suggestion is not None and not derived:
        return None
    edits = import_module(".edits", __package__)
    edit = least(edits.explanations(comparison, evidence, causes=OF_ENTRIES))
    if edit is None:
        return None
    right = right_gradient(evidence) if finding.suggestion is None else (finding.suggestion, None)
    shorter = right is not None and len(right[0]) < len(edit.suggestion or "")
    return None if shorter else replace(edit, cause=finding.cause, message=f"{told}; {edit.message}")


def _shortest(finding: Finding, edit: Finding, evidence: Evidence) -> int:
    """How long a fix may be: for the derivative of another function no longer than the right one, `1 / (1 + x**2)`."""
    right = right_gradient(evidence) if finding.cause is Cause.WRONG_DERIVATIVE and not finding.suggestion else None
    return len(finding.suggestion or (edit.suggestion or "" if right is None else right[0]))


def _in_order(each: Explanation, finding: Finding) -> bool:
    """Whether an edit puts factors in order that came out wrong within the chain."""
    return finding.cause is Cause.SLIP and each.finding.cause is Cause.TRANSPOSED


def _unused(evidence: Evidence) -> frozenset[str]:
    """The lines that serve claims only and that this claim does not use, as a mask beside the margin it is made of."""
    problem = evidence.draw.problem
    used = {line.name for line in problem.needed(problem.formula(evidence.text))}
    return frozenset(problem.backward) - used


def _brings_in(finding: Finding, names: frozenset[str]) -> bool:
    """Whether an edit puts one of some names in the place of another name."""
    if finding.edit is None or finding.cause not in (Cause.NAME, Cause.WRONG_POINT):
        return False
    old, new = finding.edit
    gone, brought = names_in(old) - names_in(new), names_in(new) - names_in(old)
    if len(gone) != 1 or len(brought) != 1 or names.isdisjoint(brought):
        return False
    return re.sub(rf"\b{next(iter(brought))}\b", next(iter(gone)), new) == old


def _of_all_entries(comparison: Comparison, evidence: Evidence) -> Finding | None:
    """What says more than which entries are wrong: a way that is left out, or another variable."""
    slipping, through = (import_module(f".slips.{name}", __package__) for name in ("search", "through"))
    with np.errstate(all="ignore"):
        search = slipping.Search.of(comparison, evidence)
        left_out: Finding | None = None if search is None else search.first(through.left_out(search))
    if left_out is not None:
        return left_out
    edits = import_module(".edits", __package__)
    causes = frozenset({Cause.NAME, Cause.WRONG_POINT})
    renamed = edits.explanations(comparison, evidence, causes=causes)
    return least(each for each in renamed if each.rank.assumptions == 1 and each.finding.cause in causes)


def least(found: Iterable[Explanation]) -> Finding | None:
    """The finding that assumes least; of equals the one whose cause comes first in the contract's order."""
    first = ranked(found)
    return first[0].finding if first else None


def ranked(found: Iterable[Explanation]) -> list[Explanation]:
    """All of them, in that order."""
    order = tuple(Cause)
    return sorted(found, key=lambda each: (each.rank, order.index(each.finding.cause)))


def _all(comparison: Comparison, evidence: Evidence) -> Iterator[Explanation]:
    for name in SOURCES:
        try:
            yield from import_module(f".{name}", __package__).explanations(comparison, evidence)
        except ExpressionError:
            continue
