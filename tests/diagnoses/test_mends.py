"""How a fixed claim is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.diagnoses.evidence import fixes
from runner.expressions import compile_expression

NAMES = {"a": 1.7, "b": -0.6, "c": 2.9}
LEAVES = st.sampled_from(["a", "b", "c", "2", "0.5", "-a", "(a + b)"])
TEXTS = st.recursive(
    LEAVES, lambda part: st.tuples(part, st.sampled_from([" + ", " - ", " * ", " / ", "*", "-"]), part).map("".join), max_leaves=5
)


def value(text: str) -> float:
    return float(compile_expression(text, NAMES.keys()).evaluate(NAMES))


@given(TEXTS)
def test_the_negative_has_the_negative_value(text: str) -> None:
    assert value(fixes.negative(text)) == pytest.approx(-value(text))


@given(TEXTS, TEXTS)
def test_products_quotients_and_sums_have_their_values(first: str, second: str) -> None:
    assert value(fixes.times(first, second)) == pytest.approx(value(first) * value(second))
    assert value(fixes.plus(first, second)) == pytest.approx(value(first) + value(second))
    if abs(value(second)) > 1e-9:
        assert value(fixes.over(first, second)) == pytest.approx(value(first) / value(second))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (fixes.negative("a - b"), "-(a - b)"),
        (fixes.negative("-(a - b)"), "a - b"),
        (fixes.negative("-a @ b"), "a @ b"),
        (fixes.negative("-a - b"), "-(-a - b)"),
        (fixes.negative("(-a)"), "a"),
        (fixes.times("2", "a + b"), "2 * (a + b)"),
        (fixes.times("2", "a @ b"), "2 * a @ b"),
        (fixes.times("2", "0.5 * a"), "a"),
        (fixes.times("3", "-2 * a"), "-6 * a"),
        (fixes.times("n", "-a"), "-n * a"),
        (fixes.times("2", "a if b else c"), "2 * (a if b else c)"),
        (fixes.over("a + b", "n"), "(a + b) / n"),
        (fixes.over("a * b", "n * m"), "a * b / (n * m)"),
        (fixes.plus("a", "-2 * b"), "a - 2 * b"),
        (fixes.plus("a", "-b / n"), "a - b / n"),
        (fixes.plus("a > b", "c"), "(a > b) + c"),
        (fixes.followed("a", ".sum(axis=0)"), "a.sum(axis=0)"),
        (fixes.followed("a + b", ".sum()"), "(a + b).sum()"),
        (fixes.followed("-a", ".sum()"), "-a.sum()"),
        (fixes.followed("2", ".T"), "(2).T"),
        (fixes.transposed("a.T"), "a"),
        (fixes.transposed("(a @ b).T"), "a @ b"),
        (fixes.transposed("a @ b.T"), "(a @ b.T).T"),
        (fixes.transposed("-a"), "-a.T"),
        (fixes.transposed("2 * a.T"), "2 * a"),
        (fixes.transposed("2*(a @ b).T"), "2*(a @ b)"),
        (fixes.transposed("2 * a"), "2 * a.T"),
        (fixes.transposed("b * a.T"), "(b * a.T).T"),
        (fixes.one_line("(a\n  + b)"), "a + b"),
        (fixes.one_line("(a) + (b)"), "(a) + (b)"),
    ],
)
def test_parentheses_stand_only_where_they_are_needed(written: str, expected: str) -> None:
    assert written == expected
