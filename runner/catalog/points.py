"""The kind of value of `points`: at which special points the same claim is checked too."""

from __future__ import annotations

from typing import Any

from ..model import POINTS
from .expectations import EXPECTATION
from .kinds import BROKEN, Kind, did_you_mean, wrong
from .naming import short
from .nodes import Mapping, Node, Scalar, Sequence
from .reading import Reading

WORDS = "`special`, a list of words such as [ties, zeros], or a mapping from such words to what is expected there"


def read_points(node: Node, key: str, reading: Reading) -> Any:
    """The words with what is expected at each, None for what the case expects everywhere."""
    if isinstance(node, Scalar) and node.text == "special":
        return dict.fromkeys(POINTS)
    if isinstance(node, Mapping):
        found: dict[str, Any] = {}
        for name, (name_node, value) in node.entries.items():
            if _word(name_node, name, key, reading):
                reading.places[f"{key}.{name}"] = reading.place(value)
                found[name] = EXPECTATION.read(value, f"{key}.{name}", reading)
        return BROKEN if len(found) < len(node.entries) else found
    if isinstance(node, Sequence):
        words = [entry.text if isinstance(entry, Scalar) else None for entry in node.items]
        pairs = zip(node.items, words, strict=True)
        known = [_word(entry, word, key, reading) for entry, word in pairs]
        return dict.fromkeys(words) if all(known) else BROKEN
    return wrong(node, key, WORDS, reading)


def _word(node: Node, word: str | None, key: str, reading: Reading) -> bool:
    if word in POINTS:
        return True
    if word is None:
        wrong(node, f"an entry of `{key}`", "a word", reading)
    else:
        hint = did_you_mean(word, POINTS) or f"there are {', '.join(POINTS)}"
        reading.fault(node, f"`{key}` knows no point `{short(word)}`", hint)
    return False


_WORD = {"enum": list(POINTS)}
POINTS_KIND = Kind(
    read_points,
    {
        "anyOf": [
            {"const": "special"},
            {"type": "array", "items": _WORD},
            {"type": "object", "propertyNames": _WORD, "additionalProperties": dict(EXPECTATION.schema)},
        ]
    },
    "`special`, list of words, or mapping word → expectation",
)
