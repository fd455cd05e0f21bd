"""One result as it stands in the document of results.json."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from math import inf, isfinite, isnan
from typing import Any, TypeAlias

from ..model import (
    Case,
    Corner,
    Curve,
    Entry,
    Fault,
    Finding,
    InputResult,
    Picture,
    Place,
    Result,
    Test,
    Value,
    Verdict,
    Witness,
)

Document: TypeAlias = dict[str, Any]
CALL = ("file", "line", "function", "source")
"""What is told of each call that led to an error in lent code."""
MOST_CONTINUED = 12
"""So many lines of a value that goes on are shown of what a variant takes over."""

Lines: TypeAlias = Callable[[str, int, int], Sequence[str]]
"""How lines of a case file are had: file, first line, last line → lines. `catalog.excerpt` is one."""


def result_document(result: Result, lines: Lines | None = None, digest: str | None = None) -> Document:
    """A result as plain data: dictionaries, lists, text, numbers, None; first what was declared, then how it ended.

    `lines`, where given, tells the part of the file that declares the case; `digest` stands for all that is declared.
    """
    case, doubt, place = result.case, result.doubt, result.place
    finding = result.findings[0] if result.findings else None
    document = {
        **{key: value(case) for key, value in OF_CASE.items()},
        "verdict": result.verdict.value,
        "as_expected": result.as_expected,
        "surprise": result.surprise,
        "cause": finding.cause if finding else None,
        "doubt": doubt.kind if doubt else None,
        "doubt_message": doubt.message if doubt else None,
        "better_h": number(doubt.better_h) if doubt else None,
        "witness": _witness(result.witness),
        "message": result.message,
        "lost": result.lost,
        "unexplained": list(result.unexplained),
        "skipped": result.skipped,
        "derived": list(result.derived),
        "tests": [_test(test) for test in result.tests],
        "hint": result.hint,
        "suggestion": finding.suggestion if finding else None,
        "findings": [_finding(each, lines) for each in result.findings],
        "shapes": {name: list(shape) for name, shape in result.shapes.items()},
        "max_relative": _largest([check.max_relative for check in result.inputs]),
        "inputs": [_input(check) for check in result.inputs],
        "value": number(result.cost),
        "evaluations": result.evaluations,
        "seconds": round(result.seconds, 6),
        "place": _place(place),
        "fault": _fault_in_expression(result, lines),
        "trace": [dict(zip(CALL, call, strict=True)) for call in result.trace],
        "yaml": _yaml(case, place, lines),
        "hints": result.hints,
        "digest": digest,
        "checked": None,
    }
    return document if result.hints >= ALL_TOLD else _without_right_numbers(document)


ALL_TOLD = 2
"""The level of hints at which nothing is withheld."""


def _without_right_numbers(document: Document) -> Document:
    """The document with nothing where the numbers of the right gradient would stand."""
    if document["witness"] is not None:
        document["witness"] |= {"value": None, "error": None}
    for check in document["inputs"]:
        for entry in (check["first_wrong"], check["worst"], *check["table"]):
            if entry is not None:
                entry |= {"numerical": None, "absolute": None}
    return document


def _declared(case: Case) -> Document:
    return {
        "cost": case.cost,
        "output": case.output,
        "let": dict(case.let),
        "gradient": {name: as_written(claim) for name, claim in case.claims.items()},
        "inputs": list(case.inputs),
        "claims": {each.name: as_written(each.claim) for each in case.map_claims},
        "sizes": dict(case.sizes),
        "shapes": {name: f"[{', '.join(map(str, shape))}]" for name, shape in case.shapes.items()},
        "values": {name: as_written(value) for name, value in case.values.items()},
    }


def as_written(value: Value | tuple[int | str, ...]) -> str:
    """A value as its author might write it in YAML."""
    if isinstance(value, tuple):
        return "[" + ", ".join(as_written(item) for item in value) + "]"
    if isinstance(value, str | int | float | complex):
        return value if isinstance(value, str) else repr(value)
    return _of_python(value)


def _of_python(value: Any) -> str:
    """What a case made in Python holds: an array, written out where it is small; an object, by what it is."""
    shape = getattr(value, "shape", None)
    if shape is None:
        return type(value).__name__
    return as_written(_tuples(value.tolist())) if value.size <= FEW else f"an array of shape {shape}"


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


FEW = 30
"""Arrays of up to so many entries are written out."""

OF_CASE: Mapping[str, Callable[[Case], Any]] = {
    "id": lambda case: case.id,
    "file": lambda case: case.place.file if case.place else None,
    "line": lambda case: case.place.line if case.place else None,
    "column": lambda case: case.place.column if case.place else None,
    "last_line": lambda case: case.last_line,
    "name": lambda case: case.name,
    "exercise": lambda case: case.exercise,
    "description": lambda case: case.description,
    "source": lambda case: case.source,
    "tags": lambda case: list(case.tags),
    "expected": lambda case: case.expect.verdict,
    "expected_cause": lambda case: case.expect.cause,
    "expected_doubt": lambda case: case.expect.doubt,
    "declared": _declared,
    "seed": lambda case: case.seed,
    "h": lambda case: case.h,
    "tolerance": lambda case: case.tolerance,
    "absolute": lambda case: case.absolute,
    "noise": lambda case: case.noise,
    "dtype": lambda case: case.dtype,
    "method": lambda case: case.method,
    "at_kinks": lambda case: case.at_kinks,
    "one_sided": lambda case: case.one_sided,
    "complex": lambda case: list(case.complex),
    "convention": lambda case: case.convention,
    "structure": lambda case: dict(case.structure),
    "point": lambda case: case.point,
}
"""THE TABLE of what the document tells of a case, whatever its result."""


def _largest(differences: Sequence[float | None]) -> float | str | None:
    """The largest of the relative differences, NaN above all; None where there is none."""
    found = [difference for difference in differences if difference is not None]
    return number(max(found, key=lambda difference: inf if isnan(difference) else difference, default=None))


def _finding(finding: Finding, lines: Lines | None) -> Document:
    edit = finding.edit
    return {
        "cause": finding.cause,
        "input": finding.input,
        "message": finding.message,
        "evidence": finding.evidence,
        "suggestion": finding.suggestion,
        "also": finding.also,
        "place": _spot(finding, lines),
        "edit": None if edit is None else edit._asdict(),
        "fix": finding.fix,
    }


def _spot(finding: Finding, lines: Lines | None) -> Document | None:
    """Where a mistake stands: in the case, and in its file, with the line there and how much of it belongs to the mistake."""
    if finding.place is None:
        return None
    at = finding.exact
    source = list(lines(at.file, at.line, at.line)) if at is not None and lines is not None else []
    return {
        **finding.place._asdict(),
        "line": None if at is None else at.line,
        "column": None if at is None else at.column,
        "width": finding.width,
        "source": source[0] if source else None,
    }


def _input(check: InputResult) -> Document:
    # Where the largest relative difference is finite so is every entry, and the arrays can stand as they are.
    arrays = _as_it_is if check.max_relative is not None and isfinite(check.max_relative) else numbers
    return {
        "name": check.name,
        "shape": list(check.shape),
        "entries": check.entries,
        "wrong": check.wrong,
        "first_wrong": _entry(check.first_wrong),
        "worst": _entry(check.worst),
        "max_relative": number(check.max_relative),
        "message": check.message,
        "h": check.h,
        "method": check.method,
        "limit": number(check.limit),
        "claimed_shape": list(check.claimed_shape),
        "claimed": arrays(check.claimed),
        "numerical": arrays(check.numerical),
        "table": [_entry(entry) for entry in check.table],
        "curve": _curve(check.curve),
        "measured": check.measured,
        "picture": _picture(check.picture),
        "values": numbers(check.values),
        "note": check.note,
        "corners": [_corner(corner) for corner in check.corners],
        "claim": check.claim,
        "input": check.input or check.name,
    }


def _test(test: Test) -> Document:
    return {**test._asdict(), "left": number(test.left), "right": number(test.right)}


def _picture(picture: Picture | None) -> Document | None:
    if picture is None:
        return None
    return {
        "columns": picture.columns,
        "at": list(picture.at),
        "claimed": [number(value) for value in picture.claimed],
        "numerical": [number(value) for value in picture.numerical],
    }


def _entry(entry: Entry | None) -> Document | None:
    if entry is None:
        return None
    return {
        "index": list(entry.index),
        "claimed": number(entry.claimed),
        "numerical": number(entry.numerical),
        "absolute": number(entry.absolute),
        "relative": number(entry.relative),
    }


def _corner(corner: Corner) -> Document:
    return {
        "index": list(corner.index),
        "claimed": number(corner.claimed),
        "left": number(corner.left),
        "right": number(corner.right),
        "subgradient": corner.holds,
    }


def _curve(curve: Curve | None) -> Document | None:
    if curve is None:
        return None
    return {
        "index": list(curve.index),
        "steps": [number(step) for step in curve.steps],
        "errors": [number(error) for error in curve.errors],
        "best_step": number(curve.best_step),
        "rounding": number(curve.rounding),
    }


def _witness(witness: Witness | None) -> Document | None:
    if witness is None:
        return None
    return {
        "verdict": witness.verdict,
        "index": list(witness.index),
        "value": number(witness.value),
        "error": number(witness.error),
        "method": witness.method,
    }


def of_fault(fault: Fault) -> Document:
    """One fault as plain data, as it stands in the document."""
    return {
        "file": fault.place.file if fault.place else None,
        "line": fault.place.line if fault.place else None,
        "column": fault.place.column if fault.place else None,
        "message": fault.message,
        "hint": fault.hint,
        "source": fault.source,
        "length": fault.length,
        "also": _place(fault.also),
    }


def _fault_in_expression(result: Result, lines: Lines | None) -> Document | None:
    if result.verdict is not Verdict.ERROR or result.place is None:
        return None
    line = list(lines(result.place.file, result.place.line, result.place.line)) if lines else []
    source = line[0] if line else None
    return of_fault(Fault(result.message, result.place, source, result.length if result.exact else 1, result.hint))


def _yaml(case: Case, place: Place | None, lines: Lines | None) -> Document | None:
    if lines is None or case.place is None or case.last_line is None:
        return None
    first = case.place.line
    marked = place.line if place and place.file == case.place.file else None
    return {
        "first_line": first,
        "lines": list(lines(case.place.file, first, case.last_line)),
        "marked": marked,
        "base": _base(case, case.place.file, range(first, case.last_line + 1), lines),
    }


def _base(case: Case, file: str, own: range, lines: Lines) -> list[Document]:
    """What the case takes over from the part of the file that it varies, and from the defaults: stretches of lines."""
    parts = [place for key, place in case.places.items() if key not in {"name", "variants", "matrix"}]
    taken = sorted({place.line for place in parts if place.file == file and place.line not in own})
    stretches: list[Document] = []
    for first in taken:
        last = stretches[-1] if stretches else None
        if last is not None and first < last["line"] + len(last["lines"]):
            continue
        text = _value_from(list(lines(file, first, first + MOST_CONTINUED)))
        if last is not None and first == last["line"] + len(last["lines"]):
            last["lines"] += text
        elif text:
            stretches.append({"line": first, "lines": text})
    return stretches


def _value_from(lines: Sequence[str]) -> list[str]:
    """The first line, and those after it over which its value goes on."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    more = takewhile(lambda pair: pair[0].strip() and pair[1] > indents[0] + 2, zip(lines[1:], indents[1:], strict=True))
    return [*lines[:1], *(line for line, _ in more)]


def _place(place: Place | None) -> Document | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


def number(value: float | None) -> float | str | None:
    """A number as JSON can hold it."""
    if value is None or isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _as_it_is(value: Any) -> Any:
    return value


def numbers(value: Any) -> Any:
    """Nested lists of numbers as JSON can hold them."""
    return [numbers(item) for item in value] if isinstance(value, list) else number(value)
