"""The parts of a catalogue that several machines share: each finds its own by itself, and all find the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from heapq import heapify, heapreplace

from ..catalog import Known
from .selection import UNKNOWN, Past, key_of

BESIDE = 2e-4
"""How many seconds a case takes beside its check."""


def shard(cases: Sequence[Known], number: int, count: int, times: Mapping[str, Past] | None = None) -> list[int]:
    """The part `number` of `count` (from 1): the indices of its cases, ascending.

    By `times` the parts take equally long: the longest case goes to the part that has least, and so on (R. L. Graham, Bounds on
    multiprocessing timing anomalies, SIAM J. Appl. Math. 17 (1969) 416: at most 4/3 of the best). Without, the parts are equally
    large to within one. A case keeps its part whatever the order of the files; without times a new case moves at most one other
    from each part to the next.
    """
    ranked = sorted(range(len(cases)), key=lambda index: _scattered(cases[index].id))
    if not times:
        return sorted(ranked[len(cases) * (number - 1) // count : len(cases) * number // count])
    seconds = [times.get(key_of(case), UNKNOWN).seconds for case in cases]
    loads = [(0.0, part) for part in range(1, count + 1)]
    heapify(loads)
    chosen: list[int] = []
    for index in sorted(ranked, key=lambda index: -seconds[index]):
        load, part = loads[0]
        heapreplace(loads, (load + seconds[index] + BESIDE, part))
        if part == number:
            chosen.append(index)
    return sorted(chosen)


def _scattered(case_id: str) -> bytes:
    return blake2b(case_id.encode("utf-8", "backslashreplace"), digest_size=8).digest()


def told_apart(cases: Sequence[Known], contents: Sequence[tuple[str, str]]) -> str:
    """A few characters for what is split: equal ones say that the files and the cases selected of them are the same.

    `contents` are the names and digests of the files.
    """
    found = blake2b(repr(contents).encode("utf-8", "backslashreplace"), digest_size=9)
    for case in cases:
        found.update(case.id.encode("utf-8", "backslashreplace") + b"\0")
    return found.hexdigest()


def balanced_by(cases: Sequence[Known], times: Mapping[str, Past]) -> str | None:
    """A few characters for the times that are known of the cases; None where none is."""
    known = [(key, times[key].seconds) for key in map(key_of, cases) if key in times]
    return blake2b(repr(known).encode("utf-8", "backslashreplace"), digest_size=9).hexdigest() if known else None
