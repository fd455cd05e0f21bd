"""A piece of work of this very process within bounds of time, and the process within bounds of memory.

Cases have processes of their own, which can be killed. What is read and written for strangers beside them is our own code,
bounded by how it is written; these bounds are the net below it. A signal stops work in Python between two of its steps.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any, TypeVar

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

AGAIN = 0.25
"""How many seconds after it was told to end it is told once more, where it was in a place that does not listen."""

T = TypeVar("T")


class TooMuch(Exception):
    """A piece of work took more time or memory than it may. The text says which."""


class _Rung(BaseException):
    """The time is up. It is no `Exception`, so that nothing on the way takes it for a fault of its own."""


def within(seconds: float, work: Callable[..., T], *arguments: Any) -> T:
    """What the work returns or raises. Raises `TooMuch` where it takes more seconds of processor time, or the process has not
    the memory.

    Time is bounded in the main thread alone, and not on Windows: elsewhere no signal can stop it.
    """
    try:
        if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
            return work(*arguments)
        return _timed(seconds, work, arguments)
    except MemoryError:
        raise TooMuch("more memory than there is for it") from None


def _timed(seconds: float, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    armed = True

    def ring(*_: object) -> None:
        if armed:
            raise _Rung

    handler = signal.signal(signal.SIGPROF, ring)
    start = process_time()
    left, interval = signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        return work(*arguments)
    except _Rung:
        raise TooMuch(f"more than {seconds:g} seconds of processor time") from None
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL if handler is None else handler)
        if left:  # somebody else's clock runs on
            signal.setitimer(signal.ITIMER_PROF, max(1e-6, left - (process_time() - start)), interval)


@contextmanager
def memory(megabytes: int) -> Iterator[None]:
    """The process gets at most so much memory beside what it has: then there is a `MemoryError`, which costs one piece of work.

    Workers that are started meanwhile set bounds of their own.
    """
    have = _address_space()
    if resource is None or not have:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = have + megabytes * 2**20
    limits = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(bound, *limits) if limits else bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """The bytes of address space this process has now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * (resource.getpagesize() if resource is not None else 0)
    except (OSError, ValueError):
        return 0
