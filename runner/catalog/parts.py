"""The mappings of a file, read by the table of keys: a case, a variant, or the defaults of a catalogue."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, TypeAlias

from ..model import Place
from .kinds import BROKEN, nearest, wrong
from .naming import short
from .nodes import Mapping, Node, Scalar, Sequence
from .reading import Reading
from .schema import ELSEWHERE, FILE_KEYS, ROWS

MOST_MISSPELT = 10
"""Of how many unknown keys at the top of a file it is asked whether they belong to a catalogue."""

Sort: TypeAlias = Literal["case", "variant", "defaults"]


class Part:
    """What one mapping says, key by key; a value that has been told as a fault is `BROKEN`.

    `places` are those of `Case.places`. `variants`, where there are some, is a list of parts.
    """

    __slots__ = ("node", "places", "values")

    def __init__(self, node: Mapping, values: dict[str, Any], places: dict[str, Place]) -> None:
        self.node = node
        self.values = values
        self.places = places


def read_file_part(node: Mapping, reading: Reading) -> Part:
    """Read the mapping of a file that holds one case, or a catalogue whose `cases` or `defaults` are misspelt."""
    unknown = [(key, key_node) for key, (key_node, _) in node.entries.items() if key not in ROWS]
    for key, key_node in unknown[:MOST_MISSPELT]:
        if nearest(key, FILE_KEYS) and not nearest(key, ROWS):
            tell_unknown(key_node, "a case file", FILE_KEYS, reading)
            del node.entries[key]
            node.incomplete = True
    return read_part(node, "case", reading)


def read_part(node: Mapping, sort: Sort, reading: Reading) -> Part:
    """Read every key of a mapping; a case and a variant need a name, the defaults cannot have one."""
    values: dict[str, Any] = {}
    outer, reading.places = reading.places, {}
    places, file = reading.places, reading.file
    for key, (key_node, value) in node.entries.items():
        row = ROWS.get(key)
        if row is None:
            meant = tell_unknown(key_node, "the defaults" if sort == "defaults" else f"a {sort}", ROWS, reading)
            if meant is not None and meant not in node.entries:
                values[meant] = BROKEN
            continue
        places[key] = Place(file, value.line, value.column)
        read = row.kind.read
        values[key] = read(value, key, reading) if value.alias is None else reading.by(value.alias, read, value, key)
    variants = values.get("variants")
    if isinstance(variants, Sequence):
        values["variants"] = reading.by(variants.alias, read_parts, variants, "variant")
    _check_name(node, sort, values, reading)
    reading.places = outer
    return Part(node, values, places)


def read_parts(node: Sequence, sort: Sort, reading: Reading) -> list[Part]:
    """Read the mappings of a list."""
    parts: list[Part] = []
    for item in node.items:
        if not isinstance(item, Mapping):
            wrong(item, f"a {sort}", "a mapping", reading)
        else:
            parts.append(reading.by(item.alias, read_part, item, sort))
    return parts


def _check_name(node: Mapping, sort: Sort, values: dict[str, Any], reading: Reading) -> None:
    if sort == "defaults":
        if "name" in node.entries:
            reading.fault(node.entries["name"][0], "the defaults cannot hold a `name`: each case has its own")
        values.pop("name", None)
    elif "name" not in values:
        if not node.incomplete:
            reading.fault(node, f"the {sort} has no `name`", "one short line: `name: what it shows`", length=1)
        values["name"] = BROKEN


def tell_unknown(key: Scalar, where: str, known: Collection[str], reading: Reading) -> str | None:
    """Tell an unknown key; returns the known one that was probably meant."""
    meant = ELSEWHERE.get(key.text)
    if key.text.startswith("-"):
        hint: str | None = f"a blank after the dash: `- {short(key.text[1:])}: …`"
    elif meant in known:
        hint = f"here it is called `{meant}`"
    else:
        meant = nearest(key.text, known)
        hint = None if meant is None else f"did you mean `{meant}`?"
    reading.fault(key, f"unknown key `{short(key.text)}` in {where}", hint)
    return meant


def is_holder(node: Node) -> bool:
    """Whether a list or mapping holds parts that the file shares by an alias."""
    return isinstance(node, Mapping | Sequence) and node.shared
