"""A results.json read back. It may have been written by a job that ran the cases of strangers, so each value is held against what
it should be before any report is made of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from math import prod
from typing import Any, TypeAlias

from ..errors import UsageError
from ..model import CLAIMS, Cause, DoubtKind
from ..outputs.json_report import FORMAT, Document
from .folder import opened

MOST_PARTS = 10_000
"""A catalogue is split into so many parts at most."""
NEEDED = frozenset({"id", "verdict", "as_expected", "seconds", "inputs"})
"""The keys of a result without which it cannot be compared with another run's."""

Kind: TypeAlias = Callable[[Any, str], None]
"""Raises `Misfit` where a value is not of the kind; the text is the way to it."""


class Misfit(Exception):
    """The way to a value, and what should stand there."""


def read_results(path: str) -> Document:
    """The document in a results.json, or in the folder that holds one.

    Raises `UsageError` where there is none, or one of another format.
    """
    if os.path.isdir(path):
        path = os.path.join(path, "results.json")
    try:
        with opened(path) as file:
            document = json.loads(file.read().decode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not a results.json: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        raise UsageError(f"{path} is not a results.json: it holds no results")
    if document.get("format") != FORMAT:
        raise UsageError(f"{path} has the format {document.get('format')!r}; this version reads format {FORMAT}")
    if not all(isinstance(result, dict) and result.keys() >= NEEDED for result in document["results"]):
        raise UsageError(f"{path} is not a results.json: its results lack one of {', '.join(sorted(NEEDED))}")
    try:
        DOCUMENT(document, "")
    except Misfit as misfit:
        raise UsageError(f"{path} is not a results.json: {misfit}") from None
    return document


def _one(what: str, *types: type) -> Kind:
    """A value of one of these types, and of no other: a truth value is no number."""
    allowed = frozenset(types)

    def check(value: Any, way: str) -> None:
        if type(value) not in allowed:
            raise Misfit(f"`{way}` is not {what}")

    return check


def _word(*words: str | None) -> Kind:
    def check(value: Any, way: str) -> None:
        if not (value is None or isinstance(value, str)) or value not in words:
            raise Misfit(f"`{way}` is not one of {', '.join(str(word) for word in words if word)}")

    return check


def _anything(value: Any, way: str) -> None:
    """Looked at elsewhere."""


MOST = 2**63
"""No whole number that we write is as large: Python cannot even print one of thousands of digits."""


def _whole(value: Any, way: str) -> None:
    if type(value) is not int or not -MOST < value < MOST:
        raise Misfit(f"`{way}` is not a whole number")


def _seed(value: Any, way: str) -> None:
    """A case file may name a seed of many digits."""
    if type(value) is not int or not 0 <= value < 10**400:
        raise Misfit(f"`{way}` is not a seed")


def _duration(value: Any, way: str) -> None:
    if type(value) not in (int, float) or not 0 <= value < MOST:
        raise Misfit(f"`{way}` is not a time in seconds")


def _shard(value: Any, way: str) -> None:
    """The number of a part, and how many there are."""
    if not (isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value)):
        raise Misfit(f"`{way}` is not a part of several")
    if not 1 <= value[0] <= value[1] <= MOST_PARTS:
        raise Misfit(f"`{way}` is not a part of several")


def _number(value: Any, way: str) -> None:
    if type(value) is int and not -MOST < value < MOST:
        raise Misfit(f"`{way}` is too large")
    if type(value) not in (int, float) and not (isinstance(value, str) and value in {"NaN", "Infinity", "-Infinity"}):
        raise Misfit(f"`{way}` is not a number")


def _maybe(kind: Kind) -> Kind:
    def check(value: Any, way: str) -> None:
        if value is not None:
            kind(value, way)

    return check


def _list(kind: Kind) -> Kind:
    def check(value: Any, way: str) -> None:
        if not isinstance(value, list):
            raise Misfit(f"`{way}` is not a list")
        for place, item in enumerate(value):
            kind(item, f"{way}[{place}]")

    return check


def _names(kind: Kind) -> Kind:
    """A mapping from any names to values of one kind."""

    def check(value: Any, way: str) -> None:
        if not isinstance(value, dict):
            raise Misfit(f"`{way}` is not a mapping")
        for key, item in value.items():
            kind(item, f"{way}.{key}")

    return check


def _record(kinds: Mapping[str, Kind], optional: frozenset[str] = frozenset()) -> Kind:
    """A mapping with these keys, and with any others."""

    def check(value: Any, way: str) -> None:
        if not isinstance(value, dict):
            raise Misfit(f"`{way}` is not a mapping")
        for key, kind in kinds.items():
            if key in value:
                kind(value[key], f"{way}.{key}" if way else key)
            elif key not in optional:
                raise Misfit(f"`{f'{way}.{key}' if way else key}` is missing")

    return check


def _fault(value: Any, way: str) -> None:
    """A fault has a whole place or none."""
    _FIELDS_OF_FAULT(value, way)
    if len({value[key] is None for key in ("file", "line", "column")}) > 1:
        raise Misfit(f"`{way}` has half a place")


def _array(value: Any, shape: list[int], way: str, kind: Kind = _number) -> None:
    """Lists of numbers, nested as an array of that shape is; None where it was too large to keep."""
    parts = [value]
    for length in shape if value is not None else ():
        if not all(isinstance(part, list) and len(part) == length for part in parts):
            raise Misfit(f"`{way}` is not an array of the shape {shape}")
        parts = [item for part in parts for item in part]
    for number in parts if value is not None else ():
        kind(number, way)


def _input(value: Any, way: str) -> None:
    """What was found of one input: its arrays have the shapes it tells, and a first wrong entry is not without a worst."""
    _FIELDS_OF_INPUT(value, way)
    if value["first_wrong"] is not None and value["worst"] is None:
        raise Misfit(f"`{way}.worst` is missing")
    _array(value["claimed"], value["claimed_shape"], f"{way}.claimed")
    _array(value["numerical"], value["shape"], f"{way}.numerical", _maybe(_number))
    _array(value.get("values"), value["shape"], f"{way}.values")
    if value.get("picture") is not None:
        _picture(value["picture"], prod(value["shape"]), f"{way}.picture")


def _picture(value: Any, entries: int, way: str) -> None:
    """A table of entries of the input, each with what was claimed and measured of it."""
    _FIELDS_OF_PICTURE(value, way)
    if value["columns"] < 1 or not len(value["at"]) == len(value["claimed"]) == len(value["numerical"]):
        raise Misfit(f"`{way}` is no table")
    if not all(0 <= at < entries for at in value["at"]):
        raise Misfit(f"`{way}.at` leads out of the input")


_TEXT = _one("a text", str)
_WHOLE = _whole
_CAUSE = _word(*Cause)
_FLAG = _one("true or false", bool)
_STEP: Kind = lambda value, way: None if value == "auto" else _number(value, way)  # noqa: E731
_PLACE = _record({"file": _TEXT, "line": _WHOLE, "column": _WHOLE})
_FIELDS_OF_FAULT = _record(
    {
        "file": _maybe(_TEXT), "line": _maybe(_WHOLE), "column": _maybe(_WHOLE), "message": _TEXT, "hint": _maybe(_TEXT),
        "source": _maybe(_TEXT), "length": _WHOLE, "also": _maybe(_PLACE),
    }
)  # fmt: skip
_ENTRY = _record(
    {"index": _list(_WHOLE), "claimed": _number, "numerical": _maybe(_number), "absolute": _maybe(_number), "relative": _number}
)
_CURVE = _record(
    {
        "index": _list(_WHOLE), "steps": _list(_number), "errors": _list(_number), "best_step": _maybe(_number),
        "rounding": _maybe(_number),
    }
)  # fmt: skip
_CORNER = _record({"index": _list(_WHOLE), "claimed": _number, "left": _number, "right": _number, "subgradient": _FLAG})
_FIELDS_OF_INPUT = _record(
    {
        "name": _TEXT, "shape": _list(_WHOLE), "entries": _WHOLE, "wrong": _WHOLE, "first_wrong": _maybe(_ENTRY),
        "worst": _maybe(_ENTRY), "max_relative": _maybe(_number), "message": _TEXT, "h": _number, "method": _TEXT,
        "limit": _maybe(_number), "claimed_shape": _list(_WHOLE), "claimed": _anything, "numerical": _anything,
        "table": _list(_ENTRY), "curve": _maybe(_CURVE), "measured": _maybe(_WHOLE), "picture": _anything, "values": _anything,
        "corners": _list(_CORNER), "note": _TEXT, "claim": _word(*CLAIMS), "input": _TEXT,
    },
    frozenset({"measured", "picture", "values", "corners", "note", "claim", "input"}),
)  # fmt: skip
_FIELDS_OF_PICTURE = _record(
    {"columns": _WHOLE, "at": _list(_WHOLE), "claimed": _list(_number), "numerical": _list(_maybe(_number))}
)
_SPOT = _record(
    {
        "key": _TEXT,
        "offset": _WHOLE,
        "length": _WHOLE,
        "line": _maybe(_WHOLE),
        "column": _maybe(_WHOLE),
        "width": _WHOLE,
        "source": _maybe(_TEXT),
    },
    frozenset({"column", "width", "source"}),
)
_FINDING = _record(
    {
        "cause": _CAUSE, "input": _TEXT, "message": _TEXT, "evidence": _TEXT, "suggestion": _maybe(_TEXT), "also": _maybe(_CAUSE),
        "place": _maybe(_SPOT), "edit": _maybe(_record({"old": _TEXT, "new": _TEXT})), "fix": _maybe(_TEXT),
    },
    frozenset({"place", "edit", "fix"}),
)  # fmt: skip
_WITNESS = _record(
    {
        "verdict": _word("right", "wrong", "undecided"),
        "index": _list(_WHOLE),
        "value": _maybe(_number),
        "error": _maybe(_number),
        "method": _TEXT,
    }
)
_DECLARED = _record(
    {
        "cost": _maybe(_TEXT), "output": _maybe(_TEXT), "let": _names(_TEXT), "gradient": _names(_TEXT), "sizes": _names(_WHOLE),
        "shapes": _names(_TEXT), "values": _names(_TEXT), "claims": _names(_TEXT), "inputs": _list(_TEXT),
    },
    frozenset({"claims", "inputs"}),
)  # fmt: skip
_TEST = _record(
    {
        "name": _word("adjoint", "symmetry"), "claim": _TEXT, "passes": _FLAG, "left": _number, "right": _number,
        "message": _TEXT,
    }
)  # fmt: skip
_RESULT: dict[str, Kind] = {
    "id": _TEXT, "file": _maybe(_TEXT), "line": _maybe(_WHOLE), "column": _maybe(_WHOLE), "last_line": _maybe(_WHOLE),
    "name": _TEXT, "description": _maybe(_TEXT), "source": _maybe(_TEXT), "tags": _list(_TEXT),
    "verdict": _word("PASS", "FAIL", "ERROR", "TIMEOUT"), "expected": _word("pass", "fail", "error"),
    "expected_cause": _maybe(_CAUSE), "expected_doubt": _maybe(_word(*DoubtKind)), "as_expected": _FLAG,
    "surprise": _maybe(_TEXT), "cause": _maybe(_CAUSE),
    "doubt": _maybe(_word(*DoubtKind)), "doubt_message": _maybe(_TEXT), "better_h": _maybe(_number), "witness": _maybe(_WITNESS),
    "message": _TEXT, "lost": _FLAG, "unexplained": _list(_TEXT), "derived": _list(_TEXT), "tests": _list(_TEST),
    "hint": _maybe(_TEXT), "suggestion": _maybe(_TEXT), "hints": _WHOLE,
    "findings": _list(_FINDING), "declared": _DECLARED, "max_relative": _maybe(_number), "shapes": _names(_list(_WHOLE)),
    "inputs": _list(_input), "value": _maybe(_number), "evaluations": _WHOLE, "seconds": _duration, "seed": _seed,
    "h": _STEP, "tolerance": _number, "dtype": _TEXT, "method": _TEXT,
    "absolute": _maybe(_number), "noise": _maybe(_number), "at_kinks": _maybe(_TEXT), "one_sided": _maybe(_TEXT),
    "complex": _list(_TEXT), "convention": _TEXT, "structure": _names(_TEXT),
    "point": _maybe(_TEXT), "skipped": _FLAG, "place": _maybe(_PLACE), "fault": _maybe(_fault),
    "yaml": _maybe(
        _record(
            {
                "first_line": _WHOLE, "lines": _list(_TEXT), "marked": _maybe(_WHOLE),
                "base": _list(_record({"line": _WHOLE, "lines": _list(_TEXT)})),
            },
            frozenset({"base"}),
        )
    ),
    "digest": _maybe(_TEXT), "checked": _maybe(_TEXT),
}  # fmt: skip
RESULT = _record(_RESULT)
"""What this version writes of a result."""
_SUMMARY: dict[str, Kind] = {
    **dict.fromkeys(("cases", "as_expected", "unexpected", "pass", "fail", "error", "timeout", "doubtful", "faults"), _WHOLE),
    "seconds": _duration,
}
HISTORY = _list(_record({"generated": _TEXT, **dict.fromkeys(("cases", "unexpected", "doubtful"), _WHOLE), "seconds": _duration}))
DOCUMENT = _record(
    {
        "format": _WHOLE, "version": _TEXT, "generated": _TEXT, "command": _TEXT, "environment": _names(_TEXT),
        "interrupted": _FLAG, "selection": _record(
            {"declared": _maybe(_WHOLE), "selected": _maybe(_WHOLE), "shard": _maybe(_shard), "whole": _FLAG},
            frozenset({"shard", "whole"}),
        ),
        "outstanding": _list(_TEXT), "options": _list(_TEXT), "summary": _record(_SUMMARY), "faults": _list(_fault),
        "folder": _TEXT, "history": HISTORY, "conditions": _names(_TEXT),
        "results": _list(_record(_RESULT, optional=frozenset(_RESULT) - NEEDED)),
    },
    optional=frozenset({"environment", "interrupted", "selection", "options", "outstanding", "folder", "history", "conditions"}),
)  # fmt: skip
"""What a results.json holds. An older version may lack some keys of its results, which is told where they are needed."""
