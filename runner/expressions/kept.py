"""What lent code returns and expressions cannot read: caches, dictionaries, objects. It passes untouched to other lent code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np

from ..errors import EvaluationError
from .guards import bounded
from .operators import SCALARS

FEW = 12
"""How many keys of a dictionary are named in a message."""


class Kept:
    """A dictionary or an object, as lent code gave it; `name` says what gave it. A dictionary can be indexed by its keys."""

    __slots__ = ("name", "original")

    def __init__(self, original: Any, name: str) -> None:
        self.original = original
        self.name = name

    def __repr__(self) -> str:
        return f"Kept({self.original!r})"

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(f"{self.kind} is no array: only lent functions can take it")

    __array_ufunc__ = None

    @property
    def kind(self) -> str:
        """What it is, in words."""
        name = type(self.original).__name__
        return f"a{'n' if name[0] in 'aeiouAEIOU' else ''} {name} from `{self.name}`"

    def part(self, index: Any) -> Any:
        """An entry of the dictionary, as expressions know it; raises `EvaluationError` where there is none."""
        if not isinstance(self.original, Mapping):
            raise EvaluationError(f"{self.kind} cannot be indexed here")
        if not isinstance(index, str | int) or index not in self.original:
            keys = ", ".join(map(repr, list(self.original)[:FEW]))
            raise EvaluationError(f"{self.kind} has no key {index!r}", hint=f"it has {keys}")
        return known(self.original[index], self.name)


class KeptSequence(tuple[Any, ...]):
    """A list or tuple from lent code, its parts as expressions know them; `original` is what lent code gave."""

    original: Any


def known(value: Any, name: str) -> Any:
    """What lent code returned as expressions know it: a number, an array, a tuple; or kept for other lent code."""
    if isinstance(value, np.ndarray):
        return np.array(value) if value.dtype.kind in "biufc" else Kept(value, name)
    if type(value) is int:
        return bounded(value)
    if type(value) in SCALARS:
        return value
    if isinstance(value, tuple | list):
        parts = tuple(known(part, name) for part in value)
        return parts if type(value) is tuple and all(map(_is_plain, parts)) else _kept_sequence(parts, value)
    if hasattr(value, "__array__") and not isinstance(value, type):
        return _as_array(value, name)
    return Kept(value, name)


def _is_plain(value: Any) -> bool:
    return type(value) is tuple or isinstance(value, np.ndarray) or type(value) in SCALARS


def _kept_sequence(parts: tuple[Any, ...], original: Any) -> KeptSequence:
    kept = KeptSequence(parts)
    kept.original = original
    return kept


def _as_array(value: Any, name: str) -> Any:
    """The array that a tensor or a column of a table stands for; what cannot say its numbers is kept."""
    try:
        array = np.asarray(value)
    except Exception:
        return Kept(value, name)
    return np.array(array) if array.dtype.kind in "biufc" else Kept(value, name)


def given(value: Any) -> Any:
    """A value as lent code is given it: what came from lent code as it was, all else as a copy.

    Lists, dictionaries and the arrays in them are copies too: a backward pass may take its cache apart.
    """
    kind = type(value)
    if kind is Kept or kind is KeptSequence:
        value = value.original
        kind = type(value)
    if kind is tuple or kind is list:
        return kind(map(given, value))
    if kind is dict:
        return {key: given(part) for key, part in value.items()}
    return value.copy() if isinstance(value, np.ndarray) else value
