"""Document → the text that a person reads on a terminal: what was unexpected in full, then one line that sums up.

No text of a case reaches the terminal as it came: see `plain`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..model import Case
from . import case_text, faults
from .paint import VERDICTS, Paint
from .plain import opening, plain, wrap

Document: TypeAlias = Mapping[str, Any]

SHOWN_IN_FULL = 20
"""So many unexpected cases are shown in full, the others in a line each; `-v` shows all in full."""
SHOWN_DOUBTFUL = 3
"""So many cases that ended as expected but doubtful are shown; `-v` shows all."""
rerun = case_text.rerun
CHANGE_COLORS = {"regressed": "red", "fixed": "green"}
WAYS = {"pass": "pass", "fail": "fail as documented", "error": "error as documented"}


def render(
    document: Document,
    *,
    width: int = 100,
    color: bool = False,
    verbose: int = 0,
    report: str | None = None,
    kept: str | None = None,
) -> str:
    """The text for standard output, with a line end.

    `verbose` is −1 for a line each unexpected case, 1 for a line each case and every unexpected one in full.
    `report` is the path of the HTML report, named last; `kept` that of the whole catalogue, of which this run was a part.
    """
    paint = Paint(color)
    blocks = [faults.render(faults.from_document(item), paint) for item in document["faults"]]
    if verbose > 0 and document["results"]:
        blocks.append("\n".join(case_line(result, paint) for result in document["results"]))
    blocks += _unexpected(document, width, verbose, paint)
    blocks += _doubtful(document, width, verbose, paint)
    if "comparison" in document:
        blocks.append("\n".join(_compared(document["comparison"], width, paint)))
    closing = "\n".join(wrap(summary(document), width))
    text = "\n\n".join([*blocks, paint(closing, "bold", _mood(document))]) + "\n"
    left = paint(f" (of a part; {plain(kept)}, of the whole, is left as it was)", "dim") if kept else ""
    return f"{text}{paint('report', 'dim')} {plain(report)}{left}\n" if report else text


def _unexpected(document: Document, width: int, verbose: int, paint: Paint) -> list[str]:
    results = [result for result in document["results"] if not result["as_expected"]]
    in_full = len(results) if verbose > 0 else 0 if verbose < 0 else SHOWN_IN_FULL
    options = document.get("options", ())
    blocks = [case_text.render(result, width=width, paint=paint, options=options) for result in results[:in_full]]
    if results[in_full:]:
        lines = [short_line(result, paint) for result in results[in_full:]]
        if in_full:
            lines.insert(0, f"{len(lines)} more in short; -v and the report show them in full:")
        blocks.append("\n".join(lines))
    return blocks


def _doubtful(document: Document, width: int, verbose: int, paint: Paint) -> list[str]:
    results = [result for result in document["results"] if result["doubt"] and result["as_expected"]]
    shown = len(results) if verbose > 0 else 0 if verbose < 0 else SHOWN_DOUBTFUL
    blocks = [doubtful(result, width, paint) for result in results[:shown]]
    if shown and results[shown:]:
        blocks.append(f"and {len(results) - shown} more that are doubtful; -v and the report show them")
    return blocks


def _compared(comparison: Document, width: int, paint: Paint) -> Iterator[str]:
    """What changed since an earlier run: the counts, then the cases that regressed or were fixed."""
    counts = ", ".join(f"{count} {change}" for change, count in comparison["counts"].items() if count)
    yield from wrap(f"since the run of {plain(comparison['old']['generated'])}: {counts or 'nothing changed'}", width)
    told = [item for item in comparison["cases"] if item["change"] in CHANGE_COLORS]
    for item in told[:SHOWN_IN_FULL]:
        now = f"  {item['verdict_before']} before, now {item['verdict_now']}"
        yield f"  {paint(item['change'], CHANGE_COLORS[item['change']])} {plain(item['id'])}{paint(now, 'dim')}"
    if len(told) > SHOWN_IN_FULL:
        yield f"  and {len(told) - SHOWN_IN_FULL} more"


def summary(document: Document) -> str:
    """One line: how many ended as expected and in which way, what was unexpected, doubtful, not run, and the time."""
    results, counts, broken = document["results"], document["summary"], len(document["faults"])
    as_expected = [result["verdict"].lower() for result in results if result["as_expected"]]
    told = ", ".join(f"{as_expected.count(way)} {words}" for way, words in WAYS.items() if way in as_expected)
    parts = [f"{len(as_expected)} as expected" + (f": {told}" if told else "")]
    if counts["unexpected"]:
        parts.append(f"{counts['unexpected']} unexpected")
    if counts.get("lost"):
        parts.append(f"{counts['lost']} lost")
    if counts["doubtful"]:
        parts.append(f"{counts['doubtful']} doubtful")
    derived = sum(1 for result in results if result.get("derived"))
    if derived:
        parts.append(f"{derived} derived, which proves nothing")
    if broken:
        files = len({fault["file"] for fault in document["faults"] if fault["file"] is not None})
        cost = f": {files} case {'file' if files == 1 else 'files'} not run" if files else ""
        parts.append(f"{broken} {'fault' if broken == 1 else 'faults'}{cost}")
    selected = document.get("selection", {}).get("selected") or 0
    if selected > len(results):
        why = "interrupted" if document["interrupted"] else "stopped"
        if not document["interrupted"] and all(fault["file"] is not None for fault in document["faults"]):
            why = "stopped at the first unexpected case"
        parts.append(f"{why}, {len(results)} of {selected} run")
    return "; ".join([*parts, seconds(counts["seconds"])])


def seconds(value: float) -> str:
    """A time as people say it."""
    return f"{value:.1f} s" if value < 60 else f"{int(value) // 60} min {int(value) % 60} s"


def _mood(document: Document) -> str:
    if document["faults"] or document["summary"]["unexpected"]:
        return "red"
    return "yellow" if document["interrupted"] else "green"


def case_line(result: Document, paint: Paint) -> str:
    """One line a case, for `-v`."""
    verdict = result["verdict"]
    notes = [f"{result['seconds'] * 1e3:.1f} ms"]
    if not result["as_expected"]:
        notes.append("unexpected")
    elif verdict != "PASS":
        notes.append("as documented")
    if result["cause"]:
        notes.append(plain(result["cause"]))
    if result["doubt"]:
        notes.append(f"doubt: {plain(result['doubt'])}")
    color = ("green",) if result["as_expected"] else ("bold", VERDICTS[verdict])
    return f"{paint(f'{verdict:<7}', *color)} {plain(result['id'])}  {paint(', '.join(notes), 'dim')}"


def short_line(result: Document, paint: Paint) -> str:
    """An unexpected case in one line."""
    return f"{case_text.heading(result, paint)}: {plain(result['id'])}"


def doubtful(result: Document, width: int, paint: Paint) -> str:
    """A case that ended as expected, with a verdict that may not be believed."""
    place = case_text.where(result) or opening(result["id"])
    lines = [f"{paint(f'{place}: ', 'bold')}{result['verdict']} as expected, {paint('but doubtful', 'yellow')}"]
    lines += case_text.laid_out(("case", result["id"], ""), width, paint)
    lines += case_text.laid_out(("doubt", f"{result['doubt']}: {result['doubt_message']}", ""), width, paint)
    return "\n".join(lines)


def listing(cases: Sequence[Case], *, color: bool = False) -> str:
    """What would run, for `--list`: a line each case with its id, its tags and what it expects."""
    paint = Paint(color)
    return "".join(f"{_listed(case, paint)}\n" for case in cases)


def _listed(case: Case, paint: Paint) -> str:
    notes = [f"@{plain(tag)}" for tag in case.tags]
    if case.expect.verdict != "pass":
        notes.append(f"expects {case.expect.verdict}" + (f" ({case.expect.cause})" if case.expect.cause else ""))
    return opening(case.id) + (f"  {paint(' '.join(notes), 'dim')}" if notes else "")
