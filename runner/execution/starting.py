"""How the workers of a pool are started: forked where that does no harm, else spawned."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from ..errors import GradcaseError
from .worker import HOUSE, Worker, can_fork, start

PATIENCE = 60.0
"""How many seconds a worker may take to be ready."""
STARTS = 3
"""How many workers in a row may end before they are ready, until it is believed that none can be had."""


class Starter:
    """Starts workers; the way is that which was right when the pool was made."""

    def __init__(self) -> None:
        self._forks = can_fork()
        self._context: Any = multiprocessing.get_context("fork" if self._forks else "spawn")
        self._failed = 0

    def expect_losses(self) -> None:
        """Load what workers need: some have been lost, there may be more to replace, and a fork inherits what is loaded here."""
        if self._forks:
            from .warming import warm_up

            warm_up()

    def start(self, memory: int, modules: tuple[str, ...], siblings: Sequence[Connection]) -> Worker:
        """A new worker; `siblings` are the connections to the others."""
        if not self._forks and HOUSE not in sys.path:
            sys.path.append(HOUSE)  # a fresh interpreter gets our path, and must find us where we were run from a folder
        return start(self._context, memory, modules, siblings)

    def succeeded(self) -> None:
        """A worker is ready."""
        self._failed = 0

    def failed(self, why: str) -> None:
        """One has ended before it was. Raises `GradcaseError` after too many in a row."""
        self._failed += 1
        if self._failed >= STARTS:
            raise GradcaseError(why)
