"""Analytic continuations, entry by entry: f at x + iε is f(x) + iε f′(x), for real f and a small ε.

A complex step through these is exact to rounding: the real part is what the plain function gives, to the last
bit, and the imaginary part carries the derivative. numpy's complex functions are not used where they would leave the real
function: log(−1 + iε) is not NaN but iπ, and the real part of log1p(x + iε) loses the digits of a small x.
Functions with corners go by the real part. Derivatives: Abramowitz & Stegun, chapters 4 to 7.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..errors import NotAnalytic
from .helpers import relu as plain_relu
from .helpers import sigmoid as plain_sigmoid
from .helpers import softplus as plain_softplus
from .special import digamma as plain_digamma
from .special import erf as plain_erf
from .special import gammaln as plain_gammaln
from .special import trigamma

Function1 = Callable[[Any], Any]
Function2 = Callable[[Any, Any], Any]


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


def smooth(function: Function1, derivative: Function2) -> Function1:
    """The continuation of a function of one argument; `derivative` takes x and f(x)."""

    def continued(z: Any) -> Any:
        x, step = real(z), _imag(z)
        value = function(x)
        return _joined(value, np.where(step == 0, 0.0, derivative(x, value) * step))

    return continued


def both(function: Function2, slope_a: Callable[..., Any], slope_b: Callable[..., Any]) -> Function2:
    """The continuation of a function of two arguments; the slopes take a, b and f(a, b)."""

    def continued(a: Any, b: Any) -> Any:
        x, y = real(a), real(b)
        value = function(x, y)
        change: Any = 0.0
        for z, slope in ((a, slope_a), (b, slope_b)):
            if np.iscomplexobj(z):
                change = change + np.where(_imag(z) == 0, 0.0, slope(x, y, value) * _imag(z))
        return _joined(value, change)

    return continued


def _slope_of_sinc(x: Any, f: Any) -> Any:
    """(cos πx − sinc x)/x, by its series −π²x/3 + π⁴x³/30 − π⁶x⁵/840 + … where the difference would cancel."""
    small = np.abs(x) < 0.1
    y = np.pi * np.where(small, x, 0.0)
    s = y * y
    series = -np.pi * y / 3 * (1 - s / 10 * (1 - s / 28 * (1 - s / 54 * (1 - s / 88))))
    return np.where(small, series, (np.cos(np.pi * x) - f) / np.where(small, 1.0, x))


SMOOTH: dict[str, Function1] = {
    "np.exp": smooth(np.exp, lambda x, f: f),
    "np.exp2": smooth(np.exp2, lambda x, f: f * np.log(2)),
    "np.expm1": smooth(np.expm1, lambda x, f: np.exp(x)),
    "np.log": smooth(np.log, lambda x, f: 1 / x),
    "np.log2": smooth(np.log2, lambda x, f: 1 / (x * np.log(2))),
    "np.log10": smooth(np.log10, lambda x, f: 1 / (x * np.log(10))),
    "np.log1p": smooth(np.log1p, lambda x, f: 1 / (1 + x)),
    "np.sqrt": smooth(np.sqrt, lambda x, f: 0.5 / f),
    "np.cbrt": smooth(np.cbrt, lambda x, f: 1 / (3 * f * f)),
    "np.reciprocal": smooth(np.reciprocal, lambda x, f: -f * f),
    "np.sin": smooth(np.sin, lambda x, f: np.cos(x)),
    "np.cos": smooth(np.cos, lambda x, f: -np.sin(x)),
    "np.tan": smooth(np.tan, lambda x, f: 1 / np.cos(x) ** 2),
    "np.arcsin": smooth(np.arcsin, lambda x, f: 1 / np.sqrt((1 - x) * (1 + x))),
    "np.arccos": smooth(np.arccos, lambda x, f: -1 / np.sqrt((1 - x) * (1 + x))),
    "np.arctan": smooth(np.arctan, lambda x, f: 1 / (1 + x * x)),
    "np.sinh": smooth(np.sinh, lambda x, f: np.cosh(x)),
    "np.cosh": smooth(np.cosh, lambda x, f: np.sinh(x)),
    "np.tanh": smooth(np.tanh, lambda x, f: 1 / np.cosh(x) ** 2),
    "np.arcsinh": smooth(np.arcsinh, lambda x, f: 1 / np.hypot(x, 1)),
    "np.arccosh": smooth(np.arccosh, lambda x, f: 1 / np.sqrt((x - 1) * (x + 1))),
    "np.arctanh": smooth(np.arctanh, lambda x, f: 1 / ((1 - x) * (1 + x))),
    "np.deg2rad": smooth(np.deg2rad, lambda x, f: np.pi / 180),
    "np.rad2deg": smooth(np.rad2deg, lambda x, f: 180 / np.pi),
    "np.sinc": smooth(np.sinc, _slope_of_sinc),
    "np.abs": smooth(np.abs, lambda x, f: np.sign(x)),
    "relu": smooth(plain_relu, lambda x, f: 1.0 * (x > 0)),
    "sigmoid": smooth(plain_sigmoid, lambda x, f: plain_sigmoid(x) * plain_sigmoid(-x)),
    "softplus": smooth(plain_softplus, lambda x, f: plain_sigmoid(x)),
    "erf": smooth(plain_erf, lambda x, f: 2 / np.sqrt(np.pi) * np.exp(-x * x)),
    "gammaln": smooth(plain_gammaln, lambda x, f: plain_digamma(x)),
    "digamma": smooth(plain_digamma, lambda x, f: trigamma(x)),
}
"""Functions of one argument, by their names in the table."""


def _slope_of_power(x: Any, y: Any, f: Any) -> Any:
    """y xʸ⁻¹, and 0 for y = 0 even at x = 0."""
    y = np.asarray(y, dtype=np.float64)
    return np.where(y == 0, 0.0, y * np.power(np.asarray(x, dtype=np.float64), np.where(y == 0, 1.0, y - 1)))


def _slope_of_exponent(x: Any, y: Any, f: Any) -> Any:
    return f * np.log(x)


TWO: dict[str, Function2] = {
    "np.divide": both(operator.truediv, lambda x, y, f: 1 / y, lambda x, y, f: -f / y),
    "np.power": both(operator.pow, _slope_of_power, _slope_of_exponent),
    "np.float_power": both(np.float_power, _slope_of_power, _slope_of_exponent),
    "np.hypot": both(np.hypot, lambda x, y, f: x / f, lambda x, y, f: y / f),
    "np.arctan2": both(np.arctan2, lambda y, x, f: x / (x * x + y * y), lambda y, x, f: -y / (x * x + y * y)),
    "np.logaddexp": both(np.logaddexp, lambda x, y, f: np.exp(x - f), lambda x, y, f: np.exp(y - f)),
    "np.logaddexp2": both(np.logaddexp2, lambda x, y, f: np.exp2(x - f), lambda x, y, f: np.exp2(y - f)),
    "np.remainder": both(operator.mod, lambda x, y, f: 1.0, lambda x, y, f: -np.rint((x - f) / y)),
    "np.fmod": both(np.fmod, lambda x, y, f: 1.0, lambda x, y, f: -np.rint((x - f) / y)),
    "np.copysign": both(np.copysign, lambda x, y, f: np.sign(x) * np.copysign(1.0, y), lambda x, y, f: 0.0),
}
"""Functions of two arguments, by their names in the table."""


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
    return astype(np.full(np.shape(x), fill_value), np.float64 if dtype is None else dtype)


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
