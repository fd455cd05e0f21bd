"""Claims of others laid over cases: what they can set, and what they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner import catalog
from runner.catalog import Laid
from runner.catalog.sources import LARGEST_FILE
from runner.checking.checker import check
from runner.model import Case, Verdict

EXERCISES = """\
cases:
  - name: an affine layer
    shapes: {x: [6, 4], W: [4, 3]}
    output: x @ W
    gradient: {x: dout @ W.T, W: x.T @ dout}
  - name: a rectifier
    shapes: {x: [5]}
    let: {z: 2 * x, dz: dout * (z > 0)}
    output: relu(z)
    tolerance: 1e-6
    gradient: 2 * dz
  - name: the mean of squares
    sizes: {n: 3}
    shapes: {x: [n]}
    cost: np.mean(x**2)
    gradient: 2 * x / n
    matrix: {n: [3, 4]}
  - name: a mistake on purpose
    shapes: {x: [5]}
    cost: np.sum(x)
    gradient: x
    expect: fail
"""


ONLY = "only `gradient`, and lines of `let` for it"


@pytest.fixture
def exercises(tmp_path: Path) -> list[Case]:
    (tmp_path / "week.yaml").write_text(EXERCISES, encoding="utf-8")
    return catalog.read([str(tmp_path / "week.yaml")]).cases


def laid(text: str, exercises: list[Case], folder: Path, name: str = "alice") -> Laid:
    path = folder / "claims" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return catalog.lay_claims(exercises, str(path.parent))


def test_a_claim_stands_in_place_of_the_exercises_own(exercises: list[Case], tmp_path: Path) -> None:
    found = laid("a rectifier: 2 * dout * (z > 0)\n", exercises, tmp_path)
    (case,) = found.cases
    assert (case.id, case.name) == ("alice/week::a rectifier", "a rectifier")
    assert (case.claims, case.tolerance) == ({"x": "2 * dout * (z > 0)"}, 1e-6)
    assert case.exercise == f"{tmp_path / 'week.yaml'}::a rectifier"
    assert case.place is not None
    assert (case.place.file, case.place.line) == (str(tmp_path / "claims" / "alice.yaml"), 1)
    assert check(case).verdict is Verdict.PASS


def test_lines_that_serve_the_teachers_claim_alone_are_not_there(exercises: list[Case], tmp_path: Path) -> None:
    (case,) = laid("a rectifier: 2 * dout * (z > 0)\n", exercises, tmp_path).cases
    assert list(case.let) == ["z"]


def test_a_backward_pass_of_several_lines(exercises: list[Case], tmp_path: Path) -> None:
    text = "a rectifier:\n  let:\n    dz: dout * (z > 0)\n    dx: 2 * dz\n  gradient: dx\n"
    (case,) = laid(text, exercises, tmp_path).cases
    assert check(case).verdict is Verdict.PASS


def test_a_claim_for_a_matrix_is_one_for_all_its_cases(exercises: list[Case], tmp_path: Path) -> None:
    cases = laid("the mean of squares: 2 * x / n\n", exercises, tmp_path).cases
    assert [case.name for case in cases] == ["the mean of squares [n=3]", "the mean of squares [n=4]"]
    assert [check(case).verdict for case in cases] == [Verdict.PASS, Verdict.PASS]


def test_the_claim_is_made_at_special_points_too(exercises: list[Case], tmp_path: Path) -> None:
    text = "name: the absolute value\nshapes: {x: [3]}\ncost: np.sum(np.abs(x))\ngradient: np.sign(x)\npoints: [large, tiny]\n"
    (tmp_path / "points.yaml").write_text(text, encoding="utf-8")
    cases = catalog.read([str(tmp_path / "points.yaml")]).cases
    found = laid("the absolute value: np.sign(x)\n", cases, tmp_path)
    assert found.faults == []
    assert [case.name for case in found.cases] == [case.name for case in cases]
    assert len(cases) > 1


def test_other_claims_of_the_teacher_are_not_checked(tmp_path: Path) -> None:
    text = "name: two squares\nshapes: {x: [2]}\ncost: np.sum(x**2)\ngradient: 2 * x\nhessian: 2 * np.eye(2)\n"
    (tmp_path / "second.yaml").write_text(text, encoding="utf-8")
    (case,) = laid("two squares: 2 * x\n", catalog.read([str(tmp_path / "second.yaml")]).cases, tmp_path).cases
    assert case.hessian is None
    assert check(case).verdict is Verdict.PASS


def test_of_several_inputs_some_may_be_claimed(exercises: list[Case], tmp_path: Path) -> None:
    (case,) = laid("an affine layer:\n  W: x.T @ dout\n", exercises, tmp_path).cases
    assert case.claims == {"W": "x.T @ dout"}


def test_every_file_is_one_who_claims(exercises: list[Case], tmp_path: Path) -> None:
    laid("a rectifier: 0\n", exercises, tmp_path, "bob")
    found = laid("nothing like it: 0\n", exercises, tmp_path)
    assert list(found.claimants) == ["alice", "bob"]
    assert [case.id for case in found.cases] == ["bob/week::a rectifier"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("a rectifyer: 0", "there is no exercise `a rectifyer`", "did you mean `a rectifier`?"),
        ("a mistake on purpose: 0", "there is no exercise `a mistake on purpose`", None),
        ("a rectifier: derive", "`derive` claims nothing", None),
        ("a rectifier: {gradient: 0, tolerance: 9}", "a claim cannot set `tolerance`", ONLY),
        ("a rectifier: {gradient: 0, output: x}", "a claim cannot set `output`", ONLY),
        ("a rectifier: {gradient: 0, expect: fail}", "a claim cannot set `expect`", ONLY),
        ("a rectifier: {gradient: 0, let: {z: x}}", "`z` is given by the exercise", "take another name"),
        ("a rectifier: {gradient: 0, let: {x: z}}", "`x` is given by the exercise", "take another name"),
        ("a rectifier: {gradient: m, let: {m: rng.random()}}", "a claim draws no random numbers", "leave `rng` out"),
        ("a rectifier: rng.random() * x", "a claim draws no random numbers", "leave `rng` out"),
        ("an affine layer: dout", "there is one claim, where several are asked for", "write one for each of x, W"),
        ("an affine layer: {x: 0, w: 0}", "no gradient by `w` is asked for", "did you mean `W`?"),
        ("- a rectifier", "a file of claims holds a mapping: the name of an exercise, and the claim", None),
        ("a rectifier: [1, [2]]", "the list `gradient` is ragged: a list of shape [1] here, a number before", None),
    ],
)  # fmt: skip
def test_nothing_else_can_be_set(text: str, message: str, hint: str | None, exercises: list[Case], tmp_path: Path) -> None:
    found = laid(text + "\n", exercises, tmp_path)
    assert found.cases == []
    (fault,) = found.faults
    assert fault.message == message
    assert hint is None or fault.hint == hint
    assert fault.place is not None
    assert fault.place.file.endswith("alice.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [1]\n" + "".join(f"{n}: &{n} [{', '.join([f'*{p}'] * 10)}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True)),
        "a rectifier: " + "[" * 200 + "]" * 200,
        "a rectifier: !!python/object:os.system x",
        "# " + "x" * LARGEST_FILE,
    ],
    ids=["an alias bomb", "a deep list", "a tag", "a large file"],
)  # fmt: skip
def test_such_a_file_is_read_under_the_limits_of_a_case_file(text: str, exercises: list[Case], tmp_path: Path) -> None:
    found = laid(text + "\n", exercises, tmp_path)
    assert found.cases == []
    assert found.faults


def test_equal_names_of_several_files_are_told_apart_by_the_id(exercises: list[Case], tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(EXERCISES, encoding="utf-8")
    both = [*exercises, *catalog.read([str(tmp_path / "more.yaml")]).cases]
    (fault,) = laid("a rectifier: 0\n", both, tmp_path).faults
    assert (fault.message, fault.hint) == (
        "there are several exercises `a rectifier`",
        "write its id, such as `week::a rectifier`",
    )
    (case,) = laid("more::a rectifier: 0\n", both, tmp_path).cases
    assert case.id == "alice/more::a rectifier"


def test_a_fault_in_one_claim_costs_no_other(exercises: list[Case], tmp_path: Path) -> None:
    found = laid("a rectifyer: dout\nthe mean of squares: 2 * x / n\n", exercises, tmp_path)
    assert [fault.message for fault in found.faults] == ["there is no exercise `a rectifyer`"]
    assert {case.name for case in found.cases} == {"the mean of squares [n=3]", "the mean of squares [n=4]"}


@pytest.mark.parametrize("claim", ["2 * dz", "{let: {w: dz + 1}, gradient: 2 * w}"])
def test_a_line_that_serves_the_teachers_claim_is_told_where_it_is_used(
    claim: str, exercises: list[Case], tmp_path: Path
) -> None:
    found = laid(f"a rectifier: {claim}\n", exercises, tmp_path)
    (fault,) = found.faults
    assert fault.message == "a claim does not see `dz`"
    assert fault.hint is not None
    assert "write the line under `let` beside your `gradient`" in fault.hint
    assert found.cases == []


def test_the_same_name_may_be_made_by_the_claim_itself(exercises: list[Case], tmp_path: Path) -> None:
    found = laid("a rectifier: {let: {dz: dout * (z > 0)}, gradient: 2 * dz}\n", exercises, tmp_path)
    assert not found.faults
    assert check(found.cases[0]).verdict is Verdict.PASS
