"""`"out, cache": call`: one line of `let` that gives several names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import EvaluationError
from ..expressions import Kept, item_of, known
from ..model import part_of
from .formula import Formula, Line


def names_of(key: str) -> tuple[str, ...]:
    """The names of a line of `let`: one, or several with commas between them."""
    return tuple([name.strip() for name in key.split(",")])


def lines_of(key: str, whole: Line) -> Iterator[Formula]:
    """The lines that give each of its names a part of the value of a line."""
    names = names_of(key)
    for index, name in enumerate(names):
        yield Formula(whole.key, name, Part(whole, index, names))


class Part:
    """One part of the value of a line of `let`; it stands where an `Expression` stands.

    `text` is the part as an expression, `tree` what it means, `names` holds the name of the whole line alone.
    """

    lends = False

    def __init__(self, whole: Line, index: int, names: tuple[str, ...]) -> None:
        self.text = part_of(whole.expression.text, index)
        self.names = frozenset((whole.name,))
        self.tree = item_of(whole.name, index)
        self.lent: Mapping[str, Any] = {}
        self._index = index
        self._all = names

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        """The part of the line's value; raises `EvaluationError` where it has not as many parts as there are names."""
        (name,) = self.names
        value = variables[name]
        kept = isinstance(value, Kept)
        parts = value.original if kept else value
        if not isinstance(parts, tuple | list) or len(parts) != len(self._all):
            many = f"{len(parts)} values" if isinstance(parts, tuple | list) else "one value"
            raise EvaluationError(f"this gives {many}, but there are {len(self._all)} names: {', '.join(self._all)}", 0)
        return known(parts[self._index], value.name) if kept else parts[self._index]
