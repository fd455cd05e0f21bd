"""Products over batches of points.

A product with a plain factor is one matrix product for all points: the batch is one more free axis. It sums each
entry in the order the matrix kernel chooses, so that the last digit can differ from that at one point.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ...model import Array
from ..guards import check_size
from ..operators import check_matmul
from .batch import (
    AtOnePoint,
    Batch,
    Maker,
    Misfit,
    Points,
    Rule,
    aligned,
    flat,
    holds_batch,
    lifted,
    no_batch,
    points_of,
    rank,
    shifted,
)

ONE_PRODUCT = 256
"""Up to this many entries at a point, W @ x is computed as one product of matrices, x copied; above, as one for each point."""

ndarray = np.ndarray


def dot(a: Any, b: Any) -> Points:
    """`np.dot`: the last axis of a with the last but one of b."""
    if type(a) is Batch and type(b) is ndarray:
        if a.points.ndim > 1 and b.ndim in (1, 2):
            return batch_times(a.points, b)
    elif type(b) is Batch and type(a) is ndarray and a.ndim in (1, 2) and b.points.ndim in (a.ndim + 1, 2):
        return matrix_times(a, b.points)
    if not rank(a) or not rank(b):
        return np.multiply(*aligned(a, b))
    return contracted(a, b, [rank(a) - 1], [max(rank(b) - 2, 0)])


def batch_times(points: Array, matrix: Array) -> Points:
    """x @ W at all points: (m, …, k) with (k, n) or (k,)."""
    if points.ndim == 2 or matrix.ndim == 1:
        return points.dot(matrix)
    k, n = points.shape[-1], matrix.shape[1]
    check_size(points.size // max(k, 1) * n)
    value = points.reshape(-1, k).dot(matrix) if points.size else np.matmul(points, matrix)
    return value.reshape(*points.shape[:-1], n)


def matrix_times(matrix: Array, points: Array) -> Points:
    """W @ x at all points: (n, k) or (k,) with (m, k, c) or (m, k). For small x the result is a transposed view."""
    if points.ndim == 2:
        return points.dot(matrix.T)
    m, k, c = points.shape
    n = len(matrix)
    check_size(m * n * c)
    if not points.size or (c > 1 and k * c > ONE_PRODUCT):
        return np.matmul(matrix, points)
    return points.transpose(0, 2, 1).reshape(m * c, k).dot(matrix.T).reshape(m, c, n).transpose(0, 2, 1)


def matmul(a: Any, b: Any) -> Points:
    """`a @ b`: as `np.dot` up to matrices, beyond that products of matrices broadcast against each other."""
    rank_a, rank_b = rank(a), rank(b)
    if not rank_a or not rank_b:
        raise Misfit
    if rank_a < 3 and rank_b < 3:
        return dot(a, b)
    left, right = aligned(with_axis(a, -2) if rank_a == 1 else a, with_axis(b, -1) if rank_b == 1 else b)
    check_matmul(left, right)
    value = np.matmul(left, right)
    return value.squeeze(-2 if rank_a == 1 else -1) if 1 in (rank_a, rank_b) else value


def with_axis(vector: Any, axis: int) -> Any:
    return Batch(np.expand_dims(vector.points, axis)) if type(vector) is Batch else np.expand_dims(vector, axis)


def contracted(
    a: Any,
    b: Any,
    axes_a: Sequence[int],
    axes_b: Sequence[int],
    *,
    shared_a: Sequence[int] = (),
    shared_b: Sequence[int] = (),
) -> Points:
    """Σ a · b over the paired axes, counted at one point from 0. The axes of the result: those shared, free in a, free in b."""
    shape_a, shape_b = _shape(a), _shape(b)
    paired = zip((*axes_a, *shared_a), (*axes_b, *shared_b), strict=True)
    if any(shape_a[one] != shape_b[other] for one, other in paired):
        raise Misfit
    free_a = [axis for axis in range(len(shape_a)) if axis not in axes_a and axis not in shared_a]
    free_b = [axis for axis in range(len(shape_b)) if axis not in axes_b and axis not in shared_b]
    left, right = _matrices(a, shared_a, free_a, axes_a), _matrices(b, shared_b, axes_b, free_b)
    kept = [*(shape_a[axis] for axis in (*shared_a, *free_a)), *(shape_b[axis] for axis in free_b)]
    shape = (max(len(left), len(right)), *kept)
    check_size(prod(shape))
    if shared_a or len(left) == len(right):
        return np.matmul(left, right).reshape(shape)
    if len(right) == 1:
        return batch_times(left[:, 0], right[0, 0]).reshape(shape)
    return matrix_times(left[0, 0], right[:, 0]).reshape(shape)


def _shape(value: Any) -> tuple[int, ...]:
    return value.points.shape[1:] if type(value) is Batch else np.shape(value)


def _matrices(value: Any, shared: Sequence[int], rows: Sequence[int], columns: Sequence[int]) -> Points:
    """The value as matrices (m or 1, entries along the shared axes, rows, columns)."""
    points = value.points if type(value) is Batch else np.asarray(value)[None]
    lengths = points.shape[1:]
    ordered = points.transpose(0, *(axis + 1 for axis in (*shared, *rows, *columns)))
    return ordered.reshape(len(points), *(prod([lengths[axis] for axis in axes]) for axes in (shared, rows, columns)))


def inner(a: Any, b: Any) -> Points:
    """`np.inner`: the last axis of both."""
    if not rank(a) or not rank(b):
        return np.multiply(*aligned(a, b))
    return contracted(a, b, [rank(a) - 1], [rank(b) - 1])


def _flattened(value: Any) -> Any:
    return Batch(flat(value.points), value.analytic) if type(value) is Batch else np.ravel(value)


def vdot(a: Any, b: Any) -> Points:
    """`np.vdot`: both flattened, the first conjugated (its analytic continuation is not)."""
    a, b = _flattened(a), _flattened(b)
    analytic = any(type(value) is Batch and value.analytic for value in (a, b))
    if not analytic:
        a = Batch(a.points.conj()) if type(a) is Batch else np.conj(a)
    return contracted(a, b, [0], [0])


def outer(a: Any, b: Any) -> Points:
    """`np.outer`: both flattened, every entry with every entry."""
    a, b = _flattened(a), _flattened(b)
    left, right = (value.points if type(value) is Batch else value for value in (a, b))
    check_size(left.size * right.shape[-1] if type(a) is Batch else left.size * right.size)
    return np.multiply(left[..., :, None], right[..., None, :])


def kron(a: Any, b: Any) -> Points:
    """`np.kron`: every entry of a times the whole of b, axis by axis."""
    axes = max(rank(a), rank(b))
    shapes = [(1,) * (axes - rank(value)) + _shape(value) for value in (a, b)]
    check_size(prod(shapes[0]) * prod(shapes[1]) * len((a if type(a) is Batch else b).points))
    parts = []
    for value, shape, behind in ((a, shapes[0], True), (b, shapes[1], False)):
        interleaved = [length for own in shape for length in ((own, 1) if behind else (1, own))]
        parts.append(value.points.reshape(-1, *interleaved) if type(value) is Batch else np.reshape(value, interleaved))
    value = np.multiply(*parts)
    return value.reshape(len(value), *(p * q for p, q in zip(*shapes, strict=True)))


def cross(a: Any, b: Any, axis: int = -1) -> Points:
    """`np.cross` of vectors of three entries along `axis`."""
    no_batch(axis)
    a, b = (_last(value, axis) for value in (a, b))
    if _shape(a)[-1] != 3 or _shape(b)[-1] != 3:
        raise Misfit
    return np.moveaxis(np.cross(*aligned(a, b)), -1, axis if axis < 0 else axis + 1)


def _last(value: Any, axis: int) -> Any:
    if type(value) is Batch:
        return Batch(np.moveaxis(value.points, shifted(axis, rank(value)), -1))
    return np.moveaxis(np.asarray(value), axis, -1)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Points:
    """`np.tensordot`."""
    no_batch(axes)
    if isinstance(axes, int):
        pair: tuple[Any, Any] = (range(rank(a) - axes, rank(a)), range(axes))
    else:
        first, second = axes
        pair = tuple([one] if isinstance(one, int) else list(one) for one in (first, second))  # type: ignore[assignment]
    axes_a, axes_b = (
        [shifted(int(axis), rank(value)) % (rank(value) + 1) - 1 for axis in own] for own, value in zip(pair, (a, b), strict=True)
    )
    return contracted(a, b, axes_a, axes_b)


def multi_dot(arrays: Any) -> Points:
    """`np.linalg.multi_dot`, from left to right."""
    value, *rest = arrays
    for factor in rest:
        value = np.matmul(value, factor) if not holds_batch((value, factor)) else Batch(dot(value, factor))
    return points_of(value)


def convolve(a: Any, v: Any, mode: str = "full") -> Points:
    """`np.convolve` of two vectors: the windows of the longer one with the shorter one turned round."""
    if rank(a) != 1 or rank(v) != 1 or not _shape(a)[0] or not _shape(v)[0]:
        raise Misfit
    if _shape(v)[0] > _shape(a)[0]:
        a, v = v, a
    n, k = _shape(a)[0], _shape(v)[0]
    m = len((a if type(a) is Batch else v).points)
    signal = np.broadcast_to(a.points if type(a) is Batch else np.asarray(a), (m, n))
    kernel = v.points if type(v) is Batch else np.asarray(v)
    padded = np.zeros((m, n + 2 * (k - 1)), dtype=np.result_type(signal, kernel))
    padded[:, k - 1 : k - 1 + n] = signal
    windows = np.lib.stride_tricks.sliding_window_view(padded, k, axis=1)
    check_size(windows.size)
    full = np.matmul(windows, kernel[..., ::-1, None])[..., 0]
    left, length = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    return full[:, left : left + length]


def correlate(a: Any, v: Any, mode: str = "valid") -> Points:
    """`np.correlate` of a vector with one no longer: the convolution with the conjugate of the second turned round."""
    if rank(a) != 1 or rank(v) != 1 or _shape(v)[0] > _shape(a)[0]:
        raise Misfit
    if type(v) is Batch:
        points = v.points if v.analytic else v.points.conj()
        return convolve(a, Batch(points[:, ::-1]), mode)
    return convolve(a, np.conj(v)[::-1], mode)


def cores(first: int, second: int) -> Maker:
    """Functions of the last axes of two arrays, `first` and `second` of them, broadcast over the axes before."""

    def make(call: AtOnePoint) -> Rule:
        def rule(a: Any, b: Any) -> Any:
            outer = max(rank(a) - first, rank(b) - second)
            if rank(a) < first or rank(b) < second:
                raise Misfit
            return call(lifted(a, outer + first), lifted(b, outer + second))

        return rule

    return make
