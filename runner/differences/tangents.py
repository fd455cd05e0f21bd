"""The derivative of several numbers by tangents: exact, one evaluation for each entry, and borne out by three real points.

A complex step through formulas of analytic meaning carries the tangent as the imaginary part (W. Squire, G. Trapp, SIAM Review 40
(1998) 110). It says nothing of corners and jumps, and a rule could be wrong; so along one direction d, in which every entry
moves, differences that share no formula with the tangents must show what they say. With the slope t = J d,

    (F(x + h d) − F(x − h d)) / 2h = t + O(h²), the mean of the slopes to both sides, and
    (16 r(h/16) − r(h)) / 15 = O(h²) with r(h) = (F(x + h d) − F(x)) / h − t, the slope to the right less t, its bend taken out:

of a corner one of them shows the jump of the slope.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np

from ..errors import NotAnalytic
from ..model import Floats
from .central import BLOCK_NUMBERS
from .cost import ComplexArray
from .rows import Rows

IMAGINARY = 1e-30
SHORTER = 16
"""The second step to the right is shorter than the first by this factor."""
VISIBLE = 1e-3
"""A slope is borne out where it is off by less than this part of its terms, …"""
LEFT = 1e-6
"""… and a corner would be seen of this part of them, or of VISIBLE of the smallest, if that is more."""
NOTHING = 1e-9
"""A term that is so small beside the others of its row is none."""
NOISE = 64 * float(np.finfo(np.float64).eps)
"""The rounding of a row, in units of its value."""


class Tangents(NamedTuple):
    """The derivatives of all rows, of the shape (count, *shape of x), and the rows at x."""

    value: Floats
    center: Floats


def tangents(rows: Rows, x: Floats, h: float, tolerance: float) -> Tangents | None:
    """The derivative of all rows at x, where real points with the step h bear it out to what `tolerance` asks: x.size + 3
    evaluations.

    None where the rows have no tangents, are not finite near by, or the points say otherwise.
    """
    size = x.size
    if not size or not prod(rows.shape):
        return None
    width = max(1, min(rows.block or BLOCK_NUMBERS, BLOCK_NUMBERS // max(size, prod(rows.shape))) // 2)
    try:
        found = np.concatenate([rows.complex_many(_stepped(x, start, width)) for start in range(0, size, width)])
    except NotAnalytic:
        return None
    value, center = np.ascontiguousarray((found.imag / IMAGINARY).T), found[0].real
    if not np.isfinite(value).all() or not _borne_out(rows, x, h, tolerance, Tangents(value, center)):
        return None
    return Tangents(value.reshape(-1, *x.shape), center)


def _stepped(x: Floats, start: int, width: int) -> ComplexArray:
    """x with an imaginary step in one entry, for each of some entries from `start` on."""
    entries = np.arange(start, min(x.size, start + width))
    points = np.repeat(x[None].astype(np.complex128), len(entries), axis=0)
    points.reshape(len(entries), x.size)[np.arange(len(entries)), entries] += 1j * IMAGINARY
    return points


def _borne_out(rows: Rows, x: Floats, h: float, tolerance: float, found: Tangents) -> bool:
    rng = np.random.default_rng(x.size)
    way = (rng.uniform(0.5, 1.0, x.size) * rng.choice([-1.0, 1.0], x.size)).reshape(x.shape)
    above, below, near = rows.many(np.stack([x + h * way, x - h * way, x + h / SHORTER * way]))
    each = np.abs(found.value * way.reshape(-1))
    terms, slope = each.sum(axis=1), found.value @ way.reshape(-1)
    smallest = np.min(each, axis=1, initial=np.inf, where=each > NOTHING * terms[:, None])
    right, closer = (above - found.center) / h - slope, (near - found.center) * (SHORTER / h) - slope
    corner = (SHORTER * closer - right) / (SHORTER - 1)
    noise = NOISE * np.maximum(np.abs(above), np.maximum(np.abs(below), np.abs(found.center))) / h
    enough = tolerance * np.maximum(1.0, terms)
    mean_agrees = np.abs((above - below) / (2 * h) - slope) <= np.minimum(VISIBLE * terms, enough) + noise
    unseen = np.minimum(np.maximum(VISIBLE * np.minimum(smallest, terms), LEFT * terms), enough)
    no_corner = np.abs(corner) <= unseen + SHORTER * noise
    return bool((mean_agrees & no_corner).all())
