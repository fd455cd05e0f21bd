"""What vector-Jacobian products share: cotangents of reductions put back, entries sent back to where they came from.

A rule takes the cotangent g of the value, the value y and the arguments of the call, as they were given, to the cotangent of
one argument; what broadcasting spread is summed by the sweep alone. The rules are plain numpy, so that they can be read
on arrays and on formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

Vjp: TypeAlias = Callable[..., Any]
"""(g, y, *arguments, **options) → the cotangent of one argument."""

Vjps: TypeAlias = Vjp | tuple[Vjp | None, ...] | Mapping[str, Vjp]
"""The rule of the first argument, of the first few in order, or of arguments by their names."""


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


def sent_back(move: Callable[..., Any]) -> Vjp:
    """The rule of a function whose entries are entries of its argument, or constants: cotangents go where the entries came from.

    `move` is applied to the numbers 1, 2, … in the shape of the argument, which tells the places; 0 is no place.
    """

    def rule(g: Any, y: Any, x: Any, *args: Any, **options: Any) -> Any:
        numbers = np.arange(1, np.size(x) + 1).reshape(np.shape(x))
        places = np.asarray(move(numbers, *args, **options))
        return np.bincount(places.ravel(), np.ravel(g), np.size(x) + 1)[1:].reshape(np.shape(x))

    return rule


def parts_back(join: Callable[..., Any]) -> Vjp:
    """The rule of a function that joins a list of arrays: a list of cotangents, one for each."""

    def rule(g: Any, y: Any, arrays: Any, *args: Any, **options: Any) -> Any:
        given = arrays if isinstance(arrays, tuple | list) else list(arrays)
        cotangents, first = [], 1
        for number, part in enumerate(given):
            marks = [np.zeros(np.shape(other), dtype=np.int64) for other in given]
            marks[number] = np.arange(first, first + np.size(part)).reshape(np.shape(part))
            places = np.asarray(join(marks, *args, **options))
            cotangents.append(np.bincount(places.ravel(), np.ravel(g), np.size(part) + 1)[1:].reshape(np.shape(part)))
        return cotangents

    return rule
