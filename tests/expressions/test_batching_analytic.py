"""The complex step through an expression: the real part is its value, the imaginary part its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.errors import NotAnalytic
from runner.expressions import Batch, Expression, batch_of, compile_expression
from runner.expressions.batching.evaluating import apply
from runner.expressions.functions import FUNCTIONS
from tests.expressions.batched_examples import EXAMPLES, variables
from tests.expressions.lists import LEGITIMATE, Legitimate, drawn

SEED = 2
STEP = 1e-20
DIFFERENCE = 2e-5


NOT_CONTINUED = {
    "np.linalg.svd(A)[1].sum()",
    "np.linalg.svd(A, full_matrices=False)[1]",
    "np.nan_to_num(np.log(x), nan=0.0)",
    "np.exp(1j * t).real + np.imag(np.exp(1j * t))",
}
"""Legitimate expressions of real arrays in which no complex step can be taken."""

ROUNDED = {"x.astype(int) + x.astype(np.float32) + x.astype(float)"}
"""Those of which the value has jumps too small to see, which the complex step passes over."""


def complex_step(expression: Expression, point: dict[str, Any], steps: dict[str, Any]) -> tuple[Any, Any]:
    """The value at the point, and the derivative along `steps`, which hold a direction for each variable that moves."""
    stacks = {name: batch_of((point[name] + 1j * STEP * step)[None], analytic=True) for name, step in steps.items()}
    found = expression.evaluate({**point, **stacks})
    if not isinstance(found, Batch):
        return found, np.zeros(np.shape(found))
    return found.points[0].real, found.points[0].imag / STEP


def difference(expression: Expression, point: dict[str, Any], steps: dict[str, Any]) -> Any:
    """The same derivative by the central difference of fourth order, (8 (f₁ − f₋₁) − (f₂ − f₋₂)) / 12h."""

    def at(count: int) -> Any:
        moved = {name: point[name] + count * DIFFERENCE * step for name, step in steps.items()}
        return np.asarray(expression.evaluate({**point, **moved}), dtype=np.float64)

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * DIFFERENCE)


def is_continued(text: str, point: dict[str, Any]) -> bool:
    """Whether the expression passes a complex step in each of its variables and in all; where it does, hold it to be right."""
    expression = compile_expression(text, point)
    moving = sorted(name for name in expression.names if np.asarray(point[name]).dtype.kind == "f")
    rng = np.random.default_rng(11)
    directions = {name: rng.standard_normal(np.shape(point[name])) for name in moving}
    continued = False
    for names in {(name,) for name in moving} | ({tuple(moving)} if moving else set()):
        steps = {name: directions[name] for name in names}
        try:
            value, derivative = complex_step(expression, point, steps)
        except NotAnalytic:
            continue
        continued = True
        expected = difference(expression, point, steps)
        message = f"{text}, {names} stepped"
        np.testing.assert_allclose(value, expression.evaluate(point), rtol=1e-11, atol=1e-12, err_msg=message)
        noise = 1e-7 + 1e-10 * np.max(np.abs(value), initial=0.0)
        np.testing.assert_allclose(derivative, expected, rtol=1e-5, atol=noise, err_msg=message)
    return continued


@pytest.mark.parametrize("name", sorted(name for name in set(EXAMPLES) & set(FUNCTIONS) if FUNCTIONS[name].analytic is not False))
def test_an_analytic_function_carries_the_derivative(name: str) -> None:
    continued = [is_continued(text, variables(SEED)) for text in EXAMPLES[name]]
    assert any(continued)


@pytest.mark.parametrize("entry", [entry for entry in LEGITIMATE if entry.expression not in ROUNDED], ids=lambda entry: entry.id)
def test_a_legitimate_expression_carries_its_derivative(entry: Legitimate) -> None:
    point = drawn(entry.inputs, SEED)
    continued = is_continued(entry.expression, point)
    if entry.expression in NOT_CONTINUED or all(np.asarray(value).dtype.kind != "f" for value in point.values()):
        assert not continued
    else:
        assert continued


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if FUNCTIONS[name].analytic is False))
def test_a_function_that_is_not_analytic_refuses_a_complex_step(name: str) -> None:
    with pytest.raises(NotAnalytic):
        apply(FUNCTIONS[name], (batch_of(np.ones((2, 3)), analytic=True),), {})


def test_a_function_that_is_not_analytic_may_serve_on_the_way() -> None:
    expression = compile_expression("np.sum(one_hot(np.argmax(x, axis=1), 3) * x) * np.sum(~(x > 0))", ["x"])
    x = np.array([[1.0, -2.0, 3.0], [-4.0, 5.0, 6.0]])
    found = expression.evaluate({"x": batch_of((x + 1j * STEP * np.ones((2, 3)))[None], analytic=True)})
    assert found.points[0].real == 18.0
    assert found.points[0].imag / STEP == pytest.approx(4.0)


def test_no_type_drops_the_derivative() -> None:
    x = batch_of((np.ones(3) + 1j * STEP)[None], analytic=True)
    for text in ("x.astype(float)", "np.sum(x, dtype=float)", "np.array([x, x], dtype=float)", "np.mean(x, dtype=np.float64)"):
        found = compile_expression(text, ["x"]).evaluate({"x": x})
        assert np.all(found.points.imag > 0), text
    whole = compile_expression("x.astype(int)", ["x"]).evaluate({"x": x})
    assert whole.points.tolist() == [[1, 1, 1]]


def test_a_value_that_moves_by_jumps_alone_is_plain_and_real() -> None:
    found = compile_expression("np.floor(x)", ["x"]).evaluate({"x": batch_of(np.array([[1.5 + 1e-20j]]), analytic=True)})
    assert not found.analytic
    assert found.points.dtype == np.float64


def test_complex_numbers_of_the_case_itself_are_refused() -> None:
    x = batch_of(np.ones((1, 2)) + 0j, analytic=True)
    for text in ("x * z", "np.where(x > 0, z, x)", "np.stack([x, z])", "np.vdot(z, x)"):
        with pytest.raises(NotAnalytic):
            compile_expression(text, ["x", "z"]).evaluate({"x": x, "z": np.array([1j, 2.0])})
