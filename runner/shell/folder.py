"""Which folder a report goes into: a part never takes the place of the whole, and what is not ours is left alone."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import BinaryIO

from ..errors import UsageError
from ..outputs import OUTPUTS

PART = "part"
"""The folder, within that of the reports, of the report of a part of a catalogue whose report stands there already."""

MARKS = {"html": b"gradient checks</title>", "json": b'"format":'}
"""What stands near the beginning of a report of ours."""
BEGINNING = 4096
LARGEST = 2**33
"""The most bytes of a file that is read beside the case files: four times what a run may write."""

REFERENCE = b"<title>Gradients to look up"
"""What stands near the beginning of a reference of ours, and of no report."""


def refuse_foreign(folder: str) -> None:
    """Raise `UsageError` where a file that every run writes is there and none of ours."""
    for name, mark in MARKS.items():
        path = os.path.join(folder, OUTPUTS[name].always or "")
        if (beginning := _beginning(path)) and mark not in beginning:
            raise UsageError(f"{path} was not written by gradcase, so it is left alone: choose another folder with -o")


def refuse_report(folder: str) -> None:
    """Raise `UsageError` where a reference would take the place of anything but a reference."""
    path = os.path.join(folder, OUTPUTS["html"].always or "")
    if (beginning := _beginning(path)) and REFERENCE not in beginning:
        raise UsageError(f"{path} is no reference, so it is left alone: choose another folder with -o")


def _beginning(path: str) -> bytes:
    """The first bytes of a file; none where it is not there."""
    with suppress(OSError), opened(path) as file:
        return file.read(BEGINNING)
    return b""


def target(folder: str, *, keeps: bool) -> str:
    """The folder to write into; `keeps` says that the report in the folder is of a whole of which this run is a part."""
    return os.path.join(folder, PART) if keeps else folder


def is_within(path: str, folder: str) -> bool:
    """Whether an absolute path is that of a folder or of something below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def opened(path: str) -> BinaryIO:
    """A plain file to read. Raises `OSError` for anything else: a pipe or a device might be waited for, or never end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        os.close(descriptor)
        why = "this is no plain file" if not stat.S_ISREG(status.st_mode) else f"this has more than {LARGEST:,} bytes"
        raise OSError(None, why, path)
    return open(descriptor, "rb")
