"""Texts of cases in the document of a run: long ones that many results would hold are told whole once.

A matrix makes thousands of cases of one text, and a file may hold megabytes: what each result says of its case must not grow
with what all of them share.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

LONG = 10_000
"""In a result with more characters of its case than this, a text that another result holds whole is told by its beginning."""
BEGINNING = 200
"""How much of it."""


class SharedTexts:
    """Knows the long texts that were told, and in which result."""

    def __init__(self) -> None:
        self._told: dict[bytes, str] = {}

    def told_once(self, document: dict[str, Any]) -> dict[str, Any]:
        """A result in which texts that another holds whole have given way to their beginnings, where it would hold too much."""
        if _length(document) < LONG:
            return document
        id_, declared = document["id"], document["declared"]
        for key in ("description", "source"):
            document[key] = document[key] and self._text(document[key], id_)
        for key, part in declared.items():
            if isinstance(part, str):
                declared[key] = self._text(part, id_)
            elif isinstance(part, Mapping) and key != "sizes":
                declared[key] = {name: self._text(text, id_) for name, text in part.items()}
        for part in _excerpts(document):
            part["lines"] = self._lines(part["lines"], id_)
        return document

    def _text(self, text: str, id_: str) -> str:
        if len(text) < 2 * BEGINNING or (first := self._first(text, id_)) == id_:
            return text
        return f"{text[:BEGINNING]} … {len(text):,} characters, as in {first}"

    def _lines(self, lines: list[str], id_: str) -> list[str]:
        text = "\n".join(lines)
        if len(text) < 2 * BEGINNING or (first := self._first(text, id_)) == id_:
            return lines
        return [*text[:BEGINNING].split("\n"), f"… {len(lines):,} lines, as in {first}"]

    def _first(self, text: str, id_: str) -> str:
        """The id of the result that tells a text whole."""
        return self._told.setdefault(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(), id_)


def _length(document: dict[str, Any]) -> int:
    """How many characters a result holds of its case."""
    texts = [document["description"] or "", document["source"] or ""]
    for part in document["declared"].values():
        texts += [part] if isinstance(part, str) else map(str, part.values()) if isinstance(part, Mapping) else []
    return sum(map(len, texts)) + sum(len(line) + 1 for part in _excerpts(document) for line in part["lines"])


def _excerpts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What is shown of the file."""
    return [] if document["yaml"] is None else [document["yaml"], *document["yaml"]["base"]]
