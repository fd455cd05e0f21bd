"""Formulas as people write them: each is accepted, and its value is plain numpy's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.expressions import compile_expression
from runner.expressions.functions import FUNCTIONS
from tests.expressions.batched_examples import EXAMPLES, variables
from tests.expressions.lists import LEGITIMATE, Legitimate, by_numpy, drawn

BEYOND_PYTHON = {"abs([s, u[0]])", "float(X[:1, :1])", "round(s)", "round(s, 2)", "round(X, 1)", "round(X)"}
"""Where our builtin takes an array that Python's own does not."""

NUMPY_2_2 = ("np.matvec", "np.vecmat", "min=", "max=")
"""What numpy itself has from 2.2 on; expressions have it with every numpy."""

PLAIN_EXAMPLES = [
    text
    for text in sorted({text for texts in EXAMPLES.values() for text in texts} - BEYOND_PYTHON)
    if hasattr(np, "matvec") or not any(word in text for word in NUMPY_2_2)
]


def assert_same(value: Any, expected: Any) -> None:
    assert np.shape(value) == np.shape(expected)
    assert np.asarray(value).dtype == np.asarray(expected).dtype
    np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("case", LEGITIMATE, ids=[case.id for case in LEGITIMATE])
def test_a_legitimate_expression_has_the_value_numpy_gives_it(case: Legitimate) -> None:
    values = drawn(case.inputs)
    assert_same(compile_expression(case.expression, case.inputs).evaluate(values), by_numpy(case.expression, values))


@pytest.mark.parametrize("text", PLAIN_EXAMPLES)
def test_every_function_of_the_table_has_the_value_numpy_gives_it(text: str) -> None:
    values = variables(3)
    expected = by_numpy(text, values)
    if "np.linalg.eig" in text and np.isrealobj(values["A"]) and not np.any(np.imag(expected)):
        expected = np.real(expected)  # numpy gives complex numbers here from 2.5 on, the table real ones wherever it runs
    assert_same(compile_expression(text, values).evaluate(values), expected)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_function_writes_to_its_arguments(name: str) -> None:
    values, untouched = variables(4), variables(4)
    for value in values.values():
        value.flags.writeable = False
    for text in EXAMPLES[name]:
        compile_expression(text, values).evaluate(values)
    for key, value in untouched.items():
        np.testing.assert_array_equal(values[key], value)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_value_shares_memory_with_an_argument(name: str) -> None:
    values = variables(5)
    for text in EXAMPLES[name]:
        result = compile_expression(text, values).evaluate(values)
        assert not any(np.shares_memory(result, value) for value in values.values()), text


def test_every_function_but_the_draws_has_an_example() -> None:
    assert {name for name, function in FUNCTIONS.items() if function.group != "random draws"} <= set(EXAMPLES)
