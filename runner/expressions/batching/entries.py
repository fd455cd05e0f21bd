"""Element-wise functions over batches of points, and the making of arrays from batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..guards import check_size
from .batch import (
    AtOnePoint,
    Batch,
    Misfit,
    Points,
    Rule,
    SameEverywhere,
    aligned,
    count,
    holds_batch,
    lifted,
    no_batch,
    points_of,
    rank,
    spread,
)


def one(call: AtOnePoint) -> Rule:
    """Functions of one array and nothing else, entry by entry."""

    def rule(x: Any) -> Any:
        return call(x.points if type(x) is Batch else points_of(x))

    return rule


def unary(call: AtOnePoint) -> Rule:
    """Functions of one array, entry by entry; further arguments are plain."""

    def rule(x: Any, *rest: Any, **options: Any) -> Any:
        no_batch(*rest)
        return call(points_of(x), *rest, **options)

    return rule


def binary(call: AtOnePoint) -> Rule:
    """Functions of two arrays, broadcast against each other at each point."""

    def rule(a: Any, b: Any) -> Any:
        if type(a) is Batch:
            left = a.points
            if type(b) is Batch:
                right = b.points
                if left.ndim == right.ndim:
                    return call(left, right)
            elif type(b) in (float, int) or (type(b) is np.ndarray and b.ndim < left.ndim):
                return call(left, b)
        elif type(b) is Batch and (type(a) in (float, int) or (type(a) is np.ndarray and a.ndim < b.points.ndim)):
            return call(a, b.points)
        return call(*aligned(a, b))

    return rule


def many(call: AtOnePoint) -> Rule:
    """Functions of several arrays, broadcast against each other at each point."""

    def rule(*arrays: Any, **options: Any) -> Any:
        no_batch(*options.values())
        return call(*aligned(*arrays), **options)

    return rule


def where(call: AtOnePoint) -> Rule:
    def rule(*arrays: Any) -> Any:
        if len(arrays) != 3:
            raise Misfit
        return call(*aligned(*arrays))

    return rule


def clip(call: AtOnePoint) -> Rule:
    """`np.clip`, its bounds by place or by name."""

    def rule(x: Any, a_min: Any = None, a_max: Any = None, **named: Any) -> Any:
        low = named.pop("min", a_min)
        high = named.pop("max", a_max)
        to = max(rank(bound) for bound in (x, low, high) if bound is not None)
        return call(*(bound if bound is None else lifted(bound, to) for bound in (x, low, high)))

    return rule


def select(call: AtOnePoint) -> Rule:
    """`np.select`: conditions, choices and the default broadcast together."""

    def rule(conditions: Any, choices: Any, default: Any = 0) -> Any:
        values = aligned(*conditions, *choices, default)
        n = len(conditions)
        return call(values[:n], values[n:-1], values[-1])

    return rule


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


def constant(call: AtOnePoint) -> Rule:
    """Functions of the shape alone: shape, size, ndim, len, zeros_like."""

    def rule(x: Any, *rest: Any, **options: Any) -> Any:
        no_batch(*rest)
        if type(x) is not Batch:
            return SameEverywhere(call(points_of(x)[0] if type(x) is list else x, *rest, **options))
        value = x.points[0]
        return SameEverywhere(call(value.real if x.analytic else value, *rest, **options))

    return rule


def length(x: Any) -> SameEverywhere:
    """`len`: of the first axis of an array, or of a tuple."""
    if type(x) is Batch and x.points.ndim < 2:
        raise Misfit
    return SameEverywhere(len(x) if type(x) is not Batch else x.points.shape[1])


def array(x: Any, dtype: Any = None) -> Points:
    """`np.array` of a batch, or of a nested list that holds batches."""
    points = points_of(x)
    return points if dtype is None else points.astype(dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Points:
    """`np.full` with a batch of numbers."""
    no_batch(shape)
    points = points_of(fill_value)
    lengths = tuple(shape) if type(shape) in (tuple, list) else (shape,)
    value = np.broadcast_to(lifted(fill_value, len(lengths)), (len(points), *lengths))
    return value if dtype is None else value.astype(dtype)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Points:
    """`np.full_like`, in the type of x; a complex step goes into an array of floats as it is, into integers by its real part."""
    m = count((x, fill_value))
    shape = spread(x, m).shape
    value = lifted(Batch(spread(fill_value, m)), len(shape) - 1)
    own = (x.points if type(x) is Batch else np.asarray(x)).dtype if dtype is None else np.dtype(dtype)
    if own.kind in "biu":
        if value.dtype.kind == "c" and not fill_value.analytic:
            raise Misfit
        value = value.real.astype(own)
    return np.broadcast_to(value, shape)


def linspace(call: AtOnePoint) -> Rule:
    """`np.linspace` between numbers or arrays: the new axis is the first at each point."""

    def rule(start: Any, stop: Any, num: Any = 50) -> Points:
        no_batch(num)
        first, last = aligned(start, stop)
        check_size(max(np.size(first), np.size(last)) * call(0, 1, num).size)
        return np.linspace(first, last, num, axis=1)

    return rule


def vander(x: Any, N: Any = None, increasing: Any = False) -> Points:
    """`np.vander`: row i of each point holds the powers of entry i, one product after the other."""
    points = points_of(x)
    no_batch(N, increasing)
    if points.ndim != 2:
        raise Misfit
    columns = points.shape[1] if N is None else N
    check_size(points.size * columns)
    value = np.ones((*points.shape, columns), dtype=points.dtype)
    rising = value if increasing else value[..., ::-1]
    rising[..., 1:] = points[..., None]
    np.multiply.accumulate(rising, out=rising, axis=-1)
    return value


def polyval(p: Any, x: Any) -> Points:
    """`np.polyval`, by Horner's rule; the coefficients may be batches, too."""
    p, x = (Batch(points_of(value)) if holds_batch(value) else value for value in (p, x))
    m = count([p, x])
    coefficients, places = spread(p, m), Batch(spread(x, m))
    if coefficients.ndim != 2:
        raise Misfit
    value = Batch(np.zeros_like(places.points))
    for coefficient in coefficients.T:
        product, added = aligned(Batch(value.points * places.points), Batch(coefficient))
        value = Batch(product + added)
    return value.points
