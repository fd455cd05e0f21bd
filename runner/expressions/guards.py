"""Bounds on what one call may make or cost, checked before it runs.

They bound a single call; the wall clock and the memory limit of the worker bound their sum.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import EvaluationError, OutOfBounds

SMALL = 1 << 16
"""An array of this many entries is within every limit, so nothing need be computed to allow it."""

WORK = 5 * 10**10
"""Multiplications a matrix product or a factorisation may take: some seconds on one core."""

SLOW_WORK = 2 * 10**9
"""Steps of a loop that does not use the matrix kernels (einsum, convolve): some seconds too."""

LARGEST_INTEGER = 2**63 - 1
MOST_AXES = 32

MOST_INTEGERS = 1000
"""How many places or axes may be listed, and how many parts an array may be split into."""

_ARRAYS_AT_ONCE = 4


class _Memory:
    """The bound for one array, in bytes; one for the process, as the memory limit of the worker is."""

    largest_array = (2 << 30) // _ARRAYS_AT_ONCE


def limit_memory(total: int) -> None:
    """Let an evaluation use about `total` bytes: no single array may be larger than a quarter of it."""
    _Memory.largest_array = max(total, 1 << 22) // _ARRAYS_AT_ONCE


def memory_limit() -> int:
    """The largest array, in bytes, that an expression may make."""
    return _Memory.largest_array


def check_size(entries: int, itemsize: int = 8, what: str = "the result") -> None:
    """Raise `OutOfBounds` for an array of this many entries where it would be larger than the limit."""
    if entries > SMALL and entries * itemsize > _Memory.largest_array:
        raise OutOfBounds(
            f"{what} would have {_count(entries)} entries; "
            f"an array may have at most {_count(_Memory.largest_array // itemsize)} here (see --memory)"
        )


def check_shape(shape: Any, what: str = "the result") -> tuple[int, ...]:
    """A shape written as an integer or as integers: the tuple, its size checked."""
    if type(shape) is tuple and len(shape) <= 2 and all(type(length) is int and 0 <= length <= 256 for length in shape):
        return shape
    entries = shape if isinstance(shape, tuple | list) else (shape,)
    lengths = tuple(check_integer(entry, "a length") for entry in entries)
    if any(length < 0 for length in lengths):
        raise EvaluationError(f"a length cannot be negative: {lengths}")
    if len(lengths) > MOST_AXES:
        raise OutOfBounds(f"an array may have at most {MOST_AXES} axes, not {len(lengths)}")
    check_size(prod(lengths), what=what)
    return lengths


def check_integer(value: Any, what: str) -> int:
    """`value` as a Python int; raises where it is no integer."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(value)
    raise EvaluationError(f"{what} must be an integer, not {kind_of(value)}")


def check_integers(value: Any, what: str) -> Any:
    """An integer, or nested sequences of them, as Python ints: numpy adds to some of its arguments in place."""
    if isinstance(value, tuple | list) or (isinstance(value, np.ndarray) and value.ndim):
        if len(value) > MOST_INTEGERS:
            raise OutOfBounds(f"{len(value)} integers are more than the {MOST_INTEGERS} that may stand here")
        return tuple(check_integers(part, what) for part in value)
    return check_integer(value, what)


def check_work(steps: int, most: int = WORK, what: str = "this") -> None:
    """Raise `OutOfBounds` where a single call would take more than this many multiplications."""
    if steps > most:
        raise OutOfBounds(f"{what} would take about {steps:.0e} multiplications; one call may take {most:.0e}")


def bounded(value: int) -> int:
    """An integer result, which must fit into 64 bits."""
    if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    raise OutOfBounds("the integer does not fit into 64 bits", hint="write one of the numbers as a float, such as `2.0`")


def check_kind(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An array made from what was written; it must hold numbers."""
    if array.dtype.kind in "biufc":
        return array
    raise EvaluationError("an array holds numbers only")


def kind_of(value: Any) -> str:
    """What a value is, in words, for a message."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else f"the number {value[()]}"
    if isinstance(value, bool | np.bool_):
        return f"the truth value {bool(value)}"
    if isinstance(value, tuple | list):
        return f"a {'list' if isinstance(value, list) else 'tuple'} of {len(value)}"
    if isinstance(value, int | float | complex | np.number):
        return f"the number {value}"
    return str(getattr(value, "kind", "no number"))


def _count(entries: int) -> str:
    return f"{entries:,}" if entries < 10**9 else f"{float(min(entries, 10**300)):.0e}"
