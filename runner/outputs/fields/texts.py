"""The part of a file that declares a case, as the document shows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from ...model import Case, Place
from .lines import Lines, cut, lines_of

MOST_CONTINUED = 12
"""How many lines at most are shown of a value that a variant takes over and that goes on over several."""


def yaml_of(case: Case, place: Place | None, lines: Lines | None) -> dict[str, Any] | None:
    """The lines of a case, the one to look at, and what it takes over from elsewhere in its file."""
    if lines is None or case.place is None or case.last_line is None:
        return None
    first = case.place.line
    marked = place.line if place and place.file == case.place.file else None
    return {
        "first_line": first,
        "lines": lines_of(case, lines),
        "marked": marked,
        "base": _base(case, case.place.file, range(first, case.last_line + 1), lines),
    }


def _base(case: Case, file: str, own: range, lines: Lines) -> list[dict[str, Any]]:
    """What the case takes over from the part of the file that it varies, and from the defaults: stretches of lines."""
    parts = [place for key, place in case.places.items() if key not in {"name", "variants", "matrix"}]
    taken = sorted({place.line for place in parts if place.file == file and place.line not in own})
    stretches: list[dict[str, Any]] = []
    for first in taken:
        last = stretches[-1] if stretches else None
        if last is not None and first < last["line"] + len(last["lines"]):
            continue
        text = [cut(line) for line in _value_from(list(lines(file, first, first + MOST_CONTINUED)))]
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
