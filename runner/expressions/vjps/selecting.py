"""Vector-Jacobian products of functions that select entries: by an index, a condition, an order, a place in a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..helpers import scatter_add
from .common import added_at, numbered, readable, sent_back
from .shaping import sent


def take_along_axis(g: Any, y: Any, x: Any, indices: Any, axis: Any = -1) -> Any:
    if axis is None:
        return np.bincount(np.ravel(indices), np.ravel(g), np.size(x)).reshape(np.shape(x))
    places: list[Any] = list(np.ogrid[tuple([slice(length) for length in np.shape(indices)])])
    places[axis] = indices
    return sent(x, tuple(places), g)


def taken(g: Any, y: Any, x: Any, indices: Any, axis: Any = None) -> Any:
    """`np.take`: the cotangents added where the entries came from, along an axis or in the flat array."""
    if axis is None:
        return np.reshape(sent(np.ravel(x), indices, g), np.shape(x))
    before = axis % np.ndim(x)
    return sent(x, (*(slice(None),) * before, indices), g) if before <= 1 else sent_back(np.take)(g, y, x, indices, axis)


def diagonal(g: Any, y: Any, x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    """The cotangents on the diagonal of a square matrix, or where the entries came from."""
    if np.ndim(x) == 2 and np.shape(x)[0] == np.shape(x)[1] and axis1 < axis2:
        return np.diag(g, offset) if offset else np.diag(g)
    return sent_back(np.diagonal)(g, y, x, offset, axis1, axis2)


def windows(g: Any, y: Any, x: Any, window_shape: Any, axis: Any = None) -> Any:
    """`sliding_window_view`: the sum over all windows that hold an entry."""
    if np.ndim(x) == 1:
        return overlapped(x, g)
    options = {} if axis is None else {"axis": axis}
    return sent_back(np.lib.stride_tricks.sliding_window_view)(g, y, x, window_shape, **options)


@readable
def overlapped(x: Any, g: Any) -> Any:
    """Cotangents of the windows of a vector, a row each, added where they overlap."""
    return added_at(x, np.lib.stride_tricks.sliding_window_view(numbered(x), np.shape(g)[1]), g)


def where_true(g: Any, y: Any, condition: Any, a: Any, b: Any) -> Any:
    return np.where(condition, g, 0.0)


def where_false(g: Any, y: Any, condition: Any, a: Any, b: Any) -> Any:
    return np.where(condition, 0.0, g)


def selected(g: Any, y: Any, conditions: Any, choices: Any, default: Any = 0) -> Any:
    """By the choices: each where its condition is the first that holds."""
    found, open_ = [], np.ones(np.shape(y), dtype=bool)
    for condition in conditions:
        found.append(g * (open_ & (condition != 0)))
        open_ = open_ & (condition == 0)
    return found


def selected_default(g: Any, y: Any, conditions: Any, choices: Any, default: Any = 0) -> Any:
    """By the default: where no condition holds."""
    open_ = np.ones(np.shape(y), dtype=bool)
    for condition in conditions:
        open_ = open_ & (condition == 0)
    return g * open_


def sort(g: Any, y: Any, x: Any, axis: Any = -1) -> Any:
    """Each cotangent back to the place from which its entry came."""
    if axis is None:
        return scatter_add((np.size(x),), np.argsort(np.ravel(x)), g).reshape(np.shape(x))
    if np.ndim(x) == 1:
        return g[np.argsort(np.argsort(x))]
    return np.take_along_axis(g, np.argsort(np.argsort(x, axis), axis), axis)


def interpolated(g: Any, y: Any, x: Any, xp: Any, fp: Any) -> Any:
    """By x: the slope of the piece in which it lies, and 0 outside."""
    inside = (x >= xp[0]) & (x < xp[-1])
    return g * (inside * (np.diff(fp) / np.diff(xp))[_piece(x, xp)])


def _piece(x: Any, xp: Any) -> Any:
    """The number of the piece in which x lies, or the nearest: how many of the inner places lie before it."""
    return np.searchsorted(xp[1:-1], x, side="right")


def interpolated_values(g: Any, y: Any, x: Any, xp: Any, fp: Any) -> Any:
    """By the values at the places: the shares of the two neighbours."""
    piece = _piece(x, xp)
    share = (np.clip(x, xp[0], xp[-1]) - xp[piece]) / np.diff(xp)[piece]
    return sent(fp, piece, g * (1 - share)) + sent(fp, piece + 1, g * share)
