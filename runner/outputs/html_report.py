"""The HTML report: one file that is opened by double click, made from the document of results.json alone.

Verdict, counts, what was unexpected, the first cases and as many pages of cases as there is room for stand in
the page as HTML, and read without a script. A JSON island holds all cases in compact form, for the script that searches,
sorts and draws. Every text of a case is hostile here: Jinja2 escapes it, control and direction characters are made
visible, and the Content-Security-Policy lets nothing run or load but the style and the scripts that stand in the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from . import meanings, students, tallies, unexpected, verdict
from .archive import archive
from .assets import asset, policy
from .document import Document
from .history import drawn
from .island import island
from .page_templates import template
from .pages import Pages, asks_for_work

IN_FULL = 3
"""How many unexpected cases stand in full below the list; the others are one click away."""
MOST_LINES = 500
"""How many lines of the list of unexpected cases stand behind what is shown of each cause."""
MOST_TALLIES = 200
MOST_EXERCISES = 60
EXAMPLES = ("unexpected", "fail", "doubtful")
"""What the search field offers; a cause, a tag and a file of the report come after these."""
WATCHED = "watched.svg"
"""Its name, beside the page."""
FIRST_ROWS = 200
"""Rows of the table that stand in the page as HTML; the script shows as many at a time."""

PIECES = 1000
"""How many of the smallest pieces, each a few words, are joined to one."""

SCRIPTS = (
    "dom.js", "rows.js", "query.js", "state.js", "totals.js", "table.js", "strip_plot.js", "heat_map.js", "curve.js",
    "archive.js", "markdown.js", "case.js", "list.js", "main.js",
)  # fmt: skip
"""The parts of the page's script, in the order in which they need each other."""


def render(document: Document) -> str:
    """The whole page for a document of results.json, as text. Touches no disk; no text of a case makes it fail.

    A comparison with an earlier run (`comparison_of_runs.compare`) is shown where the document holds one as
    `comparison`, and longer texts on causes and doubts where it holds them as `explanations`.
    """
    return "".join(parts(document))


def parts(document: Document, pages: Pages | None = None, watched: int | None = None) -> Iterator[str]:
    """The same, piece by piece; `pages` are those of single cases, where some have been made already.

    `watched` is the number of the run, where the cases are watched: the page then reloads itself once another takes its place.
    """
    scripts = SCRIPTS if watched is None else (*SCRIPTS, "watched.js")
    style, early, script = asset("report.css"), asset("early.js"), "".join(map(asset, scripts))
    results = document["results"]
    pages = pages or Pages(document.get("options", ()))
    in_full: list[Markup] = []
    others: dict[int, Markup] = {}
    detailed = [False] * len(results)
    for number, text in pages.chosen(results):
        detailed[number] = True
        if not results[number]["as_expected"] and len(in_full) < IN_FULL:
            in_full.append(text)
        else:
            others[number] = text
    files, tags = tallies.by_file(results), tallies.by_tag(results)
    page = template("report.html").stream(
        document=document,
        comparison=document.get("comparison"),
        headline=verdict.headline(document),
        good=verdict.good(document),
        title=_title(document),
        groups=unexpected.groups(results),
        most_lines=MOST_LINES,
        most_tallies=MOST_TALLIES,
        most_exercises=MOST_EXERCISES,
        examples=_examples(results, tags),
        drawing=drawn(document.get("history", ())),
        students=students.rows(document),
        who=students.claimants(document),
        exercises=students.short(list((document.get("claims") or {}).get("exercises", ()))),
        by_file=files,
        by_tag=tags,
        causes=tallies.causes_in(files),
        words=_words(results),
        explanations=document.get("explanations", {}),
        rows=results[:FIRST_ROWS],
        detailed=detailed,
        complete=all(has for has, result in zip(detailed, results, strict=True) if asks_for_work(result)),
        in_full=in_full,
        others=[text for _, text in sorted(others.items())],
        island=island(document, detailed),
        archive=archive(results, detailed, pages.entry),
        style=Markup(style),
        early=Markup(early),
        script=Markup(script),
        policy=policy([style], [early, script], beside=watched is not None),
        watched=watched,
    )
    page.enable_buffering(PIECES)
    return iter(page)


def width_for(watched: int) -> str:
    """A picture as wide as the number of the run."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{watched}" height="1"/>\n'


def _words(results: Sequence[Document]) -> list[str]:
    """The causes and doubts that occur, to be explained once."""
    found = {result[key] for result in results for key in ("cause", "doubt")} | {
        finding["cause"] for result in results if result["cause"] for finding in result["findings"]
    }
    return [word for word in (*meanings.CAUSES, *meanings.DOUBTS) if word in found]


def _examples(results: Sequence[Document], tags: Sequence[tallies.Tally]) -> list[str]:
    """Words for the search field that find something in this report."""
    cause = next((f"cause:{result['cause']}" for result in results if result["cause"]), None)
    tag = next((f"tag:{row.name}" for row in tags if row.name.isidentifier()), None)
    has = {
        "unexpected": any(not result["as_expected"] for result in results),
        "fail": any(result["verdict"] == "FAIL" for result in results),
        "doubtful": any(result["doubt"] is not None for result in results),
    }
    return [*(word for word in EXAMPLES if has[word]), *filter(None, (cause, tag))]


def _title(document: Document) -> str:
    counts = document["summary"]
    if counts["unexpected"] or document["faults"]:
        return f"{counts['unexpected'] + len(document['faults'])} unexpected – gradient checks"
    return f"{counts['cases']} as expected – gradient checks"
