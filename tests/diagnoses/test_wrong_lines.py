"""Several wrong lines of a backward pass: each is told by itself, where its name says which gradient it is."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Finding

CELL: dict[str, Any] = {
    "shapes": {"x": (3, 4), "W": (4, 10), "cp": (3, 5)},
    "output": "c",
    "wrt": "W",
    "gradient": "x.T @ da",
}
FORWARD = {"a": "x @ W", "f": "sigmoid(a[:, :5])", "g": "np.tanh(a[:, 5:])", "c": "f * cp + (1 - f) * g"}
RIGHT = {"df": "dout * (cp - g)", "dg": "dout * (1 - f)", "da": "np.hstack([df * f * (1 - f), dg * (1 - g**2)])"}


def finding(**backward: str) -> Finding | None:
    found = check(Case(**CELL, let={**FORWARD, **RIGHT, **backward})).findings
    return found[0] if found else None


def test_right_lines_are_right() -> None:
    assert finding() is None


def test_each_is_told() -> None:
    found = finding(df="dout * (cp - f)", dg="dout * (1 - g)")
    assert found is not None
    assert found.cause is Cause.NAME
    assert found.message.startswith("two lines are wrong: in `df`, ")
    assert "in `dg`, " in found.message
    assert found.place is not None
    assert found.place.key == "let.df"


def test_what_is_right_is_not_written_with_a_line_that_is_wrong() -> None:
    """`df` has by mistake what `dg` should have: that is no reason to build on it."""
    found = finding(df="dout * (1 - f)", dg="dout * (cp - g)")
    assert found is not None
    assert found.suggestion is None or "df" not in found.suggestion


@pytest.mark.parametrize(
    "backward",
    [{"df": "dout * (cp - f)"}, {"df": "np.arctan(dout) + 3", "dg": "dout * (1 - g)"}],
    ids=["one line alone", "one of them beyond one edit"],
)
def test_it_is_silent_of(backward: dict[str, str]) -> None:
    found = finding(**backward)
    assert found is not None
    assert "lines are wrong" not in found.message
