"""The text of a case file: from bytes, within a stated size, as UTF-8; and lines of it, for reports."""

from __future__ import annotations

import codecs
import os
import re
import stat
from functools import lru_cache

from runner.catalog import naming
from runner.catalog.lines import position_after, split_lines
from runner.catalog.reading import Reading

LARGEST_FILE = 8 * 2**20
"""The most bytes of a case file."""

REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What no case file holds as it is: control characters, marks of the byte order, and line breaks that not every program
takes for one, so that line numbers would differ. In double quotes each can be written as an escape."""

ESCAPES = {"\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\x1b": "\\e", "\x00": "\\0"}
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def open_reading(path: str) -> Reading:
    """A case file, ready to be read. Where it has no text to read, the fault is told in the `Reading`."""
    data = read_bytes(path)
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
    reading = Reading(path, text)
    check_characters(reading)
    return reading


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
    return lines_of(file)[max(first, 1) - 1 : max(last, 0)]


def lines_of(file: str) -> list[str]:
    """All lines of a file without their ends; none where it cannot be read. Not to be changed by the caller."""
    return _text_and_lines(file)[1]


def text_of(file: str) -> str:
    """The text of a file; empty where it cannot be read."""
    return _text_and_lines(file)[0]


def _text_and_lines(file: str) -> tuple[str, list[str]]:
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return "", []
    return _kept(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=3)
def _kept(file: str, changed: int, size: int) -> tuple[str, list[str]]:
    """The last few files are kept, as long as their time and size do not change."""
    data = read_bytes(file)
    text = "" if isinstance(data, str) else data.decode("utf-8-sig", "replace")
    return text, split_lines(text)
