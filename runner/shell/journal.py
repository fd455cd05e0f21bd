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
ASIDE = "unfinished.{}.jsonl"
"""The names of those that were left and that no run has gone on with, the oldest first."""
MOST = 99
"""How many of them are kept at most."""


class Journal:
    """The file of a journal that this run writes; no other run writes it meanwhile."""

    def __init__(self, folder: str, new: str, file: FileIO) -> None:
        self.folder = folder
        self._path = os.path.join(folder, JOURNAL)
        self._new = new
        self._published = False
        self.file = file
        self.supersedes = False
        """Whether it holds all that journals which were left hold."""

    def publish(self) -> None:
        """Give it its name, now that it holds results. One that was left steps aside, but where all of it is in this one."""
        if self._published or (os.path.lexists(self._path) and not is_at_rest(self._path)):
            return
        with suppress(OSError):
            if not self.supersedes and (aside := _free(self.folder)):
                with suppress(FileNotFoundError):
                    os.replace(self._path, aside)
            os.replace(self._new, self._path)
            self._published = True

    def end(self, *, over: bool) -> None:
        """Close it. Where the run is `over`, or it holds no result, it is not needed."""
        if over or not self._published:
            with suppress(OSError):
                os.unlink(self._path if self._published else self._new)
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
    if os.path.lexists(path) and not is_at_rest(path):
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
    return Journal(folder, new, file)


def left(folder: str) -> list[str]:
    """The journals that killed runs have left in the folder, the latest last; none that a run is at work on."""
    return [path for path in (*aside(folder), os.path.join(folder, JOURNAL)) if is_at_rest(path)]


def aside(folder: str) -> list[str]:
    """Those of them that have stepped aside."""
    return [path for path in _names(folder) if os.path.isfile(path)]


def _names(folder: str) -> list[str]:
    return [os.path.join(folder, ASIDE.format(number)) for number in range(1, MOST + 1)]


def _free(folder: str) -> str | None:
    """Where one that was left steps aside; None where there are too many already."""
    return next((path for path in _names(folder) if not os.path.lexists(path)), None)


def is_at_rest(path: str) -> bool:
    """Whether there is a journal on which no run is at work."""
    if not os.path.isfile(path) or os.path.islink(path):
        return False
    try:
        with open(path, "rb+") as file:
            if fcntl is not None:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False
