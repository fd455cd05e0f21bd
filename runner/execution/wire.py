"""How a result crosses from a worker to its parent: pickled, but read back with plain data only.

An unpickler that may build anything would let a worker that has been taken over own its parent. This one
builds the frozen dataclasses and enumerations of `runner.model` and nothing else.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from multiprocessing.connection import Connection

from runner import model
from runner.model import Case, Result, Verdict

REACHED_OUT = 97
"""The exit code of a worker that was ended because a case reached for files, programs or the network."""

LARGEST = 64 * 2**20
"""The longest message that is read, in bytes."""

PLAIN = frozenset(
    cls.__name__
    for cls in (
        model.Cause, model.Curve, model.Doubt, model.DoubtKind, model.Entry, model.Finding, model.InputResult, model.Place,
        model.Result, model.Verdict, model.Witness,
    )
)  # fmt: skip


class PlainUnpickler(pickle.Unpickler):
    """Refuses every class and function that is not plain data of the model."""

    def find_class(self, module: str, name: str) -> object:
        if module == "runner.model" and name in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def send(connection: Connection, result: Result) -> None:
    """Send a result without its case, which the other side has."""
    connection.send_bytes(pickle.dumps(replace(result, case=None), pickle.HIGHEST_PROTOCOL))  # type: ignore[arg-type]


def receive(connection: Connection, case: Case) -> Result:
    """Receive the result of `case`.

    Raises `EOFError` or `OSError` where the other side has ended or sends too much, `pickle.UnpicklingError` where it
    sends anything but a result.
    """
    data = connection.recv_bytes(LARGEST)
    try:
        result = PlainUnpickler(io.BytesIO(data)).load()
    except Exception as error:  # rubbish makes the unpickler raise nearly anything
        raise pickle.UnpicklingError(str(error)) from error
    if not isinstance(result, Result) or not isinstance(result.verdict, Verdict):
        raise pickle.UnpicklingError("not a result")
    return replace(result, case=case)
