"""Vector-Jacobian products of reductions, running sums and statistics."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..helpers import softmax as softmax_of
from .common import count, like, put_back, readable, without_constants

_softmax = readable(softmax_of)


def total(g: Any, y: Any, x: Any, axis: Any = None, *, dtype: Any = None, keepdims: bool = False) -> Any:
    """Σ x: every entry gets the cotangent of its sum."""
    return like(put_back(g, axis, keepdims), x)


def mean(g: Any, y: Any, x: Any, axis: Any = None, *, dtype: Any = None, keepdims: bool = False) -> Any:
    """Σ x / n."""
    return like(put_back(g, axis, keepdims), x) / count(y, x)


def product(g: Any, y: Any, x: Any, axis: Any = None, *, dtype: Any = None, keepdims: bool = False) -> Any:
    """Π x: by each entry, the product of the others; counted without dividing where an entry is 0."""
    if np.all(x != 0):
        return put_back(g * y, axis, keepdims) / x
    axes = tuple(range(np.ndim(x))) if axis is None else np.atleast_1d(axis)
    zeros = np.sum(x == 0, axis=tuple(axes), keepdims=True)
    others = np.prod(np.where(x == 0, 1.0, x), axis=tuple(axes), keepdims=True)
    alone = np.where(zeros == 0, others / np.where(x == 0, 1.0, x), np.where((zeros == 1) & (x == 0), others, 0.0))
    return like(put_back(g, axis, keepdims), x) * alone


def variance(g: Any, y: Any, x: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    """Σ (x − m)² / (n − ddof): 2 (x − m) / (n − ddof)."""
    return put_back(g, axis, keepdims) * (2 * (x - np.mean(x, axis=axis, keepdims=True)) / (count(y, x) - ddof))


def deviation(g: Any, y: Any, x: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    """√ of the variance: (x − m) / ((n − ddof) s)."""
    centred = x - np.mean(x, axis=axis, keepdims=True)
    return put_back(g, axis, keepdims) * (centred / ((count(y, x) - ddof) * put_back(y, axis, keepdims)))


def extreme(g: Any, y: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The largest or smallest entry; where several are, the first in C order."""
    hit = x == put_back(y, axis, keepdims)
    return put_back(g, axis, keepdims) * _first(hit, axis)


def _first(hit: Any, axis: Any) -> Any:
    """The first True along the axes, in C order."""
    if np.all(np.sum(hit, axis=axis) == 1):
        return hit
    if hit.ndim == 1:
        return np.arange(len(hit)) == np.argmax(hit)
    axes = tuple(range(hit.ndim)) if axis is None else tuple(np.atleast_1d(axis) % hit.ndim)
    kept = [one for one in range(hit.ndim) if one not in axes]
    flat = hit.transpose(*kept, *axes).reshape(*(hit.shape[one] for one in kept), -1)
    alone = flat & (np.cumsum(flat, -1) == 1)
    order = np.argsort([*kept, *axes])
    return alone.reshape([hit.shape[one] for one in (*kept, *axes)]).transpose(order)


def spread(g: Any, y: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Largest less smallest."""
    g = put_back(g, axis, keepdims)
    return g * _first(x == np.max(x, axis, keepdims=True), axis) - g * _first(x == np.min(x, axis, keepdims=True), axis)


def running_total(g: Any, y: Any, x: Any, axis: Any = None) -> Any:
    """Running sums: the sum of the cotangents from the entry's place on."""
    if axis is None:
        return np.cumsum(g[::-1])[::-1].reshape(np.shape(x))
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


def running_product(g: Any, y: Any, x: Any, axis: Any = None) -> Any:
    """Running products: Σ over the later ones of g·y / x, where no entry is 0."""
    if axis is None:
        return np.cumsum((g * y)[::-1])[::-1].reshape(np.shape(x)) / x
    return np.flip(np.cumsum(np.flip(g * y, axis), axis), axis) / x


def differences(g: Any, y: Any, x: Any, n: Any = 1, axis: Any = -1) -> Any:
    """n-th differences of neighbours: the same of the cotangents between n zeros, with the sign (−1)ⁿ."""
    if np.ndim(x) == 1:
        return (-1) ** n * np.diff(np.pad(g, n), n=n)
    widths = [(0, 0)] * np.ndim(x)
    widths[axis] = (n, n)
    return (-1) ** n * np.diff(np.pad(g, widths), n=n, axis=axis)


def polynomial_at(g: Any, y: Any, p: Any, x: Any) -> Any:
    """p[0] xⁿ + … + p[n] by x: the derived polynomial at x."""
    degree = len(p) - 1
    return g * np.polyval(p[:-1] * np.arange(degree, 0, -1), x) if degree else 0.0 * g


def polynomial_of(g: Any, y: Any, p: Any, x: Any) -> Any:
    """p[0] xⁿ + … + p[n] by the coefficients: the powers of x."""
    powers = np.ravel(x)[:, None] ** np.arange(len(p) - 1, -1, -1)
    return np.ravel(g) @ powers


def trapezoid_of(g: Any, y: Any, f: Any, x: Any = None, *, dx: Any = 1.0, axis: Any = -1) -> Any:
    """Σ (fᵢ + fᵢ₊₁)/2 · Δᵢ by f: half of the two widths beside each place."""
    n = np.shape(f)[axis]
    if x is None:
        widths = dx * np.ones(n - 1)
        edges = (np.append(widths, 0.0) + np.append(0.0, widths)) / 2
    elif np.ndim(x) == 1:
        edges = (np.append(np.diff(x), 0.0) + np.append(0.0, np.diff(x))) / 2
    else:
        raise NotImplementedError("places of several axes")
    shape = [1] * np.ndim(f)
    shape[axis] = n
    return np.expand_dims(g, axis) * edges.reshape(shape)


def trapezoid_at(g: Any, y: Any, f: Any, x: Any = None, *, dx: Any = 1.0, axis: Any = -1) -> Any:
    """The same by the places of a vector."""
    if np.ndim(f) != 1 or np.ndim(x) != 1:
        raise NotImplementedError("places of several axes")
    middle = (f[1:] + f[:-1]) / 2
    return g * (np.append(0.0, middle) - np.append(middle, 0.0))


def nan_total(g: Any, y: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    return put_back(g, axis, keepdims) * ~np.isnan(x)


def nan_product(g: Any, y: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    return product(g, y, np.where(np.isnan(x), 1.0, x), axis, keepdims=keepdims) * ~np.isnan(x)


def nan_mean(g: Any, y: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    known = ~np.isnan(x)
    return put_back(g, axis, keepdims) * known / np.sum(known, axis=axis, keepdims=True)


def nan_variance(g: Any, y: Any, x: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    known = ~np.isnan(x)
    centred = np.where(known, x - np.nanmean(x, axis=axis, keepdims=True), 0.0)
    return put_back(g, axis, keepdims) * (2 * centred / (np.sum(known, axis=axis, keepdims=True) - ddof))


def nan_deviation(g: Any, y: Any, x: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False) -> Any:
    return nan_variance(g / (2 * y), y, x, axis, ddof=ddof, keepdims=keepdims)


def median(g: Any, y: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The middle entry, or half of each of the two in the middle."""
    axes = tuple(range(np.ndim(x))) if axis is None else tuple(np.atleast_1d(axis) % np.ndim(x))
    kept = [one for one in range(np.ndim(x)) if one not in axes]
    flat = np.transpose(x, (*kept, *axes)).reshape(*(np.shape(x)[one] for one in kept), -1)
    ranks = np.argsort(np.argsort(flat, -1), -1)
    n = flat.shape[-1]
    hit = (1.0 * (ranks == (n - 1) // 2) + 1.0 * (ranks == n // 2)) / 2
    order = np.argsort([*kept, *axes])
    return put_back(g, axis, keepdims) * hit.reshape([np.shape(x)[one] for one in (*kept, *axes)]).transpose(order)


def average(g: Any, y: Any, x: Any, axis: Any = None, *, weights: Any = None, keepdims: bool = False) -> Any:
    """Σ w·x / Σ w by x."""
    if weights is None:
        return mean(g, y, x, axis, keepdims=keepdims)
    shares = _shares(x, axis, weights)
    return put_back(g, axis, keepdims) * (shares / np.sum(like(shares, x), axis=axis, keepdims=True))


def average_of_weights(g: Any, y: Any, x: Any, axis: Any = None, *, weights: Any = None, keepdims: bool = False) -> Any:
    """Σ w·x / Σ w by w: (x − y) / Σ w."""
    shares = like(_shares(x, axis, weights), x)
    full = put_back(g, axis, keepdims) * (x - put_back(y, axis, keepdims)) / np.sum(shares, axis=axis, keepdims=True)
    if np.ndim(weights) == np.ndim(x):
        return full
    return np.sum(full, axis=tuple(one for one in range(np.ndim(x)) if one != axis % np.ndim(x)))


def _shares(x: Any, axis: Any, weights: Any) -> Any:
    if np.ndim(weights) == np.ndim(x):
        return weights
    shape = [1] * np.ndim(x)
    shape[axis] = -1
    return np.reshape(weights, shape)


def covariance(g: Any, y: Any, x: Any, *, rowvar: Any = True, ddof: Any = None) -> Any:
    """C = X̄ X̄ᵀ / (n − 1), X̄ the centred rows: (G + Gᵀ) X̄ / (n − 1), which has no mean along the rows itself."""
    rows = x if rowvar or np.ndim(x) == 1 else x.T
    rows = np.atleast_2d(rows)
    n = rows.shape[1]
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    g = np.reshape(g, (rows.shape[0], rows.shape[0]))
    found = (g + g.T) @ centred / (n - (1 if ddof is None else ddof))
    return (found if rowvar or np.ndim(x) == 1 else found.T).reshape(np.shape(x))


def correlation(g: Any, y: Any, x: Any, *, rowvar: Any = True) -> Any:
    """R = C / (s sᵀ): through the covariance and its diagonal."""
    c = np.atleast_2d(np.cov(x, rowvar=rowvar))
    s = np.sqrt(np.diagonal(c))
    g, r = np.reshape(g, c.shape), np.reshape(y, c.shape)
    by_c = g / (s[:, None] * s) - np.diag(((g + g.T) * r).sum(axis=1) / (2 * s**2))
    return covariance(by_c, c, x, rowvar=rowvar)


def softmax(g: Any, y: Any, z: Any, axis: Any = -1) -> Any:
    """y (g − Σ g y), in which what is the same everywhere in g cancels, as the sum of y is 1."""
    g = without_constants(g)
    return y * (g - np.sum(g * y, axis=axis, keepdims=True))


def log_softmax(g: Any, y: Any, z: Any, axis: Any = -1) -> Any:
    """g − softmax(z) Σ g."""
    return g - _softmax(z, axis) * np.sum(g, axis=axis, keepdims=True)


def logsumexp(g: Any, y: Any, z: Any, axis: Any = -1, *, keepdims: Any = False) -> Any:
    """softmax(z)."""
    return put_back(g, axis, keepdims) * _softmax(z, axis)


def python_total(g: Any, y: Any, x: Any, start: Any = 0) -> Any:
    """Python's `sum`, over the first axis or over a list."""
    return [g for _ in x] if isinstance(x, tuple | list) else like(g, x)


def python_extreme(place: int, g: Any, y: Any, *values: Any) -> Any:
    """Python's `max` and `min`: by the first of several numbers, or of the entries of a vector, that is the value."""
    if len(values) == 1:
        hit = np.asarray(values[0]) == y
        return g * (hit & (np.cumsum(hit) == 1))
    hits = [bool(np.all(value == y)) for value in values]
    return g if hits.index(True) == place else 0.0 * g


def powers(g: Any, y: Any, x: Any, N: Any = None, increasing: Any = False) -> Any:
    """The powers of a vector as columns: Σ g·k xᵏ⁻¹."""
    n = np.shape(y)[1]
    k = np.arange(n) if increasing else np.arange(n - 1, -1, -1)
    return np.sum(g * k * x[:, None] ** np.where(k == 0, 0, k - 1), axis=1)
