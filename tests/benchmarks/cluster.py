"""What a dask cluster costs beside this machine alone: the same small cases, here and on as many workers there.

`python -m tests.benchmarks.cluster [CASES …]` prints seconds, their ratio and the memory of the client for each number of cases.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from tests.benchmarks import catalogues

WORKERS = 2
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


def main() -> None:
    counts = [int(word) for word in sys.argv[1:]] or [1_000, 10_000]
    with tempfile.TemporaryDirectory() as name, cluster(WORKERS) as address:
        if address is None:
            sys.exit("dask is not installed")
        folder = Path(name)
        for count in counts:
            path = str(catalogues.written(folder, count))
            taken: dict[str, tuple[float, float]] = {}
            for where, options in (("here", ["-j", str(WORKERS)]), ("dask", ["--dask", address])):
                catalogues.clear(folder)
                start = perf_counter()
                memory = catalogues.max_memory([*catalogues.COMMAND, path, "-q", "-o", str(folder / "reports"), *options])
                taken[where] = perf_counter() - start, memory
            (here, of_here), (there, of_client) = taken["here"], taken["dask"]
            memories = f"{of_here:.0f} and {of_client:.0f} MB"
            print(f"{count:,} cases: here {here:.2f} s, on dask {there:.2f} s, {there / here:.2f} times; {memories}", flush=True)


if __name__ == "__main__":
    main()
