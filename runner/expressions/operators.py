"""Operators and comparisons on plain values: as numpy's, but bounded.

Arithmetic of two Python integers must stay within 64 bits; Python floats behave as numpy's, so 1.0 / 0 is
infinite and (-8.0) ** 0.5 is not complex. Sequences are no operands, except that a list may stand beside an array.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import SMALL, bounded, check_kind, check_size, check_work, kind_of

Binary = Callable[[Any, Any], Any]
ndarray = np.ndarray
_PYTHON_NUMBERS = frozenset({int, float, complex, bool})
_NUMBERS = (int, float, complex, np.generic)
LONGEST_JOINED = 64
"""How long the sum of two tuples, as of shapes, may be."""

_INTEGERS = (int, np.integer)
_GROWING = ("+", "-", "*", "**")
SCALARS = frozenset({*_PYTHON_NUMBERS, *(np.dtype(code).type for code in "?bhilqBHILQefdFD")})
"""The types of a single number."""


def element_wise(compute: Binary) -> Binary:
    """The operator or ufunc `compute` with the size of a broadcast result bounded."""

    def apply(a: Any, b: Any) -> Any:
        kind_b = type(b)
        if type(a) is ndarray and (kind_b in SCALARS or (kind_b is ndarray and a.size * b.size <= SMALL)):
            return compute(a, b)
        check_broadcast(a, b)
        return compute(a, b)

    return apply


def check_broadcast(*operands: Any) -> None:
    """Raise `OutOfBounds` where the operands would broadcast to an array beyond the limit."""
    entries = 1
    for operand in operands:
        if type(operand) is ndarray:
            entries *= operand.size
    if entries > SMALL:
        check_size(prod(np.broadcast_shapes(*(operand.shape for operand in operands if isinstance(operand, ndarray)))))


def arithmetic(symbol: str, compute: Binary, ufunc: np.ufunc, integers: Binary) -> Binary:
    """The operator `symbol`: `compute` for arrays and floats, `integers` for two Python integers.

    `ufunc` gives infinity or NaN where Python raises an error or takes a negative number to a complex power.
    """

    def apply(a: Any, b: Any) -> Any:
        kind_b = type(b)
        if type(a) is ndarray:
            if kind_b in SCALARS or (kind_b is ndarray and a.size * b.size <= SMALL):
                return compute(a, b)
        elif kind_b is ndarray and type(a) in SCALARS:
            return compute(a, b)
        return careful(a, b)

    def of_floats(a: Any, b: Any) -> Any:
        try:
            value = compute(a, b)
        except ArithmeticError:
            return ufunc(a, b).item()
        if type(value) is complex and type(a) is not complex and type(b) is not complex:
            return ufunc(a, b).item()
        return value

    def careful(a: Any, b: Any) -> Any:
        if symbol == "+" and type(a) is type(b) and type(a) in (tuple, list) and len(a) + len(b) <= LONGEST_JOINED:
            return a + b
        if type(a) in _PYTHON_NUMBERS and type(b) in _PYTHON_NUMBERS:
            return integers(a, b) if isinstance(a, int) and isinstance(b, int) else of_floats(a, b)
        a, b = _operands(symbol, a, b)
        if isinstance(a, _INTEGERS) and isinstance(b, _INTEGERS) and symbol in _GROWING and (symbol != "**" or b >= 0):
            integers(int(a), int(b))  # numpy's own integers wrap around in silence
        check_broadcast(a, b)
        return compute(a, b)

    return apply


def compared(symbol: str, compute: Binary) -> Binary:
    """The comparison `symbol`, entry by entry; two tuples (as of shapes) are equal or not."""

    def apply(a: Any, b: Any) -> Any:
        kind_b = type(b)
        if type(a) is ndarray and (kind_b in SCALARS or (kind_b is ndarray and a.size * b.size <= SMALL)):
            return compute(a, b)
        if type(a) is tuple and kind_b is tuple and symbol in ("==", "!="):
            return compute(a, b)
        a, b = _operands(symbol, a, b)
        check_broadcast(a, b)
        return compute(a, b)

    return apply


def unary(symbol: str, compute: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The unary operator `symbol`."""

    def apply(a: Any) -> Any:
        if type(a) is not ndarray and not isinstance(a, _NUMBERS):
            raise EvaluationError(f"`{symbol}` needs a number or an array, not {kind_of(a)}")
        return compute(a)

    return apply


def _operands(symbol: str, a: Any, b: Any) -> tuple[Any, Any]:
    """Both operands as numbers or arrays; a list or tuple of numbers may stand beside an array."""
    if isinstance(a, tuple | list) and isinstance(b, ndarray):
        a = check_kind(np.asarray(a))
    elif isinstance(b, tuple | list) and isinstance(a, ndarray):
        b = check_kind(np.asarray(b))
    for operand in (a, b):
        if not isinstance(operand, (ndarray, *_NUMBERS)):
            raise EvaluationError(f"`{symbol}` needs numbers or arrays, not {kind_of(operand)}", hint="use np.array([...])")
    return a, b


def _add(a: int, b: int) -> int:
    return bounded(a + b)


def _subtract(a: int, b: int) -> int:
    return bounded(a - b)


def _multiply(a: int, b: int) -> int:
    return bounded(a * b)


def _divide(a: int, b: int) -> float:
    return a / b


def _floor_divide(a: int, b: int) -> int:
    return a // b


def _remainder(a: int, b: int) -> int:
    return a % b


def _power(a: int, b: int) -> int | float:
    if b < 0:
        return float(a) ** b
    return bounded(a**b if abs(a) <= 1 or b <= 64 else 1 << 64)


add = arithmetic("+", operator.add, np.add, _add)
subtract = arithmetic("-", operator.sub, np.subtract, _subtract)
multiply = arithmetic("*", operator.mul, np.multiply, _multiply)
divide = arithmetic("/", operator.truediv, np.divide, _divide)
floor_divide = arithmetic("//", operator.floordiv, np.floor_divide, _floor_divide)
remainder = arithmetic("%", operator.mod, np.remainder, _remainder)
power = arithmetic("**", operator.pow, np.power, _power)
bit_and = arithmetic("&", operator.and_, np.bitwise_and, operator.and_)
bit_or = arithmetic("|", operator.or_, np.bitwise_or, operator.or_)
bit_xor = arithmetic("^", operator.xor, np.bitwise_xor, operator.xor)

equal = compared("==", operator.eq)
not_equal = compared("!=", operator.ne)
less = compared("<", operator.lt)
less_equal = compared("<=", operator.le)
greater = compared(">", operator.gt)
greater_equal = compared(">=", operator.ge)


def _opposite(a: Any) -> Any:
    return ~a if type(a) is int else np.invert(a)


negative = unary("-", operator.neg)
positive = unary("+", operator.pos)
invert = unary("~", _opposite)


def matmul(a: Any, b: Any) -> Any:
    """`a @ b`, priced before it runs."""
    if type(a) is ndarray and type(b) is ndarray:
        if a.size * b.size > SMALL:
            check_matmul(a, b)
        return a @ b
    a, b = _operands("@", a, b)
    if not isinstance(a, ndarray) or not isinstance(b, ndarray):
        number = b if isinstance(a, ndarray) else a
        raise EvaluationError(f"`@` needs two arrays, not {kind_of(number)}", hint="multiply by a number with `*`")
    return a @ b


def check_matmul(a: Any, b: Any) -> None:
    """Price `a @ b`: the size of the result and the multiplications."""
    if a.ndim and b.ndim:
        rows = a.shape[-2] if a.ndim > 1 else 1
        columns = b.shape[-1] if b.ndim > 1 else 1
        stack = prod(np.broadcast_shapes(a.shape[:-2], b.shape[:-2]))
        check_size(stack * rows * columns)
        check_work(stack * rows * columns * a.shape[-1], what="the matrix product")
