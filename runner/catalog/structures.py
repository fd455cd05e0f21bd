"""The kinds of value that are made of several: shapes, nested numbers, claims, mappings from names, expectations."""

from __future__ import annotations

import math
from typing import Any

from runner.catalog import naming
from runner.catalog.kinds import BROKEN, EXPRESSION, Kind, did_you_mean, meaning_of, read_expression, wrong, wrong_character
from runner.catalog.nodes import Mapping, Node, Refused, Scalar, Sequence
from runner.catalog.reading import Reading
from runner.model import Cause

DEEPEST_ARRAY = 32
"""The most dimensions of a nested list."""

IDENTIFIER_PATTERN = "^[A-Za-z][A-Za-z0-9_]*$"
NESTED_SCHEMA = {"type": "array", "items": {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/nested"}]}}


def mapping_of(item: Kind, words: str) -> Kind:
    """A mapping from identifiers to values of one kind."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            return wrong(node, key, words, reading)
        result: dict[str, Any] = {}
        read_item, places = item.read, reading.places
        for name, (name_node, value) in node.entries.items():
            refusal = naming.refused_identifier(name)
            if refusal:
                reading.fault(name_node, f"`{name[:40]}` cannot be a name in `{key}`: it {refusal}")
            inner = f"{key}.{name}"
            places[inner] = reading.place(value)
            if value.alias is None:
                result[name] = read_item(value, inner, reading)
            else:
                result[name] = reading.through(value.alias, read_item, value, inner)
        return result

    schema = {"type": "object", "propertyNames": {"pattern": IDENTIFIER_PATTERN}, "additionalProperties": dict(item.schema)}
    return Kind(read, schema, words)


def read_shape(node: Node, key: str, reading: Reading) -> Any:
    """A list of integers ≥ 0 and expressions, as a tuple."""
    if not isinstance(node, Sequence):
        hint = f"write [{node.text}]" if isinstance(node, Scalar) and node.text.strip() else None
        return wrong(node, key, "a list such as [3, 4]", reading, hint)
    shape: list[Any] = []
    for position, entry in enumerate(node.items):
        inner = f"{key}.{position}"
        value = meaning_of(entry, inner, reading) if isinstance(entry, Scalar) else None
        if value is BROKEN or isinstance(entry, Refused):
            shape.append(BROKEN)
        elif value.__class__ is int and value >= 0:  # type: ignore[operator]
            shape.append(value)
        elif value.__class__ is str and value.strip():  # type: ignore[union-attr]
            reading.places[inner] = reading.place(entry)
            shape.append(value)
        else:
            shape.append(wrong(entry, inner, "an integer ≥ 0 or an expression in `sizes`", reading))
    return BROKEN if BROKEN in shape else tuple(shape)


def nested_numbers(node: Sequence, key: str, reading: Reading, finite: bool) -> Any:
    """A nested list of numbers, as nested tuples; every list of one depth has the same shape."""
    value = _nested(node, key, reading, finite, 1)
    return BROKEN if value is BROKEN else value[0]


def _nested(node: Sequence, key: str, reading: Reading, finite: bool, depth: int) -> Any:
    """(nested tuples, shape) or BROKEN."""
    if depth > DEEPEST_ARRAY:
        reading.fault(node, f"`{key}` has more than {DEEPEST_ARRAY} dimensions", length=1)
        return BROKEN
    values: list[Any] = []
    shape: tuple[int, ...] | None = None
    broken = False
    for item in node.items:
        if isinstance(item, Sequence):
            read = _nested(item, key, reading, finite, depth + 1)
        else:
            read = (read_number(item, key, reading, finite), ())
            read = BROKEN if read[0] is BROKEN else read
        if read is BROKEN:
            broken = True
            continue
        if shape is None:
            shape = read[1]
        elif shape != read[1]:
            reading.fault(item, f"the list `{key}` is ragged: {_extent(read[1])} here, {_extent(shape)} before")
            broken = True
        values.append(read[0])
    return BROKEN if broken else (tuple(values), (len(values), *(shape or ())))


def _extent(shape: tuple[int, ...]) -> str:
    return f"a list of shape {list(shape)}" if shape else "a number"


def read_number(node: Node, key: str, reading: Reading, finite: bool) -> Any:
    """A number within a list."""
    value = meaning_of(node, key, reading) if isinstance(node, Scalar) else None
    if value is BROKEN:
        return BROKEN
    if value.__class__ is str:
        return wrong(node, key, "a list of numbers", reading, "an expression for the whole array is one text: np.array([…])")
    if value.__class__ not in (int, float):
        return wrong(node, key, "a list of numbers", reading)
    return _fitting(node, value, key, reading, finite)


def _fitting(node: Node, value: Any, key: str, reading: Reading, finite: bool) -> Any:
    if value.__class__ is int and not -(2**63) <= value < 2**63:
        reading.fault(node, f"an integer in `{key}` does not fit 64 bits", f"write it as a float: {float(value):g}")
        return BROKEN
    if finite and not math.isfinite(value):
        return wrong(node, key, "finite", reading)
    return value


def _array(finite: bool) -> Any:
    def read(node: Node, key: str, reading: Reading) -> Any:
        if isinstance(node, Sequence):
            return nested_numbers(node, key, reading, finite)
        if isinstance(node, Scalar):
            value = meaning_of(node, key, reading)
            if value.__class__ in (int, float):
                return _fitting(node, value, key, reading, finite)
            if value is BROKEN:
                return BROKEN
            if value.__class__ is str and value.strip():  # type: ignore[union-attr]
                return value
        return wrong(node, key, "a number, a nested list of numbers or an expression", reading)

    return read


ARRAY_SCHEMA = {"anyOf": [dict(EXPRESSION.schema), {"$ref": "#/$defs/nested"}]}
SHAPE = Kind(
    read_shape,
    {"type": "array", "items": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"\S"}]}},
    "shape",
)
VALUE = Kind(_array(finite=True), ARRAY_SCHEMA, "number, nested list or expression")
CLAIM = Kind(_array(finite=False), ARRAY_SCHEMA, "expression, number or nested list")
LINE = Kind(read_expression, dict(EXPRESSION.schema), "expression")

_CLAIMS = mapping_of(CLAIM, "a claim or a mapping from names to claims")


def read_gradient(node: Node, key: str, reading: Reading) -> Any:
    """One claim, or a mapping from names to claims."""
    return (_CLAIMS if isinstance(node, Mapping) else CLAIM).read(node, key, reading)


GRADIENT = Kind(
    read_gradient, {"anyOf": [ARRAY_SCHEMA, {**_CLAIMS.schema, "minProperties": 1}]}, "claim, or mapping name → claim"
)


def read_tags(node: Node, key: str, reading: Reading) -> Any:
    """A list of words."""
    if not isinstance(node, Sequence):
        hint = f"write [{node.text}]" if isinstance(node, Scalar) and node.text.strip() else None
        return wrong(node, key, "a list of words", reading, hint)
    tags: list[Any] = []
    for item in node.items:
        value = meaning_of(item, key, reading) if isinstance(item, Scalar) else None
        if value is BROKEN or isinstance(item, Refused):
            tags.append(BROKEN)
        elif value.__class__ is not str or not value.strip():  # type: ignore[union-attr]
            hint = f'put it in quotes: "{item.text}"' if isinstance(item, Scalar) and item.plain and item.text else None
            tags.append(wrong(item, key, "a list of words", reading, hint))
        elif refused := naming.refused_character(value):  # type: ignore[arg-type]
            tags.append(wrong_character(item, key, refused, reading))
        elif any(character.isspace() for character in value):  # type: ignore[union-attr]
            hint = "write " + "-".join(value.split())  # type: ignore[union-attr]
            tags.append(wrong(item, key, "a list of words", reading, hint))
        else:
            tags.append(value)
    return BROKEN if BROKEN in tags else tuple(tags)


TAGS = Kind(read_tags, {"type": "array", "items": {"type": "string", "pattern": r"^\S+$"}}, "list of words")

VERDICTS = ("pass", "fail", "error")
CAUSES = tuple(cause.value for cause in Cause)
EXPECTATION_KEYS = ("verdict", "input", "cause", "index")


def read_expectation(node: Node, key: str, reading: Reading) -> Any:
    """A verdict, or a mapping of what is expected, kept as a dict so that a variant can be laid over it."""
    if not isinstance(node, Mapping):
        return _verdict(node, key, reading)
    result: dict[str, Any] = {}
    for name, (name_node, value) in node.entries.items():
        inner = f"{key}.{name}"
        reading.places[inner] = reading.place(value)
        if name == "verdict":
            result[name] = _verdict(value, inner, reading)
        elif name == "cause":
            result[name] = _one_of(value, inner, CAUSES, "a cause", reading)
        elif name == "input":
            result[name] = (
                value.text if isinstance(value, Scalar) and value.text else wrong(value, inner, "the name of an input", reading)
            )
        elif name == "index":
            result[name] = _index(value, inner, reading)
        else:
            reading.fault(name_node, f"unknown key `{name[:40]}` in `{key}`", did_you_mean(name, EXPECTATION_KEYS))
    return result


def _verdict(node: Node, key: str, reading: Reading) -> Any:
    return _one_of(node, key, VERDICTS, "`pass`, `fail` or `error`", reading)


def _one_of(node: Node, key: str, options: tuple[str, ...], wanted: str, reading: Reading) -> Any:
    if isinstance(node, Scalar) and node.text in options:
        return node.text
    hint = did_you_mean(node.text.lower(), options) if isinstance(node, Scalar) else None
    return wrong(node, key, wanted, reading, hint)


def _index(node: Node, key: str, reading: Reading) -> Any:
    wanted = "a list of integers ≥ 0 such as [0, 1]"
    if not isinstance(node, Sequence):
        return wrong(node, key, wanted, reading)
    index: list[Any] = []
    for item in node.items:
        value = meaning_of(item, key, reading) if isinstance(item, Scalar) else None
        if value is BROKEN:
            index.append(BROKEN)
        elif value.__class__ is int and value >= 0:  # type: ignore[operator]
            index.append(value)
        else:
            index.append(wrong(item, key, wanted, reading))
    return BROKEN if BROKEN in index else tuple(index)


EXPECTATION = Kind(
    read_expectation,
    {
        "anyOf": [
            {"enum": list(VERDICTS)},
            {
                "type": "object",
                "properties": {
                    "verdict": {"enum": list(VERDICTS)},
                    "input": {"type": "string", "minLength": 1},
                    "cause": {"enum": list(CAUSES)},
                    "index": {"type": "array", "items": {"type": "integer", "minimum": 0}},
                },
                "additionalProperties": False,
            },
        ]
    },
    "`pass`, `fail`, `error`, or a mapping",
)


def read_matrix(node: Node, key: str, reading: Reading) -> Any:
    """A mapping from keys to lists of scalars, which are read where the sizes of the case are known."""
    if not isinstance(node, Mapping):
        return wrong(node, key, "a mapping from keys to lists", reading)
    result: dict[str, Any] = {}
    for name, (_, value) in node.entries.items():
        inner = f"{key}.{name}"
        reading.places[inner] = reading.place(value)
        if not isinstance(value, Sequence) or not value.items:
            result[name] = wrong(value, inner, "a list of one value or more", reading)
            continue
        alias = value.alias or node.alias or reading.alias
        items = [item if alias is None or item.alias else item.by_alias(alias) for item in value.items]
        plain = [item if isinstance(item, Scalar) else wrong(item, inner, "a list of scalars", reading) for item in items]
        result[name] = BROKEN if BROKEN in plain else tuple(plain)
    return result


MATRIX = Kind(
    read_matrix,
    {"type": "object", "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": ["number", "string"]}}},
    "mapping key → list",
)
