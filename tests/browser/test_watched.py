"""The page of cases that are watched reloads itself."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from runner.outputs import html_report
from runner.outputs.html_report import WATCHED, width_for
from tests.browser.conftest import Opener
from tests.outputs.documents import everything


def test_it_does_once_there_is_another_and_what_is_searched_stays(report: Opener, tmp_path: Path) -> None:
    (tmp_path / WATCHED).write_text(width_for(7))
    page = report(everything(), "#q=fail", made_by=lambda document: "".join(html_report.parts(document, None, 7)))
    found = page.locator("#main").inner_text()
    page.wait_for_timeout(700)
    again = "".join(html_report.parts(everything(), None, 8)).replace("<title>", "<title>anew: ")
    (tmp_path / "index.html").write_text(again, encoding="utf-8")
    (tmp_path / WATCHED).write_text(width_for(8))
    expect(page).to_have_title(re.compile("^anew: "))
    assert page.url.endswith("#q=fail")
    expect(page.locator("#main")).to_have_text(found, use_inner_text=True)


def test_that_of_a_single_run_looks_for_nothing() -> None:
    text = "".join(html_report.parts(everything()))
    assert WATCHED not in text
    assert "data-watched" not in text
