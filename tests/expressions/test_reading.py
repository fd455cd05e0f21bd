"""Expressions read without being evaluated: resolved as ever, and lent code taken as lent."""

from __future__ import annotations

import pytest

from runner.errors import ExpressionError
from runner.expressions import compile_expression, read, tree
from tests.expressions.lists import LEGITIMATE

NAMES = frozenset({"x", "W", "cache"})


def test_a_legitimate_expression_is_read_as_the_tree_that_is_evaluated() -> None:
    for case in LEGITIMATE:
        assert read(case.expression, case.inputs) == compile_expression(case.expression, case.inputs).tree


def test_what_stands_before_a_dot_and_is_no_variable_is_lent() -> None:
    root = read("np.sum(layers.affine(x, W, mode='same'))", NAMES)
    assert [node.name for node in tree.walk(root) if type(node) is tree.LentCall] == ["layers.affine"]


def test_a_call_of_an_unknown_name_is_lent() -> None:
    root = read("forward(x)[0] + cache['z']", NAMES)
    assert [node.name for node in tree.walk(root) if type(node) is tree.LentCall] == ["forward"]


def test_a_method_of_a_variable_is_no_lent_function() -> None:
    with pytest.raises(ExpressionError):
        read("x.forward(W)", NAMES)


@pytest.mark.parametrize(
    "text",
    ["", "x +", "lambda: x", "np.load(x)", "x.__class__", "-" * 500 + "x", "y", "np.sum(x, axes=0)", "layers._f(x)", "__f(x)"],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        read(text, NAMES)


def test_the_same_text_over_other_names_may_mean_something_else() -> None:
    assert type(read("layers.sum(x)", NAMES)) is tree.LentCall
    assert type(read("layers.sum(x)", NAMES | {"layers"})) is tree.Call
