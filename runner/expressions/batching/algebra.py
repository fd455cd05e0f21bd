"""Linear algebra over batches of points, which numpy computes for each of many matrices."""

from __future__ import annotations

from typing import Any

from .batch import AtOnePoint, Misfit, Points, Rule, aligned, flat, no_batch, points_of, rank, shifted
from .products import with_axis


def batched(call: AtOnePoint) -> Rule:
    """Functions of matrices that numpy applies to each of many."""

    def rule(x: Any, *rest: Any, **options: Any) -> Any:
        points = points_of(x)
        if points.ndim < 3:
            raise Misfit
        no_batch(*rest)
        return call(points, *rest, **options)

    return rule


def eigenvalues(call: AtOnePoint) -> Rule:
    """`np.linalg.eig` and `eigvals`: real where they are real at all points; else each point tells whether they are complex."""

    def rule(x: Any) -> Any:
        value = batched(call)(x)
        if (value[0] if isinstance(value, tuple) else value).dtype.kind == "c":
            raise Misfit
        return value

    return rule


def solve(call: AtOnePoint) -> Rule:
    """`np.linalg.solve(a, b)`: b is a vector where it has one axis, else matrices."""

    def rule(a: Any, b: Any) -> Points:
        vector = rank(b) == 1
        left, right = aligned(a, with_axis(b, -1) if vector else b)
        value = call(left, right)
        return value[..., 0] if vector else value

    return rule


def norm(call: AtOnePoint) -> Rule:
    """`np.linalg.norm`: of all entries, of vectors along an axis, of matrices over two."""

    def rule(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Points:  # noqa: A002
        points = points_of(x)
        axes = points.ndim - 1
        if axis is not None:
            return call(points, ord, shifted(axis, axes), keepdims=keepdims)
        if ord is None or axes == 1:
            value = call(flat(points), ord, 1)
        elif axes == 2:
            value = call(points, ord, (1, 2))
        else:
            raise Misfit
        return value.reshape(len(points), *(1,) * axes) if keepdims else value

    return rule
