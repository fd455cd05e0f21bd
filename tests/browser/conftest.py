"""A real Chromium for the tests of the report: found on the machine, started once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from runner.outputs.html_report import render
from tests.outputs.documents import Document

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip

DESKTOP: ViewportSize = {"width": 1280, "height": 900}

Opener: TypeAlias = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser: GRADCASE_CHROMIUM, or the first of the usual names. Without one the tests fail."""
    found = os.environ.get("GRADCASE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(f"no browser found: install Chromium (as one of {', '.join(NAMES)}) or set GRADCASE_CHROMIUM to its path")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def usual(browser: Browser) -> BrowserContext:
    """What most pages are opened in: a desktop's window, shared since a new one for each takes its time."""
    return browser.new_context(viewport=DESKTOP)


PAGES: dict[str, str] = {}
"""What documents say → their page: most tests look at the same few, and to make a page takes longer than to open it."""


def rendered(document: Document) -> str:
    """The page of a document, made once."""
    said = repr(document)
    if said not in PAGES:
        PAGES[said] = render(document)
    return PAGES[said]


@pytest.fixture
def report(browser: Browser, usual: BrowserContext, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """`report(document, fragment, **context)` opens the document's report from disk, as a double click does.

    `made_by` makes another page of it.

    When the test ends, the page must have asked for nothing but itself, and complained of nothing.
    """
    opened: list[Page | BrowserContext] = []
    requests: list[str] = []
    complaints: list[str] = []

    def open_report(document: Document, fragment: str = "", made_by: Callable[[Document], str] = render, **context: Any) -> Page:
        path = tmp_path / "index.html"
        as_usual = made_by is render and "monkeypatch" not in request.fixturenames
        path.write_text(rendered(document) if as_usual else made_by(document), encoding="utf-8")
        window = browser.new_context(**({"viewport": DESKTOP} | context)) if context else usual
        page = window.new_page()
        opened.append(window if context else page)
        page.set_default_timeout(30_000)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield open_report
    for window in opened:
        window.close()
    assert complaints == []
    outside = [url for url in requests if not url.startswith((tmp_path.as_uri(), "data:image/svg+xml,"))]
    assert outside == []
