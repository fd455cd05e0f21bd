"""erf, log-gamma, digamma and trigamma of real arguments, from published approximations.

Accuracies were measured against values of 50 digits (the tests do it again); ε = 2.2e-16.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import Floats
from .reductions import as_array

# W. J. Cody, Rational Chebyshev Approximations for the Error Function, Math. Comp. 23 (1969).
_ERF_SMALL = (
    (3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3, 1.85777706184603153e-1),
    (2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
_ERFC_MIDDLE = (
    (5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
     1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3, 2.15311535474403846e-8),
    (1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
     4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip

_ZETA_LESS_ONE = (
    6.44934066848226436e-1, 2.02056903159594285e-1, 8.23232337111381915e-2, 3.69277551433699263e-2, 1.73430619844491397e-2,
    8.34927738192282684e-3, 4.07735619794433938e-3, 2.00839282608221442e-3, 9.94575127818085337e-4, 4.94188604119464559e-4,
    2.46086553308048299e-4, 1.22713347578489147e-4, 6.12481350587048293e-5, 3.05882363070204936e-5, 1.52822594086518717e-5,
    7.63719763789976227e-6, 3.81729326499983986e-6, 1.90821271655393893e-6, 9.53962033872796113e-7, 4.76932986787806463e-7,
    2.38450502727732990e-7, 1.19219925965311073e-7, 5.96081890512594796e-8, 2.98035035146522802e-8, 1.49015548283650412e-8,
    7.45071178983542949e-9,
)  # fmt: skip
"""ζ(2) − 1, ζ(3) − 1, …, the coefficients of log Γ(2 + t) (Abramowitz & Stegun 6.1.33)."""

_FAR = 10.0
"""From here on the asymptotic series are exact to rounding with the terms given."""


def _entry_wise(compute: Any) -> Any:
    """The function for arrays of any shape and kind of real number; float32 is computed in double and rounded."""

    def apply(x: Any) -> Any:
        array = as_array(x)
        if array.dtype.kind == "c":
            raise TypeError(f"{compute.__name__.strip('_')} of complex numbers")
        value = compute(np.atleast_1d(array).astype(np.float64)).reshape(array.shape)
        return (value.astype(array.dtype) if array.dtype == np.float32 else value)[()]

    return apply


def _ratio(x: Floats, polynomials: tuple[tuple[float, ...], tuple[float, ...]]) -> Floats:
    """Cody's quotient of two polynomials; the last coefficient of the first is that of the highest power."""
    above, below = polynomials
    numerator, denominator = above[-1] * x, x
    for a, b in zip(above[:-2], below[:-1], strict=True):
        numerator, denominator = (numerator + a) * x, (denominator + b) * x
    return np.asarray((numerator + above[-2]) / (denominator + below[-1]))


def _erf(x: Floats) -> Floats:
    size = np.abs(x)
    small = size <= 0.46875
    near = np.where(small, x, 0.0)
    far = np.where(small, 1.0, np.minimum(size, 6.0))
    coarse = np.trunc(far * 16) / 16  # exp(−x²) = exp(−c²) exp(−(x − c)(x + c)) keeps the digits of x²
    complement = np.exp(-coarse * coarse) * np.exp(-(far - coarse) * (far + coarse)) * _ratio(far, _ERFC_MIDDLE)
    value = np.where(small, near * _ratio(near * near, _ERF_SMALL), np.copysign(1 - complement, x))
    return np.where(np.isnan(x), np.nan, value)


def _stirling(x: Floats) -> Floats:
    """log Γ(x) for x ≥ 10 (Abramowitz & Stegun 6.1.41)."""
    s = 1 / (x * x)
    tail = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156)))))) / x
    return (x - 0.5) * np.log(x) - x + 0.9189385332046727 + tail


def _log_gamma_near_two(t: Floats) -> Floats:
    """log Γ(2 + t) for |t| ≤ 0.5, to full relative accuracy: t(1 − γ) + Σ (−1)ᵏ (ζ(k) − 1) tᵏ/k."""
    value = np.zeros_like(t)
    for k in range(len(_ZETA_LESS_ONE) + 1, 1, -1):
        value = (value + _ZETA_LESS_ONE[k - 2] / k) * -t
    return ((1 - np.euler_gamma) - value) * t


def _positive_log_gamma(x: Floats) -> Floats:
    """log Γ(x) for x ≥ 0.5: brought to 1.5 … 2.5 by Γ(x + 1) = x Γ(x) and computed there, Stirling's series from 10 on."""
    near = np.minimum(x, _FAR)
    product = np.ones_like(x)
    for _ in range(int(_FAR) - 2):
        high = near > 2.5
        near = np.where(high, near - 1, near)
        product = np.where(high, product * near, product)
    below = near < 1.5
    value = np.log(product) + _log_gamma_near_two(np.where(below, near - 1, near - 2))
    value = np.where(below, value - np.log1p(np.where(below, near - 1, 0.0)), value)
    far = np.maximum(x, _FAR)
    return np.where(np.isposinf(x), np.inf, np.where(x >= _FAR, _stirling(far), value))


def _sine_of_pi(x: Floats) -> Floats:
    """sin πx, its argument reduced exactly."""
    return np.sin(np.pi * (x - np.rint(x))) * np.where(np.rint(x) % 2 == 0, 1.0, -1.0)


def _gammaln(x: Floats) -> Floats:
    left = x < 0.5
    value = _positive_log_gamma(np.where(left, 1 - x, x))
    reflected = np.log(np.pi) - np.log(np.abs(_sine_of_pi(np.where(left, x, 0.25)))) - value
    return np.where(np.isneginf(x), np.inf, np.where(left, reflected, value))


def _digamma(x: Floats) -> Floats:
    """ψ(x): ψ(x + 1) = ψ(x) + 1/x up to 10, then the series; ψ(x) = ψ(1 − x) − π cot πx on the left (A&S 6.3.7, 6.3.18)."""
    left = x < 0.5
    far = np.where(left, 1 - x, x)
    value = np.zeros_like(far)
    for _ in range(int(_FAR)):
        low = far < _FAR
        value = np.where(low, value - 1 / far, value)
        far = np.where(low, far + 1, far)
    s = 1 / (far * far)
    series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760 - s / 12))))))
    value = value + np.log(far) - 0.5 / far - series
    reduced = np.where(left, x - np.rint(x), 0.25)
    return np.where(left, value - np.pi / np.tan(np.pi * reduced), value)


def _trigamma(x: Floats) -> Floats:
    """ψ′(x), as ψ: ψ′(x) = ψ′(x + 1) + 1/x², the series, and π²/sin² πx − ψ′(1 − x) on the left (A&S 6.4.6, 6.4.12)."""
    left = x < 0.5
    far = np.where(left, 1 - x, x)
    value = np.zeros_like(far)
    for _ in range(int(_FAR)):
        low = far < _FAR
        value = np.where(low, value + 1 / (far * far), value)
        far = np.where(low, far + 1, far)
    s = 1 / (far * far)
    series = 1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - s * (5 / 66 - s * (691 / 2730 - s * 7 / 6)))))
    value = value + (1 + 0.5 / far + s * series) / far
    sine = _sine_of_pi(np.where(left, x, 0.25))
    return np.where(left, np.pi**2 / (sine * sine) - value, value)


def _entr(x: Floats) -> Floats:
    """−x log x; 0 at 0, its limit, and −∞ to the left, as in scipy's `entr`."""
    inside = np.where(x > 0, x, 1.0)
    return np.asarray(np.where(np.isnan(x), np.nan, np.where(x > 0, -x * np.log(inside), np.where(x == 0, 0.0, -np.inf))))


entr = _entry_wise(_entr)
"""The entropy of one share, −x log x; relative error at most 2 ε where x is not near 1."""


def _i1_over_x(x: Floats) -> Floats:
    """I₁(x)/x = 1/π ∫₀^π exp(x cos θ) sin² θ dθ (A&S 9.6.18), by the trapezoidal rule, which converges as I_2N(x) does."""
    angles = np.arange(1, _NODES) * (np.pi / _NODES)
    size = np.abs(x)
    total = np.zeros_like(size)
    for cosine, weight in zip(np.cos(angles).tolist(), (np.sin(angles) ** 2 / _NODES).tolist(), strict=True):
        total += np.exp(size * (cosine - 1)) * weight
    return np.asarray(np.where(np.isinf(size), np.inf, np.exp(size) * total))


_NODES = 256
"""How many steps from 0 to π are exact to rounding as far as exp does not overflow."""

i1 = _entry_wise(lambda x: x * _i1_over_x(x))
"""The modified Bessel function I₁, the derivative of I₀ (`np.i0`); relative error at most 10 ε for |x| < 60."""

i1_slope = _entry_wise(lambda x: np.i0(x) - _i1_over_x(x))
"""I₁′(x) = I₀(x) − I₁(x)/x (A&S 9.6.26), ½ at 0."""

erf = _entry_wise(_erf)
"""2/√π ∫₀ˣ exp(−t²) dt; relative error at most 2 ε."""

gammaln = _entry_wise(_gammaln)
"""log |Γ(x)|; relative error at most 4 ε for x > 0; at most 6 ε, absolute where it is below 1, for −50 < x < 0."""

digamma = _entry_wise(_digamma)
"""ψ(x) = d log Γ(x) / dx; error at most 12 ε max(1, |ψ(x)|) for x > −50."""

trigamma = _entry_wise(_trigamma)
"""ψ′(x); relative error at most 6 ε for x > −50."""
