"""How functions are read at symbols, where they read badly in general."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

READINGS: dict[Any, Callable[..., Any]] = {}
"""How functions are read at symbols that read badly in general: those of numpy, and by name those of our own."""


def reads(*functions: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The decorated function is how these are read."""

    def register(reading: Callable[..., Any]) -> Callable[..., Any]:
        READINGS.update(dict.fromkeys(functions, reading))
        return reading

    return register
