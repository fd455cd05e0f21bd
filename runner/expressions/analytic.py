"""Analytic continuations, entry by entry: f at x + iε is f(x) + iε f′(x), for real f and a small ε.

A complex step through these is exact to rounding: the real part is what the plain function gives, to the last
bit, and the imaginary part carries the derivative. numpy's complex functions are not used where they would leave the real
function: log(−1 + iε) is not NaN but iπ, and the real part of log1p(x + iε) loses the digits of a small x.
Functions with corners go by the real part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..errors import NotAnalytic

Rule = Callable[..., Any]


def real(z: Any) -> Any:
    """The point near which z lies."""
    return np.real(z) if isinstance(z, list | tuple) else z.real


def _imag(z: Any) -> Any:
    return np.imag(z) if isinstance(z, list | tuple) else z.imag


def _joined(value: Any, derivative: Any) -> Any:
    """value + i derivative, without multiplying by i (which would turn an infinite derivative into NaN)."""
    z = np.empty(np.broadcast_shapes(np.shape(value), np.shape(derivative)), dtype=np.complex128)
    z.real, z.imag = value, derivative
    return z[()]


def carried(function: Callable[..., Any], *rules: Rule) -> Callable[..., Any]:
    """The continuation of a function entry by entry of one or two arguments, with a rule for each: (g, y, *arguments) → g f′.

    Entry by entry the vector-Jacobian product is the tangent, so most functions give the rules of the table. Another stands on
    the row, as `tangent`, where the formula that people write loses its digits: 1 − tanh² x is 0 from x = 20 on.
    """

    def continued(*args: Any) -> Any:
        points = [real(z) for z in args]
        value = function(*points)
        change: Any = 0.0
        for z, rule in zip(args, rules, strict=True):
            if np.iscomplexobj(z):
                step = _imag(z)
                change = change + np.where(step == 0, 0.0, rule(step, value, *points))
        return _joined(value, change)

    return continued


sqrt = carried(np.sqrt, lambda g, y, x: g / (2 * y))


def single(z: Any) -> Any:
    """`float(x)`: the only entry of x."""
    return np.asarray(z).reshape(())[()]


def astype(x: Any, dtype: Any) -> Any:
    """`x.astype(dtype)`: another real float changes nothing, whole numbers and truth values go by the real part."""
    kind = np.dtype(dtype).kind
    if kind == "c":
        raise NotAnalytic("complex numbers made from real ones")
    return np.asarray(x) if kind == "f" else np.asarray(x).real.astype(dtype)


def full_like(x: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """`np.full_like`, with a value that may be complex."""
    return astype(np.full(np.shape(x), fill_value), real(np.asarray(x)).dtype if dtype is None else dtype)


def maximum(a: Any, b: Any) -> Any:
    x, y = real(a), real(b)
    return np.where((x >= y) | np.isnan(x), a, b)[()]


def minimum(a: Any, b: Any) -> Any:
    x, y = real(a), real(b)
    return np.where((x <= y) | np.isnan(x), a, b)[()]


def fmax(a: Any, b: Any) -> Any:
    x, y = real(a), real(b)
    return np.where((x >= y) | np.isnan(y), a, b)[()]


def fmin(a: Any, b: Any) -> Any:
    x, y = real(a), real(b)
    return np.where((x <= y) | np.isnan(y), a, b)[()]


def clip(x: Any, low: Any = None, high: Any = None) -> Any:
    """`np.clip`, the bounds included."""
    if low is not None:
        x = maximum(x, low)
    return x if high is None else minimum(x, high)


def where(condition: Any, a: Any, b: Any) -> Any:
    return np.where(real(condition) != 0, a, b)[()]


def select(conditions: Sequence[Any], choices: Sequence[Any], default: Any = 0) -> Any:
    value = default
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        value = where(condition, choice, value)
    return value


def interp(x: Any, xp: Any, fp: Any) -> Any:
    """`np.interp` between fixed places: its slope at x is that of the piece in which x lies, and 0 outside."""
    places, point = np.asarray(real(xp)), np.asarray(real(x))
    if np.any(_imag(xp)):
        raise NotAnalytic("np.interp between places that move")
    values = np.asarray(fp)
    piece = np.clip(np.searchsorted(places, point, side="right") - 1, 0, len(places) - 2)
    slope = (real(values)[piece + 1] - real(values)[piece]) / (places[piece + 1] - places[piece])
    inside = (point >= places[0]) & (point < places[-1])
    value = np.interp(point, places, values)
    return _joined(np.real(value), np.imag(value) + np.where(inside, slope * _imag(np.asarray(x)), 0.0))
