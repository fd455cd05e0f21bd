"""Texts from strangers in every field of a report, in a real browser: nothing runs, nothing is asked for, nothing breaks."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opener
from tests.outputs import documents
from tests.outputs.documents import Document
from tests.outputs.pages import HOSTILE, with_names_poisoned


def hostile() -> Document:
    """For each hostile text, one result of every kind that is made of nothing else; each has a name of its own."""
    results: list[Document] = []
    for number, text in enumerate(HOSTILE):
        poisoned = with_names_poisoned(documents.everything(), text)
        for result in poisoned["results"]:
            results.append(result | {"id": f"{text}::{number}.{len(results)}{text}", "name": f"{number}.{len(results)}{text}"})
    faults = [fault for text in HOSTILE for fault in with_names_poisoned(documents.everything(), text)["faults"]]
    more = {"environment": {text: text for text in HOSTILE}, "command": "".join(HOSTILE), "generated": HOSTILE[0]}
    return documents.document(results, faults) | more


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_runs_and_the_page_keeps_its_width(report: Opener, width: int) -> None:
    page = report(hostile(), viewport={"width": width, "height": 800})
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("script").count() == 4
    assert page.locator("img, iframe, object, embed, base").count() == 0
    assert page.evaluate("[...document.querySelectorAll('*')].every(e => [...e.attributes].every(a => !a.name.startsWith('on')))")
    assert page.locator("#cases tbody tr:not(.file)").count() == min(200, 8 * len(HOSTILE))


def test_every_case_opens_and_every_picture_draws(report: Opener) -> None:
    page = report(hostile())
    wrong = page.evaluate(
        """() => {
            const wrong = [];
            const words = text => text?.trim().replaceAll(/\\s+/g, " ");
            for (let i = 0; i < CASES; i++) {
                change({ case: idOf(i) });
                const title = document.querySelector("article.open h3")?.textContent;
                if (words(title) !== words(island.name[i])) wrong.push([i, title]);
                if (document.documentElement.scrollWidth > innerWidth) wrong.push([i, "too wide"]);
            }
            return wrong;
        }"""
    )
    assert wrong == []


def test_hostile_words_can_be_searched_for(report: Opener) -> None:
    page = report(hostile())
    for text in ("<script>alert(1)</script>", "](javascript:", "</style>", "\\u202e", "שלום"):
        page.fill("#query", f'"{text}"')
        assert page.locator("#cases tbody tr:not(.file)").count() > 0
    page.fill("#query", "@<script>")
    assert page.locator("#cases tbody tr:not(.file)").count() > 0
