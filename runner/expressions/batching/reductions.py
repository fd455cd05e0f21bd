"""Reductions, and functions along an axis, over batches of points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .batch import (
    AtOnePoint,
    Batch,
    Maker,
    Misfit,
    Points,
    Rule,
    aligned,
    count,
    flat,
    no_batch,
    points_of,
    shifted,
    spread,
)


def reduction(call: AtOnePoint) -> Rule:
    """Reductions over an axis, over several, or over all; the axis is moved on by one, "all" is all but the points'."""

    def rule(x: Any, axis: Any = None, **options: Any) -> Any:
        points = x.points if type(x) is Batch else points_of(x)
        if axis is None:
            return call(points, ALL_BUT_FIRST[points.ndim], **options)
        return call(points, shifted(axis, points.ndim - 1), **options)

    return rule


ALL_BUT_FIRST: tuple[Any, ...] = (None, (), 1, *(tuple(range(1, ndim)) for ndim in range(3, 65)))


def one_axis(call: AtOnePoint) -> Rule:
    """Reductions that know one axis only: several, or all, are laid out as one."""

    def rule(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        points = points_of(x)
        axes = range(1, points.ndim) if axis is None else shifted(axis if type(axis) is tuple else (axis,), points.ndim - 1)
        reduced = [one % points.ndim for one in axes]
        kept = [one for one in range(points.ndim) if one not in reduced]
        if len(reduced) != 1:
            points = points.transpose(*kept, *reduced).reshape(*(points.shape[one] for one in kept), -1)
        value = call(points, -1 if len(reduced) != 1 else reduced[0])
        return np.expand_dims(value, tuple(reduced)) if keepdims else value

    return rule


def along(default: Any) -> Maker:
    """Functions along an axis that keep or change its length (sort, softmax, cumsum); `None` is the flattened array."""

    def make(call: AtOnePoint) -> Rule:
        def rule(x: Any, axis: Any = default, **options: Any) -> Any:
            points = points_of(x)
            no_batch(*options.values())
            if axis is None:
                return call(flat(points), axis=1, **options)
            return call(points, axis=shifted(axis, points.ndim - 1), **options)

        return rule

    return make


def over(default: Any) -> Maker:
    """Functions along an axis or, for `None`, over all axes with the shape kept (softmax, logsumexp)."""

    def make(call: AtOnePoint) -> Rule:
        def rule(x: Any, axis: Any = default, **options: Any) -> Any:
            points = points_of(x)
            axes = points.ndim - 1
            return call(points, axis=tuple(range(1, points.ndim)) if axis is None else shifted(axis, axes), **options)

        return rule

    return make


def diff(call: AtOnePoint) -> Rule:
    """`np.diff`: along the last axis unless told."""

    def rule(x: Any, n: Any = 1, axis: Any = -1) -> Any:
        points = points_of(x)
        return call(points, n, axis=shifted(axis, points.ndim - 1))

    return rule


def trapezoid(call: AtOnePoint) -> Rule:
    """`np.trapezoid` over equal steps, or over the plain places of one vector."""

    def rule(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
        points = points_of(y)
        no_batch(x, dx)
        if x is not None and np.ndim(x) != 1:
            raise Misfit
        return call(points, x, dx=dx, axis=shifted(axis, points.ndim - 1))

    return rule


def average(x: Any, axis: Any = None, weights: Any = None, keepdims: Any = False) -> Any:
    """`np.average`: Σ w·x / Σ w, the weights of the shape of x or of one axis."""
    values = spread(x, count((x, weights)))
    axes = values.ndim - 1
    if weights is None:
        return np.mean(values, axis=ALL_BUT_FIRST[axes + 1] if axis is None else shifted(axis, axes), keepdims=keepdims)
    shares = spread(weights, len(values))
    if shares.ndim != values.ndim:
        if shares.ndim != 2 or not isinstance(axis, int):
            raise Misfit
        shares = np.moveaxis(shares.reshape(len(values), -1, *(1,) * (axes - 1)), 1, shifted(axis, axes))
    if axis is not None and shares.shape[shifted(axis, axes)] != values.shape[shifted(axis, axes)]:
        raise Misfit
    over_axes = ALL_BUT_FIRST[axes + 1] if axis is None else shifted(axis, axes)
    products = np.multiply(values, shares)
    total = np.sum(np.broadcast_to(shares, products.shape), over_axes, keepdims=keepdims)
    return np.sum(products, over_axes, keepdims=keepdims) / total


def extreme(larger: Callable[[Any, Any], Any], place: Callable[..., Any]) -> Rule:
    """Python's `max` and `min`: of several numbers, or of the entries of one vector; by the real part."""

    def rule(*values: Any) -> Points:
        if len(values) == 1:
            points = points_of(values[0])
            if points.ndim != 2:
                raise Misfit
            return np.take_along_axis(points, place(points.real, 1)[:, None], 1)[:, 0]
        m = count(values)
        best, *others = (spread(value, m).reshape(m) for value in values)
        for other in others:
            best = np.where(larger(other.real, best.real), other, best)
        return best

    return rule


def total(x: Any, start: Any = 0) -> Any:
    """Python's `sum`, over the first axis or over the values of a list."""
    if type(x) is not Batch:
        return points_of(_added([start, *x]))
    if x.points.ndim < 2:
        raise Misfit
    return points_of(_added([Batch(np.sum(x.points, 1)), start]))


def _added(values: list[Any]) -> Any:
    value, *others = values
    for other in others:
        value = Batch(np.add(*aligned(value, other))) if Batch in (type(value), type(other)) else np.add(value, other)
    return value
