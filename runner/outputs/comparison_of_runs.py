"""Two documents of results.json → what has changed between them, for `--compare`.

A case is *troubled* where it did not end as expected. Held against the earlier run it is `new` (not there before),
`fixed` (troubled before), `regressed` (troubled now, not before) or `still failing` (troubled in
both). What was well in both is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isnan
from typing import Any

from .document import Document

CHANGES = ("regressed", "new", "fixed", "gone", "still failing")
"""In the order in which they are told: what asks for work comes first."""


def compare(old: Document, new: Document) -> dict[str, Any]:
    """What changed from `old` to `new`: both dates, a count for each of `CHANGES`, and the changed cases in that order.

    Each case has `id`, `change`, and for both runs its verdict, its cause and its worst relative difference (None where it has
    none).
    The result is plain data: put it into the new document as `comparison`, and the report shows it.
    """
    changes = sorted(_changes(old, new), key=lambda item: CHANGES.index(item["change"]))
    return {
        "old": {"generated": old["generated"], "version": old["version"], "cases": len(old["results"])},
        "new": {"generated": new["generated"], "version": new["version"], "cases": len(new["results"])},
        "counts": {name: sum(item["change"] == name for item in changes) for name in CHANGES},
        "cases": changes,
    }


def worst_difference(result: Document) -> float | str | None:
    """The largest relative difference over all inputs, as JSON holds it; None where nothing was compared.

    Older documents tell it of each input only.
    """
    if "max_relative" in result:
        largest: float | str | None = result["max_relative"]
        return largest
    found = [check["max_relative"] for check in result["inputs"] if check["max_relative"] is not None]
    return max(found, key=_size, default=None)


def _size(value: float | str) -> float:
    number = float(value)
    return inf if isnan(number) else number


def _changes(old: Document, new: Document) -> Iterator[dict[str, Any]]:
    before = {result["id"]: result for result in old["results"]}
    for result in new["results"]:
        earlier = before.pop(result["id"], None)
        change = _change(earlier, result)
        if change is not None:
            yield _described(result["id"], change, earlier, result)
    for name, earlier in before.items():
        yield _described(name, "gone", earlier, None)


def _change(earlier: Document | None, now: Document) -> str | None:
    if earlier is None:
        return "new"
    well_before, well_now = earlier["as_expected"], now["as_expected"]
    if well_now:
        return None if well_before else "fixed"
    return "regressed" if well_before else "still failing"


def _described(name: str, change: str, earlier: Document | None, now: Document | None) -> dict[str, Any]:
    return {
        "id": name,
        "change": change,
        "verdict_before": earlier and earlier["verdict"],
        "verdict_now": now and now["verdict"],
        "cause_before": earlier and earlier.get("cause"),
        "cause_now": now and now.get("cause"),
        "worst_before": earlier and worst_difference(earlier),
        "worst_now": now and worst_difference(now),
    }
