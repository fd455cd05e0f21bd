"""What stands on each machine of a dask cluster during a run: foremen, started once, each with a warm worker.

Everything here is run by dask's own process there.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from queue import LifoQueue
from typing import Any

from .foreman import Foreman
from .limits import Limits

_distributed: Any = import_module("distributed")


class Station(_distributed.WorkerPlugin):  # type: ignore[misc]
    """As many foremen as the machine has threads for tasks."""

    def __init__(self, name: str, limits: Limits, modules: Sequence[str]) -> None:
        self.name = name
        self._told = (limits.seconds, limits.memory, tuple(modules))

    def setup(self, worker: Any) -> None:
        """Start them; they get ready while the first cases are on their way."""
        seconds, memory, self._modules = self._told
        self._limits = Limits(seconds, memory)
        self._foremen: list[Foreman] = []
        self._free: LifoQueue[Foreman] = LifoQueue()
        for _ in range(worker.state.nthreads):
            self._start()

    def teardown(self, worker: Any) -> None:
        """End them, and so what they are at."""
        while self._foremen:
            self._foremen.pop().end()

    def check(self, message: bytes) -> bytes | None:
        """The answer of a foreman to a batch; None where it has ended meanwhile."""
        foreman = self._free.get()
        if not foreman.lives():  # it has waited for too long
            self._replace(foreman)
            foreman = self._free.get()
        try:
            answer = foreman.check(message)
        except (OSError, EOFError, ValueError):
            self._replace(foreman)
            return None
        self._free.put(foreman)
        return answer

    def _replace(self, foreman: Foreman) -> None:
        if foreman in self._foremen:  # else the run is over
            self._foremen.remove(foreman)
            foreman.end()
            self._start()

    def _start(self) -> None:
        foreman = Foreman(self._limits, self._modules)
        self._foremen.append(foreman)
        self._free.put(foreman)


def check(name: str, message: bytes) -> bytes | None:
    """A task: let the station of that name check a batch."""
    try:
        station: Station = _distributed.get_worker().plugins[name]
    except KeyError:  # the run is over
        return None
    return station.check(message)
