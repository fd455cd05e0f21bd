"""One case: its link, its neighbours, its pictures, what can be copied from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from runner.outputs import pages
from runner.outputs.case_view import anchor
from tests.browser.conftest import Opener
from tests.outputs import documents

EVERYTHING = documents.everything()
LEAST_SQUARES = "#" + anchor(documents.unexpected_failure()["id"])
PRODUCT = "#" + anchor(documents.failing_as_documented()["id"])


def test_a_link_opens_its_case_alone(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES)
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.locator("article:visible h3")).to_have_text("least squares has AT r as its gradient")
    expect(page.locator("#cases")).to_be_hidden()
    assert page.title() == "least squares has AT r as its gradient – 6 unexpected – gradient checks"


def test_what_is_lost_or_derived_is_marked_in_the_table_on_its_page_and_can_be_sought(report: Opener) -> None:
    lost = documents.unexpected_failure() | {"lost": True, "id": "cases::gone", "name": "gone"}
    derived = documents.result("made by us") | {"derived": ["x"]}
    page = report(documents.document([lost, derived, documents.result("written")]))
    expect(page.locator("#cases .mark-word")).to_have_text(["lost", "derived"])
    page.locator("#query").fill("derived")
    expect(page.locator("#cases tbody th a:visible")).to_have_text(["made by us"])
    page.locator("#cases tbody th a:visible").click()
    expect(page.locator("article:visible .mark-word")).to_have_text("derived")


def test_the_place_of_a_mistake_leads_to_its_line_which_is_unfolded(report: Opener) -> None:
    failure = documents.unexpected_failure()
    line = failure["yaml"]["first_line"]
    part = {
        "key": "gradient",
        "offset": 0,
        "length": 3,
        "line": line,
        "column": 1,
        "width": 4,
        "source": failure["yaml"]["lines"][0],
    }
    failure["findings"][0] |= {"place": part, "edit": None, "fix": failure["findings"][0]["suggestion"]}
    page = report(documents.document([failure]), LEAST_SQUARES)
    page.locator("article.open .yaml summary").click()
    expect(page.locator("article.open .yaml .line").first).to_be_hidden()
    page.locator("article.open .to-line").click()
    marked = page.locator(f"article.open .line[data-line='{line}']")
    expect(marked).to_be_focused()
    expect(marked.locator("mark")).to_have_text(failure["yaml"]["lines"][0][:4])
    assert page.url.endswith(LEAST_SQUARES)


def test_every_name_is_a_link_that_opens_again(report: Opener) -> None:
    page = report(EVERYTHING)
    for place in range(8):
        link = page.locator("#cases tbody a").nth(place)
        name = link.text_content()
        address = link.get_attribute("href")
        page.evaluate("address => { location.hash = address }", address)
        expect(page.locator("article:visible h3")).to_have_text(name or "")
        page.go_back()


def test_hostile_names_have_links_that_work(report: Opener) -> None:
    name = "a&case=b%20#c?d+e=f'\"<i> % ü 🧮 \\ ~!*()"
    page = report(documents.document([documents.passing() | {"name": name, "id": f"a & b::{name}"}, documents.error()]))
    page.click("#cases tbody a >> nth=0")
    expect(page.locator("article.open h3")).to_have_text(name)
    assert page.locator("article.open").get_attribute("id") is not None
    page.reload()
    expect(page.locator("article.open h3")).to_have_text(name)


def test_the_focus_goes_to_the_case_and_its_neighbours_are_those_of_the_filter(report: Opener) -> None:
    page = report(EVERYTHING)
    page.fill("#query", "s:fail")
    page.click("#cases tbody a >> nth=1")
    assert page.evaluate("document.activeElement.textContent") == "least squares has AT r as its gradient"
    expect(page.locator("#position")).to_have_text("2 of 4")
    page.click("#next")
    expect(page.locator("article.open h3")).to_have_text("a fast oscillation differenced with a long step")
    page.click("#next")
    assert page.locator("#next").get_attribute("aria-disabled") == "true"
    page.click("#to-list")
    assert page.input_value("#query") == "s:fail"
    expect(page.locator("#cases")).to_be_visible()


def test_heat_maps_tell_their_entries_by_pointer_and_by_keys(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES)
    maps = page.locator("article.open .heat-map svg")
    assert maps.count() == 3
    readout = page.locator("article.open .readout")
    maps.nth(1).hover(position={"x": 15 + 2.5 * 52, "y": 25})
    expect(readout).to_have_text("x[2]: claimed 3.54804, numerical 7.09608, difference 3.5")
    page.keyboard.press("Tab")
    maps.first.focus()
    page.keyboard.press("ArrowLeft")
    expect(readout).to_have_text("x[1]: claimed −6.38016, numerical −12.7603, difference 6.4")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(readout).to_have_text("x[0]: claimed 1.42963, numerical 2.85925, difference 1.4")


def test_heat_maps_have_a_text_alternative(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES)
    labels = [picture.get_attribute("aria-label") for picture in page.locator("article.open .heat-map svg").all()]
    assert labels[0] == "Heat map of the claimed gradient, shape 4: values from −6.38 to 3.55. Arrow keys read the entries."
    page.click("article.open .steps summary")
    assert page.locator("article.open .curve svg").get_attribute("aria-label") is not None


def test_a_claim_of_another_shape_has_maps_of_its_own(report: Opener) -> None:
    page = report(EVERYTHING, PRODUCT)
    captions = page.locator("article.open .heat-map figcaption").all_text_contents()
    assert captions == ["claimed, 5×10", "numerical, 10×3"]
    page.locator("article.open .heat-map svg >> nth=0").hover(position={"x": 18, "y": 18})
    expect(page.locator("article.open .readout")).to_have_text("x[0, 0]: claimed 0.12573")


def test_what_is_not_finite_is_crossed_out(report: Opener) -> None:
    page = report(EVERYTHING, "#" + anchor(documents.two_inputs()["id"]))
    section = page.locator("article.open .input", has_text="Gradient for b")
    assert section.locator(".heat-map .not-finite").all_text_contents() == ["NaN", "∞"]
    label = section.locator(".heat-map svg").first.get_attribute("aria-label")
    assert "1 not finite" in (label or "")


def test_arrays_of_more_axes_stand_as_tiles_and_large_ones_are_reduced(report: Opener) -> None:
    import numpy as np

    rng = np.random.default_rng(0)
    tiles, wide = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 500))
    bad = wide.copy()
    bad[1, 321] += 7
    checks = [documents.checked("t", tiles, -tiles), documents.checked("w", bad, wide)]
    page = report(documents.document([documents.unexpected_failure() | {"inputs": checks}]), LEAST_SQUARES)
    maps = page.locator("article.open .heat-maps")
    assert maps.nth(0).locator("svg >> nth=0").locator("rect:not(.cursor)").count() == 24
    maps.nth(0).locator("svg >> nth=0").focus()
    assert "t[1, 2, 3]" not in (maps.nth(0).locator(".readout").text_content() or "")
    assert maps.nth(1).locator("svg >> nth=0").locator("rect:not(.cursor)").count() == 96
    assert "Reduced from 2×500" in (maps.nth(1).locator(".readout").text_content() or "")
    labels = maps.nth(1).locator("svg >> nth=0").locator("text.index").all_text_contents()
    assert labels[0] == "0"
    assert labels[-1] == "0"  # the rows, of which there is room for one number
    assert all(0 < int(label) < 500 for label in labels[1:-1])  # the first column of each band, not its place
    assert max(map(int, labels)) > 300
    maps.nth(1).locator("svg >> nth=0").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(maps.nth(1).locator(".readout")).to_contain_text("w[1, 321]: claimed")


def test_the_curve_shows_the_declared_and_the_best_step(report: Opener) -> None:
    page = report(EVERYTHING, "#" + anchor(documents.doubtful()["id"]))
    words = page.locator("article.open .curve text").all_text_contents()
    assert {"h = 0.01", "best h = 2e−5", "slope 2", "rounding"} <= set(words)
    assert page.locator("article.open .curve .dot").count() == 12


def test_the_fix_the_command_and_the_script_can_be_copied(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES, permissions=["clipboard-read", "clipboard-write"])
    article = page.locator("article.open")
    copied = "navigator.clipboard.readText()"
    article.locator(".fix .copy").click()
    expect(article.locator(".fix .copy")).to_have_text("Copied")
    assert page.evaluate(copied) == "2 * (A.T @ (A @ x - b))"
    article.locator("summary", has_text="Run it again").click()
    article.locator(".copy", has_text="Copy the command").click()
    expect(article.locator(".again .copy").first).to_have_text("Copied")
    command = "python -m runner 'cases/optimisation/least_squares.yaml::least squares has AT r as its gradient'"
    assert page.evaluate(copied) == command
    article.locator("summary", has_text="Reproduce it").click()
    article.locator(".copy", has_text="Copy the script").click()
    expect(article.locator(".again .copy").last).to_have_text("Copied")
    script = page.evaluate(copied)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("x: FAIL, 4 of 4 entries wrong")


def test_without_a_clipboard_the_text_is_selected(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')) }")
    page.click("article.open .fix .copy")
    expect(page.locator("article.open .fix .copy")).to_have_text("Copied")
    assert page.evaluate("getSelection().toString()") == "2 * (A.T @ (A @ x - b))"


def test_in_a_large_report_a_passing_case_shows_what_is_known_of_it(report: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL_WITH_PASSING", 60_000)
    document: dict[str, Any] = documents.many(60, 3)
    document["options"] = ["--module", "mylayers"]
    last = document["results"][-1]
    page = report(document, "#" + anchor(last["id"]))
    article = page.locator("article.open")
    expect(article.locator("h3")).to_have_text(last["name"])
    expect(article).to_contain_text("gradient of x: 1.00059 * W.T @ np.ones((5, 3))")
    from runner.outputs.case_text import rerun

    expect(article.locator(".equations math")).not_to_have_count(0)
    assert "1.00059" in (article.locator(".equations").text_content() or "")
    assert article.locator(".equations mi").first.evaluate("node => node.namespaceURI").endswith("MathML")
    assert article.locator(".yaml .line").count() == len(last["yaml"]["lines"])
    assert article.locator(".copyable code").text_content() == rerun(last, document["options"])
    page.click("#to-list")
    expect(article).to_be_hidden()


def test_a_failing_case_made_by_the_script_underlines_its_mistake_too(report: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL", -1)
    monkeypatch.setattr(pages, "MOST_LEAN", 0)
    failure = documents.unexpected_failure()
    line = failure["yaml"]["first_line"]
    place = {"key": "let.r", "offset": 0, "length": 3, "line": line, "column": 1, "width": 4, "source": "name: least"}
    failure["findings"][0] |= {"place": place, "edit": None, "fix": "A @ x - b"}
    page = report(documents.document([failure]), LEAST_SQUARES)
    expect(page.locator("article.open .at")).to_have_text(f"line {line} in let")
    page.locator("article.open .to-line").click()
    marked = page.locator(f"article.open .line[data-line='{line}']")
    expect(marked).to_be_focused()
    expect(marked.locator("mark")).to_have_text(failure["yaml"]["lines"][0][:4])
    assert marked.text_content() == failure["yaml"]["lines"][0] + "\n"
    assert page.locator("article.open .line.marked").count() == 1


def test_a_long_case_on_a_narrow_screen_scrolls_inside_not_sideways(report: Opener) -> None:
    for fragment in ("", LEAST_SQUARES, PRODUCT):
        page: Page = report(EVERYTHING, fragment, viewport={"width": 360, "height": 740})
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_entry_is_found_by_its_index_and_all_are_had_as_csv(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES)
    page.fill("article.open .map-tools input", "1")
    expect(page.locator("article.open .readout")).to_contain_text("x[1]: claimed −6.38016")
    with page.expect_download() as download:
        page.click("article.open .as-csv")
    rows = Path(download.value.path()).read_text().splitlines()
    assert rows[0] == "index,claimed,numerical,difference"
    assert rows[2].startswith("[1],-6.38016,-12.7603,6.4")
    assert len(rows) == 5


def test_what_was_not_measured_is_outlined_and_said(report: Opener) -> None:
    failure = documents.unexpected_failure()
    failure["inputs"][0]["numerical"] = [None, *failure["inputs"][0]["numerical"][1:]]
    page = report(documents.document([failure]), LEAST_SQUARES)
    assert page.locator("article.open .heat-map .open").count() == 2
    expect(page.locator("article.open .readout")).to_have_text("3 entries were measured; the outlined cells were not.")
    page.fill("article.open .map-tools input", "0")
    expect(page.locator("article.open .readout")).to_have_text("x[0]: claimed 1.42963, not measured")


def test_a_case_is_copied_as_markdown(report: Opener) -> None:
    page = report(EVERYTHING, LEAST_SQUARES, permissions=["clipboard-read", "clipboard-write"])
    page.click("article.open .markdown")
    expect(page.locator("article.open .markdown")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("### least squares has AT r as its gradient: fail\n\n`cases/optimisation/least_squares.yaml:13:11`")
    assert "**scale**: The claim is 1/2 of the right gradient" in text
    assert "fix:   2 * (A.T @ (A @ x - b))" in text
    assert "```yaml\nname: least squares" in text
    assert "```sh\npython -m runner" in text


def test_a_place_opens_in_the_editor_that_is_chosen(report: Opener) -> None:
    page = report(EVERYTHING | {"folder": "/home/me/my project"}, LEAST_SQUARES)
    link = page.locator("article.open .where .place a")
    address = "file/home/me/my%20project/cases/optimisation/least_squares.yaml:13:11"
    assert link.get_attribute("href") == f"vscode://{address}"
    page.keyboard.press("?")
    page.select_option("#editor", "zed://file")
    assert link.get_attribute("href") == f"zed://{address}"
    page.select_option("#editor", "")
    expect(link).to_have_count(0)


def test_about_a_cause_is_told_whole_where_it_is_asked_for(report: Opener) -> None:
    page = report(EVERYTHING | {"explanations": {"scale": "A forgotten 2.\n\nWhy: it happens."}}, LEAST_SQUARES)
    page.click("article.open .about summary")
    expect(page.locator("article.open .about")).to_contain_text("Why: it happens.")


def test_a_link_to_a_case_that_is_gone_says_so_with_near_names(report: Opener) -> None:
    page = report(EVERYTHING, "#case=optimisation/least_squares::least%20squares%20has%20AT%20b%20as%20its%20gradient")
    expect(page.locator("#gone h2")).to_be_visible()
    page.click("#gone li a >> nth=0")
    expect(page.locator("#gone")).to_be_hidden()
    expect(page.locator("article.open h3")).to_have_text("least squares has AT r as its gradient")
