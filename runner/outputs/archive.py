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
from typing import Any, TypeAlias

from markupsafe import Markup

from . import case_view
from .plain import plain
from .unexpected import fix_of, sentence_of

Document: TypeAlias = Mapping[str, Any]

MOST = 20_000
"""Of larger catalogues, cases without a page have their name, their place and their numbers only."""
TOGETHER = 100
"""So many cases are compressed together, to be read at once when one of them is opened."""


def entry(result: Document) -> str:
    """What the page of a case tells, as JSON: texts made harmless, formulas typeset, no arrays."""
    equations = case_view.equations(result)
    return json.dumps(
        {
            "message": plain(result["message"]),
            "surprise": _plain(result["surprise"]),
            "description": _lines(result["description"]),
            "source": _plain(result["source"]),
            "hint": _plain(result["hint"]),
            "findings": [_finding(finding) for finding in result["findings"]],
            "doubt": result["doubt"] and [result["doubt"], plain(result["doubt_message"] or "")],
            "equations": [[line.label, line.left, line.right] for line in equations],
            "written": [plain(line.source) for line in equations if line.source],
            "yaml": result["yaml"] and _yaml(result["yaml"]),
            "facts": [[name, plain(text)] for name, text in case_view.facts(result)],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _finding(finding: Document) -> list[str | None]:
    return [finding["cause"], plain(finding["input"]), plain(sentence_of(finding)), _plain(fix_of(finding))]


def _yaml(yaml: Document) -> Document:
    return {**yaml, "lines": [plain(line) for line in yaml["lines"]], "base": _base(yaml.get("base"))}


def _base(base: Sequence[Document] | None) -> list[Document]:
    return [{"line": part["line"], "lines": [plain(line) for line in part["lines"]]} for part in base or ()]


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text)


def _lines(text: str | None) -> str | None:
    return None if text is None else "\n".join(map(plain, text.strip().splitlines()))


def archive(results: Sequence[Document], detailed: Sequence[bool], entry_of: Callable[[int, Document], str]) -> Iterator[Markup]:
    """A JSON list of base64 texts, one for each `TOGETHER` of the cases that are not `detailed`, in their order."""
    yield Markup("[")
    if len(results) <= MOST:
        numbers = [number for number, has_page in enumerate(detailed) if not has_page]
        for first in range(0, len(numbers), TOGETHER):
            entries = [entry_of(number, results[number]) for number in numbers[first : first + TOGETHER]]
            data = f"[{','.join(entries)}]".encode("utf-8", "backslashreplace")
            text = base64.b64encode(gzip.compress(data, mtime=0)).decode()
            yield Markup(f'{"," if first else ""}"{text}"')
    yield Markup("]")
