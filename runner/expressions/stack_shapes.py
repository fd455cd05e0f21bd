"""Shaping over stacks of points: the axes of the value stand one further on than at one point."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from runner.expressions.guards import check_shape, check_size
from runner.expressions.stack import Misfit, Stack, flat, lifted, plain, points_of, shifted
from runner.model import Array


def transposed(x: Any) -> Array:
    """`x.T`."""
    points = points_of(x)
    return points.swapaxes(1, 2) if points.ndim == 3 else points.transpose(0, *range(points.ndim - 1, 0, -1))


def transpose(x: Any, axes: Any = None) -> Array:
    """`np.transpose`."""
    points = points_of(x)
    if axes is None:
        return transposed(x)
    if len(axes) != points.ndim - 1:
        raise Misfit
    return points.transpose(0, *(shifted(axis, points.ndim - 1) for axis in axes))


def matrix_transposed(x: Any) -> Array:
    """`x.mT`."""
    points = points_of(x)
    if points.ndim < 3:
        raise Misfit
    return points.swapaxes(-1, -2)


def reshape(x: Any, shape: Any) -> Array:
    """`np.reshape`."""
    points = points_of(x)
    plain(shape)
    lengths = list(shape) if type(shape) in (tuple, list) else [shape]
    if -1 in lengths:
        known = -prod(lengths)
        if known <= 0 or lengths.count(-1) > 1:
            raise Misfit
        lengths[lengths.index(-1)] = prod(points.shape[1:]) // known
    return points.reshape(len(points), *lengths)


def raveled(x: Any) -> Array:
    """`np.ravel`."""
    return flat(points_of(x))


def two_axes(call: Callable[..., Any]) -> Callable[..., Array]:
    """Functions of an array and two axes, or sequences of axes: swapaxes, moveaxis."""

    def rule(x: Any, first: Any, second: Any) -> Array:
        points = points_of(x)
        axes = points.ndim - 1
        return call(points, shifted(first, axes), shifted(second, axes))  # type: ignore[no-any-return]

    return rule


def expand_dims(x: Any, axis: Any) -> Array:
    """`np.expand_dims`: the axes are counted in the result."""
    points = points_of(x)
    new = len(axis) if type(axis) in (tuple, list) else 1
    return np.expand_dims(points, shifted(axis, points.ndim - 1 + new))


def squeeze(x: Any, axis: Any = None) -> Array:
    """`np.squeeze`; without an axis all axes of length 1 go, but for the points'."""
    points = points_of(x)
    if axis is None:
        return points.reshape(len(points), *(length for length in points.shape[1:] if length != 1))
    return np.squeeze(points, shifted(axis, points.ndim - 1))


def broadcast_to(x: Any, shape: Any) -> Array:
    """`np.broadcast_to`."""
    lengths = check_shape(shape)
    points = points_of(x)
    check_size(len(points) * prod(lengths))
    if points.ndim - 1 > len(lengths):
        raise Misfit
    return np.broadcast_to(lifted(x, len(lengths)), (len(points), *lengths))


def at_least(axes: int) -> Callable[..., Array]:
    """`np.atleast_1d`, `2d`, `3d`: a vector becomes a row, in three axes its entries stand along the second."""

    def rule(x: Any) -> Array:
        points = points_of(x)
        if axes == 3 and points.ndim in (2, 3):
            return points.reshape(len(points), *((1,) * (3 - points.ndim)), *points.shape[1:], 1)
        return lifted(Stack(points), axes)  # type: ignore[no-any-return]

    return rule


def tile(x: Any, reps: Any) -> Array:
    """`np.tile`."""
    points = points_of(x)
    copies = tuple(reps) if type(reps) in (tuple, list) else (reps,)
    check_size(points.size * prod(copies))
    copies = (1,) * (points.ndim - 1 - len(copies)) + copies
    return np.tile(lifted(Stack(points), len(copies)), (1, *copies))


def repeat(call: Callable[..., Any]) -> Callable[..., Array]:
    """`np.repeat`; without an axis the entries are repeated."""

    def rule(x: Any, repeats: Any, axis: Any = None) -> Array:
        points = points_of(x)
        if axis is None:
            return call(flat(points), repeats, 1)  # type: ignore[no-any-return]
        return call(points, repeats, shifted(axis, points.ndim - 1))  # type: ignore[no-any-return]

    return rule


def pad(call: Callable[..., Any]) -> Callable[..., Array]:
    """`np.pad` with one width for all axes, one pair, or a pair for each axis."""

    def rule(x: Any, pad_width: Any, *mode: Any, **options: Any) -> Array:
        points = points_of(x)
        plain(*options.values())
        if np.ndim(options.get("constant_values", 0)):
            raise Misfit
        widths = np.broadcast_to(pad_width, (points.ndim - 1, 2)).tolist()
        return call(points, ((0, 0), *map(tuple, widths)), *mode, **options)  # type: ignore[no-any-return]

    return rule


def roll(x: Any, shift: Any, axis: Any = None) -> Array:
    """`np.roll`; without an axis over all entries in C order."""
    points = points_of(x)
    plain(shift)
    if axis is None:
        return np.roll(flat(points), shift, 1).reshape(points.shape)
    return np.roll(points, shift, shifted(axis, points.ndim - 1))


def flip(x: Any, axis: Any = None) -> Array:
    """`np.flip`; without an axis along all."""
    points = points_of(x)
    return np.flip(points, tuple(range(1, points.ndim)) if axis is None else shifted(axis, points.ndim - 1))


def flipped(axis: int) -> Callable[..., Array]:
    """`np.flipud` (axis 0) and `np.fliplr` (axis 1)."""
    return lambda x: flip(x, axis)


def rot90(x: Any, k: Any = 1, axes: Any = (0, 1)) -> Array:
    """`np.rot90`."""
    points = points_of(x)
    return np.rot90(points, k, shifted(tuple(axes), points.ndim - 1))


def diagonal(call: Callable[..., Any]) -> Callable[..., Array]:
    """`np.diagonal` and `np.trace`: of the first two axes unless told."""

    def rule(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Array:
        points = points_of(x)
        axes = points.ndim - 1
        return call(points, offset, shifted(axis1, axes), shifted(axis2, axes))  # type: ignore[no-any-return]

    return rule


def diag(x: Any, k: Any = 0) -> Array:
    """`np.diag`: a matrix with that diagonal, or the diagonal of a matrix."""
    points = points_of(x)
    if points.ndim == 3:
        return np.diagonal(points, k, 1, 2)
    if points.ndim != 2:
        raise Misfit
    entries = points.shape[1]
    n = entries + abs(k)
    check_size(len(points) * n * n)
    value = np.zeros((len(points), n, n), dtype=points.dtype)
    rows = np.arange(entries) + max(-k, 0)
    value[:, rows, rows + k] = points
    return value


def diagflat(x: Any, k: Any = 0) -> Array:
    """`np.diagflat`."""
    return diag(Stack(raveled(x)), k)


def triangle(call: Callable[..., Any]) -> Callable[..., Array]:
    """`np.tril` and `np.triu` of matrices."""

    def rule(x: Any, k: Any = 0) -> Array:
        points = points_of(x)
        if points.ndim < 3:
            raise Misfit
        return call(points, k)  # type: ignore[no-any-return]

    return rule
