"""Values of Python held against the schema of a kind: what a case made in Python may say is what a case file may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from numbers import Integral, Real
from typing import Any

Schema = Mapping[str, Any]
NOTHING: Schema = {"enum": ()}


def fits(value: Any, schema: Schema) -> bool:
    """Whether a value is of a kind, told by its JSON Schema; tuples count as lists, whole numbers of numpy as integers."""
    if "anyOf" in schema:
        return any(fits(value, each) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return isinstance(value, str) and value in schema.get("enum", (schema.get("const"),))
    return _TYPES[schema["type"]](value, schema)


def _is_integer(value: Any, schema: Schema) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= schema.get("minimum", value)


def _is_number(value: Any, schema: Schema) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool) or not isfinite(value):
        return False
    return float(value) >= schema.get("minimum", value) and not float(value) <= schema.get("exclusiveMinimum", -float("inf"))


def _is_text(value: Any, schema: Schema) -> bool:
    if not isinstance(value, str) or len(value) > schema.get("maxLength", len(value)):
        return False
    return len(value) >= schema.get("minLength", 0) and re.search(schema.get("pattern", ""), value) is not None


def _is_list(value: Any, schema: Schema) -> bool:
    return isinstance(value, list | tuple) and all(fits(item, schema["items"]) for item in value)


def _is_mapping(value: Any, schema: Schema) -> bool:
    if not isinstance(value, Mapping):
        return False
    kinds, others = schema.get("properties", {}), schema.get("additionalProperties") or NOTHING
    return all(fits(item, kinds.get(key, others)) for key, item in value.items())


_TYPES: Mapping[str, Callable[[Any, Schema], bool]] = {
    "integer": _is_integer, "number": _is_number, "string": _is_text, "array": _is_list, "object": _is_mapping,
}  # fmt: skip
