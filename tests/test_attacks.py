"""What strangers may send, and what it may cost: each of these took minutes, gigabytes or a traceback once."""

from __future__ import annotations

import json
import re
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner import catalog
from runner.errors import UsageError
from runner.execution import Limits, Pool
from runner.model import Case, Verdict
from runner.outputs import mathml
from runner.shell.options import parse
from runner.shell.results_file import read_results
from tests.command import RIGHT, gradcase, write


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
    names = {f"v{number}": 1 for number in range(mathml.MOST_NAMES)}
    assert "<msub>" in mathml.formula("v1 + 1", names).markup
    assert mathml.formula("v1 + 1", {**names, "w": 1}).markup == "<code>v1 + 1</code>"


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


class TestResultsOfOthers:
    @pytest.fixture
    def document(self, tmp_path: Path) -> Any:
        write(tmp_path, a=RIGHT)
        gradcase(cwd=tmp_path)
        return json.loads((tmp_path / "reports" / "results.json").read_text())

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

    def test_are_not_waited_for(self, tmp_path: Path) -> None:
        assert "is no plain file" in gradcase("--merge", "/dev/zero", cwd=tmp_path).stderr


def test_a_warning_of_python_does_not_end_a_worker() -> None:
    """To show one, Python looks for the line that it is about, and so opens a file."""
    warned = Case(cost="np.sum(np.exp(1000 * x) * 0 + np.log(x - x))", shapes={"x": (3,)}, gradient="x", id="warned")
    with Pool([warned], Limits(), 1) as pool:
        ((_, result),) = pool.results()
    assert result.verdict is Verdict.ERROR
    assert "reached" not in result.message
