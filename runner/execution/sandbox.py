"""What runs inside a worker process: limits, a last net, and one check after the other.

The expressions are safe by construction (see `runner.expressions`). What stands here holds on the day when
that has a hole: no file can be opened or written, no program started, no memory eaten beyond the limit.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

from runner.checker import check
from runner.errors import UsageError
from runner.execution.warming import warm_up
from runner.execution.wire import send
from runner.expectation import settled
from runner.expressions import limit_memory
from runner.model import Case, Result, Verdict
from runner.problem import Lent

REACHED_OUT = 97
"""The exit code of a worker that was ended because a case reached for files, programs or the network."""

HARMLESS_EVENTS = frozenset(
    {
        "compile", "exec", "function.__new__", "import", "object.__getattr__", "object.__setattr__", "sys._getframe",
        "builtins.id",
    }
)  # fmt: skip
"""Audit events of compiling and evaluating an expression, and of telling its faults."""


def worker_main(
    connection: Connection, inherited: Iterable[Connection], cases: Sequence[Case], memory: int, modules: Sequence[str]
) -> None:
    """Check cases until the parent hangs up. A request is a tuple of indices into `cases`; each result is sent at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it ends its workers
    for other in inherited:
        other.close()  # else a worker would keep its siblings' pipes open after the parent is gone
    os.dup2(2, 1)  # lent code that prints must not write into the product
    lent = load_modules(modules)
    warm_up()
    limit_resources(memory, trusted=bool(lent))
    watch = Watch(trusted=bool(lent))
    while True:
        try:
            indices = connection.recv()
        except (EOFError, OSError):
            return
        for index in indices:
            with watch:
                result = check_within_limits(cases[index], lent, memory)
            send(connection, result)


def check_within_limits(case: Case, lent: Lent, memory: int) -> Result:
    """Check one case; a lack of memory is told as such, and so is a fault of ours, never as a traceback."""
    try:
        return check(case, lent)
    except MemoryError:
        message = f"stopped: it needs more memory than the {memory} MB a case may use"
        return settled(case, Verdict.TIMEOUT, message, place=case.place)
    except Exception as error:  # whatever is wrong, the other cases must still run
        message = f"internal error, please report it: {type(error).__name__}: {error}"
        return settled(case, Verdict.ERROR, message, place=case.place)


def load_modules(names: Sequence[str]) -> Lent:
    """Import the modules lent to the expressions; raises `UsageError` where one cannot be had.

    Only public functions are lent: what `__all__` names, else what does not begin with an underscore.
    """
    lent: dict[str, Mapping[str, Callable[..., Any]]] = {}
    for name in dict.fromkeys(names):
        short = name.rpartition(".")[2]
        if short in lent:
            raise UsageError(f"two modules are called `{short}` in expressions")
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            raise UsageError(f"the module `{name}` cannot be imported: {type(error).__name__}: {error}") from error
        lent[short] = _public_functions(module)
    return lent


def _public_functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    found = {name: getattr(module, name, None) for name in names}
    return {name: value for name, value in found.items() if callable(value)}


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
