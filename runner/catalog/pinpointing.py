"""The place of a character within a text of a case file, through quotes, escapes, folded lines and block scalars.

What an expression is told to be wrong in is its text; what a person has to fix is a file. The file is parsed once
more, for the scalars and where they begin and in which style, and the text is walked along the source beside it.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from ..model import Place
from .lines import after_anchor
from .parsers import default_parser
from .reading import Reading
from .sources import excerpt, lines_of, text_of

ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")


BEGINS = re.compile(r"""["']|-?(?=[A-Za-z0-9(.])""")
"""With what a scalar begins that is no block and no list: a quote, or the first character of a plain one."""

AS_IT_IS = re.compile(r"""[^#"'\\]*""")
"""A text without what quotes and comments begin or end with."""


class Written(NamedTuple):
    """A scalar: its text, and its style: empty for plain, else the character that begins it."""

    text: str
    style: str


def pinpoint(place: Place, offset: int) -> tuple[Place, str]:
    """The exact place of a character, and the source line there.

    `place` is where a scalar begins, as in `Case.places`, and `offset` counts characters of its text; an offset at or
    past the end gives the place behind the last character. Where no scalar begins at `place`, or the file cannot be
    read any more, `place` itself is returned.
    """
    lines = lines_of(place.file)
    if not 0 < place.line <= len(lines):
        return place, ""
    line, column = place.line, place.column
    scalar = _scalars(place.file).get((line, column))
    if scalar is not None:
        walk = characters(lines, line, column, scalar)
        for line, column in itertools.islice(walk, max(offset, 0) + 1):  # noqa: B007 - the last one is meant
            pass
    return Place(place.file, line, column), lines[line - 1]


def stretch(place: Place, offset: int, length: int) -> tuple[Place, int]:
    """Where a part of a text begins, and how many characters of that line belong to it; a list is taken whole."""
    as_it_is = _on_one_line(place, offset, length)
    if as_it_is is not None:
        return as_it_is
    lines = lines_of(place.file)
    if (place.line, place.column) not in _scalars(place.file) and 0 < place.line <= len(lines):
        return place, Reading(place.file, text_of(place.file)).length_at(place.line, place.column)
    first, source = pinpoint(place, offset)
    last, _ = pinpoint(place, offset + max(length, 1) - 1)
    end = last.column if last.line == first.line else len(source.rstrip())
    return first, max(1, end - first.column + 1)


def _on_one_line(place: Place, offset: int, length: int) -> tuple[Place, int] | None:
    """The same of a part on the first line of a scalar where the text stands as it is: for that, no file need be parsed."""
    source = "".join(excerpt(place.file, place.line, place.line))[place.column - 1 :]
    begins = BEGINS.match(source)
    quote = begins[0].strip("-") if begins else ""
    text = source[len(quote) : len(quote) + offset + length]
    if begins is None or length < 1 or len(text) < offset + length or text[-1].isspace() or not AS_IT_IS.fullmatch(text):
        return None
    return Place(place.file, place.line, place.column + len(quote) + offset), length


def characters(lines: list[str], line: int, column: int, scalar: Written) -> Iterator[tuple[int, int]]:
    """Line and column of each character of a scalar that begins at a place, then of what follows the last."""
    return _block(lines, line, scalar.text) if scalar.style in ("|", ">") else _flow(lines, line, column, scalar)


def _scalars(file: str) -> dict[tuple[int, int], Written]:
    try:
        status = os.stat(file)
    except OSError:
        return {}
    return _parsed(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _parsed(file: str, changed: int, size: int) -> dict[tuple[int, int], Written]:
    """Every scalar of a file, by the line and column where it begins."""
    scalars: dict[tuple[int, int], Written] = {}
    lines = lines_of(file)
    try:
        next_event: Callable[[], Any] = default_parser()(text_of(file)).get_event
        while (event := next_event()).__class__ is not yaml.StreamEndEvent:
            if event.__class__ is yaml.ScalarEvent:
                scalars[begin(event, lines)] = Written(event.value, event.style or "")
    except yaml.YAMLError:
        pass
    return scalars


def begin(event: Any, lines: list[str]) -> tuple[int, int]:
    """Where the text of a scalar begins, behind its anchor if it has one."""
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    return (line, column) if event.anchor is None else after_anchor(lines, line, column)


def _flow(lines: list[str], line: int, column: int, scalar: Written) -> Iterator[tuple[int, int]]:
    """Line and column of each character of a plain or quoted scalar, then of what follows the last."""
    text, quote = scalar
    column += len(quote)
    done = 0
    while done < len(text):
        source = lines[line - 1]
        rest = source[column - 1 :]
        escaped_break = quote == '"' and rest == "\\"
        if escaped_break or not rest.strip(" \t"):
            following = _next_content(lines, line)
            if following > len(lines):
                break
            if not escaped_break and following == line + 1:
                yield line, len(source.rstrip(" \t")) + 1
                done += 1
            for blank in range(line + 1, following):
                yield blank, 1
                done += 1
            line = following
            column = len(lines[line - 1]) - len(lines[line - 1].lstrip(" \t")) + 1
            continue
        yield line, column
        done += 1
        if quote == "'" and rest.startswith("''"):
            column += 2
        elif quote == '"' and (escape := ESCAPE.match(rest)):
            column += escape.end()
        else:
            column += 1
    yield line, column


def _next_content(lines: list[str], line: int) -> int:
    """The next line that is not blank."""
    line += 1
    while line <= len(lines) and not lines[line - 1].strip(" \t"):
        line += 1
    return line


def _block(lines: list[str], header: int, text: str) -> Iterator[tuple[int, int]]:
    """Line and column of each character of a block scalar whose header is on a line, then of what follows the last."""
    line, done = header + 1, 0
    while text.startswith("\n", done) and line <= len(lines):
        yield line, 1
        line, done = line + 1, done + 1
    if line > len(lines) or done == len(text):
        yield header, len(lines[header - 1]) + 1
        return
    indent = _leading(lines[line - 1]) - _leading(text[done:])
    end = line, indent + 1
    while done < len(text) and line <= len(lines):
        source = lines[line - 1]
        content = len(source) - indent
        for column in range(indent + 1, len(source) + 1):
            yield line, column
        done += content
        end = line, len(source) + 1
        following = line + 1
        while following <= len(lines) and len(lines[following - 1]) <= indent and not lines[following - 1].strip(" "):
            following += 1
        newlines = len(text) - done - len(text[done:].lstrip("\n"))
        breaks = [end, *((blank, 1) for blank in range(line + 1, following))]
        if newlines < len(breaks) and done + newlines < len(text):
            breaks = breaks[1:] or breaks
        for place in breaks[: max(newlines, 1)]:
            if done < len(text):
                yield place
                done += 1
        line = following
    yield end


def _leading(text: str) -> int:
    """How many blanks a text begins with."""
    return len(text) - len(text.lstrip(" "))
