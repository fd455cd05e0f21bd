"""What is told of one thing: some fields, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from .kinds import SURE, Kind, record

ALWAYS: Any = object()
"""Of a field that is never left out."""


class Field(NamedTuple):
    """One key of a record, what stands there, and how it is had: an attribute of what is told of, or a function of it."""

    key: str
    kind: Kind
    meaning: str
    value: str | Callable[[Any], Any]
    late: bool = False
    """Whether earlier versions did not write it."""
    usual: Any = ALWAYS
    """What stands there in most results: then it is left out of their lines."""

    def of(self, thing: Any) -> Any:
        """What stands there for a thing."""
        return attrgetter(self.value)(thing) if isinstance(self.value, str) else self.value(thing)


def field(
    key: str, kind: Kind, meaning: str, value: str | Callable[[Any], Any] = "", *, late: bool = False, usual: Any = ALWAYS
) -> Field:
    """A field; without `value` it is the attribute of that name."""
    return Field(key, kind, meaning, value or key, late, usual)


class Record:
    """A mapping of the document with these fields. `more` is what must hold among them."""

    def __init__(self, fields: Sequence[Field], more: Kind | None = None) -> None:
        self.fields = tuple(fields)
        self.usual = {each.key: each.usual for each in fields if each.usual is not ALWAYS}
        """What stands where a key is left out."""
        self.of = _writer(self.fields)
        """What is written of a thing."""
        kinds, late = {each.key: each.kind for each in fields}, frozenset(each.key for each in fields if each.late)
        self._fields_fit = record(kinds, late)
        self._rest_fits = record(kinds, late | self.usual.keys())
        self._more = more
        SURE[self.maybe] = frozenset({type(None)})

    def of_any(self, thing: Any) -> dict[str, Any] | None:
        """What is written of what may not be there."""
        return None if thing is None else self.of(thing)

    def kind(self, value: Any) -> None:
        """Raises `Misfit` where a value is not what is written of such a thing."""
        self._fields_fit(value)
        if self._more is not None:
            self._more(value)

    def brief(self, value: Any) -> None:
        """The same where what is usual may be left out."""
        self._rest_fits(value)
        if self._more is not None:
            self._more(value)

    def maybe(self, value: Any) -> None:
        """The same, or nothing."""
        if value is not None:
            self.kind(value)


def _writer(fields: Sequence[Field]) -> Callable[[Any], dict[str, Any]]:
    """The function that writes these fields, as code: ten thousand results are written in a run."""
    functions = {f"value_{number}": each.value for number, each in enumerate(fields) if callable(each.value)}
    parts = [
        f"{each.key!r}: " + (f"thing.{each.value}" if isinstance(each.value, str) else f"value_{number}(thing)")
        for number, each in enumerate(fields)
    ]
    write: Callable[[Any], dict[str, Any]] = eval(f"lambda thing: {{{', '.join(parts)}}}", functions)
    return write
