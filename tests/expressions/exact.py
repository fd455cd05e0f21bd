"""Functions to 50 digits, by series and the decimal module: what the helpers are measured against."""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction
from functools import cache
from math import comb

import numpy as np

getcontext().prec = 80

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798")
EPSILON = 2.0**-52


def exact(x: float) -> Decimal:
    """The exact value of a double."""
    return Decimal(float(x))


def relative_error(value: float, truth: Decimal, floor: float = 0.0) -> float:
    """|value − truth| / max(|truth|, floor), in units of ε."""
    size = max(abs(truth), Decimal(floor))
    return float(abs(exact(value) - truth) / size) / EPSILON if size else float(value != 0) / EPSILON


def sigmoid(x: float) -> Decimal:
    return 1 / (1 + (-exact(x)).exp())


def softplus(x: float) -> Decimal:
    """log(1 + eˣ), by its series eˣ − e²ˣ/2 where the digits of 1 + eˣ do not suffice."""
    power = exact(x).exp()
    return (1 + power).ln() if x > -60 else power - power * power / 2


def logsumexp(z: np.ndarray) -> Decimal:
    return sum((exact(entry).exp() for entry in z), Decimal(0)).ln()


def erf(x: float) -> Decimal:
    """2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1))."""
    y = exact(x)
    term, total, n = y, y, 0
    while abs(term) > abs(total) * Decimal(10) ** -60:
        n += 1
        term = -term * y * y / n
        total += term / (2 * n + 1)
    return 2 * total / PI.sqrt()


def sine(x: Decimal) -> Decimal:
    term, total, n = x, x, 1
    while abs(term) > Decimal(10) ** -75:
        term = -term * x * x / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


@cache
def bernoulli(n: int) -> Fraction:
    """Bₙ, by Σ C(n + 1, k) Bₖ = 0."""
    if n == 0:
        return Fraction(1)
    return -sum((comb(n + 1, k) * bernoulli(k) for k in range(n)), Fraction(0)) / (n + 1)


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


_SHIFT = 60
"""The asymptotic series are summed from here on, 20 terms of them."""


def log_gamma(x: float) -> Decimal:
    """log |Γ(x)|, no pole at x."""
    y = exact(x)
    if y < Decimal("0.5"):
        return (PI / abs(sine(PI * (y - y.to_integral_value())))).ln() - log_gamma_right(1 - y)
    return log_gamma_right(y)


def log_gamma_right(y: Decimal) -> Decimal:
    product = Decimal(1)
    while y < _SHIFT:
        product *= y
        y += 1
    series = sum(
        (_decimal(bernoulli(2 * k)) / (2 * k * (2 * k - 1) * y ** (2 * k - 1)) for k in range(1, 21)),
        Decimal(0),
    )
    return (y - Decimal("0.5")) * y.ln() - y + (2 * PI).ln() / 2 + series - product.ln()


def digamma(x: float) -> Decimal:
    """ψ(x), no pole at x."""
    y = exact(x)
    if y < Decimal("0.5"):
        reduced = PI * (y - y.to_integral_value())
        return digamma_right(1 - y) - PI * sine(PI / 2 - reduced) / sine(reduced)
    return digamma_right(y)


def digamma_right(y: Decimal) -> Decimal:
    total = Decimal(0)
    while y < _SHIFT:
        total -= 1 / y
        y += 1
    series = sum((_decimal(bernoulli(2 * k)) / (2 * k * y ** (2 * k)) for k in range(1, 21)), Decimal(0))
    return total + y.ln() - 1 / (2 * y) - series


def trigamma(x: float) -> Decimal:
    """ψ′(x), no pole at x."""
    y = exact(x)
    if y < Decimal("0.5"):
        sine_of = sine(PI * (y - y.to_integral_value()))
        return PI * PI / (sine_of * sine_of) - trigamma_right(1 - y)
    return trigamma_right(y)


def trigamma_right(y: Decimal) -> Decimal:
    total = Decimal(0)
    while y < _SHIFT:
        total += 1 / (y * y)
        y += 1
    series = sum((_decimal(bernoulli(2 * k)) / y ** (2 * k + 1) for k in range(1, 21)), Decimal(0))
    return total + 1 / y + 1 / (2 * y * y) + series


def bessel_one(x: float) -> Decimal:
    """I₁(x), by its power series."""
    half = exact(x) / 2
    term = total = half
    k = 0
    while term and abs(term) > Decimal(10) ** -60 * abs(total):
        k += 1
        term = term * half * half / (k * (k + 1))
        total += term
    return total
