"""Several lines of a backward pass that are wrong, each by itself: one edit of each gives what its name says it is.

A line called `df` is the gradient by the line `f` of the cost, which the right derivation knows. So each is held against that,
and the claims that rest on them need not be right with one edit alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..errors import ExpressionError
from ..expressions.reverse import Unsupported
from ..model import Array, Cause, Comparison, Finding, Spot
from ..problem import Formula
from .edits import told
from .edits.candidates import Candidate
from .edits.kinds import Kinds
from .edits.search import Search
from .evidence import Evidence
from .evidence.sample import Sample
from .slips.search import close

FEWEST = 2
"""One line that is wrong is found by the claims that rest on it."""

COUNTS = {2: "two", 3: "three", 4: "four"}

MOST = 40_000_000
"""At most this many numbers go through the edits of one line, see `Graph.work`."""


class Wrong(NamedTuple):
    """A line with the edit that makes it right: its cause, in words, and where it stands."""

    line: str
    cause: Cause
    sentence: str
    place: Spot


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if evidence.derivation is None or not evidence.measurements.fresh or _lines_of_claim(evidence) < FEWEST:
        return None
    try:
        search = Search(comparison, evidence)
    except (Unsupported, ExpressionError):
        return None
    about = {line: of for line in search.graph.lines if line in search.backward.first and (of := search.backward.about(line))}
    if len(about) < FEWEST:
        return None
    with np.errstate(all="ignore"):
        found = [_explained(search, line, of) for line, of in about.items()]
    wrong = [one for one in found if one is not None]
    if len(wrong) < len(about):
        return None
    first = wrong[0]
    message = (
        f"{COUNTS.get(len(wrong), len(wrong))} lines are wrong: {'; '.join(f'in `{one.line}`, {one.sentence}' for one in wrong)}"
    )
    also = next((one.cause for one in wrong if one.cause is not first.cause), None)
    return Finding(first.cause, comparison.name, message, also=also, place=first.place)


def _lines_of_claim(evidence: Evidence) -> int:
    """How many lines of `let` serve the claim and not the cost."""
    problem = evidence.draw.problem
    claim = problem.stated(evidence.name)
    lines = problem.needed(claim) if isinstance(claim, Formula) else ()
    return len({line.name for line in lines} - problem.forward.keys())


def _explained(search: Search, line: str, of: str) -> Wrong | None:
    """The likeliest edit of a line that makes it the gradient by a line of the cost."""
    search.only = line
    own = _arrives(search.evidence, search.evidence.measurements.own, of)
    if own is None:
        return None
    for tier in Kinds(search).tiers():
        for candidate in _fitting(search, line, tier, own):
            if _holds(search, line, of, candidate):
                cause, sentence = told.of(search, line, candidate)
                return Wrong(line, cause, sentence, Spot(f"let.{line}", *search.at(line).part(candidate).span))
    return None


def _fitting(search: Search, line: str, tier: Iterator[tuple[str, Candidate]], wanted: Array) -> list[Candidate]:
    """The edits of a tier that give what is wanted at the case's point, the likeliest first."""
    found = []
    for key, candidate in tier:
        if search.graph.work > MOST:
            break
        value = search.graph.tried({id(old): new for old, new in candidate.changes}, search.graph.lines[line])
        if key == line and value is not None and close(value, wanted):
            found.append(candidate)
    return sorted(found, key=lambda candidate: search.rank(line, candidate))


def _holds(search: Search, line: str, of: str, candidate: Candidate) -> bool:
    """Whether the line with the edit is that gradient at fresh random inputs too."""
    text = search.at(line).writer.spliced(candidate.changes)
    for sample in search.evidence.measurements.fresh:
        value, wanted = search.evidence.value(text, sample), _arrives(search.evidence, sample, of)
        if value is None or wanted is None or not close(value, wanted):
            return False
    return True


def _arrives(evidence: Evidence, sample: Sample, of: str) -> Array | None:
    """The gradient by a line of the cost on a draw."""
    derivation = evidence.derivation_at(sample)
    lines = () if derivation is None else derivation.lines
    return next((np.asarray(line.right) for line in lines if line.name == of), None)
