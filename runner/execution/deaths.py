"""What is told of a case whose worker ended, or was ended, while it was at it."""

from __future__ import annotations

import signal

from ..model import Verdict
from .wire import CUT_OFF, REACHED_OUT

REMEDY = "draw smaller arrays, say `method: probe`, or give it more time with `timeout` in the case or --timeout"


def cause_of_death(exitcode: int | None) -> tuple[Verdict, str]:
    """The verdict and the sentence for a worker that ended while it was at a case."""
    if exitcode == REACHED_OUT:
        return Verdict.ERROR, "stopped: it reached for something outside its expressions"
    if exitcode == CUT_OFF:
        return Verdict.ERROR, "closed the connection by which its result is told"
    if exitcode == -9:  # SIGKILL, which Windows has no name for
        return Verdict.TIMEOUT, "stopped by the system, most likely for want of memory"
    if exitcode is not None and exitcode < 0:
        return Verdict.ERROR, f"crashed its process ({signal.Signals(-exitcode).name})"
    why = ", most likely for want of memory" if exitcode == 1 else ""  # so BLAS ends where it gets none
    return Verdict.ERROR, f"ended its process (exit code {exitcode}){why}"
