"""Joining, indexing and gathering over stacks of points."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from runner.expressions.guards import check_shape, check_size
from runner.expressions.stack import Misfit, Stack, count, flat, holds_stack, lifted, plain, points_of, rank, shifted, spread
from runner.expressions.stack_shapes import at_least
from runner.model import Array


def concatenate(arrays: Any, axis: Any = 0) -> Array:
    """`np.concatenate`, plain parts repeated for each point."""
    parts = _parts(arrays)
    if axis is None:
        return np.concatenate([flat(part) for part in parts], axis=1)
    return np.concatenate(parts, axis=shifted(axis, parts[0].ndim - 1))


def stack_arrays(arrays: Any, axis: Any = 0) -> Array:
    """`np.stack`: along a new axis."""
    parts = _parts(arrays)
    return np.stack(parts, axis=shifted(axis, parts[0].ndim))


def _parts(arrays: Any) -> list[Array]:
    """The arrays to join, each at every point; one stack is taken apart along its first axis."""
    if type(arrays) is Stack:
        if arrays.points.ndim < 2:
            raise Misfit
        return list(arrays.points.swapaxes(0, 1))
    values = [Stack(points_of(value)) if holds_stack(value) else value for value in arrays]
    m = count(values)
    return [spread(value, m) for value in values]


def side_by_side(axes: int, axis: int) -> Callable[..., Array]:
    """`np.vstack`, `hstack`, `dstack`: the parts with at least so many axes, joined along one."""

    def rule(arrays: Any) -> Array:
        parts = [at_least(axes)(Stack(part)) for part in _parts(arrays)]
        return np.concatenate(parts, axis=1 if axis == 1 and parts[0].ndim == 2 else axis + 1)

    return rule


def column_stack(arrays: Any) -> Array:
    """`np.column_stack`: vectors become columns."""
    return np.concatenate([part[..., None] if part.ndim == 2 else part for part in _parts(arrays)], axis=2)


def item(call: Callable[..., Any]) -> Callable[..., Any]:
    """`x[index]`: of a stack by a plain index, of an array by a stack of integers, of a tuple by a number."""

    def rule(x: Any, index: Any) -> Any:
        if type(x) is Stack:
            return stack_item(x.points, index if type(index) is tuple else (index,))
        if type(x) is np.ndarray and type(index) is Stack and index.points.dtype.kind in "iu" and x.ndim:
            return x[index.points]
        if isinstance(x, tuple | list) and not holds_stack(index):
            return call(x, index)
        raise Misfit

    return rule


def stack_item(points: Array, index: tuple[Any, ...]) -> Array:
    """`x[index]` at all points. Where slices part index arrays, numpy moves the axes of the arrays to the front."""
    plain(index)
    parts = tuple(np.asarray(part) if type(part) is list else part for part in index)
    value = points[(slice(None), *parts)]
    front = _axes_in_front(parts)
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


def take(call: Callable[..., Any]) -> Callable[..., Array]:
    """`np.take` of a stack at plain indices."""

    def rule(x: Any, indices: Any, axis: Any = None) -> Array:
        points = points_of(x)
        plain(indices)
        if axis is None:
            return call(flat(points), indices, 1)  # type: ignore[no-any-return]
        return call(points, indices, shifted(axis, points.ndim - 1))  # type: ignore[no-any-return]

    return rule


def take_along_axis(x: Any, indices: Any, axis: Any = -1) -> Array:
    """`np.take_along_axis`; values and indices may both be stacks."""
    m = count((x, indices))
    if axis is None:
        return np.take_along_axis(flat(spread(x, m)), spread(indices, m), 1)
    if rank(x) != rank(indices):
        raise Misfit
    return np.take_along_axis(spread(x, m), spread(indices, m), shifted(axis, rank(x)))


def scatter_add(shape: Any, index: Any, values: Any) -> Array:
    """The helper `scatter_add` of stacked values at plain places."""
    parts = index if type(index) is tuple else (index,)
    lengths = check_shape(shape)
    plain(index)
    if not all(isinstance(part, int | np.integer | list | np.ndarray) for part in parts) or len(parts) > len(lengths):
        raise Misfit
    places = tuple(np.asarray(part) for part in parts)
    if any(place.dtype.kind not in "iu" for place in places):
        raise Misfit
    m = count((values,))
    check_size(m * prod(lengths))
    value = np.zeros((m, *lengths), dtype=np.result_type(values.points.dtype, np.float32))
    axes = np.broadcast(*places).ndim + len(lengths) - len(places)
    np.add.at(value, (slice(None), *places), lifted(values, axes))
    return value


def windows(call: Callable[..., Any]) -> Callable[..., Array]:
    """The helper `sliding_window_view`."""

    def rule(x: Any, window_shape: Any, axis: Any = None) -> Array:
        points = points_of(x)
        axes = points.ndim - 1
        if axis is None:
            axis = tuple(range(axes))
            if len(window_shape if type(window_shape) in (tuple, list) else (window_shape,)) != axes:
                raise Misfit
        return call(points, window_shape, shifted(axis, axes))  # type: ignore[no-any-return]

    return rule
