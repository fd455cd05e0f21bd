"""Another value at one place of a case file: every other character stays as it was."""

from __future__ import annotations

import difflib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runner.catalog import rewritten


def place_of(text: str, mark: str) -> tuple[int, int]:
    start = text.index(mark)
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def changed(text: str, mark: str, value: str) -> str | None:
    """The text with another value where `mark` begins."""
    return rewritten(text, *place_of(text, mark), value)


@pytest.mark.parametrize(
    ("before", "mark", "value", "after"),
    [
        ("g: x * W  # half\nb: 1\n", "x", "2 * x * W", "g: 2 * x * W  # half\nb: 1\n"),
        ("g:   'f(''ij'')'  # c\n", "'f", "2 * f('ij')", "g:   '2 * f(''ij'')'  # c\n"),
        ('g: "f(\\"ij\\")"\n', '"f', '2 * f("ij")', 'g: "2 * f(\\"ij\\")"\n'),
        ("{g: x, h: 2}\n", "x", "np.outer(x, y)", "{g: 'np.outer(x, y)', h: 2}\n"),
        ("{g: 'f(x, y)', h: 2}\n", "'f", "W.T", "{g: 'W.T', h: 2}\n"),
        ("g: |\n  f(x,\n    y)\n\nh: 2\n", "|", "f(x, y) / 3", "g: |\n  f(x,\n    y) / 3\n\nh: 2\n"),
        ("g: >-  # folded\n  f(x,\n\n    y)\n", ">-", "f(x, W.T)", "g: >-  # folded\n  f(x,\n\n    W.T)\n"),
        ("g: |\n  f(x,\n    y)\n# c\nh: 2\n", "|", "W.T", "g: |\n  W.T\n# c\nh: 2\n"),
        ("g: f(x,\n    y)\nh: 2\n", "f(", "f(2 * x, y)", "g: f(2 * x,\n    y)\nh: 2\n"),
        ("g: &g x  # shared\nh: *g\n", "x", "2 * x", "g: &g 2 * x  # shared\nh: *g\n"),
        ("g: [[1, 2],\n    [3, 4]]  # c\nh: 2\n", "[[", "W.T", "g: W.T  # c\nh: 2\n"),
        ("g: &g [1, 2]\nh: *g\n", "&g", "W.T", "g: &g W.T\nh: *g\n"),
        ("g:\n- 1\n- 2\n# c\nh: 2\n", "- 1", "W.T", "g:\n  W.T\n# c\nh: 2\n"),
        ("g: [1, 2]  # c\n", "[1", "[2, -4.5]", "g: [2, -4.5]  # c\n"),
        ("g:\n- [1, 2]\n- [3, 4]\nh: 2\n", "- [1", "[[1, 3], [2, 4]]", "g:\n  [[1, 3], [2, 4]]\nh: 2\n"),
        ("g: x[0]\n", "x", "[x[0], y]", "g: '[x[0], y]'\n"),
        ("g: 3\r\nh: 2\r\n", "3", "2 * x", "g: 2 * x\r\nh: 2\r\n"),
        ("g: x\n", "x", "'a' + \"b\"", "g: '''a'' + \"b\"'\n"),
        ('g: "x\\\n  + \\x41"\n', '"x', "x + 2 * A", 'g: "x\\\n  + 2 * \\x41"\n'),
        ("g: x\nh: é # ü\n", "x", "y", "g: y\nh: é # ü\n"),
    ],
)
def test_the_value_is_exchanged_in_the_style_in_which_it_stands(before: str, mark: str, value: str, after: str) -> None:
    assert changed(before, mark, value) == after


def test_nothing_is_rewritten_where_nothing_begins() -> None:
    assert rewritten("g: x\n", 1, 1, "y") is not None  # the key
    assert rewritten("g: x\n", 1, 2, "y") is None
    assert rewritten("g: x\n", 9, 1, "y") is None
    assert rewritten("g: [x\n", 1, 5, "y, z") is not None  # what comes before the fault can still be had
    assert rewritten("", 1, 1, "y") is None


NAMES = st.sampled_from(["x", "W", "dout", "np.sum(x, axis=0)", "np.einsum('ij->j', A)", "x[:, 0]", "{1: 2}[1]", "a['b']"])
SUMS = st.lists(NAMES, min_size=1, max_size=4).map(" + ".join)


def styles(text: str) -> list[str]:
    """One text in every style that YAML has, over several lines where it can."""
    lines = text.replace(" + ", "\n    + ")
    return [
        "'" + text.replace("'", "''") + "'",
        '"' + text.replace('"', '\\"') + '"',
        f"|\n    {lines}",
        f">-\n    {lines}\n",
        f"|2+\n    {lines}\n",
        *([text, lines] if not any(sign in text for sign in ":{#") else []),
    ]


@given(old=SUMS, new=SUMS, data=st.data())
def test_what_comes_out_means_the_new_value_and_all_else_as_before(old: str, new: str, data: st.DataObject) -> None:
    style = data.draw(st.sampled_from(styles(old)))
    before = f"# before\na: 1\ng: {style}\n# after\nb: [2, 3]  # aside\n"
    line, column = 3, 4
    after = rewritten(before, line, column, new)
    assert after is not None
    said = yaml.safe_load(after)
    assert (str(said["g"]).split(), said["a"], said["b"]) == (new.split(), 1, [2, 3])
    kept = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]
    assert not any(line in ("- # before", "- a: 1", "- # after", "- b: [2, 3]  # aside") for line in kept)
