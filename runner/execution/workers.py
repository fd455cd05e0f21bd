"""Many cases → many results, in worker processes that can be stopped one by one.

A case that hangs, crashes or eats memory costs its own result and no other. The parent keeps the clock: each
worker counts the cases it begins in memory that both see, so the parent always knows which case a silent worker is at, and
kills that worker alone. Python's own alarm would not do: its handler never runs inside one long numpy call.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from mmap import mmap
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pickle import UnpicklingError
from time import monotonic
from typing import Any, Self

from ..checking.expectation import amended, ended
from ..errors import GradcaseError
from ..model import Case, Result, Verdict
from .wire import REACHED_OUT, pack_cases, receive

AT_ONCE = 1000
"""So many cases at most are handed to a worker that has none."""

BATCH = 128
"""So many at most are handed to one that has few left, so that it need not wait for the parent."""

AHEAD = 32 * 2**10 if sys.platform == "linux" else 4 * 2**10
"""The most bytes of a request that a worker may not read at once. Twice as many fit into a pipe: were the parent to wait until a
request is read, and the worker until its results are, both would wait for ever."""

PULSE = 0.2
"""The parent waits for so many seconds at most before it looks up."""

PATIENCE = 60.0
"""So many seconds a worker may take to be ready."""

STARTS = 3
"""So many workers in a row may end before they are ready, until it is believed that none can be had."""

GROWS_AFTER = 0.25
"""A growing pool looks after so many seconds of work whether another worker pays."""

PAYS = 1.0
"""It does for each so many seconds of work that are left: its start costs a fifth of that where nothing is loaded."""

THREADED = frozenset({"jax", "tensorflow", "torch"})
"""Frameworks that compute in threads of their own, with locks that a fork would wait for. Those of numpy's BLAS do no harm."""

HANGING_UP = 2.0
"""So many seconds a worker that has hung up may take to end."""

DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG` of prctl(2): the signal that a process is sent when its parent ends."""

HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""The folder that holds the package."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one case may use."""

    seconds: float = 30.0
    memory: int = 2048
    """Megabytes on top of what the worker itself needs."""


@dataclass(slots=True, eq=False)
class Worker:
    """A running worker, the cases it has been given and has not told of, and when it was last heard of."""

    process: BaseProcess
    connection: Connection
    begun: MutableSequence[int] | None
    """Holds how many cases the worker has begun; None where no memory is shared, and it tells of each case at once."""
    indices: deque[int] = field(default_factory=deque)
    fresh: int = 0
    """How many of them, the last ones, came with the latest request; it has been read once there are no others."""
    told: int = 0
    ready: bool = False
    since: float = field(default_factory=monotonic)
    alone: bool = False
    """Whether it is at a case that has cost a worker before, and is given no other meanwhile."""
    settled: Result | None = None
    """What is known already of the first of `indices`: its verdict, while it is being explained."""

    @property
    def place(self) -> int:
        """The place in `indices` of the case that the worker is at; those before it are done, but not told of."""
        return 0 if self.begun is None else min(max(0, self.begun[0] - self.told - 1), len(self.indices) - 1)

    def ended(self) -> int | None:
        """The exit code of a process that has hung up; None where it has not ended: it waits for us to read what is too much."""
        self.process.join(HANGING_UP)
        return self.process.exitcode

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def can_fork() -> bool:
    """Whether workers are forked: they start in milliseconds, with all modules loaded.

    macOS forbids it to programs that use its libraries, and other threads may hold locks that the fork would never
    see released. There, workers are spawned: fresh interpreters, which take as long to start as the command itself. Where a
    framework is loaded, threads that Python does not know of count too.
    """
    threads = threading.active_count() if THREADED.isdisjoint(sys.modules) else _threads()
    return hasattr(os, "fork") and sys.platform != "darwin" and threads == 1


def _threads() -> int:
    """How many threads of any kind this process has, as far as the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def missing_limits() -> str | None:
    """What cannot be limited on this system, in a sentence; None where everything can."""
    if sys.platform in {"win32", "darwin"}:
        return "this system cannot limit the memory of a process: only the sizes of single arrays are bounded here"
    return None


def start_early(memory: int) -> Worker | None:
    """A worker that loads what it needs while the parent still reads its case files; None where workers are spawned.

    `memory` is the limit of the pool that will own it.
    """
    return _start(multiprocessing.get_context("fork"), memory) if can_fork() else None


def _start(context: Any, memory: int, modules: tuple[str, ...] = (), siblings: Sequence[Connection] = ()) -> Worker:
    """A new worker. `siblings` are the connections to others, which a forked one would hold open."""
    here, there = context.Pipe()
    forks = context.get_start_method() == "fork"
    begun, inherited = (shared_count(), [here, *siblings]) if forks else (None, [])
    # The signal comes when the thread ends that has started the process; only the main one lives as long as the parent.
    main = sys.platform == "linux" and threading.current_thread() is threading.main_thread()
    parent = os.getpid() if main else None
    process = context.Process(
        target=_work, args=(there, inherited, begun, memory, modules), kwargs={"parent": parent}, daemon=True
    )
    process.start()
    there.close()
    return Worker(process, here, begun)


def shared_count() -> MutableSequence[int]:
    """A list of one number, 0 at first, in memory that is shared with the processes forked from here on."""
    return memoryview(mmap(-1, 8)).cast("q")  # type: ignore[return-value]  # it has all that is used of a sequence


def _work(
    connection: Connection,
    inherited: Sequence[Connection],
    begun: MutableSequence[int] | None,
    memory: int,
    modules: tuple[str, ...],
    *,
    parent: int | None,
) -> None:
    """What a worker process runs. Ctrl-C, and the end the system asks for, are its parent's to handle."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):  # before the modules are loaded, which takes a while
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if parent is not None:
        _end_with(parent)
    for other in inherited:
        other.close()  # else a worker would keep its siblings' pipes open after the parent is gone
    gc.freeze()  # to look through what the parent has read would copy it
    from .sandbox import worker_main

    worker_main(connection, memory, modules, begun)


def _end_with(parent: int) -> None:
    """Let the system kill this process when its parent ends: whatever it is at, be it one long call, it must not outlive it."""
    with suppress(ImportError, OSError, AttributeError):  # where the system cannot, the end of the pipe ends it between two cases
        import ctypes

        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended meanwhile
            os._exit(1)


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
        self._growing = growing
        self._lost_some = False
        self._suspects: deque[int] = deque()
        """Cases that a worker was at when it ended: each is tried once more, alone, as it may be no fault of its own."""
        self._tried: set[int] = set()
        self._unready = 0
        self._done = 0
        self._began = 0.0
        self._cases = cases
        self._limits = limits
        self._jobs = jobs
        self._modules = tuple(modules)
        self._workers: list[Worker] = []
        self._forks = can_fork()
        self._context: Any = multiprocessing.get_context("fork" if self._forks else "spawn")
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
        while len(self._workers) < self._wanted(len(waiting) + len(self._suspects)):  # those that are there work meanwhile
            self._workers.append(self._start())
            self._give(self._workers[-1], waiting)

    def _give(self, worker: Worker, waiting: deque[int]) -> None:
        """Hand more cases to a worker that has few; ever fewer towards the end, so that all workers end together."""
        listens = worker.ready and not worker.indices
        if worker.alone and worker.indices:
            return
        worker.alone = listens and bool(self._suspects)
        if worker.alone:
            self._send(worker, *self._request([self._suspects.popleft()], None))
            return
        share = max(1, min(AT_ONCE if listens else BATCH, len(waiting) // (4 * self._jobs)))
        if not waiting or len(worker.indices) > min(worker.fresh, share // 2):
            return
        chosen, request = self._request(list(islice(waiting, share)), None if listens else AHEAD)
        if not chosen:  # a case that is large even alone waits until the worker listens
            return
        for _ in chosen:
            waiting.popleft()
        self._send(worker, chosen, request)

    def _send(self, worker: Worker, chosen: list[int], request: bytes) -> None:
        if not worker.indices:
            worker.since = monotonic()
        worker.indices.extend(chosen)
        worker.fresh = len(chosen)
        with suppress(OSError):  # it has died, as will be seen when it is listened to
            worker.connection.send_bytes(request)

    def _request(self, indices: list[int], most: int | None) -> tuple[list[int], bytes]:
        """The first of these cases that fit into so many bytes, about as many as do, and the request to check them."""
        while indices:
            request = pack_cases([(index, self._cases[index]) for index in indices])
            if most is None or len(request) <= most:
                return indices, request
            del indices[len(indices) // 2 :]
        return [], b""

    def _wanted(self, waiting: int) -> int:
        """How many workers there should be, with so many cases that nobody has taken up."""
        most = min(self._jobs, waiting + sum(1 for worker in self._workers if worker.indices))
        if not self._growing:
            return most
        spent = monotonic() - self._began if self._began else 0.0
        if spent < GROWS_AFTER:
            return min(1, most)
        left = spent / max(1, self._done) * waiting
        return min(most, 1 + int(left / PAYS))

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
                stopped = f"stopped after {seconds:g} s, the longest it may take; {REMEDY}"
                yield self._lost(worker, waiting, Verdict.TIMEOUT, stopped, "out of time")

    def _greet(self, worker: Worker, waiting: deque[int]) -> None:
        """A worker says that it is ready; the clock of its first case starts."""
        try:
            self.facts = json.loads(worker.connection.recv_bytes())
        except (EOFError, OSError):
            self._replace(worker, waiting, f"a worker process could not be started (exit code {worker.ended()})")
            return
        worker.ready = True
        self._unready = 0
        worker.since = monotonic()
        self._began = self._began or worker.since

    def _receive(self, worker: Worker, waiting: deque[int]) -> list[tuple[int, Result]]:
        try:
            results, worker.settled = receive(worker.connection, [self._cases[index] for index in worker.indices])
        except UnpicklingError as error:
            return [self._lost(worker, waiting, Verdict.ERROR, f"the case corrupted its process: {error}")]
        except (EOFError, OSError):
            return self._after_its_end(worker, waiting, worker.ended())
        worker.since = monotonic() - (worker.settled.seconds if worker.settled is not None else 0.0)
        worker.told += len(results)
        self._done += len(results)
        return [(worker.indices.popleft(), result) for result in results]

    def _after_its_end(self, worker: Worker, waiting: deque[int], exitcode: int | None) -> list[tuple[int, Result]]:
        """What becomes of the case that a worker was at when it ended: it is tried again, as somebody else may have ended it."""
        suspect = worker.indices[worker.place]
        if exitcode is None:
            return [self._lost(worker, waiting, Verdict.ERROR, "its result is too large to be told")]
        if exitcode == REACHED_OUT or suspect in self._tried:
            return [self._lost(worker, waiting, *_cause_of_death(exitcode))]
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
        self._done += 1
        self._give_back(worker, waiting)
        seconds = monotonic() - worker.since
        if worker.settled is None or place > 0:
            lost = verdict is Verdict.ERROR
            return index, ended(self._cases[index], verdict, message, seconds=seconds, lost=lost)
        return index, amended(worker.settled, unexplained=(f"not explained: {why or message}",), seconds=seconds)

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
        self._unready += 1
        if self._unready >= STARTS:
            raise GradcaseError(why)

    def _adopt(self, early: Worker) -> None:
        if self._modules:
            early.end()
        else:
            early.since = monotonic()
            self._workers.append(early)
        self._early = None

    def _start(self) -> Worker:
        if not self._forks and HOUSE not in sys.path:
            sys.path.append(HOUSE)  # a fresh interpreter gets our path, and must find us where we were run from a folder
        if self._forks and self._lost_some:
            from .warming import warm_up

            warm_up()  # there may be more to replace, and what is loaded here they need not load
        return _start(self._context, self._limits.memory, self._modules, [worker.connection for worker in self._workers])

    def _patience(self, worker: Worker) -> float:
        """The seconds that the worker may take for what it is at."""
        if not worker.ready:
            return PATIENCE
        # A case may lower its clock and never raise it: whoever runs it, not its author, says what is too long.
        return min(self._cases[worker.indices[worker.place]].timeout or self._limits.seconds, self._limits.seconds)


REMEDY = "draw smaller arrays, say `method: probe`, or give it more time with `timeout` in the case or --timeout"


def _cause_of_death(exitcode: int | None) -> tuple[Verdict, str]:
    """The verdict and the sentence for a worker that ended while it was at a case."""
    if exitcode == REACHED_OUT:
        return Verdict.ERROR, "stopped: it reached for something outside its expressions"
    if exitcode == -9:  # SIGKILL, which Windows has no name for
        return Verdict.TIMEOUT, "stopped by the system, most likely for want of memory"
    if exitcode is not None and exitcode < 0:
        return Verdict.ERROR, f"crashed its process ({signal.Signals(-exitcode).name})"
    why = ", most likely for want of memory" if exitcode == 1 else ""  # so BLAS ends where it gets none
    return Verdict.ERROR, f"ended its process (exit code {exitcode}){why}"
