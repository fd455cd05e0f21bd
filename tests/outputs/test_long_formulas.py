"""Long formulas are broken at + and −, and say the same."""

from __future__ import annotations

import re

import pytest

from runner.outputs.long_formulas import broken
from runner.outputs.mathml import formula

LONG = "0.5 * np.sum((A @ x - b)**2) + lam * np.sum(x**2) - np.mean(np.exp(x - np.max(x))) + np.log(np.sum(np.exp(b)))"


def text(markup: str) -> str:
    return re.sub(r"<[^<>]*>", "", markup)


def test_a_long_sum_is_one_formula_for_each_of_its_terms() -> None:
    whole = formula(LONG, {"A": 2, "x": 1, "b": 1, "lam": 0}).markup
    parts = str(broken(whole)).split("<wbr>")
    assert len(parts) > 1
    assert text("".join(parts)) == text(str(whole))
    assert [bool(re.match(r'<math displaystyle="true"><mo form="infix">[+−]', part)) for part in parts] == [
        False,
        True,
        True,
        True,
    ]
    for part in parts:
        assert part.count("<mrow>") == part.count("</mrow>")


@pytest.mark.parametrize("short", ["a + b - c", "np.sum(x)", "-x"])
def test_a_short_one_stays_whole(short: str) -> None:
    markup = formula(short, {}).markup
    assert broken(markup) == markup


def test_a_long_product_has_no_place_to_break() -> None:
    markup = formula(" * ".join(f"np.sin({letter} + 1)" for letter in "abcdefghijklm"), {}).markup
    assert broken(markup) == markup
