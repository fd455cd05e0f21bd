"""What earlier runs left: their results.json read back, and asked how a case ended."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import UsageError
from ..outputs import json_report
from ..outputs.fields.kinds import Misfit
from ..outputs.json_report import FORMAT
from .folder import PART, opened
from .result_lines import LONGEST, as_a_whole, head_of, lines_of
from .results_file import read_results
from .results_table import HISTORY
from .selection import UNKNOWN, Past, known_as

ID = re.compile(r'    \{"id": ?("(?:[^"\\]|\\.)*"), ?"file": ?(null|"(?:[^"\\]|\\.)*"),')
"""How the line of a result begins, as `json_report` writes it; earlier versions put blanks between its parts."""
AS_EXPECTED, SECONDS = re.compile(r'"as_expected": ?(true|false)'), re.compile(r'"seconds": ?([0-9.e+-]+)')
"""The facts. Quotes inside a text are escaped, and what a case names has a text or a whole number, so none can pass for these but
`sizes`, which stand before the seconds."""


def past(document: dict[str, Any]) -> dict[str, Past]:
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
    times: Mapping[str, Past] = {}
    """What that report tells of a whole catalogue, whatever parts were run since: by it parts are balanced, each alike."""


def last_run(folder: str) -> Last:
    """How each case ended the last time, from the results.json in the folder; nothing where that cannot be read.

    Where a part was run since, and its report stands in a folder of its own, it is what counts.
    """
    facts, part = _read(folder), os.path.join(folder, PART)
    facts = facts._replace(times=facts.past if facts.whole else {})
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
        with opened(path) as file:
            picked = _picked(line.decode() for line in lines_of(file))
        if picked is not None:
            return picked
        document = read_results(path)
        return Last(past(document), _is_whole(document))
    except (OSError, UsageError, ValueError, KeyError, TypeError, RecursionError, MemoryError):
        return Last({})


def _is_whole(document: Mapping[str, Any]) -> bool:
    selection = document.get("selection", {})
    return bool(selection.get("whole", selection.get("declared") == selection.get("selected")))


def _picked(lines: Iterable[str]) -> Last | None:
    """The same from the lines of the file; None where one is not as we write it."""
    head: list[str] = []
    length = 0
    found: dict[str, Past] = {}
    for line in lines:
        if not line.startswith('    {"id":'):
            head.append(line)
            length += len(line)
            if length > LONGEST:
                return None
            continue
        row, flag = ID.match(line), AS_EXPECTED.search(line)
        time = flag and SECONDS.search(line, line.rfind('"seconds":'))
        if row is None or flag is None or time is None:
            return None
        key = known_as(json.loads(row[2]), json.loads(row[1]))
        found[key] = Past(flag[1] == "true", float(time[1]))
    document = json.loads("".join(head))
    if document["format"] != FORMAT or document["results"]:
        return None
    return Last(past(document) | found, _is_whole(document))


def history(folder: str) -> list[dict[str, Any]]:
    """The counts of the runs before, as the results.json in the folder holds them; nothing where that cannot be read."""
    try:
        with opened(os.path.join(folder, "results.json")) as file:
            runs = json.loads(as_a_whole(head_of(file)))["history"]
        HISTORY(runs)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, MemoryError, Misfit):
        return []
    return list(runs)


def renew(whole: Mapping[str, Any], part: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    """The whole document with the results of a later run of some cases; `ids` are the cases there are now, in order."""
    results = {result["id"]: result for document in (whole, part) for result in document["results"]}
    left = [results[id_] for id_ in ids if id_ in results]
    return {**part, "results": left, "summary": json_report.summary(left, len(part["faults"]), part["summary"]["seconds"])}
