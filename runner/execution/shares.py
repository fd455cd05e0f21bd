"""How much is handed to whom: how many cases a worker gets at a time, and how many workers pay."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import monotonic

from ..model import Case
from .wire import pack_cases

AT_ONCE = 1000
"""How many cases at most are handed to a worker that has none."""

BATCH = 128
"""How many at most are handed to one that has few left, so that it need not wait for the parent."""

AHEAD = 32 * 2**10 if sys.platform == "linux" else 4 * 2**10
"""The most bytes of a request that a worker may not read at once. Twice as many fit into a pipe: were the parent to wait until a
request is read, and the worker until its results are, both would wait for ever."""

GROWS_AFTER = 0.25
"""A growing pool looks after this many seconds of work whether another worker pays."""

PAYS = 1.0
"""Seconds of work left for which one more is worth its start, which costs a fifth of that where nothing is loaded."""


def share(waiting: int, jobs: int, *, listens: bool) -> int:
    """How many of the cases that wait are one worker's next; ever fewer towards the end, so that all workers end together."""
    return max(1, min(AT_ONCE if listens else BATCH, waiting // (4 * jobs)))


def request(cases: Sequence[Case], indices: list[int], *, listens: bool) -> tuple[list[int], bytes]:
    """The first of these cases that fit into one request, about as many as do, and the request to check them.

    Nothing where not even the first fits: a case that is large even alone waits until the worker listens.
    """
    while indices:
        message = pack_cases([(index, cases[index]) for index in indices])
        if listens or len(message) <= AHEAD:
            return indices, message
        del indices[len(indices) // 2 :]
    return [], b""


class Growth:
    """How many workers there should be: with `growing` one at first, and others only where they pay for their start."""

    def __init__(self, jobs: int, *, growing: bool) -> None:
        self._jobs = jobs
        self._growing = growing
        self._began = 0.0
        self.done = 0
        """How many cases have ended."""

    def begin(self, now: float) -> None:
        """A worker begins with its first case."""
        self._began = self._began or now

    def wanted(self, waiting: int, busy: int) -> int:
        """How many workers should be there, by how many cases nobody has taken up and how many workers have some."""
        most = min(self._jobs, waiting + busy)
        if not self._growing:
            return most
        spent = monotonic() - self._began if self._began else 0.0
        if spent < GROWS_AFTER:
            return min(1, most)
        left = spent / max(1, self.done) * waiting
        return min(most, 1 + int(left / PAYS))
