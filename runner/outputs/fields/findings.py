"""What is told of why a claim is wrong, of what else was found, and of places in files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ...model import Cause, Finding, Place
from .kinds import Misfit, flag, list_of, maybe, text, whole, word
from .kinds import number as a_number
from .lines import Lines, shown
from .numbers import number
from .record import Record, field

PLACE = Record([
    field("file", text, "the file"),
    field("line", whole, "the line, from 1"),
    field("column", whole, "the column, from 1"),
])  # fmt: skip


def _is_whole_place(value: Any) -> None:
    if len({value[key] is None for key in ("file", "line", "column")}) > 1:
        raise Misfit("has half a place")


def part_of_place(key: str) -> Callable[[Any], Any]:
    """One part of the place of a thing that may have none."""
    return lambda thing: getattr(thing.place, key) if thing.place else None


FAULT = Record([
    field("file", maybe(text), "the file", part_of_place("file")),
    field("line", maybe(whole), "the line, from 1", part_of_place("line")),
    field("column", maybe(whole), "the column, from 1", part_of_place("column")),
    field("message", text, "what is wrong there"),
    field("hint", maybe(text), "what to do about it"),
    field("source", maybe(text), "the line of the file"),
    field("length", whole, "how many characters are marked"),
    field("also", PLACE.maybe, "a second place that belongs to it", lambda fault: PLACE.of_any(fault.also)),
], _is_whole_place)  # fmt: skip


class Marked(NamedTuple):
    """A finding with a place, where that is in its file, and the line there."""

    finding: Finding
    exact: Place | None
    source: str | None


def marked(finding: Finding, lines: Lines | None) -> Marked | None:
    """Where a mistake stands; None where it is no part of the claim."""
    if finding.place is None:
        return None
    at = finding.exact
    found = list(lines(at.file, at.line, at.line)) if at is not None and lines is not None else []
    return Marked(finding, at, shown(found[0]) if found else None)


SPOT = Record([
    field("key", text, "the part of the case, such as `let.dx`", "finding.place.key"),
    field("offset", whole, "where in its text", "finding.place.offset"),
    field("length", whole, "how many characters of it", "finding.place.length"),
    field("line", maybe(whole), "the line of the file", lambda spot: spot.exact and spot.exact.line),
    field("column", maybe(whole), "the column", lambda spot: spot.exact and spot.exact.column, late=True),
    field("width", whole, "how many characters of that line belong to it", "finding.width", late=True),
    field("source", maybe(text), "that line", late=True),
])  # fmt: skip

EDIT = Record([field("old", text, "what stands there"), field("new", text, "what should stand there")])

FINDING = Record([
    field("cause", word(*Cause), "the cause", lambda told: told[0].cause),
    field("input", text, "the claim, by its name under `inputs`", lambda told: told[0].input),
    field("message", text, "the sentence for people", lambda told: told[0].message),
    field("evidence", text, "what speaks for it", lambda told: told[0].evidence),
    field("suggestion", maybe(text), "the right claim, as an expression", lambda told: told[0].suggestion),
    field("also", maybe(word(*Cause)), "a second cause that holds together with it", lambda told: told[0].also),
    field("place", SPOT.maybe, "where the mistake stands", lambda told: SPOT.of_any(marked(*told)), late=True),
    field("edit", EDIT.maybe, "what to change there", lambda told: EDIT.of_any(told[0].edit), late=True),
    field("fix", maybe(text), "the whole expression there as it should be", lambda told: told[0].fix, late=True),
])  # fmt: skip
"""Of a finding together with how lines of its file are had."""

TEST = Record([
    field("name", word("adjoint", "symmetry"), "what must hold"),
    field("claim", text, "the claim that is held to it"),
    field("passes", flag, "whether it holds"),
    field("left", a_number, "one side", lambda test: number(test.left)),
    field("right", a_number, "the other, which must be equal", lambda test: number(test.right)),
    field("message", text, "the same in a sentence"),
])  # fmt: skip

WITNESS = Record([
    field("verdict", word("right", "wrong", "undecided"), "what a second measurement says of the claim"),
    field("index", list_of(whole), "the entry that decided", lambda witness: list(witness.index)),
    field("value", maybe(a_number), "its value", lambda witness: number(witness.value)),
    field("error", maybe(a_number), "how far that may be off", lambda witness: number(witness.error)),
    field("method", text, "how it was had"),
])  # fmt: skip

CALL = Record([
    field("file", text, "the file", lambda call: call[0]),
    field("line", whole, "the line", lambda call: call[1]),
    field("function", text, "the function", lambda call: call[2]),
    field("source", text, "the line of the source", lambda call: call[3]),
])  # fmt: skip
