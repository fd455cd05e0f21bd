"""A bar on standard error for work that takes over a second; nothing where nobody watches."""

from __future__ import annotations

import sys
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..model import Result

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before the bar is drawn: rich is not worth loading for less."""
REDRAW = 0.1
"""Seconds between two drawings. We draw ourselves: a thread that does would have to be stopped before each fork."""


class Bar:
    """Counts results; drawn with count, rate and time left once the work takes long. Use it in a `with`."""

    def __init__(self, total: int, *, shown: bool, color: bool = True) -> None:
        self._total = total
        self._shown = shown
        self._color = color
        self._done = self._unexpected = 0
        self._start = perf_counter()
        self._due = self._start + PATIENCE
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def count(self, result: Result) -> None:
        """One more is done."""
        self._done += 1
        self._unexpected += not result.as_expected
        self.draw()

    def draw(self) -> None:
        """Draw the bar where it is due."""
        if not self._shown or perf_counter() < self._due:
            return
        self._due = perf_counter() + REDRAW
        if self._bar is None:
            self._open()
        if self._bar is not None and self._task is not None:
            rate = self._done / (perf_counter() - self._start)
            self._bar.update(self._task, completed=self._done, unexpected=self._unexpected, rate=rate)
            self._bar.refresh()

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.0f}/s"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[unexpected]} unexpected"),
            console=Console(file=sys.stderr, no_color=not self._color),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._bar.add_task("", total=self._total, unexpected=0, rate=0.0)
        self._bar.start()
