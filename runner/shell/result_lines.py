"""The lines of a file of results, as far as this program may have written them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

RESULTS = b'  "results": ['
"""How the line begins after which the results stand."""
LONGEST = 64 * 2**20
"""The most bytes of a line, and of all that stands before the results."""


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file from where it stands. Raises `ValueError` at one that no program of ours has written."""
    while line := file.readline(LONGEST):
        if len(line) == LONGEST:
            raise ValueError(f"a line has {LONGEST:,} bytes or more")
        yield line


def head_of(file: BinaryIO) -> list[bytes]:
    """The lines up to the one after which the results stand; all where there is none. Raises `ValueError` for too many."""
    head: list[bytes] = []
    length = 0
    for line in lines_of(file):
        length += len(line)
        if length > LONGEST:
            raise ValueError(f"{LONGEST:,} bytes or more stand before the results")
        head.append(line)
        if line.startswith(RESULTS):
            break
    return head


def as_a_whole(head: Sequence[bytes]) -> bytes:
    """What is to be known of a run, as JSON: those lines without the last."""
    return b"".join(head[:-1]).rstrip().removesuffix(b",") + b"}"
