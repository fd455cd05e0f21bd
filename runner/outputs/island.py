"""All cases as compact columns of JSON, from which the page's script searches, sorts and counts.

A text that many cases share (a file, a cause, a list of tags, an expression) stands in a table once, and the
columns hold its place there. The script of the page (`rows.js`) reads what is written here, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from ..model import COMMAND, UNEXAMINED
from .archive import TOGETHER
from .comparison_of_runs import worst_difference
from .document import Document
from .plain import plain
from .students import claimants
from .verdict import doubtful

VERDICTS = ("PASS", "FAIL", "ERROR", "TIMEOUT")
EXPECTED = ("pass", "fail", "error")

MOST_WITH_TEXTS = 20_000
"""Up to this many cases, the page can search in costs and claims, and shows them for cases without a page of their own."""
LONGEST = 5_000
"""How many characters of them."""


class Pool:
    """Values that occur often, each held once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        found = self._places.get(value)
        if found is None:
            found = self._places[value] = len(self.values)
            self.values.append(value)
        return found


def columns(document: Document, detailed: Sequence[bool]) -> Iterator[tuple[str, Any]]:
    """The columns of all cases by their names, one after the other, and at last the tables they point into.

    `detailed` says which have a page of their own.
    """
    results = document["results"]
    prefixes, files, words, tags, texts, tolerances = (Pool() for _ in range(6))
    changes = {item["id"]: item["change"] for item in (document.get("comparison") or {}).get("cases", ())}
    with_texts = len(results) <= MOST_WITH_TEXTS
    yield "name", [plain(result["name"]) for result in results]
    yield "prefix", [prefixes.place(_prefix(result)) for result in results]
    yield "file", [files.place(plain(result["file"] or "")) for result in results]
    yield "exercise", [words.place(plain(result.get("exercise") or "")) for result in results] if document.get("claims") else None
    who = claimants(document)
    yield "student", [words.place(plain(who(result))) for result in results] if document.get("claims") else None
    yield "line", [result["line"] for result in results]
    yield "verdict", [VERDICTS.index(result["verdict"]) for result in results]
    yield "expected", [EXPECTED.index(result["expected"]) for result in results]
    yield "unexpected", [0 if result["as_expected"] else 1 for result in results]
    yield "cause", [words.place(result["cause"] or "") for result in results]
    yield "doubt", [words.place(result["doubt"] or (UNEXAMINED if doubtful(result) else "")) for result in results]
    yield "doubtful", [int(doubtful(result)) for result in results]
    yield "change", [words.place(changes.get(result["id"], "")) for result in results] if changes else None
    marks = [_mark(result) for result in results]
    yield "mark", [words.place(mark) for mark in marks] if any(marks) else None
    yield "tags", [tags.place(tuple(result["tags"])) for result in results]
    yield "worst", [_short(worst_difference(result)) for result in results]
    yield "tolerance", [tolerances.place(result["tolerance"]) for result in results]
    yield "seconds", [_short(result["seconds"]) for result in results]
    yield "text", [texts.place(_text(result)) for result in results] if with_texts else None
    yield "detailed", [int(value) for value in detailed]
    yield "together", TOGETHER
    yield "program", " ".join(COMMAND)
    yield "options", [plain(option) for option in document.get("options", ())]
    yield (
        "tables",
        {
            "prefix": prefixes.values,
            "file": files.values,
            "word": [plain(word) for word in words.values],
            "tags": [[plain(tag) for tag in several] for several in tags.values],
            "tolerance": tolerances.values,
            "text": texts.values,
        },
    )


def island(document: Document, detailed: Sequence[bool]) -> Iterator[Markup]:
    """The same as one JSON object, in pieces: of many cases a column is large enough to have one at a time in memory."""
    before = "{"
    for name, values in columns(document, detailed):
        yield Markup(before) + as_json(name) + Markup(":") + as_json(values)
        before = ","
    yield Markup("}")


def as_json(data: Any) -> Markup:
    """JSON that can stand in a `<script>` element: no text in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _prefix(result: Document) -> str:
    """The id without the name, which ends it; the whole id with a mark where it ends otherwise."""
    case_id, name = plain(result["id"]), plain(result["name"])
    return case_id[: -len(name)] if name and case_id.endswith(name) else f"\n{case_id}"


def _short(value: float | str | None) -> float | str | None:
    return float(f"{value:.2e}") if isinstance(value, float) else value


def _mark(result: Document) -> str:
    """What a reader of the verdict must know: that it is none of the case, or that it proves nothing."""
    return "lost" if result.get("lost") else "derived" if result.get("derived") else ""


def _text(result: Document) -> str:
    """Cost and claims as a person may search for them, and as they are shown where there is no page for the case."""
    declared = result["declared"]
    lines = [f"{name} = {text}" for name, text in declared["let"].items()]
    lines.append(f"cost: {declared['cost']}" if declared["cost"] is not None else f"output: {declared['output']}")
    lines += [f"gradient of {name}: {text}" for name, text in declared["gradient"].items()]
    lines += [f"{name}: {text}" for name, text in declared.get("claims", {}).items()]
    return "\n".join(plain(line[:LONGEST]) for line in lines)[:LONGEST]
