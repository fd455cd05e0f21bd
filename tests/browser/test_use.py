"""How the page is used: keys, themes, paper, without JavaScript, with a screen reader."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, Page, expect

from runner.outputs.case_view import anchor
from runner.outputs.html_report import render
from tests.browser.conftest import Opener
from tests.outputs import documents

EVERYTHING = documents.everything()
LEAST_SQUARES = "#" + anchor(documents.unexpected_failure()["id"])
DOUBTFUL = "#" + anchor(documents.doubtful()["id"])


@pytest.fixture
def page(report: Opener) -> Page:
    return report(EVERYTHING)


# Keys.


def test_keys_filter_by_verdict(page: Page) -> None:
    for key, query in (("f", "fail"), ("p", "pass"), ("e", "error"), ("u", "unexpected"), ("d", "doubtful"), ("a", "")):
        page.keyboard.press(key)
        assert page.input_value("#query") == query


def test_slash_goes_to_the_search_where_keys_are_letters_again(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("affine")
    assert page.input_value("#query") == "affine"
    assert page.locator("#cases tbody a").all_text_contents() == ["an affine layer whose bias divides zero by zero"]
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    assert page.input_value("#query") == "affine pass"


def test_j_and_k_walk_through_what_to_look_at_then_through_the_table_and_enter_opens(page: Page) -> None:
    focused = "document.activeElement.textContent"
    for name in (
        "least squares has AT r as its gradient",
        "a fast oscillation differenced with a long step",
        "an error in the cost",
        "a power that takes for ever",
        "the sum of W.dot(x) / has the column sums of W as its gradient",
    ):
        page.keyboard.press("j")
        assert page.evaluate(focused) == name
    for _ in range(4):
        page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("article.open h3")).to_have_text("least squares has AT r as its gradient")
    expect(page.locator("#position")).to_have_text("1 of 4")
    page.keyboard.press("j")
    expect(page.locator("article.open h3")).to_have_text("a fast oscillation differenced with a long step")


def test_j_goes_on_beyond_the_rows_that_are_shown(report: Opener) -> None:
    page = report(documents.many(250, 5))
    page.locator("#cases tbody a").nth(199).focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "the sum of a matrix product, number 200"


def test_the_focus_comes_back_to_the_row_that_was_opened(page: Page) -> None:
    for _ in range(2):
        page.click("#cases a:has-text('kink')")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == "a rectifier beside its kink"
        page.fill("#query", "file:hard")


def test_j_and_k_walk_through_the_cases_of_the_filter(page: Page) -> None:
    title = page.locator("article.open h3")
    page.fill("#query", "s:doubtful")
    page.click("#cases tbody a >> nth=0")
    page.keyboard.press("j")
    expect(title).to_have_text("a rectifier beside its kink")
    page.keyboard.press("j")
    expect(title).to_have_text("a rectifier beside its kink")
    page.keyboard.press("k")
    expect(title).to_have_text("a fast oscillation differenced with a long step")
    page.keyboard.press("Escape")
    expect(page.locator("#cases")).to_be_visible()
    assert page.input_value("#query") == "s:doubtful"


def test_question_mark_shows_the_panel_of_keys(page: Page) -> None:
    panel = page.locator("#help")
    expect(panel).to_be_hidden()
    page.keyboard.press("?")
    expect(panel).to_be_visible()
    page.keyboard.press("f")
    assert page.input_value("#query") == ""
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.click("#keys")
    expect(panel).to_be_visible()


def test_keys_with_modifiers_are_left_to_the_browser(page: Page) -> None:
    page.keyboard.press("Control+p")
    page.keyboard.press("Alt+f")
    assert page.input_value("#query") == ""


def test_everything_is_reached_by_the_tab_key(page: Page) -> None:
    reached = set()
    page.locator("body").evaluate("body => body.focus()")
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.id || document.activeElement.getAttribute('class') || document.activeElement.tagName"
            )
        )
    for name in ("skip", "theme", "keys", "query", "count unexpected"):
        assert name in reached
    assert page.evaluate("getComputedStyle(document.activeElement, ':focus-visible').outlineStyle") != "none"


# Themes.


def background(page: Page) -> Any:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_theme_is_that_of_the_system_until_one_is_chosen(report: Opener) -> None:
    light, dark = "rgb(250, 249, 247)", "rgb(19, 20, 23)"
    page = report(EVERYTHING, color_scheme="dark")
    assert background(page) == dark
    page.emulate_media(color_scheme="light")
    assert background(page) == light
    page.click("#theme")
    assert background(page) == dark
    page.reload()
    assert background(page) == dark
    page.click("#theme")
    assert background(page) == light


# Accessibility.


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", LEAST_SQUARES, DOUBTFUL])
def test_axe_finds_nothing(report: Opener, fragment: str, theme: Literal["light", "dark"]) -> None:
    page = report(EVERYTHING, fragment, color_scheme=theme)
    for details in page.locator("details:visible").all():
        details.evaluate("details => { details.open = true }")
    page.wait_for_timeout(100)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_in_the_panel_and_on_a_phone(report: Opener) -> None:
    page = report(EVERYTHING, viewport={"width": 390, "height": 844})
    page.click("#keys")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


# Paper.


def test_on_paper_what_was_unexpected_is_in_full_with_its_pictures(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = page.locator("article.case:visible h3").all_text_contents()
    assert shown == [
        "least squares has AT r as its gradient",
        "a fast oscillation differenced with a long step",
        "an error in the cost",
        "a power that takes for ever",
    ]
    assert page.locator("article.fail .heat-map svg").first.is_visible()
    for name in ("#query", "#theme", "#more", ".copy >> nth=0"):
        expect(page.locator(name)).to_be_hidden()
    assert len(page.pdf()) > 20_000


def test_on_paper_one_case_is_just_that_case(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article.case:visible h3").all_text_contents() == ["least squares has AT r as its gradient"]


# Without JavaScript.


def test_without_javascript_everything_that_matters_is_there(report: Opener) -> None:
    page = report(EVERYTHING, java_script_enabled=False)
    expect(page.locator("h1")).to_contain_text("4 of 8 cases did not end as expected: 2 failed")
    assert page.locator("button.count .value").all_inner_texts() == ["4", "2", "4", "1", "1", "2"]
    assert page.locator("#cases tbody tr:not(.file):visible").count() == 8
    for text in (
        "the claim is 1/2 of the right gradient",
        "2 * (A.T @ (A @ x - b))",
        "did you mean x?",
        "too long for this cost",
    ):
        expect(page.locator(f"article:visible :text('{text}')").first).to_be_visible()
    assert page.locator("article:visible table.entries").count() >= 4
    for name in ("#query", "#plot", "#bars", "#more", ".copy >> nth=0", "#theme"):
        expect(page.locator(name)).to_be_hidden()
    expect(page.locator("search noscript p")).to_contain_text("need JavaScript")


def test_without_javascript_links_lead_to_the_cases_in_full(report: Opener) -> None:
    page = report(EVERYTHING, java_script_enabled=False)
    page.click("#cases a:has-text('does not have W')")
    expect(page.locator("article:has-text('does not have W as its gradient')").last).to_be_in_viewport()


def test_without_javascript_two_hundred_rows_are_listed(report: Opener) -> None:
    page = report(documents.many(300, 3), java_script_enabled=False)
    assert page.locator("#cases tbody tr:not(.file)").count() == 200
    expect(page.locator("#all noscript span")).to_contain_text("The other 100 cases are listed where JavaScript runs")


def test_the_script_is_refused_where_a_byte_of_it_was_changed(browser: Browser, tmp_path: Any) -> None:
    path = tmp_path / "tampered.html"
    path.write_text(
        render(EVERYTHING).replace("/* The page at work", "window.tampered = true; /* The page at work"), encoding="utf-8"
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("window.tampered") is None
    assert page.evaluate("typeof CASES") == "undefined"
    context.close()
