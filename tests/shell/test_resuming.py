"""What is done is done: results outlive a run that is killed, and what did not change is not computed again."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.command import DOCUMENTED, RIGHT, WRONG, but_for_times, document_in, environment, gradcase, write

SLOW = """
import pathlib, time

def square(x):
    with open(pathlib.Path(__file__).parent / "evaluated", "a") as file:
        file.write(".")
    time.sleep(0.002)
    return (x**2).sum()
"""
CASES = 40


def catalogue(folder: Path) -> None:
    """Cases that take a while, and say that they were evaluated."""
    (folder / "slow.py").write_text(SLOW)
    case = "  - {{name: case {}, shapes: {{x: [2]}}, cost: slow.square(x), gradient: {} * x}}\n"
    write(folder, many="cases:\n" + "".join(case.format(number, 2 if number % 7 else 3) for number in range(CASES)))


def document(folder: Path, reports: str = "reports") -> Any:
    return document_in(folder / reports)


def evaluated(folder: Path) -> int:
    path = folder / "evaluated"
    return path.stat().st_size if path.exists() else 0


def killed(folder: Path, after: int, *arguments: str) -> int:
    """Run, and kill the parent once its journal holds so many results; returns how many it held then."""
    journal = folder / "reports" / "unfinished.jsonl"
    left = journal.stat().st_ino if journal.exists() else None
    with subprocess.Popen(
        [sys.executable, "-m", "gradcase", "--module", "slow", "--jobs", "2", *arguments],
        cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 30
        while (lines := lines_of(journal, left)) <= after:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.002)
        process.kill()
    return lines - 1


def lines_of(journal: Path, left: int | None) -> int:
    """How many lines the journal of this run has, which is not the file that was left."""
    return journal.read_bytes().count(b"\n") if journal.exists() and journal.stat().st_ino != left else 0


class TestAKilledRun:
    def test_loses_only_what_was_in_flight_and_is_gone_on_with(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        gradcase("--module", "slow", "-o", "whole", cwd=tmp_path)
        each = evaluated(tmp_path) / CASES
        (tmp_path / "evaluated").unlink()
        held = 0
        for _ in range(3):
            held = killed(tmp_path, held + random.randrange(2, 12), *(["--resume"] if held else []))
        told = gradcase("--module", "slow", "--resume", cwd=tmp_path)
        kept = re.fullmatch(rf"(\d+) of {CASES} results still hold\n", told.stderr)
        assert kept is not None
        assert int(kept[1]) >= held
        assert told.returncode == 1
        assert but_for_times(tmp_path / "reports") == but_for_times(tmp_path / "whole")
        assert sum(result["checked"] is not None for result in document(tmp_path)["results"]) == int(kept[1])
        # two workers, three kills: so many cases at most were begun and lost, and each is told to the parent within a moment
        assert evaluated(tmp_path) <= each * (CASES + 3 * 2 * 3)
        assert sorted(os.listdir(tmp_path / "reports")) == ["index.html", "results.json"]

    def test_is_told_of_where_nobody_asks_for_it(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        killed(tmp_path, 3)
        told = gradcase("--module", "slow", cwd=tmp_path)
        assert told.stderr == "a run that was killed has left results: --resume would go on from there\n"
        assert not any(result["checked"] for result in document(tmp_path)["results"])

    def test_is_not_lost_where_another_run_begins_and_does_not_come_to_an_end(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        held = killed(tmp_path, 8)
        again = killed(tmp_path, 2)
        folder = tmp_path / "reports"
        assert sorted(os.listdir(folder)) == ["unfinished.1.jsonl", "unfinished.jsonl"]
        assert gradcase("--module", "slow", "-k", "case 3", cwd=tmp_path).returncode in {0, 1}
        assert len([name for name in os.listdir(folder) if name.startswith("unfinished")]) == 2
        told = gradcase("--module", "slow", "--resume", cwd=tmp_path)
        kept = re.fullmatch(rf"(\d+) of {CASES} results still hold\n", told.stderr)
        assert kept is not None
        assert int(kept[1]) >= max(held, again)
        assert sorted(os.listdir(folder)) == ["index.html", "results.json"]

    def test_is_not_lost_to_a_run_that_cannot_begin(self, tmp_path: Path) -> None:
        pytest.importorskip("distributed")
        catalogue(tmp_path)
        killed(tmp_path, 5)
        left = (tmp_path / "reports" / "unfinished.jsonl").read_bytes()
        assert gradcase("--module", "slow", "--dask", "tcp://127.0.0.1:1", cwd=tmp_path).returncode == 2
        assert os.listdir(tmp_path / "reports") == ["unfinished.jsonl"]
        assert (tmp_path / "reports" / "unfinished.jsonl").read_bytes() == left

    def test_is_forgotten_once_another_has_found_all_that_it_held(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        killed(tmp_path, 3, "cases/many.yaml")
        assert gradcase("--module", "slow", "cases/many.yaml", cwd=tmp_path).returncode == 1
        assert sorted(os.listdir(tmp_path / "reports")) == ["index.html", "results.json"]

    def test_is_kept_for_the_options_it_had(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        killed(tmp_path, 5, "--timeout", "20")
        killed(tmp_path, 2, "--resume")
        told = gradcase("--module", "slow", "--timeout", "20", "--resume", cwd=tmp_path)
        kept = re.fullmatch(rf"(\d+) of {CASES} results still hold\n", told.stderr)
        assert kept is not None
        assert int(kept[1]) >= 5

    def test_a_run_that_cannot_begin_leaves_none(self, tmp_path: Path) -> None:
        pytest.importorskip("distributed")
        catalogue(tmp_path)
        assert gradcase("--module", "slow", "--dask", "tcp://127.0.0.1:1", cwd=tmp_path).returncode == 2
        assert not os.listdir(tmp_path / "reports")

    def test_a_line_that_is_not_whole_is_no_result(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        killed(tmp_path, 8)
        journal = tmp_path / "reports" / "unfinished.jsonl"
        text = journal.read_bytes()  # more may have come until it was dead
        whole = text[: text.rindex(b"\n")]
        journal.write_bytes(whole[:-7])
        results = whole.count(b"\n")  # below the line of what is run
        told = gradcase("--module", "slow", "--resume", cwd=tmp_path)
        assert told.stderr == f"{results - 1} of {CASES} results still hold\n"

    @pytest.mark.parametrize("junk", [b"", b"\x00" * 1000, b"[" * 100_000, b'{"format": 1}\n{"id": ', b"[]\n3\n", b"null\n"])
    def test_a_journal_that_is_none_is_no_memory_and_no_error(self, junk: bytes, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "unfinished.jsonl").write_bytes(junk)
        told = gradcase("--resume", cwd=tmp_path)
        assert (told.returncode, told.stderr) == (0, "no result of before still holds: running all\n")
        assert sorted(os.listdir(tmp_path / "reports")) == ["index.html", "results.json"]

    def test_what_it_left_half_written_is_removed_by_the_next(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "reports").mkdir()
        with subprocess.Popen([sys.executable, "-c", ""]) as gone:
            gone.wait()
        left = [f".{name}.{gone.pid}.new" for name in ("index.html", "results.json", "unfinished.jsonl")]
        others = [f".results.json.{os.getpid()}.new", f".notes.{gone.pid}.new", ".results.json.x.new"]
        for name in (*left, *others):
            (tmp_path / "reports" / name).touch()
        gradcase(cwd=tmp_path)
        assert sorted(os.listdir(tmp_path / "reports")) == sorted([*others, "index.html", "results.json"])

    def test_two_runs_at_once_do_not_write_one_journal(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        journal = tmp_path / "reports" / "unfinished.jsonl"
        with subprocess.Popen(
            [sys.executable, "-m", "gradcase", "--module", "slow", "--jobs", "1"], cwd=tmp_path, env=environment(),
            stdout=subprocess.DEVNULL,
        ) as first:  # fmt: skip
            while not journal.exists():
                time.sleep(0.002)
            first.send_signal(signal.SIGSTOP)  # it must not be over before the second is
            write(tmp_path, many=RIGHT)
            second = gradcase("--module", "slow", cwd=tmp_path)
            assert (second.returncode, second.stderr) == (0, "")
            lines = journal.read_bytes().splitlines()
            first.send_signal(signal.SIGCONT)
            first.wait()
        assert all(json.loads(line)["name"].startswith("case") for line in lines[1:])
        assert not journal.exists()

    def test_a_link_in_its_place_gives_way(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "reports").mkdir()
        (tmp_path / "victim").write_text("kept")
        (tmp_path / "reports" / "unfinished.jsonl").symlink_to(tmp_path / "victim")
        assert gradcase("--resume", cwd=tmp_path).returncode == 0
        assert (tmp_path / "victim").read_text() == "kept"


BEGUN = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
print("begun", flush=True)
runpy.run_module("gradcase", run_name="__main__", alter_sys=True)
"""
"""The command, which says when Python itself has started: what a signal does before that is not ours to say."""


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT", "SIGSTOP"])
def test_whenever_a_signal_comes_nothing_is_left_behind_and_what_was_done_is_kept(name: str, tmp_path: Path) -> None:
    """At a random moment from the start of the command to the end of the report."""
    catalogue(tmp_path)
    number, reports, temporary = getattr(signal, name), tmp_path / "reports", tmp_path / "tmp"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", BEGUN, "--module", "slow", "--jobs", "2"], cwd=tmp_path, start_new_session=True,
        env=environment(TMPDIR=str(temporary)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(random.uniform(0.0, 1.0))
        process.send_signal(number)
        if number == signal.SIGSTOP:
            time.sleep(0.1)
            process.send_signal(signal.SIGCONT)
        out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + err
    ends = {-number, 1, 130} | ({128 + number} if number != signal.SIGSTOP else set())
    assert process.returncode in ends
    if (reports / "results.json").exists():
        assert all(not result["lost"] and result["verdict"] != "TIMEOUT" for result in document(tmp_path)["results"])
    deadline = time.monotonic() + 5
    while living_group(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not os.listdir(temporary)
    told = gradcase("--module", "slow", "--resume", cwd=tmp_path)
    assert (told.returncode, len(document(tmp_path)["results"])) == (1, CASES)
    assert sorted(os.listdir(reports)) == ["index.html", "results.json"]


def living_group(group: int) -> bool:
    """Whether a process of the group is there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


class TestAfterCtrlC:
    def test_it_goes_on_from_the_report_of_what_was_done(self, tmp_path: Path) -> None:
        catalogue(tmp_path)
        journal = tmp_path / "reports" / "unfinished.jsonl"
        with subprocess.Popen(
            [sys.executable, "-m", "gradcase", "--module", "slow", "--jobs", "2"], cwd=tmp_path, env=environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            while not (journal.exists() and journal.read_bytes().count(b"\n") > 9):
                time.sleep(0.002)
            process.send_signal(signal.SIGINT)
        assert process.returncode == 130
        assert not journal.exists()
        done = len(document(tmp_path)["results"])
        assert 9 <= done < CASES
        told = gradcase("--module", "slow", "--resume", cwd=tmp_path)
        assert told.stderr == f"{done} of {CASES} results still hold\n"
        assert len(document(tmp_path)["results"]) == CASES


class TestOnlyWhatChanged:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        (tmp_path / "layers.py").write_text("import inner\ndef square(x):\n    return inner.square(x)\n")
        (tmp_path / "inner.py").write_text("def square(x):\n    return (x**2).sum()\n")
        write(tmp_path, a=RIGHT, b=WRONG, c=DOCUMENTED)
        gradcase("--module", "layers", cwd=tmp_path)
        return tmp_path

    def again(self, folder: Path, *arguments: str) -> str:
        return gradcase("--module", "layers", "--changed", *arguments, cwd=folder).stderr

    def test_nothing_changed_nothing_is_computed(self, project: Path) -> None:
        first, found = document(project), but_for_times(project / "reports")
        told = gradcase("--module", "layers", "--changed", cwd=project)
        assert (told.returncode, told.stderr) == (1, "3 of 3 results still hold\n")
        second = document(project)
        assert but_for_times(project / "reports") == found
        assert [result["checked"] for result in second["results"]] == [first["generated"]] * 3
        assert second["environment"] == first["environment"]
        self.again(project)
        assert [result["checked"] for result in document(project)["results"]] == [first["generated"]] * 3

    def test_a_case_whose_text_changed_is(self, project: Path) -> None:
        write(project, b=WRONG.replace("gradient: x", "gradient: 2 * x"))
        assert self.again(project) == "2 of 3 results still hold\n"
        assert [result["as_expected"] for result in document(project)["results"]] == [True, True, True]

    @pytest.mark.parametrize(
        "more", ["h: 1e-5\n", "expect: fail\n", "timeout: 3\n", "# a comment\n", "let: {y: x}\n", "tags: [other]\n"]
    )
    def test_whatever_of_it_changed(self, more: str, project: Path) -> None:
        write(project, b=WRONG.replace("tags: [smooth, wrong]\n", "") + more)
        assert self.again(project) == "2 of 3 results still hold\n"

    @pytest.mark.parametrize("module", ["layers", "inner"])
    def test_so_are_all_where_the_code_that_is_lent_changed(self, module: str, project: Path) -> None:
        path = project / f"{module}.py"
        path.write_text(path.read_text() + "\n")
        assert self.again(project) == "no result of before still holds: running all\n"

    @pytest.mark.parametrize("option", [["--strict"], ["--timeout", "7"], ["--memory", "1000"], ["--seed", "5"]])
    def test_or_where_they_are_run_otherwise(self, option: list[str], project: Path) -> None:
        assert self.again(project, *option) == "no result of before still holds: running all\n"

    def test_or_by_another_version(self, project: Path) -> None:
        path = project / "reports" / "results.json"
        path.write_text(re.sub(r'("gradcase": )"[^"]+"', r'\1"0.0.1"', path.read_text()))
        assert self.again(project) == "no result of before still holds: running all\n"

    def test_what_was_lost_or_ran_out_of_time_is_tried_again(self, project: Path) -> None:
        path = project / "reports" / "results.json"
        text = path.read_text()
        path.write_text(text.replace('"verdict":"PASS"', '"verdict":"TIMEOUT"').replace('"lost":false', '"lost":true', 2))
        assert self.again(project, "--trust") == "1 of 3 results still hold\n"

    def test_a_result_that_is_not_as_we_write_it_is_none(self, project: Path) -> None:
        path = project / "reports" / "results.json"
        path.write_text(path.read_text().replace('"evaluations":', '"evaluations":"x","was":', 1))
        assert self.again(project, "--trust") == "2 of 3 results still hold\n"
        assert len(document(project)["results"]) == 3

    def test_what_somebody_else_put_there_is_not_believed(self, project: Path) -> None:
        path = project / "reports" / "results.json"
        forged = path.read_text().replace('"verdict":"FAIL","as_expected":false', '"verdict":"PASS","as_expected":true')
        path.write_text(forged)
        told = gradcase("--module", "layers", "--changed", cwd=project)
        why = "1 of the results there bear no mark of yours and are had again: --trust takes them over\n"
        assert (told.returncode, told.stderr) == (1, why + "2 of 3 results still hold\n")
        path.write_text(forged)
        assert gradcase("--module", "layers", "--changed", "--trust", cwd=project).returncode == 0

    def test_nor_what_was_found_under_other_conditions(self, project: Path) -> None:
        path = project / "reports" / "results.json"
        text = path.read_text()
        path.write_text(text.replace('"timeout": "30"', '"timeout": "31"'))
        told = self.again(project, "--timeout", "31")
        assert told.startswith("3 of the results there bear no mark of yours")

    def test_nor_by_another_user(self, project: Path) -> None:
        told = gradcase("--module", "layers", "--changed", cwd=project, env={"XDG_CACHE_HOME": str(project / "other")})
        assert told.stderr.startswith("3 of the results there bear no mark of yours")


INHERITED = """\
defaults: {h: 1e-4}
cases:
  - name: base
    shapes: {x: [3]}
    cost: np.sum(x**2)
    gradient: &claim 2 * x
    variants:
      - {name: scaled, cost: np.sum(x**2) * 1}
  - name: over sizes
    sizes: {n: 2}
    shapes: {x: [n]}
    cost: np.sum(x**2)
    gradient: *claim
    matrix: {n: [2, 3], seed: [0, 1]}
"""
"""Six cases, which have what they say from seven places."""


class TestWhatACaseHasFromElsewhere:
    @pytest.mark.parametrize(
        ("before", "after", "held"),
        [
            ("h: 1e-4", "h: 1e-5", 1),
            ("&claim 2 * x", "&claim x * 2", 1),
            ("shapes: {x: [3]}", "shapes: {x: [4]}", 5),
            ("scaled, cost: np.sum(x**2) * 1", "scaled, cost: np.sum(x**2) * 1.0", 5),
            ("n: [2, 3]", "n: [2, 4]", 3),
            ("seed: [0, 1]", "seed: [0, 2]", 3),
            ("cost: np.sum(x**2)\n    gradient: *claim", "cost: np.sum(x * x)\n    gradient: *claim", 3),
        ],
        ids=["defaults", "an anchor", "a base", "a variant", "sizes of a matrix", "seeds of a matrix", "what is varied"],
    )
    def test_changes_it(self, before: str, after: str, held: int, tmp_path: Path) -> None:
        write(tmp_path, a=INHERITED, b=RIGHT)
        gradcase(cwd=tmp_path)
        assert INHERITED.count(before) == 1
        write(tmp_path, a=INHERITED.replace(before, after))
        told = gradcase("--changed", cwd=tmp_path)
        gradcase("-o", "anew", cwd=tmp_path)
        assert but_for_times(tmp_path / "reports") == but_for_times(tmp_path / "anew")
        assert told.stderr == f"{held} of 7 results still hold\n"


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(tmp_path: Path) -> None:
    catalogue(tmp_path)
    told = gradcase("--module", "slow", "-o", "cases/many.yaml/reports", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "gradcase: cannot write cases/many.yaml/reports: Not a directory\n"
    assert evaluated(tmp_path) == 0


@pytest.mark.parametrize("name", ["index.html", "results.json", "unfinished.jsonl"])
def test_what_is_no_file_in_the_place_of_a_report_is_not_waited_for(name: str, tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    (tmp_path / "reports").mkdir()
    os.mkfifo(tmp_path / "reports" / name)
    for arguments in ([], ["--resume"], ["--last-failed"]):
        assert gradcase("-o", "reports", *arguments, cwd=tmp_path).returncode in {0, 2}
