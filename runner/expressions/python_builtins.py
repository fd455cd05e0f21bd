"""The builtins of Python that an expression may call, on plain values."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import LARGEST_INTEGER, bounded, check_integer, kind_of
from .operators import add
from .reductions import as_array, max_, min_
from .selecting import rounded


def absolute(x: Any) -> Any:
    """`abs(x)`, entry by entry."""
    return abs(x) if type(x) in (np.ndarray, int, float, complex, bool) else np.abs(as_array(x))


def length(x: Any) -> int:
    """`len(x)`: of a tuple, or of the first axis of an array."""
    if isinstance(x, tuple | list) or (isinstance(x, np.ndarray) and x.ndim):
        return len(x)
    raise EvaluationError(f"{kind_of(x)} has no length")


def _single(x: Any, what: str) -> Any:
    array = as_array(x)
    if array.size != 1:
        raise EvaluationError(f"{what} needs a single number, not {kind_of(x)}")
    return array.reshape(()).item()


def float_(x: Any = 0.0) -> float:
    """`float(x)` of a single number."""
    value = _single(x, "float")
    if isinstance(value, complex):
        raise EvaluationError("float needs a real number, not a complex one", hint="take np.real of it")
    return float(value)


def int_(x: Any = 0) -> int:
    """`int(x)` of a single number, rounded towards zero; it must fit into 64 bits."""
    value = _single(x, "int")
    if isinstance(value, complex) or not isfinite(value):
        raise EvaluationError(f"int needs a finite real number, not {value}")
    return bounded(int(value))


def bool_(x: Any = False) -> bool:
    """`bool(x)` of a single number."""
    return bool(_single(x, "bool"))


def complex_(real: Any = 0.0, imag: Any = 0.0) -> complex:
    """`complex(re, im)` of single numbers."""
    return complex(_single(real, "complex")) + complex(0, 1) * complex(_single(imag, "complex"))


def round_(x: Any, ndigits: Any = None) -> Any:
    """`round(x, digits)`: of a single number as Python's, of an array entry by entry."""
    digits = None if ndigits is None else check_integer(ndigits, "the number of digits")
    if isinstance(x, np.ndarray | np.generic):
        return rounded(x, digits or 0)
    if isinstance(x, float) and not isfinite(x):
        return x
    value = round(_single(x, "round"), digits)
    return bounded(value) if isinstance(value, int) and abs(value) <= LARGEST_INTEGER else float(value)


def _extreme(several: Any, one: Any) -> Any:
    """`max` and `min`: of two or more numbers, or of the entries of one vector."""

    def apply(*values: Any) -> Any:
        if len(values) == 1:
            array = as_array(values[0])
            if array.ndim != 1:
                raise EvaluationError(f"this needs a vector, not {kind_of(values[0])}", hint="use np.max or np.min")
            return one(array)
        for value in values:
            if np.size(value) != 1:
                raise EvaluationError(f"this compares numbers, not {kind_of(value)}", hint="use np.maximum or np.minimum")
        return several(values)

    return apply


maximum = _extreme(max, max_)
minimum = _extreme(min, min_)


def total(x: Any, start: Any = 0) -> Any:
    """Python's `sum`: over the first axis of an array, or over the values of a list."""
    parts = list(x) if isinstance(x, tuple | list) else None
    if parts is None:
        array = as_array(x)
        if not array.ndim:
            raise EvaluationError(f"sum needs something to sum over, not {kind_of(x)}")
        return add(np.sum(array, 0), start)
    result = start
    for part in parts:
        result = add(result, part)
    return result
