"""Cases on a dask cluster: real schedulers and workers on this machine, reached over the loopback, and killed at will.

The clusters and their clients live in processes of their own: dask leaves threads behind, and beside threads our workers
are spawned instead of forked, which would change what the other tests see.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.command import DOCUMENTED, RIGHT, WRONG, but_for_times, document_in, environment, gradcase, write

pytest.importorskip("distributed")

CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""

LENT = """
import os, signal, time

def square(x):
    return (x**2).sum()

def sleep(x):
    time.sleep(0.005)
    return square(x)

def kill_the_machine(x):
    # this is the worker; its parent is the foreman, and whose child that is belongs to dask
    with open(f"/proc/{os.getppid()}/stat") as told:
        machine = int(told.read().rpartition(")")[2].split()[1])
    os.kill(machine, signal.SIGKILL)
    time.sleep(5)
"""

IMPATIENT = """
import sys
from gradcase.cli import main
from gradcase.execution import connecting, dask

connecting.ANSWERS, dask.PATIENCE = {answers}, {patience}
sys.exit(main(sys.argv[1:]))
"""

LONG = RIGHT.replace("np.sum(x**2)", "np.linalg.slogdet(np.linalg.inv(x))[1]").replace("[3]", "[2500, 2500]") + "timeout: 0.5\n"

Start = Callable[..., "subprocess.Popen[str]"]


def results(folder: Path, reports: str = "reports") -> Any:
    return document_in(folder / reports)


def many(function: str, count: int) -> str:
    case = "  - {{name: case {}, shapes: {{x: [2]}}, cost: lent.{}(x), gradient: 2 * x}}\n"
    return "cases:\n" + "".join(case.format(number, function) for number in range(count))


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Starts processes that end with these tests."""
    with ExitStack() as stack:

        def begin(*command: str, **more: Any) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, **more,
            )  # fmt: skip
            stack.enter_context(process)
            stack.callback(process.terminate)
            return process

        yield begin


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a module that can be lent, which the machines of the cluster know too."""
    folder = tmp_path_factory.mktemp("lent")
    (folder / "lent.py").write_text(LENT)
    return folder


@pytest.fixture(scope="module")
def scheduler(lent: Path, start: Start, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a cluster that somebody has started."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER)
    process = start(str(script), env=environment(PYTHONPATH=str(lent)))
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def alone(start: Start, tmp_path: Path) -> tuple[str, subprocess.Popen[str]]:
    """A scheduler without machines."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start(
        "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", cwd=tmp_path
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    return f"tcp://127.0.0.1:{port}", process


def worker(start: Start, address: str, folder: Path) -> subprocess.Popen[str]:
    return start(
        "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
        cwd=folder, env=environment(PYTHONPATH=str(folder)),
    )  # fmt: skip


def foremen(lent: Path) -> set[int]:
    """The processes that check batches on the machines that know the module."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"execution.foreman" in path.read_bytes() and bytes(lent) in path.with_name("environ").read_bytes():
                found.add(int(path.parent.name))
        except OSError:
            continue
    return found


def test_results_are_those_of_one_machine(scheduler: str, tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT, b=DOCUMENTED, c=WRONG)
    done = gradcase("cases", "--dask", scheduler, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 of 3 cases failed; 2 as expected: 1 pass, 1 fail as documented" in done.stdout
    document = results(tmp_path)
    assert [result["verdict"] for result in document["results"]] == ["PASS", "FAIL", "FAIL"]
    assert document["environment"]["machines"] == "2"
    gradcase("cases", "-o", "local", cwd=tmp_path)
    assert but_for_times(tmp_path / "reports") == but_for_times(tmp_path / "local")


def test_a_hanging_case_costs_itself_only(scheduler: str, tmp_path: Path) -> None:
    write(tmp_path, **{f"a{number}": RIGHT for number in range(39)}, long=LONG)
    done = gradcase("cases", "--dask", scheduler, cwd=tmp_path)
    assert "1 of 40 cases ran out of time or memory; 39 as expected: 39 pass" in done.stdout
    assert "TIMEOUT, expected PASS" in done.stdout


def test_lent_code_runs_there_and_the_stations_leave_with_the_run(scheduler: str, lent: Path, tmp_path: Path) -> None:
    write(tmp_path, many=many("square", 50))
    done = gradcase("cases", "--dask", scheduler, "--module", "lent", cwd=tmp_path, env={"PYTHONPATH": str(lent)})
    assert (done.returncode, done.stderr) == (0, "")
    assert foremen(lent) == set()


def test_a_case_that_costs_two_machines_is_named_and_its_neighbours_run(scheduler: str, lent: Path, tmp_path: Path) -> None:
    fatal = "{name: fatal, shapes: {x: [2]}, cost: lent.kill_the_machine(x), gradient: x, expect: error}\n"
    write(tmp_path, a=many("square", 20), b=fatal, c=many("square", 20))
    done = gradcase("cases", "--dask", scheduler, "--module", "lent", cwd=tmp_path, env={"PYTHONPATH": str(lent)})
    assert (done.returncode, done.stderr) == (2, "")
    document = results(tmp_path)
    lost = [result for result in document["results"] if result["lost"]]
    assert [(result["id"], result["as_expected"]) for result in lost] == [("b::fatal", False)]
    assert lost[0]["message"] == "lost: the machine that was at it ended, and so did the next that tried"
    assert document["summary"]["pass"] == 40


def test_ctrl_c_keeps_what_was_done_and_stops_within_a_second(scheduler: str, lent: Path, tmp_path: Path) -> None:
    write(tmp_path, many=many("sleep", 2000))
    with subprocess.Popen(
        [sys.executable, "-m", "gradcase", "--dask", scheduler, "--module", "lent"], cwd=tmp_path,
        env=environment(PYTHONPATH=str(lent)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        journal = tmp_path / "reports" / "unfinished.jsonl"
        while not (journal.exists() and journal.read_bytes().count(b"\n") > 20):
            assert process.poll() is None
            time.sleep(0.01)
        held = journal.read_bytes().count(b"\n") - 1
        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        while foremen(lent):
            time.sleep(0.01)
        stopped = time.monotonic() - asked
        told = process.communicate()[1]
    assert (process.returncode, told) == (130, "")
    assert held <= len(results(tmp_path)["results"]) < 2000
    assert stopped < 1.0 * max(1.0, os.getloadavg()[0] / 2)


class TestACluster:
    """One that cannot work is told in one sentence, before anything runs."""

    def refused(self, address: str, folder: Path, *arguments: str, answers: float = 5.0, patience: float = 10.0) -> str:
        write(folder, a=RIGHT)
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", IMPATIENT.format(answers=answers, patience=patience), "cases", "--dask", address, *arguments],
            cwd=folder, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert time.monotonic() - begun < 40
        return done.stderr

    def test_where_nobody_answers(self, tmp_path: Path) -> None:
        told = self.refused("tcp://127.0.0.1:9", tmp_path, answers=1)
        assert "gradcase: no dask scheduler answers at tcp://127.0.0.1:9" in told

    def test_that_is_something_else(self, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
            assert f"no dask scheduler answers at {address}: no answer within 2 s" in self.refused(address, tmp_path, answers=1)

    @pytest.mark.parametrize("address", ["nonsense", "foo://x", "tls://127.0.0.1:9"])
    def test_whose_address_is_none_or_wants_keys(self, address: str, tmp_path: Path) -> None:
        assert f"no dask scheduler answers at {address}: " in self.refused(address, tmp_path)

    def test_without_a_machine(self, alone: tuple[str, Any], tmp_path: Path) -> None:
        told = self.refused(alone[0], tmp_path, patience=0.5)
        assert told == f"gradcase: no machine is there to compute: the scheduler at {alone[0]} has no workers\n"

    def test_without_the_code_that_is_lent(self, scheduler: str, tmp_path: Path) -> None:
        (tmp_path / "mine.py").write_text("def f(x):\n    return x\n")
        assert "the module `mine` is not on tcp://127.0.0.1:" in self.refused(scheduler, tmp_path, "--module", "mine")

    def test_with_other_code_of_that_name(self, scheduler: str, tmp_path: Path) -> None:
        (tmp_path / "lent.py").write_text("def f(x):\n    return x\n")
        told = self.refused(scheduler, tmp_path, "--module", "lent")
        assert "gradcase: this cluster cannot compute: the module `lent` on tcp://127.0.0.1:" in told
        assert "is not the one that is here" in told

    def test_that_has_another_gradcase(self, alone: tuple[str, Any], start: Start, tmp_path: Path) -> None:
        old = tmp_path / "old" / "gradcase"
        old.mkdir(parents=True)
        (old / "__init__.py").write_text('__version__ = "0.0.1"\n')
        worker(start, alone[0], tmp_path / "old")
        assert "has gradcase 0.0.1, and here it is " in self.refused(alone[0], tmp_path)


@pytest.mark.parametrize("what", ["scheduler", "machine"])
def test_a_cluster_lost_in_the_middle_costs_what_was_in_flight(
    what: str, alone: tuple[str, subprocess.Popen[str]], start: Start, lent: Path, tmp_path: Path
) -> None:
    write(tmp_path, many=many("sleep", 120))
    address, process = alone
    machine = worker(start, address, lent)
    with subprocess.Popen(
        [sys.executable, "-m", "gradcase", "--dask", address, "--module", "lent"], cwd=tmp_path,
        env=environment(PYTHONPATH=str(lent)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as run:  # fmt: skip
        journal = tmp_path / "reports" / "unfinished.jsonl"
        while not (journal.exists() and journal.read_bytes().count(b"\n") > 20):
            assert run.poll() is None
            time.sleep(0.01)
        held = journal.read_bytes().count(b"\n") - 1
        (process if what == "scheduler" else machine).kill()
        out, told = run.communicate(timeout=60)
    assert (run.returncode, told) == (2, "")
    why = "the scheduler at" if what == "scheduler" else "all machines of the cluster at"
    assert f"the run ended before its end: {why} {address}" in out.replace("\n", " ")
    done = len(results(tmp_path)["results"])
    assert held <= done < 120
    resumed = gradcase("--module", "lent", "--resume", cwd=tmp_path, env={"PYTHONPATH": str(lent)})
    assert (resumed.returncode, resumed.stderr) == (0, f"{done} of 120 results still hold\n")


class TestLocal:
    def test_the_command_starts_one_of_its_own(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        done = gradcase("cases", "--dask", "local", "--jobs", "1", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")

    def test_nobody_else_can_reach_it(self, lent: Path, tmp_path: Path) -> None:
        write(tmp_path, many=many("sleep", 200))
        with subprocess.Popen(
            [sys.executable, "-m", "gradcase", "--dask", "local", "--jobs", "2", "--module", "lent"], cwd=tmp_path,
            env=environment(PYTHONPATH=str(lent)), stdout=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            journal = tmp_path / "reports" / "unfinished.jsonl"
            while not (journal.exists() and journal.read_bytes().count(b"\n") > 3):
                time.sleep(0.01)
            open_ = {os.readlink(path) for path in Path(f"/proc/{process.pid}/fd").iterdir()}
            process.send_signal(signal.SIGINT)
        listening = [
            line.split()
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            if line.split()[3] == "0A"
        ]
        assert not {f"socket:[{row[9]}]" for row in listening} & open_
