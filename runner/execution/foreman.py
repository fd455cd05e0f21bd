"""A process on a machine of a cluster that checks batches of cases, one after the other, in a worker process of its own.

It is a process to itself since the ones of dask hold threads, beside which nothing may be forked. Its worker has the limits that
it would have anywhere; it stays warm from batch to batch, and ends with the foreman, who ends when nobody listens any more.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from ..errors import GradcaseError, UsageError
from ..model import ONE_THREAD, PACKAGE, Result
from .lending import load_modules
from .limits import Limits
from .pool import Pool
from .wire import LARGEST, pack, unpack_cases
from .worker import start_early

IDLE = 120.0
"""After this many seconds without work it is believed that nobody will bring any."""
DONE, FAILED = b"d", b"f"
"""How an answer begins: results follow, or the sentence that says why there are none."""
LENGTH = struct.Struct("!Q")
MOST = 16 * LARGEST
"""The longest message, in bytes."""

START = (
    "import sys; path, memory, seconds, modules = eval(sys.argv[1]); sys.path[:] = path; "
    "from {package}.execution.foreman import work; work(memory, seconds, modules)"
)


class Foreman:
    """The process as the one that started it sees it."""

    def __init__(self, limits: Limits, modules: Sequence[str]) -> None:
        told = repr((sys.path, limits.memory, limits.seconds, list(modules)))
        self._process = subprocess.Popen(
            [sys.executable, "-c", START.format(package=PACKAGE), told], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**ONE_THREAD, **os.environ},
        )  # fmt: skip

    def check(self, message: bytes) -> bytes:
        """The answer to a message of cases, see `pack_cases`. Raises `OSError` or `EOFError` where the process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        send(self._process.stdin, message)
        return receive(self._process.stdout)

    def lives(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process; its worker ends with it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what it had not read is lost with it
                    stream.close()


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message with its length."""
    stream.write(LENGTH.pack(len(message)) + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Read a message. Raises `EOFError` where the stream ends first."""
    head = stream.read(LENGTH.size)
    length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else MOST + 1
    message = stream.read(length) if length <= MOST else b""
    if len(message) != length:
        raise EOFError
    return message


def work(memory: int, seconds: float, modules: Sequence[str]) -> None:
    """What the process does until nobody listens: read cases, check them, write results."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):  # whoever started it says when it ends
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what lent code prints is no answer
    with suppress(EOFError, BrokenPipeError):
        try:
            if modules:
                load_modules(modules)
        except UsageError as error:
            _listen(requests)
            send(answers, FAILED + str(error).encode("utf-8", "backslashreplace"))
            return
        early = None if modules else start_early(memory)
        with Pool([], Limits(seconds, memory), 1, modules, early) as pool:
            while True:
                send(answers, _answer(pool, _listen(requests), requests))


def _listen(requests: IO[bytes]) -> bytes:
    """The next request. Raises `EOFError` where none comes."""
    if not _is_readable(requests, IDLE):
        raise EOFError
    return receive(requests)


def _is_readable(requests: IO[bytes], seconds: float) -> bool:
    try:
        return bool(select.select([requests], [], [], seconds)[0])
    except (OSError, ValueError):  # a system on which pipes cannot be asked
        return True


def _answer(pool: Pool, request: bytes, requests: IO[bytes]) -> bytes:
    cases = unpack_cases(request)

    def idle() -> None:
        """While a batch is at work nothing is sent, so whatever is heard is that nobody listens any more."""
        if _is_readable(requests, 0) and sys.platform != "win32":
            raise EOFError

    pool.take([case for _, case in cases])
    try:
        found: dict[int, Result] = dict(pool.results(idle=idle))
    except GradcaseError as error:
        return FAILED + str(error).encode("utf-8", "backslashreplace")
    return DONE + pack([found[place] for place in range(len(cases))])
