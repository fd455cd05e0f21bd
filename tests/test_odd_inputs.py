"""Whatever holds numbers is an input of `gradcheck`: the verdict is that of plain arrays, and nobody's data is changed."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner import Result, UsageError, Verdict, gradcheck

SHAPES = st.sampled_from([(), (1,), (3,), (2, 3), (3, 1), (2, 1, 2), (0,), (2, 0)])


class OfArray:
    """An object that only says its numbers."""

    def __init__(self, array: Any) -> None:
        self.held = array

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.array(self.held, dtype=dtype)


class Named(np.ndarray):
    """A subclass of arrays."""


def strided(x: Any) -> Any:
    """The same numbers in an array with gaps."""
    wide = np.full((*x.shape[:-1], 2 * x.shape[-1]) if x.ndim else (), 7.0)
    if not x.ndim:
        return x
    wide[..., ::2] = x
    return wide[..., ::2]


def read_only(x: Any) -> Any:
    x = x.copy()
    x.flags.writeable = False
    return x


def frozen_pandas(x: Any) -> Any:
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(x) if x.ndim == 2 else pandas.Series(x.reshape(-1))


KINDS: dict[str, Callable[[Any], Any]] = {
    "list": lambda x: x.tolist(),
    "tuple": lambda x: tuple(x.tolist()) if x.ndim else x.tolist(),
    "strided": strided,
    "backwards": lambda x: np.ascontiguousarray(x[::-1])[::-1] if x.ndim else x,
    "Fortran": np.asfortranarray,
    "read-only": read_only,
    "subclass": lambda x: x.view(Named),
    "object of numbers": lambda x: x.astype(object),
    "big-endian": lambda x: x.astype(">f8"),
    "says its numbers": OfArray,
    "longer": lambda x: x.astype(np.longdouble),
    "masked, none hidden": np.ma.array,
}
ROUNDED: dict[str, Callable[[Any], Any]] = {
    "float32": lambda x: x.astype(np.float32),
    "float16": lambda x: x.astype(np.float16),
    "integers": lambda x: np.round(4 * x).astype(np.int64),
    "small integers": lambda x: np.round(4 * x).astype(np.int8),
}


def cost_and_gradient(x: Any) -> Any:
    x = np.asarray(x, dtype=np.float64)
    return float(np.sum(x**3 + x)), 3 * x**2 + 1


def wrong(x: Any) -> Any:
    cost, gradient = cost_and_gradient(x)
    return cost, -gradient


def verdict_of(f: Any, x: Any) -> Verdict | str:
    """The verdict, or what is told of an input that cannot be differentiated by."""
    try:
        result: Result = gradcheck(f, x)
    except UsageError as error:
        return str(error).partition(":")[0]
    assert "internal error" not in result.message
    assert "Traceback" not in str(result)
    return result.verdict


def numbers(x: Any) -> Any:
    return np.array(x.held if isinstance(x, OfArray) else x, dtype=object).tolist()


@settings(deadline=None, max_examples=60)
@given(SHAPES, st.sampled_from(sorted({**KINDS, **ROUNDED})), st.integers(0, 99), st.booleans())
def test_the_verdict_is_that_of_a_plain_array_and_the_input_stays(shape: Any, kind: str, seed: int, right: bool) -> None:
    plain = np.random.default_rng(seed).uniform(0.5, 2.0, shape)
    odd = {**KINDS, **ROUNDED}[kind](np.array(plain))
    before = copy.deepcopy(numbers(odd))
    f = cost_and_gradient if right else wrong
    found = verdict_of(f, odd)
    values = np.array(odd.held if isinstance(odd, OfArray) else odd, dtype=np.float64)
    assert found == verdict_of(f, values), (kind, shape)
    assert numbers(odd) == before
    if values.size:
        assert found is (Verdict.PASS if right else Verdict.FAIL)


@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_so_it_is_for_tables(shape: tuple[int, ...]) -> None:
    table = frozen_pandas(np.random.default_rng(0).uniform(0.5, 2.0, shape))
    before = pickle.dumps(table)
    assert verdict_of(cost_and_gradient, table) is Verdict.PASS
    assert verdict_of(wrong, table) is Verdict.FAIL
    assert pickle.dumps(table) == before


def test_a_function_that_steps_in_place_changes_its_own_copy() -> None:
    def greedy(x: Any) -> Any:
        gradient = 2.0 * np.asarray(x, dtype=np.float64)
        cost = float(np.sum(np.asarray(x, dtype=np.float64) ** 2))
        x *= 0
        return cost, gradient

    for make in (np.array, np.asfortranarray, lambda x: x.view(Named), lambda x: x.astype(np.float32)):
        x = make(np.arange(1.0, 4.0))
        assert verdict_of(greedy, x) is Verdict.PASS
        assert x.tolist() == [1.0, 2.0, 3.0]
