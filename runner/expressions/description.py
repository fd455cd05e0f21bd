"""The table of functions as text for people: for `--functions` and for the README."""

from __future__ import annotations

from .functions import CONSTANTS, FUNCTIONS, TYPES
from .table import Function


def describe() -> list[tuple[str, list[tuple[str, str]]]]:
    """The vocabulary by groups: (group, [(signature, meaning), …]). Other names of a function stand in its meaning."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for function in FUNCTIONS.values():
        if not _is_other_name(function):
            groups.setdefault(function.group, []).append((function.signature, _meaning(function)))
    groups["constants"] = [(name, f"{value:.6g}") for name, value in CONSTANTS.items()]
    groups["constants"].append(("np.newaxis", "a new axis, in an index"))
    groups["types"] = [(name, "as a dtype") for name in TYPES]
    return list(groups.items())


def _meaning(function: Function) -> str:
    others = [
        other.name
        for other in FUNCTIONS.values()
        if other.rule == function.name and other is not function and other.group == function.group
    ]
    return f"{function.meaning}; also {', '.join(others)}" if others else function.meaning


def _is_other_name(function: Function) -> bool:
    """Whether the row is the same function of the same group under another name."""
    first = FUNCTIONS.get(function.rule)
    return first is not None and first is not function and first.group == function.group
