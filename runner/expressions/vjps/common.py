"""What vector-Jacobian products share: cotangents of reductions put back, entries sent back to where they came from.

A rule takes the cotangent g of the value, the value y and the arguments of the call, as they were given, to the cotangent of
one argument; what broadcasting spread is summed by the sweep alone. The rules are plain numpy, so that they can be read
on arrays and on formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

import numpy as np

Vjp: TypeAlias = Callable[..., Any]
"""(g, y, *arguments, **options) → the cotangent of one argument."""

Vjps: TypeAlias = Vjp | tuple[Vjp | None, ...] | Mapping[str, Vjp]
"""The rule of the first argument, of the first few in order, or of arguments by their names."""


def readable(function: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    """A function of ours that formulas may pass through, as they pass through those of numpy by `__array_function__`."""

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        for arg in args:
            read = getattr(arg, "__formula_function__", None)
            if read is not None:
                return read(call, args, options)
        return function(*args, **options)

    call.__name__ = name or function.__name__
    return call


class Each:
    """The rules of a function of any number of arguments: `rule(place, g, y, *arguments, **options)`."""

    __slots__ = ("rule",)

    def __init__(self, rule: Callable[..., Any]) -> None:
        self.rule = rule


def put_back(g: Any, axis: Any, keepdims: bool = False) -> Any:
    """The cotangent of a reduction with the reduced axes as axes of length 1, so that it broadcasts against the argument."""
    return g if axis is None or keepdims else np.expand_dims(g, tuple(axis) if isinstance(axis, list) else axis)


def like(g: Any, x: Any) -> Any:
    """The cotangent spread over the shape of x."""
    return np.broadcast_to(g, np.shape(x))


def count(y: Any, x: Any) -> Any:
    """How many entries of x were reduced to one of y."""
    return np.size(x) // max(np.size(y), 1)


def turned(x: Any) -> Any:
    """The last two axes exchanged."""
    return x.T if np.ndim(x) == 2 else np.swapaxes(x, -1, -2)


@readable
def numbered(x: Any) -> Any:
    """The numbers 0, 1, … in the shape of x."""
    return np.arange(np.size(x)).reshape(np.shape(x))


@readable
def added_at(x: Any, places: Any, g: Any) -> Any:
    """Cotangents added at flat places of an array of the shape of x."""
    return np.bincount(np.ravel(places), np.ravel(g), np.size(x)).reshape(np.shape(x))


@readable
def without_constants(g: Any) -> Any:
    """An array plus any number; where it is a formula, without the numbers that are added to it."""
    return g


def sent_back(move: Callable[..., Any]) -> Vjp:
    """The rule of a function of numpy whose entries are entries of its argument: cotangents go where the entries came from.

    `move` is applied to the numbers of the entries, which tells the places.
    """

    def rule(g: Any, y: Any, x: Any, *args: Any, **options: Any) -> Any:
        return added_at(x, move(numbered(x), *args, **options), g)

    return rule


def parts_back(at_least: Callable[..., Any], axis: int) -> Vjp:
    """The rule of a function that joins arrays along an axis: to each its part of the cotangents.

    `at_least` gives them the axes that they must have; vectors that stay vectors are joined along the only one.
    """

    def rule(g: Any, y: Any, arrays: Any) -> Any:
        found, start = [], 0
        along = min(axis, np.ndim(g) - 1)
        for number in range(len(arrays)):
            shape = np.shape(arrays[number])
            stop = start + np.shape(at_least(np.empty(shape)))[along]
            found.append(np.reshape(g[(*(slice(None),) * along, slice(start, stop))], shape))
            start = stop
        return found

    return rule


def as_column(x: Any) -> Any:
    """A vector as a column."""
    return x[:, None] if np.ndim(x) == 1 else np.atleast_2d(x)
