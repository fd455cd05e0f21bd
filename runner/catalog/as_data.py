"""A case as plain data, and back: what differs from the defaults, as JSON has it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from ..model import CLAIMS, Case, Cause, DoubtKind, Expectation, Place
from .places import Places

APART = frozenset({"id", "name", "tags", "expect", "place", "places", "last_line"})
"""What is kept otherwise."""
KEYS = tuple(field.name for field in fields(Case) if field.name not in APART)
_values = attrgetter(*KEYS)
DEFAULTS: tuple[Any, ...] = _values(Case())
EMPTY: Mapping[str, Any] = {}
MAPPINGS = tuple(key for key, default in zip(KEYS, DEFAULTS, strict=True) if default == {})
"""Of cases that have none, all share one that is empty."""


def to_data(case: Case) -> list[Any]:
    """What a case declares, the last line of the part that does, and where its parts stand: mappings, lists, texts, numbers."""
    pairs = zip(KEYS, _values(case), DEFAULTS, strict=True)
    declared = {key: value for key, value, default in pairs if value is not default and value != default}
    return [declared, case.last_line, list(case.places), [number for at in case.places.values() for number in at[1:]]]


def from_data(plain: list[Any], known: dict[Any, Any], *, place: Place, **apart: Any) -> Case:
    """The other side of `to_data`; `apart` are the parts that are kept otherwise, and `known` holds what many cases share."""
    declared, last_line, keys, at = plain
    for key, value in declared.items():
        if key in CLAIMS or key == "values":
            each = {name: _tupled(item) for name, item in value.items()} if value.__class__ is dict else _tupled(value)
            declared[key] = known.setdefault(each, each) if each.__class__ is str else each
        elif key == "shapes":
            declared[key] = {name: tuple(shape) for name, shape in value.items()}
        elif value.__class__ is list:
            declared[key] = tuple(value)
        elif value.__class__ is str:
            declared[key] = known.setdefault(value, value)
    for key in MAPPINGS:
        declared.setdefault(key, EMPTY)
    names = tuple(keys)
    places = Places(place.file, known.setdefault(names, names), array("I", at))
    return Case(**declared, **apart, place=place, last_line=last_line, places=places)


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if value.__class__ is list else value


def of_expectation(expected: Expectation) -> list[Any]:
    """What is expected, as a list."""
    return [expected.verdict, expected.input, expected.cause, expected.index, expected.doubt]


def expectation_of(plain: list[Any]) -> Expectation:
    """The other side of `of_expectation`."""
    verdict, name, cause, index, doubt = plain
    return Expectation(verdict, name, cause and Cause(cause), None if index is None else tuple(index), doubt and DoubtKind(doubt))
