"""The kinds of value that are one scalar: names, texts, words, expressions, integers, positive numbers, choices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from . import naming
from .core_schema import NotANumber, meaning
from .kinds import BROKEN, Kind, did_you_mean, meaning_of, named, wrong
from .nodes import Node, Refused, Scalar, Sequence
from .reading import Reading


def _without_quotes(node: Scalar) -> str | None:
    """The hint for a number in quotes."""
    try:
        return None if node.plain or isinstance(meaning(node.text), str) else f"drop the quotes: {naming.short(node.text)}"
    except NotANumber:
        return None


def _in_quotes(node: Scalar) -> str | None:
    """The hint for a number or word that should be a text."""
    return f'put it in quotes: "{naming.short(node.text)}"' if node.text else None


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
    if value.__class__ is not str:
        return wrong(node, key, "a text", reading, _in_quotes(node))
    if not value.strip():
        return wrong(node, key, "a text that can be seen", reading)
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
        return wrong(node, key, "a word", reading, f"write {naming.short('-'.join(value.split()))}" if value.strip() else None)
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


def choice(*options: str, words: str | None = None, alike: Mapping[str, str] | None = None) -> Kind:
    """One of a few words; `alike` holds those that other tools have for them."""
    listed = ", ".join(f"`{option}`" for option in options[:-1])
    wanted = words or (f"{listed} or `{options[-1]}`" if listed else f"`{options[-1]}`")

    def read(node: Node, key: str, reading: Reading) -> Any:
        if isinstance(node, Scalar) and node.text in options:
            return node.text
        hint = None
        if isinstance(node, Scalar):
            meant = (alike or {}).get(node.text.lower())
            hint = did_you_mean(node.text, options) if meant is None else f"that is `{meant}` here"
        return wrong(node, key, wanted, reading, hint)

    return Kind(read, {"enum": list(options)}, wanted)


def read_reference(node: Node, key: str, reading: Reading) -> Any:
    """The name of an array of the case; whether there is one is checked where all names are known."""
    value = meaning_of(node, key, reading) if isinstance(node, Scalar) else None
    if value is BROKEN or (isinstance(value, str) and value):
        return value
    hint = "for several inputs make `gradient` a mapping from names to claims" if isinstance(node, Sequence) else None
    return wrong(node, key, "the name of an array", reading, hint)


NAME_PATTERN = r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$"
NAME = Kind(read_name, {"type": "string", "pattern": NAME_PATTERN, "maxLength": naming.LONGEST_NAME}, "one line of text")
TEXT = Kind(read_text, {"type": "string"}, "text")
WORD = Kind(read_word, {"type": "string", "pattern": r"^\S+$"}, "word")
EXPRESSION = Kind(read_expression, {"type": ["string", "number"], "pattern": r"\S"}, "expression")
REFERENCE = Kind(read_reference, {"type": "string", "minLength": 1}, "name")
