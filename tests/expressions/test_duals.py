"""Dual numbers through the rules: the change of a gradient along a direction is that which differences of the gradient show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.expressions.duals import Dual, DualTrace, gradient_along
from runner.expressions.functions import FUNCTIONS
from runner.expressions.reverse import Trace, Unsupported, gradient
from tests.expressions.batched_examples import EXAMPLES
from tests.expressions.test_reverse import NO_DERIVATIVE, VARIABLES, H, inputs, numbers, tree_of, upstream

TINY = 1e-30


def along(text: str, wrt: str, x: Any, way: Any, g: Any) -> Any:
    """The gradient of an example and its change, at x along `way`."""
    return gradient_along(DualTrace(tree_of(text), {}, {**VARIABLES, wrt: Dual(x + 1j * TINY * way)}), wrt, g)


NO_TANGENT = {
    "np.nan_to_num", "np.nanvar", "np.nanstd", "np.linalg.lstsq", "np.real", ".real", "np.imag", ".imag",
    "np.conj", "np.conjugate", ".conj", ".conjugate", "digamma", "i1", "max", "min", "np.clip", ".clip", ".sum",
    "np.trapezoid", "np.interp", "np.median", "np.linalg.norm", "np.linalg.cond", "np.linalg.svd", "np.linalg.svdvals",
}  # fmt: skip
"""Functions that have none, or none of some arguments: there second derivatives are differences."""


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.varies and row.vjp and name in EXAMPLES])
def test_a_tangent_is_what_differences_of_the_gradient_show(name: str) -> None:
    for text in EXAMPLES[name]:
        for wrt in inputs(text):
            tree = tree_of(text)
            value = Trace(tree, {}, VARIABLES).value(tree)
            if text in NO_DERIVATIVE or (not isinstance(value, tuple) and np.iscomplexobj(value)):
                continue
            rng = np.random.default_rng(1)
            g, x = upstream(value, rng), np.asarray(VARIABLES[wrt], dtype=float)
            way = rng.standard_normal(x.shape)
            try:
                found = along(text, wrt, x, way, g)
            except Unsupported:
                assert name in NO_TANGENT, text
                continue

            def first(point: Any, tree: Any = tree, wrt: str = wrt, g: Any = g) -> Any:
                return numbers(gradient(Trace(tree, {}, {**VARIABLES, wrt: point}), wrt, g))

            expected = (first(x + H * way) - first(x - H * way)) / (2 * H)
            scale = max(1.0, np.max(np.abs(expected), initial=0.0))
            np.testing.assert_allclose(numbers(found.real), first(x), rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(
                numbers(found.imag / TINY), expected, rtol=1e-4, atol=1e-5 * scale, err_msg=f"{text} by {wrt}"
            )


def test_lent_code_and_numbers_that_are_asked_for_have_no_tangent() -> None:
    x = Dual(np.array([1.0 + 1j * TINY, 2.0]))
    for ask in (np.asarray, np.add.reduce, lambda each: np.nextafter(each, 1.0)):
        with pytest.raises(Unsupported):
            ask(x)


def test_what_is_compared_and_indexed_goes_by_the_value() -> None:
    x = Dual(np.array([1.0 - 1j * TINY, 2.0 + 1j * TINY]))
    assert (x > 1).tolist() == [False, True]
    assert [bool(part) for part in x - 1] == [False, True]
    assert x[x > 1].z.tolist() == [2.0 + 1j * TINY]
    assert np.sign(x).tolist() == [1.0, 1.0]
