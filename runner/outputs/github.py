"""Document → what GitHub Actions reads: annotations on the lines of case files, and the summary of the job.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions. Only ten annotations of a step are
shown, so there are nine and one that counts the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from . import case_text, verdict
from .document import Document
from .plain import plain
from .unexpected import fix_of, sentence_of

SHOWN = 9
ROWS = 100
"""How many unexpected cases stand in the table of the summary; a summary may have 1 MiB."""
MARKDOWN = re.compile(r"[\\`*{}\[\]()<>#+!|~@&$]|:(?!\s|$|\d+(?:\s|$))|(?<![^\W_])_|_(?![^\W_])")
"""What can begin something in Markdown: a colon not where a sentence has it, a `_` not within a word."""
CODE = re.compile(r"`([^`\n]+)`")


def commands(document: Document, locate: Callable[[str], str] = str) -> str:
    """The workflow commands, a line each. `locate` turns the path of a case file into one from the repository's root."""
    lines = [*_faults(document, locate), *_cases(document, locate)]
    if len(lines) > SHOWN:
        rest = len(lines) - SHOWN
        lines[SHOWN:] = [f"::error title=gradcase::and {rest} more: see the log and the summary of the job"]
    return "".join(f"{line}\n" for line in lines)


def _faults(document: Document, locate: Callable[[str], str]) -> Iterator[str]:
    for fault in document["faults"]:
        message = fault["message"] + (f" ({fault['hint']})" if fault["hint"] else "")
        yield _command("error", fault, "case file", message, locate)


def _cases(document: Document, locate: Callable[[str], str]) -> Iterator[str]:
    for result in document["results"]:
        if not result["as_expected"]:
            place = result["fault"] or result["place"] or result
            title = f"{case_text.ending(result)}: {result['name']}"
            yield _command("error", place, title, "\n".join(_sentences(result)), locate)


def _sentences(result: Document) -> Iterator[str]:
    yield plain(result["message"])
    if result["verdict"] == result["expected"].upper():
        yield plain(result["surprise"] or "")
    if result["hint"]:
        yield plain(result["hint"])
    for finding in result["findings"]:
        yield plain(f"{finding['cause']}: {sentence_of(finding)}")
        if better := fix_of(finding):
            yield plain(f"fix: {better}")
    if result["doubt"]:
        yield plain(f"doubt ({result['doubt']}): {result['doubt_message']}")


def _command(kind: str, place: Document, title: str, message: str, locate: Callable[[str], str]) -> str:
    parts = {"title": plain(title)}
    if place["file"] is not None:
        parts = {"file": locate(place["file"]), "line": str(place["line"]), "col": str(place["column"]), **parts}
    properties = ",".join(f"{key}={_property(value)}" for key, value in parts.items())
    return f"::{kind} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """A message as a workflow command holds it (actions/toolkit, `escapeData`)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property as a workflow command holds it (actions/toolkit, `escapeProperty`)."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(document: Document) -> str:
    """The Markdown for the job's summary: the verdict, and a table of what was unexpected."""
    counts = document["summary"]
    unexpected = [result for result in document["results"] if not result["as_expected"]]
    bad = counts["unexpected"] + len(document["faults"])
    lines = [
        f"### gradcase: {'all as expected' if not bad else f'{bad} unexpected'}",
        "",
        markdown(verdict.summary(document)),
        "",
    ]
    if bad:
        lines += ["| where | case | verdict | why | fix |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(fault, "", "case file", fault["message"], fault["hint"]) for fault in document["faults"][:ROWS]]
        lines += [_case_row(result) for result in unexpected[:ROWS]]
        if len(unexpected) > ROWS:
            lines.append(f"\nand {len(unexpected) - ROWS} more")
    return "\n".join(lines).rstrip() + "\n"


def _case_row(result: Document) -> str:
    place = result["fault"] or result["place"] or result
    finding = next(iter(result["findings"]), None)
    why = f"{finding['cause']}: {sentence_of(finding)}" if finding else result["message"]
    verdict = f"{result['verdict']}, expected {result['expected'].upper()}"
    if result["verdict"] == result["expected"].upper():
        verdict = f"{result['verdict']}, but {result['surprise']}"
    better = fix_of(finding) if finding else None
    what_to_do = f"`{better}`" if better and len(better) < case_text.LONGEST else better or result["hint"]
    return _row(place, result["id"], verdict, why, what_to_do)


def _row(place: Document, *texts: str | None) -> str:
    where = f"{place['file']}:{place['line']}" if place["file"] is not None else ""
    return f"| {' | '.join(markdown(_short(text or '')) for text in (where, *texts))} |"


def _short(text: str) -> str:
    return text if len(text) <= case_text.LONGEST else f"{text[: case_text.LONGEST]} …"


def markdown(text: str) -> str:
    """The text so that no tag, link, mention, table or emphasis can start in it; what stands in backquotes is shown as code."""
    pieces = CODE.split(plain(text))
    return "".join(_code(piece) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def _code(text: str) -> str:
    return f"<code>{_escaped(text)}</code>"


def _escaped(text: str) -> str:
    return MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", text)
