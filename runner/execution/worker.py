"""One worker process: how it is started, what its parent knows of it, and that it ends when its parent does.

The parent keeps the clock: a worker counts the cases it begins in memory that both see, so the parent always knows which case a
silent worker is at. Python's own alarm would not do: its handler never runs inside one long numpy call.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import MutableSequence, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from mmap import mmap
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any

from ..model import Result

THREADED = frozenset({"jax", "tensorflow", "torch"})
"""Frameworks that compute in threads of their own, with locks that a fork would wait for. Those of numpy's BLAS do no harm."""

HANGING_UP = 2.0
"""How many seconds a worker that has hung up may take to end."""

DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG` of prctl(2): the signal that a process is sent when its parent ends."""

KEPT = ((-3, 32 * 2**20), (-1, 512 * 2**20))
"""`M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD` of mallopt(3), in bytes: arrays up to the first come from memory that stays
with the process, as long as what is free at its end is no more than the second."""

HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""The folder that holds the package."""


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

    def halt(self) -> None:
        """Kill the process and wait until it is gone; what it has sent can still be heard."""
        self.process.kill()
        self.process.join()

    def end(self) -> None:
        """Kill the process, wait until it is gone, and hang up."""
        self.halt()
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


def start_early(memory: int) -> Worker | None:
    """A worker that loads what it needs while the parent still reads its case files; None where workers are spawned.

    `memory` is the limit of the pool that will own it.
    """
    return start(multiprocessing.get_context("fork"), memory) if can_fork() else None


def start(context: Any, memory: int, modules: tuple[str, ...] = (), siblings: Sequence[Connection] = ()) -> Worker:
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 counts the threads of BLAS too, which stand a fork
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
    _keep_what_is_freed()
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


def _keep_what_is_freed() -> None:
    """Let arrays of megabytes use again what others have left; else the system clears each page anew, half of the time."""
    with suppress(ImportError, OSError, AttributeError):  # where the C library has no such settings, it is only slower
        import ctypes

        library = ctypes.CDLL(None)
        for parameter, size in KEPT:
            library.mallopt(parameter, size)
