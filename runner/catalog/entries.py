"""Cases that are known without having been built: enough to select them by, and to build those that are selected.

A `Block` is all that is known of one file: an index of its cases, which is one line of JSON, and a line for each case.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Protocol

from ..model import Case, Expectation, Place
from .as_data import expectation_of, from_data, of_expectation, to_data

DUMP = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Known(Protocol):
    """What a case is selected by."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def place(self) -> Place | None: ...
    @property
    def expect(self) -> Expectation: ...


class Memory(Protocol):
    """Remembers the cases of files by the digest of their text."""

    def recall(self, path: str, stem: str, digest: str) -> Sequence[Known] | None:
        """The cases of a file with that digest; None where they are not known."""

    def keep(self, path: str, stem: str, digest: str, cases: Sequence[Case]) -> None:
        """Remember the cases of a file."""


def built(known: Known) -> Case:
    """The case itself."""
    return known if isinstance(known, Case) else known.case()  # type: ignore[attr-defined]


class Block:
    """The cases of one file, as `written` gave them. Raises `ValueError`, `KeyError` or `TypeError` for anything else."""

    def __init__(self, file: str, stem: str, index: bytes, bodies: bytes) -> None:
        found = json.loads(index)
        self.file = file
        self.stem = stem
        self.names: list[str] = found["names"]
        self.tags = [tuple(tags) for tags in found["tags"]]
        self.tagged: list[int] = found["tagged"]
        self.at: list[int] = found["at"]
        self.expects = {int(number): expectation_of(plain) for number, plain in found["expects"].items()}
        self.ends = list(accumulate(found["lengths"]))
        self._bodies = bodies
        self._known: dict[Any, Any] = {}

    def entries(self) -> list[Entry]:
        """What is known of each case, in the order of the file."""
        return [Entry(self, number) for number in range(len(self.names))]

    def case(self, entry: Entry, number: int) -> Case:
        """Build a case."""
        begin, end = self.ends[number - 1] if number else 0, self.ends[number]
        plain = json.loads(self._bodies[begin:end])
        return from_data(
            plain, self._known, place=entry.place, id=entry.id, name=entry.name, tags=entry.tags, expect=entry.expect
        )


class Entry:
    """One case of a block."""

    __slots__ = ("_block", "_number")

    def __init__(self, block: Block, number: int) -> None:
        self._block = block
        self._number = number

    @property
    def name(self) -> str:
        return self._block.names[self._number]

    @property
    def id(self) -> str:
        return f"{self._block.stem}::{self.name}"

    @property
    def tags(self) -> tuple[str, ...]:
        return self._block.tags[self._block.tagged[self._number]]

    @property
    def place(self) -> Place:
        return Place(self._block.file, *self._block.at[2 * self._number : 2 * self._number + 2])

    @property
    def expect(self) -> Expectation:
        return self._block.expects.get(self._number, ANY)

    def case(self) -> Case:
        """Build it."""
        return self._block.case(self, self._number)


ANY = Expectation()


def written(cases: Sequence[Case]) -> tuple[bytes, bytes]:
    """The cases of one file as index and bodies of a `Block`."""
    bodies = [DUMP(to_data(case)).encode("ascii") + b"\n" for case in cases]
    tags: dict[tuple[str, ...], int] = {}
    index = {
        "names": [case.name for case in cases],
        "tagged": [tags.setdefault(case.tags, len(tags)) for case in cases],
        "tags": list(tags),
        "at": [number for case in cases for number in (case.place or Place("", 0, 0))[1:]],
        "expects": {number: of_expectation(case.expect) for number, case in enumerate(cases) if case.expect != ANY},
        "lengths": [len(body) for body in bodies],
    }
    return DUMP(index).encode("ascii") + b"\n", b"".join(bodies)
