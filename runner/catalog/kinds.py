"""What the value of a key may be: each kind reads a node, and says the same as JSON Schema and in words.

A reader is called as `read(node, key, reading)`; it returns plain Python data, or tells a fault and returns `BROKEN`.
`key` is how the part is called in messages, such as `tolerance` or `shapes.W`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import Any, Final

from runner.catalog import naming
from runner.catalog.core_schema import NotANumber, meaning
from runner.catalog.nodes import Mapping, Node, Refused, Scalar, Sequence
from runner.catalog.reading import Reading

BROKEN: Final[Any] = type("Broken", (), {"__repr__": lambda self: "BROKEN"})()
"""Stands for a value that has been told as a fault."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: how it is read, its JSON Schema, and what it is called in the table for people."""

    read: Callable[[Node, str, Reading], Any]
    schema: AnyMapping[str, Any]
    words: str


def did_you_mean(word: str, known: Collection[str]) -> str | None:
    """The hint that names the nearest of the known words, if one is near."""
    near = difflib.get_close_matches(word[:80], list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else None


def short(text: str) -> str:
    """A text as it is quoted in a message."""
    return text if len(text) <= 40 else text[:39] + "…"


def named(key: str) -> str:
    """A part as it is called in messages; a key stands in backquotes, a description of several words as it is."""
    return key if " " in key else f"`{key}`"


def describe(node: Node) -> str:
    """What stands there, for a message: "a list", "the number 3", "nothing"."""
    if not isinstance(node, Scalar):
        return "a list" if isinstance(node, Sequence) else "a mapping"
    try:
        value = meaning(node.text) if node.plain else node.text
    except NotANumber:  # pragma: no cover - readers ask for the meaning before they describe
        return f"`{short(node.text)}`"
    if isinstance(value, str):
        return f"the text `{short(node.text)}`" if value.strip() else "an empty text"
    if isinstance(value, bool) or value is None:
        return f"`{node.text}`" if node.text else "nothing"
    return f"the number {short(node.text)}"


def wrong(node: Node, key: str, wanted: str, reading: Reading, hint: str | None = None) -> Any:
    """Tell that a value is not what is wanted, unless it has been told as a fault already."""
    if not isinstance(node, Refused):
        reading.fault(node, f"{named(key)} must be {wanted}, not {describe(node)}", hint)
    return BROKEN


def meaning_of(node: Scalar, key: str, reading: Reading) -> Any:
    """The meaning of a scalar by the core schema; BROKEN, told, where it is a number that is refused."""
    if not node.plain:
        return node.text
    try:
        return meaning(node.text)
    except NotANumber as error:
        reading.fault(node, f"{named(key)}: {error}", error.hint)
        return BROKEN


def _without_quotes(node: Scalar) -> str | None:
    """The hint for a number in quotes."""
    if node.plain:
        return None
    try:
        return None if isinstance(meaning(node.text), str) else f"drop the quotes: {node.text}"
    except NotANumber:
        return None


def _in_quotes(node: Scalar) -> str | None:
    """The hint for a number or word that should be a text."""
    return f'put it in quotes: "{node.text}"' if node.text else None


def read_expression(node: Node, key: str, reading: Reading) -> Any:
    """An expression, its text kept as it is; a number is one."""
    if not isinstance(node, Scalar):
        hint = "an expression that begins with a bracket stands in quotes" if not isinstance(node, Refused) else None
        return wrong(node, key, "an expression", reading, hint)
    value = meaning_of(node, key, reading)
    if value is BROKEN or (value.__class__ is str and value.strip()):
        return value
    if value.__class__ is int or (value.__class__ is float and math.isfinite(value)):
        return node.text
    return wrong(node, key, "an expression", reading, "write np.inf or np.nan" if value.__class__ is float else None)


def read_text(node: Node, key: str, reading: Reading) -> Any:
    """A text of any length, line breaks kept."""
    if not isinstance(node, Scalar):
        return wrong(node, key, "a text", reading)
    value = meaning_of(node, key, reading)
    if value is BROKEN:
        return BROKEN
    if value.__class__ is not str:
        return wrong(node, key, "a text", reading, _in_quotes(node))
    return _visible(node, value, key, reading, naming.refused_in_text(value))


def read_name(node: Node, key: str, reading: Reading) -> Any:
    """The name of a case: one short line of visible text."""
    if not isinstance(node, Scalar):
        return wrong(node, key, "a text", reading)
    value = meaning_of(node, key, reading)
    if value is BROKEN:
        return BROKEN
    if value.__class__ is not str or not value.strip():
        return wrong(node, key, "a text that can be seen", reading, None if value.__class__ is str else _in_quotes(node))
    if len(value) > naming.LONGEST_NAME:
        message = f"`{key}` has {len(value):,} characters; a name has at most {naming.LONGEST_NAME}"
        reading.fault(node, message, "tell the rest in `description`")
        return BROKEN
    return _visible(node, value, key, reading, naming.refused_in_name(value))


def read_word(node: Node, key: str, reading: Reading) -> Any:
    """A text without blanks."""
    if not isinstance(node, Scalar):
        return wrong(node, key, "a word", reading)
    value = meaning_of(node, key, reading)
    if value is BROKEN:
        return BROKEN
    if value.__class__ is not str or not value:
        return wrong(node, key, "a word", reading, None if value.__class__ is str else _in_quotes(node))
    if len(value.split()) != 1 or value.strip() != value:
        return wrong(node, key, "a word", reading, f"write {'-'.join(value.split())}" if value.strip() else None)
    return _visible(node, value, key, reading, naming.refused_in_name(value))


def _visible(node: Scalar, value: str, key: str, reading: Reading, refused: str | None) -> Any:
    if refused is None:
        return value
    reading.fault(node, f"{named(key)} holds {naming.describe_character(refused)}", "leave it out")
    return BROKEN


def integer(least: int | None, words: str) -> Kind:
    """An integer of 64 bits, at least so large."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Scalar):
            return wrong(node, key, words, reading)
        value = meaning_of(node, key, reading)
        if value is BROKEN:
            return BROKEN
        if value.__class__ is not int or (least is not None and value < least):
            whole = value.__class__ is float and abs(value) < 1e15 and value == int(value)
            return wrong(node, key, words, reading, f"write {int(value)}" if whole else _without_quotes(node))
        if not -(2**63) <= value < 2**63:
            reading.fault(node, f"{named(key)} does not fit 64 bits")
            return BROKEN
        return value

    schema: dict[str, Any] = {"type": "integer"}
    if least is not None:
        schema["minimum"] = least
    return Kind(read, schema, words)


def positive(words: str, word: str | None = None) -> Kind:
    """A finite number above zero, as a float; or the one word, where one is allowed."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Scalar):
            return wrong(node, key, words, reading)
        value = meaning_of(node, key, reading)
        if value is BROKEN or (word is not None and value == word):
            return value
        if value.__class__ in (int, float) and 0 < value < math.inf:
            return float(value)
        return wrong(node, key, words, reading, _without_quotes(node))

    number = {"type": "number", "exclusiveMinimum": 0}
    return Kind(read, {"anyOf": [number, {"const": word}]} if word else number, words)


def choice(*options: str, words: str | None = None) -> Kind:
    """One of a few words."""
    wanted = words or ", ".join(f"`{option}`" for option in options[:-1]) + f" or `{options[-1]}`"

    def read(node: Node, key: str, reading: Reading) -> Any:
        if isinstance(node, Scalar) and node.text in options:
            return node.text
        hint = did_you_mean(node.text.lower(), options) if isinstance(node, Scalar) else None
        return wrong(node, key, wanted, reading, hint)

    return Kind(read, {"enum": list(options)}, wanted)


def read_reference(node: Node, key: str, reading: Reading) -> Any:
    """The name of an array of the case; whether there is one is checked where all names are known."""
    value = meaning_of(node, key, reading) if isinstance(node, Scalar) else None
    if value is BROKEN or (isinstance(value, str) and value):
        return value
    hint = "for several inputs make `gradient` a mapping from names to claims" if isinstance(node, Sequence) else None
    return wrong(node, key, "the name of an array", reading, hint)


def list_of(item: Kind, words: str) -> Kind:
    """A list of values of one kind, as a tuple."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Sequence):
            hint = f"write [{node.text}]" if isinstance(node, Scalar) and node.text.strip() else None
            return wrong(node, key, words, reading, hint)
        values = tuple(item.read(entry, f"an entry of `{key}`", reading) for entry in node.items)
        return BROKEN if BROKEN in values else values

    return Kind(read, {"type": "array", "items": dict(item.schema)}, words)


def mapping_of(item: Kind, wanted: str, words: str) -> Kind:
    """A mapping from identifiers to values of one kind, as a dict; a broken value is `BROKEN` in it."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            return wrong(node, key, wanted, reading)
        result: dict[str, Any] = {}
        read_item, places = item.read, reading.places
        for name, (name_node, value) in node.entries.items():
            refusal = naming.refused_identifier(name)
            if refusal:
                reading.fault(name_node, f"`{short(name)}` cannot be a name in `{key}`: it {refusal}")
            inner = f"{key}.{name}"
            places[inner] = reading.place(value)
            if value.alias is None:
                result[name] = read_item(value, inner, reading)
            else:
                result[name] = reading.through(value.alias, read_item, value, inner)
        return result

    schema = {
        "type": "object",
        "propertyNames": {"pattern": naming.IDENTIFIER_PATTERN},
        "additionalProperties": dict(item.schema),
    }
    return Kind(read, schema, words)


NAME_PATTERN = r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$"
NAME = Kind(read_name, {"type": "string", "pattern": NAME_PATTERN, "maxLength": naming.LONGEST_NAME}, "one line of text")
TEXT = Kind(read_text, {"type": "string"}, "text")
WORD = Kind(read_word, {"type": "string", "pattern": r"^\S+$"}, "word")
EXPRESSION = Kind(read_expression, {"type": ["string", "number"], "pattern": r"\S"}, "expression")
REFERENCE = Kind(read_reference, {"type": "string", "minLength": 1}, "name")
