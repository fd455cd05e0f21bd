"""Several numbers at once as functions of one array: F(x), whose derivative is a Jacobian. Each number is a cost, its row.

The Jacobian of an output, the Hessian of a cost (the Jacobian of its gradient) and the products of either with a direction
(where x is how far the point has gone along it) are all of this form. One evaluation of F serves all rows.
"""

from __future__ import annotations

from collections import OrderedDict
from math import prod
from typing import Protocol

import numpy as np

from ..errors import NotAnalytic
from ..model import Array, Floats
from .central import BLOCK_NUMBERS
from .cost import ComplexArray


class Rows(Protocol):
    """F: an array of some shape → `count` real numbers, of the shape `shape`. `evaluations` counts the points.

    `block` is how many points F likes to be given at once; `mixed` tells that the entries which move together differ so much in
    size that no real step is small for all of them. An optional method `shaken_many` is that of a cost (`Cost`).
    """

    shape: tuple[int, ...]
    evaluations: int
    block: int
    mixed: bool

    def many(self, points: Floats) -> Floats:
        """F at each of m points: (m, *shape of x) → (m, count)."""

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        """The same at complex points; raises `errors.NotAnalytic` where F has no meaning there."""


REMEMBERED = 24
"""How many batches of values are kept: the rows are asked for the same points one after the other."""
LARGEST = 1 << 20
"""Batches of more numbers than these are not kept."""


class Remembering:
    """F with the values of the last batches kept."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._real: OrderedDict[bytes, Floats] = OrderedDict()
        self._complex: OrderedDict[bytes, ComplexArray] = OrderedDict()
        self._shaken: OrderedDict[bytes, ComplexArray] = OrderedDict()

    def many(self, points: Floats) -> Floats:
        key = points.tobytes()
        if key not in self._real:
            self._real[key] = self.rows.many(points)
            _forget(self._real)
        return self._real[key]

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        key = points.tobytes()
        if key not in self._complex:
            self._complex[key] = self.rows.complex_many(points)
            _forget(self._complex)
        return self._complex[key]

    def shaken_many(self, points: ComplexArray, amplitudes: Floats) -> ComplexArray:
        shaken_many = getattr(self.rows, "shaken_many", None)
        if shaken_many is None:
            raise NotAnalytic("the steps of F are not to be moved")
        key = points.tobytes() + amplitudes.tobytes()
        if key not in self._shaken:
            self._shaken[key] = shaken_many(points, amplitudes)
            _forget(self._shaken)
        return self._shaken[key]


def _forget(kept: OrderedDict[bytes, Array]) -> None:
    """Let go of what was kept longest, and of what is too large to be kept."""
    while len(kept) > REMEMBERED or (len(kept) > 1 and sum(value.size for value in kept.values()) > LARGEST):
        kept.popitem(last=False)


class Row:
    """One number of F as a cost of its own."""

    def __init__(self, values: Remembering, number: int) -> None:
        self._values = values
        self._number = number
        self.block = values.rows.block
        self.mixed = values.rows.mixed

    def __call__(self, x: Array) -> float:
        return float(self._values.many(np.asarray(x, dtype=np.float64)[None])[0, self._number])

    def many(self, points: Floats) -> Floats:
        return self._values.many(points)[:, self._number]

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        return self._values.complex_many(points)[:, self._number]

    def shaken_many(self, points: ComplexArray, amplitudes: Floats) -> ComplexArray:
        return self._values.shaken_many(points, amplitudes)[:, self._number]


def central_rows(rows: Rows, x: Floats, h: float, center: Floats) -> tuple[Floats, Floats]:
    """The central differences of all rows at x for each entry of x, and how much the rows bend over the step.

    Both of shape (count, *shape of x). `center` is F(x). 2·x.size evaluations; each difference is of second order in h, and
    divided by the step actually taken, as that of a gradient is (`central`).
    """
    size, count = x.size, prod(rows.shape)
    value, bend = np.zeros((size, count)), np.zeros((size, count))
    flat = x.reshape(-1)
    plus, minus = flat + h, flat - h
    step = plus - minus
    step[step == 0.0] = 2.0 * h
    width = max(1, min(rows.block or BLOCK_NUMBERS, BLOCK_NUMBERS // max(1, size, count)) // 2)
    for start in range(0, size, width):
        part = np.arange(start, min(size, start + width))
        points = np.empty((2 * len(part), size))
        points[:] = flat
        points[np.arange(len(part)), part] = plus[part]
        points[len(part) + np.arange(len(part)), part] = minus[part]
        values = rows.many(points.reshape(-1, *x.shape))
        above, below = values[: len(part)], values[len(part) :]
        rise, second = above - below, np.abs(above + below - 2.0 * center)
        value[part] = rise / step[part, None]
        bend[part] = 2.0 * second / np.where(second, np.abs(rise), 1.0)
    return value.T.reshape(count, *x.shape), bend.T.reshape(count, *x.shape)
