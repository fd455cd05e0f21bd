"""Numbers, arrays and what an author wrote, as JSON can hold them."""

from __future__ import annotations

from math import isfinite, isnan
from typing import Any

from ...model import Value

FEW = 30
"""Arrays of up to this many entries are written out."""


def number(value: float | None) -> float | str | None:
    """A number as JSON can hold it."""
    if value is None or isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def numbers(value: Any) -> Any:
    """Nested lists of numbers as JSON can hold them."""
    return [numbers(item) for item in value] if isinstance(value, list) else number(value)


def as_written(value: Value | tuple[int | str, ...]) -> str:
    """A value as its author might write it in YAML."""
    if isinstance(value, tuple):
        return "[" + ", ".join(as_written(item) for item in value) + "]"
    if isinstance(value, str | int | float | complex):
        return value if isinstance(value, str) else repr(value)
    return _of_python(value)


def _of_python(value: Any) -> str:
    """What a case made in Python holds: an array, written out where it is small; an object, by what it is."""
    shape = getattr(value, "shape", None)
    if shape is None:
        return type(value).__name__
    return as_written(_tuples(value.tolist())) if value.size <= FEW else f"an array of shape {shape}"


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
