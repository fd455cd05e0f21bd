"""Lines of case files for reports, and the place of a character within a text of one."""

from __future__ import annotations

from runner.catalog.files import open_reading
from runner.model import Place


def excerpt(file: str, first: int, last: int) -> list[str]:
    """The lines `first` to `last` of a file, without their ends; fewer where the file has fewer."""
    return open_reading(file).lines[max(first, 1) - 1 : last]


def pinpoint(place: Place, offset: int) -> tuple[Place, str]:
    """The place of the character at `offset` of the text that begins at `place`, and the source line there."""
    lines = open_reading(place.file).lines
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return Place(place.file, place.line, min(place.column + offset, len(line) + 1)), line
