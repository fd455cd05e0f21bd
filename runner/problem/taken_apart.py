"""`"out, cache": call`: one line of `let` that gives several names."""

from __future__ import annotations

from collections.abc import Iterator

from .formula import Formula, Line
from .part import Part


def names_of(key: str) -> tuple[str, ...]:
    """The names of a line of `let`: one, or several with commas between them."""
    return tuple([name.strip() for name in key.split(",")])


def lines_of(key: str, whole: Line) -> Iterator[Formula]:
    """The lines that give each of its names a part of the value of a line."""
    names = names_of(key)
    for index, name in enumerate(names):
        yield Formula(whole.key, name, Part(whole.name, whole.expression.text, index, names))
