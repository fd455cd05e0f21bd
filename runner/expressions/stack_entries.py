"""Element-wise functions, reductions and statistics over stacks of points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from runner.expressions.stack import (
    Call,
    Maker,
    Misfit,
    Points,
    Rule,
    SameEverywhere,
    Stack,
    aligned,
    count,
    flat,
    lifted,
    plain,
    points_of,
    rank,
    shifted,
    spread,
)


def unary(call: Call) -> Rule:
    """Functions of one array, entry by entry; further arguments are plain."""

    def rule(x: Any, *rest: Any, **options: Any) -> Any:
        plain(*rest)
        return call(points_of(x), *rest, **options)

    return rule


def one(call: Call) -> Rule:
    """Functions of one array and nothing else, entry by entry."""

    def rule(x: Any) -> Any:
        return call(x.points if type(x) is Stack else points_of(x))

    return rule


def binary(call: Call) -> Rule:
    """Functions of two arrays, broadcast against each other at each point."""

    def rule(a: Any, b: Any) -> Any:
        if type(a) is Stack:
            left = a.points
            if type(b) is Stack:
                right = b.points
                if left.ndim == right.ndim:
                    return call(left, right)
            elif type(b) in (float, int) or (type(b) is np.ndarray and b.ndim < left.ndim):
                return call(left, b)
        elif type(b) is Stack and (type(a) in (float, int) or (type(a) is np.ndarray and a.ndim < b.points.ndim)):
            return call(a, b.points)
        return call(*aligned(a, b))

    return rule


def many(call: Call) -> Rule:
    """Functions of several arrays, broadcast against each other at each point."""

    def rule(*arrays: Any, **options: Any) -> Any:
        plain(*options.values())
        return call(*aligned(*arrays), **options)

    return rule


def where(call: Call) -> Rule:
    def rule(*arrays: Any) -> Any:
        if len(arrays) != 3:
            raise Misfit
        return call(*aligned(*arrays))

    return rule


def clip(call: Call) -> Rule:
    """`np.clip`, its bounds by place or by name."""

    def rule(x: Any, a_min: Any = None, a_max: Any = None, **named: Any) -> Any:
        low = named.pop("min", a_min)
        high = named.pop("max", a_max)
        to = max(rank(bound) for bound in (x, low, high) if bound is not None)
        return call(*(bound if bound is None else lifted(bound, to) for bound in (x, low, high)))

    return rule


def select(call: Call) -> Rule:
    """`np.select`: conditions, choices and the default broadcast together."""

    def rule(conditions: Any, choices: Any, default: Any = 0) -> Any:
        values = aligned(*conditions, *choices, default)
        n = len(conditions)
        return call(values[:n], values[n:-1], values[-1])

    return rule


def reduction(call: Call) -> Rule:
    """Reductions over an axis, over several, or over all; the axis is moved on by one, "all" is all but the points'."""

    def rule(x: Any, axis: Any = None, **options: Any) -> Any:
        points = x.points if type(x) is Stack else points_of(x)
        if axis is None:
            return call(points, ALL_BUT_FIRST[points.ndim], **options)
        return call(points, shifted(axis, points.ndim - 1), **options)

    return rule


ALL_BUT_FIRST: tuple[Any, ...] = (None, (), 1, *(tuple(range(1, ndim)) for ndim in range(3, 65)))


def one_axis(call: Call) -> Rule:
    """Reductions that know one axis only: several, or all, are laid out as one."""

    def rule(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        points = points_of(x)
        axes = range(1, points.ndim) if axis is None else shifted(axis if type(axis) is tuple else (axis,), points.ndim - 1)
        reduced = [one % points.ndim for one in axes]
        kept = [one for one in range(points.ndim) if one not in reduced]
        if len(reduced) != 1:
            points = points.transpose(*kept, *reduced).reshape(*(points.shape[one] for one in kept), -1)
        value = call(points, -1 if len(reduced) != 1 else reduced[0])
        return np.expand_dims(value, reduced) if keepdims else value

    return rule


def along(default: Any) -> Maker:
    """Functions along an axis that keep or change its length (sort, softmax, cumsum); `None` is the flattened array."""

    def make(call: Call) -> Rule:
        def rule(x: Any, axis: Any = default, **options: Any) -> Any:
            points = points_of(x)
            plain(*options.values())
            if axis is None:
                return call(flat(points), axis=1, **options)
            return call(points, axis=shifted(axis, points.ndim - 1), **options)

        return rule

    return make


def over(default: Any) -> Maker:
    """Functions along an axis or, for `None`, over all axes with the shape kept (softmax, logsumexp)."""

    def make(call: Call) -> Rule:
        def rule(x: Any, axis: Any = default, **options: Any) -> Any:
            points = points_of(x)
            axes = points.ndim - 1
            return call(points, axis=tuple(range(1, points.ndim)) if axis is None else shifted(axis, axes), **options)

        return rule

    return make


def diff(call: Call) -> Rule:
    """`np.diff`: along the last axis unless told."""

    def rule(x: Any, n: Any = 1, axis: Any = -1) -> Any:
        points = points_of(x)
        return call(points, n, axis=shifted(axis, points.ndim - 1))

    return rule


def trapezoid(call: Call) -> Rule:
    """`np.trapezoid` over equal steps, or over the plain places of one vector."""

    def rule(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
        points = points_of(y)
        plain(x, dx)
        if x is not None and np.ndim(x) != 1:
            raise Misfit
        return call(points, x, dx=dx, axis=shifted(axis, points.ndim - 1))

    return rule


def average(x: Any, axis: Any = None, weights: Any = None, keepdims: bool = False) -> Any:
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


def constant(call: Call) -> Rule:
    """Functions of the shape alone: shape, size, ndim, len, zeros_like."""

    def rule(x: Any, *rest: Any, **options: Any) -> Any:
        plain(*rest)
        if type(x) is not Stack:
            return SameEverywhere(call(points_of(x)[0] if type(x) is list else x, *rest, **options))
        value = x.points[0]
        return SameEverywhere(call(value.real if x.analytic else value, *rest, **options))

    return rule


def length(x: Any) -> SameEverywhere:
    """`len`: of the first axis of an array, or of a tuple."""
    if type(x) is Stack and x.points.ndim < 2:
        raise Misfit
    return SameEverywhere(len(x) if type(x) is not Stack else x.points.shape[1])


def array(x: Any, dtype: Any = None) -> Points:
    """`np.array` of a stack, or of a nested list that holds stacks."""
    points = points_of(x)
    return points if dtype is None else points.astype(dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Points:
    """`np.full` with a stack of numbers."""
    plain(shape)
    points = points_of(fill_value)
    lengths = tuple(shape) if type(shape) in (tuple, list) else (shape,)
    value = np.broadcast_to(lifted(fill_value, len(lengths)), (len(points), *lengths))
    return value if dtype is None else value.astype(dtype)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Points:
    """`np.full_like`, in the type of x; a complex step goes into an array of floats as it is, into integers by its real part."""
    m = count((x, fill_value))
    shape = spread(x, m).shape
    value = lifted(Stack(spread(fill_value, m)), len(shape) - 1)
    own = (x.points if type(x) is Stack else np.asarray(x)).dtype if dtype is None else np.dtype(dtype)
    if own.kind in "biu":
        if value.dtype.kind == "c" and not fill_value.analytic:
            raise Misfit
        value = value.real.astype(own)
    return np.broadcast_to(value, shape)


def single(kind: type) -> Rule:
    """`float` and `bool` of a single number."""

    def rule(x: Any) -> Points:
        points = points_of(x)
        if points.size != len(points):
            raise Misfit
        if points.dtype.kind == "c":
            if not x.analytic or kind is bool:
                raise Misfit
            return points.reshape(len(points))
        return points.reshape(len(points)).astype(kind)

    return rule


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
    if type(x) is not Stack:
        return points_of(_added([start, *x]))
    if x.points.ndim < 2:
        raise Misfit
    return points_of(_added([Stack(np.add.reduce(x.points, 1)), start]))


def _added(values: list[Any]) -> Any:
    value, *others = values
    for other in others:
        value = Stack(np.add(*aligned(value, other))) if Stack in (type(value), type(other)) else np.add(value, other)
    return value


def cores(first: int, second: int) -> Maker:
    """Functions of the last axes of two arrays, so many of each, broadcast over the axes before."""

    def make(call: Call) -> Rule:
        def rule(a: Any, b: Any) -> Any:
            outer = max(rank(a) - first, rank(b) - second)
            if rank(a) < first or rank(b) < second:
                raise Misfit
            return call(lifted(a, outer + first), lifted(b, outer + second))

        return rule

    return make
