"""Many cases → many results, in worker processes that can be stopped one by one.

A case that hangs, crashes or eats memory costs its own result and no other. The parent keeps the clock: each
worker sends a result as soon as it has it, so the parent always knows which case a silent worker is at, and
kills that worker alone. Python's own alarm would not do: its handler never runs inside one long numpy call.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pickle import UnpicklingError
from time import monotonic

from runner.execution.sandbox import REACHED_OUT, worker_main
from runner.execution.warming import warm_up
from runner.execution.wire import receive
from runner.expectation import settled
from runner.model import Case, Result, Verdict

BATCH = 16
"""So many cases are handed to a worker at once, so that it need not wait for the parent between them."""

PULSE = 0.2
"""The parent waits for so many seconds at most before it looks up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one case may use."""

    seconds: float = 30.0
    memory: int = 2048
    """Megabytes on top of what the worker itself needs."""


@dataclass(slots=True)
class Worker:
    """A running worker, the cases it has been given, and since when it is at the first of them."""

    process: BaseProcess
    connection: Connection
    indices: deque[int] = field(default_factory=deque)
    since: float = 0.0


class Pool:
    """Runs cases in `jobs` worker processes.

    Iterating over `results()` yields (index of the case, result) in the order in which they end. Leaving the
    iteration early, by an exception or a `break`, ends all workers.
    """

    def __init__(self, cases: Sequence[Case], limits: Limits, jobs: int, modules: Sequence[str] = ()) -> None:
        self._cases = cases
        self._limits = limits
        self._jobs = jobs
        self._modules = tuple(modules)
        self._workers: list[Worker] = []
        # A forked worker starts in milliseconds with all modules loaded; macOS forbids it to such programs.
        forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
        self._forks = forks
        self._context = multiprocessing.get_context("fork") if forks else multiprocessing.get_context("spawn")

    def results(self, order: Sequence[int] | None = None, idle: Callable[[], None] | None = None) -> Iterator[tuple[int, Result]]:
        """The results of the cases, taken up in `order` (their indices), else as they stand.

        `idle` is called whenever the workers are busy and the parent has nothing to do, every `PULSE` seconds at most.
        """
        waiting = deque(range(len(self._cases)) if order is None else order)
        try:
            while waiting or any(worker.indices for worker in self._workers):
                self._hand_out(waiting)
                if idle is not None:
                    idle()
                yield from self._collect(waiting)
        finally:
            self._end()

    def _hand_out(self, waiting: deque[int]) -> None:
        while waiting and len(self._workers) < self._jobs:
            self._workers.append(self._start())
        share = max(1, min(BATCH, len(waiting) // (2 * self._jobs)))
        for worker in self._workers:
            if not worker.indices and waiting:
                worker.indices.extend(waiting.popleft() for _ in range(min(share, len(waiting))))
                worker.since = monotonic()
                worker.connection.send(tuple(worker.indices))

    def _collect(self, waiting: deque[int]) -> Iterator[tuple[int, Result]]:
        busy = [worker for worker in self._workers if worker.indices]
        patience = min(worker.since + self._seconds(worker) for worker in busy) - monotonic()
        ready = wait([worker.connection for worker in busy], min(PULSE, max(0.0, patience)))
        for worker in busy:
            if worker.connection in ready:
                yield self._receive(worker, waiting)
            elif monotonic() - worker.since >= (seconds := self._seconds(worker)):
                yield self._lost(worker, waiting, Verdict.TIMEOUT, f"stopped after {seconds:g} s, the longest it may take")

    def _receive(self, worker: Worker, waiting: deque[int]) -> tuple[int, Result]:
        index = worker.indices[0]
        try:
            result = receive(worker.connection, self._cases[index])
        except UnpicklingError as error:
            return self._lost(worker, waiting, Verdict.ERROR, f"the case corrupted its process: {error}")
        except (EOFError, OSError):
            worker.process.join()
            return self._lost(worker, waiting, *_cause_of_death(worker.process.exitcode))
        worker.indices.popleft()
        worker.since = monotonic()
        return index, result

    def _lost(self, worker: Worker, waiting: deque[int], verdict: Verdict, message: str) -> tuple[int, Result]:
        """The result of the case that cost its worker; the other cases of that worker go back to the queue."""
        index = worker.indices.popleft()
        waiting.extendleft(reversed(worker.indices))
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        case = self._cases[index]
        return index, settled(case, verdict, message, place=case.place, seconds=monotonic() - worker.since)

    def _start(self) -> Worker:
        if self._forks:
            warm_up()
        here, there = self._context.Pipe()
        inherited = [here, *(worker.connection for worker in self._workers)] if self._forks else []
        arguments = (there, inherited, self._cases, self._limits.memory, self._modules)
        process = self._context.Process(target=worker_main, args=arguments, daemon=True)
        process.start()
        there.close()
        return Worker(process, here)

    def _seconds(self, worker: Worker) -> float:
        return self._cases[worker.indices[0]].timeout or self._limits.seconds

    def _end(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()


def _cause_of_death(exitcode: int | None) -> tuple[Verdict, str]:
    """The verdict and the sentence for a worker that ended while it was at a case."""
    if exitcode == REACHED_OUT:
        return Verdict.ERROR, "stopped: it reached for something outside its expressions"
    if exitcode == -9:  # SIGKILL, which Windows has no name for
        return Verdict.TIMEOUT, "stopped by the system, most likely for want of memory"
    if exitcode is not None and exitcode < 0:
        return Verdict.ERROR, f"crashed its process ({signal.Signals(-exitcode).name})"
    return Verdict.ERROR, f"ended its process (exit code {exitcode}), most likely for want of memory"
