"""Run → the document of `results.json`, from which every other report is made.

Format 1. Keys are added freely; a key that is there keeps its name and meaning. Absent things are null. JSON
has no NaN and no infinity, so those numbers are the texts "NaN", "Infinity" and "-Infinity".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite, isnan
from typing import Any, TypeAlias

from runner.model import Case, Curve, Entry, Fault, InputResult, Place, Result, Run, Value, Verdict, Witness

FORMAT = 1

NUMBERS_OF_PASSING = 50_000
"""So many numbers of claimed and numerical gradients are kept of cases that pass without a doubt."""

Document: TypeAlias = dict[str, Any]
Lines: TypeAlias = Callable[[str, int, int], Sequence[str]]
"""How lines of a case file are had: file, first line, last line → lines. `catalog.excerpt` is one."""


def document(
    run: Run, *, generated: str, command: str, version: str, lines: Lines | None = None, options: Sequence[str] = ()
) -> Document:
    """The contents of `results.json` as plain data: dictionaries, lists, text, numbers, None.

    `generated` is the time as ISO text. `lines`, where given, adds to each result the part of the file that declares it.
    `options` are the words of the command line that a case needs to be run again with the same outcome.
    """
    results = list(_results(run.results, lines))
    return {
        "format": FORMAT,
        "version": version,
        "generated": generated,
        "command": command,
        "environment": dict(run.environment),
        "interrupted": run.interrupted,
        "selection": {"declared": run.declared, "selected": run.selected},
        "options": list(options),
        "summary": summary(results, len(run.faults), run.seconds),
        "faults": [of_fault(fault) for fault in run.faults],
        "results": results,
    }


def render(document: Document) -> str:
    """The document as JSON text, one result a line, so that two runs can be compared with `diff`."""
    head = {key: value for key, value in document.items() if key != "results"}
    opening = json.dumps(head, ensure_ascii=False, indent=2, allow_nan=False).removesuffix("\n}")
    lines = [json.dumps(result, ensure_ascii=False, allow_nan=False) for result in document["results"]]
    if not lines:
        return f'{opening},\n  "results": []\n}}\n'
    lines[0] = f'{opening},\n  "results": [\n    {lines[0]}'
    lines[-1] = f"{lines[-1]}\n  ]\n}}\n"
    return ",\n    ".join(lines)


def summary(results: Sequence[Mapping[str, Any]], faults: int, seconds: float) -> Document:
    """How many results of a document ended in which way."""
    verdicts = Counter(result["verdict"] for result in results)
    expected = sum(result["as_expected"] for result in results)
    return {
        "cases": len(results),
        "as_expected": expected,
        "unexpected": len(results) - expected,
        **{verdict.lower(): verdicts[verdict.value] for verdict in Verdict},
        "doubtful": sum(result["doubt"] is not None for result in results),
        "faults": faults,
        "seconds": round(seconds, 6),
    }


def _results(results: Sequence[Result], lines: Lines | None) -> Iterator[Document]:
    """The results; a large catalogue keeps the arrays of those that ask for a look, and of the first others."""
    left = NUMBERS_OF_PASSING
    for result in results:
        passing = result.verdict is Verdict.PASS and result.as_expected and result.doubt is None
        yield of_result(result, lines, arrays=not passing or left > 0)
        if passing:
            left -= sum(2 * check.entries for check in result.inputs)


def of_result(result: Result, lines: Lines | None = None, *, arrays: bool = True) -> Document:
    """One result as plain data, as it stands in the document; without its arrays where these would be too many."""
    case, place = result.case, result.place or result.case.place
    first = result.findings[0] if result.findings else None
    return {
        "id": case.id,
        "file": case.place.file if case.place else None,
        "line": case.place.line if case.place else None,
        "column": case.place.column if case.place else None,
        "last_line": case.last_line,
        "name": case.name,
        "description": case.description,
        "source": case.source,
        "tags": list(case.tags),
        "verdict": result.verdict.value,
        "expected": case.expect.verdict,
        "expected_cause": case.expect.cause,
        "as_expected": result.as_expected,
        "surprise": result.surprise,
        "cause": first.cause if first else None,
        "doubt": result.doubt.kind if result.doubt else None,
        "doubt_message": result.doubt.message if result.doubt else None,
        "better_h": number(result.doubt.better_h) if result.doubt else None,
        "witness": _witness(result.witness),
        "message": result.message,
        "hint": result.hint,
        "suggestion": first.suggestion if first else None,
        "findings": [
            {
                "cause": finding.cause,
                "input": finding.input,
                "message": finding.message,
                "evidence": finding.evidence,
                "suggestion": finding.suggestion,
                "also": finding.also,
            }
            for finding in result.findings
        ],
        "declared": _declared(case),
        "shapes": {name: list(shape) for name, shape in result.shapes.items()},
        "inputs": [_input(check, arrays) for check in result.inputs],
        "evaluations": result.evaluations,
        "seconds": round(result.seconds, 6),
        "seed": case.seed,
        "h": case.h,
        "tolerance": case.tolerance,
        "dtype": case.dtype,
        "method": case.method,
        "place": _place(place),
        "fault": _fault_in_expression(result, lines),
        "yaml": _yaml(case, place, lines),
    }


def _declared(case: Case) -> Document:
    return {
        "cost": case.cost,
        "output": case.output,
        "let": dict(case.let),
        "gradient": {name: as_written(claim) for name, claim in case.claims.items()},
        "sizes": dict(case.sizes),
        "shapes": {name: as_written(tuple(shape)) for name, shape in case.shapes.items()},
        "values": {name: as_written(value) for name, value in case.values.items()},
    }


def as_written(value: Value | tuple[int | str, ...]) -> str:
    """A value as its author might write it in YAML."""
    if isinstance(value, tuple):
        return "[" + ", ".join(as_written(item) for item in value) + "]"
    return value if isinstance(value, str) else repr(value)


def _input(check: InputResult, arrays: bool) -> Document:
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
        "claimed": numbers(check.claimed) if arrays else None,
        "numerical": numbers(check.numerical) if arrays else None,
        "table": [_entry(entry) for entry in check.table],
        "curve": _curve(check.curve),
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
    return of_fault(Fault(result.message, result.place, source, result.length if result.offset is not None else 1, result.hint))


def _yaml(case: Case, place: Place | None, lines: Lines | None) -> Document | None:
    if lines is None or case.place is None or case.last_line is None:
        return None
    first = case.place.line
    marked = place.line if place and place.file == case.place.file else None
    return {"first_line": first, "lines": list(lines(case.place.file, first, case.last_line)), "marked": marked}


def _place(place: Place | None) -> Document | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


def number(value: float | None) -> float | str | None:
    """A number as JSON can hold it."""
    if value is None or isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def numbers(value: Any) -> Any:
    """Nested lists of numbers as JSON can hold them."""
    return [numbers(item) for item in value] if isinstance(value, list) else number(value)
