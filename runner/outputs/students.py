"""A row for each who claims: which exercises are right, what went wrong in the others, and what the class gets wrong most.

Made of a document whose `claims` say who claims, and which exercises there are (`--claims`).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model import Cause
from .document import Document
from .plain import cell, plain

RIGHT, WRONG, PART, FAULT, MISSING = "right", "wrong", "part", "fault", "missing"
WORDS = (RIGHT, WRONG, PART, "error", "timeout", FAULT, MISSING)


class Row(NamedTuple):
    """What became of one person's claims."""

    name: str
    outcomes: Mapping[str, str]
    """The id of the exercise → `right`, the cause (or `wrong`), `part` where some inputs are not claimed, `error`, `timeout`,
    `fault` where the file cannot be read for one, or `missing`."""
    doubtful: int

    def count(self, word: str) -> int:
        """How many exercises ended in that way; `wrong` with any cause."""
        return sum(
            outcome not in set(WORDS) - {WRONG} if word == WRONG else outcome == word for outcome in self.outcomes.values()
        )

    @property
    def causes(self) -> Counter[str]:
        """Why claims are wrong, with counts."""
        return Counter(outcome for outcome in self.outcomes.values() if outcome in set(Cause))


def rows(document: Document) -> list[Row]:
    """A row for each who claims, in the order of their files; none where nobody was asked."""
    claims = document.get("claims")
    if not claims:
        return []
    results = {result["id"]: result for result in document["results"]}
    unread = {fault["file"] for fault in document["faults"]}
    absent = {name: FAULT if file in unread else MISSING for name, file in claims["claimants"].items()}
    return [_row(name, claims["exercises"], results, absent[name]) for name in claims["claimants"]]


def _row(name: str, exercises: Mapping[str, Sequence[str]], results: Mapping[str, Document], absent: str) -> Row:
    mine = {exercise: results.get(f"{name}/{exercise}") for exercise in exercises}
    outcomes = {
        exercise: absent if result is None else _outcome(result, exercises[exercise]) for exercise, result in mine.items()
    }
    return Row(name, outcomes, sum(result is not None and result["doubt"] is not None for result in mine.values()))


def _outcome(result: Document, inputs: Sequence[str]) -> str:
    if result["verdict"] == "PASS":
        return RIGHT if set(inputs) <= result["declared"]["gradient"].keys() else PART
    if result["verdict"] == "FAIL":
        return str(result["cause"] or WRONG)
    return str(result["verdict"]).lower()


def class_causes(table: Sequence[Row]) -> list[tuple[str, int]]:
    """What the class gets wrong: each cause with how often, the most frequent first."""
    total: Counter[str] = Counter()
    for row in table:
        total += row.causes
    return total.most_common()


def lines(document: Document) -> Iterator[str]:
    """The rows for a terminal."""
    table = rows(document)
    width = max((len(plain(row.name)) for row in table), default=0)
    for row in table:
        causes = ", ".join(f"{cause} {count}" if count > 1 else cause for cause, count in row.causes.most_common())
        told = [f"{row.count(word)} {word}" for word in WORDS if row.count(word)]
        yield f"{plain(row.name):<{width}}  {', '.join(told)}" + (f" ({causes})" if causes else "")
    if most := class_causes(table):
        yield f"most often: {', '.join(f'{cause} {count}' for cause, count in most)}"


def render(document: Document) -> str:
    """The rows as CSV, for spreadsheets: counts, causes, and a column for each exercise."""
    table = rows(document)
    causes = [cause.value for cause in Cause if any(row.causes[cause] for row in table)]
    exercises = list(document["claims"]["exercises"])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", *WORDS, "doubtful", *causes, *map(cell, exercises)])
    for row in table:
        counts = [*map(row.count, WORDS), row.doubtful, *(row.causes[cause] for cause in causes)]
        writer.writerow([cell(row.name), *counts, *row.outcomes.values()])
    return text.getvalue()
