"""Choosing, clipping, sorting and picking on plain values."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import EvaluationError, OutOfBounds
from .guards import SLOW_WORK, SMALL, check_integer, check_size, check_work, kind_of
from .operators import check_broadcast
from .reductions import as_array

MOST_DIFFERENCES = 100


def where(condition: Any, *choices: Any) -> Any:
    """`np.where(condition, a, b)`; with the condition alone, the places where it holds."""
    if not choices:
        return nonzero(condition)
    if len(choices) != 2:
        raise EvaluationError("np.where needs two values to choose between", hint="write np.where(condition, a, b)")
    check_broadcast(condition, *choices)
    return np.where(condition, *choices)[()]


def select(conditions: Any, choices: Any, default: Any = 0) -> Any:
    """`np.select`: at each place the choice of the first condition that holds there."""
    if not isinstance(conditions, tuple | list) or not isinstance(choices, tuple | list):
        raise EvaluationError("np.select needs a list of conditions and a list of choices")
    check_broadcast(*conditions, *choices, default)
    return np.select(list(conditions), list(choices), default)


def clip(x: Any, a_min: Any = None, a_max: Any = None, **bounds: Any) -> Any:
    """`np.clip`: the bounds by place, as `a_min` and `a_max`, or as `min` and `max`."""
    if bounds:
        a_min, a_max = bounds.get("min", a_min), bounds.get("max", a_max)
    x = x if isinstance(x, np.ndarray) else as_array(x)
    check_broadcast(x, a_min, a_max)
    return np.clip(x, a_min, a_max)


def nonzero(x: Any) -> Any:
    """`np.nonzero`: the indices of what is not 0, one array for each axis."""
    x = as_array(x)
    check_size(x.size * max(x.ndim, 1))
    return np.atleast_1d(x).nonzero()


def argwhere(x: Any) -> Any:
    x = as_array(x)
    check_size(x.size * max(x.ndim, 1))
    return np.argwhere(x)


def sort(x: Any, axis: Any = -1) -> Any:
    return np.sort(as_array(x), axis)


def argsort(x: Any, axis: Any = -1) -> Any:
    return as_array(x).argsort(axis)


def take(x: Any, indices: Any, axis: Any = None) -> Any:
    """`np.take(x, indices, axis)`."""
    x, indices = as_array(x), as_array(indices)
    if x.size * indices.size > SMALL:
        check_size(indices.size if axis is None else indices.size * (x.size // max(x.shape[axis], 1)))
    return x.take(indices, axis)


def take_along_axis(x: Any, indices: Any, axis: Any = -1) -> Any:
    """`np.take_along_axis(x, indices, axis)`."""
    x, indices = as_array(x), as_array(indices)
    if x.size * indices.size > SMALL and x.ndim == indices.ndim and axis is not None:
        others = [shape[:axis] + shape[axis:][1:] for shape in (x.shape, indices.shape)]
        check_size(indices.shape[axis] * prod(np.broadcast_shapes(*others)))
    return np.take_along_axis(x, indices, axis)


def diff(x: Any, n: Any = 1, axis: Any = -1) -> Any:
    """`np.diff`: the n-th difference along an axis."""
    if check_integer(n, "the order of the difference") > MOST_DIFFERENCES:
        raise OutOfBounds(f"the order of a difference may be at most {MOST_DIFFERENCES}")
    return np.diff(as_array(x), n, axis)


def polyval(p: Any, x: Any) -> Any:
    """`np.polyval`, by Horner's rule."""
    p, x = as_array(p), as_array(x)
    if p.ndim != 1:
        raise EvaluationError(f"np.polyval needs a vector of coefficients, not {kind_of(p)}")
    check_work(p.size * x.size, SLOW_WORK, "np.polyval")
    return np.polyval(p, x)


def average(x: Any, axis: Any = None, *, weights: Any = None, keepdims: bool = False) -> Any:
    """`np.average`: Σ w·x / Σ w."""
    return np.average(as_array(x), axis, weights, keepdims=keepdims)  # type: ignore[call-overload]


def isclose(a: Any, b: Any, *, rtol: Any = 1e-05, atol: Any = 1e-08) -> Any:
    check_broadcast(a, b)
    return np.isclose(a, b, rtol, atol)


def allclose(a: Any, b: Any, *, rtol: Any = 1e-05, atol: Any = 1e-08) -> Any:
    return bool(np.all(isclose(a, b, rtol=rtol, atol=atol)))


def trapezoid(y: Any, x: Any = None, *, dx: Any = 1.0, axis: Any = -1) -> Any:
    """`np.trapezoid`: the integral by the trapezoidal rule."""
    check_broadcast(y, x)
    return np.trapezoid(as_array(y), x, dx, axis)


def rounded(x: Any, decimals: Any = 0) -> Any:
    digits = check_integer(decimals, "the number of decimals")
    if abs(digits) > 300:
        raise OutOfBounds(f"numbers have no {digits} decimals")
    return np.round(x, digits)


def ix(*vectors: Any) -> Any:
    """`np.ix_`: vectors laid along axes of their own, to index rows and columns together."""
    arrays = [as_array(vector) for vector in vectors]
    for array in arrays:
        if array.ndim != 1:
            raise EvaluationError(f"np.ix_ needs vectors, not {kind_of(array)}")
    return np.ix_(*arrays)
