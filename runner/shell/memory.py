"""What was read of large catalogues, beside the reports: a file whose text has not changed need not be read once more.

The file holds a line that says what follows, and for each case file an index and its cases as JSON. All of it may be deleted at
any time. It is believed where it bears the mark of this user's key, and else as if it were not there: a stranger who puts one
beside the reports can neither lend code nor have other gradients checked than those that are written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..catalog import Block, Known, written
from ..model import Case
from . import secret
from .folder import opened
from .writing import anew, remove_leftovers, temporary

NAME = os.path.join("cache", "cases.jsonl")
"""Where it is, in the folder of the reports."""
LEAST = 2**16
"""Of fewer bytes of cases it is not worth it: they are read in less time than all else takes."""
MOST = 2**30
"""How many bytes are kept at most."""
LARGE, EXPANDED = 2**10, 10
"""Of a file nothing is kept whose cases take more than so many bytes each, and together so many times as many as the file:
one long text in a matrix of thousands of cases would be written thousands of times."""
LONGEST_HEAD = 64 * 2**20


class Kept(NamedTuple):
    """What is kept of a case file: its path, what its ids begin with, the digest of its text, and how long the two parts are."""

    path: str
    stem: str
    digest: str
    indexed: int
    built: int
    mark: str
    """The digest of both parts."""


class CaseMemory:
    """Remembers the cases of files by the digest of their text, in the folder of the reports."""

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, NAME)
        self._key = secret.key()
        self._file: BinaryIO | None = None
        self._there: dict[tuple[str, str], tuple[Kept, int]] = {}
        self._new: dict[tuple[str, str], tuple[Kept, bytes]] = {}
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            self._open()

    def recall(self, path: str, stem: str, digest: str) -> Sequence[Known] | None:
        """The cases of a file with that digest; None where they are not known."""
        kept, start = self._there.get((os.path.abspath(path), stem), (None, 0))
        if kept is None or kept.digest != digest:
            return None
        data = self._part(kept, start)
        if _mark(data, self._key) != kept.mark:
            return None
        return Block(path, stem, data[: kept.indexed], data[kept.indexed :]).entries()

    def keep(self, path: str, stem: str, digest: str, cases: Sequence[Case]) -> None:
        """Remember the cases of a file."""
        if self._key is None:
            return
        index, bodies = written(cases)
        path, data = os.path.abspath(path), index + bodies
        if len(data) > max(LARGE * len(cases), EXPANDED * _size(path)):
            return
        self._new[path, stem] = Kept(path, stem, digest, len(index), len(bodies), _mark(data, self._key)), data

    def save(self) -> None:
        """Write down what is new, if that is much; in silence where it cannot be written."""
        if sum(len(data) for _, data in self._new.values()) >= LEAST:
            with suppress(OSError):
                self._write()
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        file = self._file = opened(self._path)
        if self._key is None:
            return
        mark, line = file.readline(200).strip().decode(), file.readline(LONGEST_HEAD)
        if _mark(line, self._key) != mark:
            return
        head = json.loads(line)
        if head["made by"] != _maker():
            return
        start = file.tell()
        for each in head["files"]:
            kept = Kept(*each)
            self._there[kept.path, kept.stem] = kept, start
            start += kept.indexed + kept.built

    def _part(self, kept: Kept, start: int) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(start)
        return self._file.read(kept.indexed + kept.built)

    def _write(self) -> None:
        """All that is new, and of what was there before all that may be asked for again."""
        folder = os.path.dirname(self._path)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, ".gitignore"), "w", encoding="ascii", opener=anew) as file:
            file.write("*\n")
        remove_leftovers(folder)
        left = {key: found for key, found in self._there.items() if key not in self._new and os.path.exists(found[0].path)}
        rows = [kept for kept, _ in (*self._new.values(), *left.values())]
        if sum(row.indexed + row.built for row in rows) > MOST:
            left, rows = {}, [kept for kept, _ in self._new.values()]
        line = json.dumps({"made by": _maker(), "files": rows}).encode() + b"\n"
        new = temporary(self._path)
        try:
            with open(new, "wb", opener=anew) as cache:
                cache.write(_mark(line, self._key).encode() + b"\n" + line)
                for _, data in self._new.values():
                    cache.write(data)
                for kept, start in left.values():
                    cache.write(self._part(kept, start))
            os.replace(new, self._path)
        finally:
            with suppress(OSError):
                os.unlink(new)


def _size(path: str) -> int:
    """How long a file is; of one that has gone meanwhile, 0."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def _mark(data: bytes, key: bytes | None) -> str:
    """What only this user can write beside these bytes."""
    return blake2b(data, digest_size=16, key=key or b"").hexdigest()


@cache
def _maker() -> Mapping[str, Any]:
    """What has made the cases of the text: another version, or one that somebody is at work on, may make others."""
    from .. import __version__

    found = blake2b(digest_size=16)
    house = Path(__file__).parents[1]
    for path in sorted(path for room in ("catalog", "model") for path in house.joinpath(room).glob("*.py")):
        status = path.stat()
        found.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return {"gradcase": __version__, "house": found.hexdigest()}
