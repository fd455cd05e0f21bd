"""The slope of a cost along a direction or by single entries: by a central difference, or by complex steps."""

from __future__ import annotations

from itertools import pairwise
from math import nan

import numpy as np

from ...model import Floats
from ...problem import InputCost
from .sample import Positions

IMAGINARY = 1e-30
"""ε of the complex step: its square is below the last digit of anything."""


def slope(cost: InputCost, x: Floats, direction: Floats, h: float) -> float:
    """The central difference of the cost along a direction of the shape of x, with the step actually taken: 2 evaluations."""
    plus, minus = x + h * direction, x - h * direction
    high, low = cost.many(np.stack([plus, minus]))
    norm = float(np.vdot(direction, direction))
    taken = float(np.vdot(plus - minus, direction)) / norm
    width = taken or 2 * h
    return float(high - low) / width if width else nan  # a step may vanish


def complex_slopes(cost: InputCost, x: Floats, positions: Positions) -> Floats:
    """Im f(x + iε·e) / ε for the entries at the positions: exact but for rounding, and one evaluation each.

    W. Squire, G. Trapp, Using Complex Variables to Estimate Derivatives of Real Functions, SIAM Review 40 (1998). The first
    entry is tried alone. Raises `NotAnalytic` where the cost has no continuation to complex arguments.
    """
    if not positions.size:
        return np.zeros(0)
    block = max(1, cost.block // 2)  # a complex number fills the place of two
    cuts = [0, 1, *range(1 + block, positions.size, block), positions.size] if positions.size > 1 else [0, positions.size]
    values = []
    for first, last in pairwise(cuts):
        points = np.repeat(x[None].astype(np.complex128), last - first, axis=0)
        points.reshape(last - first, -1)[np.arange(last - first), positions[first:last]] += 1j * IMAGINARY
        values.append(cost.complex_many(points).imag / IMAGINARY)
    return np.concatenate(values)


def complex_slope(cost: InputCost, x: Floats, direction: Floats) -> float:
    """The same along a direction of the shape of x."""
    return float(cost.complex_many((x + 1j * IMAGINARY * direction)[None])[0].imag) / IMAGINARY


def unit(x: Floats, position: int) -> Floats:
    """The direction of one entry."""
    direction = np.zeros(x.shape)
    direction.flat[position] = 1.0
    return direction
