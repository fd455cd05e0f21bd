"""What a dask cluster costs beside this machine alone, and what another machine of it brings.

`python -m tests.benchmarks.cluster [CASES …]` runs the same small cases here and on as many workers there, and prints seconds,
their ratio and the memory of the client for each number of cases. `--machines [NETWORKS [TURNS]]` runs a catalogue of about a
minute on one and on two workers in turn, of a cluster and of this machine alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks import catalogues

WORKERS = 2
HIDDEN = 250
"""Units in the middle of the networks for `--machines`: one takes some 0.7 s."""
A_MINUTE = (90, 4)
"""How many networks take about a minute on one worker, and how often each number of workers takes its turn."""
CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers={workers}, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@contextmanager
def cluster(workers: int) -> Iterator[str | None]:
    """The address of a scheduler on the loopback with so many workers; None where dask is not installed."""
    if find_spec("distributed") is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "cluster.py"
        script.write_text(CLUSTER.format(workers=workers), encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=catalogues.environment(),
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            yield process.stdout.readline().strip()
            process.stdin.close()


def beside_here(counts: list[int]) -> None:
    """Small cases here and on a cluster."""
    with tempfile.TemporaryDirectory() as name, cluster(WORKERS) as address:
        folder = Path(name)
        for count in counts:
            path = str(catalogues.written(folder, count))
            taken: dict[str, tuple[float, float]] = {}
            for where, options in (("here", ["-j", str(WORKERS)]), ("dask", ["--dask", str(address)])):
                catalogues.clear(folder)
                start = perf_counter()
                memory = catalogues.max_memory([*catalogues.COMMAND, path, "-q", "-o", str(folder / "reports"), *options])
                taken[where] = perf_counter() - start, memory
            (here, of_here), (there, of_client) = taken["here"], taken["dask"]
            memories = f"{of_here:.0f} and {of_client:.0f} MB"
            print(f"{count:,} cases: here {here:.2f} s, on dask {there:.2f} s, {there / here:.2f} times; {memories}", flush=True)


def one_and_two_machines(count: int, turns: int) -> None:
    """A catalogue of networks on one worker and on two, of a cluster and of this machine alone, in turn.

    What two of its own bring is the most that this machine can give.
    """
    with tempfile.TemporaryDirectory() as name, cluster(1) as one, cluster(2) as two:
        folder = Path(name)
        path = catalogues.networks(folder, count, HIDDEN)
        ways = {"cluster": (["--dask", str(one)], ["--dask", str(two)]), "here": (["-j", "1"], ["-j", "2"])}
        ratios: dict[str, list[float]] = {where: [] for where in ways}
        for _ in range(turns):
            for where, of_one_and_two in ways.items():
                alone, both = [_seconds(folder, path, where, options, count) for options in of_one_and_two]
                ratios[where].append(alone / both)
    for where, found in ratios.items():
        middle = f"{median(found):.2f} times in the middle of {turns} turns"
        print(f"{where}, two beside one: {min(found):.2f} to {max(found):.2f}, {middle}", flush=True)


def _seconds(folder: Path, path: Path, where: str, options: Sequence[str], count: int) -> float:
    """How many seconds the catalogue takes by the clock; printed, with how many workers were at work on average."""
    catalogues.clear(folder)
    start = perf_counter()
    catalogues.command([path, *options], folder)()
    seconds = perf_counter() - start
    cases = [result["seconds"] for result in catalogues.document_of(folder)["results"]]
    working = sum(cases) / catalogues.summary_of(folder)["seconds"]
    each = f"{sum(cases) / count:.3f} s a case, {working:.3f} workers at work on average"
    print(f"{where} {options[-1]}: {seconds:.1f} s by the clock, {each}", flush=True)
    return seconds


def main() -> None:
    if find_spec("distributed") is None:
        sys.exit("dask is not installed")
    words = sys.argv[1:]
    if words[:1] == ["--machines"]:
        count, turns, *_ = [*map(int, words[1:]), *A_MINUTE[len(words) - 1 :]]
        one_and_two_machines(count, turns)
    else:
        beside_here([int(word) for word in words] or [1_000, 10_000])


if __name__ == "__main__":
    main()
