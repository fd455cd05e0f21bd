"""Claims that are left to be derived."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.diagnoses.filled import filled
from runner.model import Case, Verdict

NET: dict[str, Any] = {
    "sizes": {"n": 6, "d": 3, "h": 4},
    "shapes": {"X": ("n", "d"), "W": ("d", "h"), "V": ("h", 2), "Y": ("n", 2)},
    "cost": "np.mean((np.tanh(np.tanh(X @ W) @ V) - Y)**2)",
}


def test_a_claim_that_is_left_to_be_derived_passes_and_says_that_it_proves_nothing() -> None:
    result = check(Case(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="derive"))
    assert (result.verdict, result.derived) == (Verdict.PASS, ("x",))
    assert "`x` was derived from the formula, which proves nothing" in result.message
    assert result.case.gradient == "2 * x"


def test_only_the_claims_that_say_so_are_derived() -> None:
    result = check(Case(shapes={"x": (3,), "y": (3,)}, cost="x @ y", gradient={"x": "derive", "y": "2 * x"}))
    assert (result.verdict, result.derived) == (Verdict.FAIL, ("x",))
    assert result.case.claims == {"x": "y", "y": "2 * x"}


def test_a_variable_of_that_name_is_a_variable() -> None:
    result = check(Case(shapes={"derive": (3,)}, cost="np.sum(derive**2) / 2", gradient="derive"))
    assert (result.verdict, result.derived) == (Verdict.PASS, ())


def test_what_cannot_be_derived_is_an_error_at_the_claim() -> None:
    result = check(Case(shapes={"A": (3, 3)}, cost="np.sum(np.linalg.eigvals(A).real)", gradient="derive"))
    assert (result.verdict, result.part) == (Verdict.ERROR, "gradient")
    assert "cannot be derived" in result.message


@pytest.mark.parametrize("in_lines", [False, True])
def test_a_long_gradient_is_right_in_one_line_and_in_several(in_lines: bool) -> None:
    case, names = filled(Case(**NET, gradient={"W": "0.0", "V": "0.0"}), everything=True, in_lines=in_lines)
    assert names == ("W", "V")
    assert check(case).verdict is Verdict.PASS
    assert bool(case.let) == in_lines
    if in_lines:
        assert max(len(str(text)) for text in (*case.let.values(), *case.claims.values())) <= 80


def test_later_claims_use_the_lines_of_earlier_ones() -> None:
    case, _ = filled(Case(**NET, gradient={"W": "0.0", "V": "0.0"}), everything=True, in_lines=True)
    assert list(case.let.values()).count("np.tanh(X @ W)") == 1
    assert "np.tanh" not in str(case.claims)
