"""Merge keys: `<<: *shared` puts the entries of a shared mapping into another.

The merged entries stand where the `<<` stands, since the order of names is the order in which arrays are drawn. A key
that the mapping itself has goes before a merged one, and of two merged ones the first (yaml.org/type/merge.html).
"""

from __future__ import annotations

from typing import Any

from .nodes import Mapping, Node, Refused, Scalar, Sequence
from .reading import Reading


def merge(mapping: Mapping, reading: Reading) -> None:
    """Put the entries of the mappings behind `<<` in its place."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    for text, (key, value) in mapping.entries.items():
        if text != "<<" or not key.plain:
            entries[text] = (key, value)
            continue
        for source in _sources(value, mapping, reading):
            for name, (inner_key, inner) in source.entries.items():
                if name not in entries and name not in mapping.entries:
                    entries[name] = (_reached(inner_key, source), _reached(inner, source))
    mapping.entries = entries


def _sources(value: Node, mapping: Mapping, reading: Reading) -> list[Mapping]:
    """The mappings that a `<<` names, the first to count the most."""
    mappings: list[Mapping] = []
    for source in value.items if isinstance(value, Sequence) else [value]:
        if isinstance(source, Mapping):
            mappings.append(source)
            mapping.incomplete |= source.incomplete
            continue
        mapping.incomplete = True
        if not isinstance(source, Refused):
            reading.fault(source, "`<<` takes a mapping or a list of mappings", "as in `<<: *shared`")
    return mappings


def _reached(node: Any, source: Mapping) -> Any:
    """A part of a merged mapping, marked with the alias by which the mapping was reached."""
    return node if source.alias is None or node.alias is not None else node.by_alias(source.alias)
