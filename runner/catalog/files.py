"""Folders → case files in a stable order, and the bytes of one file → text. Nothing but plain files is ever opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from runner.catalog.reading import Reading, Stop
from runner.model import Fault, Place

SUFFIXES = (".yaml", ".yml")
LARGEST_FILE = 8 * 2**20
"""The most bytes of a case file."""


class CaseFile(NamedTuple):
    """One file to read: its path as people see it, and what its ids begin with."""

    path: str
    stem: str


def is_case_file(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def walk(folder: str) -> Iterator[CaseFile | Fault]:
    """The case files below a folder, sorted by name within each folder."""
    stack = [(folder, "")]
    while stack:
        path, below = stack.pop()
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            yield Fault(f"the folder cannot be read: {error.strerror}", Place(path, 1, 1))
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, f"{below}{entry.name}/"))
            elif is_case_file(entry.name):
                yield CaseFile(entry.path, below + os.path.splitext(entry.name)[0])
        stack.extend(reversed(folders))


def read_bytes(path: str) -> bytes | str:
    """The bytes of a plain file of bounded size, or why they cannot be had."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return "this is not a plain file"
        if status.st_size > LARGEST_FILE:
            return f"the file has {status.st_size:,} bytes; at most {LARGEST_FILE:,} are read"
        return file.read(LARGEST_FILE + 1)


def open_reading(path: str) -> Reading:
    """The text of a case file, ready to be read; where there is none, the `Reading` holds the fault."""
    data = read_bytes(path)
    if isinstance(data, str):
        reading = Reading(path, "")
        reading.fault_at(1, 1, data)
        return reading
    try:
        return Reading(path, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        reading = Reading(path, data.decode("utf-8", "replace"))
        line = data[: error.start].count(b"\n") + 1
        reading.fault_at(line, 1, "the file is not UTF-8", "save it as UTF-8")
        return reading
    except Stop:  # pragma: no cover
        raise
