"""The kind of value of `tolerance`: one number, or a relative and an absolute part."""

from __future__ import annotations

import math
from typing import Any

from .kinds import BROKEN, Kind, meaning_of, read_record, wrong
from .nodes import Mapping, Node, Scalar
from .reading import Reading
from .scalars import positive

RELATIVE = 1e-5
"""What is relative where nothing is said of it."""
NUMBER = positive("a finite number > 0")


def _read_absolute(node: Node, key: str, reading: Reading) -> Any:
    value = meaning_of(node, key, reading) if isinstance(node, Scalar) else None
    if value is BROKEN or (value.__class__ in (int, float) and 0 <= value < math.inf):
        return value if value is BROKEN else float(value)
    return wrong(node, key, "a finite number ≥ 0", reading)


PARTS = {"relative": NUMBER, "absolute": Kind(_read_absolute, {"type": "number", "minimum": 0}, "a finite number ≥ 0")}


def read_tolerance(node: Node, key: str, reading: Reading) -> Any:
    """A number, or the parts of a mapping as a dict, so that a variant can be laid over it."""
    if not isinstance(node, Mapping):
        return NUMBER.read(node, key, reading)
    return read_record(node, key, PARTS, reading)


def tolerance(value: Any) -> dict[str, float]:
    """The fields of a case for a value that was read and checked."""
    if value.__class__ is not dict:
        return {"tolerance": value}
    return {"tolerance": value.get("relative", RELATIVE), "absolute": value.get("absolute", 0.0)}


_SCHEMA = {
    "type": "object",
    "properties": {name: dict(kind.schema) for name, kind in PARTS.items()},
    "additionalProperties": False,
}
TOLERANCE = Kind(read_tolerance, {"anyOf": [dict(NUMBER.schema), _SCHEMA]}, "a finite number > 0, or mapping")
