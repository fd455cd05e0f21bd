"""How cases cross to a worker, and results back to its parent: pickled, but results are read back with plain data only.

An unpickler that may build anything would let a worker that has been taken over own its parent. This one
builds the frozen dataclasses and enumerations of `runner.model` and nothing else.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from dataclasses import fields
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

from .. import model
from ..model import Case, Result, Verdict

REACHED_OUT = 97
"""The exit code of a worker that was ended because a case reached for files, programs or the network."""

LARGEST = 64 * 2**20
"""The longest message that is read, in bytes."""

RECORDS = (
    model.Curve, model.Doubt, model.Edit, model.Entry, model.Finding, model.InputResult, model.Picture, model.Spot, model.Witness,
)  # fmt: skip
"""The records of which a result is made."""

PLAIN = frozenset(cls.__name__ for cls in (*RECORDS, model.Cause, model.DoubtKind, model.Place, model.Verdict))


class PlainUnpickler(pickle.Unpickler):
    """Refuses every class and function that is not plain data of the model."""

    def find_class(self, module: str, name: str) -> object:
        if module == model.__name__ and name in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def _taken_apart(cls: Any) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """How a record is pickled: as its class and the values of its fields, which takes half the time of its own way."""
    if issubclass(cls, tuple):
        return lambda record: (cls, tuple(record))
    values = attrgetter(*[field.name for field in fields(cls)])
    return lambda record: (cls, values(record))


_WAYS: dict[type, Callable[[Any], Any]] = {cls: _taken_apart(cls) for cls in (*RECORDS, model.Expectation)}
_all_but_the_case = attrgetter(*[field.name for field in fields(Result)[1:]])
_declaration = attrgetter(*[field.name for field in fields(Case)][: [field.name for field in fields(Case)].index("name")])


def pack_cases(cases: Sequence[tuple[int, Case]]) -> bytes:
    """Cases with their indices as one message: what is to be checked, without what they are called and where they stand."""
    return _pickled([(index, _declaration(case)) for index, case in cases])


def unpack_cases(message: bytes) -> list[tuple[int, Case]]:
    """The other side of `pack_cases`; the parent is trusted."""
    return [(index, Case(*declaration)) for index, declaration in pickle.loads(message)]


def pack(results: Sequence[Result]) -> bytes:
    """Results as one message, without their cases, which the other side has."""
    return _pickled([_all_but_the_case(result) for result in results])


def _pickled(value: object) -> bytes:
    message = io.BytesIO()
    pickler = pickle.Pickler(message, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _WAYS
    pickler.dump(value)
    return message.getvalue()


def receive(connection: Connection, cases: Sequence[Case]) -> list[Result]:
    """Receive the results of the first of `cases`, of one at least.

    Raises `EOFError` or `OSError` where the other side has ended or sends too much, `pickle.UnpicklingError` where it
    sends anything but results.
    """
    data = connection.recv_bytes(LARGEST)
    try:
        found = PlainUnpickler(io.BytesIO(data)).load()
        results = [Result(case, *values) for case, values in zip(cases, found, strict=False)]
    except Exception as error:  # rubbish makes the unpickler raise nearly anything
        raise pickle.UnpicklingError(str(error)) from error
    if not 0 < len(found) <= len(cases) or not all(isinstance(result.verdict, Verdict) for result in results):
        raise pickle.UnpicklingError("not results")
    return results
