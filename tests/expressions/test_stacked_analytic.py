"""The complex step through an expression: the real part is its value, the imaginary part its derivative."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from runner.errors import NotAnalytic
from runner.expressions import Expression, Stack, compile_expression, stack
from runner.expressions.functions import FUNCTIONS
from runner.expressions.stacked import apply
from tests.expressions.stacked_examples import EXAMPLES, variables

SEED = 2
STEP = 1e-20
DIFFERENCE = 2e-4


@cache
def directions() -> dict[str, Any]:
    return {name: np.random.default_rng(11).standard_normal(np.shape(value)) for name, value in variables(SEED).items()}


def complex_step(expression: Expression, names: tuple[str, ...]) -> tuple[Any, Any]:
    """The value, and the derivative along `directions` in the variables `names`."""
    point = variables(SEED)
    stacks = {name: stack((point[name] + 1j * STEP * directions()[name])[None], analytic=True) for name in names}
    found = expression.evaluate({**point, **stacks})
    if not isinstance(found, Stack):
        return found, np.zeros(np.shape(found))
    return found.points[0].real, found.points[0].imag / STEP


def difference(expression: Expression, names: tuple[str, ...]) -> Any:
    """The same derivative by the central difference of fourth order, (8 (f₁ − f₋₁) − (f₂ − f₋₂)) / 12h."""
    point = variables(SEED)

    def at(steps: int) -> Any:
        moved = {name: point[name] + steps * DIFFERENCE * directions()[name] for name in names}
        return np.asarray(expression.evaluate({**point, **moved}), dtype=np.float64)

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * DIFFERENCE)


def is_continued(name: str) -> bool:
    """Whether some example of the function passes a complex step. Checks every one that does."""
    continued = False
    for text in EXAMPLES[name]:
        expression = compile_expression(text, variables(SEED))
        names = tuple(sorted(key for key in expression.names if variables(SEED)[key].dtype.kind == "f"))
        for stepped in {(key,) for key in names} | ({names} if names else set()):
            try:
                value, derivative = complex_step(expression, stepped)
            except NotAnalytic:
                continue
            continued = True
            expected = difference(expression, stepped)
            message = f"{text}, {stepped} stepped"
            np.testing.assert_allclose(value, expression.evaluate(variables(SEED)), rtol=1e-11, atol=1e-12, err_msg=message)
            np.testing.assert_allclose(derivative, expected, rtol=1e-5, atol=1e-7, err_msg=message)
    return continued


@pytest.mark.parametrize("name", sorted(name for name in set(EXAMPLES) & set(FUNCTIONS) if FUNCTIONS[name].analytic is not False))
def test_an_analytic_function_carries_the_derivative(name: str) -> None:
    assert is_continued(name)


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if FUNCTIONS[name].analytic is False))
def test_a_function_that_is_not_analytic_refuses_a_complex_step(name: str) -> None:
    with pytest.raises(NotAnalytic):
        apply(FUNCTIONS[name], (stack(np.ones((2, 3)), analytic=True),), {})


def test_a_function_that_is_not_analytic_may_serve_on_the_way() -> None:
    expression = compile_expression("np.sum(one_hot(np.argmax(x, axis=1), 3) * x) * np.sum(~(x > 0))", ["x"])
    x = np.array([[1.0, -2.0, 3.0], [-4.0, 5.0, 6.0]])
    found = expression.evaluate({"x": stack((x + 1j * STEP * np.ones((2, 3)))[None], analytic=True)})
    assert found.points[0].real == 18.0
    assert found.points[0].imag / STEP == pytest.approx(4.0)


def test_no_type_drops_the_derivative() -> None:
    x = stack((np.ones(3) + 1j * STEP)[None], analytic=True)
    for text in ("x.astype(float)", "np.sum(x, dtype=float)", "np.array([x, x], dtype=float)", "np.mean(x, dtype=np.float64)"):
        found = compile_expression(text, ["x"]).evaluate({"x": x})
        assert np.all(found.points.imag > 0), text
    whole = compile_expression("x.astype(int)", ["x"]).evaluate({"x": x})
    assert whole.points.tolist() == [[1, 1, 1]]


def test_a_value_that_moves_by_jumps_alone_is_plain_and_real() -> None:
    found = compile_expression("np.floor(x)", ["x"]).evaluate({"x": stack(np.array([[1.5 + 1e-20j]]), analytic=True)})
    assert not found.analytic
    assert found.points.dtype == np.float64


def test_complex_numbers_of_the_case_itself_are_refused() -> None:
    x = stack(np.ones((1, 2)) + 0j, analytic=True)
    for text in ("x * z", "np.where(x > 0, z, x)", "np.stack([x, z])", "np.vdot(z, x)"):
        with pytest.raises(NotAnalytic):
            compile_expression(text, ["x", "z"]).evaluate({"x": x, "z": np.array([1j, 2.0])})
