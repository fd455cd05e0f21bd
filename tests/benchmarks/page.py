"""The rows about the report as a page: how large it gets, and how soon it is of use in Chromium."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from runner.outputs.html_report import render
from tests.benchmarks.table import Row, bounded
from tests.outputs import documents

LIMITS = ((1_000, 20, 0.2), (10_000, 200, 0.5))
"""Cases, how many of them fail, and the seconds to first use."""
LARGEST = 6.0
"""Megabytes of the report of 10,000 cases."""


def rows(turns: int) -> Iterator[Row]:
    """The best of several openings: the page itself marks its first use."""
    for cases, failing, limit in LIMITS:
        work = f"report of {cases:,} cases, {failing} failing"
        text = render(documents.many(cases, failing))
        if cases == LIMITS[-1][0]:
            yield bounded(work, "size of the file", len(text.encode()) / 1e6, LARGEST, " MB")
        if find_spec("playwright") is None:
            yield Row(work, "in Chromium, to first use", f"≤ {limit:g} s")
        else:
            yield bounded(work, "in Chromium, to first use", first_use(text, max(3, turns // 5)), limit, " s")


def first_use(text: str, turns: int) -> float:
    """Seconds from opening the file to its first use."""
    from playwright.sync_api import sync_playwright

    from tests.benchmarks.report_size import first_use as milliseconds
    from tests.browser.conftest import NAMES, QUIET

    chromium = os.environ.get("GRADCASE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.html"
        path.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        found = []
        for _ in range(turns):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(path.as_uri())
            found.append(milliseconds(page) / 1000)
            page.close()
        browser.close()
    return min(found)
