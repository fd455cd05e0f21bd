"""How large the HTML report gets and how soon it is of use: `python -m tests.benchmarks report_size`.

For catalogues of 1,000, 10,000 and 100,000 cases, one in fifty failing: the time to render, the size of the file, and in
Chromium the time from opening the file to its first use (the list stands and answers) and from a keystroke to the filtered
list on the screen. Beside them, where it is installed, pytest-html for as many tests.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from runner.outputs.html_report import render
from tests.browser.conftest import NAMES, QUIET
from tests.outputs import documents

KEYS = ("n", "nu", "num", "number 7", "number 77", "@size3", "@size3 s:fail", "s:fail", "file:topic_01", "")

TYPING = """async queries => {
    const field = document.getElementById("query"), times = [];
    field.focus();
    for (const query of queries) {
        await new Promise(done => setTimeout(done, 400));
        const start = performance.now();
        field.value = query;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        document.getElementById("cases").getBoundingClientRect();
        times.push(performance.now() - start);
    }
    return times;
}"""

PEER_ROWS = """() => {
    const look = () => {
        if (document.querySelectorAll(".results-table-row").length) performance.mark("usable");
        else requestAnimationFrame(look);
    };
    look();
}"""

PEER_TESTS = """
import pytest

@pytest.mark.parametrize("number", range({cases}))
def test_the_sum_of_a_matrix_product(number):
    assert number % {every}, "the claim is the negative of the right gradient"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    chromium = os.environ.get("GRADCASE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    print("cases   | report      | rendered | size    | first use: best, median | keystroke to list: best, median, worst")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for cases in options.cases:
            measure(browser, Path(folder), cases, options.repeat)
        if importlib.util.find_spec("pytest_html"):
            measure_peer(browser, Path(folder), 10_000)
        else:
            print("pytest-html is not installed, so it is not measured")


def measure(browser: Browser, folder: Path, cases: int, repeat: int) -> None:
    document = documents.many(cases, cases // 50)
    render(documents.everything())
    start = time.perf_counter()
    path = folder / "index.html"
    path.write_text(render(document), encoding="utf-8")
    rendered = time.perf_counter() - start
    uses, keys = [], []
    for _ in range(repeat):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        uses.append(first_use(page))
        keys += page.evaluate(TYPING, KEYS)
        page.close()
    row("gradcase", cases, rendered, path, Waits(uses, keys))


def measure_peer(browser: Browser, folder: Path, cases: int) -> None:
    (folder / "test_peer.py").write_text(PEER_TESTS.format(cases=cases, every=50))
    path = folder / "peer.html"
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        f"--html={path}",
        "--self-contained-html",
    ]
    subprocess.run([*command, "test_peer.py"], cwd=folder, capture_output=True, check=False)
    took = time.perf_counter() - start
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(f"({PEER_ROWS})()")
    page.goto(path.as_uri(), timeout=120_000)
    page.wait_for_function("performance.getEntriesByName('usable').length", timeout=120_000)
    row("pytest-html", cases, took, path, Waits([first_use(page)]))
    page.close()


def first_use(page: Any) -> float:
    """Milliseconds from the start of the navigation to the first use."""
    start: float = page.evaluate("performance.getEntriesByName('usable')[0].startTime")
    return start


@dataclass(frozen=True)
class Waits:
    """Milliseconds to the first use, once an opening, and to the list, once a keystroke."""

    uses: Sequence[float]
    keys: Sequence[float] = ()


def row(name: str, cases: int, rendered: float, path: Path, waits: Waits) -> None:
    opened = f"{min(waits.uses):5.0f} ms, {statistics.median(waits.uses):5.0f} ms"
    keys = waits.keys
    typed = f"{min(keys):3.0f} ms, {statistics.median(keys):3.0f} ms, {max(keys):3.0f} ms" if keys else "–"
    print(f"{cases:<7,} | {name:<11} | {rendered:6.2f} s | {path.stat().st_size / 1e6:4.1f} MB | {opened:<23} | {typed}")


if __name__ == "__main__":
    main()
