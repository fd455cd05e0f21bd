"""What strangers may send, and what it may cost: each of these took minutes, gigabytes or a traceback once."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner import catalog
from runner.catalog import expand, sources
from runner.catalog.reading import Reading
from runner.catalog.yaml_reader import read_document
from runner.errors import UsageError
from runner.execution import Limits, Pool
from runner.model import Case, Verdict, bounds
from runner.outputs import equations, pages
from runner.outputs.mathml import formula
from runner.outputs.mathml_names import MOST_NAMES
from runner.shell import ledger
from runner.shell.computing import compute
from runner.shell.options import parse
from runner.shell.planning import make_plan
from runner.shell.previous import history, last_run
from runner.shell.results_file import read_outcomes, read_results
from runner.shell.writing import write_files
from tests.command import RIGHT, document_in, gradcase, write
from tests.outputs import documents

HANGS = "cost: np.sum(x) + 0 * np.sum(np.linalg.svd(A)[1])\ngradient: np.ones(3)\n"
"""One evaluation of it takes about a second."""


def within(seconds: int, megabytes: int) -> Callable[[], None]:
    """Limits for the parent, of processor time and of address space."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))

    return limit


class TestReading:
    def test_directives_are_not_compared_for_minutes(self, tmp_path: Path) -> None:
        write(tmp_path, a="".join(f"%TAG !a{number}! tag:x{number}\n" for number in range(50_000)) + "---\n" + RIGHT)
        done = gradcase("--list", cwd=tmp_path, preexec=within(20, 2000))
        assert done.returncode == 2
        assert "more than 100 directives stand before the document" in done.stderr

    def test_a_few_are_read(self, tmp_path: Path) -> None:
        write(tmp_path, a="%YAML 1.2\n# a comment\n%TAG !a! tag:x\n---\n" + RIGHT)
        assert gradcase("--list", cwd=tmp_path).returncode == 0

    def test_many_anchors_on_one_line_are_read_in_a_moment(self, tmp_path: Path) -> None:
        lets = ", ".join(f"a{number}: &b{number} x" for number in range(20_000))
        write(tmp_path, a="{name: a, shapes: {x: [2]}, let: {" + lets + "}, cost: np.sum(x), gradient: np.ones(2)}\n")
        assert gradcase("--list", cwd=tmp_path, preexec=within(30, 2000)).returncode == 0

    def test_a_value_behind_its_anchor_keeps_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(RIGHT.replace("np.sum(x**2)", "&c \t np.summ(x**2)"))
        (case,) = catalog.read([str(tmp_path / "a.yaml")]).cases
        assert case.places["cost"][1:] == (4, 12)


def test_thousands_of_lines_are_shown_as_written_and_take_no_gigabyte(tmp_path: Path) -> None:
    lets = "".join(f"  v{number}: x + {number}\n" for number in range(2000))
    write(tmp_path, a=f"name: a\nshapes: {{x: [2]}}\nlet:\n{lets}cost: np.sum(v1999)\ngradient: np.ones(2)\n")
    done = gradcase(cwd=tmp_path, preexec=within(60, 1500))
    assert done.returncode == 0
    assert "v1999" in (tmp_path / "reports" / "index.html").read_text()


def test_so_many_names_are_still_typeset() -> None:
    names = {f"v{number}": 1 for number in range(MOST_NAMES)}
    assert "<msub>" in formula("v1 + 1", names).markup
    assert formula("v1 + 1", {**names, "w": 1}).markup == "<code>v1 + 1</code>"


class TestTheCommandLine:
    @pytest.mark.parametrize("name", ["--module=evil.yaml", "-o", "--trust"])
    def test_a_file_that_is_named_as_an_option_is_no_option(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / name).write_text(RIGHT)
        with pytest.raises(UsageError, match=re.escape(f"write ./{name} for the file")):
            parse(["a.yaml", name])
        assert parse(["--", name]).paths == (name,)
        assert parse([f"./{name}"]).paths == (f"./{name}",)


class TestLinksOutOfTheFolder:
    """As in a pull request that replaces a folder by a link."""

    @pytest.fixture
    def project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "project"
        folder.mkdir()
        write(folder, a=RIGHT)
        write(tmp_path, secret="password: hunter2\n")
        (tmp_path / "cases").rename(tmp_path / "secret")
        monkeypatch.chdir(folder)
        return folder

    @pytest.mark.parametrize("path", ["out", "out/secret.yaml", "cases/link.yaml", "cases/link.yaml::a"])
    def test_are_not_read(self, path: str, project: Path) -> None:
        (project / "out").symlink_to("../secret")
        (project / "cases" / "link.yaml").symlink_to("../../secret/secret.yaml")
        with pytest.raises(
            UsageError, match=r"leads by a link out of its folder, to .*/secret.*give what it leads to, or say --trust"
        ):
            parse([path])
        assert parse([path, "--trust"]).paths == (path,)

    @pytest.mark.parametrize("arguments", [[], ["--junit", "reports/junit.xml", "-o", "other"], ["--reference"]])
    def test_are_not_written_to(self, arguments: list[str], project: Path) -> None:
        (project / "reports").symlink_to("../secret")
        with pytest.raises(UsageError, match=r"^reports.* leads by a link out of its folder"):
            parse(["cases", *arguments])
        assert parse(["cases", *arguments, "--trust"])

    @pytest.mark.parametrize("name", ["part", "cache", "reference"])
    def test_so_it_is_with_folders_below_that_of_the_reports(self, name: str, project: Path) -> None:
        (project / "reports").mkdir()
        (project / "reports" / name).symlink_to("../../secret")
        with pytest.raises(UsageError, match=f"^reports/{name} leads by a link out of its folder"):
            parse(["cases"])

    def test_links_within_are_followed(self, project: Path) -> None:
        (project / "linked").symlink_to("cases")
        (project / "reports").symlink_to("cases")
        assert parse(["linked"]).output == "reports"

    def test_so_is_what_was_named_outside(self, project: Path) -> None:
        (project.parent / "other").symlink_to(project)
        assert parse(["../secret", "../other/cases", str(project.parent / "secret")])

    def test_what_a_run_writes_replaces_a_link_and_never_follows_one(self, project: Path) -> None:
        victim = project.parent / "victim"
        victim.write_text("kept")
        (project / "reports").mkdir()
        (project / "reports" / "index.html").symlink_to("/dev/full")
        (project / "reports" / f".results.json.{os.getpid()}.new").symlink_to(victim)
        write_files({str(project / "reports" / name): "new" for name in ("index.html", "results.json")})
        assert victim.read_text() == "kept"
        assert [path.read_text() for path in sorted((project / "reports").iterdir())] == ["new", "new"]


class TestSettingsOfStrangers:
    @pytest.mark.parametrize(
        ("setting", "told"),
        [
            ("timeout = 600", "lies in a folder that is given, and raises `timeout`"),
            ("memory = 4096", "lies in a folder that is given, and raises `memory`"),
            ("budget = 7200", "lies in a folder that is given, and raises `budget`"),
            ('output = "../victim"', "names ../victim, which is not in its folder"),
            ('paths = ["/etc"]', "names /etc, which is not in its folder"),
        ],
    )
    def test_raise_no_limit_and_lead_nowhere_else(
        self, setting: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        write(tmp_path, a=RIGHT)
        Path("gradcase.toml").write_text(f"{setting}\n")
        with pytest.raises(UsageError, match=re.escape(f"gradcase.toml {told}")):
            parse(["."])
        assert parse([".", "--trust"])

    def test_may_lower_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("gradcase.toml").write_text("timeout = 1\nmemory = 100\nbudget = 60\noutput = 'out'\n")
        assert parse(["."]).budget == 60

    @pytest.mark.parametrize("text", ["x = " + "[" * 100_000, "#" * 2**21])
    def test_are_read_within_bounds(self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("gradcase.toml").write_text(text)
        with pytest.raises(UsageError, match=r"^gradcase\.toml is "):
            parse(["."])

    def test_a_pipe_in_their_place_is_not_waited_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        os.mkfifo("pyproject.toml")
        assert parse(["."]).paths == (".",)


class TestBudget:
    def test_over_it_there_is_one_error_and_what_was_done_is_kept(self, tmp_path: Path) -> None:
        hanging = "name: hangs\nvalues: {A: 'rng.standard_normal((1000, 1000))'}\nshapes: {x: [3]}\nwrt: x\n" + HANGS
        write(tmp_path, a=RIGHT, b=hanging + "matrix: {seed: [0, 1, 2, 3, 4, 5, 6, 7]}\n")
        done = gradcase("--budget", "2", "--jobs", "1", cwd=tmp_path)
        assert done.returncode == 2
        assert "the run ended before its end: its budget of 2 seconds is spent" in done.stdout
        document = document_in(tmp_path / "reports")
        verdicts = [result["verdict"] for result in document["results"]]
        assert set(verdicts) <= {"PASS"}
        assert len(verdicts) < 9

    def test_so_it_is_with_the_bytes_of_results(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ledger, "MOST_BYTES", 10_000)
        write(tmp_path, a=RIGHT + "matrix: {seed: [%s]}\n" % ", ".join(map(str, range(50))))  # noqa: UP031
        monkeypatch.chdir(tmp_path)
        options = parse(["--jobs", "1"])
        document = compute(make_plan(["cases"]), options, []).document
        assert 1 <= len(document["results"]) < 50
        assert "the results take more than 10,000 bytes" in document["faults"][0]["message"]

    def test_a_file_holds_so_many_cases_at_most(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(expand, "MOST_CASES", 5)
        reading = Reading("a.yaml", RIGHT + "matrix: {seed: [0, 1, 2, 3, 4, 5]}\n")
        root = read_document(reading)
        assert root is not None
        assert expand.cases_of(root, "a", reading) == []
        assert [fault.message for fault in reading.faults] == ["this is case 6 of the file, which may hold 5"]


class TestWhatAllCasesShare:
    def test_is_told_once_where_it_is_long(self, tmp_path: Path) -> None:
        many = ", ".join(map(str, range(40)))
        comment = "# a remark\n" * 5000
        case = f"shapes: {{x: [3]}}\ncost: np.sum(x**2)\ngradient: '{'x + ' * 20_000}x'\n"
        write(tmp_path, a=f"name: a\n{comment}{case}matrix: {{seed: [{many}]}}\n")
        assert gradcase(cwd=tmp_path).returncode == 1
        text = (tmp_path / "reports" / "results.json").read_text()
        first, *others = (len(json.dumps(result)) for result in json.loads(text)["results"])
        assert sorted([first, *others])[-1] < 200_000
        assert sorted([first, *others])[-2] < 5_000
        assert "80,001 characters, as in a::a [seed=" in text


class TestPages:
    """One that fails costs itself."""

    @pytest.fixture
    def result(self) -> documents.Document:
        return documents.unexpected_failure()

    def test_that_take_too_long_are_reduced(self, result: documents.Document, monkeypatch: pytest.MonkeyPatch) -> None:
        ranks = equations._ranks

        def hang(result: documents.Document) -> Any:
            while result["declared"]["cost"]:
                pass
            return ranks(result)

        monkeypatch.setattr(equations, "_ranks", hang)
        monkeypatch.setattr(pages, "SECONDS", 0.5)
        text = pages.Pages().of(0, result)
        assert "more than 0.5 seconds of processor time" in text
        assert result["name"] in text

    def test_none_takes_the_report_with_it(self, result: documents.Document, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "LONGEST", 0)
        text = pages.Pages().of(0, {**result, "name": "<b>"})
        assert text.startswith('<article class="case" id="case=')
        assert "&lt;b&gt;" in text

    def test_that_take_too_much_memory_too(self, result: documents.Document, monkeypatch: pytest.MonkeyPatch) -> None:
        def swallow(*_: object) -> None:
            raise MemoryError

        monkeypatch.setattr(equations, "_ranks", swallow)
        assert "more memory than there is for it" in pages.Pages().of(0, result)

    def test_that_are_too_long(self, result: documents.Document, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "LONGEST", 4_000)
        assert "results.json has them" in pages.Pages().of(0, result)


class TestBounds:
    def test_what_swallows_errors_is_ended_too(self) -> None:
        def stubborn() -> None:
            while True:
                with contextlib.suppress(Exception):
                    while True:
                        pass

        with pytest.raises(bounds.TooMuch, match=r"0\.05 seconds"):
            bounds.within(0.05, stubborn)

    def test_what_ends_in_time_is_left_alone_and_so_is_another_s_clock(self) -> None:
        heard: list[int] = []
        before = signal.signal(signal.SIGPROF, lambda *_: heard.append(1))
        try:
            signal.setitimer(signal.ITIMER_PROF, 0.05)
            assert bounds.within(5.0, lambda: 42) == 42
            while not heard:
                pass
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def test_a_file_that_takes_too_long_to_read_costs_itself(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(
            tmp_path,
            a=RIGHT,
            b="cases:\n"
            + "".join(f"- {{name: c{n}, shapes: {{x: [2]}}, cost: np.sum(x), gradient: np.ones(2)}}\n" for n in range(20_000)),
        )
        monkeypatch.setattr(sources, "LONGEST", 0.2)
        found = catalog.read([str(tmp_path / "cases")])
        assert [case.id for case in found.cases] == ["a::sum of squares"]
        assert [fault.message for fault in found.faults] == ["to read this file takes more than 0.2 seconds of processor time"]

    def test_memory_of_this_process_has_an_end_while_it_is_bounded(self) -> None:
        with bounds.memory(200), pytest.raises(bounds.TooMuch):
            bounds.within(5.0, bytearray, 10**9)
        assert len(bytearray(10**9)) == 10**9


class TestResultsOfOthers:
    @pytest.fixture
    def document(self, tmp_path: Path) -> Any:
        write(tmp_path, a=RIGHT)
        gradcase(cwd=tmp_path)
        return document_in(tmp_path / "reports")

    @pytest.mark.parametrize(
        ("keys", "value"),
        [
            (("summary", "seconds"), "Infinity"),
            (("summary", "seconds"), -1),
            (("summary", "cases"), 10**400),
            (("selection", "shard"), [1]),
            (("selection", "shard"), [3, 2]),
            (("selection", "shard"), [1, 10**9]),
            (("results", 0, "seconds"), "NaN"),
            (("results", 0, "seconds"), 10**400),
            (("results", 0, "evaluations"), 10**400),
            (("results", 0, "max_relative"), 10**400),
        ],
    )
    def test_are_held_to_bounds(self, keys: tuple[Any, ...], value: Any, document: Any, tmp_path: Path) -> None:
        part = document
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = value
        path = tmp_path / "theirs.json"
        path.write_text(json.dumps(document))
        with pytest.raises(UsageError, match=r"theirs\.json is not a results\.json: `.*\b" + str(keys[-1])):
            read_results(str(path))
        done = gradcase("--merge", str(path), "-o", "merged", cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)

    @pytest.mark.parametrize("read", [read_results, read_outcomes])
    @pytest.mark.parametrize(
        "text",
        [
            "[" * 200_000,
            '{"a":' * 200_000,
            '{"format":1,"results":' + "[" * 100_000 + "]" * 100_000 + "}",
            '{\n  "format": 1,\n  "results": [\n    ' + "[" * 200_000 + "\n  ]\n}\n",
            '{"format": 1, "results": [], "x": ' + "9" * 1_000_000 + "}",
            '{"format": 1, "results": [], "x": NaN}',
            "",
            "null",
            "\ufeff{}",
            "\x00" * 1000,
        ],
        ids=["lists", "mappings", "results", "a line", "digits", "NaN", "nothing", "null", "a mark", "zeros"],
    )
    def test_however_deep_or_strange_are_one_error(self, text: str, read: Callable[[str], Any], tmp_path: Path) -> None:
        path = tmp_path / "theirs.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=r"theirs\.json is not a results\.json"):
            read(str(path))

    @pytest.mark.parametrize("read", [read_results, read_outcomes])
    def test_a_pipe_in_their_place_is_not_waited_for(self, read: Callable[[str], Any], tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "results.json")
        with pytest.raises(UsageError, match="this is no plain file"):
            read(str(tmp_path))

    def test_of_any_size_are_not_taken_in(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "reports").mkdir()
        with (tmp_path / "reports" / "results.json").open("wb") as file:
            file.write(b'{\n  "format": 1, ')
            file.truncate(2**40)
        assert last_run(str(tmp_path / "reports")).past == {}
        assert history(str(tmp_path / "reports")) == []
        with pytest.raises(UsageError, match="this has more than 8,589,934,592 bytes"):
            read_results(str(tmp_path / "reports"))

    def test_are_not_waited_for(self, tmp_path: Path) -> None:
        assert "is no plain file" in gradcase("--merge", "/dev/zero", cwd=tmp_path).stderr


def test_a_warning_of_python_does_not_end_a_worker() -> None:
    """To show one, Python looks for the line that it is about, and so opens a file."""
    warned = Case(cost="np.sum(np.exp(1000 * x) * 0 + np.log(x - x))", shapes={"x": (3,)}, gradient="x", id="warned")
    with Pool([warned], Limits(), 1) as pool:
        ((_, result),) = pool.results()
    assert result.verdict is Verdict.ERROR
    assert "reached" not in result.message
