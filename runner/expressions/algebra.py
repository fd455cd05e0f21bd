"""Linear algebra on plain values, priced before it runs. Matrices may be stacked along leading axes."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..errors import EvaluationError, OutOfBounds
from .guards import SMALL, check_integer, check_size, check_work, kind_of
from .reductions import as_array

HIGHEST_POWER = 10_000
_LU, _SYMMETRIC, _SVD, _EIGEN = 2, 10, 25, 30
"""Multiplications of the factorisations of an n×n matrix, in units of n³ (Golub & Van Loan, Matrix Computations)."""


def _matrices(x: Any, times: int) -> Any:
    """A matrix, or several, for a factorisation that takes `times` · n³ multiplications."""
    x = as_array(x)
    if x.ndim < 2:
        raise EvaluationError(f"this needs a matrix, not {kind_of(x)}")
    if x.size > SMALL // 4:
        rows, columns = x.shape[-2:]
        check_work(times * prod(x.shape[:-2]) * rows * columns * min(rows, columns))
    if times == _SVD and not np.isfinite(x).all():  # an infinite entry sends some LAPACKs round for ever
        raise np.linalg.LinAlgError("a matrix that holds NaN or infinity has no singular values")
    return x


def priced(compute: Callable[..., Any], times: int) -> Callable[..., Any]:
    """A function of one matrix and nothing else."""

    def apply(x: Any) -> Any:
        return compute(_matrices(x, times))

    return apply


def _parts(compute: Callable[..., Any], times: int) -> Callable[..., Any]:
    """The same where the value has several parts: a plain tuple of them."""

    def apply(x: Any) -> Any:
        return tuple(compute(_matrices(x, times)))

    return apply


def real_eigenvalues(compute: Callable[..., Any], x: Any) -> Any:
    """`np.linalg.eig` or `eigvals`: of real matrices real numbers where all eigenvalues are.

    numpy gives them so before its version 2.5, complex ones since.
    """
    value = compute(x)
    values = value[0] if isinstance(value, tuple) else value
    if values.dtype.kind != "c" or x.dtype.kind == "c" or values.imag.any():
        return value
    return tuple(part.real for part in value) if isinstance(value, tuple) else value.real


inv = priced(np.linalg.inv, _LU)
det = priced(np.linalg.det, _LU)
cholesky = priced(np.linalg.cholesky, _LU)
pinv = priced(np.linalg.pinv, _SVD)
matrix_rank = priced(np.linalg.matrix_rank, _SVD)
svdvals = priced(lambda x: np.linalg.svd(x, compute_uv=False), _SVD)
eigvalsh = priced(np.linalg.eigvalsh, _SYMMETRIC)
eigvals = priced(lambda x: real_eigenvalues(np.linalg.eigvals, x), _EIGEN)
eigh = _parts(np.linalg.eigh, _SYMMETRIC)
eig = _parts(lambda x: real_eigenvalues(np.linalg.eig, x), _EIGEN)
slogdet = _parts(np.linalg.slogdet, _LU)


def svd(x: Any, full_matrices: Any = True, compute_uv: Any = True) -> Any:
    """`np.linalg.svd`: (U, singular values, Vᵀ), or the singular values alone."""
    x = _matrices(x, _SVD)
    if not compute_uv:
        return np.linalg.svd(x, compute_uv=False)
    if full_matrices:
        check_size(prod(x.shape[:-2]) * max(x.shape[-2:]) ** 2)
        check_work(_LU * prod(x.shape[:-2]) * max(x.shape[-2:]) ** 3)
    return tuple(np.linalg.svd(x, full_matrices=bool(full_matrices)))


def qr(x: Any, mode: str = "reduced") -> Any:
    """`np.linalg.qr`: (Q, R), or R alone."""
    x = _matrices(x, _LU)
    if mode == "complete":
        check_size(prod(x.shape[:-2]) * x.shape[-2] ** 2)
        check_work(_LU * prod(x.shape[:-2]) * x.shape[-2] ** 3)
    value = np.linalg.qr(x, mode)  # type: ignore[call-overload]
    return value if mode == "r" else tuple(value)


def solve(a: Any, b: Any) -> Any:
    """`np.linalg.solve(a, b)`: b is a vector where it has one axis, else matrices."""
    a, b = _matrices(a, _LU), as_array(b)
    if a.size * b.size > SMALL and b.ndim:
        columns = 1 if b.ndim == 1 else b.shape[-1]
        stack = prod(np.broadcast_shapes(a.shape[:-2], b.shape[:-2]))
        check_size(stack * a.shape[-1] * columns)
        check_work(stack * a.shape[-1] ** 2 * (_LU * a.shape[-1] + columns))
    return np.linalg.solve(a, b)


def lstsq(a: Any, b: Any) -> Any:
    """`np.linalg.lstsq(a, b)`: (solution, residuals, rank, singular values)."""
    return tuple(np.linalg.lstsq(_matrices(a, _SVD), as_array(b), rcond=None))


def matrix_power(x: Any, n: Any) -> Any:
    """`np.linalg.matrix_power(x, n)`."""
    exponent = check_integer(n, "the power of a matrix")
    if abs(exponent) > HIGHEST_POWER:
        raise OutOfBounds(f"the power of a matrix may be at most {HIGHEST_POWER}")
    return np.linalg.matrix_power(_matrices(x, _LU * 2 * max(exponent.bit_length(), 1)), exponent)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:  # noqa: A002
    """`np.linalg.norm`."""
    x = as_array(x)
    if x.ndim >= 2 and ord in (2, -2, "nuc"):
        _matrices(x if axis is None else np.moveaxis(x, axis, (-2, -1)) if isinstance(axis, tuple) else x, _SVD)
    return np.linalg.norm(x, ord, axis, keepdims)


def cond(x: Any, p: Any = None) -> Any:
    """`np.linalg.cond`: the ratio of the largest to the smallest singular value, unless another norm is named."""
    return np.linalg.cond(_matrices(x, _SVD), p)


def trace(x: Any, *, offset: Any = 0) -> Any:
    """`np.linalg.trace`: of the last two axes."""
    return np.trace(as_array(x), offset, -2, -1)


def cov(x: Any, *, rowvar: Any = True, ddof: Any = None) -> Any:
    """`np.cov` of the rows of x, or of its columns."""
    return np.cov(_priced_rows(x, rowvar), rowvar=bool(rowvar), ddof=ddof)


def corrcoef(x: Any, *, rowvar: Any = True) -> Any:
    """`np.corrcoef` of the rows of x, or of its columns."""
    return np.corrcoef(_priced_rows(x, rowvar), rowvar=bool(rowvar))


def _priced_rows(x: Any, rowvar: Any) -> Any:
    x = as_array(x)
    if x.ndim == 2 and x.size > SMALL // 4:
        rows = x.shape[0 if rowvar else 1]
        check_size(rows * rows)
        check_work(rows * x.size)
    return x
