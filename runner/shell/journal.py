"""The journal of a run that is not over: its results beside the reports as they come, so that a killed run loses only what was
in flight. It is removed once the reports are written; `--resume` goes on from one that was left."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from io import FileIO
from typing import Any

from ..errors import UsageError
from ..outputs.fields.brief import USUAL
from ..outputs.json_report import FORMAT
from .writing import anew, remove_leftovers, temporary

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

JOURNAL = "unfinished.jsonl"
"""Its name in the folder of the reports: a line that says what is run, then a line a result, as in results.json."""


class Journal:
    """The file of a journal that this run writes; no other run writes it meanwhile."""

    def __init__(self, path: str, new: str, file: FileIO) -> None:
        self.path = path
        self._new = new
        self.file = file

    def publish(self) -> None:
        """Let it take the place of one that was left, now that it holds what is taken over from that."""
        with suppress(OSError):
            os.replace(self._new, self.path)

    def abandon(self) -> None:
        """Remove it before it is published: nothing was found by this run, and one that was left stays."""
        with suppress(OSError):
            os.unlink(self._new)
        self.file.close()

    def end(self, *, over: bool) -> None:
        """Close it; where the run is `over` it is no longer needed."""
        for path in (self._new, self.path) if over else ():
            with suppress(OSError):
                os.unlink(path)
        self.file.close()


def prepare(folder: str) -> None:
    """Make the folder of the reports, and remove what killed runs have left half written there.

    Raises `UsageError` where it cannot be written: better now than when all is done.
    """
    path = folder
    try:
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "results.json")
        descriptor, probe = tempfile.mkstemp(prefix=".probe.", dir=folder)
        os.close(descriptor)
        os.unlink(probe)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    remove_leftovers(folder)


def begin(folder: str, head: Mapping[str, Any]) -> Journal | None:
    """A new journal in the folder, with the line of what is run in it, not yet published.

    None where another run has one there, or it cannot be written: then results are kept as long as this process lives.
    """
    path = os.path.join(folder, JOURNAL)
    if os.path.lexists(path) and not is_left(folder):
        return None
    new = temporary(path)
    try:
        descriptor = anew(new, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
        file = FileIO(descriptor, "r+")
    except OSError:
        return None
    try:
        if fcntl is not None:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of this process alone: the workers that it forks do not hold it
        file.write((json.dumps({"format": FORMAT, **head, "usual": USUAL}) + "\n").encode())
    except OSError:
        file.close()
        os.unlink(new)
        return None
    return Journal(path, new, file)


def is_left(folder: str) -> bool:
    """Whether a run that was killed has left a journal in the folder, and no run is at work on it."""
    path = os.path.join(folder, JOURNAL)
    if not os.path.isfile(path) or os.path.islink(path):
        return False
    try:
        with open(path, "rb+") as file:
            if fcntl is not None:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False
