"""Bytes that are put down one after the other, to be read back: few in memory, many in a file."""

from __future__ import annotations

import os
import tempfile
import weakref
from contextlib import suppress
from io import FileIO

GATHERED = 1 << 20
"""How many bytes are gathered in memory before they go into the file."""


class Spool:
    """Grows at its end, and is read anywhere.

    `file`, where given, is one that others will read: what is put down follows what is in it. Else it is a temporary one, made
    when it is needed. A disk that is full or may not be written costs memory instead: what cannot go into the file stays where
    it is.
    """

    def __init__(self, file: FileIO | None = None) -> None:
        self._file = file
        self._filed = file.seek(0, os.SEEK_END) if file is not None else 0
        """How many bytes are in the file; the others follow in the tail."""
        self._tail = bytearray()
        self._enough = GATHERED
        """The length of the tail at which it goes into the file."""

    def append(self, data: bytes) -> int:
        """Put the bytes at the end; returns where they begin."""
        start = self._filed + len(self._tail)
        self._tail += data
        if len(self._tail) >= self._enough:
            self._enough *= 2  # if that fails, it is tried again later
            self.flush()
        return start

    def flush(self) -> None:
        """Put all into the file now, as far as it takes it."""
        if self._tail:
            with suppress(OSError):
                self._put_into_file()
                self._enough = GATHERED

    def read(self, start: int, length: int) -> bytes:
        """The bytes from there on, which were put down in one piece."""
        if self._file is None or start >= self._filed:
            return bytes(self._tail[start - self._filed : start - self._filed + length])
        self._file.seek(start)
        return self._file.read(length)

    def _put_into_file(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
            weakref.finalize(self, self._file.close)
        self._file.seek(self._filed)
        written = 0
        with memoryview(self._tail) as tail:
            while written < len(tail):
                written += self._file.write(tail[written:])
        self._filed, self._tail = self._filed + written, bytearray()  # at once, whenever Ctrl-C comes
