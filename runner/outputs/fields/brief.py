"""Results as they stand on their lines: what is as in most of them is left out, and told once for all in the head of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from .cases import DECLARED
from .inputs import INPUT
from .kinds import anything, names, record
from .results import RESULT

Usual: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What stands for the keys that are left out: of a result, of its `declared`, of each of its `inputs`."""

USUAL: dict[str, dict[str, Any]] = {"results": RESULT.usual, "declared": DECLARED.usual, "inputs": INPUT.usual}
NOTHING: Usual = {part: {} for part in USUAL}
"""Of files of earlier versions, which leave nothing out."""
KIND = record(dict.fromkeys(USUAL, names(anything)))


def brief(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without what is as usual."""
    found = _without(result, RESULT.usual)
    found["declared"] = _without(found["declared"], DECLARED.usual)
    found["inputs"] = [_without(check, INPUT.usual) for check in found["inputs"]]
    return found


def full(result: Mapping[str, Any], usual: Usual = USUAL) -> dict[str, Any]:
    """The result of which that is left, whatever it is: somebody else may have written it. Its own keys stay in front."""
    found = _with(result, usual["results"])
    declared, inputs = found.get("declared"), found.get("inputs")
    if isinstance(declared, dict):
        found["declared"] = _with(declared, usual["declared"])
    if isinstance(inputs, list):
        found["inputs"] = [_with(check, usual["inputs"]) if isinstance(check, dict) else check for check in inputs]
    return found


def _without(found: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in usual or value != usual[key]}


def _with(found: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {**found, **{key: value for key, value in usual.items() if key not in found}}
