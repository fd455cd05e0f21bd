"""What the value of a key may be: each kind reads a node, and says the same as JSON Schema and in words.

Here stands what all kinds share, with lists and mappings; `scalars`, `arrays`, `expectations` and `matrix` hold the rest.

A reader is called as `read(node, key, reading)`; it returns plain Python data, or tells a fault and returns `BROKEN`.
`key` is how the part is called in messages, such as `tolerance` or `shapes.W`.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Collection
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import Any, Final

from . import naming
from .core_schema import NotANumber, meaning
from .naming import short
from .nodes import Mapping, Node, Refused, Scalar, Sequence
from .reading import Reading

BROKEN: Final[Any] = type("Broken", (), {"__repr__": lambda self: "BROKEN"})()
"""Stands for a value that has been told as a fault."""

ALIKE = {"rtol": "relative", "atol": "absolute"}
"""Words of other tools for parts of a mapping, and ours."""
MOST_COMPARED = 100
"""The most words among which a near one is looked for."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: how it is read, its JSON Schema, and what it is called in the table for people."""

    read: Callable[[Node, str, Reading], Any]
    schema: AnyMapping[str, Any]
    words: str


def nearest(word: str, known: Collection[str]) -> str | None:
    """The nearest of the known words, capitals or not, or the only one it begins; of very many only the first are looked at."""
    lowered = {other.lower(): other for other in itertools.islice(known, MOST_COMPARED)}
    written = word[:80].lower()
    near = difflib.get_close_matches(written, list(lowered), n=1)
    if not near and len(written) > 2:
        longer = [other for other in lowered if other.startswith(written)]
        near = longer if len(longer) == 1 else []
    return lowered[near[0]] if near else None


def did_you_mean(word: str, known: Collection[str]) -> str | None:
    """The hint that names the nearest of the known words, if one is near."""
    near = nearest(word, known)
    return None if near is None else f"did you mean `{short(near)}`?"


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


def without_dashes(node: Node) -> str | None:
    """The hint for a list of mappings where one mapping is meant."""
    if not isinstance(node, Sequence) or not node.items or not all(isinstance(item, Mapping) for item in node.items):
        return None
    names = [name for item in node.items if isinstance(item, Mapping) for name in item.entries]
    return f"drop the dashes: `{short(names[0])}: …` on a line of its own" if names else "drop the dashes"


def meaning_of(node: Scalar, key: str, reading: Reading) -> Any:
    """The meaning of a scalar by the core schema; BROKEN, told, where it is a number that is refused."""
    if not node.plain:
        return node.text
    try:
        return meaning(node.text)
    except NotANumber as error:
        reading.fault(node, f"{named(key)}: {error}", error.hint)
        return BROKEN


def list_of(item: Kind, words: str) -> Kind:
    """A list of values of one kind, as a tuple."""

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Sequence):
            hint = f"write [{short(node.text)}]" if isinstance(node, Scalar) and node.text.strip() else None
            return wrong(node, key, words, reading, hint)
        values = tuple(item.read(entry, f"an entry of `{key}`", reading) for entry in node.items)
        return BROKEN if BROKEN in values else values

    return Kind(read, {"type": "array", "items": dict(item.schema)}, words)


def mapping_of(item: Kind, wanted: str, words: str, *, several: bool = False) -> Kind:
    """A mapping from identifiers to values of one kind, as a dict; a broken value is `BROKEN` in it.

    With `several`, a key may also be some identifiers with commas between them: the names of the parts of a tuple.
    """

    def read(node: Node, key: str, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            hint = blank_after_colon(node.text) if isinstance(node, Scalar) else without_dashes(node)
            return wrong(node, key, wanted, reading, hint)
        result: dict[str, Any] = {}
        read_item, places = item.read, reading.places
        for written, (name_node, value) in node.entries.items():
            name = _names(written) if several and "," in written else written
            refusal = _refusal(name)
            if refusal:
                reading.fault(name_node, f"`{short(name)}` cannot be a name in `{key}`: it {refusal}", blank_after_colon(name))
                if blank_after_colon(name) is not None:
                    result[name.partition(":")[0]] = BROKEN
                    continue
            inner = f"{key}.{short(name) if refusal else name}"
            places[inner] = reading.place(value)
            alias = value.alias
            result[name] = read_item(value, inner, reading) if alias is None else reading.by(alias, read_item, value, inner)
        return result

    schema = {
        "type": "object",
        "propertyNames": {"pattern": naming.IDENTIFIERS_PATTERN if several else naming.IDENTIFIER_PATTERN},
        "additionalProperties": dict(item.schema),
    }
    return Kind(read, schema, words)


def read_record(node: Mapping, key: str, parts: AnyMapping[str, Kind], reading: Reading) -> dict[str, Any]:
    """The values of a mapping whose keys are known, each by its kind, with their places; an unknown key is told as a fault."""
    result: dict[str, Any] = {}
    for name, (name_node, value) in node.entries.items():
        inner = f"{key}.{name}"
        if name in parts:
            reading.places[inner] = reading.place(value)
            result[name] = parts[name].read(value, inner, reading)
        else:
            reading.fault(name_node, f"unknown key `{short(name)}` in `{key}`", did_you_mean(ALIKE.get(name, name), parts))
    return result


def blank_after_colon(text: str) -> str | None:
    """The hint for a key that was meant as a key and a value: `x:3`."""
    name, colon, rest = text.partition(":")
    return f"a blank after the colon: `{short(name)}: {short(rest)}`" if colon and name and rest.strip() else None


def _names(written: str) -> str:
    """Several names as they are kept: with a comma and a blank between two."""
    return ", ".join(name.strip() for name in written.split(","))


def _refusal(name: str) -> str | None:
    """Why a key cannot be a name, or some names; None where it can."""
    if "," not in name:
        return naming.refused_identifier(name)
    names = name.split(", ")
    if len(set(names)) < len(names):
        return "holds a name twice"
    return next((f"holds `{short(part)}`, which {why}" for part in names if (why := naming.refused_identifier(part))), None)
