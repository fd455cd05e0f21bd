"""The cases without a page in the HTML, compressed: the script of the page makes theirs when one is opened.

A page of HTML takes ten kilobytes, so ten thousand of them are too much for a browser to read. What such a page tells takes a
hundred bytes once many cases are compressed together (gzip, which browsers undo by `DecompressionStream`). `archive.js`
reads what is written here, and nothing else.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import case_view
from .document import Document
from .equations import equations
from .fields.lines import FIRST
from .plain import plain, sentence_case
from .unexpected import fix_of, is_in_let, sentence_of

MOST = FIRST
"""Of larger catalogues, cases without a page have their name, their place and their numbers only."""
LONGEST = 20_000_000
"""The most characters of the archive: the cases after that have no more than those of larger catalogues."""
TOGETHER = 100
"""How many cases are compressed together, to be read at once when one of them is opened."""


def entry(result: Document) -> str:
    """What the page of a case tells, as JSON: texts made harmless, formulas typeset, no arrays."""
    lines = equations(result)
    return json.dumps(
        {
            "message": plain(sentence_case(result["message"])),
            "surprise": _plain(result["surprise"]),
            "description": _lines(result["description"]),
            "source": _plain(result["source"]),
            "hint": _plain(result["hint"]),
            "findings": [_finding(finding) for finding in result["findings"]],
            "doubt": result["doubt"] and [result["doubt"], plain(sentence_case(result["doubt_message"] or ""))],
            "equations": [[line.label, line.left, line.right] for line in lines],
            "written": [plain(line.source) for line in lines if line.source],
            "yaml": result["yaml"] and _yaml(result["yaml"], case_view.wrong_parts(result)),
            "facts": [[name, plain(text)] for name, text in case_view.facts(result)],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _finding(finding: Document) -> list[str | int | None]:
    """Cause, input, sentence, fix; the line of the mistake, and "let" where it stands there."""
    place = finding.get("place") or {}
    where = [place.get("line"), "let" if is_in_let(finding) else ""]
    says = plain(sentence_case(sentence_of(finding)))
    return [finding["cause"], plain(finding["input"]), says, _plain(fix_of(finding)), *where]


def _yaml(yaml: Document, wrong: Mapping[int, case_view.Parts]) -> Document:
    """The lines of the file; one that holds a mistake is in pieces, of which every second is wrong."""

    def told(lines: Sequence[str], first: int) -> list[Any]:
        numbered = enumerate(lines, first)
        return [
            [plain(part) for part in case_view.parted(line, wrong[number])] if number in wrong else plain(line)
            for number, line in numbered
        ]

    base = [{"line": part["line"], "lines": told(part["lines"], part["line"])} for part in yaml.get("base") or ()]
    marked = None if wrong else yaml["marked"]
    return {**yaml, "lines": told(yaml["lines"], yaml["first_line"]), "marked": marked, "base": base}


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text)


def _lines(text: str | None) -> str | None:
    return None if text is None else "\n".join(map(plain, text.strip().splitlines()))


def archive(results: Sequence[Document], detailed: Sequence[bool], entry_of: Callable[[int, Document], str]) -> Iterator[Markup]:
    """A JSON list of base64 texts, one for each `TOGETHER` of the cases that are not `detailed`, in their order."""
    yield Markup("[")
    length = 0
    if len(results) <= MOST:
        numbers = [number for number, has_page in enumerate(detailed) if not has_page]
        for first in range(0, len(numbers), TOGETHER):
            entries = [entry_of(number, results[number]) for number in numbers[first : first + TOGETHER]]
            data = f"[{','.join(entries)}]".encode("utf-8", "backslashreplace")
            text = base64.b64encode(gzip.compress(data, mtime=0)).decode()
            length += len(text)
            if length > LONGEST:
                break
            yield Markup(f'{"," if first else ""}"{text}"')
    yield Markup("]")
