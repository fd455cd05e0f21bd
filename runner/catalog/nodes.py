"""The parts of a YAML document, each with its line and column: what the reader builds and the schema reads.

Lines and columns count from 1. `alias` is the place of the `*name` by which a part was reached, where it was
reached by one, so that an error in a shared part can name both places.
"""

from __future__ import annotations

from typing import TypeAlias

from ..model import Place


class Scalar:
    """A text as the file spells it; `plain` where it stands without quotes and is no block, so that it may mean a number."""

    __slots__ = ("alias", "column", "line", "plain", "text")

    def __init__(self, text: str, line: int, column: int, plain: bool, alias: Place | None = None) -> None:
        self.text = text
        self.line = line
        self.column = column
        self.plain = plain
        self.alias = alias

    def by_alias(self, place: Place) -> Scalar:
        return Scalar(self.text, self.line, self.column, self.plain, place)


class Sequence:
    """A list. `shared` where an alias elsewhere in the file stands for it; `last_line` is 0 until it is closed."""

    __slots__ = ("alias", "column", "items", "last_line", "line", "shared")

    def __init__(self, line: int, column: int) -> None:
        self.items: list[Node] = []
        self.line = line
        self.column = column
        self.last_line = 0
        self.shared = False
        self.alias: Place | None = None

    def by_alias(self, place: Place) -> Sequence:
        self.shared = True
        copy = Sequence(self.line, self.column)
        copy.items, copy.last_line, copy.alias = self.items, self.last_line, place
        return copy


class Mapping:
    """Keys, unique and text, each with its own node and that of its value, in the order written."""

    __slots__ = ("alias", "column", "entries", "incomplete", "last_line", "line", "shared")

    def __init__(self, line: int, column: int) -> None:
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.line = line
        self.column = column
        self.last_line = 0
        self.shared = False
        self.alias: Place | None = None
        self.incomplete = False
        """A key could not be read, so that nothing can be said of keys that seem to be missing."""

    def by_alias(self, place: Place) -> Mapping:
        self.shared = True
        copy = Mapping(self.line, self.column)
        copy.entries, copy.last_line, copy.alias = self.entries, self.last_line, place
        copy.incomplete = self.incomplete
        return copy


class Refused:
    """Stands for a part that has been told as a fault already, so that nothing more is said about it."""

    __slots__ = ("alias", "column", "line")

    def __init__(self, line: int, column: int, alias: Place | None = None) -> None:
        self.line = line
        self.column = column
        self.alias = alias

    def by_alias(self, place: Place) -> Refused:
        return Refused(self.line, self.column, place)


Node: TypeAlias = Scalar | Sequence | Mapping | Refused
