"""Formulas with their products exchanged."""

from __future__ import annotations

import ast

import pytest

from runner.errors import ExpressionError
from runner.expressions import compile_expression, exchanges, parse, unparse
from tests.expressions.lists import LEGITIMATE


@pytest.mark.parametrize(
    ("text", "exchanged"),
    [
        ("W.dot(x)", ["W * x"]),
        ("W @ x", ["W * x"]),
        ("np.dot(W, x)", ["W * x"]),
        ("np.matmul(W + 1, x)", ["(W + 1) * x"]),
        ("W * x", ["W @ x"]),
        ("np.multiply(W, x + 1)", ["W @ (x + 1)"]),
        ("np.sum(W.dot(x))", ["np.sum(W * x)"]),
        ("A @ B @ C", ["A @ B * C", "A * B @ C", "A * B * C"]),
        ("A @ B + C * D", ["A * B + C * D", "A @ B + C @ D", "A * B + C @ D"]),
        ("A.dot(B * C)", ["A * (B * C)", "A.dot(B @ C)", "A * (B @ C)"]),
        ("layers.f(A @ B)", ["layers.f(A * B)"]),
    ],
)
def test_products_are_exchanged_one_by_one_then_by_kind_then_all(text: str, exchanged: list[str]) -> None:
    assert exchanges(text) == exchanged


@pytest.mark.parametrize(
    "text", ["x + 1", "2 * x", "-0.5 * x", "x * np.pi", "np.dot(2.0, x)", "x ** 2", "np.sum(x, axis=0)", "x.sum()"]
)
def test_a_formula_without_products_of_arrays_has_no_exchanges(text: str) -> None:
    assert exchanges(text) == []


def test_many_products_give_no_more_texts_than_there_are_products_and_three() -> None:
    assert len(exchanges(" + ".join(f"A @ B{index}" for index in range(60)))) <= 35


def test_every_exchange_of_a_legitimate_formula_is_a_formula() -> None:
    for case in LEGITIMATE:
        for text in exchanges(case.expression):
            compile_expression(text, case.inputs)


def test_a_formula_is_read_and_written_out() -> None:
    tree = parse("np.sum(\n  (W) @ (x + y)\n)")
    assert isinstance(tree, ast.Expression)
    assert unparse(tree) == "np.sum(W @ (x + y))"


@pytest.mark.parametrize("text", ["", "x +", "lambda: x", "np.load(x)", "x.__class__", "-" * 500 + "x", "open(x)"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)
    with pytest.raises(ExpressionError):
        exchanges(text)
