"""Joining, indexing and gathering over batches of points."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ...model import Array
from ..guards import check_shape, check_size
from .batch import (
    AtOnePoint,
    Batch,
    Misfit,
    Points,
    Rule,
    SameEverywhere,
    aligned,
    count,
    flat,
    holds_batch,
    lifted,
    no_batch,
    points_of,
    rank,
    shifted,
    spread,
)
from .shapes import at_least


def concatenate(arrays: Any, axis: Any = 0) -> Points:
    """`np.concatenate`, plain parts repeated for each point."""
    parts = _parts(arrays)
    if axis is None:
        return np.concatenate([flat(part) for part in parts], axis=1)
    return np.concatenate(parts, axis=shifted(axis, parts[0].ndim - 1))


def stack_arrays(arrays: Any, axis: Any = 0) -> Points:
    """`np.stack`: along a new axis."""
    parts = _parts(arrays)
    return np.stack(parts, axis=shifted(axis, parts[0].ndim))


def _parts(arrays: Any) -> list[Array]:
    """The arrays to join, each at every point; one batch is taken apart along its first axis."""
    if type(arrays) is Batch:
        if arrays.points.ndim < 2:
            raise Misfit
        return list(arrays.points.swapaxes(0, 1))
    values = [Batch(points_of(value)) if holds_batch(value) else value for value in arrays]
    m = count(values)
    parts = [spread(value, m) for value in values]
    check_size(sum(part.size for part in parts))
    return parts


def side_by_side(axes: int, axis: int) -> Rule:
    """`np.vstack`, `hstack`, `dstack`: the parts with at least this many axes, joined along one."""

    def rule(arrays: Any) -> Points:
        parts = [at_least(axes)(Batch(part)) for part in _parts(arrays)]
        return np.concatenate(parts, axis=1 if axis == 1 and parts[0].ndim == 2 else axis + 1)

    return rule


def column_stack(arrays: Any) -> Points:
    """`np.column_stack`: vectors become columns."""
    return np.concatenate([part[..., None] if part.ndim == 2 else part for part in _parts(arrays)], axis=2)


def append(x: Any, values: Any, axis: Any = None) -> Points:
    """`np.append`: without an axis the entries of both."""
    return concatenate((x, values), axis)


def item(call: AtOnePoint) -> Rule:
    """`x[index]`: of a batch by a plain index, of an array by a batch of integers, of a tuple by a number."""

    def rule(x: Any, index: Any) -> Any:
        parts = index if type(index) is tuple else (index,)
        if holds_batch(parts) and not isinstance(x, tuple | list):
            return gathered(x, parts)
        if type(x) is Batch:
            return batch_item(x.points, parts)
        if isinstance(x, tuple | list) and not holds_batch(index):
            return SameEverywhere(call(x, index))
        raise Misfit

    return rule


def gathered(x: Any, index: tuple[Any, ...]) -> Points:
    """`x[index]` where the index consists of integers and arrays of them, which may be batches, as x may."""
    places = aligned(*index)
    if len(index) > rank(x) or any(np.asarray(place).dtype.kind not in "iu" for place in places):
        raise Misfit
    if type(x) is not Batch:
        return np.asarray(x)[tuple(places)]
    m = len(x.points)
    each = np.arange(m).reshape(m, *(1,) * (max(map(rank, index))))
    return x.points[(each, *places)]


def batch_item(points: Array, index: tuple[Any, ...]) -> Points:
    """`x[index]` at all points. Where slices part index arrays, numpy moves the axes of the arrays to the front."""
    parts = tuple(np.asarray(part) if type(part) is list else part for part in index)
    front = _axes_in_front(parts)
    if parts and type(parts[0]) is np.ndarray:
        check_size(points.size // max(points.shape[1], 1) * parts[0].size)
    value = points[(slice(None), *parts)]
    return np.moveaxis(value, front, 0) if front else value


def _axes_in_front(index: tuple[Any, ...]) -> int:
    """How many axes of index arrays come before that of the points: those of arrays parted by a slice, an ellipsis or None."""
    arrays = [part for part in index if type(part) is np.ndarray]
    if not arrays:
        return 0
    places = [place for place, part in enumerate(index) if not isinstance(part, slice | type(Ellipsis) | type(None))]
    if places[-1] - places[0] + 1 == len(places):
        return 0
    if any(part.dtype.kind == "b" and not part.ndim for part in arrays):
        raise Misfit
    return np.broadcast(*(np.empty(0 if part.dtype.kind == "b" else part.shape) for part in arrays)).ndim


def take(call: AtOnePoint) -> Rule:
    """`np.take` of a batch at plain indices."""

    def rule(x: Any, indices: Any, axis: Any = None) -> Points:
        points = points_of(x)
        no_batch(indices)
        if axis is None:
            return call(flat(points), indices, 1)
        return call(points, indices, shifted(axis, points.ndim - 1))

    return rule


def take_along_axis(x: Any, indices: Any, axis: Any = -1) -> Points:
    """`np.take_along_axis`; values and indices may both be batches."""
    m = count((x, indices))
    if axis is None:
        return np.take_along_axis(flat(spread(x, m)), spread(indices, m), 1)
    if rank(x) != rank(indices):
        raise Misfit
    return np.take_along_axis(spread(x, m), spread(indices, m), shifted(axis, rank(x)))


def scatter_add(shape: Any, index: Any, values: Any) -> Points:
    """The helper `scatter_add` of stacked values at plain places: one `np.add.at` by the place in memory of each entry."""
    lengths = check_shape(shape)
    no_batch(index)
    places = [np.asarray(part) for part in (index if type(index) is tuple else (index,))]
    known, rest = lengths[: len(places)], lengths[len(places) :]
    if len(known) < len(places) or any(place.dtype.kind not in "iu" for place in places):
        raise Misfit
    if any(np.any((place < -length) | (place >= length)) for place, length in zip(places, known, strict=True)):
        raise Misfit
    m, size, inner = count((values,)), prod(lengths), prod(rest)
    check_size(m * size)
    entries = np.ravel_multi_index([place % length for place, length in zip(places, known, strict=True)], known)
    targets = (np.arange(m)[:, None, None] * size + entries.reshape(-1, 1) * inner + np.arange(inner)).reshape(-1)
    added = np.broadcast_to(lifted(values, entries.ndim + len(rest)), (m, *entries.shape, *rest))
    value = np.zeros(m * size, dtype=np.result_type(added.dtype, np.float32))
    np.add.at(value, targets, added.reshape(-1))
    return value.reshape(m, *lengths)


def windows(call: AtOnePoint) -> Rule:
    """The helper `sliding_window_view`."""

    def rule(x: Any, window_shape: Any, axis: Any = None) -> Points:
        points = points_of(x)
        axes = points.ndim - 1
        if axis is None:
            axis = tuple(range(axes))
            if len(window_shape if type(window_shape) in (tuple, list) else (window_shape,)) != axes:
                raise Misfit
        return call(points, window_shape, shifted(axis, axes))

    return rule
