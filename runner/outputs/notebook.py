"""A result or a run as a notebook shows it: a small table of HTML, without a script and without a style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, TypeAlias

from ..model import Result, Run
from . import case_text, faults, terminal
from .json_report import document
from .plain import plain
from .result_document import result_document

Document: TypeAlias = Mapping[str, Any]

ROWS = 50
COLORS = {"PASS": "#1a7f37", "FAIL": "#cf222e", "ERROR": "#8250df", "TIMEOUT": "#8250df"}


def result_html(result: Result) -> str:
    """One result: the verdict, the cost and the claims, the wrong entries, the cause, the doubt."""
    data = result_document(result)
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{_cell(text)}</td></tr>" for label, text in _fields(data))
    return f"<table><tr><th>{_verdict(data)}</th><td>{_cell(data['name'])}</td></tr>{rows}</table>"


def run_html(run: Run) -> str:
    """A run: the line that sums it up, and a table of its results, the unexpected ones first."""
    data = document(run, generated="", command="", version="")
    ranked = sorted(data["results"], key=lambda result: bool(result["as_expected"]))
    head = "<tr><th>verdict</th><th>expected</th><th>case</th><th>cause</th><th>doubt</th></tr>"
    rows = "".join(_row(result) for result in ranked[:ROWS])
    more = f"<p>and {len(ranked) - ROWS} more</p>" if len(ranked) > ROWS else ""
    broken = "".join(f"<pre>{escape(faults.render(fault))}</pre>" for fault in run.faults)
    return f"<p>{_cell(terminal.summary(data))}</p>{broken}<table>{head}{rows}</table>{more}"


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
    return f"<tr><td>{_verdict(data)}</td>{''.join(f'<td>{_cell(cell)}</td>' for cell in cells)}</tr>"


def _verdict(data: Document) -> str:
    mark = "" if data["as_expected"] else ", unexpected"
    return f'<span style="color: {COLORS[data["verdict"]]}; font-weight: bold">{data["verdict"]}</span>{mark}'


def _cell(text: str) -> str:
    return escape(plain(text))
