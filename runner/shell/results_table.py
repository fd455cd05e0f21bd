"""What a results.json holds, key by key. It may have been written by a job that ran the cases of strangers, so each value is held
against what it should be before any report is made of it."""

from __future__ import annotations

from math import prod
from typing import Any

from ..model import CLAIMS, Cause, DoubtKind
from .kinds import Kind, Misfit, anything, duration, list_of, maybe, names, number, one, record, seed, whole, word

MOST_PARTS = 10_000
"""A catalogue is split into so many parts at most."""
NEEDED = frozenset({"id", "verdict", "as_expected", "seconds", "inputs"})
"""The keys of a result without which it cannot be compared with another run's."""


def _shard(value: Any) -> None:
    """The number of a part, and how many there are."""
    if not (isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value)):
        raise Misfit("is not a part of several")
    if not 1 <= value[0] <= value[1] <= MOST_PARTS:
        raise Misfit("is not a part of several")


def _fault(value: Any) -> None:
    """A fault has a whole place or none."""
    _FIELDS_OF_FAULT(value)
    if len({value[key] is None for key in ("file", "line", "column")}) > 1:
        raise Misfit("has half a place")


def _array(value: Any, shape: list[int], key: str, kind: Kind = number) -> None:
    """Lists of numbers, nested as an array of that shape is; None where it was too large to keep."""
    parts = [value]
    for length in shape if value is not None else ():
        if not all(isinstance(part, list) and len(part) == length for part in parts):
            raise Misfit(f"is not an array of the shape {shape}", key)
        parts = [item for part in parts for item in part]
    try:
        for item in parts if value is not None else ():
            kind(item)
    except Misfit as misfit:
        raise misfit.within(key) from None


def _input(value: Any) -> None:
    """What was found of one input: its arrays have the shapes it tells, and a first wrong entry is not without a worst."""
    _FIELDS_OF_INPUT(value)
    if value["first_wrong"] is not None and value["worst"] is None:
        raise Misfit("is missing", "worst")
    _array(value["claimed"], value["claimed_shape"], "claimed")
    _array(value["numerical"], value["shape"], "numerical", maybe(number))
    _array(value.get("values"), value["shape"], "values")
    if value.get("picture") is not None:
        _picture(value["picture"], prod(value["shape"]))


def _picture(value: Any, entries: int) -> None:
    """A table of entries of the input, each with what was claimed and measured of it."""
    try:
        _FIELDS_OF_PICTURE(value)
        if value["columns"] < 1 or not len(value["at"]) == len(value["claimed"]) == len(value["numerical"]):
            raise Misfit("is no table")
        if not all(0 <= at < entries for at in value["at"]):
            raise Misfit("leads out of the input", "at")
    except Misfit as misfit:
        raise misfit.within("picture") from None


_TEXT = one("a text", str)
_WHOLE = whole
_CAUSE = word(*Cause)
_FLAG = one("true or false", bool)
_STEP: Kind = lambda value: None if value == "auto" else number(value)  # noqa: E731
_PLACE = record({"file": _TEXT, "line": _WHOLE, "column": _WHOLE})
_FIELDS_OF_FAULT = record(
    {
        "file": maybe(_TEXT), "line": maybe(_WHOLE), "column": maybe(_WHOLE), "message": _TEXT, "hint": maybe(_TEXT),
        "source": maybe(_TEXT), "length": _WHOLE, "also": maybe(_PLACE),
    }
)  # fmt: skip
_ENTRY = record(
    {"index": list_of(_WHOLE), "claimed": number, "numerical": maybe(number), "absolute": maybe(number), "relative": number}
)
_CURVE = record(
    {
        "index": list_of(_WHOLE), "steps": list_of(number), "errors": list_of(number), "best_step": maybe(number),
        "rounding": maybe(number),
    }
)  # fmt: skip
_CORNER = record({"index": list_of(_WHOLE), "claimed": number, "left": number, "right": number, "subgradient": _FLAG})
_FIELDS_OF_INPUT = record(
    {
        "name": _TEXT, "shape": list_of(_WHOLE), "entries": _WHOLE, "wrong": _WHOLE, "first_wrong": maybe(_ENTRY),
        "worst": maybe(_ENTRY), "max_relative": maybe(number), "message": _TEXT, "h": number, "method": _TEXT,
        "limit": maybe(number), "claimed_shape": list_of(_WHOLE), "claimed": anything, "numerical": anything,
        "table": list_of(_ENTRY), "curve": maybe(_CURVE), "measured": maybe(_WHOLE), "picture": anything, "values": anything,
        "corners": list_of(_CORNER), "note": _TEXT, "claim": word(*CLAIMS), "input": _TEXT,
    },
    frozenset({"measured", "picture", "values", "corners", "note", "claim", "input"}),
)  # fmt: skip
_FIELDS_OF_PICTURE = record(
    {"columns": _WHOLE, "at": list_of(_WHOLE), "claimed": list_of(number), "numerical": list_of(maybe(number))}
)
_SPOT = record(
    {
        "key": _TEXT,
        "offset": _WHOLE,
        "length": _WHOLE,
        "line": maybe(_WHOLE),
        "column": maybe(_WHOLE),
        "width": _WHOLE,
        "source": maybe(_TEXT),
    },
    frozenset({"column", "width", "source"}),
)
_FINDING = record(
    {
        "cause": _CAUSE, "input": _TEXT, "message": _TEXT, "evidence": _TEXT, "suggestion": maybe(_TEXT), "also": maybe(_CAUSE),
        "place": maybe(_SPOT), "edit": maybe(record({"old": _TEXT, "new": _TEXT})), "fix": maybe(_TEXT),
    },
    frozenset({"place", "edit", "fix"}),
)  # fmt: skip
_WITNESS = record(
    {
        "verdict": word("right", "wrong", "undecided"),
        "index": list_of(_WHOLE),
        "value": maybe(number),
        "error": maybe(number),
        "method": _TEXT,
    }
)
_DECLARED = record(
    {
        "cost": maybe(_TEXT), "output": maybe(_TEXT), "let": names(_TEXT), "gradient": names(_TEXT), "sizes": names(_WHOLE),
        "shapes": names(_TEXT), "values": names(_TEXT), "claims": names(_TEXT), "inputs": list_of(_TEXT),
    },
    frozenset({"claims", "inputs"}),
)  # fmt: skip
_TEST = record(
    {
        "name": word("adjoint", "symmetry"), "claim": _TEXT, "passes": _FLAG, "left": number, "right": number,
        "message": _TEXT,
    }
)  # fmt: skip
_CALL = record({"file": _TEXT, "line": _WHOLE, "function": _TEXT, "source": _TEXT})
_RESULT: dict[str, Kind] = {
    "id": _TEXT, "file": maybe(_TEXT), "line": maybe(_WHOLE), "column": maybe(_WHOLE), "last_line": maybe(_WHOLE),
    "name": _TEXT, "description": maybe(_TEXT), "source": maybe(_TEXT), "tags": list_of(_TEXT),
    "verdict": word("PASS", "FAIL", "ERROR", "TIMEOUT"), "expected": word("pass", "fail", "error"),
    "expected_cause": maybe(_CAUSE), "expected_doubt": maybe(word(*DoubtKind)), "as_expected": _FLAG,
    "surprise": maybe(_TEXT), "cause": maybe(_CAUSE),
    "doubt": maybe(word(*DoubtKind)), "doubt_message": maybe(_TEXT), "better_h": maybe(number), "witness": maybe(_WITNESS),
    "message": _TEXT, "lost": _FLAG, "unexplained": list_of(_TEXT), "derived": list_of(_TEXT), "tests": list_of(_TEST),
    "hint": maybe(_TEXT), "suggestion": maybe(_TEXT), "hints": _WHOLE,
    "findings": list_of(_FINDING), "declared": _DECLARED, "max_relative": maybe(number), "shapes": names(list_of(_WHOLE)),
    "inputs": list_of(_input), "value": maybe(number), "evaluations": _WHOLE, "seconds": duration, "seed": seed,
    "h": _STEP, "tolerance": number, "dtype": _TEXT, "method": _TEXT,
    "absolute": maybe(number), "noise": maybe(number), "at_kinks": maybe(_TEXT), "one_sided": maybe(_TEXT),
    "complex": list_of(_TEXT), "convention": _TEXT, "structure": names(_TEXT),
    "point": maybe(_TEXT), "skipped": _FLAG, "place": maybe(_PLACE), "fault": maybe(_fault),
    "yaml": maybe(
        record(
            {
                "first_line": _WHOLE, "lines": list_of(_TEXT), "marked": maybe(_WHOLE),
                "base": list_of(record({"line": _WHOLE, "lines": list_of(_TEXT)})),
            },
            frozenset({"base"}),
        )
    ),
    "digest": maybe(_TEXT), "checked": maybe(_TEXT), "exercise": maybe(_TEXT), "trace": list_of(_CALL),
}  # fmt: skip
RESULT = record(_RESULT)
"""What this version writes of a result."""
_SUMMARY: dict[str, Kind] = {
    **dict.fromkeys(("cases", "as_expected", "unexpected", "pass", "fail", "error", "timeout", "doubtful", "faults"), _WHOLE),
    "seconds": duration,
}
HISTORY = list_of(record({"generated": _TEXT, **dict.fromkeys(("cases", "unexpected", "doubtful"), _WHOLE), "seconds": duration}))
_PART = record({"of": _WHOLE, "numbers": _TEXT, "whole": _FLAG, "catalogue": _TEXT, "times": maybe(_TEXT)})
_CLAIMS = record({"claimants": names(_TEXT), "exercises": names(list_of(_TEXT))})
IN_LIST = record(_RESULT, optional=frozenset(_RESULT) - NEEDED)
"""What is needed of a result that any version has written."""
OUTCOME = record({key: _RESULT[key] for key in ("id", "verdict", "as_expected", "cause", "max_relative")}, frozenset({"cause"}))
"""What is compared with another run's."""
DOCUMENT = record(
    {
        "format": _WHOLE, "version": _TEXT, "generated": _TEXT, "command": _TEXT, "environment": names(_TEXT),
        "interrupted": _FLAG, "selection": record(
            {
                "declared": maybe(_WHOLE), "selected": maybe(_WHOLE), "shard": maybe(_shard), "whole": _FLAG,
                "part": maybe(_PART),
            },
            frozenset({"shard", "whole", "part"}),
        ),
        "outstanding": list_of(_TEXT), "options": list_of(_TEXT), "summary": record(_SUMMARY), "faults": list_of(_fault),
        "folder": _TEXT, "history": HISTORY, "conditions": names(_TEXT), "claims": maybe(_CLAIMS),
        "results": list_of(IN_LIST),
    },
    optional=frozenset(
        {"environment", "interrupted", "selection", "options", "outstanding", "folder", "history", "conditions", "claims"}
    ),
)  # fmt: skip
"""What a results.json holds. An older version may lack some keys of its results, which is told where they are needed."""
