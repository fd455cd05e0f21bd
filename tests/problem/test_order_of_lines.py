"""A line of `let` that uses a later one is told so."""

from __future__ import annotations

import pytest

from runner.errors import ExpressionError
from runner.model import Case
from runner.problem import Problem


def hint(let: dict[str, str]) -> str | None:
    with pytest.raises(ExpressionError) as told:
        Problem(Case(shapes={"x": (3,)}, let=let, cost="np.sum(a)", gradient="1"))
    return told.value.hint


def test_a_line_that_is_used_before_its_turn_is_defined_below() -> None:
    assert hint({"a": "b + 1", "b": "x"}) == "`b` is defined below: put its line before this one"
    assert hint({"a": "c + 1", "b, c": "x"}) == "`c` is defined below: put its line before this one"


def test_what_is_defined_nowhere_and_a_line_that_uses_itself_are_not() -> None:
    assert "below" not in str(hint({"a": "bb + 1", "b": "x"}))
    assert "below" not in str(hint({"a": "a + x"}))
