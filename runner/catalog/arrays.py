"""The kinds of value that stand for arrays: shapes, nested lists of numbers, and claims."""

from __future__ import annotations

import math
from typing import Any

from ..model import part_of
from .kinds import BROKEN, Kind, mapping_of, meaning_of, without_dashes, wrong
from .naming import short
from .nodes import Mapping, Node, Refused, Scalar, Sequence
from .reading import Reading
from .scalars import EXPRESSION

MOST_DIMENSIONS = 32
"""The most dimensions of a nested list or a shape."""

NESTED_SCHEMA = {"type": "array", "items": {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/nested"}]}}
"""The JSON Schema of a nested list of numbers, under `$defs`."""
ARRAY_SCHEMA = {"anyOf": [dict(EXPRESSION.schema), {"$ref": "#/$defs/nested"}]}


def read_shape(node: Node, key: str, reading: Reading) -> Any:
    """A list of integers ≥ 0 and expressions, as a tuple."""
    if not isinstance(node, Sequence):
        hint = f"write [{short(node.text)}]" if isinstance(node, Scalar) and node.text.strip() else None
        return wrong(node, key, "a list such as [3, 4]", reading, hint)
    if len(node.items) > MOST_DIMENSIONS:
        reading.fault(node, f"`{key}` has {len(node.items):,} dimensions; at most {MOST_DIMENSIONS} are possible")
        return BROKEN
    shape: list[Any] = []
    for position, entry in enumerate(node.items):
        inner = f"{key}.{position}"
        value = meaning_of(entry, inner, reading) if isinstance(entry, Scalar) else None
        if value is BROKEN or isinstance(entry, Refused):
            shape.append(BROKEN)
        elif isinstance(value, str) and value.strip():
            reading.places[inner] = reading.place(entry)
            shape.append(value)
        elif value.__class__ is int and 0 <= value < 2**63:
            shape.append(value)
        else:
            shape.append(wrong(entry, inner, "an integer ≥ 0 or an expression in `sizes`", reading))
    return BROKEN if BROKEN in shape else tuple(shape)


def _nested(node: Sequence, key: str, reading: Reading, finite: bool, depth: int = 1) -> Any:
    """A nested list of numbers as (nested tuples, shape), or BROKEN; all lists of one depth have one shape."""
    if depth > MOST_DIMENSIONS:
        reading.fault(node, f"`{key}` has more than {MOST_DIMENSIONS} dimensions", length=1)
        return BROKEN, ()
    values: list[Any] = []
    shape: tuple[int, ...] | None = None
    broken = False
    for item in node.items:
        if isinstance(item, Sequence):
            value, extent = _nested(item, key, reading, finite, depth + 1)
        else:
            value, extent = _number(item, key, reading, finite), ()
        if value is BROKEN:
            broken = True
        elif shape is None:
            shape = extent
        elif shape != extent:
            reading.fault(item, f"the list `{key}` is ragged: {_extent(extent)} here, {_extent(shape)} before")
            broken = True
        values.append(value)
    return (BROKEN, ()) if broken else (tuple(values), (len(values), *(shape or ())))


def _extent(shape: tuple[int, ...]) -> str:
    return f"a list of shape {list(shape)}" if shape else "a number"


def _number(node: Node, key: str, reading: Reading, finite: bool) -> Any:
    """A number within a list."""
    value = meaning_of(node, key, reading) if isinstance(node, Scalar) else None
    if value is BROKEN:
        return BROKEN
    if value.__class__ not in (int, float):
        hint = "an array of expressions is one expression: np.array([…])" if isinstance(value, str) else None
        return wrong(node, f"an entry of `{key}`", "a number", reading, hint)
    return _fitting(node, value, key, reading, finite)


def _fitting(node: Node, value: Any, key: str, reading: Reading, finite: bool) -> Any:
    if value.__class__ is int and not -(2**63) <= value < 2**63:
        reading.fault(node, f"an integer in `{key}` does not fit 64 bits", "a point makes it a float")
        return BROKEN
    if finite and not math.isfinite(value):
        return wrong(node, key, "finite", reading)
    return value


def _array(words: str, finite: bool) -> Kind:
    def read(node: Node, key: str, reading: Reading) -> Any:
        if isinstance(node, Sequence):
            return _nested(node, key, reading, finite)[0]
        if isinstance(node, Scalar):
            value = meaning_of(node, key, reading)
            if value.__class__ is int or value.__class__ is float:
                return _fitting(node, value, key, reading, finite)
            if value is BROKEN or (isinstance(value, str) and value.strip()):
                return value
        return wrong(node, key, "a number, a nested list of numbers or an expression", reading)

    return Kind(read, ARRAY_SCHEMA, words)


SHAPE_SCHEMA = {"type": "array", "items": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"\S"}]}}
SHAPE = Kind(read_shape, SHAPE_SCHEMA, "shape")
VALUE = _array("number, nested list or expression", finite=True)
CLAIM = _array("expression, number or nested list", finite=False)
CLAIMS = mapping_of(CLAIM, "a claim or a mapping from names to claims", "mapping name → claim", several=True)


def read_gradient(node: Node, key: str, reading: Reading) -> Any:
    """One claim, or a mapping from names to claims: one for each input, also where a tuple claims several at once."""
    if (hint := without_dashes(node)) is not None:
        return wrong(node, key, "a claim or a mapping from names to claims", reading, hint)
    if not isinstance(node, Mapping):
        return CLAIM.read(node, key, reading)
    claims: dict[str, Any] = {}
    for names, claim in CLAIMS.read(node, key, reading).items():
        parts = _claimed_at_once(node, names, claim, key, reading) if "," in names else {names: claim}
        for name, part in parts.items():
            if name in claims:
                reading.fault_at(*_line_and_column(reading, f"{key}.{name}"), f"`{short(name)}` is claimed twice in `{key}`")
            claims[name] = part
    return claims


def _claimed_at_once(node: Mapping, names: str, claim: Any, key: str, reading: Reading) -> dict[str, Any]:
    """A claim for several inputs as one for each: the parts of the tuple that the expression gives."""
    place = reading.places[f"{key}.{names}"]
    if claim is not BROKEN and not isinstance(claim, str):
        hint = "as in {'x, W': layers.backward(dout, cache)}, or give each input a claim of its own"
        reading.fault_at(place.line, place.column, f"`{short(names)}` are claimed by an expression that gives a tuple", hint)
        claim = BROKEN
    parts = names.split(", ")
    reading.places.update({f"{key}.{name}": place for name in parts})
    return {name: claim if claim is BROKEN else part_of(claim, index) for index, name in enumerate(parts)}


def _line_and_column(reading: Reading, key: str) -> tuple[int, int]:
    place = reading.places[key]
    return place.line, place.column


GRADIENT = Kind(read_gradient, {"anyOf": [ARRAY_SCHEMA, {**CLAIMS.schema, "minProperties": 1}]}, "claim, or mapping name → claim")
