"""--fix and --diff: what is written into case files, and what is left alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.shell.delivering_fixes import deliver
from runner.shell.fixing import File, Fixes
from runner.shell.options import parse
from tests.command import DOCUMENTED, RIGHT, TYPO, WRONG, gradcase, write

SHARED = """\
defaults:
  shapes: {x: [3]}
  wrt: x
cases:
  - name: right
    cost: np.sum(x)
    gradient: &ones np.ones(3)
  - name: by an alias
    cost: np.sum(2 * x)
    gradient: *ones
  - name: base
    cost: np.sum(x**2)
    gradient: 2 * x
    variants:
      - {name: cubed, cost: np.sum(x**3)}
"""

ALL_WRONG = """\
name: over sizes  # one claim, two cases
sizes: {n: 1}
matrix: {n: [1, 2]}
shapes: {x: [n]}
cost: np.sum(x**3)
gradient: 3 * x  # lacks a factor
"""

ONE_LINE = """\
# Two claims through one line.
name: a layer
shapes: {x: [3], W: [2, 3]}
let:
  h: W @ x
  dh: |
    h
    # not the comment of a block
cost: np.sum(h**2)
gradient: {x: W.T @ dh, "W": 'np.outer(dh, x)'}
"""


def text(folder: Path, name: str) -> str:
    return (folder / "cases" / f"{name}.yaml").read_text(encoding="utf-8")


def test_fixes_are_written_and_what_has_none_is_told(tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG, typo=TYPO, right=RIGHT)
    done = gradcase("--fix", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "cases/typo.yaml:1:7: left a typo: it ends in ERROR",
        "cases/wrong.yaml:5:11: fixed half the gradient: 2 * x",
        "1 fixed, 1 left",
    ]
    assert text(tmp_path, "wrong") == WRONG.replace("gradient: x", "gradient: 2 * x")
    assert (text(tmp_path, "typo"), text(tmp_path, "right")) == (TYPO, RIGHT)
    assert sorted(os.listdir(tmp_path)) == ["cases"]
    assert gradcase("cases/wrong.yaml", cwd=tmp_path).returncode == 0


def test_a_diff_is_shown_and_nothing_written(tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG, right=RIGHT)
    done = gradcase("--diff", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == (
        "--- cases/wrong.yaml\n+++ cases/wrong.yaml\n@@ -2,4 +2,4 @@\n tags: [smooth, wrong]\n shapes: {x: [3]}\n"
        " cost: np.sum(x**2)\n-gradient: x\n+gradient: 2 * x\n\n1 would be fixed, 0 left\n"
    )
    assert text(tmp_path, "wrong") == WRONG
    assert gradcase("--fix", "--diff", cwd=tmp_path).stdout == done.stdout


def test_where_all_is_well_there_is_nothing_to_fix(tmp_path: Path) -> None:
    write(tmp_path, right=RIGHT, documented=DOCUMENTED)
    for option in ("--fix", "--diff"):
        done = gradcase(option, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "nothing to fix\n")


def test_a_documented_mistake_is_fixed_only_where_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, documented=DOCUMENTED)
    gradcase("--fix", "cases/documented.yaml", cwd=tmp_path)
    assert text(tmp_path, "documented") == DOCUMENTED
    done = gradcase("--fix", "cases/documented.yaml::half the gradient", cwd=tmp_path)
    assert text(tmp_path, "documented") == DOCUMENTED.replace("gradient: x", "gradient: 2 * x")
    assert "`expect: fail` still stands: take it out" in done.stdout


def test_only_the_case_that_is_named_is_fixed(tmp_path: Path) -> None:
    two = f"cases:\n  - {{name: a, shapes: {{x: [3]}}, cost: np.sum(x**2), gradient: x}}\n{2 * ' '}- {{name: b, "
    two += "shapes: {x: [3]}, cost: np.sum(x**2), gradient: x}\n"
    write(tmp_path, two=two)
    gradcase("--fix", "cases/two.yaml::b", cwd=tmp_path)
    first, second = two.split("name: b")
    assert text(tmp_path, "two") == f"{first}name: b{second.replace('gradient: x', 'gradient: 2 * x')}"


def test_an_edit_that_would_change_another_case_is_refused(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED)
    done = gradcase("--fix", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "cases/shared.yaml:8:11: left by an alias: to write `2 * np.ones(3)` in line 7 would change `right` too, which shares it",
        "cases/shared.yaml:15:16: left base / cubed: to write `3 * x**2` in line 13 would change `base` too, which shares it",
        "0 fixed, 2 left",
    ]
    assert text(tmp_path, "shared") == SHARED


def test_one_edit_may_fix_all_cases_that_share_it(tmp_path: Path) -> None:
    write(tmp_path, sizes=ALL_WRONG)
    refused = gradcase("--fix", "cases/sizes.yaml::over sizes [n=2]", cwd=tmp_path)
    assert "would change `over sizes [n=1]` too" in refused.stdout
    assert text(tmp_path, "sizes") == ALL_WRONG
    done = gradcase("--fix", cwd=tmp_path)
    assert done.stdout.endswith("2 fixed, 0 left\n")
    assert (done.returncode, text(tmp_path, "sizes").count("# lacks a factor")) == (0, 1)
    assert gradcase(cwd=tmp_path).returncode == 0


def test_a_line_through_which_several_claims_are_wrong_is_changed_once(tmp_path: Path) -> None:
    block = ONE_LINE.replace("    # not the comment of a block\n", "")
    write(tmp_path, layer=block)
    assert gradcase("--fix", cwd=tmp_path).returncode == 0
    assert text(tmp_path, "layer") == block.replace("    h\n", "    2 * h\n")


def test_a_claim_that_one_call_gives_with_others_is_left(tmp_path: Path) -> None:
    at_once = 'name: pair\nshapes: {x: [3], y: [3]}\ncost: np.sum(x**2 + y)\ngradient: {"x, y": "(x, np.ones(3))"}\n'
    write(tmp_path, pair=at_once)
    done = gradcase("--fix", cwd=tmp_path)
    assert "left pair: one expression claims `x, y` at once, and only `x` is to be changed" in done.stdout
    assert text(tmp_path, "pair") == at_once


def test_mode_and_link_and_byte_order_mark_and_line_ends_stay(tmp_path: Path) -> None:
    write(tmp_path)
    real = tmp_path / "elsewhere.yaml"
    real.write_bytes(b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    (tmp_path / "cases" / "linked.yaml").symlink_to(real)
    assert gradcase("--fix", "cases/linked.yaml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "cases" / "linked.yaml").is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbf" + WRONG.replace("x\n", "2 * x\n").replace("\n", "\r\n").encode()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


EDITING = """
import pathlib

file = pathlib.Path(__file__).parent / "cases" / "a.yaml"

def square(x):
    text = file.read_text()
    if "# by hand" not in text:
        file.write_text({edited})
    return (x**2).sum()
"""


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        ("text + '# by hand'", "1 fixed, 0 left"),
        ("'# by hand\\n' + text", "left half the gradient: its file was changed meanwhile"),
        ("text.replace('shapes', '# by hand\\nshapes')", "left half the gradient: its file was changed meanwhile"),
        ("text.replace(': x\\n', ': 2 * x  # by hand\\n')", "1 fixed, 0 left"),
    ],
)
def test_what_is_written_by_hand_during_the_run_stays(edited: str, told: str, tmp_path: Path) -> None:
    write(tmp_path, a=WRONG.replace("np.sum(x**2)", "editing.square(x)"))
    (tmp_path / "editing.py").write_text(EDITING.format(edited=edited))
    assert told in gradcase("--fix", "--module", "editing", cwd=tmp_path).stdout
    found = text(tmp_path, "a")
    assert "# by hand" in found
    assert ("2 * x" in found) is told.endswith("left")


def test_no_file_is_written_where_one_was_changed_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a=WRONG, b=WRONG)
    monkeypatch.chdir(tmp_path)
    files = tuple(File(f"cases/{name}.yaml", before, RIGHT) for name, before in (("a", WRONG), ("b", RIGHT)))
    with pytest.raises(UsageError, match=r"b\.yaml was changed meanwhile"):
        deliver(Fixes((), files), (), parse(["--fix"]))
    assert text(tmp_path, "a") == text(tmp_path, "b") == WRONG


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write(tmp_path, wrong=WRONG)
    (tmp_path / "cases").chmod(0o555)
    done = gradcase("--fix", cwd=tmp_path)
    (tmp_path / "cases").chmod(0o755)
    assert (done.returncode, done.stderr[:40]) == (2, "gradcase: cannot write cases/wrong.yaml:")
