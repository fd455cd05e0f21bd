"""Lines and columns of a text, both counted from 1, as YAML 1.2 and editors count them."""

from __future__ import annotations

import re

LINE_END = re.compile(r"\r\n|\r|\n")
ANCHOR = re.compile(r"&[\w-]*")
BLANKS = re.compile(r"[ \t]*")
FARTHEST = 10_000
"""How many lines are searched for brackets at most."""


def split_lines(text: str) -> list[str]:
    """The lines of a text without their ends. `str.splitlines` would also break at U+2028, form feeds and the like."""
    return LINE_END.split(text)


def position_after(text: str) -> tuple[int, int]:
    """Line and column of what follows a text."""
    lines = split_lines(text)
    return len(lines), len(lines[-1]) + 1


def after_anchor(lines: list[str], line: int, column: int) -> tuple[int, int]:
    """Where a scalar begins whose anchor begins at a line and column: behind `&name`, blanks and comments."""
    found = ANCHOR.match(lines[line - 1], column - 1)
    column = found.end() + 1 if found else column
    for number in range(line, len(lines) + 1):
        text = lines[number - 1]
        start = BLANKS.match(text, column - 1).end()  # type: ignore[union-attr]  # it matches anywhere
        if start < len(text) and text[start] != "#":
            return number, start + 1
        column = 1
    return line, column


def open_brackets(lines: list[str], line: int, column: int) -> list[tuple[int, int]]:
    """The places of the brackets that are open before a place, outermost first, as far as they stand within the last lines.

    Brackets in quotes are taken for brackets, so the places are good enough for a message only.
    """
    opened: list[tuple[int, int]] = []
    closed = 0
    for number in range(line, max(0, line - FARTHEST), -1):
        text = lines[number - 1][: column - 1] if number == line else lines[number - 1]
        for index in range(len(text) - 1, -1, -1):
            if text[index] in "]}":
                closed += 1
            elif text[index] in "[{":
                if not closed:
                    opened.append((number, index + 1))
                closed = max(0, closed - 1)
    return opened[::-1]
