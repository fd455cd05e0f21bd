"""Cases in worker processes: each costs at most its own result."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from runner.errors import GradcaseError
from runner.execution import Limits, Pool, missing_limits, start_early
from runner.execution.shares import AHEAD, AT_ONCE
from runner.execution.warming import warm_up
from runner.execution.worker import HOUSE, Worker, start
from runner.model import Case, Cause, Expectation, Result, Verdict

GOOD = Case(cost="np.sum(x**2)", shapes={"x": (3,)}, gradient="2 * x", id="good")

LENT = """
import ctypes, os, signal, sys, time, threading

def hang(x):
    while True:
        pass

def sleep(x, seconds):
    time.sleep(float(seconds))
    return (x**2).sum()

def segfault(x):
    ctypes.string_at(0)

def leave(x):
    os._exit(5)

def eat(x):
    kept = []
    while True:
        kept.append(bytearray(2**26))

def recurse(x):
    sys.setrecursionlimit(10**9)
    def deeper(n):
        return deeper(n + 1)
    return deeper(0)

def interrupt(x):
    raise KeyboardInterrupt

def exit(x):
    sys.exit(0)

def generator_exit(x):
    raise GeneratorExit

def close_all(x):
    os.closerange(3, 1000)
    return (x**2).sum()

forks = 0

def fork(x):
    # comes back twice, the first two times
    global forks
    forks += 1
    if forks <= 2:
        os.fork()
    return (x**2).sum()

def talk(x):
    print("spoken by lent code")
    return (x**2).sum()

def square(x):
    return (x**2).sum()

calls = 0

def later(x, what):
    # The sum of squares, until the verdict stands: twice at the point, and twice for each of three entries.
    global calls
    calls += 1
    return square(x) if calls <= 8 else (hang, leave, segfault, eat, exit, fail)[int(what)](x)

def slowly_later(x):
    # takes long enough for the verdict to be told, and then for ever
    time.sleep(0.01)
    return later(x, 0)

def kill_once(x, marker):
    # is killed from outside the first time
    path = os.path.join(os.path.dirname(__file__), f"killed{int(marker)}")
    if not os.path.exists(path):
        open(path, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return (x**2).sum()

def fail(x):
    raise ValueError("lent code fails")

def marked(number):
    return os.path.join(os.path.dirname(__file__), f"marked{int(number)}")

def mark(x, number):
    open(marked(number), "w").close()
    return square(x)

def wait_for(x, count):
    # is right only if so many others are at work before long
    until = time.monotonic() + 25
    while not all(os.path.exists(marked(number)) for number in range(int(count))):
        if time.monotonic() > until:
            return square(x) / 2
        time.sleep(0.005)
    return square(x)
"""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """What a worker needs is loaded once, where they are forked from."""
    warm_up()


@pytest.fixture
def lent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a module of dangerous functions that can be lent."""
    (tmp_path / "dangerous.py").write_text(LENT)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "dangerous"
    sys.modules.pop("dangerous", None)


def calling(function: str, **more: object) -> Case:
    return Case(cost=f"dangerous.{function}(x)", shapes={"x": (3,)}, **{"id": function, "gradient": "2 * x", **more})  # type: ignore[arg-type]


def outcome(cases: list[Case], limits: Limits = Limits(), jobs: int = 1, modules: tuple[str, ...] = ()) -> list[Result]:  # noqa: B008
    with Pool(cases, limits, jobs, modules) as pool:
        found = dict(pool.results())
    return [found[index] for index in range(len(cases))]


def living_children() -> int:
    return len(multiprocessing.active_children())


class TestResults:
    def test_each_case_has_its_result(self) -> None:
        wrong = Case(cost="np.sum(x)", shapes={"x": (3,)}, gradient="2 * x", expect=Expectation("fail"), id="wrong")
        typo = Case(cost="np.summ(x)", shapes={"x": (3,)}, gradient="2 * x", id="typo")
        assert [result.verdict for result in outcome([GOOD, wrong, typo] * 20)] == [
            Verdict.PASS,
            Verdict.FAIL,
            Verdict.ERROR,
        ] * 20

    def test_two_workers_give_the_same_as_one(self) -> None:
        cases = [Case(cost="np.sum(x**2)", shapes={"x": (n,)}, gradient="2 * x", id=str(n)) for n in range(1, 60)]
        one, two = outcome(cases), outcome(cases, jobs=2)
        assert [result.inputs for result in one] == [result.inputs for result in two]

    def test_the_order_of_work_is_the_one_asked_for(self) -> None:
        with Pool([GOOD] * 5, Limits(), 1) as pool:
            assert [index for index, _ in pool.results([3, 1, 4, 0, 2])] == [3, 1, 4, 0, 2]

    def test_a_pool_can_be_asked_again_and_again(self) -> None:
        with Pool([GOOD] * 5, Limits(), 1) as pool:
            assert [next(iter(pool.results([index])))[1].verdict for index in range(5)] == [Verdict.PASS] * 5
            assert living_children() == 1

    def test_the_parent_hears_while_the_workers_compute(self) -> None:
        heard = []
        with Pool([GOOD] * 5, Limits(), 1) as pool:
            list(pool.results(idle=lambda: heard.append(1)))
        assert heard

    def test_it_is_told_what_computes(self) -> None:
        with Pool([GOOD], Limits(), 1) as pool:
            list(pool.results())
        assert set(pool.facts) == {"numpy", "BLAS"}

    def test_no_process_is_left(self) -> None:
        outcome([GOOD] * 10, jobs=2)
        assert living_children() == 0

    def test_no_process_is_left_where_somebody_stops_listening(self) -> None:
        with Pool([GOOD] * 100, Limits(), 2) as pool:
            next(iter(pool.results()))
        assert living_children() == 0


class TestRequests:
    """Parent and worker must never wait for each other to read."""

    def test_cases_and_results_larger_than_any_pipe_cross_each_other(self) -> None:
        entries = tuple(float(entry) for entry in range(AHEAD // 8))
        large = Case(cost="np.sum(a * x)", shapes={"x": ()}, values={"a": entries}, gradient="np.sum(a)", id="large")
        wrong = Case(cost="np.sum(x)", shapes={"x": (1000,)}, gradient="2 + x", id="wrong")  # its arrays are sent
        results = outcome([large, wrong] * 60)
        assert {result.verdict for result in results[0::2]} == {Verdict.PASS}
        assert {result.verdict for result in results[1::2]} == {Verdict.FAIL}

    def test_a_slow_case_holds_up_no_other(self, lent: str) -> None:
        """Towards the end a worker is given one case at a time."""
        slow = replace(calling("square", id="slow"), cost="dangerous.wait_for(x, 6)")
        quick = [replace(calling("square", id=f"quick {number}"), cost=f"dangerous.mark(x, {number})") for number in range(6)]
        assert {result.verdict for result in outcome([slow, *quick], jobs=2, modules=(lent,))} == {Verdict.PASS}


class TestLimits:
    def test_a_case_that_hangs_is_stopped_and_the_others_are_not(self, lent: str) -> None:
        start = time.monotonic()
        results = outcome([GOOD, calling("hang"), GOOD], Limits(seconds=0.5), modules=(lent,))
        assert [result.verdict for result in results] == [Verdict.PASS, Verdict.TIMEOUT, Verdict.PASS]
        assert results[1].message.startswith(
            "stopped after 0.5 s, the longest it may take; draw smaller arrays, say `method: probe`"
        )
        assert time.monotonic() - start < 10

    def test_no_case_is_blamed_to_which_a_worker_has_just_gone_on(self, lent: str, monkeypatch: pytest.MonkeyPatch) -> None:
        halt, late = Worker.halt, [1.5]

        def slowly(worker: Worker) -> None:
            time.sleep(late.pop() if late and worker.indices else 0)
            halt(worker)

        monkeypatch.setattr(Worker, "halt", slowly)
        slow = replace(calling("square", id="slow"), cost="dangerous.sleep(x, 0.2)")
        results = outcome([slow, *[GOOD] * 11], limits=Limits(seconds=1), modules=(lent,))
        assert not late
        assert {result.verdict for result in results[1:]} == {Verdict.PASS}

    def test_a_case_may_lower_its_clock_and_never_raise_it(self, lent: str) -> None:
        cases = [calling("hang", timeout=0.2), calling("hang", timeout=1e9)]
        results = outcome(cases, Limits(seconds=0.4), modules=(lent,))
        assert [result.message.partition(";")[0] for result in results] == [
            "stopped after 0.2 s, the longest it may take",
            "stopped after 0.4 s, the longest it may take",
        ]

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("interrupt", "lent code raised KeyboardInterrupt"),
            ("generator_exit", "lent code raised GeneratorExit"),
            ("exit", "cost: `dangerous.exit` raised SystemExit: 0"),
            ("close_all", "closed the connection by which its result is told"),
        ],
    )
    def test_lent_code_that_raises_what_ends_programs_costs_itself_only(self, name: str, told: str, lent: str) -> None:
        results = outcome([calling(name), GOOD], modules=(lent,))
        assert results[0].verdict is Verdict.ERROR
        assert results[0].message == told
        assert results[1].verdict is Verdict.PASS

    def test_one_long_call_of_numpy_is_stopped_too(self) -> None:
        long = Case(cost="np.linalg.slogdet(np.linalg.inv(A))[1]", shapes={"A": (2500, 2500)}, gradient="A", id="long")
        (result,) = outcome([long], Limits(seconds=0.5))
        assert result.verdict is Verdict.TIMEOUT

    def test_too_much_memory_is_told_as_such(self, lent: str) -> None:
        results = outcome([calling("eat"), GOOD], Limits(memory=256), modules=(lent,))
        assert results[0].verdict is Verdict.TIMEOUT
        assert "memory" in results[0].message
        assert results[1].verdict is Verdict.PASS

    def test_a_crash_is_named_after_its_signal(self, lent: str) -> None:
        results = outcome([calling("segfault"), GOOD], modules=(lent,))
        assert results[0].verdict is Verdict.ERROR
        assert results[0].message == "crashed its process (SIGSEGV)"
        assert results[1].verdict is Verdict.PASS

    def test_a_process_that_leaves_is_told_with_its_code(self, lent: str) -> None:
        assert "exit code 5" in outcome([calling("leave")], modules=(lent,))[0].message

    def test_where_lent_code_forks_one_of_the_two_goes_on(self, lent: str, capfd: pytest.CaptureFixture[str]) -> None:
        wrong = replace(GOOD, gradient="3 * x", id="wrong")
        results = outcome([calling("fork"), *[GOOD, wrong] * 20], modules=(lent,))
        assert [result.verdict for result in results] == [Verdict.PASS, *[Verdict.PASS, Verdict.FAIL] * 20]
        assert capfd.readouterr().err == ""
        assert living_children() == 0

    def test_no_end_by_accident_meets_an_expected_failure(self, lent: str) -> None:
        expecting = [calling(name, expect=Expectation("fail"), timeout=0.3) for name in ("hang", "leave", "segfault")]
        assert [result.as_expected for result in outcome(expecting, modules=(lent,))] == [False] * 3

    def test_three_culprits_among_a_hundred_cost_three_results(self, lent: str) -> None:
        limit = 1.0
        cases = [GOOD] * 103
        for index, name in ((11, "hang"), (47, "eat"), (80, "recurse")):
            cases[index] = calling(name)
        start = time.monotonic()
        results = outcome(cases, Limits(seconds=limit, memory=256), jobs=2, modules=(lent,))
        assert time.monotonic() - start < limit + 9.0
        assert [result.case.id for result in results if result.verdict is not Verdict.PASS] == ["hang", "eat", "recurse"]
        assert sum(result.verdict is Verdict.PASS for result in results) == 100

    def test_what_was_done_but_not_told_of_when_a_worker_is_lost_has_one_result_too(self, lent: str) -> None:
        cases = [GOOD, GOOD, calling("leave"), GOOD, calling("segfault"), calling("leave"), *[GOOD] * 5]
        with Pool(cases, Limits(), 1, (lent,)) as pool:
            found = list(pool.results())
        assert sorted(index for index, _ in found) == list(range(len(cases)))
        assert [index for index, result in sorted(found) if result.verdict is not Verdict.PASS] == [2, 4, 5]


class TestVerdictFirst:
    """The verdict is told before its reasons, and stands whatever becomes of those."""

    def outcome(self, what: str, lent: str) -> Result:
        functions = ("hang", "leave", "segfault", "eat", "exit", "fail")
        case = replace(calling("later", gradient="x"), cost=f"dangerous.later(x, {functions.index(what)})")
        seconds = 1.0 if what == "hang" else 20.0
        (result, other) = outcome([case, GOOD], Limits(seconds, memory=128), modules=(lent,))
        assert other.verdict is Verdict.PASS
        return result

    @pytest.mark.parametrize(
        ("what", "why"),
        [
            ("hang", "not explained: out of time"),
            ("leave", "not explained: ended its process (exit code 5)"),
            ("segfault", "not explained: crashed its process (SIGSEGV)"),
        ],
    )
    def test_what_happens_while_the_cause_is_looked_for_costs_the_cause_only(self, what: str, why: str, lent: str) -> None:
        result = self.outcome(what, lent)
        assert (result.verdict, result.unexplained) == (Verdict.FAIL, (why,))
        assert result.inputs[0].wrong == 3
        assert result.inputs[0].numerical is not None

    def test_a_pass_that_could_not_be_looked_at_to_the_end_is_doubtful(self, lent: str) -> None:
        case = calling("slowly_later", gradient="2 * x + 4e-6")
        (result,) = outcome([case], Limits(seconds=1.0), modules=(lent,))
        assert (result.verdict, result.as_expected, result.doubtful, result.quiet) == (Verdict.PASS, True, True, False)
        assert result.unexplained == ("whether the verdict may be believed was not looked at: out of time",)

    def test_so_does_a_lack_of_memory(self, lent: str) -> None:
        result = self.outcome("eat", lent)
        assert result.verdict is Verdict.FAIL
        assert result.unexplained
        assert all(sentence.endswith("could not be looked for: out of memory") for sentence in result.unexplained)

    def test_an_expected_failure_is_as_expected_though_it_is_not_explained(self, lent: str) -> None:
        case = replace(calling("later", gradient="x", expect=Expectation("fail")), cost="dangerous.later(x, 0)")
        (result,) = outcome([case], Limits(seconds=0.5), modules=(lent,))
        assert (result.as_expected, result.unexplained) == (True, ("not explained: out of time",))

    def test_but_not_where_a_cause_is_expected(self, lent: str) -> None:
        expected = Expectation("fail", cause=Cause.SCALE)
        case = replace(calling("later", gradient="x", expect=expected), cost="dangerous.later(x, 0)")
        (result,) = outcome([case], Limits(seconds=0.5), modules=(lent,))
        assert result.surprise == "expected the cause scale for `x`, found none"

    def test_the_clock_is_that_of_the_whole_case(self, lent: str) -> None:
        """To tell the verdict does not buy the reasons more time."""
        case = replace(calling("later", gradient="x"), cost="dangerous.later(x, 0)")
        start = time.monotonic()
        outcome([case], Limits(seconds=0.5), modules=(lent,))
        assert time.monotonic() - start < 1.5


class TestLost:
    """What becomes of a process is no verdict of the case that it was at."""

    def killed(self, number: int) -> Case:
        return replace(calling(f"killed {number}"), cost=f"dangerous.kill_once(x, {number})")

    def test_a_worker_that_is_killed_once_costs_nothing(self, lent: str) -> None:
        cases = [GOOD, self.killed(1), GOOD, self.killed(2), GOOD]
        assert {result.verdict for result in outcome(cases, modules=(lent,))} == {Verdict.PASS}
        cases = [GOOD, self.killed(3), GOOD, self.killed(4), *[GOOD] * 40]
        assert {result.verdict for result in outcome(cases, jobs=2, modules=(lent,))} == {Verdict.PASS}

    @pytest.mark.parametrize("name", ["segfault", "leave"])
    def test_the_second_time_it_is_named_and_never_an_error_as_documented(self, name: str, lent: str) -> None:
        lost, good = outcome([calling(name, expect=Expectation("error")), GOOD], modules=(lent,))
        assert (lost.verdict, lost.lost, lost.as_expected) == (Verdict.ERROR, True, False)
        assert lost.surprise == "expected ERROR, and the case was lost: that is no error of its own"
        assert good.verdict is Verdict.PASS

    def test_an_error_of_the_case_itself_still_is(self) -> None:
        typo = Case(cost="np.summ(x)", shapes={"x": (3,)}, gradient="2 * x", expect=Expectation("error"))
        (result,) = outcome([typo])
        assert (result.lost, result.as_expected) == (False, True)

    def test_a_result_that_is_too_large_costs_itself_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("runner.execution.wire.LARGEST", 4096)
        monkeypatch.setattr("runner.execution.worker.HANGING_UP", 0.2)
        large = Case(cost="np.sum(x)", shapes={"x": (1000,)}, gradient="2 + x", method="full", id="large")
        results = outcome([GOOD, large, GOOD])
        assert [result.verdict for result in results] == [Verdict.PASS, Verdict.ERROR, Verdict.PASS]
        assert results[1].message == "its result is too large to be told"

    def test_a_worker_ends_with_its_parent_whatever_it_is_at(self, tmp_path: Path) -> None:
        """Killed, the parent cannot end it; and it may be in a call that looks at no pipe."""
        (tmp_path / "dangerous.py").write_text(
            LENT.replace("while True:\n        pass", "open(__file__ + str(os.getpid()), 'w'); time.sleep(600)")
        )
        script = tmp_path / "script.py"
        script.write_text(
            "from runner.execution import Limits, Pool\nfrom runner.model import Case\n"
            "case = Case(cost='dangerous.hang(x)', shapes={'x': (2,)}, gradient='x')\n"
            "with Pool([case], Limits(600), 1, ('dangerous',)) as pool:\n    list(pool.results())\n"
        )
        path = os.pathsep.join([HOUSE, str(tmp_path)])
        with subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": path}) as parent:
            deadline = time.monotonic() + 60
            while not (found := list(tmp_path.glob("dangerous.py[0-9]*"))):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            parent.kill()
        worker = int(found[0].name.removeprefix("dangerous.py"))
        deadline = time.monotonic() + 10
        while Path(f"/proc/{worker}/status").exists() and "zombie" not in Path(f"/proc/{worker}/status").read_text():
            assert time.monotonic() < deadline, "it outlives its parent"
            time.sleep(0.02)


class TestGrowing:
    """Without a number from the person there are as many workers as pay."""

    def most_workers(self, cases: list[Case], modules: tuple[str, ...] = ()) -> int:
        most = 0
        with Pool(cases, Limits(), 3, modules, growing=True) as pool:
            for _ in pool.results():
                most = max(most, living_children())
        return most

    def test_quick_cases_get_one(self) -> None:
        assert self.most_workers([GOOD] * 50) == 1

    def test_slow_cases_get_more(self, lent: str) -> None:
        slow = Case(cost="dangerous.sleep(x, 0.02)", shapes={"x": (2,)}, gradient="2 * x")
        assert self.most_workers([slow] * 40, (lent,)) == 3


class TestLentCode:
    def test_its_functions_can_be_called(self, lent: str) -> None:
        assert outcome([calling("square")], modules=(lent,))[0].verdict is Verdict.PASS

    def test_what_it_prints_does_not_get_into_the_product(self, lent: str, capfd: pytest.CaptureFixture[str]) -> None:
        outcome([calling("talk")], modules=(lent,))
        printed = capfd.readouterr()
        assert "spoken" not in printed.out
        assert "spoken" in printed.err


class TestEarlyWorkers:
    def early(self, memory: int = 2048) -> Worker:
        """Forked, whatever threads the tests before have left in this process."""
        return start(multiprocessing.get_context("fork"), memory)

    def test_it_gets_its_cases_later_and_computes_as_any_other(self) -> None:
        early = self.early()
        with Pool([GOOD] * 30, Limits(), 1, early=early) as pool:
            assert all(result.verdict is Verdict.PASS for _, result in pool.results())
            assert [child.pid for child in multiprocessing.active_children()] == [early.process.pid]
        assert living_children() == 0

    def test_its_limits_are_those_it_was_started_with(self) -> None:
        big = Case(cost="np.sum(np.kron(x, x))", shapes={"x": (4000,)}, gradient="x", id="big")
        with Pool([big, GOOD], Limits(memory=16), 1, early=self.early(16)) as pool:
            found = dict(pool.results())
        assert found[0].verdict in {Verdict.ERROR, Verdict.TIMEOUT}
        assert found[1].verdict is Verdict.PASS

    def test_the_time_that_it_takes_to_get_ready_is_no_case_s(self) -> None:
        quick = Case(cost="np.sum(x**2)", shapes={"x": (3,)}, gradient="2 * x", timeout=0.1)
        with Pool([quick], Limits(), 1, early=self.early()) as pool:
            assert next(iter(pool.results()))[1].verdict is Verdict.PASS

    def test_it_computes_however_many_cases_there_are(self) -> None:
        early = self.early()
        with Pool([GOOD] * (AT_ONCE + 1), Limits(), 1, early=early) as pool:
            assert all(result.verdict is Verdict.PASS for _, result in pool.results())
            assert early.process.is_alive()

    def test_it_is_not_used_with_lent_code(self, lent: str) -> None:
        early = self.early()
        with Pool([GOOD], Limits(), 1, (lent,), early) as pool:
            assert next(iter(pool.results()))[1].verdict is Verdict.PASS
            assert early.process.exitcode == -signal.SIGKILL

    def test_it_ends_with_a_pool_that_never_ran(self) -> None:
        with Pool([], Limits(), 1, early=self.early()):
            pass
        assert living_children() == 0


class TestOtherSystems:
    """What happens where there is no fork, or no limit for memory, as far as it can be tried here."""

    def test_beside_other_threads_workers_are_spawned_instead_of_forked(self) -> None:
        """A fork copies one thread only, and the locks that the others hold."""
        over = threading.Event()
        thread = threading.Thread(target=over.wait)
        thread.start()
        try:
            assert start_early(2048) is None
            assert outcome([GOOD])[0].verdict is Verdict.PASS
        finally:
            over.set()
            thread.join()

    def test_spawned_workers_find_the_package_where_it_is_not_installed(self, tmp_path: Path) -> None:
        """Run from a clone, with the clone's folder taken off the path as `python -m runner` does."""
        packages = str(Path(np.__file__).parents[1])
        script = tmp_path / "script.py"
        script.write_text(
            "import sys\n"
            f"sys.path[:] = [{HOUSE!r}, *sys.path[1:], {packages!r}]\n"
            "from runner.execution import Limits, Pool, starting\n"
            "from runner.model import Case\n"
            f"sys.path.remove({HOUSE!r})\n"
            "starting.can_fork = lambda: False\n"
            "if __name__ == '__main__':\n"
            "    case = Case(cost='np.sum(x)', shapes={'x': (2,)}, gradient='np.ones(2)')\n"
            "    with Pool([case], Limits(), 1) as each:\n"
            "        print(next(each.results())[1].verdict)\n"
        )
        done = subprocess.run([sys.executable, "-S", str(script)], capture_output=True, text=True, timeout=60, check=False)
        assert (done.stdout, done.stderr) == ("PASS\n", "")

    @pytest.mark.parametrize(("platform", "told"), [("linux", False), ("darwin", True), ("win32", True)])
    def test_it_is_told_where_memory_cannot_be_limited(self, platform: str, told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        assert (missing_limits() is not None) is told


class TestTrouble:
    def test_a_worker_that_is_killed_before_it_is_ready_is_replaced(self) -> None:
        early = start(multiprocessing.get_context("fork"), 2048)
        early.process.kill()
        with Pool([GOOD] * 5, Limits(), 1, early=early) as pool:
            assert [result.verdict for _, result in pool.results()] == [Verdict.PASS] * 5

    def test_a_worker_that_cannot_start_ends_the_run_with_one_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "once.py").write_text(
            f"import os\nif os.getpid() != {os.getpid()}:\n    os._exit(3)\ndef f(x):\n    return x\n"
        )
        monkeypatch.syspath_prepend(str(tmp_path))
        with pytest.raises(GradcaseError, match="could not be started"), Pool([GOOD], Limits(), 1, ("once",)) as pool:
            list(pool.results())
        assert living_children() == 0
