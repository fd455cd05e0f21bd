"""Where nothing can be claimed, why is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.shell.planning import choose

EXERCISE = "name: square\nshapes: {x: [3]}\ncost: np.sum(x**2)\ngradient: 0\n"


def files(folder: Path, exercise: str) -> tuple[str, str]:
    (folder / "exercise.yaml").write_text(exercise)
    (folder / "class").mkdir()
    (folder / "class" / "ann.yaml").write_text("square: 2 * x\n")
    return str(folder / "exercise.yaml"), str(folder / "class")


def test_faults_of_the_exercise_file_are_told_before_those_that_come_of_them(tmp_path: Path) -> None:
    path, claims = files(tmp_path, EXERCISE + "tolerence: 1\n")
    first, *others = choose([path], claims=claims).found.faults
    assert first.message == "unknown key `tolerence` in a case"
    assert [fault.message for fault in others] == ["there is no exercise `square`"]


def test_files_without_a_fault_and_without_an_exercise_are_refused(tmp_path: Path) -> None:
    path, claims = files(tmp_path, EXERCISE + "expect: fail\n")
    with pytest.raises(UsageError, match="there is no exercise"):
        choose([path], claims=claims)
