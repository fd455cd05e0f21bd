"""Which folder a report goes into: a part never takes the place of the whole, and what is not ours is left alone."""

from __future__ import annotations

import os
from contextlib import suppress

from ..errors import UsageError
from ..outputs import OUTPUTS

PART = "part"
"""The folder, within that of the reports, of the report of a part of a catalogue whose report stands there already."""

MARKS = {"html": b"gradient checks</title>", "json": b'"format":'}
"""What stands near the beginning of a report of ours."""
BEGINNING = 4096


def refuse_foreign(folder: str) -> None:
    """Raise `UsageError` where a file that every run writes is there and none of ours."""
    for name, mark in MARKS.items():
        path = os.path.join(folder, OUTPUTS[name].always or "")
        with suppress(OSError), open(path, "rb") as file:
            beginning = file.read(BEGINNING)
            if beginning and mark not in beginning:
                raise UsageError(f"{path} was not written by gradcase, so it is left alone: choose another folder with -o")


def target(folder: str, *, keeps: bool) -> str:
    """The folder to write into; `keeps` says that the report in the folder is of a whole of which this run is a part."""
    return os.path.join(folder, PART) if keeps else folder
