"""A fault of a case file as text: `file:line:column: message`, the source line, a caret under the very part, the hint.

    cases/mine.yaml:4:1: unknown key `tolerence` in a case
        tolerence: 1e-6
        ^^^^^^^^^
        did you mean `tolerance`?

The line loses its indentation, and a long one is cut around the caret. Whatever a terminal would obey or not show is
written as an escape, and the caret counts columns as a terminal does: two for a wide character, none for an accent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model import Fault, Place
from .paint import NO_PAINT, Paint
from .plain import columns, opening, plain

WIDTH = 100
"""The most columns of the source line that are shown."""
BEFORE = 50
"""The most columns before the caret, where the line is cut."""
MARGIN = "    "


def render(fault: Fault, paint: Paint = NO_PAINT) -> str:
    """The fault in two to five lines, without a line end."""
    place = f"{_where(fault.place)}: " if fault.place else ""
    lines = [paint(place, "bold") + (plain(fault.message) if place else opening(fault.message))]
    lines += [MARGIN + line for line in source_lines(fault, paint)]
    if fault.hint:
        lines.append(MARGIN + paint(plain(fault.hint), "cyan"))
    if fault.also:
        lines.append(f"{MARGIN}see also {_where(fault.also)}")
    return "\n".join(lines)


def source_lines(fault: Fault, paint: Paint = NO_PAINT) -> list[str]:
    """The source line and the caret line under it; nothing where the line is not known."""
    if fault.place is None or fault.source is None or not fault.source.strip():
        return []
    line, caret = _source(fault.source, fault.place.column - 1, fault.length)
    return [line, paint(caret, "red")]


def from_document(item: Mapping[str, Any]) -> Fault:
    """The fault that an entry of `faults` in results.json tells."""
    place = Place(item["file"], item["line"], item["column"]) if item["file"] is not None else None
    also = item["also"] and Place(item["also"]["file"], item["also"]["line"], item["also"]["column"])
    return Fault(item["message"], place, item["source"], item["length"], item["hint"], also)


def _where(place: Place) -> str:
    return f"{opening(place.file)}:{place.line}:{place.column}"


def _source(source: str, column: int, length: int) -> tuple[str, str]:
    """The line as shown, and the caret line under it. `column` counts from 0."""
    column = min(column, len(source))
    indent = min(len(source) - len(source.lstrip()), column)
    first, last = max(indent, column - WIDTH), min(len(source), column + WIDTH)
    cells = [_cell(source, index) for index in range(first, last)]
    widths = [columns(cell) for cell in cells]
    caret = begin = column - first
    end = len(cells)
    if first == indent and last == len(source) and sum(widths) <= WIDTH:
        begin = 0
    else:
        while begin > 0 and sum(widths[begin - 1 : caret]) <= BEFORE:
            begin -= 1
        while sum(widths[begin:end]) > WIDTH:
            end -= 1
    left = "…" if first + begin > indent else ""
    right = "…" if first + end < len(source) else ""
    marked = sum(widths[caret : min(caret + length, end)])
    return left + "".join(cells[begin:end]) + right, " " * (len(left) + sum(widths[begin:caret])) + "^" * max(1, marked)


def _cell(source: str, index: int) -> str:
    """One character as it is shown, made harmless as `plain` does it, but so that each keeps its place.

    GitHub's log reader takes `##[` for a command wherever it stands, and `::` at the start of a line, however far it is indented.
    """
    if source[index - 1 : index + 2] == "##[":
        return "\\x23"
    if source[index : index + 2] == "::" and not source[:index].strip():
        return "\\x3a"
    return plain(source[index])
