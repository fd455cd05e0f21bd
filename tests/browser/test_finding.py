"""Finding a case: filters, search, sorting, the address, back and forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.outputs import documents
from tests.outputs.test_students import CLASS

EVERYTHING = documents.everything()


@pytest.fixture
def page(report: Opener) -> Page:
    return report(EVERYTHING)


def names(page: Page) -> list[str]:
    """The names in the table, from the top."""
    return page.locator("#cases tbody a").all_text_contents()


def search(page: Page, query: str) -> list[str]:
    page.fill("#query", query)
    return names(page)


def test_all_cases_are_listed_by_file(page: Page) -> None:
    assert len(names(page)) == 8
    assert page.locator("#cases tr.file").count() == 7


FOUND = {
    "": 8,
    "oscillation": 1,
    "OSCILLATION": 1,
    "w.dot": 2,
    '"does not have"': 1,
    "does have": 1,
    "s:fail": 4,
    "s:pass": 2,
    "s:f": 4,
    "s:fail s:error": 5,
    "s:unexpected": 4,
    "s:expected": 4,
    "s:doubtful": 2,
    "s:timeout": 1,
    "s:nonsense": 0,
    "fail": 4,
    "unexpected": 4,
    "status:fail": 4,
    "!fail": 4,
    '"fail"': 0,
    "tag:matmul": 3,
    "tag:seed tag:matmul": 2,
    "@matmul": 3,
    "@mat": 3,
    "@seed @matmul": 2,
    "cause:scale": 1,
    "cause:any": 4,
    "doubt:kink": 1,
    "doubt:any": 2,
    "file:hard": 2,
    "file:hard s:fail": 1,
    "!s:fail": 4,
    "!@matmul": 5,
    "!oscillation": 7,
    '!"does not have"': 7,
    "s:": 8,
    "!": 8,
    '"': 8,
    "@": 8,
}
"""Queries with the number of cases they find."""


def test_the_query_language(page: Page) -> None:
    assert {query: len(search(page, query)) for query in FOUND} == FOUND


def test_the_totals_are_those_of_what_is_shown(page: Page) -> None:
    search(page, "@matmul")
    expect(page.locator("#shown")).to_have_text("3 of 8 cases: 1 pass, 2 fail; 3.6 ms")
    assert page.locator("button.count .value").all_inner_texts() == ["0", "1", "2", "0", "0", "0"]
    assert page.locator(".count.error").is_disabled()
    search(page, "nothing like it")
    expect(page.locator("#shown")).to_have_text("None of 8 cases matches")


def test_what_is_shown_is_announced(page: Page) -> None:
    assert page.locator("#shown").get_attribute("role") == "status"


def test_a_counter_is_a_filter_that_can_be_switched_off(page: Page) -> None:
    page.click(".count.fail")
    assert page.input_value("#query") == "fail"
    assert page.locator(".count.fail").get_attribute("aria-pressed") == "true"
    assert len(names(page)) == 4
    page.click(".count.error")
    assert page.input_value("#query") == "error"
    page.click(".count.error")
    assert page.input_value("#query") == ""
    assert len(names(page)) == 8


def test_a_counter_keeps_the_rest_of_the_query(page: Page) -> None:
    search(page, "@hard")
    page.click(".count.pass")
    assert page.input_value("#query") == "@hard pass"
    assert names(page) == ["a rectifier beside its kink"]


def test_a_bar_filters_by_its_tag_or_cause(page: Page) -> None:
    page.click("#by-tag button:has-text('seed')")
    assert page.input_value("#query") == "@seed"
    assert len(names(page)) == 2
    page.click("#by-cause button:has-text('product')")
    assert names(page) == ["the sum of W.dot(x) / does not have W as its gradient"]


def test_a_tag_of_a_case_leads_to_the_cases_that_have_it(report: Opener) -> None:
    tagged = documents.failing_as_documented() | {"tags": ["two words", "b&c=#"]}
    page = report(documents.document([tagged, documents.unexpected_failure(), documents.error()]))
    for tag in ("@two words", "@b&c=#"):
        page.click("#cases a:has-text('does not have W')")
        page.click(f"article.open .tag:has-text('{tag}')")
        expect(page.locator("#cases")).to_be_visible()
        assert names(page) == ["the sum of W.dot(x) / does not have W as its gradient"]


def test_the_unexpected_ones_in_full_follow_the_filter(page: Page) -> None:
    shown = page.locator("#in-full article:visible")
    assert shown.count() == 3
    search(page, "oscillation")
    assert shown.count() == 1
    search(page, "s:pass")
    assert shown.count() == 0
    expect(page.locator("#in-full h2")).to_be_hidden()


def test_the_query_is_kept_in_the_address(page: Page, report: Opener) -> None:
    search(page, 's:fail "two words" @ü')
    address = page.evaluate("location.hash")
    again = report(EVERYTHING, address)
    assert again.input_value("#query") == 's:fail "two words" @ü'


def test_back_and_forward_go_through_what_was_looked_at(page: Page) -> None:
    page.click(".count.fail")
    page.click("#cases a:has-text('oscillation')")
    expect(page.locator("article.open h3")).to_have_text("a fast oscillation differenced with a long step")
    page.go_back()
    expect(page.locator("#cases")).to_be_visible()
    assert page.input_value("#query") == "fail"
    page.go_back()
    assert page.input_value("#query") == ""
    assert len(names(page)) == 8
    page.go_forward()
    page.go_forward()
    expect(page.locator("article.open h3")).to_have_text("a fast oscillation differenced with a long step")


def test_typing_makes_one_entry_in_the_history(page: Page) -> None:
    before = page.evaluate("history.length")
    page.locator("#query").press_sequentially("oscillation", delay=5)
    assert page.evaluate("history.length") == before + 1


def test_a_damaged_address_shows_the_list(report: Opener) -> None:
    page = report(EVERYTHING, "#q=%E0%A4%A")
    expect(page.locator("#cases")).to_be_visible()
    for fragment in ("#case=%", "#nothing", "#=&&=&q"):
        page.evaluate("fragment => { location.hash = fragment }", fragment)
        expect(page.locator("#cases")).to_be_visible()
        assert len(names(page)) == 8


def test_columns_sort_and_say_so(page: Page) -> None:
    head = page.locator("#cases thead th[data-sort=worst]")
    assert head.get_attribute("aria-sort") is None
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert names(page)[0] == "an affine layer whose bias divides zero by zero"
    assert page.locator("#cases tr.file").count() == 0
    assert page.locator("#cases tbody .of").first.inner_text() == "cases/layers/affine.yaml"
    assert page.evaluate("location.hash") == "#sort=-worst"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") is None
    assert page.locator("#cases tr.file").count() == 7


def test_names_sort_by_the_alphabet(page: Page) -> None:
    page.click("#cases thead th[data-sort=name] button")
    found = names(page)
    assert found == sorted(found, key=str.lower)


def test_rows_come_two_hundred_at_a_time(report: Opener) -> None:
    page = report(documents.many(650, 10))
    rows = page.locator("#cases tbody tr:not(.file)")
    assert rows.count() == 200
    page.click("#more")
    expect(rows).to_have_count(400)
    page.fill("#query", "number")
    expect(rows).to_have_count(200)
    expect(page.locator("#more")).to_have_text("Show 200 more of 450")
    page.click("#more")
    page.click("#more")
    page.click("#more")
    expect(rows).to_have_count(650)
    expect(page.locator("#more")).to_be_hidden()


def test_the_changes_since_an_earlier_run_are_filters(report: Opener) -> None:
    from runner.outputs.comparison_of_runs import compare

    document = documents.everything()
    old = documents.document([documents.unexpected_failure() | {"as_expected": True}, documents.doubtful()])
    page = report(document | {"comparison": compare(old, document)})
    page.click(".changes button:has-text('regressed')")
    assert names(page) == ["least squares has AT r as its gradient"]
    page.click(".changes button:has-text('still failing')")
    assert names(page) == ["a fast oscillation differenced with a long step"]
    page.go_back()
    page.go_back()
    page.click(".changed a >> nth=0")
    expect(page.locator("article.open h3")).to_have_text("least squares has AT r as its gradient")


def test_a_dot_of_the_plot_opens_its_case(page: Page) -> None:
    page.locator("#strip").scroll_into_view_if_needed()
    page.wait_for_function("strip.x && !strip.dirty")
    place = page.evaluate("strip.cases.indexOf(2)")
    x, y = page.evaluate("place => [strip.x[place], strip.y[place] + 4]", place)
    page.hover("#strip", position={"x": x, "y": y})
    expect(page.locator("#tip")).to_have_text("least squares has AT r as its gradient: 0.5")
    page.click("#strip", position={"x": x, "y": y})
    expect(page.locator("article.open h3")).to_have_text("least squares has AT r as its gradient")


def test_a_query_that_finds_nothing_has_near_ones_to_click(page: Page) -> None:
    search(page, "s:fail osculation")
    page.click("#shown .near")
    assert page.input_value("#query") == "s:fail oscillation"
    assert len(names(page)) == 1
    search(page, "cause:scal3")
    page.click("#shown .near >> nth=0")
    assert page.input_value("#query") == "cause:scale"


def test_the_examples_and_the_causes_are_filters(page: Page) -> None:
    page.click(".examples button:has-text('doubtful')")
    assert page.input_value("#query") == "doubtful"
    page.click(".examples button:has-text('doubtful')")
    page.click(".causes button:has-text('scale')")
    assert page.input_value("#query") == "cause:scale s:unexpected"
    assert names(page) == ["least squares has AT r as its gradient"]
    assert page.locator("#unexpected .lines li:visible").count() == 1


def test_files_fold_and_say_how_many_cases_they_hold(page: Page) -> None:
    head = page.locator("#cases tr.file").first
    expect(head).to_contain_text("case")
    rows = page.locator("#cases tbody tr:not(.file):visible")
    before = rows.count()
    head.locator("button").click()
    assert rows.count() < before
    page.click("#fold")
    assert rows.count() == 0
    page.click("#fold")
    assert rows.count() == before


def test_the_counts_by_file_are_had_as_csv(page: Page) -> None:
    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_text()
    assert text.startswith("File,cases,unexpected,fail,")
    assert "cases/optimisation/least_squares.yaml,1,1,1," in text


def test_what_one_student_handed_in_is_found_by_the_name_and_by_the_grid(report: Opener) -> None:
    page = report(CLASS)
    rows = search(page, "student:ann")
    assert len(rows) == 2
    assert all(row.startswith("ann: ") for row in rows)
    page.fill("#query", "")
    page.locator("th a", has_text="ann").first.click()
    expect(page.locator("#query")).to_have_value("student:ann")
    assert names(page) == rows
