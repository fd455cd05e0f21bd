"""The place of a character within a text of a case file."""

from __future__ import annotations

from runner.catalog.sources import lines_of
from runner.model import Place


def pinpoint(place: Place, offset: int) -> tuple[Place, str]:
    """The place of the character at `offset` of the text that begins at `place`, and the source line there."""
    lines = lines_of(place.file)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return Place(place.file, place.line, min(place.column + offset, len(line) + 1)), line
