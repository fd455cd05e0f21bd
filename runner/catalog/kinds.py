"""What the value of a key may be: each kind reads a node, and says the same as JSON Schema and in words.

A reader is called as `read(node, key, reading)`; it returns plain Python data, or tells a fault and returns `BROKEN`.
This module holds the kinds of one scalar; `structures` holds those made of several.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from runner.catalog import naming
from runner.catalog.core_schema import Meaning, NotANumber, meaning
from runner.catalog.nodes import Mapping as MappingNode
from runner.catalog.nodes import Node, Refused, Scalar, Sequence
from runner.catalog.reading import Reading

BROKEN: Final[Any] = type("Broken", (), {"__repr__": lambda self: "BROKEN"})()
"""Stands for a value that has been told as a fault."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: how it is read, its JSON Schema, and what it is called in the table for people."""

    read: Callable[[Node, str, Reading], Any]
    schema: Mapping[str, Any]
    words: str


def did_you_mean(word: str, known: Collection[str]) -> str | None:
    """The hint that names the nearest of the known words, if one is near."""
    near = difflib.get_close_matches(word[:80], list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else None


def describe(node: Node) -> str:
    """What stands there, for a message: "a list", "the number 3", "nothing"."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, Refused):
        return "this"
    shown = node.text if len(node.text) <= 40 else node.text[:37] + "…"
    try:
        value = meaning(node.text) if node.plain else node.text
    except NotANumber:
        return f"`{shown}`"
    if value is None:
        return "nothing" if not node.text else f"`{shown}`"
    if isinstance(value, bool):
        return f"`{shown}`"
    if isinstance(value, str):
        return f"the text `{shown}`" if value.strip() else "an empty text"
    return f"the number {shown}"


def wrong(node: Node, key: str, wanted: str, reading: Reading, hint: str | None = None) -> Any:
    """Tell that the value is not what is wanted."""
    if not isinstance(node, Refused):
        reading.fault(node, f"`{key}` must be {wanted}, not {describe(node)}", hint)
    return BROKEN


def meaning_of(node: Scalar, key: str, reading: Reading) -> Meaning:
    """The meaning of a scalar by the core schema; BROKEN, told, where it is a number that is refused."""
    if not node.plain:
        return node.text
    try:
        return meaning(node.text)
    except NotANumber as error:
        reading.fault(node, f"`{key}`: {error}", error.hint)
        return BROKEN  # type: ignore[no-any-return]


def _quotes(node: Node) -> str | None:
    """The hint for a number or word in quotes where none belong."""
    if isinstance(node, Scalar) and not node.plain:
        try:
            value = meaning(node.text)
        except NotANumber:
            return None
        return None if isinstance(value, str) else f"drop the quotes: {node.text}"
    return None


def read_expression(node: Node, key: str, reading: Reading) -> Any:
    """An expression, its text kept as it is; a number is one."""
    if node.__class__ is Scalar:
        value = meaning_of(node, key, reading)
        if value is BROKEN:
            return BROKEN
        if value.__class__ is str and (value or "").strip():  # type: ignore[union-attr]
            return value
        if value.__class__ is int:
            return node.text
        if value.__class__ is float:
            if math.isfinite(value):  # type: ignore[arg-type]
                return node.text
            return wrong(node, key, "an expression", reading, "write np.inf or np.nan")
    return wrong(node, key, "an expression", reading)


def read_text(node: Node, key: str, reading: Reading) -> Any:
    """Plain text, line breaks kept."""
    if node.__class__ is not Scalar:
        return wrong(node, key, "a text", reading)
    value = meaning_of(node, key, reading)
    if value is BROKEN:
        return BROKEN
    if value.__class__ is not str:
        return wrong(node, key, "a text", reading, f'put it in quotes: "{node.text}"' if node.text else None)
    refused = naming.refused_character(value, allowed="\n\t", only_controls=True)
    if refused:
        return wrong_character(node, key, refused, reading)
    return value


def read_name(node: Node, key: str, reading: Reading) -> Any:
    """The name of a case: one short line of visible text."""
    if node.__class__ is not Scalar:
        return wrong(node, key, "a text", reading)
    value = meaning_of(node, key, reading)
    if value is BROKEN:
        return BROKEN
    if value.__class__ is not str:
        return wrong(node, key, "a text", reading, f'put the name in quotes: "{node.text}"' if node.text else None)
    if not value.strip():
        return wrong(node, key, "a text that can be seen", reading)
    if len(value) > naming.LONGEST_NAME:
        reading.fault(
            node,
            f"`{key}` has {len(value):,} characters; at most {naming.LONGEST_NAME} are a name",
            "tell the rest in `description`",
        )
        return BROKEN
    refused = naming.refused_character(value)
    if refused:
        return wrong_character(node, key, refused, reading)
    return value


def wrong_character(node: Node, key: str, character: str, reading: Reading) -> Any:
    reading.fault(node, f"`{key}` holds {naming.describe_character(character)}", "leave it out")
    return BROKEN


def integer(least: int | None, words: str) -> Kind:
    """An integer, at least so large."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if node.__class__ is not Scalar:
            return wrong(node, key, words, reading)
        value = meaning_of(node, key, reading)
        if value is BROKEN:
            return BROKEN
        if value.__class__ is float and math.isfinite(value) and value == int(value):
            return wrong(node, key, words, reading, f"write {int(value)}" if abs(value) < 1e18 else None)
        if value.__class__ is not int or (least is not None and value < least):
            return wrong(node, key, words, reading, _quotes(node))
        if not -(2**63) <= value < 2**63:
            reading.fault(node, f"`{key}` does not fit 64 bits")
            return BROKEN
        return value

    schema: dict[str, Any] = {"type": "integer"}
    if least is not None:
        schema["minimum"] = least
    return Kind(read, schema, words)


def positive(words: str, word: str | None = None) -> Kind:
    """A finite number above zero, as a float; or the one word, where one is allowed."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if node.__class__ is not Scalar:
            return wrong(node, key, words, reading)
        value = meaning_of(node, key, reading)
        if value is BROKEN:
            return BROKEN
        if value.__class__ is float or value.__class__ is int:
            if 0 < value < math.inf:
                return float(value)
        elif word is not None and value == word:
            return word
        return wrong(node, key, words, reading, _quotes(node))

    number = {"type": "number", "exclusiveMinimum": 0}
    return Kind(read, {"anyOf": [number, {"const": word}]} if word else number, words)


def choice(*options: str) -> Kind:
    """One of a few words."""
    words = " or ".join([", ".join(f"`{option}`" for option in options[:-1]), f"`{options[-1]}`"])

    def read(node: Node, key: str, reading: Reading) -> Any:
        if node.__class__ is Scalar and node.text in options:
            return node.text
        hint = did_you_mean(node.text.lower(), options) if isinstance(node, Scalar) else None
        return wrong(node, key, words, reading, hint)

    return Kind(read, {"enum": list(options)}, words)


def read_reference(node: Node, key: str, reading: Reading) -> Any:
    """The name of an array of the case; whether there is one is checked where all names are known."""
    if node.__class__ is Scalar:
        value = meaning_of(node, key, reading)
        if value.__class__ is str and value:
            return value
        if value is BROKEN:
            return BROKEN
    hint = "for several inputs make `gradient` a mapping from names to claims" if isinstance(node, Sequence) else None
    return wrong(node, key, "the name of an array", reading, hint)


EXPRESSION = Kind(read_expression, {"type": ["string", "number"], "pattern": r"\S"}, "expression")
TEXT = Kind(read_text, {"type": "string"}, "text")
NAME = Kind(
    read_name,
    {"type": "string", "pattern": r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$", "maxLength": naming.LONGEST_NAME},
    "one line",
)
REFERENCE = Kind(read_reference, {"type": "string", "minLength": 1}, "name")
