"""Document → the text that a person reads on a terminal: what was unexpected in full, then one line that sums up.

No text of a case reaches the terminal as it came: see `plain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from ..model import UNEXAMINED, Expectation
from ..model.numerals import counted
from . import case_text, faults, students, unexpected
from .document import Document
from .paint import VERDICTS, Paint
from .plain import cut, opening, plain, wrap
from .verdict import doubtful as is_doubtful
from .verdict import summary

SHOWN_IN_FULL = 3
"""Up to this many unexpected cases are shown in full; where there are more, all are listed. `-v` shows all in full."""
SHOWN = 20
"""How many lines at most list unexpected cases; the report has them all."""
SHOWN_DOUBTFUL = 3
"""How many cases that passed but are doubtful are shown; `-v` shows all, and those that fail as documented."""
CHANGE_COLORS = {"regressed": "red", "fixed": "green"}


def render(
    document: Document,
    *,
    width: int = 100,
    color: bool = False,
    verbose: int = 0,
    report: str | None = None,
    kept: str | None = None,
    streamed: bool = False,
) -> str:
    """The text for standard output, with a line end.

    `verbose` is −1 for a line each unexpected case, 1 for a line each case and every unexpected one in full.
    `report` is the path of the HTML report, named last; `kept` that of the whole catalogue, of which this run was a part.
    `streamed` says that unexpected cases were told as they came.
    """
    paint = Paint(color)
    blocks = [faults.render(faults.from_document(item), paint) for item in document["faults"]]
    if verbose > 0 and document["results"]:
        blocks.append("\n".join(case_line(result, paint) for result in document["results"]))
    blocks += _unexpected(document, width, verbose, paint, streamed=streamed)
    blocks += _doubtful(document, width, verbose, paint)
    if "comparison" in document:
        blocks.append("\n".join(_compared(document["comparison"], width, paint)))
    if document.get("claims") and verbose >= 0:
        blocks.append("\n".join(cut(line, width) for line in students.lines(document)))
    closing = "\n".join(wrap(summary(document), width))
    text = "\n\n".join([*blocks, paint(closing, "bold", _mood(document))]) + "\n"
    text += "".join(f"{paint(line, 'dim')}\n" for line in _fixes(document, width)) if verbose >= 0 else ""
    left = paint(f" (of a part; {plain(kept)}, of the whole, is left as it was)", "dim") if kept else ""
    return f"{text}{paint('report', 'dim')} {plain(report)}{left}\n" if report else text


def _fixes(document: Document, width: int) -> Iterator[str]:
    """A line on what can be written into the case files; nothing where there is no fix, or where others made the claims."""
    unmet = [result for result in document["results"] if not result["as_expected"] and result["file"] is not None]
    count = sum(unexpected.fix(result) is not None for result in unmet if result["cause"])
    if count and not document.get("claims"):
        of = "1 fix is known" if count == 1 else f"{count:,} fixes are known"
        yield from wrap(f"{of}: --fix writes what holds into the case files, --diff shows it first", width)


def as_it_comes(result: Document, *, width: int = 100, color: bool = False) -> str:
    """An unexpected case as soon as it is known: where, which, and on the second line why."""
    paint = Paint(color)
    lines = wrap(f"{plain(_reason(result))}", max(20, width - 2))
    return f"{short_line(result, paint)}\n" + "".join(f"  {line}\n" for line in lines)


def _reason(result: Document) -> str:
    better = unexpected.fix(result)
    sentence = unexpected.why(result)
    cause = f"{result['cause']}: " if result["cause"] and result["verdict"] == "FAIL" else ""
    return f"{cause}{sentence}" + (f" → {better}" if better and f"`{better}`" not in sentence else "")


def _unexpected(document: Document, width: int, verbose: int, paint: Paint, *, streamed: bool) -> list[str]:
    results = [result for result in document["results"] if not result["as_expected"]]
    if verbose > 0 or (verbose == 0 and len(results) <= SHOWN_IN_FULL):
        options = document.get("options", ())
        return [case_text.render(result, width=width, paint=paint, options=options) for result in results]
    if not results:
        return []
    if verbose < 0:
        return ["\n".join(f"{short_line(result, paint)}: {plain(_reason(result))}" for result in results)]
    return ["\n".join(_tally(results, width, paint, streamed=streamed))]


def _tally(results: Sequence[Document], width: int, paint: Paint, *, streamed: bool) -> Iterator[str]:
    """By cause, with counts: a line each case, of every cause some; below it why and what to do, where that was not told yet."""
    groups = unexpected.groups(results)
    for group, shown in zip(groups, _shares([len(group.lines) for group in groups]), strict=True):
        files = counted(len(group.files), "file")
        yield f"{paint(plain(group.word), 'bold', 'yellow')}  {counted(len(group.lines), 'case')} in {files}"
        for line in group.lines[:shown]:
            place = case_text.where(line.result)
            yield cut(f"  {f'{place}  ' if place else ''}{plain(line.result['name'])}", width)
            if not streamed:
                yield paint(cut(f"    {plain(line.why)}", width), "dim")
                if what_to_do := line.fix or line.result["hint"]:
                    yield paint(cut(f"    → {' '.join(plain(what_to_do).split())}", width), "green")
        hidden = len(group.lines) - shown
        if hidden > 0:
            yield paint(f"  and {hidden:,} more; -v and the report show them", "dim")


def _shares(sizes: Sequence[int]) -> list[int]:
    """How many lines of each group are shown: `SHOWN` in all at most, as even as they are long; a group too many has none."""
    shares = [0] * len(sizes)
    left = SHOWN
    while left and shares != list(sizes):
        for place, size in enumerate(sizes):
            if left and shares[place] < size:
                shares[place] += 1
                left -= 1
    return shares


def _doubtful(document: Document, width: int, verbose: int, paint: Paint) -> list[str]:
    """Doubts of what passes; those of what fails as documented, or that the case documents, are silent."""
    found = [result for result in document["results"] if (result["doubt"] or is_doubtful(result)) and result["as_expected"]]
    told = [result for result in found if verbose > 0 or (result["verdict"] == "PASS" and is_doubtful(result))]
    shown = len(told) if verbose > 0 else 0 if verbose < 0 else SHOWN_DOUBTFUL
    blocks = [doubtful(result, width, paint) for result in told[:shown]]
    if shown and told[shown:]:
        blocks.append(f"and {len(told) - shown:,} more that are doubtful; -v and the report show them")
    return blocks


def _compared(comparison: Document, width: int, paint: Paint) -> Iterator[str]:
    """What changed since an earlier run: the counts, then the cases that regressed or were fixed."""
    counts = ", ".join(f"{count} {change}" for change, count in comparison["counts"].items() if count)
    yield from wrap(f"since the run of {plain(comparison['old']['generated'])}: {counts or 'nothing changed'}", width)
    told = [item for item in comparison["cases"] if item["change"] in CHANGE_COLORS]
    for item in told[:SHOWN]:
        now = f"  {item['verdict_before']} before, now {item['verdict_now']}"
        yield f"  {paint(item['change'], CHANGE_COLORS[item['change']])} {plain(item['id'])}{paint(now, 'dim')}"
    if len(told) > SHOWN:
        yield f"  and {len(told) - SHOWN:,} more"


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
    elif is_doubtful(result):
        notes.append(UNEXAMINED)
    color = ("green",) if result["as_expected"] else ("bold", VERDICTS[verdict])
    return f"{paint(f'{verdict:<7}', *color)} {plain(result['id'])}  {paint(', '.join(notes), 'dim')}"


def short_line(result: Document, paint: Paint) -> str:
    """An unexpected case in one line."""
    return f"{case_text.heading(result, paint)}: {plain(result['id'])}"


def doubtful(result: Document, width: int, paint: Paint) -> str:
    """A case that ended as expected, with a verdict that may not be believed."""
    place = case_text.where(result) or opening(result["id"])
    known = paint("but doubtful", "yellow") if is_doubtful(result) else "with a doubt as documented"
    lines = [f"{paint(f'{place}: ', 'bold')}{result['verdict']} as expected, {known}"]
    lines += case_text.laid_out(("case", result["id"], ""), width, paint)
    sentences = [f"{result['doubt']}: {result['doubt_message']}"] if result["doubt"] else result["unexplained"]
    for sentence in sentences:
        lines += case_text.laid_out(("doubt", sentence, ""), width, paint)
    return "\n".join(lines)


class Listed(Protocol):
    """What is told of a case that would run."""

    @property
    def id(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def expect(self) -> Expectation: ...


def listing(cases: Iterable[Listed], *, color: bool = False) -> str:
    """What would run, for `--list`: a line each case with its id, its tags and what it expects."""
    paint = Paint(color)
    return "".join(f"{_listed(case, paint)}\n" for case in cases)


def _listed(case: Listed, paint: Paint) -> str:
    notes = [f"@{plain(tag)}" for tag in case.tags]
    if case.expect.verdict != "pass":
        notes.append(f"expects {case.expect.verdict}" + (f" ({case.expect.cause})" if case.expect.cause else ""))
    return opening(case.id) + (f"  {paint(' '.join(notes), 'dim')}" if notes else "")
