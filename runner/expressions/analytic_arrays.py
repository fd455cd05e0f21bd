"""Analytic continuations of functions of whole arrays: reductions, sorting, products that conjugate.

As in `analytic`: the real part is the plain value, the imaginary part carries the derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .analytic import real, sqrt
from .reductions import as_array


def _kept(value: Any, axis: Any, keepdims: bool) -> Any:
    return value if keepdims else np.squeeze(value, axis)[()]


def _picked(choose: Any) -> Any:
    """The entry that `choose` (argmax or argmin) finds by the real part, along one, several or all axes."""

    def apply(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
        x = as_array(x)
        if axis is None or isinstance(axis, tuple):
            axes = tuple(range(x.ndim)) if axis is None else tuple(one % x.ndim for one in axis)
            rest = [one for one in range(x.ndim) if one not in axes]
            flat = x.transpose(*rest, *axes).reshape(*(x.shape[one] for one in rest), -1)
            value = np.take_along_axis(flat, choose(flat.real, -1, keepdims=True), -1)[..., 0]
            return np.expand_dims(value, axes) if keepdims else value[()]
        value = np.take_along_axis(x, choose(x.real, axis, keepdims=True), axis)
        return _kept(value, axis, keepdims)

    return apply


max_ = _picked(np.argmax)
min_ = _picked(np.argmin)


def ptp(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    return max_(x, axis, keepdims=keepdims) - min_(x, axis, keepdims=keepdims)


def sort(x: Any, axis: Any = -1) -> Any:
    x = as_array(x)
    if axis is None:
        return sort(x.reshape(-1))
    return np.take_along_axis(x, np.argsort(x.real, axis, kind="stable"), axis)


def median(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The middle entry by the real part, or the mean of the two in the middle."""
    x = as_array(x)
    if axis is None:
        value = median(x.reshape(-1), 0)
        return np.reshape(value, (1,) * x.ndim) if keepdims else value
    ordered = np.moveaxis(sort(x, axis), axis, -1)
    n = ordered.shape[-1]
    value = (ordered[..., (n - 1) // 2] + ordered[..., n // 2]) / 2
    return np.expand_dims(value, axis) if keepdims else value


def var(x: Any, axis: Any = None, *, ddof: Any = 0, keepdims: Any = False) -> Any:
    """Σ (x − mean)² / (n − ddof), without the conjugation that np.var has for complex numbers."""
    x = as_array(x)
    centred = x - np.mean(x, axis, keepdims=True)
    count = x.size // max(np.size(np.sum(x, axis)), 1)
    return np.sum(centred * centred, axis, keepdims=keepdims) / max(count - ddof, 0)


def std(x: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    return sqrt(var(x, axis, ddof=ddof, keepdims=keepdims))


def cov(x: Any, *, rowvar: Any = True, ddof: Any = None) -> Any:
    x = np.atleast_2d(as_array(x))
    rows = x if rowvar or x.shape[0] == 1 else x.T
    centred = rows - np.mean(rows, 1, keepdims=True)
    return np.squeeze(centred @ centred.T / (rows.shape[1] - (1 if ddof is None else ddof)))[()]


def corrcoef(x: Any, *, rowvar: Any = True) -> Any:
    covariance = np.atleast_2d(cov(x, rowvar=rowvar))
    scale = sqrt(np.diagonal(covariance))
    return np.squeeze(covariance / np.outer(scale, scale))[()]


def softmax(z: Any, axis: Any = -1) -> Any:
    z = as_array(z)
    shares = _shares(z.real, axis)
    return shares + 1j * shares * (z.imag - np.sum(shares * z.imag, axis, keepdims=True))


def log_softmax(z: Any, axis: Any = -1) -> Any:
    z = as_array(z)
    return z - logsumexp(z, axis, keepdims=True)


def logsumexp(z: Any, axis: Any = -1, *, keepdims: Any = False) -> Any:
    z = as_array(z)
    largest = np.max(z.real, axis, keepdims=True)
    value = np.log(np.sum(np.exp(z.real - largest), axis, keepdims=True)) + largest
    value = value + 1j * np.sum(_shares(z.real, axis) * z.imag, axis, keepdims=True)
    return _kept(value, axis, keepdims)


def _shares(x: Any, axis: Any) -> Any:
    powers = np.exp(x - np.max(x, axis, keepdims=True))
    return powers / np.sum(powers, axis, keepdims=True)


def vdot(a: Any, b: Any) -> Any:
    return np.dot(as_array(a).reshape(-1), as_array(b).reshape(-1))


def vecdot(a: Any, b: Any) -> Any:
    return np.sum(as_array(a) * as_array(b), -1)


def vecmat(a: Any, b: Any) -> Any:
    return np.matmul(as_array(a)[..., None, :], as_array(b))[..., 0, :]


def correlate(a: Any, v: Any, mode: Any = "valid") -> Any:
    return np.correlate(as_array(a), np.conj(as_array(v)), mode)


def nanmax(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    return max_(np.where(np.isnan(real(x)), -np.inf, x), axis, keepdims=keepdims)


def nanmin(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    return min_(np.where(np.isnan(real(x)), np.inf, x), axis, keepdims=keepdims)
