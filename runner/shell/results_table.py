"""What a results.json holds, key by key. It may have been written by a job that ran the cases of strangers, so each value is held
against what it should be before any report is made of it."""

from __future__ import annotations

from typing import Any

from ..outputs import fields
from ..outputs.fields import brief
from ..outputs.fields.cases import DECLARED
from ..outputs.fields.inputs import INPUT
from ..outputs.fields.kinds import Kind, Misfit, duration, flag, list_of, maybe, names, record, text, whole

MOST_PARTS = 10_000
"""A catalogue is split into at most this many parts."""
NEEDED = frozenset({"id", "verdict", "as_expected", "seconds", "inputs"})
"""The keys of a result without which it cannot be compared with another run's."""


def _shard(value: Any) -> None:
    """The number of a part, and how many there are."""
    if not (isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value)):
        raise Misfit("is not a part of several")
    if not 1 <= value[0] <= value[1] <= MOST_PARTS:
        raise Misfit("is not a part of several")


RESULT: Kind = fields.RESULT.kind
"""What this version writes of a result."""
_KINDS = {each.key: each.kind for each in fields.RESULT.fields}
_SUMMARY: dict[str, Kind] = {
    **dict.fromkeys(("cases", "as_expected", "unexpected", "pass", "fail", "error", "timeout", "doubtful", "faults"), whole),
    "seconds": duration,
}
HISTORY = list_of(record({"generated": text, **dict.fromkeys(("cases", "unexpected", "doubtful"), whole), "seconds": duration}))
_PART = record({"of": whole, "numbers": text, "whole": flag, "catalogue": text, "times": maybe(text)})
_CLAIMS = record({"claimants": names(text), "exercises": names(list_of(text))})
IN_LIST = record(_KINDS, optional=frozenset(_KINDS) - NEEDED)
"""What is needed of a result that any version has written."""
ON_LINE = record({**_KINDS, "declared": DECLARED.brief, "inputs": list_of(INPUT.brief)}, optional=frozenset(_KINDS) - NEEDED)
"""The same on a line that leaves out what is usual with this version."""
OUTCOME = record({key: _KINDS[key] for key in ("id", "verdict", "as_expected", "cause", "max_relative")}, frozenset({"cause"}))
"""What is compared with another run's."""
DOCUMENT = record(
    {
        "format": whole, "version": text, "generated": text, "command": text, "environment": names(text),
        "interrupted": flag, "selection": record(
            {
                "declared": maybe(whole), "selected": maybe(whole), "shard": maybe(_shard), "whole": flag,
                "part": maybe(_PART),
            },
            frozenset({"shard", "whole", "part"}),
        ),
        "outstanding": list_of(text), "options": list_of(text), "summary": record(_SUMMARY), "faults": list_of(fields.FAULT.kind),
        "folder": text, "history": HISTORY, "conditions": names(text), "claims": maybe(_CLAIMS),
        "usual": brief.KIND,
        "results": list_of(IN_LIST),
    },
    optional=frozenset(
        {
            "environment", "interrupted", "selection", "options", "outstanding", "folder", "history", "conditions", "claims",
            "usual",
        }
    ),
)  # fmt: skip
"""What a results.json holds. An older version may lack some keys of its results, which is told where they are needed."""
