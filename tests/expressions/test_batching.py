"""Evaluation at a batch of points gives at each point what evaluation at that point alone gives."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from runner.errors import EvaluationError, NotAnalytic
from runner.expressions import Batch, Expression, batch_of, compile_expression, limit_memory, memory_limit
from runner.expressions.batching.evaluating import apply, block_size, fallbacks
from runner.expressions.functions import FUNCTIONS
from runner.expressions.table import PointByPoint
from tests.expressions.batched_examples import EXAMPLES, FALL_BACK, variables
from tests.expressions.lists import LEGITIMATE, Legitimate, drawn

POINTS = 3


@cache
def draws() -> list[dict[str, Any]]:
    return [variables(seed) for seed in range(POINTS)]


def stackings(expression: Expression, values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Which variables to batch: each float one by itself, and all together."""
    names = sorted(name for name in expression.names if np.asarray(values[name]).dtype.kind in "fc")
    yield from ((name,) for name in names)
    if len(names) > 1:
        yield tuple(names)


def check(expression: Expression, points: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    """Hold the value at the batch against those at the points, of which all but `names` are the same."""
    each = [{**points[0], **{name: point[name] for name in names}} for point in points]
    values = [expression.evaluate(variables) for variables in each]
    joined = {name: batch_of(np.stack([point[name] for point in points])) for name in names}
    batched = expression.evaluate({**points[0], **joined})
    for place, value in enumerate(values):
        found = np.asarray(batched.points[place] if isinstance(batched, Batch) else batched)
        assert found.shape == np.shape(value)
        assert np.iscomplexobj(found) == any(map(np.iscomplexobj, values))
        np.testing.assert_allclose(found, value, rtol=1e-12, atol=1e-13, err_msg=f"{expression.text}, {names} batched")


def test_every_function_has_an_example() -> None:
    draws_numbers = {name for name in FUNCTIONS if name.startswith("rng.")}
    assert set(FUNCTIONS) - draws_numbers - set(EXAMPLES) == set()


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) & set(FUNCTIONS)))
def test_a_function_has_the_same_value_at_a_stack_as_at_each_point(name: str) -> None:
    for text in EXAMPLES[name]:
        expression = compile_expression(text, variables(0))
        for names in stackings(expression, draws()[0]):
            check(expression, draws(), names)


@pytest.mark.parametrize("name", sorted(name for name in set(EXAMPLES) & set(FUNCTIONS) if FUNCTIONS[name].batch))
def test_a_function_with_a_rule_needs_no_loop_over_the_points(name: str) -> None:
    for text in set(EXAMPLES[name]) - FALL_BACK:
        expression = compile_expression(text, variables(0))
        for names in stackings(expression, draws()[0]):
            before = fallbacks[name]
            check(expression, draws(), names)
            assert fallbacks[name] == before, f"{text}, {names} batched"


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if FUNCTIONS[name].batch))
def test_a_rule_takes_every_argument_its_function_takes(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.batch is not None
    signature = inspect.signature(function.batch(function.value))
    by_place = 2 if function.gathers else min(function.most, 9)
    signature.bind_partial(*["value"] * by_place)
    for keyword in function.keywords:
        signature.bind_partial(**{keyword: "value"})


@pytest.mark.parametrize("entry", LEGITIMATE, ids=lambda entry: entry.id)
def test_a_legitimate_expression_has_the_same_value_at_a_stack(entry: Legitimate) -> None:
    points = [drawn(entry.inputs, seed) for seed in range(POINTS)]
    expression = compile_expression(entry.expression, entry.inputs)
    for names in stackings(expression, points[0]):
        check(expression, points, names)


def value(text: str, **variables: Any) -> Any:
    return compile_expression(text, variables).evaluate(variables)


def test_what_does_not_depend_on_the_stack_is_a_plain_value() -> None:
    x = batch_of(np.ones((3, 4)))
    assert value("x.shape[0] * y", x=x, y=2.0) == 8.0
    np.testing.assert_array_equal(value("np.zeros_like(x)", x=x), np.zeros(4))


def test_points_that_go_different_ways_are_evaluated_each_for_itself() -> None:
    x = batch_of(np.array([-1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(value("x ** 2 if x > 0 else -x", x=x).points, [1.0, 4.0, 9.0])
    np.testing.assert_array_equal(value("x > 0 and x < 2.5", x=x).points, [False, True, False])


def test_points_that_go_one_way_are_evaluated_together() -> None:
    assert value("x if x > 0 else y", x=batch_of(np.array([1.0, 2.0])), y=0.0).points.tolist() == [1.0, 2.0]


def test_results_of_different_shapes_on_the_way_are_no_fault() -> None:
    x = np.array([[1.0, -1.0, 2.0], [1.0, 3.0, 2.0]])
    np.testing.assert_array_equal(value("np.sum(x[x > 0])", x=batch_of(x)).points, [3.0, 6.0])


def test_lent_functions_are_given_single_points() -> None:
    seen = []

    def layer(x: Any) -> Any:
        seen.append(x.shape)
        return 2.0 * x

    expression = compile_expression("np.sum(layers.double(x) + x)", ["x"], {"layers": {"double": layer}})
    np.testing.assert_array_equal(expression.evaluate({"x": batch_of(np.ones((2, 3)))}).points, [9.0, 9.0])
    assert seen == [(3,), (3,)]


def test_the_truth_of_a_stack_of_arrays_is_as_undefined_as_that_of_an_array() -> None:
    with pytest.raises(ValueError, match="ambiguous"):
        bool(Batch(np.ones((2, 3))))


def test_a_fault_is_that_of_a_single_point() -> None:
    x = np.ones((2, 4, 3))
    for text, message in (("x @ x", "3"), ("x[7]", "7"), ("np.sum(x, axis=2)", "axis"), ("np.linalg.inv(x)", "square")):
        with pytest.raises(EvaluationError, match=message) as single:
            value(text, x=x[0])
        with pytest.raises(EvaluationError) as batched:
            value(text, x=batch_of(x))
        assert str(batched.value) == str(single.value)


def test_one_singular_point_is_as_fatal_as_by_itself() -> None:
    x = np.stack([np.eye(3), np.zeros((3, 3))])
    with pytest.raises(EvaluationError):
        value("np.linalg.inv(x)", x=batch_of(x))


def test_a_stack_too_large_in_one_go_is_evaluated_point_by_point() -> None:
    before = memory_limit()
    x = np.random.default_rng(0).standard_normal((50, 400))
    expected = [np.sum(np.outer(point, point)) for point in x]
    try:
        limit_memory(1 << 23)
        for text in (
            "np.sum(np.outer(x, x))",
            "np.sum(x[:, None] * x)",
            "np.sum(np.kron(x, x))",
            "np.sum(np.einsum('i,j', x, x))",
        ):
            np.testing.assert_allclose(value(text, x=batch_of(x)).points, expected, rtol=1e-10, atol=1e-10)
    finally:
        limit_memory(4 * before)


def test_a_stack_of_one_point_is_a_stack() -> None:
    assert value("np.sum(x)", x=batch_of(np.ones((1, 2, 2)))).points.tolist() == [4.0]


def test_the_points_are_not_written_to() -> None:
    x = np.random.default_rng(0).standard_normal((2, 4, 3))
    kept = x.copy()
    for text in ("np.sort(x)", "x + 1", "np.clip(x, 0, 1)", "scatter_add((4, 3), np.arange(4), x)", "np.diag(x[0])"):
        value(text, x=batch_of(x))
        np.testing.assert_array_equal(x, kept)


def test_tuples_hold_a_stack_for_each_value() -> None:
    sign, logarithm = apply(FUNCTIONS["np.linalg.slogdet"], (batch_of(np.stack([np.eye(2), 2 * np.eye(2)])),), {})
    np.testing.assert_allclose(sign.points, [1.0, 1.0])
    np.testing.assert_allclose(logarithm.points, [0.0, np.log(4.0)])


def test_a_function_without_a_rule_is_evaluated_at_each_point() -> None:
    x = np.random.default_rng(0).standard_normal((3, 2, 5))
    before = fallbacks["np.cov"]
    found = apply(FUNCTIONS["np.cov"], (batch_of(x),), {})
    assert fallbacks["np.cov"] == before + 1
    np.testing.assert_allclose(found.points, [np.cov(point) for point in x])


def test_lengths_that_differ_between_points_have_no_common_answer() -> None:
    with pytest.raises(PointByPoint):
        apply(FUNCTIONS["np.nonzero"], (batch_of(np.array([[1, 0], [1, 1]])),), {})


def test_a_stack_is_never_taken_for_an_array() -> None:
    with pytest.raises(TypeError):
        np.asarray(batch_of(np.ones((2, 2))))
    with pytest.raises(TypeError):
        np.exp(batch_of(np.ones((2, 2))))


def test_a_block_holds_two_points_at_least_and_fewer_the_larger_they_are() -> None:
    sizes = [block_size(entries) for entries in (0, 1, 30, 1000, 10**5, 10**7)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 2
    assert block_size(30) >= 60


def test_other_complex_numbers_beside_a_complex_step_are_refused() -> None:
    z = np.array([1.0 + 2.0j, 1.0])
    x = batch_of(np.ones((2, 2)), analytic=True)
    with pytest.raises(NotAnalytic):
        apply(FUNCTIONS["*"], (x, z), {})
