"""One mistake made in several lines of a backward pass: `Wh @ dr2` and `Wh @ dr1`, every layer without its slope.

A person makes it once and writes it down for each layer or step; an edit of one line alone mends nothing. The same edit is one
that reads the same where the numbers of the names are counted from that of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from ..errors import ExpressionError
from ..expressions.reverse import Unsupported
from ..model import Comparison, Finding, Spot
from .edits import habits, nothing_new, put_in, told
from .edits.candidates import Candidate
from .edits.search import Search
from .evidence import Evidence
from .patterns import listed

MOST = 20_000_000
"""At most this many numbers go through the edits, see `Graph.work`."""

STEP = re.compile(r"(?<=[A-Za-z_])\d+")

Together = dict[str, Candidate]
"""Edits of several lines, by their names; that of the claim by an empty one."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    try:
        search = Search(comparison, evidence)
    except (Unsupported, ExpressionError):
        return None
    if not search.graph.lines:
        return None
    with np.errstate(all="ignore"):
        for together in sorted(_fitting(search), key=lambda edits: max(edit.assumptions for edit in edits.values())):
            finding = _confirmed(search, together)
            if finding is not None:
                return finding
    return None


def _edits(search: Search) -> Iterator[tuple[str, Candidate]]:
    """The edits of each line that people repeat: those that bring in nothing, habits, and slopes that are missing."""
    for key, root in (*search.graph.lines.items(), *search.graph.roots.items()):
        for candidate in (
            *nothing_new.bringing_nothing_in(root, search.shape),
            *nothing_new.transpositions(root, search.shape),
            *habits.habits(root, search.graph.value, search.varies),
            *put_in.with_factors(root, search.nodes(key, search.factors.slopes), 2),
        ):
            yield key, candidate


def _fitting(search: Search) -> list[Together]:
    """The edits made in several lines at once that give the gradient on the case's draw."""
    groups: dict[tuple[str, ...], Together] = {}
    for key, candidate in _edits(search):
        writer = search.at(key).writer
        parts = (part for change in candidate.changes for part in change)
        alike = tuple(_counted_from(key, writer.written(part)) for part in parts)
        groups.setdefault((candidate.cause.value, *alike), {}).setdefault(key, candidate)
    found = []
    for together in groups.values():
        if len(together) < 2 or search.graph.work > MOST:
            continue
        changes = {id(old): new for candidate in together.values() for old, new in candidate.changes}
        value = search.graph.tried(changes, search.graph.roots[""])
        if value is not None and search.evidence.fits(value):
            found.append(together)
    return found


def _counted_from(line: str, text: str) -> str:
    """A text with the numbers of its names counted from that of the line, as `h2` in the line `d3` is one before."""
    own = STEP.search(line)
    return STEP.sub(lambda found: f"#{int(found[0]) - int(own[0]):+}" if own else "#", text)


def _confirmed(search: Search, together: Mapping[str, Candidate]) -> Finding | None:
    """The finding, where the edits make the claim right on every draw."""
    evidence = search.evidence
    try:
        texts = {key: search.at(key).writer.spliced(candidate.changes) for key, candidate in together.items()}
    except ExpressionError:
        return None
    claim = texts.pop("", evidence.text)
    if evidence.agreement(claim, lines=texts) is None:
        return None
    order = [key for key in search.graph.lines if key in together]
    first = order[0]
    cause, sentence = told.of(search, first, together[first])
    others = [f"`{key}`" for key in order[1:]] + (["the claim"] if "" in together else [])
    message = f"in `{first}`, {sentence}; the same in {listed(others)}"
    part = search.at(first).part(together[first])
    return Finding(cause, evidence.name, message, place=Spot(f"let.{first}", *part.span))
