"""A result of the document, made ready for the page: formulas typeset, the fix as a diff, pictures as numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

from . import heat_map, reproduction
from .case_text import rerun
from .document import Document
from .equations import Equation, equations, legend
from .fix_diff import Diff, diffs_of
from .plain import plain
from .words import duration, setting, significant

Parts: TypeAlias = Sequence[tuple[int, int]]
"""Stretches of a line: first and last character of each, from 0."""

MOST_VALUES = 24
"""Inputs of up to this many entries are written out."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the page shows of a case beside the fields of its result."""

    number: int
    """The place of the case in the document, from 0."""
    anchor: str
    equations: Sequence[Equation]
    diffs: Sequence[Diff | None]
    """For each finding, what was written and its fix."""
    legend: Sequence[tuple[str, str]]
    arrays: Mapping[str, str | None]
    curves: Mapping[str, str | None]
    values: Sequence[tuple[str, str]]
    """The inputs at the drawn point, where they are small."""
    facts: Sequence[tuple[str, str]]
    wrong_parts: Mapping[int, Parts]
    """The lines of the file that hold the mistakes, and which stretches of them those are."""
    command: str | None
    script: str | None


def view(number: int, result: Document, options: Sequence[str] = (), *, lean: bool = False) -> CaseView:
    """The view of the result at that place of the document; `options` of the run matter to run it again.

    One that is `lean` holds neither arrays nor a script, which take most of the space.
    """
    lines = equations(result)
    return CaseView(
        number=number,
        anchor=anchor(result["id"]),
        equations=lines,
        diffs=diffs_of(result),
        legend=legend(lines),
        arrays={check["name"]: None if lean else heat_map.arrays(check) for check in result["inputs"]},
        curves={check["name"]: _curve(check) for check in result["inputs"]},
        values=list(_values(result)),
        facts=facts(result),
        wrong_parts=wrong_parts(result),
        command=None if result["file"] is None else rerun(result, options),
        script=None if lean else reproduction.script(result),
    )


SETTINGS = ("absolute", "noise", "at_kinks", "one_sided", "point")
"""Keys of a case that most leave out: told where they are written."""


def facts(result: Document) -> list[tuple[str, str]]:
    """What the case was run with and what it took, each with its name."""
    shapes = ", ".join(f"{name}\u00a0{'×'.join(map(str, shape)) or 'scalar'}" for name, shape in result["shapes"].items())
    methods = list(dict.fromkeys(check["method"] for check in result["inputs"]))
    value = result.get("value")
    return [
        *([("cost", significant(value))] if value is not None else []),
        ("shapes", shapes or "–"),
        ("seed", str(result["seed"])),
        ("h", setting(result["h"])),
        ("tolerance", setting(result["tolerance"])),
        ("dtype", result["dtype"]),
        ("method", ", ".join(methods) or result["method"]),
        *[("complex", f"{name}, {result['convention']} gradient") for name in result.get("complex", ())],
        *[("structure", f"{name} {word}") for name, word in result.get("structure", {}).items()],
        *[(key.replace("_", " "), str(result[key])) for key in SETTINGS if result.get(key) is not None],
        ("evaluations", f"{result['evaluations']:,}"),
        ("time", duration(result["seconds"])),
        *([("checked", checked)] if (checked := result.get("checked")) else []),
    ]


def _values(result: Document) -> Iterator[tuple[str, str]]:
    """The inputs, written out as far as they are small."""
    values = {check.get("input", check["name"]): check.get("values") for check in result["inputs"]}
    for name, value in values.items():
        if value is not None and _size(value) <= MOST_VALUES:
            yield name, _nested(value)


def _size(value: Any) -> int:
    return sum(map(_size, value)) if isinstance(value, list) else 1


def _nested(value: Any) -> str:
    return f"[{', '.join(map(_nested, value))}]" if isinstance(value, list) else significant(value)


def anchor(case_id: str) -> str:
    """The fragment that leads to a case: it is stable from run to run, and the script of the page makes the same."""
    return "case=" + quote(plain(case_id), safe="/:!*'()")


def tag_query(tag: str) -> str:
    """The fragment that shows the cases with that tag."""
    return _query("@", tag)


def student_query(name: str) -> str:
    """The fragment that shows what a student claims."""
    return _query("student:", name)


def _query(key: str, word: str) -> str:
    """A word of the search field with its key, quoted as that has it."""
    text = plain(word)
    return "q=" + quote(
        f'{key}"{text.replace(chr(34), "")}"' if re.search(r'[\s"]', text) or text.startswith("!") else f"{key}{text}"
    )


def wrong_parts(result: Document) -> dict[int, Parts]:
    """The lines of the file that hold the mistakes, and the stretches of them."""
    found: dict[int, set[tuple[int, int]]] = {}
    for finding in result["findings"]:
        place = finding.get("place")
        if place and place["line"] is not None:
            first = (place.get("column") or 1) - 1
            found.setdefault(place["line"], set()).add((first, first + place.get("width", 0)))
    return {line: sorted(parts) for line, parts in found.items()}


def parted(line: str, parts: Parts) -> list[str]:
    """A line in pieces: every second one is a stretch that is wrong."""
    pieces, done = [], 0
    for first, last in parts:
        if first >= done:
            pieces += [line[done:first], line[first:last]]
            done = last
    return [*pieces, line[done:]]


def _curve(check: Document) -> str | None:
    """The data of the plot of error against step."""
    if check["curve"] is None:
        return None
    curve = check["curve"]
    numbers = {name: heat_map.short(curve[name], 3) for name in ("steps", "errors", "best_step", "rounding")}
    return json.dumps(numbers | {"index": curve["index"], "h": check["h"]}, separators=(",", ":"))
