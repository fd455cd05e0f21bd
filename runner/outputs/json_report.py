"""Run → the document of `results.json`, from which every other report is made.

Format 1. Keys are added freely; a key that is there keeps its name and meaning. Absent things are null. JSON
has no NaN and no infinity, so those numbers are the texts "NaN", "Infinity" and "-Infinity".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from runner.model import Result, Run, Verdict
from runner.outputs.result_document import Lines, ResultDocument, of_fault

FORMAT = 1

NUMBERS_OF_PASSING = 50_000
"""So many numbers of claimed and numerical gradients are kept of cases that pass without a doubt."""

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)
"""Of results, which hold nothing that could hold itself."""

Document: TypeAlias = dict[str, Any]


def document(
    run: Run, *, generated: str, command: str, version: str, lines: Lines | None = None, options: Sequence[str] = ()
) -> Document:
    """The contents of `results.json`: mappings, lists, text, numbers, None.

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


def render(document: Mapping[str, Any]) -> str:
    """The document as JSON text, one result a line, so that two runs can be compared with `diff`."""
    return "".join(parts(document))


def parts(document: Mapping[str, Any]) -> Iterator[str]:
    """The same, piece by piece: the text of a large catalogue need not be in memory as a whole."""
    head = {key: value for key, value in document.items() if key != "results"}
    yield json.dumps(head, ensure_ascii=False, indent=2, allow_nan=False).removesuffix("\n}")
    yield ',\n  "results": ['
    between = "\n    "
    for result in document["results"]:
        yield between + ENCODER.encode(dict(result))
        between = ",\n    "
    yield "\n  ]\n}\n" if document["results"] else "]\n}\n"


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


def _results(results: Sequence[Result], lines: Lines | None) -> Iterator[ResultDocument]:
    """The results; a large catalogue keeps the arrays of those that ask for a look, and of the first others."""
    left = NUMBERS_OF_PASSING
    for result in results:
        yield ResultDocument(result, lines, arrays=not result.quiet or left > 0)
        if result.quiet:
            left -= sum(2 * check.entries for check in result.inputs)
