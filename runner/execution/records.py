"""Records of the model as messages of plain values, by name, and back: nothing is ever built but those records.

A record is pickled as a call with its name and its fields by their names, a member of an enumeration with its name and its
value. What stands in the message as the function called is a mark that every Python knows, `dict`; what it means is for
the reader to say. So a message holds the name of no module and of no class: it does not matter which Python wrote it nor
under which name this package was imported there, and there is nothing in it to be found and run. The fields are those that
the model declares, so that none can be forgotten; a field that the reader does not know is an error.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import Any

from .. import model

MARK = dict


def _of_the_model(kind: Any) -> bool:
    """Whether something that the model names is one of its records or enumerations."""
    if not isinstance(kind, type) or kind.__module__.rpartition(".")[0] != model.__name__:
        return False
    return issubclass(kind, Enum) or is_dataclass(kind) or hasattr(kind, "_fields")


RECORDS: dict[str, type] = {name: kind for name, kind in vars(model).items() if _of_the_model(kind)}


def _way(kind: Any) -> Callable[[Any], tuple[type, tuple[str, Any]]]:
    """How something of that kind is pickled."""
    name = kind.__name__
    if issubclass(kind, Enum):
        return lambda member: (MARK, (name, member.value))
    if issubclass(kind, tuple):
        return lambda record: (MARK, (name, record._asdict()))
    return lambda record: (MARK, (name, values_of(record)))


def names_of(kind: Any) -> tuple[str, ...]:
    """The names of the fields of a dataclass."""
    return tuple(field.name for field in fields(kind))


_VALUES: dict[type, tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]] = {
    kind: (names_of(kind), attrgetter(*names_of(kind))) for kind in RECORDS.values() if is_dataclass(kind)
}


def values_of(record: Any) -> dict[str, Any]:
    """The fields of a dataclass of the model, by their names."""
    names, values = _VALUES[type(record)]
    return dict(zip(names, values(record), strict=True))


_WAYS: dict[type, Callable[[Any], Any]] = {kind: _way(kind) for kind in RECORDS.values()}


def pickled(value: object) -> bytes:
    """A value of plain data and of records as one message."""
    message = io.BytesIO()
    pickler = pickle.Pickler(message, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _WAYS
    pickler.dump(value)
    return message.getvalue()


def unpickled(message: bytes) -> Any:
    """What `pickled` made a message of. Raises nearly anything where it is something else, and builds nothing then."""
    return _Reader(io.BytesIO(message)).load()


class _Reader(pickle.Unpickler):
    """Refuses every class and function; the mark calls for a record."""

    def find_class(self, module: str, name: str) -> Callable[[str, Any], Any]:
        if (module, name) == (MARK.__module__, MARK.__name__):
            return _record
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def _record(name: str, content: Any) -> Any:
    kind: Any = RECORDS[name]
    return kind(content) if issubclass(kind, Enum) else kind(**content)
