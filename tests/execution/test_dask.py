"""Cases on a dask cluster: one of two processes on this machine, reached over the loopback.

The cluster and its clients live in processes of their own: dask leaves threads behind, and beside threads our workers
are spawned instead of forked, which would change what the other tests see.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import DOCUMENTED, RIGHT, WRONG, environment, gradcase, write

pytest.importorskip("distributed")

CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""

LONG = RIGHT.replace("np.sum(x**2)", "np.linalg.slogdet(np.linalg.inv(x))[1]").replace("[3]", "[2500, 2500]") + "timeout: 0.5\n"


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster that somebody has started."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER)
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def test_results_are_those_of_one_machine(scheduler: str, tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT, b=DOCUMENTED, c=WRONG)
    done = gradcase("cases", "--dask", scheduler, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 of 3 cases failed; 2 as expected: 1 pass, 1 fail as documented" in done.stdout
    document = json.loads((tmp_path / "reports" / "results.json").read_text())
    assert [result["verdict"] for result in document["results"]] == ["PASS", "FAIL", "FAIL"]
    assert "numpy" in document["environment"]


def test_a_hanging_case_costs_itself_only(scheduler: str, tmp_path: Path) -> None:
    write(tmp_path, **{f"a{number}": RIGHT for number in range(39)}, long=LONG)
    done = gradcase("cases", "--dask", scheduler, cwd=tmp_path)
    assert "1 of 40 cases ran out of time or memory; 39 as expected: 39 pass" in done.stdout
    assert "TIMEOUT, expected PASS" in done.stdout


def test_where_nobody_answers_it_is_an_error_of_use(tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    done = gradcase("cases", "--dask", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 2
    assert "gradcase: no dask scheduler answers at tcp://127.0.0.1:9" in done.stderr


def test_the_command_starts_one_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    done = gradcase("cases", "--dask", "local", "--jobs", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
