"""Hints for teachers: what is told at each level, and that what is withheld stands in no report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from runner import Case, check
from runner.model import Result, Run
from runner.outputs import OUTPUTS, github, json_report, notebook, parts, terminal
from tests.command import DOCUMENTED, RIGHT, WRONG, document_in, environment, gradcase, write

HALF = Case(
    name="half",
    shapes={"x": (3,), "W": (2, 3)},
    let={"h": "W @ x", "dh": "h"},
    cost="np.sum(h**2)",
    gradient={"x": "W.T @ dh", "W": "np.outer(dh, x)"},
)
NUMBERS = Case(name="numbers", values={"x": ((1.25, 2.5), (3.75, 5.0))}, cost="np.sum(x**2)", wrt="x", gradient=((1, 2), (3, 4)))
SHAPE = Case(name="shape", shapes={"x": (3,)}, cost="np.sum(x**3)", gradient="np.sum(3 * x)")
SECOND = Case(name="square", shapes={"x": (3,)}, cost="np.sum(np.sin(x)**2)", gradient="2 * np.sin(x)")
KINK = Case(name="kink", values={"x": (0.0, 1.0)}, cost="np.sum(np.abs(x))", wrt="x", gradient="3 * np.sign(x)")
WRONG_CASES = [HALF, NUMBERS, SHAPE, SECOND, KINK]


def reports(results: list[Result]) -> dict[str, str]:
    """Every text that a run leaves, by what it is."""
    document = json_report.document(Run(tuple(results)), generated="2025-01-01T00:00:00+00:00", command="", version="")
    texts = {name: "".join(parts(name, document)) for name in OUTPUTS}
    texts["terminal"] = terminal.render(document, verbose=1)
    texts["github"] = github.commands(document) + github.summary(document)
    texts["notebook"] = "".join(notebook.result_html(result) for result in results)
    texts["printed"] = "".join(f"{result}{result!r}" for result in results)
    return texts


def secrets(result: Result) -> set[str]:
    """What of a result at all hints would give the right gradient away: formulas and the numbers of it."""
    found = {text for finding in result.findings for text in (finding.suggestion, finding.fix) if text}
    found |= {finding.message for finding in result.findings if finding.cause != "shape"}
    numbers = [entry.numerical for check in result.inputs for entry in check.table]
    found |= {f"{number:.6g}" for number in numbers if len(f"{number:.6g}") > 4}
    written = f"{result.case.claims}{result.case.let}"
    return {secret for secret in found if secret not in written}


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("case", WRONG_CASES, ids=lambda case: case.name)
def test_the_right_gradient_stands_nowhere(case: Case, level: int) -> None:
    everything = check(case)
    told = reports([check(case, hints=level)])
    assert secrets(everything)
    for name, text in told.items():
        for secret in secrets(everything):
            assert secret not in text, (name, secret)


def test_all_is_told_where_nothing_is_said() -> None:
    result = check(HALF)
    assert (result.findings, result.hints) == (check(HALF, hints=2).findings, 2)
    assert "2 * h" in reports([result])["json"]


def test_the_cause_and_its_place_are_told_at_one() -> None:
    result = check(HALF, hints=1)
    assert result.cause == "scale"
    assert result.suggestion is None
    finding = result.findings[0]
    assert (finding.fix, finding.edit, finding.evidence) == (None, None, "")
    assert finding.place is not None
    assert finding.place.key == "let.dh"
    assert "constant multiple" in finding.message
    assert "scale" in reports([result])["terminal"]


def test_the_verdict_alone_is_told_at_none() -> None:
    result = check(SECOND, hints=0)
    assert (result.verdict, result.as_expected, result.cause, result.findings) == ("FAIL", False, None, ())
    assert result.message == "3 of 3 entries of `x` are wrong, the first `x[0]`" or "all 3 entries" in result.message
    told = reports([result])
    assert "wrong-derivative" not in told["terminal"]
    assert json.loads(told["json"])["results"][0]["cause"] is None


def test_what_is_right_is_told_as_ever() -> None:
    right = Case(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="2 * x")
    assert check(right, hints=0).verdict == "PASS"
    assert check(right, hints=0).message == check(right).message


def test_a_claim_that_was_derived_stands_as_it_was_written() -> None:
    derived = Case(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="derive")
    assert check(derived).case.gradient == "2 * x"
    assert check(derived, hints=1).case.gradient == "derive"


def results(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document_in(folder / "reports")["results"]
    return found


def test_the_command_and_the_configuration_say_how_much(tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG, right=RIGHT, documented=DOCUMENTED)
    done = gradcase("--hints", "1", cwd=tmp_path)
    assert done.returncode == 1
    assert "2 * x" not in done.stdout.replace("sum of squares", "")
    assert "--hints 1" in done.stdout  # the command that runs the case again
    (tmp_path / "gradcase.toml").write_text("hints = 0\n", encoding="utf-8")
    assert "scale" not in gradcase(cwd=tmp_path).stdout
    assert {result["hints"] for result in results(tmp_path)} == {0}
    assert "fix     2 * x" in gradcase("--hints", "2", cwd=tmp_path).stdout


@pytest.mark.parametrize("option", [["--fix"], ["--diff"], ["--derive", "cases/wrong.yaml::half the gradient"]], ids=str)
def test_what_writes_the_gradient_does_not_go_with_fewer_hints(option: list[str], tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG)
    (tmp_path / "gradcase.toml").write_text("hints = 1\n", encoding="utf-8")
    done = gradcase(*option, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"gradcase: {option[0]} tells the right gradient, which --hints 1 withholds\n"
    assert gradcase(*option, "--hints", "2", cwd=tmp_path).returncode in (0, 1)


def test_other_levels_are_refused(tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG)
    assert gradcase("--hints", "3", cwd=tmp_path).returncode == 2
    (tmp_path / "gradcase.toml").write_text("hints = true\n", encoding="utf-8")
    done = gradcase(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "gradcase: gradcase.toml:1: `hints` is 0, 1 or 2\n")


def test_pytest_tells_as_much_as_the_configuration_says(tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\ngradcase_paths = ["cases"]\n[tool.gradcase]\nhints = 1\n', encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "cases"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "scale" in done.stdout
    assert "2 * x" not in done.stdout
