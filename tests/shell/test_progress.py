"""The line that says how far a run is."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Case, Result, Verdict
from runner.shell import progress
from runner.shell.progress import CLEAR, Bar

CASES = [Case(name=name) for name in ("first", "second \x1b[2J", "third")]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress, "perf_counter", lambda: now[0])
    return now


def result(index: int, *, good: bool = True) -> Any:
    return Result(CASES[index], Verdict.PASS, good, "")


def test_short_work_draws_nothing(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    with Bar(CASES, (0, 1, 2), shown=True) as bar:
        clock[0] = 0.9
        bar.count(0, result(0))
    assert capsys.readouterr().err == ""


def test_long_work_says_how_far_it_is_and_leaves_nothing_behind(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    with Bar(CASES, (0, 1, 2), shown=True, color=False) as bar:
        clock[0] = 2.0
        bar.count(0, result(0, good=False))
        assert capsys.readouterr().err.endswith(" 1/3  0/s  0:04 left  1 unexpected")
    assert capsys.readouterr().err.endswith(CLEAR)


def test_a_case_that_takes_long_is_named_and_obeyed_in_nothing(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    with Bar(CASES, (2, 1, 0), shown=True, color=False, width=120) as bar:
        bar.count(2, result(2))
        clock[0] = 5.0
        bar.draw()
        assert capsys.readouterr().err.endswith("  second \\x1b[2J")


def test_it_fits_the_width(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    cases = [Case(name="n" * 300)] * 3
    with Bar(cases, (0, 1, 2), shown=True, color=False, width=80) as bar:
        clock[0] = 9.0
        bar.draw()
        assert len(capsys.readouterr().err.removeprefix(CLEAR)) < 80


def test_nobody_watches(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    with Bar(CASES, (0, 1, 2), shown=False) as bar:
        clock[0] = 9.0
        bar.count(0, result(0))
    assert capsys.readouterr().err == ""
