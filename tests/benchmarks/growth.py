"""How the cost grows: with the entries of one array, and with the number of cases. Drawn into one SVG."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from runner.checking.checker import check
from runner.problem import Problem, drawn
from tests.benchmarks import catalogues, peers
from tests.benchmarks.cluster import cluster
from tests.benchmarks.naive import gradcheck_naive
from tests.benchmarks.plot import Curve, Panel, svg
from tests.benchmarks.single import naive
from tests.benchmarks.small_cases import functions
from tests.benchmarks.table import duration
from tests.benchmarks.timing import Way
from tests.benchmarks.workloads import Workload, many_entries

ENTRIES = (100, 1_000, 10_000, 100_000, 1_000_000)
CASES = (10, 100, 1_000, 10_000, 100_000)
PATIENCE = 10.0
"""A way is not tried on anything for which it would take longer than this many seconds, by how its time has grown."""


def draw(path: Path, largest: int) -> None:
    """Measure both and write the SVG; catalogues of up to `largest` cases."""
    panels = [*with_entries(), *with_cases([count for count in CASES if count <= largest])]
    path.write_text(svg(panels), encoding="utf-8")
    print(f"written: {path}", file=sys.stderr)


def with_entries() -> list[Panel]:
    """One cost, Σ sin(x)·x, over arrays of 1e2 … 1e6 entries, the claim right; ours with one wrong entry too."""
    times = [
        Curve("gradcase, auto", _points(ENTRIES, lambda n: best(lambda: check(many_entries(n))))),
        Curve("gradcheck_naive", _points(ENTRIES, lambda n: best(naive(as_workload(n))))),
    ]
    if peers.package("torch") is not None:
        times.append(Curve("torch, slow", _points(ENTRIES, lambda n: best(torch(n, fast=False)))))
        times.append(Curve("torch, fast", _points(ENTRIES, lambda n: best(torch(n, fast=True)))))
    counted = (
        Curve("right", _points(ENTRIES, lambda n: check(many_entries(n)).evaluations)),
        Curve("one wrong", _points(ENTRIES, lambda n: check(many_entries(n, wrong=True)).evaluations)),
        Curve("every entry", tuple((float(n), 2.0 * n) for n in ENTRIES)),
    )
    return [
        Panel("One check, by the size of its array", "entries", "seconds", tuple(times)),
        Panel("The same, counted", "entries", "cost evaluations", counted),
    ]


def with_cases(counts: list[int]) -> list[Panel]:
    """Small cases from YAML to both reports by the command with one worker, here and on a dask cluster of one, and
    `gradcheck_naive` alone on the same."""
    with tempfile.TemporaryDirectory() as name, cluster(1) as address:
        measured = [_Run.of(Path(name), count, address) for count in counts]
    numbers = [float(count) for count in counts]

    def curve(title: str, values: Iterable[float]) -> Curve:
        return Curve(title, tuple(zip(numbers, values, strict=True)))

    seconds = [curve("gradcase, all", (run.seconds for run in measured))]
    seconds += [curve("on dask", (run.on_dask for run in measured))] if address is not None else []
    seconds += [curve("naive, alone", map(seconds_alone, counts)), curve("listed again", (run.again for run in measured))]
    memory = [
        curve("gradcase", (run.memory for run in measured)),
        curve("reading alone", (run.reading for run in measured)),
        curve("read before", (run.known for run in measured)),
    ]
    return [
        Panel("A catalogue, by its number of cases", "cases", "seconds", tuple(seconds)),
        Panel("Memory of the largest process", "cases", "MB", tuple(memory)),
    ]


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run of the command took."""

    seconds: float
    memory: float
    """Megabytes at their peak."""
    reading: float
    """The same of `--list`, which reads the case files and computes nothing."""
    again: float
    """The seconds of `--list` where they have been read before."""
    known: float
    on_dask: float
    """The seconds of a run on a cluster."""

    @classmethod
    def of(cls, folder: Path, count: int, address: str | None) -> _Run:
        path, reports = catalogues.written(folder, count), folder / "reports"
        catalogues.clear(folder)
        reading, _ = cls._measured(str(path), "--list", "-o", str(reports))
        memory, seconds = cls._measured(str(path), "-j", "1", "-q", "-o", str(reports))
        known, again = cls._measured(str(path), "--list", "-o", str(reports))
        done = catalogues.summary_of(folder)["as_expected"]
        _, on_dask = cls._measured(str(path), "--dask", address, "-q", "-o", str(reports)) if address is not None else (0.0, 0.0)
        used = f"{memory:.0f} MB ({reading:.0f} MB for reading alone, {known:.0f} MB where it was read before)"
        told = f"{duration(seconds)}, {duration(on_dask)} on dask, listed again in {duration(again)}"
        print(f"{count:,} cases: {told}, {used}, {done:,.0f} as expected", file=sys.stderr, flush=True)
        return cls(seconds, memory, reading, again, known, on_dask)

    @staticmethod
    def _measured(*arguments: str) -> tuple[float, float]:
        """The megabytes and the seconds of a command."""
        start = perf_counter()
        memory = catalogues.max_memory([*catalogues.COMMAND, *arguments])
        return memory, perf_counter() - start


def seconds_alone(count: int) -> float:
    """`gradcheck_naive` on so many cases; they are made before the clock runs."""
    cases = functions(count)
    start = perf_counter()
    for f, x in cases:
        gradcheck_naive(f, x)
    return perf_counter() - start


def as_workload(entries: int) -> Workload:
    """The cost of `many_entries` for the peers."""
    case = replace(many_entries(entries), method="full")
    arrays = dict(drawn(Problem(case)).values)
    return Workload(
        case,
        arrays,
        lambda backend, a: backend.sum(backend.sin(a["x"]) * a["x"]),
        lambda a: {"x": np.cos(a["x"]) * a["x"] + np.sin(a["x"])},
        lambda: None,
    )


def torch(entries: int, *, fast: bool) -> Way:
    way = peers.torch_gradcheck(as_workload(entries), fast=fast)
    assert way is not None
    return way


def best(way: Callable[[], Any], turns: int = 3) -> float:
    """The least seconds of some turns, or of one where that takes long."""
    seconds: list[float] = []
    while len(seconds) < turns and sum(seconds) < PATIENCE / 2:
        start = perf_counter()
        way()
        seconds.append(perf_counter() - start)
    return min(seconds)


def _points(numbers: Iterable[int], value: Callable[[int], float]) -> tuple[tuple[float, float], ...]:
    """(n, value at n), as long as the next is not likely to take longer than we are ready to wait."""
    points: list[tuple[float, float]] = []
    before = 0.0
    for number in numbers:
        start = perf_counter()
        points.append((float(number), float(value(number))))
        taken = perf_counter() - start
        print(f"{number:,}: {points[-1][1]:.4g}", file=sys.stderr, flush=True)
        if taken > PATIENCE or (before and taken * taken / before > PATIENCE):
            break
        before = taken
    return tuple(points)
