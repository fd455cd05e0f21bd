"""The state of reading one file: its text, the faults found so far, and how places in it are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..model import Fault, Place
from .lines import split_lines
from .nodes import Mapping, Node, Scalar, Sequence

MOST_FAULTS = 100
"""The most faults told of one file; then its reading stops."""
LONGEST_SOURCE = 100_000
"""The longest line that is kept with a fault."""


QUOTED = re.compile(r"""'(?:[^']|'')*'?|"(?:[^"\\]|\\.)*"?""")
OPENING, CLOSING = re.compile(r"[\[{]"), re.compile(r"[\]}]")
IN_BRACKETS = re.compile(r"[^,\[\]{}]*")
TO_COMMENT = re.compile(r"(?:(?! #).)*")


class Stop(Exception):
    """The rest of the file cannot be read; what was wrong has been told."""


class Reading:
    """Collects the faults of one file, each with its place and source line, and none twice."""

    def __init__(self, file: str, text: str, digest: str = "") -> None:
        self.file = file
        self.text = text
        self.digest = digest
        """Of the bytes of the file; equal ones say that nothing has changed."""
        self.alias: Place | None = None
        """The alias through which the parts being read were reached."""
        self.places: dict[str, Place] = {}
        """Where the parts of the case being read stand; see `Case.places`."""
        self.clean = True
        self._faults: list[Fault] = []
        self._told: set[tuple[str, Place | None]] = set()
        self._lines: list[str] | None = None

    @property
    def faults(self) -> list[Fault]:
        """All faults, in the order of the file."""
        return sorted(self._faults, key=lambda fault: fault.place[1:] if fault.place else (0, 0))

    @property
    def lines(self) -> list[str]:
        """The lines of the file without their ends."""
        if self._lines is None:
            self._lines = split_lines(self.text)
        return self._lines

    def line(self, number: int) -> str:
        """One line, counted from 1; empty behind the end, where parsers see what a file leaves out."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def place(self, node: Node) -> Place:
        return Place(self.file, node.line, node.column)

    def by(self, alias: Place | None, read: Callable[..., Any], *arguments: Any) -> Any:
        """Call a reader for a part that was reached by an alias, if by one, so that its faults name both places."""
        if alias is None:
            return read(*arguments, self)
        outer, self.alias = self.alias, alias
        try:
            return read(*arguments, self)
        finally:
            self.alias = outer

    def fault(
        self, node: Node, message: str, hint: str | None = None, *, also: Place | None = None, length: int | None = None
    ) -> None:
        """Tell a fault at a part of the document."""
        if length is None:
            length = self._length(node)
        self.fault_at(node.line, node.column, message, hint, also=also or node.alias or self.alias, length=length)

    def fault_at(
        self, line: int, column: int, message: str, hint: str | None = None, *, also: Place | None = None, length: int = 1
    ) -> None:
        """Tell a fault at a line and column, both counted from 1. Raises `Stop` where there are too many."""
        self.clean = False
        place = Place(self.file, line, column)
        if (message, place) in self._told:
            return
        self._told.add((message, place))
        source = self.line(line)
        shown = source if len(source) <= LONGEST_SOURCE else None
        self._faults.append(Fault(message, place, shown, length, hint, also if also != place else None))
        if len(self._faults) == MOST_FAULTS:
            self._faults.append(Fault(f"more than {MOST_FAULTS} faults: the file is not read on", place))
            raise Stop

    def is_told(self, line: int, column: int) -> bool:
        """Whether a place lies within a part of its line that a fault has marked."""
        told = [fault for fault in self._faults if fault.place is not None and fault.place.line == line]
        return any(fault.place is not None and 0 <= column - fault.place.column < fault.length for fault in told)

    def _length(self, node: Node) -> int:
        """How many characters of its first line belong to a part."""
        if isinstance(node, Scalar) and node.plain:
            return max(1, min(len(node.text), len(self.line(node.line)) - node.column + 1))
        if isinstance(node, Sequence | Mapping) and not self.line(node.line).startswith(("[", "{"), node.column - 1):
            return 1
        return self.length_at(node.line, node.column)

    def length_at(self, line: int, column: int) -> int:
        """How many characters of a line belong to the value that begins there, as far as the line alone tells."""
        text = self.line(line)
        before, rest = text[: column - 1], text[column - 1 :]
        if rest[:1] in ("'", '"'):
            found = QUOTED.match(rest)
        elif rest[:1] in ("[", "{"):
            return _closing(rest)
        elif rest[:1] in ("|", ">"):
            return 1
        elif len(OPENING.findall(before)) > len(CLOSING.findall(before)):
            found = IN_BRACKETS.match(rest)
        else:
            found = TO_COMMENT.match(rest)
        return max(1, len(found[0].rstrip())) if found else 1


def _closing(text: str) -> int:
    """The length of the bracketed part that begins a text; 1 where its end is not plain to see."""
    depth = 0
    for length, character in enumerate(text, 1):
        if character in "[{":
            depth += 1
        elif character in "]}":
            depth -= 1
            if depth == 0:
                return length
        elif character in "'\"#":
            return 1
    return 1
