"""The kind of value of `matrix`, and the combinations it stands for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..model import Place
from .kinds import BROKEN, Kind, did_you_mean, wrong
from .naming import short
from .nodes import Mapping, Node, Scalar, Sequence
from .reading import Reading


class Axis(NamedTuple):
    """One key of a matrix and its values, which are read where the sizes of the case are known."""

    key: Scalar
    options: tuple[Scalar, ...]


class Choice(NamedTuple):
    """One value of one key, with its text as written."""

    key: str
    text: str
    value: Any
    place: Place


def read_matrix(node: Node, key: str, reading: Reading) -> Any:
    """A mapping from keys to lists of scalars, as a dict of `Axis`."""
    if not isinstance(node, Mapping):
        return wrong(node, key, "a mapping from keys to lists", reading)
    return {name: _axis(name_node, value, f"{key}.{short(name)}", node.alias or reading.alias, reading)
            for name, (name_node, value) in node.entries.items()}  # fmt: skip


def _axis(key: Scalar, node: Node, called: str, alias: Place | None, reading: Reading) -> Any:
    reading.places[called] = reading.place(node)
    if not isinstance(node, Sequence):
        hint = f"write [{short(node.text)}]" if isinstance(node, Scalar) and node.text.strip() else None
        return wrong(node, called, "a list", reading, hint)
    if not node.items:
        reading.fault(node, f"`{called}` is an empty list, which leaves no case")
        return BROKEN
    if _any_twice(node, called, reading):
        return BROKEN
    alias = node.alias or alias
    options = [item if alias is None or item.alias is not None else item.by_alias(alias) for item in node.items]
    read = [
        item if isinstance(item, Scalar) else wrong(item, f"an entry of `{called}`", "a single value", reading)
        for item in options
    ]
    return BROKEN if BROKEN in read else Axis(key, tuple(read))


def _any_twice(node: Sequence, called: str, reading: Reading) -> bool:
    """Tell equal values, which would give two cases of one name."""
    seen: dict[str, Scalar] = {}
    for item in node.items:
        if isinstance(item, Scalar) and seen.setdefault(item.text, item) is not item:
            first = reading.place(seen[item.text])
            reading.fault(item, f"`{short(item.text)}` stands in `{called}` a second time", also=first)
            return True
    return False


def choices(
    matrix: dict[str, Any], sizes: Any, kinds: dict[str, Kind], size: Kind, reading: Reading
) -> list[list[Choice]] | None:
    """The choices for each key of a matrix: a name in `sizes`, or one of `kinds`; None where a fault was told."""
    if sizes is BROKEN or BROKEN in matrix.values():
        return None
    result: list[list[Choice]] = []
    for name, (key, options) in matrix.items():
        kind = size if name in sizes else kinds.get(name)
        if kind is None:
            others = ", ".join(f"`{other}`" for other in kinds)
            message = f"`matrix` runs over `{short(name)}`, which is neither in `sizes` nor one of {others}"
            reading.fault(key, message, did_you_mean(name, [*sizes, *kinds]))
            return None
        entry = f"an entry of `matrix.{short(name)}`"
        result.append([Choice(name, node.text, kind.read(node, entry, reading), reading.place(node)) for node in options])
    return None if any(choice.value is BROKEN for line in result for choice in line) else result


def combinations(lines: list[list[Choice]]) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """Every combination, the last key running fastest, with its label: "[n=1, seed=0]"."""
    for chosen in itertools.product(*lines):
        yield "[" + ", ".join(f"{choice.key}={choice.text}" for choice in chosen) + "]", chosen


MATRIX = Kind(
    read_matrix,
    {"type": "object", "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": ["number", "string"]}}},
    "mapping key → list",
)
