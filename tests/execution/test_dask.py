"""Cases on a dask cluster: one of two processes on this machine, reached over the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.execution import Limits
from runner.model import Case, Verdict
from tests.command import DOCUMENTED, RIGHT, WRONG, gradcase, write

distributed = pytest.importorskip("distributed")

GOOD = Case(cost="np.sum(x**2)", shapes={"x": (3,)}, gradient="2 * x", id="good")
LONG = Case(
    cost="np.linalg.slogdet(np.linalg.inv(A))[1]", shapes={"A": (4000, 4000)}, gradient="A", wrt="A", id="long", timeout=0.5
)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster that somebody has started."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("ignore")
def test_results_are_those_of_one_machine_and_a_hanging_case_costs_itself_only(scheduler: str) -> None:
    from runner.execution.dask import Cluster

    cases = [GOOD] * 40 + [LONG] + [GOOD] * 9
    with Cluster(scheduler, cases, Limits(), 2) as cluster:
        found = dict(cluster.results())
    assert sorted(found) == list(range(50))
    assert [index for index, result in found.items() if result.verdict is not Verdict.PASS] == [40]
    assert found[40].verdict is Verdict.TIMEOUT
    assert "numpy" in cluster.facts


@pytest.mark.filterwarnings("ignore")
def test_where_nobody_answers_it_is_an_error_of_use() -> None:
    from runner.execution.dask import Cluster

    with pytest.raises(UsageError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9", [GOOD], Limits(), 1)


def test_the_command_runs_on_a_cluster(scheduler: str, tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT, b=DOCUMENTED, c=WRONG)
    done = gradcase("cases", "--dask", scheduler, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "2 as expected: 1 pass, 1 fail as documented; 1 unexpected" in done.stdout


def test_the_command_starts_one_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    done = gradcase("cases", "--dask", "local", "--jobs", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
