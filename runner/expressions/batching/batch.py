"""A batch of points, and how the arguments of a call are laid beside it.

The value of an expression at m points is one array (m, *shape of the value at one point). The rules of
its neighbours compute such arrays from such arrays; what they share is here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from ...model import Array
from ..table import PointByPoint

Points: TypeAlias = Any
"""What a rule returns: an array with the points along its first axis, or a tuple of those."""

AtOnePoint: TypeAlias = Callable[..., Any]
"""A function of arrays: the plain one, or its analytic continuation."""

Rule: TypeAlias = Callable[..., Points]
"""Takes the arguments of a function of the table, some of them batches."""

Maker: TypeAlias = Callable[[AtOnePoint], Rule]
"""Makes the rule of such a function."""


def as_it_is(rule: Rule) -> Maker:
    """A rule that computes by itself, the same near the real axis as on it."""
    return lambda call: rule


class Misfit(Exception):
    """The rule does not cover these arguments; they are evaluated one point after the other."""


class Batch:
    """The values at m ≥ 1 points: `points` of shape (m, *shape of one value).

    `analytic`: the values are complex, value + i·step·derivative, and functions act as their analytic continuation.
    """

    __slots__ = ("analytic", "points")

    def __init__(self, points: Array, analytic: bool = False) -> None:
        self.points = points
        self.analytic = analytic

    def __bool__(self) -> bool:
        """The truth value all points share; raises `PointByPoint` where they differ."""
        points = self.points.real if self.analytic else self.points
        first = bool(points[0])
        if np.any((points != 0) != first):
            raise PointByPoint
        return first

    def __array__(self, *_: object, **__: object) -> Array:
        raise TypeError("a batch of points is no array")

    __array_ufunc__ = None

    def __repr__(self) -> str:
        return f"Batch({self.points!r}, analytic={self.analytic})"


class SameEverywhere:
    """What a rule returns for a value that is the same at all points."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def batch_of(points: Array, analytic: bool = False) -> Batch:
    """The points, (m, *shape) with m ≥ 1, as one value for an expression; complex where `analytic`."""
    return Batch(np.asarray(points, dtype=np.complex128) if analytic else np.asarray(points), analytic)


def points_of(value: Any) -> Array:
    """The points of a batch, or of a nested sequence of batches and plain values. Raises `Misfit` for a plain value."""
    if type(value) is Batch:
        return value.points
    if type(value) in (list, tuple):
        return joined([part if type(part) is Batch else Batch(points_of(part)) if holds_batch(part) else part for part in value])
    raise Misfit


def joined(values: Sequence[Any]) -> Array:
    """Stacks and plain values of one shape along a new first axis of the value."""
    m = count(values)
    return np.stack([spread(value, m) for value in values], axis=1)


def holds_batch(value: Any) -> bool:
    """Whether the value is a batch or a sequence that holds one."""
    kind = type(value)
    if kind is Batch:
        return True
    return (kind is tuple or kind is list or isinstance(value, tuple)) and any(holds_batch(part) for part in value)


def count(values: Sequence[Any]) -> int:
    """The number of points: the length of the first batch."""
    for value in values:
        if type(value) is Batch:
            return len(value.points)
    raise Misfit


def rank(value: Any) -> int:
    """The number of axes of the value at one point."""
    return value.points.ndim - 1 if type(value) is Batch else int(np.ndim(value))


def lifted(value: Any, to: int) -> Any:
    """The value with axes of length 1 put in, so that it has `to` axes at each point; a value that is no batch, at most `to`."""
    if type(value) is not Batch:
        return value
    points = value.points
    missing = to + 1 - points.ndim
    return points.reshape(len(points), *(1,) * missing, *points.shape[1:]) if missing > 0 else points


def aligned(*values: Any) -> list[Any]:
    """Values ready to be broadcast against each other at each point."""
    values = tuple(Batch(points_of(value)) if type(value) in (list, tuple) and holds_batch(value) else value for value in values)
    to = max(map(rank, values))
    return [lifted(value, to) for value in values]


def spread(value: Any, m: int) -> Array:
    """The value at each of m points, as a view: (m, *shape)."""
    if type(value) is Batch:
        return value.points
    array = np.asarray(value)
    return np.broadcast_to(array, (m, *array.shape))


def no_batch(*values: Any) -> None:
    """Raise `Misfit` unless all the values are plain."""
    for value in values:
        if holds_batch(value):
            raise Misfit


def shifted(axis: Any, axes: int) -> Any:
    """An axis (or a tuple of them) of a value with this many axes, counted in the batch."""
    if type(axis) is tuple or type(axis) is list:
        return tuple(shifted(one, axes) for one in axis)
    if type(axis) is not int and not isinstance(axis, np.integer):
        raise Misfit
    if not -axes <= axis < axes:
        raise Misfit
    return int(axis) + 1 if axis >= 0 else int(axis)


def flat(points: Array) -> Array:
    """(m, *shape) → (m, size), in C order at each point."""
    return points.reshape(len(points), prod(points.shape[1:]))
