"""How terms are joined, cancelled and written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.expressions import compile_expression
from runner.expressions.symbols import terms
from runner.expressions.symbols.terms import ONE, ZERO, Term, atom, minus, number, opposite, over, plus, power, times

X, Y, N = atom("x", (3,)), atom("y", (3,)), atom("n", ())
NAMES = {"x": 1.3, "y": -0.7, "n": 2.5}


def value(term: Term) -> float:
    return float(compile_expression(term.text, NAMES.keys()).evaluate(NAMES))


LEAVES = st.sampled_from([X, Y, N, ONE, number(2), number(Fraction(1, 3)), number(-0.5)])
TERMS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.tuples(part, part).map(lambda two: plus(*two)), st.tuples(part, part).map(lambda two: times(*two)), part.map(opposite)
    ),
    max_leaves=6,
)


@given(TERMS, TERMS)
def test_sums_products_and_quotients_have_their_values(first: Term, second: Term) -> None:
    assert value(plus(first, second)) == pytest.approx(value(first) + value(second))
    assert value(times(first, second)) == pytest.approx(value(first) * value(second))
    if abs(value(second)) > 1e-6:
        assert value(over(first, second)) == pytest.approx(value(first) / value(second), rel=1e-6, abs=1e-9)


@given(TERMS)
def test_a_term_less_itself_is_zero(term: Term) -> None:
    assert minus(term, term).is_zero


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (times(ONE, X), "x"),
        (times(X, X), "x**2"),
        (plus(X, X), "2 * x"),
        (over(X, X), "1"),
        (over(times(number(2), X), number(4)), "x / 2"),
        (times(number(Fraction(2, 3)), X), "2 * x / 3"),
        (opposite(times(number(2), X)), "-2 * x"),
        (plus(opposite(X), Y), "y - x"),
        (over(ONE, times(X, N)), "1 / (x * n)"),
        (power(X, -2), "1 / x**2"),
        (power(X, 0.5), "np.sqrt(x)"),
        (power(X, 1.5), "x**1.5"),
        (times(plus(X, Y), N), "(x + y) * n"),
        (times(plus(over(X, N), over(Y, N)), N), "x + y"),
        (times(number(0.1), X), "0.1 * x"),
        (ZERO, "0"),
    ],
)
def test_what_cancels_is_gone_and_what_remains_is_plain(term: Term, text: str) -> None:
    assert term.text == text


def test_a_root_is_not_taken_factor_by_factor() -> None:
    """√(xy) is no √x·√y where both are negative."""
    assert power(times(X, Y), 0.5).text == "np.sqrt(x * y)"
    assert power(power(X, 2), 0.5).text == "np.sqrt(x**2)"


def test_what_cancels_takes_its_shape_along() -> None:
    assert over(X, X).shape == ()
    assert terms.split(times(N, X)) == (N, X)


S, ABS, SINH, COSH = (atom(f"np.{name}(x)", (3,)) for name in ("sign", "abs", "sinh", "cosh"))
D = plus(ONE, power(X, 2))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (times(S, X), "np.abs(x)"),
        (times(S, ABS), "x"),
        (times(S, power(ABS, 2)), "np.abs(x) * x"),
        (over(S, ABS), "1 / x"),
        (over(S, X), "np.sign(x) / x"),
        (over(SINH, COSH), "np.tanh(x)"),
        (over(SINH, power(COSH, 2)), "np.tanh(x) / np.cosh(x)"),
        (over(COSH, SINH), "np.cosh(x) / np.sinh(x)"),
        (minus(ONE, over(power(X, 2), D)), "1 / (1 + x**2)"),
        (plus(ONE, over(power(X, 2), D)), "1 + x**2 / (1 + x**2)"),
        (over(minus(ONE, over(power(X, 2), D)), power(D, 0.5)), "1 / (1 + x**2)**1.5"),
        (plus(over(X, plus(X, Y)), over(Y, plus(X, Y))), "1"),
        (minus(over(ONE, D), over(ONE, power(D, 2))), "x**2 / (1 + x**2)**2"),
    ],
)
def test_functions_of_the_same_and_fractions_are_joined_where_that_is_shorter(term: Term, text: str) -> None:
    assert term.text == text


@given(
    st.lists(
        st.tuples(st.sampled_from([X, Y, N, S, ABS, SINH, COSH, D, power(D, -1), power(D, -2), power(X, -1)]), TERMS),
        min_size=1,
        max_size=4,
    )
)
def test_sums_of_fractions_have_their_values(parts: list[tuple[Term, Term]]) -> None:
    found, expected = ZERO, 0.0
    for factor, term in parts:
        found, expected = plus(found, times(factor, term)), expected + value(factor) * value(term)
    assert value(found) == pytest.approx(expected, rel=1e-6, abs=1e-9)
