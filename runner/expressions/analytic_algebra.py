"""Analytic continuations of linear algebra: the plain value, and the differential as the imaginary part.

Matrices may be stacked along leading axes. The differentials follow M. Giles, "Collected matrix derivative results for
forward and reverse mode algorithmic differentiation" (2008), and G. Golub & V. Pereyra (1973) for the pseudo-inverse.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import NotAnalytic
from .analytic import carried, real, sqrt
from .analytic_arrays import max_, min_
from .reductions import as_array
from .vjps import elementwise

_abs = carried(np.abs, lambda g, y, x: g * np.sign(x))
_power = carried(np.power, *elementwise.POWER)
_divided = carried(np.divide, *elementwise.QUOTIENT_TANGENT)

_NEAR = 1e-6
"""Eigenvalues nearer to each other than this part of the largest are not told apart: their derivatives lose the digits."""


def _parts(x: Any) -> tuple[Any, Any]:
    x = as_array(x)
    return x.real, x.imag


def _turned(x: Any) -> Any:
    return np.swapaxes(x, -1, -2)


def slogdet(x: Any) -> Any:
    """Sign and log |det|; d log |det A| = trace(A⁻¹ dA)."""
    a, change = _parts(x)
    sign, value = np.linalg.slogdet(a)
    return sign, value + 1j * np.trace(np.linalg.solve(a, change), axis1=-2, axis2=-1)


def pinv(x: Any) -> Any:
    """The pseudo-inverse of a matrix of full rank: elsewhere it jumps, and `NotAnalytic` is raised."""
    a, change = _parts(x)
    if np.any(np.linalg.matrix_rank(a) < min(a.shape[-2:])):
        raise NotAnalytic("the pseudo-inverse of a matrix that has not full rank")
    p = np.linalg.pinv(a)
    rows, columns = np.eye(a.shape[-2]), np.eye(a.shape[-1])
    left = p @ _turned(p) @ _turned(change) @ (rows - a @ p)
    right = (columns - p @ a) @ _turned(change) @ _turned(p) @ p
    return p + 1j * (left + right - p @ change @ p)


def cholesky(x: Any) -> Any:
    """L of A = L Lᵀ: dL = L Φ(L⁻¹ dA L⁻ᵀ), where Φ takes the lower triangle and half the diagonal. Reads the lower triangle."""
    a, change = _parts(x)
    lower = np.linalg.cholesky(a)
    inverse = np.linalg.inv(lower)
    middle = np.tril(inverse @ _from_lower(change) @ _turned(inverse))
    return lower + 1j * (lower @ (middle - 0.5 * _diagonal(middle)))


def _from_lower(change: Any) -> Any:
    """The symmetric matrix of which the lower triangle is read."""
    return np.tril(change) + _turned(np.tril(change, -1))


def _diagonal(x: Any) -> Any:
    return x * np.eye(x.shape[-1])


def _check_apart(values: Any) -> None:
    gaps = np.abs(np.diff(np.sort(values, -1), axis=-1))
    if np.any(gaps <= _NEAR * np.max(np.abs(values), -1, keepdims=True)):
        raise NotAnalytic("eigenvalues or singular values that are nearly equal")


def eigvalsh(x: Any) -> Any:
    """Eigenvalues of a symmetric matrix, all distinct: dλ = diag(Vᵀ dA V)."""
    return eigh(x)[0]


def eigh(x: Any) -> Any:
    """Eigenvalues and eigenvectors, all distinct: dV = V (F ∘ Vᵀ dA V), F = 1/(λⱼ − λᵢ)."""
    a, change = _parts(x)
    values, vectors = np.linalg.eigh(a)
    _check_apart(values)
    turned = _turned(vectors) @ _from_lower(change) @ vectors
    gaps = values[..., None, :] - values[..., :, None]
    rates = np.where(gaps == 0, 0.0, turned / np.where(gaps == 0, 1.0, gaps))
    return values + 1j * np.diagonal(turned, axis1=-2, axis2=-1), vectors + 1j * (vectors @ rates)


def svdvals(x: Any) -> Any:
    """Singular values, all distinct and none 0: dσ = diag(Uᵀ dA V)."""
    a, change = _parts(x)
    left, values, right = np.linalg.svd(a, full_matrices=False)
    _check_apart(np.concatenate([values, np.zeros_like(values[..., :1])], -1))
    return values + 1j * np.einsum("...ji,...jk,...ik->...i", left, change, right)


def svd(x: Any, full_matrices: Any = True, compute_uv: Any = True) -> Any:
    """The singular values alone; the vectors are determined only up to their signs."""
    if compute_uv:
        raise NotAnalytic("singular vectors")
    return svdvals(x)


def qr(x: Any, mode: Any = "reduced") -> Any:
    """Q and R of a matrix with no more columns than rows: with C = Qᵀ dA R⁻¹ and its skew part X = tril(C) − tril(C)ᵀ
    (strict), dR = (C − X) R and dQ = Q X + (I − Q Qᵀ) dA R⁻¹."""
    a, change = _parts(x)
    if mode == "complete" or a.shape[-2] < a.shape[-1]:
        raise NotAnalytic("a complete QR factorisation")
    q, r = np.linalg.qr(a)
    scaled = change @ np.linalg.inv(r)
    c = _turned(q) @ scaled
    skew = np.tril(c, -1) - _turned(np.tril(c, -1))
    upper = r + 1j * ((c - skew) @ r)
    return upper if mode == "r" else (q + 1j * (q @ skew + scaled - q @ c), upper)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:  # noqa: A002
    """`np.linalg.norm`; 0 is a corner, where the derivative is NaN."""
    x = as_array(x)
    axes = tuple(range(x.ndim)) if axis is None else (tuple(axis) if isinstance(axis, tuple | list) else (axis,))
    if len(axes) > 2 and ord is not None:
        raise ValueError("this norm is of vectors and matrices")
    if ord is None or ord == "fro" or (ord == 2 and len(axes) == 1):
        return sqrt(np.sum(x * x, axes, keepdims=keepdims))
    value = _vector_norm(x, ord, axes[0]) if len(axes) == 1 else _matrix_norm(x, ord, axes)
    return np.expand_dims(value, tuple(one % x.ndim for one in axes)) if keepdims else value


def _vector_norm(x: Any, order: Any, axis: int) -> Any:
    if order == np.inf:
        return max_(_abs(x), axis)
    if order == -np.inf:
        return min_(_abs(x), axis)
    if order == 0:
        return np.sum(real(x) != 0, axis, dtype=np.float64)
    if order == 1:
        return np.sum(_abs(x), axis)
    return _power(np.sum(_power(_abs(x), order), axis), 1 / order)


def _matrix_norm(x: Any, order: Any, axes: tuple[int, ...]) -> Any:
    matrix = np.moveaxis(x, axes, (-2, -1))
    if order in (2, -2, "nuc"):
        values = svdvals(matrix)
        return np.sum(values, -1) if order == "nuc" else values[..., 0 if order == 2 else -1]
    if order not in (1, -1, np.inf, -np.inf):
        raise ValueError("invalid norm order for matrices")
    sums = np.sum(_abs(matrix), -2 if abs(order) == 1 else -1)
    return max_(sums, -1) if order > 0 else min_(sums, -1)


def cond(x: Any, p: Any = None) -> Any:
    x = as_array(x)
    if p is None or p == 2:
        values = svdvals(x)
        return _divided(values[..., 0], values[..., -1])
    return norm(x, p, (-2, -1)) * norm(np.linalg.inv(x), p, (-2, -1))
