"""Many cases → many results, in worker processes that can be stopped one by one.

A case that hangs, crashes or eats memory costs its own result and no other: the parent knows which case a silent worker is at,
and kills that worker alone.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import wait
from pickle import UnpicklingError
from time import monotonic
from typing import Self

from ..checking.expectation import cut_short, ended
from ..model import Case, Result, Verdict
from .deaths import REMEDY, cause_of_death
from .limits import Limits
from .shares import Growth, request, share
from .starting import PATIENCE, Starter
from .wire import REACHED_OUT, receive
from .worker import Worker

PULSE = 0.2
"""The parent waits for this many seconds at most before it looks up."""


class Pool:
    """Runs cases in up to `jobs` worker processes. Use it in a `with`, which ends them.

    With `growing` there is one at first, and others only where so much is left to do that they pay for their start.
    `early` is a worker that was started before the cases were known, with the same limit of memory; the pool owns it from here
    on. `facts` says what computes, once a worker is ready.
    """

    notes: Sequence[str] = ()
    """What may make a difference to the results, a sentence each."""

    def __init__(
        self,
        cases: Sequence[Case],
        limits: Limits,
        jobs: int,
        modules: Sequence[str] = (),
        early: Worker | None = None,
        *,
        growing: bool = False,
    ) -> None:
        self.facts: dict[str, str] = {}
        self._growth = Growth(jobs, growing=growing)
        self._lost_some = False
        self._suspects: deque[int] = deque()
        """Cases that a worker was at when it ended: each is tried once more, alone, as it may be no fault of its own."""
        self._tried: set[int] = set()
        self._cases = cases
        self._limits = limits
        self._jobs = jobs
        self._modules = tuple(modules)
        self._workers: list[Worker] = []
        self._starter = Starter()
        self._early = early

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in (*self._workers, *([self._early] if self._early else [])):
            worker.end()
        self._workers.clear()

    def take(self, cases: Sequence[Case]) -> None:
        """Have other cases to run, now that nothing is left to do of those before."""
        self._cases = cases
        self._tried.clear()

    def results(self, order: Sequence[int] | None = None, idle: Callable[[], None] | None = None) -> Iterator[tuple[int, Result]]:
        """(index of the case, result) in the order in which they end, taken up in `order`, else as they stand.

        `idle` is called whenever the workers are busy and the parent has nothing to do, every `PULSE` seconds at most.
        Raises `GradcaseError` where no worker can be started.
        """
        waiting = deque(range(len(self._cases)) if order is None else order)
        if self._early is not None:
            self._adopt(self._early)
        while waiting or self._suspects or any(worker.indices for worker in self._workers):
            self._hand_out(waiting)
            if idle is not None:
                idle()
            yield from self._collect(waiting)

    def _hand_out(self, waiting: deque[int]) -> None:
        for worker in self._workers:
            self._give(worker, waiting)
        left, busy = len(waiting) + len(self._suspects), sum(1 for worker in self._workers if worker.indices)
        while len(self._workers) < self._growth.wanted(left, busy):  # those that are there work meanwhile
            self._workers.append(self._start())
            self._give(self._workers[-1], waiting)

    def _give(self, worker: Worker, waiting: deque[int]) -> None:
        """Hand more cases to a worker that has few."""
        listens = worker.ready and not worker.indices
        if worker.alone and worker.indices:
            return
        worker.alone = listens and bool(self._suspects)
        if worker.alone:
            self._send(worker, *request(self._cases, [self._suspects.popleft()], listens=True))
            return
        most = share(len(waiting), self._jobs, listens=listens)
        if not waiting or len(worker.indices) > min(worker.fresh, most // 2):
            return
        chosen, message = request(self._cases, list(islice(waiting, most)), listens=listens)
        for _ in chosen:
            waiting.popleft()
        if chosen:
            self._send(worker, chosen, message)

    def _send(self, worker: Worker, chosen: list[int], message: bytes) -> None:
        if not worker.indices:
            worker.since = monotonic()
        worker.indices.extend(chosen)
        worker.fresh = len(chosen)
        with suppress(OSError):  # it has died, as will be seen when it is listened to
            worker.connection.send_bytes(message)

    def _collect(self, waiting: deque[int]) -> Iterator[tuple[int, Result]]:
        busy = [worker for worker in self._workers if worker.indices or not worker.ready]
        patience = min(worker.since + self._patience(worker) for worker in busy) - monotonic()
        ready = wait([worker.connection for worker in busy], min(PULSE, max(0.0, patience)))
        for worker in busy:
            if worker.connection in ready:
                if worker.ready:
                    yield from self._receive(worker, waiting)
                else:
                    self._greet(worker, waiting)
            elif monotonic() - worker.since >= (seconds := self._patience(worker)) and not worker.connection.poll():
                if not worker.ready:
                    self._replace(worker, waiting, f"a worker process was not ready after {seconds:g} s")
                    continue
                yield from self._stop(worker, waiting, seconds)

    def _stop(self, worker: Worker, waiting: deque[int], seconds: float) -> list[tuple[int, Result]]:
        """What comes of a worker that is out of time: it is killed first, lest a case be blamed to which it has just gone on."""
        place, heard = worker.place, list[tuple[int, Result]]()
        worker.halt()
        if worker.place == place:
            with suppress(EOFError, OSError, UnpicklingError):
                heard = self._heard(worker)
            if not heard:
                stopped = f"stopped after {seconds:g} s, the longest it may take; {REMEDY}"
                return [self._lost(worker, waiting, Verdict.TIMEOUT, stopped, "out of time")]
        self._give_back(worker, waiting)
        return heard

    def _greet(self, worker: Worker, waiting: deque[int]) -> None:
        """A worker says that it is ready; the clock of its first case starts."""
        try:
            self.facts = json.loads(worker.connection.recv_bytes())
        except (EOFError, OSError):
            self._replace(worker, waiting, f"a worker process could not be started (exit code {worker.ended()})")
            return
        worker.ready = True
        self._starter.succeeded()
        worker.since = monotonic()
        self._growth.begin(worker.since)

    def _receive(self, worker: Worker, waiting: deque[int]) -> list[tuple[int, Result]]:
        try:
            return self._heard(worker)
        except UnpicklingError as error:
            return [self._lost(worker, waiting, Verdict.ERROR, f"the case corrupted its process: {error}")]
        except (EOFError, OSError):
            return self._after_its_end(worker, waiting, worker.ended())

    def _heard(self, worker: Worker) -> list[tuple[int, Result]]:
        """What a worker tells of its cases. Raises as `receive` does where it tells nothing more."""
        results, worker.settled = receive(worker.connection, [self._cases[index] for index in worker.indices])
        worker.since = monotonic() - (worker.settled.seconds if worker.settled is not None else 0.0)
        worker.told += len(results)
        self._growth.done += len(results)
        return [(worker.indices.popleft(), result) for result in results]

    def _after_its_end(self, worker: Worker, waiting: deque[int], exitcode: int | None) -> list[tuple[int, Result]]:
        """What becomes of the case that a worker was at when it ended: it is tried again, as somebody else may have ended it."""
        suspect = worker.indices[worker.place]
        if exitcode is None:
            return [self._lost(worker, waiting, Verdict.ERROR, "its result is too large to be told")]
        if exitcode == REACHED_OUT or suspect in self._tried:
            return [self._lost(worker, waiting, *cause_of_death(exitcode))]
        self._tried.add(suspect)
        self._suspects.append(suspect)
        del worker.indices[worker.place]
        self._give_back(worker, waiting)
        return []

    def _lost(
        self, worker: Worker, waiting: deque[int], verdict: Verdict, message: str, why: str | None = None
    ) -> tuple[int, Result]:
        """The result of the case that cost its worker; the other cases of that worker go back to the queue.

        A verdict that was settled before stands, and `why`, else the message, says why it is not explained.
        """
        place = worker.place
        index = worker.indices[place]
        del worker.indices[place]
        self._growth.done += 1
        self._give_back(worker, waiting)
        seconds = monotonic() - worker.since
        if worker.settled is None or place > 0:
            lost = verdict is Verdict.ERROR
            return index, ended(self._cases[index], verdict, message, seconds=seconds, lost=lost)
        return index, cut_short(worker.settled, why or message, seconds=seconds)

    def _give_back(self, worker: Worker, waiting: deque[int]) -> None:
        """End a worker; the cases that it has not told of go back to the queue."""
        waiting.extendleft(reversed(worker.indices))
        worker.indices.clear()
        self._workers.remove(worker)
        self._lost_some = True
        worker.end()

    def _replace(self, worker: Worker, waiting: deque[int], why: str) -> None:
        """End a worker that never was ready: another will be started, unless too many in a row have ended so."""
        self._give_back(worker, waiting)
        self._starter.failed(why)

    def _adopt(self, early: Worker) -> None:
        if self._modules:
            early.end()
        else:
            early.since = monotonic()
            self._workers.append(early)
        self._early = None

    def _start(self) -> Worker:
        if self._lost_some:
            self._starter.expect_losses()
        return self._starter.start(self._limits.memory, self._modules, [worker.connection for worker in self._workers])

    def _patience(self, worker: Worker) -> float:
        """The seconds that the worker may take for what it is at."""
        return self._limits.seconds_for(self._cases[worker.indices[worker.place]].timeout) if worker.ready else PATIENCE
