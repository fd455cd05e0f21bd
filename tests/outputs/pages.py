"""A report read back: its elements, its texts, and the documents to try it with hostile texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from tests.outputs.documents import Document

EMPTY = {"meta", "link", "input", "br", "use", "path", "mspace", "hr", "img"}

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "np.sum(x**2) # </pre><script>alert(1)</script>",
    "\x1b[2J\x1b[31mPASS\x1b[0m\x1b]0;owned\x07",
    "square\nPASS all-other-cases",
    "::error file=app.py,line=1::forged",
    "safe\u202egnp.exe",
    "[click](javascript:alert(1)) @everyone | a | b ![](http://127.0.0.1:9/p.png)",
    ']]><failure/> & "x"',
    "%s%s%n {0.__class__} ${HOME} `id` $(id) {{ 7 * 7 }} {% raw %}",
    "--help",
    "",
    "   ",
    "Größe 測試 🧮 שלום",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)',
    "</script><script>alert(1)</script><!-- <script>",
    "</style><style>*{display:none}</style>",
    "javascript:alert(1)",
    "a" * 3000,
    "lone \ud800 surrogate",
    "\0",
)
"""Texts that have broken out of reports: into markup, attributes, scripts, templates, terminals, layouts."""


class Page(HTMLParser):
    """The elements of a page in order, with the text that stands directly or deeper in each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {[name for name, _, _ in self._open]}"

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        element: tuple[str, dict[str, str], list[str]] = (tag, {name: value or "" for name, value in attrs}, [])
        self.elements.append(element)
        if tag not in EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, _, text in self._open:
            text.append(data)

    def find(self, wanted: Callable[[str, Mapping[str, str]], bool]) -> list[str]:
        """The texts of the elements that are wanted, with single spaces."""
        return [" ".join("".join(text).split()) for tag, attributes, text in self.elements if wanted(tag, attributes)]

    def by_class(self, name: str) -> list[str]:
        return self.find(lambda _, attributes: name in attributes.get("class", "").split())

    def by_tag(self, name: str) -> list[str]:
        return self.find(lambda tag, _: tag == name)

    def raw(self, name: str) -> list[str]:
        """The texts of all elements of a name, as they stand."""
        return ["".join(text) for tag, _, text in self.elements if tag == name]

    @property
    def island(self) -> dict[str, Any]:
        (text,) = ["".join(text) for _, attributes, text in self.elements if attributes.get("id") == "island"]
        data: dict[str, Any] = json.loads(text)
        return data

    @property
    def outline(self) -> list[str]:
        """The names of all elements, in order: what a text of a case must not change."""
        return [tag for tag, _, _ in self.elements]


def poisoned(value: Any, text: str, kept: Sequence[str] = ()) -> Any:
    """A document with every text in it replaced, but for those whose values the format fixes."""
    fixed = ("verdict", "expected", "method", "dtype", "kind", "format", *kept)
    if isinstance(value, dict):
        return {key: item if key in fixed else poisoned(item, text, kept) for key, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, text, kept) for item in value]
    return text if isinstance(value, str) and value not in ("NaN", "Infinity", "-Infinity") else value


def with_names_poisoned(document: Document, text: str) -> Document:
    """The document with every text hostile, and the names of arrays (keys of mappings) as well."""
    poison: Document = poisoned(document, text)
    for result in poison["results"]:
        for part in ("let", "gradient", "sizes", "shapes", "values"):
            result["declared"][part] = {text if key else key: item for key, item in result["declared"][part].items()}
        result["shapes"] = {key: [2, 2] for key in [text][: len(result["shapes"])]}
    return poison
