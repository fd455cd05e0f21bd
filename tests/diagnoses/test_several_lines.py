"""One mistake that was made in several lines of a backward pass: it is told once, with the lines in which it stands."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Finding

RNN: dict[str, Any] = {
    "shapes": {"x": (3, 2), "h0": (3,), "W": (3, 2), "U": (3, 3)},
    "cost": "np.sum(h3**2)",
    "gradient": {"W": "np.outer(d1, x[0]) + np.outer(d2, x[1]) + np.outer(d3, x[2])"},
}
FORWARD = {
    "h1": "np.tanh(W @ x[0] + U @ h0)",
    "h2": "np.tanh(W @ x[1] + U @ h1)",
    "h3": "np.tanh(W @ x[2] + U @ h2)",
}
RIGHT = {"d3": "2 * h3 * (1 - h3**2)", "d2": "(U.T @ d3) * (1 - h2**2)", "d1": "(U.T @ d2) * (1 - h1**2)"}


def finding(**backward: str) -> Finding | None:
    found = check(Case(**RNN, let={**FORWARD, **RIGHT, **backward})).findings
    return found[0] if found else None


def test_right_lines_are_right() -> None:
    assert finding() is None


@pytest.mark.parametrize(
    ("cause", "backward"),
    [
        (Cause.TRANSPOSED, {"d2": "(U @ d3) * (1 - h2**2)", "d1": "(U @ d2) * (1 - h1**2)"}),
        (Cause.MISSING_FACTOR, {"d2": "U.T @ d3", "d1": "U.T @ d2"}),
        (Cause.WRONG_DERIVATIVE, {"d2": "(U.T @ d3) * (1 + h2**2)", "d1": "(U.T @ d2) * (1 + h1**2)"}),
    ],
)
def test_it_is_told_once(cause: Cause, backward: dict[str, str]) -> None:
    found = finding(**backward)
    assert found is not None
    assert found.cause is cause
    assert found.message.startswith("in `d2`, ")
    assert "; the same in `d1`" in found.message
    assert found.place is not None
    assert found.place.key == "let.d2"


@pytest.mark.parametrize(
    "backward",
    [
        {"d2": "(U @ d3) * (1 - h2**2)"},
        {"d2": "(U @ d3) * (1 - h2**2)", "d1": "(U.T @ d2) * (1 + h1**2)"},
        {"d2": "np.arctan(d3)", "d1": "np.arctan(d2)"},
    ],
    ids=["one line alone", "another mistake in each", "beyond one edit"],
)
def test_it_is_silent_of(backward: dict[str, str]) -> None:
    found = finding(**backward)
    assert found is not None
    assert "the same in" not in found.message
