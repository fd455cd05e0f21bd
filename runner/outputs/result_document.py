"""One result, and one fault, as they stand in the document of results.json; `fields/` says what they hold."""

from __future__ import annotations

from typing import Any

from ..model import Fault, Result
from .fields import FAULT, OF_CASE, RESULT, Source
from .fields.lines import Lines
from .fields.numbers import as_written

__all__ = ["OF_CASE", "Lines", "as_written", "of_fault", "result_document"]

ALL_TOLD = 2
"""The level of hints at which nothing is withheld."""


def result_document(result: Result, lines: Lines | None = None, digest: str | None = None) -> dict[str, Any]:
    """A result as plain data: dictionaries, lists, text, numbers, None; first what was declared, then how it ended.

    `lines`, where given, tells the part of the file that declares the case; `digest` stands for all that is declared.
    """
    document = RESULT.of(Source(result, lines, digest))
    return document if result.hints >= ALL_TOLD else _without_right_numbers(document)


def _without_right_numbers(document: dict[str, Any]) -> dict[str, Any]:
    """The document with nothing where the numbers of the right gradient would stand."""
    if document["witness"] is not None:
        document["witness"] |= {"value": None, "error": None}
    for check in document["inputs"]:
        for entry in (check["first_wrong"], check["worst"], *check["table"]):
            if entry is not None:
                entry |= {"numerical": None, "absolute": None}
    return document


def of_fault(fault: Fault) -> dict[str, Any]:
    """One fault as plain data, as it stands in the document."""
    return FAULT.of(fault)
