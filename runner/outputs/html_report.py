"""The HTML report: one file that is opened by double click, made from the document of results.json alone.

Verdict, counts, what was unexpected, the first cases and as many pages of cases as `MOST_DETAIL` allows stand in
the page as HTML, and read without a script. A JSON island holds all cases in compact form, for the script that searches,
sorts and draws. Every text of a case is hostile here: Jinja2 escapes it, control and direction characters are made
visible, and the Content-Security-Policy lets nothing run or load but the style and the scripts that stand in the page.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from runner.outputs import meanings, words
from runner.outputs.case_view import anchor, tag_query, view
from runner.outputs.comparison_of_runs import worst_difference
from runner.outputs.island import island
from runner.outputs.terminal import summary

Document: TypeAlias = Mapping[str, Any]

MOST_DETAIL = 3_500_000
"""Characters of HTML spent on pages of single cases. What was unexpected comes first, then what failed or is in doubt."""
MOST_DETAIL_WITH_PASSING = 1_500_000
"""Up to here, pages of passing cases are added; all of them in a small catalogue."""
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


def parts(document: Document) -> Iterator[str]:
    """The same, piece by piece."""
    style, early, script = _asset("report.css"), _asset("early.js"), "".join(map(_asset, SCRIPTS))
    in_full, others = _details(document)
    detailed = [False] * len(document["results"])
    for number in (*in_full, *others):
        detailed[number] = True
    page = _template("report.html").stream(
        document=document,
        comparison=document.get("comparison"),
        summary=summary(document),
        title=_title(document),
        rows=document["results"][:FIRST_ROWS],
        detailed=detailed,
        complete=all(detailed[number] for number, result in enumerate(document["results"]) if _asks_for_work(result)),
        in_full=in_full.values(),
        others=others.values(),
        island=island(document, detailed),
        style=Markup(style),
        early=Markup(early),
        script=Markup(script),
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(early)}' '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    )
    page.enable_buffering(PIECES)
    return iter(page)


def _details(document: Document) -> tuple[dict[int, Markup], dict[int, Markup]]:
    """The pages of single cases, by their number: those that open the report in full, and the others."""
    results = document["results"]
    article: Callable[..., Markup] = _template("case.html").module.article
    explanations = document.get("explanations", {})
    options: Sequence[str] = document.get("options", ())
    in_full: dict[int, Markup] = {}
    others: dict[int, Markup] = {}
    spent = 0
    for number in _by_interest(results):
        if spent > (MOST_DETAIL if _asks_for_work(results[number]) else MOST_DETAIL_WITH_PASSING):
            break
        text = article(results[number], view(number, results[number], options), explanations)
        spent += len(text)
        (in_full if not results[number]["as_expected"] and len(in_full) < IN_FULL else others)[number] = text
    return in_full, dict(sorted(others.items()))


def _by_interest(results: Sequence[Document]) -> Iterator[int]:
    """The numbers of the cases: unexpected ones, then those that failed or are in doubt, then those that pass."""
    ranks: tuple[list[int], list[int], list[int]] = ([], [], [])
    for number, result in enumerate(results):
        ranks[0 if not result["as_expected"] else 1 if _asks_for_work(result) else 2].append(number)
    for rank in ranks:
        yield from rank


def _asks_for_work(result: Document) -> bool:
    return not result["as_expected"] or result["verdict"] != "PASS" or result["doubt"] is not None


def _title(document: Document) -> str:
    counts = document["summary"]
    if counts["unexpected"] or document["faults"]:
        return f"{counts['unexpected'] + len(document['faults'])} unexpected – gradient checks"
    return f"{counts['cases']} as expected – gradient checks"


def groupby_file(results: Sequence[Document]) -> list[list[Document]]:
    """The results in runs of one file, in their order."""
    return [list(group) for _, group in groupby(results, key=lambda result: result["file"])]


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates, kept beside the sources as Python keeps its compiled modules: where that is allowed and possible."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("runner.outputs"),
        bytecode_cache=_CompiledTemplates(str(Path(__file__).parent / "templates" / "__pycache__")),
        autoescape=True,
        finalize=words.visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        prose=words.prose,
        explained=words.explained,
        significant=words.significant,
        rounded=words.rounded,
        setting=words.setting,
        factor=words.factor,
        duration=words.duration,
        moment=words.moment,
        anchor=anchor,
        tag_query=tag_query,
        worst=worst_difference,
        groupby_file=groupby_file,
    )
    environment.globals.update(CAUSES=meanings.CAUSES, DOUBTS=meanings.DOUBTS, WITNESS=meanings.WITNESS, CHANGES=meanings.CHANGES)
    return environment


def _template(name: str) -> Any:
    return _environment().get_template(name)


@cache
def _asset(name: str) -> str:
    return (resources.files("runner.outputs") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression by which a policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
