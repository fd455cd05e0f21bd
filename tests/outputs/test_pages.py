"""Pages that are made ahead are the pages, and are made once."""

from __future__ import annotations

import pytest

from runner.outputs import archive, html_report, pages
from runner.outputs.pages import Pages
from tests.outputs import documents

EVERYTHING = documents.everything()
RESULTS = EVERYTHING["results"]


def ahead(results: list[documents.Document]) -> Pages:
    made = Pages(EVERYTHING.get("options", ()))
    for number, result in enumerate(results):
        made.prepare(number, result)
    return made


def number_of_pages(made: Pages) -> int:
    return len(made._made)


def test_the_report_is_the_same_whether_pages_were_made_ahead_or_not() -> None:
    straight = html_report.render(EVERYTHING)
    assert "".join(html_report.parts(EVERYTHING, ahead(RESULTS))) == straight
    assert "".join(html_report.parts(EVERYTHING, ahead(RESULTS[::2]))) == straight


def test_a_page_made_for_another_case_of_that_number_is_not_shown() -> None:
    """Where a run was stopped, the cases that were left out shift the numbers of those behind them."""
    straight = html_report.render(EVERYTHING)
    assert "".join(html_report.parts(EVERYTHING, ahead([*RESULTS[1:], RESULTS[0]]))) == straight


def test_each_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ahead(RESULTS)
    monkeypatch.setattr(pages, "view", lambda *_: pytest.fail("a page was made twice"))
    "".join(html_report.parts(EVERYTHING, made))


def test_of_passing_cases_the_first_are_made_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL_WITH_PASSING", 200_000)
    many = documents.many(400, 0)["results"]
    made = ahead(many)
    assert 10 < number_of_pages(made) < 60
    before = number_of_pages(made)
    made.prepare(399, many[399])
    assert number_of_pages(made) == before


def test_nothing_is_made_ahead_that_a_report_of_so_many_has_no_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST", 300)
    monkeypatch.setattr(pages, "MOST_DETAIL_WITH_PASSING", 0)
    many = documents.many(300, 0)["results"]
    for count, entries in ((300, 299), (301, 0)):  # the first has a page
        made = Pages((), count)
        for number, result in enumerate(many):
            made.prepare(number, result)
        assert len(made._entries) == entries


def test_of_cases_that_ask_for_work_as_many_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL", 60_000)
    assert 2 < number_of_pages(ahead(documents.many(40, 40)["results"])) < 20


def test_arrays_and_scripts_go_first_when_the_space_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL", 60_000)
    monkeypatch.setattr(pages, "MOST_LEAN", 60_000)
    texts = [text for _, text in Pages().chosen(documents.many(40, 40)["results"])]
    whole = [text for text in texts if "data-arrays" in text]
    lean = [text for text in texts if "data-arrays" not in text]
    assert texts == [*whole, *lean]
    assert len(lean) > len(whole) > 2
    assert all('class="equations"' in text and "rng = np.random" not in text for text in lean)
