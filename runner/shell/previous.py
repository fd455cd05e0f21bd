"""What earlier runs left: their results.json read back, joined, and asked how a case ended."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import TextIOWrapper
from typing import Any, NamedTuple

from ..errors import UsageError
from ..model import Case, Fault, Result, Run, Verdict
from ..outputs import json_report
from ..outputs.json_report import FORMAT, Document
from ..outputs.result_document import of_fault
from .folder import PART, opened
from .results_file import HISTORY, Misfit, read_results
from .selection import UNKNOWN, Past, known_as

NOTHING = Result(Case(), Verdict.PASS, True, "")

ID = re.compile(r'    \{"id": ("(?:[^"\\]|\\.)*"), "file": (null|"(?:[^"\\]|\\.)*"), ')
"""How the line of a result begins, as `json_report` writes it."""
RESULTS = '  "results": ['
"""How the line begins after which the results stand."""
AS_EXPECTED, SECONDS = ', "as_expected": ', ', "seconds": '
"""What stands before the facts. Quotes inside a text are escaped there, so none can pass for these."""


def past(document: Document) -> dict[str, Past]:
    """How each case of the document ended, and what was outstanding then, by what they are remembered by."""
    found = {key: Past(False, UNKNOWN.seconds) for key in document.get("outstanding", ())}
    return found | {
        known_as(result["file"], result["id"]): Past(result["as_expected"], result["seconds"]) for result in document["results"]
    }


class Last(NamedTuple):
    """What is remembered of the runs before, by the reports in a folder."""

    past: dict[str, Past]
    whole: bool = False
    """Whether the report in the folder is of a whole catalogue."""


def last_run(folder: str) -> Last:
    """How each case ended the last time, from the results.json in the folder; nothing where that cannot be read.

    Where a part was run since, and its report stands in a folder of its own, it is what counts.
    """
    facts, part = _read(folder), os.path.join(folder, PART)
    if _time(part) <= _time(folder):
        return facts
    since = _read(part).past
    kept = {key: last._replace(as_expected=key not in since or since[key].as_expected) for key, last in facts.past.items()}
    return facts._replace(
        past=kept | {key: last for key, last in since.items() if key not in kept or last.seconds != UNKNOWN.seconds}
    )


def _time(folder: str) -> int:
    """When the results in the folder were written; 0 where there are none."""
    try:
        return os.stat(os.path.join(folder, "results.json")).st_mtime_ns
    except OSError:
        return 0


def _read(folder: str) -> Last:
    """The same of one results.json.

    The file of a large catalogue takes longer to parse than its cases to order, so the few facts are picked from the
    lines in which we write it, and it is parsed only where somebody has laid it out anew.
    """
    path = os.path.join(folder, "results.json")
    try:
        with TextIOWrapper(opened(path), encoding="utf-8") as file:
            picked = _picked(file)
        if picked is not None:
            return picked
        document = read_results(path)
        return Last(past(document), _is_whole(document))
    except (OSError, UsageError, ValueError, KeyError, TypeError, RecursionError):
        return Last({})


def _is_whole(document: Mapping[str, Any]) -> bool:
    selection = document.get("selection", {})
    return bool(selection.get("whole", selection.get("declared") == selection.get("selected")))


def _picked(lines: Iterable[str]) -> Last | None:
    """The same from the lines of the file; None where one is not as we write it."""
    head: list[str] = []
    found: dict[str, Past] = {}
    for line in lines:
        if not line.startswith('    {"id": '):
            head.append(line)
            continue
        row, flag, time = ID.match(line), line.find(AS_EXPECTED), line.rfind(SECONDS)
        if row is None or flag < 0 or time < 0:
            return None
        begin = time + len(SECONDS)
        seconds = float(line[begin : line.index(",", begin)])
        key = known_as(json.loads(row[2]), json.loads(row[1]))
        found[key] = Past(line.startswith("true", flag + len(AS_EXPECTED)), seconds)
    document = json.loads("".join(head))
    if document["format"] != FORMAT or document["results"]:
        return None
    return Last(past(document) | found, _is_whole(document))


def history(folder: str) -> list[dict[str, Any]]:
    """The counts of the runs before, as the results.json in the folder holds them; nothing where that cannot be read."""
    head: list[str] = []
    try:
        with TextIOWrapper(opened(os.path.join(folder, "results.json")), encoding="utf-8") as file:
            for line in file:
                if line.startswith(RESULTS):
                    break
                head.append(line)
        runs = json.loads("".join(head).rstrip().removesuffix(",") + "}")["history"]
        HISTORY(runs, "history")
    except (OSError, ValueError, KeyError, TypeError, RecursionError, Misfit):
        return []
    return list(runs)


def merge(documents: Sequence[Mapping[str, Any]], *, generated: str, command: str, version: str) -> Document:
    """One document of several, as of shards. Where a case stands in more than one, the last one counts.

    Raises `UsageError` where one was written by another version and lacks what a report shows.
    """
    for document in documents:
        _test_completeness(document)
    results = {result["id"]: result for document in documents for result in document["results"]}
    faults = {json.dumps(fault): fault for document in documents for fault in document["faults"]}
    faults |= {message: of_fault(Fault(message)) for message in _missing_parts(documents)}
    in_order = sorted(results.values(), key=lambda result: (result["file"] or "", result["line"] or 0))
    return {
        "format": FORMAT,
        "version": version,
        "generated": generated,
        "command": command,
        "environment": _common([document["environment"] for document in documents]),
        "interrupted": any(document["interrupted"] for document in documents),
        "selection": {"declared": None, "selected": None, "shard": None, "whole": True},
        "outstanding": [],
        "conditions": documents[0]["conditions"] if all(d["conditions"] == documents[0]["conditions"] for d in documents) else {},
        "options": list(dict.fromkeys(word for document in documents for word in document["options"])),
        "summary": json_report.summary(in_order, len(faults), sum(document["summary"]["seconds"] for document in documents)),
        "faults": list(faults.values()),
        "results": in_order,
    }


def _missing_parts(documents: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The parts of a catalogue that was split, and of which others are there: a lost part must not look well."""
    parts = {tuple(shard) for document in documents if (shard := document["selection"].get("shard"))}
    for count in sorted({count for _, count in parts}):
        for number in range(1, count + 1):
            if (number, count) not in parts:
                yield f"part {number} of {count} is missing"


def _test_completeness(document: Mapping[str, Any]) -> None:
    """Hold the keys of a document against those that this version writes."""
    pattern = json_report.document(Run((NOTHING,)), generated="", command="", version="")
    pairs = [(document, pattern), *((result, pattern["results"][0]) for result in document["results"])]
    missing = {key for found, wanted in pairs for key in wanted.keys() - found.keys()}
    if missing:
        raise UsageError(
            f"results of version {document.get('version')} cannot be merged: {', '.join(sorted(missing))} is missing"
        )


def renew(whole: Mapping[str, Any], part: Mapping[str, Any], ids: Sequence[str]) -> Document:
    """The whole document with the results of a later run of some cases; `ids` are the cases there are now, in order."""
    results = {result["id"]: result for document in (whole, part) for result in document["results"]}
    left = [results[id_] for id_ in ids if id_ in results]
    return {**part, "results": left, "summary": json_report.summary(left, len(part["faults"]), part["summary"]["seconds"])}


def _common(environments: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Each key with its value, or with all values where the runs differ in it."""
    keys = dict.fromkeys(key for environment in environments for key in environment)
    return {key: " | ".join(dict.fromkeys(env[key] for env in environments if key in env)) for key in keys}
