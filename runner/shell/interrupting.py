"""Ctrl-C, and the signals by which the system asks a process to end: after each the report of what was done is written.

A signal may come while a module is loaded. Were the load broken off there, half of the module would stay behind, and what needs
it to write the report would fail in a strange way; so the load is let end first, if it does so soon.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from time import monotonic
from types import FrameType
from typing import Any, NoReturn

ASKS_TO_END = ("SIGTERM", "SIGHUP", "SIGQUIT")
"""The signals after which it is as after Ctrl-C."""
LOADS = "<frozen importlib._bootstrap>"
"""Where Python's own code stands that loads modules."""
PATIENCE = 2.0
"""How many seconds a module may take that is being loaded: what is lent may hang."""
AGAIN = 0.01
"""How often it is looked whether it is there, in seconds."""


class Interruption:
    """What has been asked of this process."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        """The signals by which the system has asked it to end."""
        self._since: float | None = None
        self._before: dict[int, Any] = {}

    def listen(self) -> None:
        """Hear them from now on: each raises `KeyboardInterrupt`. Those that are ignored, as by `nohup`, stay so."""
        for name in ("SIGINT", *ASKS_TO_END):
            with suppress(ValueError, AttributeError):  # not the main thread, or a system without it
                number = getattr(signal, name)
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._hear)

    def forget(self) -> None:
        """All is said and done: from now on they do what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # None: it was not set by Python

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            self.asked.append(number)
            signal.signal(number, signal.SIG_IGN)
        self._since = self._since or monotonic()
        if hasattr(signal, "setitimer") and is_loading(frame):
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
        else:
            self._interrupt()

    def _look(self, _: int, frame: FrameType | None) -> None:
        if self._since is not None and (not is_loading(frame) or monotonic() - self._since > PATIENCE):
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._interrupt()

    def _interrupt(self) -> NoReturn:
        self._since = None
        raise KeyboardInterrupt


def is_loading(frame: FrameType | None) -> bool:
    """Whether a module is being loaded at this point of the program."""
    while frame is not None:
        if frame.f_code.co_filename == LOADS:
            return True
        frame = frame.f_back
    return False
