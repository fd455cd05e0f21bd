"""Run → the document of `results.json`, from which every other report is made.

Format 1. Keys are added freely; a key that is there keeps its name and meaning. Absent things are null. JSON
has no NaN and no infinity, so those numbers are the texts "NaN", "Infinity" and "-Infinity". On its line a result lacks what
is as in most of them; `usual` in the head says what that is. The document in memory lacks nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model import Run, Verdict
from .fields.brief import NOTHING, USUAL, brief, full
from .result_document import Lines, of_fault, result_document
from .verdict import doubtful

FORMAT = 1

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
"""Of results, which hold nothing that could hold itself."""


class Written(Mapping[str, Any]):
    """A result that has been put on its line already."""

    __slots__ = ()

    def line(self) -> str:
        raise NotImplementedError


def document(
    run: Run,
    *,
    generated: str,
    command: str,
    version: str,
    lines: Lines | None = None,
    options: Sequence[str] = (),
    results: Sequence[Mapping[str, Any]] | None = None,
    conditions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The contents of `results.json`: mappings, lists, text, numbers, None.

    `generated` is the time as ISO text. `lines`, where given, adds to each result the part of the file that declares it.
    `options` are the words of the command line that a case needs to be run again with the same outcome. `results` are those of
    the run, where somebody has brought them into the form of the document already; `conditions` are what all of them depend on
    beside their cases.
    """
    if results is None:
        results = [result_document(result, lines) for result in run.results]
    return {
        "format": FORMAT,
        "version": version,
        "generated": generated,
        "command": command,
        "environment": dict(run.environment),
        "interrupted": run.interrupted,
        "selection": {
            "declared": run.declared,
            "selected": run.selected,
            "shard": list(run.shard) if run.shard else None,
            "whole": run.whole,
            "part": None,
        },
        "outstanding": list(run.outstanding),
        "options": list(options),
        "conditions": dict(conditions or {}),
        "summary": summary(results, len(run.faults), run.seconds),
        "faults": [of_fault(fault) for fault in run.faults],
        "results": results,
    }


def render(document: Mapping[str, Any]) -> str:
    """The document as JSON text, one result a line, so that two runs can be compared with `diff`."""
    return "".join(parts(document))


def parts(document: Mapping[str, Any]) -> Iterator[str]:
    """The same, piece by piece: the text of a large catalogue need not be in memory as a whole."""
    head = {key: value for key, value in document.items() if key != "results"} | {"usual": USUAL}
    yield json.dumps(head, ensure_ascii=False, indent=2, allow_nan=False).removesuffix("\n}")
    yield ',\n  "results": ['
    between = "\n    "
    for result in document["results"]:
        yield between + (result.line() if isinstance(result, Written) else as_line(result))
        between = ",\n    "
    yield "\n  ]\n}\n" if document["results"] else "]\n}\n"


def as_line(result: Mapping[str, Any]) -> str:
    """One result on one line."""
    return ENCODER.encode(brief(result))


def completed(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as it was read, with all that its lines left out."""
    usual = document.get("usual", NOTHING)
    return {
        **{key: value for key, value in document.items() if key != "usual"},
        "results": [full(result, usual) for result in document["results"]],
    }


def summary(results: Sequence[Mapping[str, Any]], faults: int, seconds: float) -> dict[str, Any]:
    """How many results of a document ended in which way."""
    verdicts = Counter(result["verdict"] for result in results)
    expected = sum(result["as_expected"] for result in results)
    return {
        "cases": len(results),
        "as_expected": expected,
        "unexpected": len(results) - expected,
        **{verdict.lower(): verdicts[verdict.value] for verdict in Verdict},
        "lost": sum(bool(result["lost"]) for result in results),
        "doubtful": sum(doubtful(result) for result in results),
        "faults": faults,
        "seconds": round(seconds, 6),
    }
