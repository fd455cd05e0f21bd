"""Lines and columns of a text, both counted from 1, as YAML 1.2 and editors count them."""

from __future__ import annotations

import re

LINE_END = re.compile(r"\r\n|\r|\n")
ANCHOR = re.compile(r"&[\w-]*")


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
        rest = lines[number - 1][column - 1 :].lstrip(" \t")
        if rest and not rest.startswith("#"):
            return number, len(lines[number - 1]) - len(rest) + 1
        column = 1
    return line, column
