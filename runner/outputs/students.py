"""A row for each who claims: which exercises are right, what went wrong in the others, and what the class gets wrong most.

Made of a document whose `claims` say who claims, and which exercises there are (`--claims`).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model import Cause
from .document import Document
from .plain import cell, plain

RIGHT, WRONG, PART, FAULT, MISSING = "right", "wrong", "part", "fault", "missing"
WORDS = (RIGHT, WRONG, PART, "error", "timeout", FAULT, MISSING)


class Outcome(NamedTuple):
    """What became of one person's claim for one exercise.

    `word` is one of `WORDS`: `part` where some inputs are not claimed, `fault` where the file cannot be read for it. `causes`
    says of a wrong one why, for each input that is: the input, where there are several, and the cause, where one is told.
    """

    word: str
    causes: tuple[tuple[str, str], ...] = ()
    id: str = ""
    """The case on the page; empty where there is none."""

    @property
    def text(self) -> str:
        """It in a cell of a table: `right`, `sign`, `x transposed, b broadcast`."""
        if not any(cause for _, cause in self.causes):
            return self.word
        return ", ".join(" ".join(filter(None, (name, cause or WRONG))) for name, cause in self.causes)


class Row(NamedTuple):
    """What became of one person's claims, by the ids of the exercises."""

    name: str
    outcomes: Mapping[str, Outcome]
    doubtful: int

    def count(self, word: str) -> int:
        """How many exercises ended in that way."""
        return sum(outcome.word == word for outcome in self.outcomes.values())

    @property
    def causes(self) -> Counter[str]:
        """Why claims are wrong, with counts: of an exercise once for each input that is wrong."""
        return Counter(cause for outcome in self.outcomes.values() for _, cause in outcome.causes if cause)


def rows(document: Document) -> list[Row]:
    """A row for each who claims, in the order of their files; none where nobody was asked."""
    claims = document.get("claims")
    if not claims:
        return []
    results = {result["id"]: result for result in document["results"]}
    unread = {fault["file"] for fault in document["faults"]}
    absent = {name: Outcome(FAULT if file in unread else MISSING) for name, file in claims["claimants"].items()}
    return [_row(name, claims["exercises"], results, absent[name]) for name in claims["claimants"]]


def _row(name: str, exercises: Mapping[str, Sequence[str]], results: Mapping[str, Document], absent: Outcome) -> Row:
    mine = {exercise: results.get(f"{name}/{exercise}") for exercise in exercises}
    outcomes = {
        exercise: absent if result is None else _outcome(result, exercises[exercise]) for exercise, result in mine.items()
    }
    return Row(name, outcomes, sum(result is not None and result["doubt"] is not None for result in mine.values()))


def _outcome(result: Document, inputs: Sequence[str]) -> Outcome:
    if result["verdict"] == "PASS":
        return Outcome(RIGHT if set(inputs) <= result["declared"]["gradient"].keys() else PART, id=result["id"])
    if result["verdict"] != "FAIL":
        return Outcome(str(result["verdict"]).lower(), id=result["id"])
    found = {finding["input"]: str(finding["cause"]) for finding in result["findings"]}
    if len(inputs) == 1 or not found or not result["cause"]:
        return Outcome(WRONG, (("", str(result["cause"] or "")),), result["id"])
    wrong = [check["name"] for check in result["inputs"] if check["wrong"]]
    return Outcome(WRONG, tuple([(name, found.get(name, "")) for name in wrong]), result["id"])


def claimants(document: Document) -> Callable[[Document], str]:
    """Who claims in a result; empty for a case of nobody's."""
    names = {file: name for name, file in (document.get("claims") or {}).get("claimants", {}).items()}
    return lambda result: names.get(result["file"] or "", "") if result.get("exercise") else ""


def short(exercises: Sequence[str]) -> list[str]:
    """The exercises as they stand at the head of a column: by their names, where those are not two the same."""
    names = [exercise.partition("::")[2] or exercise for exercise in exercises]
    return names if len(set(names)) == len(names) else list(exercises)


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
        writer.writerow([cell(row.name), *counts, *(cell(outcome.text) for outcome in row.outcomes.values())])
    return text.getvalue()
