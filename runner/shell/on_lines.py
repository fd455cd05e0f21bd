"""Results that stand on lines somewhere and are read one at a time: what is asked of every one of them is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from typing import Any

from ..outputs.fields.brief import NOTHING, USUAL, Usual, full
from ..outputs.json_report import Written, as_line

NONE: list[Any] = []
"""Of lists that hold nothing there is one."""


class OnLines:
    """Holds results by their index: the values of some keys at hand, all else on a line each."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.at_hand: dict[str, list[Any]] = {key: [] for key in keys}
        self.present: Set[str] | None = None
        """The keys that all of them have; None where nobody has looked."""
        self.leave_out(USUAL)
        self._latest: tuple[int, dict[str, Any]] = (-1, {})

    def leave_out(self, usual: Usual) -> None:
        """Their lines do not tell what is usual."""
        self.usual = usual
        self.as_now = usual == USUAL
        """Whether they leave out what this version does."""
        self.may_stand = self.as_now or usual == NOTHING
        """Whether they can be written as they are."""

    def line(self, index: int) -> str:
        """The line of a result."""
        raise NotImplementedError

    def whole(self, index: int) -> dict[str, Any]:
        """All values of a result; those of the one asked for last are kept, since whoever asks for one asks for others."""
        if self._latest[0] != index:
            self._latest = index, full(json.loads(self.line(index)), self.usual)
        return self._latest[1]

    def value(self, index: int, key: str) -> Any:
        """One value of a result."""
        values = self.at_hand.get(key)
        return self.whole(index)[key] if values is None else values[index]


class Noted(Written):
    """One of them, as plain data."""

    __slots__ = ("_holder", "_index")

    def __init__(self, holder: OnLines, index: int) -> None:
        self._holder = holder
        self._index = index

    def __getitem__(self, key: str) -> Any:
        return self._holder.value(self._index, key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._holder.whole(self._index))

    def __len__(self) -> int:
        return len(self._holder.whole(self._index))

    def __bool__(self) -> bool:
        return True  # none is empty, and to find that out need not be read

    def line(self) -> str:
        return self._holder.line(self._index) if self._holder.may_stand else as_line(self)

    @property
    def present(self) -> Set[str]:
        """Keys that it has, and all that stand where it does."""
        return self.keys() if self._holder.present is None else self._holder.present
