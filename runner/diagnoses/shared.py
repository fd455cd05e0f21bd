"""Several claims that are wrong through one line of `let`: the edit of that line which makes all of them right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import ExpressionError
from ..expressions import Expression
from ..expressions.reverse import Unsupported
from ..model import Finding
from .edits import confirmed
from .edits.kinds import Kinds
from .edits.search import Search
from .evidence import Evidence
from .explanations import Explanation, least

COUNTS = {2: "both", 3: "all three", 4: "all four"}


def find(evidence: Sequence[Evidence]) -> dict[str, Finding] | None:
    """A finding for each claim that goes through the line, by input: the first tells the mistake, the others where it is told."""
    lines = evidence[0].draw.problem.backward.values()
    if not any(isinstance(line.expression, Expression) for line in lines):
        return None  # there are but parts of what one call gives
    with np.errstate(all="ignore"):
        return _find(evidence)


def _find(evidence: Sequence[Evidence]) -> dict[str, Finding] | None:
    searches = [search for each in evidence if (search := _search(each)) is not None]
    names = [name for search in searches for name in reversed(search.graph.lines)]
    first = [name for name in names if any(name in search.backward.first for search in searches)]
    for line in dict.fromkeys((*first, *names)):
        group = [search for search in searches if line in search.graph.lines]
        if len(group) > 1:
            found = _of_line(line, group)
            if found is not None:
                return _told(found, line, group, len(evidence))
    return None


def _search(evidence: Evidence) -> Search | None:
    try:
        return Search(evidence.measurements.comparison, evidence)
    except (Unsupported, ExpressionError):
        return None


def _of_line(line: str, group: Sequence[Search]) -> Finding | None:
    """The edit of a line that makes all claims of the group right, the one that assumes least."""
    first, *others = group
    first.only = line
    for edits in Kinds(first).tiers():
        found = [
            explanation
            for candidate in first.fitting(edits)
            for explanation in confirmed(first, candidate)
            if all(_fixes(explanation, line, other) for other in others)
        ]
        if found:
            return least(found)
    return None


def _fixes(explanation: Explanation, line: str, other: Search) -> bool:
    fix = explanation.finding.fix
    return fix is not None and other.evidence.agreement(other.evidence.text, lines={line: fix}) is not None


def _told(finding: Finding, line: str, group: Sequence[Search], wrong: int) -> dict[str, Finding]:
    names = [search.evidence.name for search in group]
    listed = f"the claims for {', '.join(f'`{name}`' for name in names[:-1])} and `{names[-1]}`"
    who = f"{COUNTS[len(group)]} wrong claims" if len(group) == wrong and len(group) in COUNTS else listed
    mistake = finding.message.removeprefix(f"in `{line}`, ")
    told = {names[0]: replace(finding, message=f"{who} go through `{line}`: {mistake}")}
    for name in names[1:]:
        message = f"the claim for `{name}` goes through `{line}` too, and is right once that is"
        told[name] = replace(finding, input=name, message=message, suggestion=None)
    return told
