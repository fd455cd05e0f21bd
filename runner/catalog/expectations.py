"""The kind of value of `expect`: a verdict, or a mapping that says more of how a case should end."""

from __future__ import annotations

from typing import Any

from ..model import Cause, DoubtKind, Expectation
from .kinds import Kind, list_of, read_record
from .nodes import Mapping, Node
from .reading import Reading
from .scalars import REFERENCE, choice, integer

VERDICT = choice("pass", "fail", "error")
PARTS = {
    "verdict": VERDICT,
    "input": REFERENCE,
    "cause": choice(*(cause.value for cause in Cause), words="a cause such as `transposed`"),
    "doubt": choice(*(kind.value for kind in DoubtKind), words="a doubt such as `kink`"),
    "index": list_of(integer(0, "an integer ≥ 0"), "a list of integers such as [0, 1]"),
}
PLAIN = {word: Expectation(word) for word in ("pass", "fail", "error")}


def read_expectation(node: Node, key: str, reading: Reading) -> Any:
    """A verdict as text, or the parts of a mapping as a dict, so that a variant can be laid over it."""
    if not isinstance(node, Mapping):
        return VERDICT.read(node, key, reading)
    return read_record(node, key, PARTS, reading)


def expectation(value: Any) -> Expectation:
    """The `Expectation` of a value that was read and checked."""
    if value.__class__ is not dict:
        return PLAIN[value]
    cause, doubt = value.get("cause"), value.get("doubt")
    return Expectation(
        value["verdict"],
        value.get("input"),
        None if cause is None else Cause(cause),
        value.get("index"),
        None if doubt is None else DoubtKind(doubt),
    )


_SCHEMA = {
    "type": "object",
    "properties": {name: dict(kind.schema) for name, kind in PARTS.items()},
    "additionalProperties": False,
}
EXPECTATION = Kind(read_expectation, {"anyOf": [dict(VERDICT.schema), _SCHEMA]}, "verdict, or mapping")
