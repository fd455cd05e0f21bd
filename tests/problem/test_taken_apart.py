"""One expression that claims the gradients of several inputs: evaluated once, and as many values as there are names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from runner import Case, Verdict, check, gradcheck

CASE = Case(shapes={"x": (3,), "y": (3,)}, cost="np.sum(x * y)", gradient={"x, y": "m.back(x, y)"})


def lent(back: Any) -> Any:
    return {"m": {"back": back}}


def test_it_is_evaluated_once_for_all_of_them() -> None:
    calls = []

    def back(x: Any, y: Any) -> Any:
        calls.append(1)
        return y, x

    assert check(CASE, lent(back)).verdict is Verdict.PASS
    assert len(calls) == 1
    calls.clear()
    assert gradcheck(lambda x, y: np.sum(x * y), np.ones(3), np.arange(3.0), grad=back)
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("back", "said", "hint"),
    [
        (lambda x, y: (y, x, x), "this gives 3 values, but there are 2 names: x, y", "`x: m.back(x, y)[0]`"),
        (lambda x, y: (y,), "this gives one value, but there are 2 names: x, y", ""),
        (lambda x, y: y, "this gives one value, but there are 2 names: x, y", ""),
        (lambda x, y: {"x": y, "y": x}, "this gives one value, but there are 2 names: x, y", "`x: m.back(x, y)['x']`"),
    ],
)
def test_another_number_of_values_is_one_error_with_its_place(back: Any, said: str, hint: str) -> None:
    result = check(CASE, lent(back))
    assert (result.verdict, result.part) == (Verdict.ERROR, "gradient.x")
    assert said in result.message
    assert hint in (result.hint or "")


def test_so_it_is_for_jacobians_and_for_functions_in_python() -> None:
    def three(x: Any, y: Any) -> Any:
        return np.diag(y), np.diag(x), 1.0

    case = Case(shapes={"x": (3,), "y": (3,)}, output="x * y", jacobian={"x, y": "m.back(x, y)"})
    assert "this gives 3 values" in check(case, lent(three)).message
    assert check(case, lent(lambda x, y: three(x, y)[:2])).verdict is Verdict.PASS
    claim: Any = lambda x, y: (y, x, x)  # noqa: E731
    assert "this gives 3 values" in check(replace(CASE, gradient={"x, y": claim})).message


def test_some_of_the_values_may_be_claimed_one_by_one() -> None:
    some = {"x": "m.back(x, y)[0]", "y": "m.back(x, y)[1]"}
    assert check(replace(CASE, gradient=some), lent(lambda x, y: (y, x, x))).verdict is Verdict.PASS


def test_what_numpy_gives_counts_as_well() -> None:
    case = replace(CASE, gradient={"x, y": "(y, x, x)"})
    assert "this gives 3 values, but there are 2 names" in check(case).message
    assert check(replace(CASE, gradient={"x, y": "(y, x)"})).verdict is Verdict.PASS
