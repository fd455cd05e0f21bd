"""Shaping over batches of points: the axes of the value stand one further on than at one point."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..guards import check_shape, check_size
from .batch import AtOnePoint, Batch, Misfit, Points, Rule, flat, lifted, no_batch, points_of, shifted


def transposed(x: Any) -> Points:
    """`x.T`."""
    points = points_of(x)
    return points.swapaxes(1, 2) if points.ndim == 3 else points.transpose(0, *range(points.ndim - 1, 0, -1))


def transpose(x: Any, axes: Any = None) -> Points:
    """`np.transpose`."""
    points = points_of(x)
    if axes is None:
        return transposed(x)
    if len(axes) != points.ndim - 1:
        raise Misfit
    return points.transpose(0, *(shifted(axis, points.ndim - 1) for axis in axes))


def matrix_transposed(x: Any) -> Points:
    """`x.mT`."""
    points = points_of(x)
    if points.ndim < 3:
        raise Misfit
    return points.swapaxes(-1, -2)


def reshape(x: Any, shape: Any) -> Points:
    """`np.reshape`."""
    points = points_of(x)
    no_batch(shape)
    lengths = list(shape) if type(shape) in (tuple, list) else [shape]
    if -1 in lengths:
        known = -prod(lengths)
        if known <= 0 or lengths.count(-1) > 1:
            raise Misfit
        lengths[lengths.index(-1)] = prod(points.shape[1:]) // known
    return points.reshape(len(points), *lengths)


def raveled(x: Any) -> Points:
    """`np.ravel`."""
    return flat(points_of(x))


def swapaxes(x: Any, axis1: Any, axis2: Any) -> Points:
    """`np.swapaxes`."""
    points = points_of(x)
    return points.swapaxes(shifted(axis1, points.ndim - 1), shifted(axis2, points.ndim - 1))


def moveaxis(x: Any, source: Any, destination: Any) -> Points:
    """`np.moveaxis`."""
    points = points_of(x)
    return np.moveaxis(points, shifted(source, points.ndim - 1), shifted(destination, points.ndim - 1))


def rollaxis(x: Any, axis: Any, start: Any) -> Points:
    """`np.rollaxis`: the place may be one behind the last axis."""
    points = points_of(x)
    no_batch(axis, start)
    return np.rollaxis(points, shifted(axis, points.ndim - 1), start + 1 if start >= 0 else start)


def expand_dims(x: Any, axis: Any) -> Points:
    """`np.expand_dims`: the axes are counted in the result."""
    points = points_of(x)
    new = len(axis) if type(axis) in (tuple, list) else 1
    return np.expand_dims(points, shifted(axis, points.ndim - 1 + new))


def squeeze(x: Any, axis: Any = None) -> Points:
    """`np.squeeze`; without an axis all axes of length 1 go, but for the points'."""
    points = points_of(x)
    if axis is None:
        return points.reshape(len(points), *(length for length in points.shape[1:] if length != 1))
    return np.squeeze(points, shifted(axis, points.ndim - 1))


def broadcast_to(x: Any, shape: Any) -> Points:
    """`np.broadcast_to`."""
    lengths = check_shape(shape)
    points = points_of(x)
    check_size(len(points) * prod(lengths))
    if points.ndim - 1 > len(lengths):
        raise Misfit
    return np.broadcast_to(lifted(x, len(lengths)), (len(points), *lengths))


def at_least(axes: int) -> Rule:
    """`np.atleast_1d`, `2d`, `3d`: a vector becomes a row, in three axes its entries stand along the second."""

    def rule(x: Any) -> Points:
        points = points_of(x)
        if axes == 3 and points.ndim in (2, 3):
            return points.reshape(len(points), *((1,) * (3 - points.ndim)), *points.shape[1:], 1)
        return lifted(Batch(points), axes)

    return rule


def tile(x: Any, reps: Any) -> Points:
    """`np.tile`."""
    points = points_of(x)
    copies = tuple(reps) if type(reps) in (tuple, list) else (reps,)
    check_size(points.size * prod(copies))
    copies = (1,) * (points.ndim - 1 - len(copies)) + copies
    return np.tile(lifted(Batch(points), len(copies)), (1, *copies))


def repeat(call: AtOnePoint) -> Rule:
    """`np.repeat`; without an axis the entries are repeated."""

    def rule(x: Any, repeats: Any, axis: Any = None) -> Points:
        points = points_of(x)
        if axis is None:
            return call(flat(points), repeats, 1)
        return call(points, repeats, shifted(axis, points.ndim - 1))

    return rule


def pad(call: AtOnePoint) -> Rule:
    """`np.pad` with one width for all axes, one pair, or a pair for each axis."""

    def rule(x: Any, pad_width: Any, *mode: Any, **options: Any) -> Points:
        points = points_of(x)
        no_batch(*options.values())
        if np.ndim(options.get("constant_values", 0)):
            raise Misfit
        widths = np.broadcast_to(pad_width, (points.ndim - 1, 2)).tolist()
        return call(points, ((0, 0), *map(tuple, widths)), *mode, **options)

    return rule


def roll(x: Any, shift: Any, axis: Any = None) -> Points:
    """`np.roll`; without an axis over all entries in C order."""
    points = points_of(x)
    no_batch(shift)
    if axis is None:
        return np.roll(flat(points), shift, 1).reshape(points.shape)
    return np.roll(points, shift, shifted(axis, points.ndim - 1))


def flip(x: Any, axis: Any = None) -> Points:
    """`np.flip`; without an axis along all."""
    points = points_of(x)
    return np.flip(points, tuple(range(1, points.ndim)) if axis is None else shifted(axis, points.ndim - 1))


def flipped(axis: int) -> Rule:
    """`np.flipud` (axis 0) and `np.fliplr` (axis 1)."""
    return lambda x: flip(x, axis)


def rot90(x: Any, k: Any = 1, axes: Any = (0, 1)) -> Points:
    """`np.rot90`."""
    points = points_of(x)
    return np.rot90(points, k, shifted(tuple(axes), points.ndim - 1))


def diagonal(call: AtOnePoint) -> Rule:
    """`np.diagonal` and `np.trace`: of the first two axes unless told."""

    def rule(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Points:
        points = points_of(x)
        axes = points.ndim - 1
        return call(points, offset, shifted(axis1, axes), shifted(axis2, axes))

    return rule


def diag(x: Any, k: Any = 0) -> Points:
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


def diagflat(x: Any, k: Any = 0) -> Points:
    """`np.diagflat`."""
    return diag(Batch(raveled(x)), k)


def triangle(call: AtOnePoint) -> Rule:
    """`np.tril` and `np.triu` of matrices."""

    def rule(x: Any, k: Any = 0) -> Points:
        points = points_of(x)
        if points.ndim < 3:
            raise Misfit
        return call(points, k)

    return rule
