"""The tree read backwards: every rule of the table against central differences, and where a sweep has nothing to say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.expressions import compile_expression
from runner.expressions.functions import FUNCTIONS
from runner.expressions.reverse import Edge, Sweep, Trace, Unsupported, depends, fitted, gradient
from runner.expressions.tree import Node
from tests.expressions.batched_examples import EXAMPLES, variables

VARIABLES = variables(0)
H = 1e-5

NO_RULE = {
    "np.angle": "of real numbers it is constant but for its jumps",
    "np.linalg.eig": "its value is complex",
    "np.linalg.eigvals": "its value is complex",
    "np.interp(s, x.cumsum() ** 2, x)": "places that move",
    "np.trapezoid(X, p, axis=0)": "places of an integrand of several axes",
}
"""What varies and has no derivative here, and why."""

NO_DERIVATIVE = {"np.std(s)", "s.std()", "np.nanstd(s)"}
"""The deviation of one number is 0: a corner."""


def tree_of(text: str, names: Collection[str] = VARIABLES) -> Node:
    return compile_expression(text, names).tree


def numbers(value: Any) -> Any:
    """All entries of a value, of a tuple too."""
    if isinstance(value, tuple | list):
        return np.concatenate([numbers(part) for part in value])
    return np.asarray(value, dtype=float).ravel()


def upstream(value: Any, rng: np.random.Generator) -> Any:
    """Random cotangents in the shape of a value."""
    if isinstance(value, tuple | list):
        return tuple(upstream(part, rng) for part in value)
    return rng.standard_normal(np.shape(value))


def difference(tree: Node, wrt: str, g: Any) -> Any:
    """The central difference of Σ g·y by every entry of an input."""

    def cost(x: Any) -> float:
        y = numbers(Trace(tree, {}, {**VARIABLES, wrt: x}).value(tree))
        weights = numbers(g)
        return float(np.sum(np.where(weights == 0, 0.0, weights * y)))

    x = np.asarray(VARIABLES[wrt], dtype=float)
    found = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = H
        found[index] = (cost(x + step) - cost(x - step)) / (2 * H)
    return found


def inputs(text: str) -> list[str]:
    """The real inputs through which the value of an example varies."""
    expression = compile_expression(text, VARIABLES)
    if "z" in expression.names:
        return []
    real = [name for name in sorted(expression.names) if np.asarray(VARIABLES[name]).dtype.kind == "f"]
    return [name for name in real if depends(expression.tree, {name})]


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.varies and name in EXAMPLES])
def test_the_rules_of_a_function_agree_with_central_differences(name: str) -> None:
    for text in EXAMPLES[name]:
        if name in NO_RULE or text in NO_RULE or text in NO_DERIVATIVE:
            continue
        tree = tree_of(text)
        for wrt in inputs(text):
            formula = Trace(tree, {}, VARIABLES)
            value = formula.value(tree)
            if not isinstance(value, tuple) and np.iscomplexobj(value):
                continue
            g = upstream(value, np.random.default_rng(1))
            found, expected = gradient(formula, wrt, g), difference(tree, wrt, g)
            assert np.shape(found) == expected.shape, (text, wrt)
            scale = max(1.0, np.max(np.abs(expected), initial=0.0))
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * scale, err_msg=f"{text} by {wrt}")


@pytest.mark.parametrize("text", [text for text in NO_RULE if "(" in text])
def test_what_has_no_rule_says_so(text: str) -> None:
    tree = tree_of(text)
    formula = Trace(tree, {}, VARIABLES)
    with pytest.raises(Unsupported):
        gradient(formula, inputs(text)[-1], np.ones_like(formula.value(tree)))


def test_nearly_every_function_that_varies_has_a_rule() -> None:
    varying = [row for name, row in FUNCTIONS.items() if row.varies and not name.startswith("rng.")]
    without = [row.name for row in varying if not row.vjp]
    assert len(without) <= 0.03 * len(varying), without


@pytest.mark.parametrize("text", ["x.shape[0]", "len(x)", "np.floor(x)", "(x > 0)", "np.zeros_like(x)", "np.argmax(x)", "x.size"])
def test_nothing_varies_through_shapes_and_steps(text: str) -> None:
    assert not depends(tree_of(text), {"x"})


def test_lines_are_swept_in_the_order_in_which_they_were_made() -> None:
    lines = {"a": tree_of("x**2"), "b": tree_of("a * x", ("a", "x"))}
    x = np.array([1.0, 2.0])
    formula = Trace(tree_of("np.sum(a * b)", ("a", "b")), lines, {"x": x, "a": x**2, "b": x**3})
    np.testing.assert_allclose(gradient(formula, "x"), 5 * x**4)


def test_a_choice_is_swept_along_the_branch_that_was_taken() -> None:
    formula = Trace(tree_of("np.sum(x**2) if np.sum(x) > 0 else np.sum(x)"), {}, {"x": np.array([1.0, 2.0])})
    np.testing.assert_allclose(gradient(formula, "x"), [2.0, 4.0])


def test_another_rule_may_stand_at_an_edge() -> None:
    formula = Trace(tree_of("np.sum(np.tanh(x))"), {}, {"x": np.array([0.5])})

    def slip(edge: Edge, g: Any) -> Any:
        return g if edge.call.rule == "np.tanh" else edge.cotangent(g)

    np.testing.assert_allclose(Sweep(formula, "x", slip).gradient(1.0), [1.0])


def test_an_input_that_the_formula_does_not_hold_has_the_gradient_zero() -> None:
    assert gradient(Trace(tree_of("np.sum(x)"), {}, VARIABLES), "u").tolist() == [0.0, 0.0, 0.0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3), max_size=3), st.data())
def test_a_cotangent_is_summed_over_what_broadcasting_spread(shape: list[int], data: st.DataObject) -> None:
    """⟨g, spread(x)⟩ = ⟨fitted(g), x⟩: summing is the adjoint of spreading."""
    own = tuple(data.draw(st.sampled_from([1, length])) for length in shape)[data.draw(st.integers(0, len(shape))) :]
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal(own), rng.standard_normal(shape)
    assert np.sum(g * np.broadcast_to(x, shape)) == pytest.approx(np.sum(fitted(g, own) * x))
