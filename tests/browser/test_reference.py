"""The reference in a browser: searching, copying, themes, a phone, paper, without its script, for a screen reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.outputs.documents import Document
from tests.outputs.test_reference import SQUARES, of, page_of


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return of(SQUARES, tmp_path_factory.mktemp("reference"), "sums/of_powers.yaml")


@pytest.fixture
def page(report: Opener, document: Document) -> Page:
    return report(document, made_by=page_of)


def names(page: Page) -> list[str]:
    return page.locator(".entry:visible h4").all_inner_texts()


def test_it_is_searched_by_names_formulas_and_mistakes(page: Page) -> None:
    assert names(page) == ["the sum of squares", "an affine layer", "another cost"]
    for words, found in (("affine", ["an affine layer"]), ("x**3", ["another cost"]), ("exponent scale", ["the sum of squares"])):
        page.keyboard.press("/")
        page.fill("#query", words)
        expect(page.locator(".entry:visible h4")).to_have_text(found)
        expect(page.locator("#shown")).to_have_text("1 of 3 formulas")
    page.keyboard.press("Escape")
    assert len(names(page)) == 3


def test_a_formula_and_its_gradient_stand_side_by_side(page: Page) -> None:
    left, right = (page.locator(".entry >> nth=0").locator(".sides .side").nth(side).bounding_box() for side in (0, 1))
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]


def test_the_text_is_copied(page: Page) -> None:
    page.click(".entry >> nth=0 >> .copy >> nth=0")
    expect(page.locator(".entry >> nth=0").locator(".copy").first).to_have_text("Copied")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(report: Opener, document: Document, theme: Literal["light", "dark"], width: int) -> None:
    page = report(document, made_by=page_of, color_scheme=theme, viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_theme_can_be_chosen(page: Page) -> None:
    def background() -> Any:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    before = background()
    page.click("#theme")
    assert background() != before
    page.click("#theme")


def test_what_is_found_is_what_is_printed(page: Page) -> None:
    page.fill("#query", "affine")
    expect(page.locator("#shown")).to_have_text("1 of 3 formulas")
    page.emulate_media(media="print")
    assert names(page) == ["an affine layer"]
    for name in ("search", ".topics", ".copy >> nth=1", "#theme"):
        expect(page.locator(name)).to_be_hidden()


def test_it_reads_without_its_script(report: Opener, document: Document, tmp_path: Path) -> None:
    page = report(document, made_by=page_of, java_script_enabled=False)
    assert len(names(page)) == 3
    expect(page.locator("math").first).to_be_visible()
    expect(page.locator("search")).to_be_hidden()
