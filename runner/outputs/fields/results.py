"""What is told of a result: THE TABLE of a line of results.json."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan
from typing import Any, NamedTuple

from ...model import Cause, DoubtKind, Fault, Result, Verdict
from . import cases
from .findings import CALL, FAULT, FINDING, PLACE, TEST, WITNESS
from .inputs import INPUT
from .kinds import duration, flag, list_of, maybe, names, text, whole, word
from .kinds import number as a_number
from .lines import Lines, shown
from .numbers import number
from .record import Field, Record, field
from .texts import yaml_of


class Source(NamedTuple):
    """What a line is made of: a result, how lines of its file are had, and what stands for all that is declared."""

    result: Result
    lines: Lines | None = None
    digest: str | None = None


def _largest(differences: Sequence[float | None]) -> float | str | None:
    """The largest of the relative differences, NaN above all; None where there is none."""
    found = [difference for difference in differences if difference is not None]
    return number(max(found, key=lambda difference: inf if isnan(difference) else difference, default=None))


def _fault_in_expression(source: Source) -> dict[str, Any] | None:
    result, lines, _ = source
    if result.verdict is not Verdict.ERROR or result.place is None:
        return None
    line = list(lines(result.place.file, result.place.line, result.place.line)) if lines else []
    length = result.length if result.exact else 1
    return FAULT.of(Fault(result.message, result.place, shown(line[0]) if line else None, length, result.hint))


def _of_case(each: Field) -> Field:
    value = each.value
    return each._replace(value=f"result.case.{value}" if isinstance(value, str) else lambda source: value(source.result.case))


YAML = Record([
    field("first_line", whole, "the number of the first of them"),
    field("lines", list_of(text), "the lines that declare the case"),
    field("marked", maybe(whole), "the line to look at"),
    field("base", list_of(Record([
        field("line", whole, "the number of the first of them"),
        field("lines", list_of(text), "the lines"),
    ]).kind), "stretches elsewhere in the file that it takes over", late=True),
])  # fmt: skip

RESULT = Record([
    *map(_of_case, cases.FIELDS),
    field("verdict", word(*Verdict), "PASS, FAIL, ERROR or TIMEOUT", "result.verdict.value"),
    field("as_expected", flag, "whether it ended as the case says", "result.as_expected"),
    field("surprise", maybe(text), "why not", "result.surprise", usual=None),
    field("cause", maybe(word(*Cause)), "why the first failing claim is wrong", "result.cause"),
    field(
        "doubt", maybe(word(*DoubtKind)), "why the verdict may not be believed",
        lambda source: source.result.doubt and source.result.doubt.kind,
    ),
    field(
        "doubt_message", maybe(text), "the same in words",
        lambda source: source.result.doubt and source.result.doubt.message, usual=None,
    ),
    field(
        "better_h", maybe(a_number), "a step without the doubt",
        lambda source: source.result.doubt and number(source.result.doubt.better_h), usual=None,
    ),
    field("witness", WITNESS.maybe, "what a second measurement says", lambda source: WITNESS.of_any(source.result.witness)),
    field("message", text, "what happened, in a sentence or two", "result.message"),
    field("lost", flag, "whether its process was lost twice: no verdict of the case", "result.lost"),
    field(
        "unexplained", list_of(text), "what could not be looked for beyond the verdict",
        lambda source: list(source.result.unexplained), usual=[],
    ),
    field("skipped", flag, "whether there was nothing to check at the special point", "result.skipped", usual=False),
    field("derived", list_of(text), "the inputs whose claims were derived", lambda source: list(source.result.derived), usual=[]),
    field(
        "tests", list_of(TEST.kind), "what claims must hold among themselves",
        lambda source: [TEST.of(test) for test in source.result.tests], usual=[],
    ),
    field("hint", maybe(text), "for an error: what to write instead", "result.hint", usual=None),
    field("suggestion", maybe(text), "the first failing claim fixed", "result.suggestion"),
    field(
        "findings", list_of(FINDING.kind), "why each failing claim is wrong",
        lambda source: [FINDING.of((finding, source.lines)) for finding in source.result.findings],
    ),
    field(
        "shapes", names(list_of(whole)), "the shapes of the arrays, as drawn",
        lambda source: {name: list(shape) for name, shape in source.result.shapes.items()},
    ),
    field(
        "max_relative", maybe(a_number), "the worst relative difference",
        lambda source: _largest([check.max_relative for check in source.result.inputs]),
    ),
    field("inputs", list_of(INPUT.kind), "each claim measured", lambda source: [*map(INPUT.of, source.result.inputs)]),
    field("value", maybe(a_number), "the cost at the drawn point", lambda source: number(source.result.cost)),
    field("evaluations", whole, "at how many points the cost was evaluated", "result.evaluations"),
    field("seconds", duration, "how long it took", lambda source: round(source.result.seconds, 6)),
    field("place", PLACE.maybe, "where to look in the file", lambda source: PLACE.of_any(source.result.place)),
    field("fault", FAULT.maybe, "for an error in an expression: where", _fault_in_expression, usual=None),
    field(
        "trace", list_of(CALL.kind), "for an error in lent code: the calls that led to it",
        lambda source: [CALL.of(call) for call in source.result.trace], usual=[],
    ),
    field(
        "yaml", YAML.maybe, "the lines of the file that declare it; null where nobody need look, after the first 20,000",
        lambda source: yaml_of(source.result.case, source.result.place, source.lines),
    ),
    field("hints", whole, "how much is told", "result.hints", usual=2),
    field("digest", maybe(text), "of all that is declared", "digest"),
    field("checked", maybe(text), "when, where an earlier run did", lambda source: None, usual=None),
    field("mark", maybe(text), "of the user whose run found it", lambda source: None, late=True, usual=None),
])  # fmt: skip
