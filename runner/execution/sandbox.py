"""What runs inside a worker process: limits, a last net, and one check after the other.

The expressions are safe by construction (see `runner.expressions`). What stands here holds on the day when
that has a hole: no file can be opened or written, no program started, no memory eaten beyond the limit.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import sys
import warnings
from collections.abc import Callable, MutableSequence, Sequence
from multiprocessing.connection import Connection
from time import monotonic

import numpy as np

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

from ..checking.checker import check
from ..checking.expectation import cut_short, ended
from ..expressions import limit_memory
from ..model import Case, Result, Verdict
from ..model.lightening import lightened
from ..problem import Lent
from .lending import load_modules
from .warming import warm_up
from .wire import CUT_OFF, REACHED_OUT, pack, unpack_cases

HARMLESS_EVENTS = frozenset(
    {
        "compile", "exec", "function.__new__", "import", "object.__getattr__", "object.__setattr__", "sys._getframe",
        "builtins.id",
    }
)  # fmt: skip
"""Audit events of compiling and evaluating an expression, and of telling its faults."""

GARBAGE = (100_000, 20, 100)
"""When a worker looks for cycles of dead objects, which may hold large arrays."""

HELD = 0.005
"""For this many seconds at most results are held back while the next case is at work, to be sent as one message."""


def worker_main(connection: Connection, memory: int, modules: Sequence[str], begun: MutableSequence[int] | None) -> None:
    """Say that this worker is ready, then check cases until the parent hangs up.

    A request holds cases with their indices. `begun`, in memory that is shared with the parent, counts the cases that this
    worker has begun; where there is none each result is sent at once, so that the parent can count. So it is where code is
    lent, of which nobody knows how it ends.
    """
    os.dup2(2, 1)  # lent code that prints must not write into the product
    sys.stdout = sys.stderr
    faulthandler.disable()  # of a crash the parent tells
    gc.set_threshold(*GARBAGE)
    lent = load_modules(modules)
    warm_up()
    if not lent:
        warnings.simplefilter("ignore")  # to show one, Python would open the file of the code that it is about
    limit_resources(memory, trusted=bool(lent))
    watch = Watch(trusted=bool(lent))
    connection.send_bytes(json.dumps(facts()).encode())
    teller = Teller(connection, at_once=begun is None or bool(lent))
    while True:
        try:
            cases = unpack_cases(connection.recv_bytes())
        except (EOFError, OSError):
            return
        for index, case in cases:
            if begun is not None:
                begun[0] += 1
            with watch:
                teller.hold(lightened(check_within_limits(case, lent, memory, teller.tell), index))
        teller.tell()


class Teller:
    """Tells the parent of results, several in one message, and of a verdict that is still to be explained at once."""

    def __init__(self, connection: Connection, *, at_once: bool) -> None:
        self._connection = connection
        self._held: list[Result] = []
        self._longest = 0.0 if at_once else HELD
        self._since = monotonic()
        self._process = os.getpid()

    def hold(self, result: Result) -> None:
        """Tell of a result, now or soon."""
        self._held.append(result)
        if monotonic() - self._since >= self._longest:
            self.tell()

    def tell(self, settled: Result | None = None) -> None:
        """Tell what is held back, and the verdict of the case after that."""
        if os.getpid() != self._process:  # lent code has forked and come back twice: only one of the two is our worker
            os._exit(0)
        if self._held or settled is not None:
            message = pack(self._held, settled)
            try:
                self._connection.send_bytes(message)
            except OSError:  # the parent has gone, or lent code has closed what was not its own
                os._exit(CUT_OFF)
            self._held.clear()
        self._since = monotonic()


def facts() -> dict[str, str]:
    """What computes here, for the report: the versions of numpy and of its BLAS."""
    blas = np.__config__.CONFIG.get("Build Dependencies", {}).get("blas", {})
    return {"numpy": np.__version__, "BLAS": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip()}


def check_within_limits(case: Case, lent: Lent, memory: int, on_settled: Callable[[Result], None]) -> Result:
    """Check one case; a lack of memory is told as such, never as a traceback. `on_settled` hears of its verdict first."""
    told: list[Result] = []

    def settled(result: Result) -> None:
        told.append(result)
        on_settled(result)

    try:
        return check(case, lent, settled)
    except MemoryError:
        remedy = "draw smaller arrays, or give it more with --memory"
        verdict, message = Verdict.TIMEOUT, f"stopped: it needs more memory than the {memory} MB a case may use; {remedy}"
    except BaseException as error:
        if isinstance(error, Exception):
            raise
        verdict, message = Verdict.ERROR, f"lent code raised {type(error).__name__}"
    return cut_short(told[0], message) if told else ended(case, verdict, message)


def limit_resources(memory: int, *, trusted: bool) -> None:
    """Bound the address space to `memory` megabytes beyond today's; forbid writing files and, untrusted, opening them.

    Platforms without `resource` keep the other bounds: sizes are priced before they are allocated, and the
    parent holds the clock.
    """
    limit_memory(memory * 2**20)
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = _address_space() + memory * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not trusted:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _address_space() -> int:
    """The bytes of address space this process has now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


class Watch:
    """A context in which any audit event but the harmless ones ends the process at once.

    Lent code may do what it likes, so with it the watch stays off. An audit hook cannot be removed once it is set.
    """

    def __init__(self, *, trusted: bool) -> None:
        self._watching = False
        self._trusted = trusted
        sys.addaudithook(self._hear)

    def __enter__(self) -> None:
        self._watching = not self._trusted

    def __exit__(self, *_: object) -> None:
        self._watching = False

    def _hear(self, event: str, _: tuple[object, ...]) -> None:
        if self._watching and event not in HARMLESS_EVENTS:
            os._exit(REACHED_OUT)
