"""Vector-Jacobian products of linear algebra. Matrices may be stacked along leading axes.

M. B. Giles, Collected Matrix Derivative Results for Forward and Reverse Mode Algorithmic Differentiation (2008); for the
pseudo-inverse G. Golub and V. Pereyra (1973), for Cholesky I. Murray, Differentiation of the Cholesky decomposition (2016).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .common import put_back, readable, turned


def inverse(g: Any, y: Any, a: Any) -> Any:
    """Y = A⁻¹: −Yᵀ G Yᵀ."""
    return -turned(y) @ g @ turned(y)


def determinant(g: Any, y: Any, a: Any) -> Any:
    """Jacobi's formula: det A · A⁻ᵀ; the cofactors where A is singular."""
    if np.ndim(a) == 2:
        return g * y * np.linalg.inv(a).T if y != 0 else g * cofactors(a)
    return (g * y)[..., None, None] * turned(np.linalg.inv(a))


@readable
def cofactors(a: Any) -> Any:
    """The determinants of what is left without a row and a column, with alternating signs."""
    n = len(a)
    rest = [[np.delete(np.delete(a, i, 0), j, 1) for j in range(n)] for i in range(n)]
    return np.array([[(-1) ** (i + j) * np.linalg.det(rest[i][j]) for j in range(n)] for i in range(n)])


def log_determinant(g: Any, y: Any, a: Any) -> Any:
    """(sign, log |det A|): A⁻ᵀ by the second, nothing by the first."""
    g = g[1]
    return g * np.linalg.inv(a).T if np.ndim(a) == 2 else np.expand_dims(g, (-2, -1)) * turned(np.linalg.inv(a))


def solve_matrix(g: Any, y: Any, a: Any, b: Any) -> Any:
    """Y = A⁻¹ B by A: −(A⁻ᵀ G) Yᵀ."""
    s = solve_right(g, y, a, b)
    if np.ndim(b) == 1:
        return -np.outer(s, y) if np.ndim(a) == 2 else -s[..., None] * y[..., None, :]
    return -s @ turned(y)


def solve_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    """Y = A⁻¹ B by B: A⁻ᵀ G."""
    if np.ndim(b) == 1 and np.ndim(a) > 2:
        return np.linalg.solve(turned(a), g[..., None])[..., 0]
    return np.linalg.solve(turned(a), g)


def pseudo_inverse(g: Any, y: Any, a: Any) -> Any:
    """P = A⁺ of full rank: −Pᵀ G Pᵀ + (I − A P) Gᵀ P Pᵀ + Pᵀ P Gᵀ (I − P A)."""
    p, gt = y, turned(g)
    rows, columns = np.eye(np.shape(a)[-2]), np.eye(np.shape(a)[-1])
    return -turned(p) @ g @ turned(p) + (rows - a @ p) @ gt @ p @ turned(p) + turned(p) @ p @ gt @ (columns - p @ a)


def norm(g: Any, y: Any, x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:  # noqa: A002
    """`np.linalg.norm`: x/‖x‖ for the root of the squares, and its like for the other orders."""
    axes = tuple(range(np.ndim(x))) if axis is None else tuple(axis) if isinstance(axis, tuple | list) else (axis,)
    if ord is None or ord == "fro" or (ord == 2 and len(axes) == 1):
        return put_back(g, axis, keepdims) * x / put_back(y, axis, keepdims)
    g = g if keepdims or axis is None else np.expand_dims(g, axis)
    size = y if keepdims or axis is None else np.expand_dims(y, axis)
    if len(axes) == 1:
        return g * _by_vector(x, ord, axes[0], size)
    return g * _by_matrix(x, ord, axes)


def _by_vector(x: Any, order: Any, axis: int, size: Any) -> Any:
    if abs(order) == np.inf:
        hit = np.abs(x) == size
        return np.sign(x) * (hit & (np.cumsum(hit, axis) == 1))
    if order == 0:
        return 0.0 * x
    if order == 1:
        return np.sign(x)
    return np.sign(x) * (np.abs(x) / size) ** (order - 1)


def _by_matrix(x: Any, order: Any, axes: tuple[int, ...]) -> Any:
    a = np.moveaxis(x, axes, (-2, -1))
    if order in (2, -2, "nuc"):
        left, values, right = np.linalg.svd(a, full_matrices=False)
        places = np.arange(values.shape[-1])
        weights = np.ones_like(values) if order == "nuc" else 1.0 * (places == (0 if order == 2 else places[-1]))
        by = left * weights[..., None, :] @ right
    else:
        sums = np.sum(np.abs(a), -2 if abs(order) == 1 else -1, keepdims=True)
        best = np.max(sums, (-2, -1), keepdims=True) if order > 0 else np.min(sums, (-2, -1), keepdims=True)
        by = np.sign(a) * (sums == best)
    return np.moveaxis(by, (-2, -1), axes)


def condition(g: Any, y: Any, a: Any, p: Any = None) -> Any:
    """σ₁/σₙ by the singular vectors; for the other norms ‖A‖·‖A⁻¹‖ by the product rule."""
    if p in (None, 2, -2):
        left, values, right = np.linalg.svd(a, full_matrices=False)
        first = left[..., :, :1] @ right[..., :1, :]
        last = left[..., :, -1:] @ right[..., -1:, :]
        big, small = values[..., 0, None, None], values[..., -1, None, None]
        by = first / big - last / small if p != -2 else last / small - first / big
        return np.expand_dims(g * y, (-2, -1)) * by
    b = np.linalg.inv(a)
    axes = (-2, -1)
    of_a, of_b = np.linalg.norm(a, p, axes), np.linalg.norm(b, p, axes)
    return norm(g * of_b, of_a, a, p, axes) + inverse(norm(g * of_a, of_b, b, p, axes), b, a)


def matrix_power(g: Any, y: Any, a: Any, n: Any) -> Any:
    """Aⁿ: Σ (Aᵀ)ᵏ G (Aᵀ)ⁿ⁻¹⁻ᵏ; of a negative power through the inverse."""
    if n < 0:
        b = np.linalg.inv(a)
        return inverse(matrix_power(g, y, b, -n), b, a)
    at = turned(a)
    found = 0.0 * g
    for k in range(n):
        left, right = (at if times == 1 else np.linalg.matrix_power(at, times) for times in (k, n - 1 - k))
        by = left @ g if k else g
        found = found + (by @ right if k < n - 1 else by)
    return found


def cholesky(g: Any, y: Any, a: Any) -> Any:
    """A = L Lᵀ, of which the lower triangle is read: S = L⁻ᵀ Φ(Lᵀ G) L⁻¹ with Φ the lower triangle and half the diagonal; the
    gradient by the entries that are read is the lower triangle of S + Sᵀ with the diagonal halved."""
    lower = np.tril(turned(y) @ g)
    half = lower - lower * np.eye(np.shape(y)[-1]) / 2
    inner = np.linalg.solve(turned(y), turned(np.linalg.solve(turned(y), turned(half))))
    return _lower(inner, a)


def _lower(s: Any, a: Any) -> Any:
    """By the entries of the lower triangle, each of which stands for itself and its mirror image."""
    return (s + turned(s)) / 2 if mirrored(a) else _by_lower(s)


@readable
def mirrored(a: Any) -> bool:
    """Whether a matrix stays symmetric however the input moves; arrays alone do not tell."""
    return False


def _by_lower(s: Any) -> Any:
    return np.tril(s + turned(s)) - s * np.eye(np.shape(s)[-1])


def eigenvalues(g: Any, y: Any, a: Any) -> Any:
    """Of a symmetric matrix, of which the lower triangle is read: V diag(g) Vᵀ."""
    v = np.linalg.eigh(a)[1]
    return _lower(v * np.expand_dims(g, -2) @ turned(v), a)


def eigh(g: Any, y: Any, a: Any) -> Any:
    """(λ, V): V (diag(gλ) + F ∘ (Vᵀ gV)) Vᵀ with F = 1/(λⱼ − λᵢ)."""
    by_values, by_vectors = g
    values, v = y
    gaps = values[..., None, :] - values[..., :, None]
    rates = np.where(gaps == 0, 0.0, 1 / np.where(gaps == 0, 1.0, gaps))
    middle = np.eye(np.shape(a)[-1]) * np.expand_dims(by_values, -2) + rates * (turned(v) @ by_vectors)
    s = v @ middle @ turned(v)
    return _lower((s + turned(s)) / 2, a)


def singular_values(g: Any, y: Any, a: Any) -> Any:
    """U diag(g) Vᵀ."""
    left, _, right = np.linalg.svd(a, full_matrices=False)
    return left * np.expand_dims(g, -2) @ right


def svd(g: Any, y: Any, a: Any, full_matrices: Any = True, compute_uv: Any = True) -> Any:
    """The singular values; the vectors, which are determined only up to their signs, have no rule."""
    if not compute_uv:
        return singular_values(g, y, a)
    if np.any(g[0]) or np.any(g[2]):
        raise NotImplementedError("singular vectors")
    return singular_values(g[1], y[1], a)


def qr(g: Any, y: Any, a: Any, mode: Any = "reduced") -> Any:
    """Q R of a matrix with no more columns than rows: with M = R Gᵣᵀ − G_qᵀ Q,
    (G_q + Q copyltu(M)) R⁻ᵀ (S. F. Walter and L. Lehmann, Algorithmic Differentiation of Linear Algebra Functions, 2010)."""
    if mode == "complete" or np.shape(a)[-2] < np.shape(a)[-1]:
        raise NotImplementedError("a complete QR factorisation")
    if mode == "r":
        q, r = np.linalg.qr(a)
        by_q, by_r = 0.0 * q, g
    else:
        (q, r), (by_q, by_r) = y, g
    m = r @ turned(by_r) - turned(by_q) @ q
    symmetric = np.tril(m) + turned(np.tril(m, -1))
    return turned(np.linalg.solve(r, turned(by_q + q @ symmetric)))


def least_squares(g: Any, y: Any, a: Any, b: Any) -> Any:
    """The solution of min ‖A x − b‖ of full column rank, by A: −Aᵀ⁺ g xᵀ + r (A⁺ Aᵀ⁺ g)ᵀ; the other parts have no rule."""
    g, x = _solution(g, y)
    p = np.linalg.pinv(a)
    columns = np.ndim(b) == 2
    g, x, b = (part if columns else part[:, None] for part in (g, x, b))
    return -p.T @ g @ x.T + (b - a @ x) @ (p @ p.T @ g).T


def least_squares_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    """The same by b: A⁺ᵀ g."""
    return np.linalg.pinv(a).T @ _solution(g, y)[0]


def _solution(g: Any, y: Any) -> tuple[Any, Any]:
    if any(np.any(part) for part in g[1:]):
        raise NotImplementedError("the residuals or singular values of a least-squares problem")
    return g[0], y[0]


def trace(g: Any, y: Any, x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    """The sum of a diagonal: its cotangent along the diagonal."""
    if np.ndim(x) == 2 and not offset:
        rows, columns = np.shape(x)
        return g * np.eye(rows, columns)
    moved = np.moveaxis(np.zeros(np.shape(x)), (axis1, axis2), (-2, -1))
    hit = np.eye(moved.shape[-2], moved.shape[-1], offset)
    return np.moveaxis(np.expand_dims(g, (-2, -1)) * hit, (-2, -1), (axis1, axis2))


def trace_of_last(g: Any, y: Any, x: Any, *, offset: Any = 0) -> Any:
    """The same of the last two axes."""
    return trace(g, y, x, offset, -2, -1)
