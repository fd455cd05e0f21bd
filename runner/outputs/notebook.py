"""A result or a run as a notebook shows it: a small table of HTML, without a script and without a style sheet.

Verdicts are white on a ground of their own, and all other text has the colour of the notebook, be it light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from ..model import Result, Run
from . import case_text, faults, verdict
from .document import Document
from .json_report import document
from .notebook_pictures import pictures
from .plain import plain
from .result_document import result_document

_CODE = re.compile("`([^`]+)`")


ROWS = 50
BADGE = "color: #fff; font-weight: bold; padding: 0 0.4em; border-radius: 0.3em"
LEFT = ' style="text-align: left"'
GROUNDS = {"PASS": "#1a7f37", "FAIL": "#cf222e", "ERROR": "#8250df", "TIMEOUT": "#8250df"}


def result_html(result: Result) -> str:
    """One result: the verdict, the cost and the claims, the wrong entries, the cause, the doubt; pictures of what is wrong."""
    data = result_document(result)
    rows = "".join(f"<tr><th{LEFT}>{escape(label)}</th><td{LEFT}>{_cell(text)}</td></tr>" for label, text in _fields(data))
    head = f"<tr><th{LEFT}>{_verdict(data)}</th><td{LEFT}>{_cell(data['name'])}</td></tr>"
    return f"<table>{head}{rows}{''.join(_pictures(data))}</table>"


def _pictures(data: Document) -> Iterator[str]:
    """A row for each input that is wrong or in doubt, with its arrays."""
    for check in data["inputs"]:
        drawn = pictures(check, data["tolerance"]) if check["wrong"] or data["doubt"] else ""
        if drawn:
            yield f"<tr><th{LEFT}>{_cell(check['name'])}</th><td{LEFT}>{drawn}</td></tr>"


def run_html(run: Run) -> str:
    """A run: the line that sums it up, and a table of its results, the unexpected ones first."""
    data = document(run, generated="", command="", version="")
    ranked = sorted(data["results"], key=lambda result: bool(result["as_expected"]))
    head = f"<tr>{''.join(f'<th{LEFT}>{title}</th>' for title in ('verdict', 'expected', 'case', 'cause', 'doubt'))}</tr>"
    rows = "".join(_row(result) for result in ranked[:ROWS])
    more = f"<p>and {len(ranked) - ROWS} more</p>" if len(ranked) > ROWS else ""
    broken = "".join(f"<pre>{escape(faults.render(fault))}</pre>" for fault in run.faults)
    return f"<p>{_cell(verdict.summary(data))}</p>{broken}<table>{head}{rows}</table>{more}"


def _fields(data: Document) -> Iterator[tuple[str, str]]:
    for label, text, _ in case_text.declared(data):
        yield label, text
    yield "found", data["message"]
    for check in data["inputs"]:
        if check["first_wrong"] is not None:
            yield "first", case_text.entry(check["name"], check["first_wrong"])
            yield "worst", case_text.entry(check["name"], check["worst"])
    for label, text, _ in case_text.reasons(data):
        yield label, text
    if data["hint"]:
        yield "hint", data["hint"]


def _row(data: Document) -> str:
    cells: Iterable[str] = (data["expected"].upper(), data["id"], data["cause"] or "", data["doubt"] or "")
    return f"<tr><td{LEFT}>{_verdict(data)}</td>{''.join(f'<td{LEFT}>{_cell(cell)}</td>' for cell in cells)}</tr>"


def _verdict(data: Document) -> str:
    mark = "" if data["as_expected"] else ", unexpected"
    return f'<span style="{BADGE}; background: {GROUNDS[data["verdict"]]}">{data["verdict"]}</span>{mark}'


def _cell(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(plain(text)))
