"""Kinds of values of JSON: each is a check that raises where a value is of another, and says the way to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TypeAlias

Kind: TypeAlias = Callable[[Any], None]
"""Raises `Misfit` where a value is not of the kind."""

SURE: dict[Kind, frozenset[type]] = {}
"""Of some kinds, the types whose values are always of them: to ask that takes less than a call."""

MOST = 2**63
"""No whole number that we write is as large: Python cannot even print one of thousands of digits."""


class Misfit(Exception):
    """What a value is not, and the way to it."""

    def __init__(self, what: str, way: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.way = way

    def __str__(self) -> str:
        return f"`{self.way}` {self.what}"

    def within(self, part: str) -> Misfit:
        """The same, where the value stands within another; the way is made only here, as most values fit."""
        between = "." if self.way and not self.way.startswith("[") else ""
        return Misfit(self.what, f"{part}{between}{self.way}")


def one(what: str, *types: type) -> Kind:
    """A value of one of these types, and of no other: a truth value is no number."""
    allowed = frozenset(types)

    def check(value: Any) -> None:
        if type(value) not in allowed:
            raise Misfit(f"is not {what}")

    SURE[check] = allowed
    return check


def word(*words: str | None) -> Kind:
    """One of some words."""

    allowed = frozenset(words)

    def check(value: Any) -> None:
        if not (value is None or isinstance(value, str)) or value not in allowed:
            raise Misfit(f"is not one of {', '.join(str(each) for each in words if each)}")

    return check


def anything(value: Any) -> None:
    """Looked at elsewhere."""


def whole(value: Any) -> None:
    """A whole number."""
    if type(value) is not int or not -MOST < value < MOST:
        raise Misfit("is not a whole number")


def seed(value: Any) -> None:
    """A seed; a case file may name one of many digits."""
    if type(value) is not int or not 0 <= value < 10**400:
        raise Misfit("is not a seed")


def duration(value: Any) -> None:
    """A time in seconds."""
    if type(value) not in (int, float) or not 0 <= value < MOST:
        raise Misfit("is not a time in seconds")


def number(value: Any) -> None:
    """A number, be it none that JSON has."""
    if type(value) is float and isfinite(value):
        return
    if type(value) is int and not -MOST < value < MOST:
        raise Misfit("is too large")
    if type(value) is not int and not (isinstance(value, str) and value in {"NaN", "Infinity", "-Infinity"}):
        raise Misfit("is not a number")


def maybe(kind: Kind) -> Kind:
    """Of that kind, or nothing."""

    def check(value: Any) -> None:
        if value is not None:
            kind(value)

    SURE[check] = SURE.get(kind, frozenset()) | {type(None)}
    return check


def list_of(kind: Kind) -> Kind:
    """A list of values of one kind."""

    def check(value: Any) -> None:
        if not isinstance(value, list):
            raise Misfit("is not a list")
        for place, item in enumerate(value):
            try:
                kind(item)
            except Misfit as misfit:
                raise misfit.within(f"[{place}]") from None

    return check


def names(kind: Kind) -> Kind:
    """A mapping from any names to values of one kind."""

    def check(value: Any) -> None:
        if not isinstance(value, dict):
            raise Misfit("is not a mapping")
        for key, item in value.items():
            try:
                kind(item)
            except Misfit as misfit:
                raise misfit.within(key) from None

    return check


def record(kinds: Mapping[str, Kind], optional: frozenset[str] = frozenset()) -> Kind:
    """A mapping with these keys, and with any others."""
    kind_of = {key: kind for key, kind in kinds.items() if kind is not anything}
    sure_of = {key: SURE.get(kind, frozenset()) for key, kind in kind_of.items()}
    needed = kinds.keys() - optional

    def check(value: Any) -> None:
        if not isinstance(value, dict):
            raise Misfit("is not a mapping")
        key = ""
        try:
            for key, item in value.items():
                if key in sure_of and type(item) not in sure_of[key]:
                    kind_of[key](item)
        except Misfit as misfit:
            raise misfit.within(key) from None
        if not needed <= value.keys():
            raise Misfit("is missing", next(key for key in kinds if key in needed and key not in value))

    return check


text = one("a text", str)
flag = one("true or false", bool)
