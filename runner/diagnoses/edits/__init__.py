"""The one edit of what a person wrote that makes it right: of the claim, or of a line of `let` that serves claims only.

All values of the claim and its lines are computed once; an edit computes anew what is above it. What gives the gradient on the
case's draw is written out as text and held against the gradient on fresh draws too, and with other numbers and sizes; an edit
of a line must leave the other claims right that go through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ...errors import ExpressionError
from ...expressions.reverse import Unsupported
from ...model import Cause, Comparison, Finding, Spot
from ..evidence import Evidence
from ..evidence.agreement import Agreement
from ..explanations import Explanation
from . import told
from .candidates import Candidate
from .kinds import Kinds
from .search import EVERY, NAMED, Search


def explanations(
    comparison: Comparison,
    evidence: Evidence,
    *,
    plainest: bool = False,
    causes: frozenset[Cause] = EVERY,
    constants: Sequence[str] = (),
) -> Iterator[Explanation]:
    """Every edit that makes the claim right, of the first tier in which there are any; with `plainest` of the first alone.

    Only those are tried that may be told as one of `causes`; with `constants` as factors beside those of the case.
    """
    with np.errstate(all="ignore"):
        yield from _found(comparison, evidence, plainest, causes, constants)


def returning(comparison: Comparison, evidence: Evidence) -> list[Explanation]:
    """The edits that put in a term which comes back through what the claim took as constant."""
    try:
        search = Search(comparison, evidence)
    except (Unsupported, ExpressionError):
        return []
    with np.errstate(all="ignore"):
        return [each for candidate in search.fitting(Kinds(search).returns()) for each in confirmed(search, candidate)]


def _found(
    comparison: Comparison, evidence: Evidence, plainest: bool, causes: frozenset[Cause], constants: Sequence[str]
) -> list[Explanation]:
    whole = causes is EVERY and not plainest
    if whole and evidence.text in evidence.fitting:  # they fit here, and not with other numbers and sizes
        return [found for search, fits in evidence.fitting[evidence.text] for found in _of_all(search.seen_as(evidence), fits)]
    try:
        search = Search(comparison, evidence, causes, constants)
    except (Unsupported, ExpressionError):
        return []
    kinds = Kinds(search)
    seen = []
    for edits in (kinds.plainest(),) if plainest else kinds.tiers():
        fits = search.fitting(edits)
        found = _of_all(search, fits)
        if found:
            return found
        seen.append((search, fits))
    if whole:
        evidence.fitting[evidence.text] = seen
    return []


def _of_all(search: Search, fits: Sequence[tuple[str, Candidate]]) -> list[Explanation]:
    return [explanation for candidate in fits for explanation in confirmed(search, candidate)]


def confirmed(search: Search, found: tuple[str, Candidate]) -> Iterator[Explanation]:
    """The edit as a finding, where it holds on all draws."""
    key, candidate = found
    try:
        text = search.at(key).writer.spliced(candidate.changes)
    except ExpressionError:
        return
    lines = {key: text} if key else {}
    claim = search.evidence.text if key else text
    # Another variable or sign is no coincidence of numbers and sizes, and what holds of some need not hold of others.
    renamed = candidate.names is not None and candidate.factor is None and candidate.cause in NAMED
    anywhere = not (renamed or candidate.cause is Cause.SIGN) or bool(search.evidence.measurements.fixed)
    agreement = search.evidence.agreement(claim, lines=lines, anywhere=anywhere)
    if agreement is None or (key and not _leaves_others_right(search, lines)):
        return
    yield Explanation(search.rank(key, candidate), _finding(search, key, candidate, text, agreement))


def _leaves_others_right(search: Search, lines: Mapping[str, str]) -> bool:
    """Whether the claims that pass still do."""
    there = search.evidence.with_lines(search.own, lines)
    for other in search.evidence.others:
        if other.passes and other.name != search.evidence.name:
            try:
                value = there.claim(other.name)
            except ExpressionError:
                return False
            if value.shape != other.numerical.shape or not np.allclose(value, other.numerical, rtol=1e-4, atol=1e-4):
                return False
    return True


def _finding(search: Search, key: str, candidate: Candidate, text: str, agreement: Agreement) -> Finding:
    problem = search.evidence.draw.problem
    part = search.at(key).part(candidate)
    place = f"let.{key}" if key else problem.part_of_claim(search.evidence.name)
    cause, sentence = told.of(search, key, candidate)
    where = f"in `{key}`, " if key else ""
    return Finding(
        cause,
        search.evidence.name,
        f"{where}{sentence}",
        agreement.of("the fixed line" if key else "the fixed claim"),
        None if key else text,
        place=Spot(place, *part.span),
        edit=search.at(key).edit(candidate),
        fix=text,
    )
