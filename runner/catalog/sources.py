"""The text of a case file: from bytes, within a stated size, as UTF-8; and lines of it, for reports."""

from __future__ import annotations

import codecs
import os
import re
import stat
from array import array
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

from ..model import Case
from ..model.bounds import TooMuch, within
from . import naming
from .lines import LINE_END, position_after, split_lines
from .reading import Reading

LARGEST_FILE = 8 * 2**20
"""The most bytes of a case file."""

LONGEST = 60.0
"""How many seconds of processor time the reading of one may take."""

MOST_KEPT = 4 * LARGEST_FILE
"""How many characters of files are kept at most, to show lines of them."""

REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What no case file holds as it is: control characters, marks of the byte order, and line breaks that not every program
takes for one, so that line numbers would differ. In double quotes each can be written as an escape."""

ESCAPES = {"\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\x1b": "\\e", "\x00": "\\0"}
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def open_reading(path: str) -> Reading:
    """A case file, ready to be read. Where it has no text to read, the fault is told in the `Reading`."""
    return reading_of(path, read_bytes(path))


def reading_of(path: str, data: bytes | str) -> Reading:
    """The same of what `read_bytes` gave."""
    if isinstance(data, str):
        reading = Reading(path, "")
        reading.fault_at(1, 1, data)
        return reading
    if data.startswith(WIDE_MARKS) or b"\x00" in data[:4]:
        reading = Reading(path, data.decode("utf-8", "replace"))
        reading.fault_at(1, 1, "the file is UTF-16 or UTF-32, not UTF-8", "save it as UTF-8")
        return reading
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        reading = Reading(path, error.object.decode("utf-8", "replace"))
        line, column = position_after(error.object[: error.start].decode("utf-8"))
        message = f"the byte {error.object[error.start]:02X} is not UTF-8"
        reading.fault_at(line, column, message, "save the file as UTF-8")
        return reading
    reading = Reading(path, text, digest_of(data))
    check_characters(reading)
    return reading


def bounded(path: str, data: bytes | str, read: Callable[[Reading], list[Case]]) -> tuple[Reading, list[Case]]:
    """The cases that are read of what `read_bytes` gave; none where that takes too much, which is told in the `Reading`."""
    try:
        return within(LONGEST, _read, path, data, read)
    except TooMuch as error:
        reading = Reading(path, "")
        reading.fault_at(1, 1, f"to read this file takes {error}", "split it, or write it simpler")
        return reading, []


def _read(path: str, data: bytes | str, read: Callable[[Reading], list[Case]]) -> tuple[Reading, list[Case]]:
    reading = reading_of(path, data)
    return reading, read(reading)


def digest_of(data: bytes) -> str:
    """A few characters that no other bytes have."""
    return blake2b(data, digest_size=16).hexdigest()


def check_characters(reading: Reading) -> None:
    """Tell the first character that no case file holds as it is."""
    found = REFUSED.search(reading.text)
    if found:
        line, column = position_after(reading.text[: found.start()])
        escape = ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}")
        hint = f"leave it out, or write it as {escape} in double quotes"
        reading.fault_at(line, column, f"{naming.describe_character(found[0])} stands here", hint)


def read_bytes(path: str) -> bytes | str:
    """The bytes of a plain file of bounded size, or why they cannot be had.

    The file is opened without waiting, so that a pipe put in its place cannot stop the run, and no more than the
    bound is read, whatever the size that the system tells.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        return f"the file cannot be read: {getattr(error, 'strerror', error)}"
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return "this is no plain file"
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        return f"the file is larger than {LARGEST_FILE:,} bytes; split it"
    return data


def excerpt(file: str, first: int, last: int) -> list[str]:
    """The lines `first` to `last` of a file, counted from 1 and without their ends; fewer where the file has fewer."""
    kept = _kept(file)
    first, last = max(first, 1), min(max(last, 0), len(kept.starts))
    if first > last:
        return []
    end = kept.starts[last] if last < len(kept.starts) else len(kept.text)
    lines = split_lines(kept.text[kept.starts[first - 1] : end])
    return lines[: last - first + 1]


def lines_of(file: str) -> list[str]:
    """All lines of a file without their ends; none where it cannot be read."""
    kept = _kept(file)
    return split_lines(kept.text) if kept.starts else []


def text_of(file: str) -> str:
    """The text of a file; empty where it cannot be read."""
    return _kept(file).text


class _Text(NamedTuple):
    """The text of a file, where its lines start, and what told its version."""

    text: str
    starts: array[int]
    version: tuple[int, int]


_NOTHING = _Text("", array("L"), (0, 0))
_texts: dict[str, _Text] = {}
"""The files looked at last, the latest last. Results come in any order, and each looks at its file."""


def _kept(file: str) -> _Text:
    """A file, read again where its time or size have changed."""
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return _NOTHING
    version = status.st_mtime_ns, status.st_size
    found = _texts.pop(file, None)
    if found is None or found.version != version:
        data = read_bytes(file)
        text = "" if isinstance(data, str) else data.decode("utf-8-sig", "replace")
        found = _Text(text, array("L", [0, *(end.end() for end in LINE_END.finditer(text))]), version)
        while _texts and sum(len(kept.text) for kept in _texts.values()) + len(text) > MOST_KEPT:
            del _texts[next(iter(_texts))]
    _texts[file] = found
    return found
