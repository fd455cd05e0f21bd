"""The rows about many cases: from YAML to the reports, beside the same gradients checked by a loop or under pytest."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import runner
from runner import catalog
from runner.checking.checker import check
from runner.cli import GARBAGE
from runner.model import Run
from runner.outputs import html_report, json_report
from tests.benchmarks import peers, small_cases
from tests.benchmarks.naive import gradcheck_naive
from tests.benchmarks.table import Row, at_most, bounded, faster
from tests.benchmarks.timing import Times, Way, in_turns
from tests.benchmarks.workloads import network

ROOT = Path(__file__).parent.parent.parent
COUNT = 10_000
WRONG = 200
NETWORKS = 1_000
MEMORY = 300
"""Megabytes."""
IMPORTS = "import numpy, yaml, jinja2"

SIZE = """
import os, subprocess, sys
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(running.pid, 0)
running.returncode = os.waitstatus_to_exitcode(status)
print(usage.ru_maxrss)
sys.exit(running.returncode)
"""

UNDER_PYTEST = """
import numpy as np
import pytest
from tests.benchmarks.naive import gradcheck_naive
from tests.benchmarks.small_cases import functions

CASES = functions({count})

@pytest.mark.parametrize("number", range({count}))
def test_gradient(number):
    assert gradcheck_naive(*CASES[number]) is None
"""


def rows(turns: int) -> Iterator[Row]:
    """All of them, as they are measured; fewer turns than for single cases, since each takes seconds."""
    few = max(2, turns // 8)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from in_one_process(folder, few)
        yield from from_the_shell(folder, few)
        yield from start_of_the_command(folder, turns)


def in_one_process(folder: Path, turns: int) -> Iterator[Row]:
    path = written(folder, COUNT)
    times = in_turns({"ours": reports(path, folder), "naive": naive_alone(COUNT)}, turns, shortest=0)
    work = f"{COUNT:,} small cases, YAML to HTML and JSON, one process"
    yield faster(work, "`gradcheck_naive` alone on the same cases", times["ours"], times["naive"], 1)
    failing = reports(written(folder, COUNT, WRONG), folder)
    taken = in_turns({"ours": failing}, 1, shortest=0)["ours"]
    yield faster(f"the same with {WRONG} wrong claims, each explained", "the same", taken, Times(times["naive"].turns[:1]), None)


def from_the_shell(folder: Path, turns: int) -> Iterator[Row]:
    path = written(folder, COUNT)
    workers: dict[str, Way] = {"one": command([path, "-j", "1"], folder), "two": command([path, "-j", "2"], folder)}
    peer = {"pytest": under_pytest(folder, COUNT)} if peers.versions()["pytest-html"] != "not installed" else {}
    times = in_turns({"one": workers["one"], **peer}, turns, shortest=0)
    work = f"`python -m runner`, {COUNT:,} small cases"
    yield faster(f"{work}, one worker", "pytest + pytest-html around `gradcheck_naive`", times["one"], times.get("pytest"), 4)
    times = in_turns(workers, turns, shortest=0, wall=True)
    yield faster(f"{work}, two workers", "one worker, while the parent reads and writes", times["two"], times["one"], None)
    larger = networks(folder)
    workers = {"one": command([larger, "-j", "1"], folder), "two": command([larger, "-j", "2"], folder)}
    times = in_turns(workers, turns, shortest=0, wall=True)
    yield faster(
        f"`python -m runner`, {NETWORKS:,} networks of 1,000 weights, every entry, two workers", "one worker",
        times["two"], times["one"], 1.8,
    )  # fmt: skip
    used = max_memory([*COMMAND, str(path), "-j", "1", "-q", "-o", str(folder / "reports")])
    yield bounded(f"{work}", "peak memory of its largest process", used, MEMORY, " MB")


def start_of_the_command(folder: Path, turns: int) -> Iterator[Row]:
    seed = ROOT / "cases" / "seed"
    ways = {"ours": command([seed], folder), "imports": process([sys.executable, "-c", IMPORTS])}
    times = in_turns(ways, turns, shortest=0)
    yield at_most("the seed catalogue, from the shell", f'`python -c "{IMPORTS}"`', times["ours"], times["imports"], 2)


COMMAND = [sys.executable, "-m", "gradcase"]


def written(folder: Path, count: int, wrong: int = 0) -> Path:
    """A catalogue of so many cases on the disk, in files of up to 10,000."""
    path = folder / f"cases_{count}_{wrong}"
    if not path.exists():
        path.mkdir()
        for first in range(0, count, COUNT):
            text = small_cases.yaml(min(COUNT, count - first), wrong, first)
            (path / f"from_{first}.yaml").write_text(text, encoding="utf-8")
    return path


def networks(folder: Path, count: int = NETWORKS, hidden: int | None = None) -> Path:
    """A catalogue of cases that take longer to check than to read and to report: the two-layer network with other seeds.

    `hidden` is how many units it has in the middle, where that is not as many as usual: then a case takes as much longer.
    """
    case = network().case
    shapes = {name: list(shape) for name, shape in case.shapes.items()}
    if hidden is not None:
        shapes |= {"W1": [shapes["W1"][0], hidden], "W2": [hidden, shapes["W2"][1]]}
    path = folder / "networks.yaml"
    keys = {
        "name": "a two-layer network",
        "sizes": dict(case.sizes),
        "shapes": shapes,
        "values": dict(case.values),
        "let": dict(case.let),
        "cost": case.cost,
        "gradient": dict(case.claims),
        "method": "full",
        "matrix": {"seed": list(range(count))},
    }
    path.write_text(json.dumps(keys), encoding="utf-8")  # YAML 1.2 holds JSON
    return path


def reports(path: Path, folder: Path) -> Callable[[], None]:
    """Read, check, and write both reports, all in this process, which looks for garbage as seldom as the command does."""

    def run() -> None:
        usual = gc.get_threshold()
        gc.set_threshold(*GARBAGE)
        try:
            whole()
        finally:
            gc.set_threshold(*usual)

    def whole() -> None:
        start = perf_counter()
        found = catalog.read([str(path)])
        results = tuple(check(case) for case in found.cases)
        if found.faults or not all(result.as_expected for result in results):
            raise AssertionError(f"{path} does not end as expected")
        done = Run(results, seconds=perf_counter() - start, declared=len(results), selected=len(results))
        document = json_report.document(done, generated="", command="", version=runner.__version__, lines=catalog.excerpt)
        (folder / "results.json").write_text(json_report.render(document), encoding="utf-8")
        (folder / "index.html").write_text(html_report.render(document), encoding="utf-8")

    return run


def naive_alone(count: int) -> Callable[[], None]:
    """`gradcheck_naive` on functions that exist already, without a report."""
    cases = small_cases.functions(count)

    def run() -> None:
        for f, x in cases:
            if gradcheck_naive(f, x) is not None:
                raise AssertionError("gradcheck_naive found a right gradient wrong")

    return run


def command(arguments: Sequence[object], folder: Path) -> Callable[[], None]:
    """`python -m runner` with these arguments."""
    return process([*COMMAND, *map(str, arguments), "-q", "-o", str(folder / "reports")])


def under_pytest(folder: Path, count: int) -> Callable[[], None]:
    """pytest with the report of pytest-html, one test for each case."""
    path = folder / "test_gradients.py"
    path.write_text(UNDER_PYTEST.format(count=count), encoding="utf-8")
    report = ["--html", str(folder / "pytest.html"), "--self-contained-html"]
    return process([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(path), *report])


def process(words: Sequence[str]) -> Callable[[], None]:
    """A program that must end well."""

    def run() -> None:
        found = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
        if found.returncode:
            raise AssertionError(f"{words} ended with {found.returncode}: {found.stderr[-2000:]}")

    return run


def environment() -> dict[str, str]:
    """The environment of a program under measurement: our own modules are found, and nothing is coloured.

    Their bytecode is kept, as pip keeps that of the packages they are measured beside.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def max_memory(words: Sequence[str]) -> float:
    """The largest resident size, in megabytes, of a program and of the processes it waited for.

    A process begins with the size of the one that starts it, so a small one stands between.
    """
    found = subprocess.run([sys.executable, "-c", SIZE, *words], cwd=ROOT, env=environment(), capture_output=True, check=True)
    return float(found.stdout) / (1 << 20 if sys.platform == "darwin" else 1024)


def summary_of(folder: Path) -> dict[str, float]:
    """The summary of the last report of a command."""
    found: dict[str, float] = document_of(folder)["summary"]
    return found


def document_of(folder: Path) -> Any:
    """The last report of a command, as data."""
    return json.loads((folder / "reports" / "results.json").read_text(encoding="utf-8"))


def clear(folder: Path) -> None:
    """Forget the reports, so that the next run has no past."""
    shutil.rmtree(folder / "reports", ignore_errors=True)
