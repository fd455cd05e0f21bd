"""The command line: arguments → an answer, or one of the ways of `shell/ways.py` → an exit code.

Nothing is computed and nothing is rendered here. Modules are loaded where they are needed, so that a question
such as `--help` is answered without numpy.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from .errors import UsageError
from .model import ONE_THREAD
from .shell.interrupting import Interruption
from .shell.options import Options, parse
from .shell.writing import mute, say

INTERRUPTED = 130
"""128 + SIGINT, as a shell reports it."""

GARBAGE = (1_000_000, 20, 100)
"""When Python looks for cycles of dead objects. A run makes many objects and hardly a cycle, and ends soon: by default a tenth of
its time would go into looking."""

LEAST_MEMORY = 2048
"""Megabytes that this process may take, as a case may; more where cases may have more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, or those of the process; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    interruption = Interruption()
    interruption.listen()
    try:
        _prepare_process()
        code = _exit_code(arguments)
    finally:
        interruption.forget()
    return 128 + interruption.asked[0] if interruption.asked and code == INTERRUPTED else code


def _exit_code(arguments: Sequence[str]) -> int:
    try:
        return _command(parse(arguments), arguments)
    except UsageError as error:
        say(f"gradcase: {error}")
        return 2
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except MemoryError:
        say("gradcase: there is not enough memory for so much at once: split it, or give more with --memory")
        return 2
    except BrokenPipeError:  # whoever read our answer has seen enough
        mute()
        return 0
    except OSError as error:  # a full disk behind standard output, a current folder that is gone
        mute()
        say(f"gradcase: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return 2


def _prepare_process() -> None:
    """Set up what holds for the whole process."""
    gc.set_threshold(*GARBAGE)
    for name, threads in ONE_THREAD.items():
        os.environ.setdefault(name, threads)
    os.environ.setdefault("PYTHONSAFEPATH", "1")  # a spawned worker must not look into the current folder either
    for number in range(3):
        _fill(number)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _fill(number: int) -> None:
    """Let a standard stream that is closed lead nowhere: else a pipe of ours would have its number."""
    try:
        os.fstat(number)
    except OSError:
        if os.open(os.devnull, os.O_RDWR) == number:
            os.set_inheritable(number, True)


def _command(options: Options, arguments: Sequence[str]) -> int:
    if (
        options.version
        or options.schema
        or options.functions
        or options.explain is not None
        or options.derive
        or options.new is not None
    ):
        from .shell import answers

        sys.stdout.write(answers.to(options))
        sys.stdout.flush()
        return 0
    if not options.paths and not options.merge:
        raise UsageError("no PATH is given, and there is no folder `cases` here; --help tells more")
    from .model import bounds
    from .shell.ways import way

    # What is lent, and what dask holds, is the affair of whoever asked for it.
    with nullcontext() if options.module or options.dask else bounds.memory(max(options.memory, LEAST_MEMORY)):
        return way(options)(options, arguments)
