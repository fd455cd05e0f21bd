"""Counts by file and by tag, one row each: how many cases ended in which way, and of which causes. For teachers, and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model import Cause
from . import students
from .document import Document
from .plain import cell
from .verdict import doubtful


class Tally(NamedTuple):
    """What became of the cases of one file, or with one tag."""

    name: str
    cases: int
    unexpected: int
    doubtful: int
    verdicts: Mapping[str, int]
    causes: Mapping[str, int]


def by_file(results: Sequence[Document]) -> list[Tally]:
    """A row for each file, in the order of the document."""
    return _tallied((result["file"] or "made in Python", result) for result in results)


def by_tag(results: Sequence[Document]) -> list[Tally]:
    """A row for each tag, the most frequent first; a case counts once for each of its tags."""
    rows = _tallied((tag, result) for result in results for tag in dict.fromkeys(result["tags"]))
    return sorted(rows, key=lambda row: (-row.cases, row.name))


def causes_in(rows: Sequence[Tally]) -> list[str]:
    """The causes that occur, in the order of precedence."""
    found = {cause for row in rows for cause in row.causes}
    return [cause.value for cause in Cause if cause in found]


def _tallied(pairs: Iterator[tuple[str, Document]]) -> list[Tally]:
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for name, result in pairs:
        counter = counts.setdefault(name, Counter())
        counter["verdict", result["verdict"].lower()] += 1
        counter["", "unexpected"] += not result["as_expected"]
        counter["", "doubtful"] += doubtful(result)
        if result["cause"]:
            counter["cause", result["cause"]] += 1
    return [_row(name, counter) for name, counter in counts.items()]


def _row(name: str, counter: Counter[tuple[str, str]]) -> Tally:
    verdicts = {word: count for (kind, word), count in counter.items() if kind == "verdict"}
    causes = {word: count for (kind, word), count in counter.items() if kind == "cause"}
    return Tally(name, sum(verdicts.values()), counter["", "unexpected"], counter["", "doubtful"], verdicts, causes)


def render(document: Document) -> str:
    """The tables as CSV, for spreadsheets: first the files, then the tags; of a class, a row for each student."""
    if document.get("claims"):
        return students.render(document)
    rows = [("file", by_file(document["results"])), ("tag", by_tag(document["results"]))]
    causes = causes_in(rows[0][1])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["by", "name", "cases", "unexpected", "pass", "fail", "error", "timeout", "doubtful", *causes])
    for kind, several in rows:
        for row in several:
            ways = [row.verdicts.get(way, 0) for way in ("pass", "fail", "error", "timeout")]
            found = [row.causes.get(cause, 0) for cause in causes]
            writer.writerow([kind, cell(row.name), row.cases, row.unexpected, *ways, row.doubtful, *found])
    return text.getvalue()
