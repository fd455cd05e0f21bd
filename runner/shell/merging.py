"""Several results.json → one document: that of the run without parts, where they are parts of one split, but for times."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from ..errors import UsageError
from ..model import Case, Fault, Result, Run, Verdict
from ..outputs import json_report
from ..outputs.document import Document
from ..outputs.json_report import FORMAT
from ..outputs.result_document import of_fault
from . import ranges
from .on_lines import Noted

NOTHING = Result(Case(), Verdict.PASS, True, "")


def merge(documents: Sequence[Document], *, generated: str, command: str, version: str) -> dict[str, Any]:
    """One document of several. Where a case stands in more than one, the last one counts.

    What is missing is told as a fault: a part, the rest of one that was stopped. Raises `UsageError` where they are parts of
    different splits, catalogues, versions or settings, or where one lacks what a report shows.
    """
    for document in documents:
        _test_completeness(document)
    _test_likeness(documents)
    results = _in_order(documents)
    lacking = [*_missing_parts(documents), *_stopped(documents)]
    faults = {json.dumps(fault): fault for document in documents for fault in document["faults"]}
    faults |= {message: of_fault(Fault(message)) for message in lacking}
    conditions, options = ([document[key] for document in documents] for key in ("conditions", "options"))
    claims = [found for document in documents if (found := document.get("claims"))]
    return {
        "format": FORMAT,
        "version": version,
        "generated": generated,
        "command": command,
        "environment": _common([document["environment"] for document in documents]),
        "interrupted": any(document["interrupted"] for document in documents),
        "selection": _selection(documents, complete=not lacking),
        "outstanding": _outstanding(documents),
        "options": options[0] if all(each == options[0] for each in options) else [],
        "conditions": conditions[0] if all(each == conditions[0] for each in conditions) else {},
        "summary": json_report.summary(results, len(faults), sum(document["summary"]["seconds"] for document in documents)),
        "faults": list(faults.values()),
        "results": results,
    } | ({"claims": {key: _joined([each[key] for each in claims]) for key in ("claimants", "exercises")}} if claims else {})


def told_twice(documents: Sequence[Document]) -> Iterator[str]:
    """What stands in several of the documents, a sentence each: of those the last counts."""
    parts = Counter(map(_called, filter(_part, documents)))
    yield from (f"{name} is there {count} times: the last counts" for name, count in parts.items() if count > 1)
    cases = Counter(result["id"] for document in documents for result in document["results"])
    several = sum(count > 1 for count in cases.values())
    if several and not any(count > 1 for count in parts.values()):
        yield f"{several} case{'s stand' if several > 1 else ' stands'} in more than one: the last counts"


def _part(document: Document) -> Document | None:
    """What is told of the split that the document is a part of."""
    selection: Document = document["selection"]
    return selection.get("part") if selection.get("shard") else None


def _called(document: Document) -> str:
    shard = document["selection"].get("shard")
    return f"part {shard[0]} of {shard[1]}" if shard else f"the run of {document['generated']}"


def _test_likeness(documents: Sequence[Document]) -> None:
    """Raise `UsageError` where some are parts, and not all of one split."""
    pairs = [(document, part) for document in documents if (part := _part(document)) is not None]
    if not pairs:
        return
    first, part = pairs[0]
    for other in documents:
        between, others = f"{_called(first)} and {_called(other)}", _part(other)
        if others is None or other["selection"]["shard"][1] != first["selection"]["shard"][1]:
            raise UsageError(f"{between} are not of one split")
        for key in sorted(first["conditions"].keys() | other["conditions"].keys()):
            here, there = (document["conditions"].get(key) or "none" for document in (first, other))
            if here != there:
                raise UsageError(f"{between} were run otherwise: {key} {here} and {there}")
        if first["options"] != other["options"]:
            here, there = (" ".join(document["options"]) or "none" for document in (first, other))
            raise UsageError(f"{between} were run otherwise: with the options {here} and {there}")
        if (part["catalogue"], part["of"]) != (others["catalogue"], others["of"]):
            raise UsageError(f"{between} are of different catalogues, or of other cases of them")
        if part["times"] != others["times"]:
            raise UsageError(f"{between} were balanced by the times of different runs: give all the same results.json, or none")


def _in_order(documents: Sequence[Document]) -> list[Any]:
    """The results in the order of the catalogue, as far as it is told."""
    ranked: dict[str, tuple[Any, Any]] = {}
    for document in documents:
        results, part = document["results"], _part(document)
        if part is None:
            ranked |= {result["id"]: ((result["file"] or "", result["line"] or 0), result) for result in results}
            continue
        numbers = ranges.numbers(part["numbers"], part["of"], len(results))
        if numbers is None:
            raise UsageError(f"{_called(document)} does not tell which cases it has")
        ranked |= {result["id"]: (number, result) for number, result in zip(numbers, results, strict=True)}
    return [result for _, result in sorted(ranked.values(), key=lambda pair: pair[0])]


def _missing_parts(documents: Sequence[Document]) -> Iterator[str]:
    """The parts of a catalogue that was split, and of which others are there: a lost part must not look well."""
    parts = {tuple(shard) for document in documents if (shard := document["selection"].get("shard"))}
    for count in sorted({count for _, count in parts}):
        for number in range(1, count + 1):
            if (number, count) not in parts:
                yield f"part {number} of {count} is missing"


def _stopped(documents: Sequence[Document]) -> Iterator[str]:
    """Those that do not hold all that they should."""
    for document in documents:
        done, wanted = len(document["results"]), document["selection"].get("selected")
        if wanted is not None and done < wanted:
            why = "was interrupted" if document["interrupted"] else "was stopped before its end, as by -x"
            yield f"{_called(document)} {why}: {done} of {wanted} cases have results"


def _selection(documents: Sequence[Document], *, complete: bool) -> dict[str, Any]:
    part = _part(documents[0])
    if part is None:
        return {"declared": None, "selected": None, "shard": None, "whole": True, "part": None}
    declared = documents[0]["selection"]["declared"]
    return {"declared": declared, "selected": part["of"], "shard": None, "whole": part["whole"] and complete, "part": None}


def _outstanding(documents: Sequence[Document]) -> list[str]:
    """What did not end as expected before, and was run in none of the parts."""
    first, *others = ([*document["outstanding"]] for document in documents)
    return [key for key in first if all(key in other for other in others)] if all(map(_part, documents)) else []


def _test_completeness(document: Document) -> None:
    """Hold the keys of a document against those that this version writes."""
    pattern = json_report.document(Run((NOTHING,)), generated="", command="", version="")
    wanted = pattern["results"][0].keys()
    missing = pattern.keys() - document.keys()
    present = {id(keys): keys for keys in map(_keys, document["results"])}  # those read from one file share theirs
    for keys in present.values():
        missing |= wanted - keys
    if missing:
        raise UsageError(
            f"results of version {document.get('version')} cannot be merged: {', '.join(sorted(missing))} is missing"
        )


def _keys(result: Document) -> Set[str]:
    return result.present if isinstance(result, Noted) else result.keys()


def _joined(found: Sequence[Document]) -> Document:
    return {key: value for each in found for key, value in each.items()}


def _common(environments: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Each key with its value, or with all values where the runs differ in it."""
    keys = dict.fromkeys(key for environment in environments for key in environment)
    return {key: " | ".join(dict.fromkeys(env[key] for env in environments if key in env)) for key in keys}
