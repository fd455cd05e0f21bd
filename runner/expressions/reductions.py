"""Reductions on plain values, with the arguments of the numpy functions of these names and their values to the last bit.

They call the kernels below numpy's Python wrappers, which saves about half the time on small arrays.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from math import prod as product_of
from typing import Any

import numpy as np

from .guards import check_kind

Axis = Any
_add: Callable[..., Any] = np.add.reduce
ndarray = np.ndarray


def as_array(x: Any) -> np.ndarray[Any, Any]:
    """A number, or a nested list of numbers, as an array."""
    return x if type(x) is ndarray else check_kind(np.asarray(x))


def _reduction(reduce: Callable[..., Any]) -> Callable[..., Any]:
    def apply(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
        if type(x) is not ndarray:
            x = as_array(x)
        return reduce(x, axis, None, None, keepdims)

    return apply


def _typed_reduction(reduce: Callable[..., Any]) -> Callable[..., Any]:
    def apply(x: Any, axis: Axis = None, *, dtype: Any = None, keepdims: bool = False) -> Any:
        if type(x) is not ndarray:
            x = as_array(x)
        return reduce(x, axis, dtype, None, keepdims)

    return apply


sum_ = _typed_reduction(_add)
prod = _typed_reduction(np.multiply.reduce)
max_ = _reduction(np.maximum.reduce)
min_ = _reduction(np.minimum.reduce)
any_ = _reduction(np.logical_or.reduce)
all_ = _reduction(np.logical_and.reduce)


def _count(x: np.ndarray[Any, Any], axis: Axis) -> int:
    if axis is None:
        return x.size
    return product_of(x.shape[one] for one in (axis if isinstance(axis, tuple | list) else (axis,)))


def _type_of_mean(x: np.ndarray[Any, Any]) -> Any:
    return np.float64 if x.dtype.kind in "biu" else None


def mean(x: Any, axis: Axis = None, *, dtype: Any = None, keepdims: bool = False) -> Any:
    """`np.mean`; of nothing it is NaN, without a warning."""
    if type(x) is not ndarray:
        x = as_array(x)
    total = _add(x, axis, dtype or _type_of_mean(x), None, keepdims)
    return total / total.dtype.type(_count(x, axis))


def var(x: Any, axis: Axis = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    """`np.var`; NaN without a warning where there are too few entries."""
    x = as_array(x)
    total = _add(x, axis, _type_of_mean(x), None, True)
    count = _count(x, axis)
    centred = x - total / _like(x, count)
    square = (centred * centred.conj()).real if centred.dtype.kind == "c" else centred * centred
    return _add(square, axis, None, None, keepdims) / _like(square, max(count - ddof, 0))


def _like(x: np.ndarray[Any, Any], number: Any) -> Any:
    """A count in the precision of x, so that float32 stays float32."""
    return x.dtype.type(number) if x.dtype.kind == "f" else np.float64(number)


def std(x: Any, axis: Axis = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    return np.sqrt(var(x, axis, ddof=ddof, keepdims=keepdims))


def argmax(x: Any, axis: Axis = None, *, keepdims: Any = False) -> Any:
    return as_array(x).argmax(axis, keepdims=keepdims)


def argmin(x: Any, axis: Axis = None, *, keepdims: Any = False) -> Any:
    return as_array(x).argmin(axis, keepdims=keepdims)


def ptp(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return max_(x, axis, keepdims=keepdims) - min_(x, axis, keepdims=keepdims)


def count_nonzero(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return np.count_nonzero(as_array(x), axis, keepdims=keepdims)


def cumsum(x: Any, axis: Axis = None) -> Any:
    return as_array(x).cumsum(axis)


def cumprod(x: Any, axis: Axis = None) -> Any:
    return as_array(x).cumprod(axis)


def silently(function: Callable[..., Any]) -> Callable[..., Any]:
    """For the few functions of numpy that warn in Python (of a mean of nothing) what NaN says already."""

    @wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs)

    return apply
