"""What a case may use, and what a system cannot limit."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one case may use."""

    seconds: float = 30.0
    memory: int = 2048
    """Megabytes on top of what the worker itself needs."""

    def seconds_for(self, asked: float | None) -> float:
        """What a case has that asks for this many: it may lower its clock, and whoever runs it says what is too long."""
        return min(asked or self.seconds, self.seconds)


def missing_limits() -> str | None:
    """What cannot be limited on this system, in a sentence; None where everything can."""
    if sys.platform in {"win32", "darwin"}:
        return "this system cannot limit the memory of a process: only the sizes of single arrays are bounded here"
    return None
