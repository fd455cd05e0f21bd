"""What crosses between a parent and its workers: cases one way, results the other, both as plain values.

An unpickler that may build anything would let a worker that has been taken over own its parent; `records` has one that
builds the frozen records of the model and nothing else.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

from ..model import Case, Result, Verdict
from .records import names_of, pickled, unpickled, values_of

REACHED_OUT = 97
"""The exit code of a worker that was ended because a case reached for files, programs or the network."""

CUT_OFF = 96
"""The exit code of a worker that can no longer be heard."""

LARGEST = 64 * 2**20
"""The longest message that is read, in bytes."""

CALLED = ("name", "description", "source", "tags", "id", "place", "last_line", "places")
"""What a case is called and where it stands: no worker need know."""

UNDECLARED = dict.fromkeys(CALLED)
DECLARED = [name for name in names_of(Case) if name not in UNDECLARED]


class Told(NamedTuple):
    """What a worker tells: the results of its next cases, and of the one after those the verdict, where that has been settled."""

    done: list[Result]
    settled: Result | None


def pack_cases(cases: Sequence[tuple[int, Case]]) -> bytes:
    """Cases with their indices as one message: what is to be checked, without what they are called and where they stand."""
    return pickled([(index, {name: getattr(case, name) for name in DECLARED}) for index, case in cases])


def unpack_cases(message: bytes) -> list[tuple[int, Case]]:
    """The other side of `pack_cases`."""
    return [(index, Case(**declaration)) for index, declaration in unpickled(message)]


def pack(done: Sequence[Result], settled: Result | None = None) -> bytes:
    """What a worker tells as one message, without the cases, which the other side has."""
    return pickled(([_without_the_case(result) for result in done], None if settled is None else _without_the_case(settled)))


def _without_the_case(result: Result) -> dict[str, object]:
    values = values_of(result)
    del values["case"]
    return values


def receive(connection: Connection, cases: Sequence[Case]) -> Told:
    """Receive what a worker tells of the first of `cases`, of one at least.

    Raises `EOFError` or `OSError` where the other side has ended or sends too much, `pickle.UnpicklingError` where it
    sends anything but results.
    """
    return told(connection.recv_bytes(LARGEST), cases)


def told(data: bytes, cases: Sequence[Case]) -> Told:
    """What `pack` made a message of, with the cases it tells of, of one at least. Raises `UnpicklingError` for anything else."""
    try:
        done, settled = unpickled(data)
        found = [*done, *([] if settled is None else [settled])]
        results = [Result(case, **values) for case, values in zip(cases, found, strict=False)]
    except Exception as error:  # rubbish makes the unpickler raise nearly anything
        raise pickle.UnpicklingError(str(error)) from error
    if not 0 < len(found) <= len(cases) or not all(isinstance(result.verdict, Verdict) for result in results):
        raise pickle.UnpicklingError("not results")
    return Told(results[: len(done)], None if settled is None else results[-1])
