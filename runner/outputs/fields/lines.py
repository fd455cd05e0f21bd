"""Lines of case files, as far as they are shown: what a result tells must not grow with what its file holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ...model import Case

Lines: TypeAlias = Callable[[str, int, int], Sequence[str]]
"""How lines of a case file are had: file, first line, last line → lines. `catalog.excerpt` is one."""

FIRST = 20_000
"""Of a larger catalogue, cases after these that nobody need look at are told without their lines."""
MOST_LINES = 1_000
"""How many lines of a file are shown of a case."""
MOST_CHARACTERS = 200_000
"""How many characters of them."""
LONGEST_LINE = 5_000
"""How many characters of one line, which is longer than that of any expression that may be evaluated."""


def lines_of(case: Case, lines: Lines) -> list[str]:
    """The lines of the file that declare a case, as far as they are shown."""
    if case.place is None or case.last_line is None:
        return []
    first = case.place.line
    found: list[str] = []
    left = MOST_CHARACTERS
    for line in lines(case.place.file, first, min(case.last_line, first + MOST_LINES - 1)):
        found.append(cut(line))
        left -= len(found[-1]) + 1
        if left < 0:
            break
    missing = case.last_line - first + 1 - len(found)
    return [*found, f"… {missing:,} more lines"] if missing > 0 else found


def cut(line: str) -> str:
    """A line of a file, without its end where it is very long."""
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} … {len(line) - LONGEST_LINE:,} more characters"


def shown(line: str) -> str | None:
    """A line of a file in which a place is marked: whole or not at all."""
    return line if len(line) <= LONGEST_LINE else None
