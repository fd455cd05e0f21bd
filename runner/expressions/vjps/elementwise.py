"""Vector-Jacobian products of functions entry by entry. Derivatives: Abramowitz & Stegun, chapters 4 to 7."""

from __future__ import annotations

from typing import Any

import numpy as np


def by_base(g: Any, y: Any, a: Any, b: Any) -> Any:
    """d aᵇ / da = b aᵇ⁻¹, and 0 for b = 0 even at a = 0."""
    if np.ndim(b) == 0 and b != 0:
        return g * (b * a ** (b - 1)) if isinstance(b, int) and b > 0 else g * (b * (1.0 * a) ** (b - 1))
    return g * (b * (1.0 * a) ** (b - 1 if np.all(b != 0) else np.where(b == 0, 1.0, b - 1)))


def by_exponent(g: Any, y: Any, a: Any, b: Any) -> Any:
    """d aᵇ / db = aᵇ log a, and 0 where aᵇ is."""
    return g * (y * np.log(a)) if np.all(a > 0) else g * np.where(y == 0, 0.0, y * np.log(np.where(a == 0, 1.0, a)))


def copysign(g: Any, y: Any, a: Any, b: Any) -> Any:
    """|a| with the sign of b, by a."""
    return g * np.sign(a) * np.copysign(1.0, b)


def sinc(g: Any, y: Any, x: Any) -> Any:
    """(cos πx − sinc x)/x, and 0 at 0: so it is written. Of numbers it is taken by its series near 0, as its tangent is."""
    if isinstance(x, np.ndarray | np.number | float | complex):
        return sinc_tangent(g, y, x)
    return g * np.where(x == 0, 0.0, (np.cos(np.pi * x) - y) / np.where(x == 0, 1.0, x))


def sinc_tangent(g: Any, y: Any, x: Any) -> Any:
    """The same by its series −π²x/3 + π⁴x³/30 − π⁶x⁵/840 + … where the difference would cancel."""
    small = np.abs(x) < 0.1
    z = np.pi * np.where(small, x, 0.0)
    s = z * z
    series = -np.pi * z / 3 * (1 - s / 10 * (1 - s / 28 * (1 - s / 54 * (1 - s / 88))))
    return g * np.where(small, series, (np.cos(np.pi * x) - y) / np.where(small, 1.0, x))


POWER = (by_base, by_exponent)
QUOTIENT_TANGENT = (lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b)
"""Without b², which leaves the range of numbers long before b does."""
REMAINDER_TANGENT = (lambda g, y, a, b: g, lambda g, y, a, b: -g * np.rint((a - y) / b))
"""The quotient from the remainder: a / b may round to the next whole number."""


def _bounds(a_min: Any, a_max: Any, options: dict[str, Any]) -> tuple[Any, Any]:
    return options.get("min", a_min), options.get("max", a_max)


def clip(g: Any, y: Any, x: Any, a_min: Any = None, a_max: Any = None, **options: Any) -> Any:
    """By x: where it lies between the bounds."""
    low, high = _bounds(a_min, a_max, options)
    if low is None or high is None:
        return g * (x >= low if high is None else x <= high)
    return g * ((low <= x) & (x <= high))


def clip_low(g: Any, y: Any, x: Any, a_min: Any = None, a_max: Any = None, **options: Any) -> Any:
    """By the lower bound: where x lies below it."""
    low, high = _bounds(a_min, a_max, options)
    return g * (x < low) if high is None else g * ((x < low) & (low < high))


def clip_high(g: Any, y: Any, x: Any, a_min: Any = None, a_max: Any = None, **options: Any) -> Any:
    """By the upper bound: where x, or the lower bound, lies above it."""
    low, high = _bounds(a_min, a_max, options)
    return g * (x > high) if low is None else g * (np.maximum(x, low) > high)
