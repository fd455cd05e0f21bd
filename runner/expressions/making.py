"""Making arrays of plain values, measured before they are made."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, isfinite
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import SMALL, check_integer, check_shape, check_size, kind_of
from .reductions import as_array

ndarray = np.ndarray


def array(x: Any, dtype: Any = None) -> Any:
    """`np.array(x)` of a number, an array or a nested list of those."""
    if isinstance(x, tuple | list):
        check_size(len(x) * max((np.size(entry) for entry in x), default=0))
    value = as_array(np.array(x))
    return value if dtype is None else astype(value, dtype)


def astype(x: Any, dtype: Any) -> Any:
    """`x.astype(dtype)`; complex numbers stay complex."""
    x = as_array(x)
    _check_cast(x, dtype)
    return x.astype(dtype)


def _check_cast(x: Any, dtype: Any) -> None:
    if x.dtype.kind == "c" and np.dtype(dtype).kind not in "cb":
        raise EvaluationError("complex numbers cannot be cast to real ones", hint="take np.real of them")


def filled(fill: Callable[..., Any]) -> Callable[..., Any]:
    """`np.zeros` or `np.ones`."""

    def apply(shape: Any, dtype: Any = float) -> Any:
        return fill(check_shape(shape), dtype)

    return apply


def full(shape: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    lengths, value = check_shape(shape), as_array(fill_value)
    _check_cast(value, value.dtype if dtype is None else dtype)
    return np.full(lengths, value, dtype=dtype)


def eye(n: Any, m: Any = None, k: Any = 0, *, dtype: Any = float) -> Any:
    rows, columns = check_shape((n, n if m is None else m))
    return np.eye(rows, columns, check_integer(k, "the diagonal"), dtype=dtype)


def identity(n: Any, dtype: Any = float) -> Any:
    return eye(n, dtype=dtype)


def arange(start: Any, stop: Any = None, step: Any = 1, *, dtype: Any = None) -> Any:
    """`np.arange(stop)`, `np.arange(start, stop, step)`."""
    if type(start) is int and start <= SMALL and stop is None:
        return np.arange(start, dtype=dtype)
    if stop is None:
        start, stop = 0, start
    for bound in (start, stop, step):
        if np.ndim(bound):
            raise EvaluationError(f"np.arange counts between numbers, not {kind_of(bound)}")
    length = 0 if step == 0 else (stop - start) / step
    if not isfinite(length):
        raise EvaluationError("np.arange needs finite bounds")
    check_size(ceil(length))
    return np.arange(start, stop, step, dtype=dtype)


def range_(start: Any, stop: Any = None, step: Any = 1) -> Any:
    """Python's `range`, as an integer array."""
    bounds = [check_integer(bound, "a bound of range") for bound in (start, 0 if stop is None else stop, step)]
    return arange(bounds[0], None if stop is None else bounds[1], bounds[2])


def linspace(start: Any, stop: Any, num: Any = 50) -> Any:
    count = check_integer(num, "the number of points")
    check_size(count * max(np.size(start), np.size(stop)))
    return np.linspace(start, stop, count)


def triangle_indices(find: Callable[..., Any]) -> Callable[..., Any]:
    """`np.tril_indices` or `np.triu_indices` of an n×n matrix."""

    def apply(n: Any, k: Any = 0) -> Any:
        check_shape((n, n))
        return tuple(find(n, check_integer(k, "the diagonal")))

    return apply


def diag_indices(n: Any) -> Any:
    check_shape(n)
    return tuple(np.diag_indices(n))


def vander(x: Any, N: Any = None, increasing: Any = False) -> Any:
    """`np.vander`: row i holds the powers N − 1 … 0 of entry i, or 0 … N − 1."""
    x = as_array(x)
    columns = x.size if N is None else check_integer(N, "the number of columns")
    check_size(x.size * max(columns, 0))
    return np.vander(x, columns, bool(increasing))


def copied(x: Any) -> Any:
    return as_array(x).copy()


def like(fill: Callable[..., Any]) -> Callable[..., Any]:
    """`np.zeros_like` or `np.ones_like`."""

    def apply(x: Any, *, dtype: Any = None) -> Any:
        return fill(as_array(x), dtype=dtype)

    return apply


def full_like(x: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    x, value = as_array(x), as_array(fill_value)
    _check_cast(value, x.dtype if dtype is None else dtype)
    return np.full_like(x, value, dtype=dtype)
