"""A line on standard error for work that takes over a second: how far it is, and what it waits for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import perf_counter
from types import TracebackType
from typing import Self

from ..model import Case
from ..outputs.paint import Paint
from ..outputs.plain import columns, plain

PATIENCE = 1.0
"""Seconds before the line is drawn."""
REDRAW = 0.1
"""Seconds between two drawings. We draw ourselves: a thread that does would have to be stopped before each fork."""
LONG = 3.0
"""Seconds without a result after which the case that is waited for is named."""
CELLS = 24
CLEAR = "\r\x1b[K"


class Bar:
    """Counts results; drawn with count, rate and time left once the work takes long. Use it in a `with`.

    `cases` are those that are worked at, in that order, by their index in what `count` is told.
    """

    def __init__(self, cases: Sequence[Case], order: Sequence[int], *, shown: bool, color: bool = True, width: int = 80) -> None:
        self._cases, self._order = cases, order
        self._shown, self._paint, self._width = shown, Paint(color), width
        self._over = bytearray(len(cases))
        self._next = self._done = self._unexpected = 0
        self._start = self._latest = perf_counter()
        self._due = self._start + PATIENCE
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.clear()

    def count(self, index: int, as_expected: bool) -> None:
        """One more is done."""
        self._over[index] = True
        self._done += 1
        self._unexpected += not as_expected
        self._latest = perf_counter()
        self.draw()

    def draw(self) -> None:
        """Draw the line where it is due."""
        now = perf_counter()
        if not self._shown or now < self._due:
            return
        self._due, self._drawn = now + REDRAW, True
        sys.stderr.write(CLEAR + self._line(now))
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that something else can be written; it comes again when it is due."""
        if self._drawn:
            self._drawn = False
            sys.stderr.write(CLEAR)
            sys.stderr.flush()

    def _line(self, now: float) -> str:
        total, passed = len(self._cases), now - self._start
        filled = CELLS * self._done // max(1, total)
        words = f" {self._done:,}/{total:,}"
        if self._done:
            left = passed / self._done * (total - self._done)
            words += f"  {self._done / passed:,.0f}/s  {int(left) // 60}:{int(left) % 60:02} left"
        bad = f"  {self._unexpected:,} unexpected" if self._unexpected else ""
        waits = self._waiting(now)
        room = self._width - 1 - CELLS - len(words) - len(bad)
        waits = waits if columns(waits) <= room else f"{waits[: max(0, room - 1)]}…" if room > 12 else ""
        return (
            "━" * filled
            + self._paint("━" * (CELLS - filled), "dim")
            + words
            + self._paint(bad, "red")
            + self._paint(waits, "dim")
        )

    def _waiting(self, now: float) -> str:
        """The first case in the order of work that is not done, where it takes long."""
        if now - self._latest < LONG:
            return ""
        while self._next < len(self._order) and self._over[self._order[self._next]]:
            self._next += 1
        return f"  {plain(self._cases[self._order[self._next]].name)}" if self._next < len(self._order) else ""
