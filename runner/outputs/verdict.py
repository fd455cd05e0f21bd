"""How a run ended, in words: the bad news first. What the page opens with and the terminal closes with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..model.numerals import counted
from .document import Document

WAYS = {"pass": "pass", "fail": "fail as documented", "error": "error as documented"}
ENDINGS = {
    "FAIL": ("failed", "failed"),
    "ERROR": ("ended in an error", "ended in errors"),
    "TIMEOUT": ("ran out of time or memory", "ran out of time or memory"),
    "PASS": ("passed though it should not", "passed though they should not"),
}
"""What is said of one case, and of several, that ended so without being expected to."""

OTHERWISE = "ended in another way than declared"


def doubtful(result: Document) -> bool:
    """Whether the verdict carries a doubt that the case does not document, or is a PASS that was not looked at to the end."""
    return result["doubt"] != result.get("expected_doubt") if result["doubt"] is not None else unexamined(result)


def unexamined(result: Document) -> bool:
    """Whether the claim passes, and it could not be looked at whether that may be believed."""
    return result["verdict"] == "PASS" and result["doubt"] is None and bool(result.get("unexplained"))


def headline(document: Document) -> str:
    """`3 of 8 cases failed`, `All 8 cases ended as expected`."""
    counts, faults = document["summary"], document["faults"]
    cases = counts["cases"]
    if counts["unexpected"]:
        ended = unexpected(document)
        return f"{ended}; {in_files(faults)}" if faults else ended
    if faults:
        return in_files(faults)
    if not cases:
        return "No case was run"
    return f"All {cases:,} cases ended as expected" if cases > 1 else "The one case ended as expected"


def unexpected(document: Document) -> str:
    """`3 of 8 cases failed`."""
    kinds = list(_kinds(document["results"]))
    of = f"{document['summary']['unexpected']:,} of {counted(document['summary']['cases'], 'case')}"
    return f"{of} {kinds[0][1]}" if len(kinds) == 1 else f"{of} did not end as expected: {_listed(kinds)}"


def in_files(faults: Sequence[Document]) -> str:
    """`2 faults in 2 case files, not run`."""
    files = len({fault["file"] for fault in faults if fault["file"] is not None})
    return counted(len(faults), "fault") + (f" in {counted(files, 'case file')}, not run" if files else "")


def _kinds(results: Sequence[Document]) -> Iterator[tuple[int, str]]:
    """How many of the unexpected ended in which way, most frequent first."""
    bad = (result for result in results if not result["as_expected"])
    tally = Counter(result["verdict"] if result["verdict"] != result["expected"].upper() else "" for result in bad)
    for verdict, count in tally.most_common():
        one, many = ENDINGS.get(verdict, (OTHERWISE, OTHERWISE))
        yield count, one if count == 1 else many


def _listed(kinds: Sequence[tuple[int, str]]) -> str:
    return ", ".join(f"{count:,} {words}" for count, words in kinds)


def summary(document: Document) -> str:
    """One line: what was unexpected, how many ended as expected and in which way, what was doubtful or not run, and the time."""
    return "; ".join(_parts(document))


def _parts(document: Document) -> Iterator[str]:
    results, counts = document["results"], document["summary"]
    if counts["unexpected"]:
        yield unexpected(document)
    if document["faults"]:
        yield in_files(document["faults"])
    yield good(document)
    if counts.get("lost"):
        yield f"{counts['lost']:,} lost"
    if counts["doubtful"]:
        yield f"{counts['doubtful']:,} doubtful"
    skipped = sum(1 for result in results if result.get("skipped"))
    if skipped:
        yield counted(skipped, "special point") + " skipped"
    derived = sum(1 for result in results if result.get("derived"))
    if derived:
        yield f"{derived:,} derived, which proves nothing"
    selected = document.get("selection", {}).get("selected") or 0
    if selected > len(results):
        why = "interrupted" if document["interrupted"] else "stopped"
        if not document["interrupted"] and all(fault["file"] is not None for fault in document["faults"]):
            why = "stopped at the first unexpected case"
        yield f"{why}, {len(results):,} of {selected:,} run"
    yield seconds(counts["seconds"])


def good(document: Document) -> str:
    """`4 as expected: 2 pass, 2 fail as documented`."""
    ended = (result for result in document["results"] if result["as_expected"] and not result.get("skipped"))
    ways = Counter(result["verdict"].lower() for result in ended)
    told = ", ".join(f"{ways[way]:,} {words}" for way, words in WAYS.items() if ways[way])
    return f"{ways.total():,} as expected" + (f": {told}" if told else "")


def seconds(value: float) -> str:
    """A time as people say it."""
    return f"{value:.1f} s" if value < 60 else f"{int(value) // 60} min {int(value) % 60} s"
