"""How much of the work goes to which machine at a time: batches that take about as long as it pays to send one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

TARGET = 0.25
"""How many seconds a batch should take: much longer than it takes to send one, and no longer than is lost by Ctrl-C."""
FIRST = 8
"""How many cases are a batch until their times are known."""
MOST = 500
SENDING = 2e-4
"""How many seconds each case takes beside its check."""


@dataclass(slots=True)
class Machine:
    """One machine: how many tasks it does at a time, and the batches it has been given, by the keys of their tasks."""

    name: str
    threads: int
    batches: dict[str, list[int]] = field(default_factory=dict)
    tasks: dict[str, Any] = field(default_factory=dict)
    alone: bool = False
    """Whether it is at a case that was lost with another machine, and is given no other meanwhile."""


class Pace:
    """What is known of how long cases take."""

    def __init__(self) -> None:
        self._each: float | None = None

    def learn(self, seconds: Sequence[float]) -> None:
        """Hear how long the cases of a batch took. Those that follow are much like them, as long ones are taken up first."""
        mean = sum(seconds) / len(seconds) + SENDING
        self._each = mean if self._each is None else 0.5 * (self._each + mean)

    def size(self, left: int, threads: int) -> int:
        """How many of the cases that are left should be the next batch; ever fewer towards the end, so that all end together."""
        wanted = FIRST if self._each is None else int(TARGET / self._each)
        return max(1, min(wanted, MOST, left // (2 * threads)))

    def ahead(self, threads: int) -> int:
        """How many batches a machine should have at a time: another for each thread, where one is soon done."""
        quick = self._each is not None and self._each < TARGET
        return 2 * threads if quick else threads
