"""Paths → Run, as the library gives it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runner import Case, CaseFileError, UsageError, Verdict, check, load, run
from runner.execution import Worker, starting, worker
from runner.model import Doubt, DoubtKind, Expectation, Place, Result, Run
from runner.shell.planning import Plan, make_plan, only
from runner.shell.running import Settings, execute, finished
from runner.shell.selection import Past
from tests.command import BROKEN, DOCUMENTED, RIGHT, TYPO, WRONG, write


def ids(results: Run) -> list[str]:
    return [result.case.id for result in results.results]


class TestLoad:
    def test_one_path_or_several_of_text_or_path(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        folder = tmp_path / "cases"
        assert [case.id for case in load(folder)] == ["a::sum of squares", "b::half the gradient"]
        assert [case.id for case in load([str(folder / "b.yaml"), folder / "a.yaml"])] == [
            "b::half the gradient",
            "a::sum of squares",
        ]

    def test_every_fault_is_in_the_error(self, tmp_path: Path) -> None:
        write(tmp_path, a=BROKEN, b=BROKEN, c=RIGHT)
        with pytest.raises(CaseFileError, match="gradiant") as error:
            load(tmp_path / "cases")
        assert {fault.place.file for fault in error.value.faults if fault.place} == {
            str(tmp_path / "cases" / "a.yaml"),
            str(tmp_path / "cases" / "b.yaml"),
        }


class TestCheck:
    def test_a_case_made_in_python(self) -> None:
        result = check(Case(shapes={"W": (5, 10), "x": (10, 3)}, cost="np.sum(W.dot(x))", wrt="x", gradient="W"))
        assert result.verdict is Verdict.FAIL
        assert not result.as_expected

    def test_functions_can_be_lent(self) -> None:
        case = Case(shapes={"x": (3,)}, cost="layers.cost(x)", gradient="2 * x")
        assert check(case, {"layers": {"cost": lambda x: (x**2).sum()}}).verdict is Verdict.PASS

    def test_a_fault_of_a_loaded_case_is_placed_at_the_character(self, tmp_path: Path) -> None:
        write(tmp_path, a=TYPO)
        (case,) = load(tmp_path / "cases")
        assert check(case).place == Place(str(tmp_path / "cases" / "a.yaml"), 3, 7)

    def test_a_fault_of_a_case_made_in_python_has_no_place(self) -> None:
        result = check(Case(shapes={"x": (3,)}, cost="np.summ(x)", gradient="x"))
        assert result.place is None
        assert "summ" in result.message


class TestRun:
    def test_results_stand_in_the_order_of_the_catalogue(self, tmp_path: Path) -> None:
        write(tmp_path, c=RIGHT, a=WRONG, b=DOCUMENTED)
        found = run(tmp_path / "cases")
        assert ids(found) == ["a::half the gradient", "b::half the gradient", "c::sum of squares"]
        assert [result.as_expected for result in found.results] == [False, True, True]

    def test_faults_of_files_are_beside_the_results_of_the_others(self, tmp_path: Path) -> None:
        write(tmp_path, a=BROKEN, b=RIGHT)
        found = run(tmp_path / "cases")
        assert len(found.faults) == 1
        assert ids(found) == ["b::sum of squares"]

    def test_only_faults_is_a_run_too(self, tmp_path: Path) -> None:
        write(tmp_path, a=BROKEN)
        found = run(tmp_path / "cases")
        assert (len(found.faults), found.results) == (1, ())

    def test_the_options_select_as_on_the_command_line(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        assert ids(run(tmp_path / "cases", keyword="squares")) == ["a::sum of squares"]
        assert ids(run(tmp_path / "cases", tags=["wrong"])) == ["b::half the gradient"]
        assert sum(len(run(tmp_path / "cases", shard=(part, 2)).results) for part in (1, 2)) == 2

    def test_a_seed_replaces_that_of_the_cases(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        assert run(tmp_path / "cases", seed=11).results[0].case.seed == 11

    def test_how_many_there_were_and_how_many_were_asked_for(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG, c=DOCUMENTED)
        found = run(tmp_path / "cases", tags=["wrong"], fail_fast=True)
        assert (found.declared, found.selected) == (3, 2)

    def test_what_leads_nowhere_is_an_error_of_use(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no file or folder"):
            run(tmp_path / "nothing")

    def test_it_says_what_computed(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        assert run(tmp_path / "cases").environment.keys() == {"gradcase", "Python", "system", "numpy", "BLAS"}


class TestPlan:
    def test_what_failed_last_time_is_computed_first_and_told_in_order(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=RIGHT, c=WRONG)
        folder = tmp_path / "cases"
        past = {f"{folder}/c.yaml::half the gradient": Past(False, 0.1), f"{folder}/b.yaml::sum of squares": Past(True, 9.0)}
        plan = make_plan([str(tmp_path / "cases")], past=past)
        assert plan.order == (2, 1, 0)
        heard: list[tuple[int, str]] = []
        execute(plan, Settings(), on_result=lambda index, result: heard.append((index, result.case.id)))
        assert heard == [(2, "c::half the gradient"), (1, "b::sum of squares"), (0, "a::sum of squares")]
        assert ids(execute(plan, Settings())) == [name for _, name in reversed(heard)]

    def test_results_are_kept_by_whoever_hears_them_or_by_the_run(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        plan = make_plan([str(tmp_path / "cases")])
        assert len(execute(plan, Settings()).results) == 1
        assert execute(plan, Settings(), on_result=lambda *_: None).results == ()

    def test_a_part_of_it_is_what_stands_in_some_files(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        plan = only(make_plan([str(tmp_path / "cases")]), {str(tmp_path / "cases" / "b.yaml")})
        assert [case.id for case in plan.cases] == ["b::half the gradient"]
        assert ids(execute(plan, Settings())) == ["b::half the gradient"]

    def test_fail_fast_stops(self, tmp_path: Path) -> None:
        write(tmp_path, a=WRONG, b=RIGHT, c=RIGHT)
        found = execute(make_plan([str(tmp_path / "cases")]), Settings(fail_fast=True))
        assert (ids(found), found.selected, found.interrupted) == (["a::half the gradient"], 3, False)

    def test_ctrl_c_keeps_what_was_done(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=RIGHT, c=RIGHT)

        kept = []

        def heard(_: int, result: Result) -> None:
            kept.append(result.case.id)
            if result.case.id.startswith("b"):
                raise KeyboardInterrupt

        found = execute(make_plan([str(tmp_path / "cases")]), Settings(), on_result=heard)
        assert (found.interrupted, found.selected) == (True, 3)
        assert kept == ["a::sum of squares", "b::sum of squares"]

    def test_of_nothing_nothing_is_computed(self) -> None:
        assert execute(Plan((), (), 0), Settings()).results == ()


class TestStrict:
    DOUBTFUL = Result(Case(), Verdict.PASS, True, "fine", doubt=Doubt(DoubtKind.ROUNDING, "noise"))

    def test_a_doubt_counts_only_where_asked_for(self) -> None:
        assert finished(self.DOUBTFUL, strict=False).as_expected
        strict = finished(self.DOUBTFUL, strict=True)
        assert not strict.as_expected
        assert strict.surprise == "the verdict is doubtful (rounding), which counts as unexpected here"

    def test_so_does_a_pass_that_was_not_looked_at_to_the_end(self) -> None:
        cut_short = Result(Case(), Verdict.PASS, True, "fine", unexplained=("out of time",))
        assert finished(cut_short, strict=False).as_expected
        assert (
            finished(cut_short, strict=True).surprise == "the verdict is doubtful (unexamined), which counts as unexpected here"
        )

    def test_a_documented_doubt_never_counts(self) -> None:
        documented = replace(self.DOUBTFUL, case=Case(expect=Expectation(doubt=DoubtKind.ROUNDING)))
        assert finished(documented, strict=True) == documented
        other = replace(self.DOUBTFUL, case=Case(expect=Expectation(doubt=DoubtKind.KINK)))
        assert not finished(other, strict=True).as_expected

    def test_without_a_doubt_nothing_changes(self) -> None:
        result = Result(Case(), Verdict.PASS, True, "fine")
        assert finished(result, strict=True) == result


def test_what_was_done_is_not_lost_where_no_worker_can_be_had_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a=RIGHT, b="name: a crash\nshapes: {x: [2]}\ncost: losing.crash(x)\ngradient: x\n", c=RIGHT)
    (tmp_path / "losing.py").write_text("import os\ndef crash(x):\n    os._exit(1)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    start = worker.start
    started: list[Worker] = []

    def once(*arguments: Any) -> Worker:
        another = start(*arguments)
        if started:
            another.process.kill()
        started.append(another)
        return another

    monkeypatch.setattr(starting, "start", once)
    done = run(tmp_path / "cases", modules=["losing"], jobs=1)
    assert ids(done) == ["a::sum of squares"]
    assert [fault.message for fault in done.faults] == [
        "the run ended before its end: a worker process could not be started (exit code -9)"
    ]
    assert len(started) == 1 + starting.STARTS
