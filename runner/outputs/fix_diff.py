"""What was written beside its fix, with what differs marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .document import Document
from .unexpected import is_in_let

MOSTLY_NEW = 0.5
"""Where less than this part of a claim stays in its fix, the fix is shown whole."""

TOKENS = re.compile(r"\w+|\*\*|//|[^\w\s]|\s+")


class Change(NamedTuple):
    """A stretch of what was written or of its fix; `kind` is "same" or "changed"."""

    kind: str
    text: str


class Diff(NamedTuple):
    claim: Sequence[Change]
    fix: Sequence[Change]
    text: str
    """The fix as it can be pasted."""
    where: str
    """The line of `let` that is wrong; empty where it is the claim itself."""


def diffs_of(result: Document) -> list[Diff | None]:
    """For each finding, what was written and its fix; nothing where that line was told of before."""
    diffs, told = [], set()
    for finding in result["findings"]:
        line = finding["place"]["key"] if is_in_let(finding) else None
        diffs.append(None if line in told else _diff(result, finding))
        told |= {line} - {None}
    return diffs


def _diff(result: Document, finding: Document) -> Diff | None:
    """What was written beside its fix, token by token, with what differs marked.

    That is the claim, or the line of it that is wrong.
    """
    declared, place = result["declared"], finding.get("place")
    claims = {**declared["gradient"], **declared.get("claims", {})}
    written, fix, where = claims.get(finding["input"]), finding["suggestion"], ""
    if place and finding.get("fix"):
        part, _, name = place["key"].partition(".")
        lines = declared.get(part)
        fix = finding["fix"]
        if isinstance(lines, Mapping) and name in lines:
            written, where = lines[name], name if part == "let" else ""
    if fix is None or written is None:
        return None
    written, fix = " ".join(written.split()), " ".join(fix.split())
    before, after = TOKENS.findall(written), TOKENS.findall(fix)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if len(before) >= 400 or matcher.ratio() < MOSTLY_NEW:
        return Diff([Change("same", written)], [Change("same", fix)], fix, where)
    steps = matcher.get_opcodes()
    return Diff(
        [_change(kind, before[first:last]) for kind, first, last, _, _ in steps if last > first] or [Change("same", written)],
        [_change(kind, after[first:last]) for kind, _, _, first, last in steps if last > first] or [Change("same", fix)],
        fix,
        where,
    )


def _change(kind: str, tokens: Sequence[str]) -> Change:
    return Change("same" if kind == "equal" else "changed", "".join(tokens))
