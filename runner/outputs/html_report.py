"""The HTML report: one file that is opened by double click, made from the document of results.json alone.

Verdict, counts, what was unexpected, the first cases and as many pages of cases as there is room for stand in
the page as HTML, and read without a script. A JSON island holds all cases in compact form, for the script that searches,
sorts and draws. Every text of a case is hostile here: Jinja2 escapes it, control and direction characters are made
visible, and the Content-Security-Policy lets nothing run or load but the style and the scripts that stand in the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

from markupsafe import Markup

from .island import island
from .page_templates import template
from .pages import Pages, asks_for_work
from .terminal import summary

Document: TypeAlias = Mapping[str, Any]

IN_FULL = 20
"""So many unexpected cases stand in full on the first screen; the others are one click away."""
FIRST_ROWS = 200
"""Rows of the table that stand in the page as HTML; the script shows as many at a time."""

PIECES = 1000
"""So many of the smallest pieces, each a few words, are joined to one."""

SCRIPTS = (
    "dom.js", "rows.js", "query.js", "state.js", "totals.js", "table.js", "strip_plot.js", "heat_map.js", "curve.js", "case.js",
    "main.js",
)  # fmt: skip
"""The parts of the page's script, in the order in which they need each other."""


def render(document: Document) -> str:
    """The whole page for a document of results.json, as text. Touches no disk; no text of a case makes it fail.

    A comparison with an earlier run (`comparison_of_runs.compare`) is shown where the document holds one as
    `comparison`, and longer texts on causes and doubts where it holds them as `explanations`.
    """
    return "".join(parts(document))


def parts(document: Document, pages: Pages | None = None) -> Iterator[str]:
    """The same, piece by piece; `pages` are those of single cases, where some have been made already."""
    style, early, script = _asset("report.css"), _asset("early.js"), "".join(map(_asset, SCRIPTS))
    results = document["results"]
    pages = pages or Pages(document.get("options", ()), document.get("explanations"))
    in_full: list[Markup] = []
    others: dict[int, Markup] = {}
    detailed = [False] * len(results)
    for number, text in pages.chosen(results):
        detailed[number] = True
        if not results[number]["as_expected"] and len(in_full) < IN_FULL:
            in_full.append(text)
        else:
            others[number] = text
    page = template("report.html").stream(
        document=document,
        comparison=document.get("comparison"),
        summary=summary(document),
        title=_title(document),
        rows=results[:FIRST_ROWS],
        detailed=detailed,
        complete=all(has for has, result in zip(detailed, results, strict=True) if asks_for_work(result)),
        in_full=in_full,
        others=[text for _, text in sorted(others.items())],
        island=island(document, detailed),
        style=Markup(style),
        early=Markup(early),
        script=Markup(script),
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(early)}' '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    )
    page.enable_buffering(PIECES)
    return iter(page)


def _title(document: Document) -> str:
    counts = document["summary"]
    if counts["unexpected"] or document["faults"]:
        return f"{counts['unexpected'] + len(document['faults'])} unexpected – gradient checks"
    return f"{counts['cases']} as expected – gradient checks"


@cache
def _asset(name: str) -> str:
    return (resources.files(str(__package__)) / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression by which a policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
