"""Vector-Jacobian products of functions that arrange, join or select entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..helpers import scatter_add
from .common import readable, sent_back


def reshaped(g: Any, y: Any, x: Any, *_: Any, **__: Any) -> Any:
    """The entries in the shape they had: for reshape, ravel, expand_dims, squeeze, at_least."""
    return np.reshape(g, np.shape(x))


def transposed(g: Any, y: Any, x: Any) -> Any:
    return g.T if np.ndim(g) else g


def matrix_transposed(g: Any, y: Any, x: Any) -> Any:
    return np.swapaxes(g, -1, -2)


def transpose(g: Any, y: Any, x: Any, axes: Any = None) -> Any:
    return g.T if axes is None else np.transpose(g, tuple(int(k) for k in np.argsort([a % np.ndim(x) for a in axes])))


def swapaxes(g: Any, y: Any, x: Any, axis1: Any, axis2: Any) -> Any:
    return np.swapaxes(g, axis1, axis2)


def moveaxis(g: Any, y: Any, x: Any, source: Any, destination: Any) -> Any:
    return np.moveaxis(g, destination, source)


def spread(g: Any, y: Any, x: Any, *_: Any) -> Any:
    """`np.broadcast_to`: the sweep sums over what was spread."""
    return g


def concatenate(g: Any, y: Any, arrays: Any, axis: Any = 0) -> Any:
    """The part of the cotangents that belongs to each."""
    if axis is None:
        ends = np.cumsum([np.size(part) for part in arrays])
        parts = zip(ends, arrays, strict=True)
        return [g[int(end) - np.size(part) : int(end)].reshape(np.shape(part)) for end, part in parts]
    found, start = [], 0
    for part in arrays:
        length = np.shape(part)[axis]
        found.append(g[(*(slice(None),) * (axis % np.ndim(part)), slice(start, start + length))])
        start += length
    return found


def stack(g: Any, y: Any, arrays: Any, axis: Any = 0) -> Any:
    """The entry along the new axis."""
    return [g[(*(slice(None),) * (axis % np.ndim(g)), number)] for number in range(len(arrays))]


def item(g: Any, y: Any, x: Any, index: Any) -> Any:
    """`x[index]`: the cotangents added where the entries came from; of a tuple, one for each part."""
    if isinstance(x, tuple | list):
        parts = [0.0 * part for part in x]
        parts[index] = g
        return tuple(parts)
    return sent(x, index, np.broadcast_to(g, np.shape(y)))


@readable
def sent(x: Any, index: Any, g: Any) -> Any:
    """Cotangents added where an index took entries of x."""
    return scatter_add(np.shape(x), index, g)


def rollaxis(g: Any, y: Any, x: Any, axis: Any, start: Any = 0) -> Any:
    """The axes in the order they had."""
    order = np.rollaxis(np.empty(tuple(range(np.ndim(x)))), axis, start).shape
    return np.transpose(g, tuple([int(k) for k in np.argsort(order)]))


def scattered(g: Any, y: Any, shape: Any, index: Any, values: Any) -> Any:
    """`scatter_add`: the cotangents at the places."""
    return g[index]


def array(g: Any, y: Any, x: Any, *, dtype: Any = None) -> Any:
    """A nested list as an array: the entries of the cotangent, nested as the list is."""
    return [array(part, None, each) for part, each in zip(g, x, strict=True)] if isinstance(x, tuple | list) else g


def filled(g: Any, y: Any, shape: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """One value everywhere: the sweep sums."""
    return cast(g, y, fill_value)


def no_values(g: Any, y: Any, x: Any, *_: Any, **__: Any) -> Any:
    """An argument of which only the shape is looked at."""
    return 0.0 * x


def cast(g: Any, y: Any, x: Any, *_: Any, **__: Any) -> Any:
    """In another kind of number: a whole number is constant but for its jumps."""
    kind = y.dtype.kind if hasattr(y, "dtype") else np.asarray(y).dtype.kind
    return g if kind in "fc" else 0.0 * g


def spaced_start(g: Any, y: Any, start: Any, stop: Any, num: Any = 50) -> Any:
    return np.sum(g * np.linspace(1.0, 0.0, num))


def spaced_stop(g: Any, y: Any, start: Any, stop: Any, num: Any = 50) -> Any:
    return np.sum(g * np.linspace(0.0, 1.0, num))


def split(g: Any, y: Any, x: Any, sections: Any, axis: Any = 0) -> Any:
    """The cotangents of the parts, joined again."""
    return np.concatenate([np.broadcast_to(part, np.shape(own)) for part, own in zip(g, y, strict=True)], axis)


def append_first(g: Any, y: Any, x: Any, values: Any, axis: Any = None) -> Any:
    """`np.append` by the array in front."""
    parts = [x, values] if axis is not None else [np.ravel(x), np.ravel(values)]
    return np.reshape(concatenate(g, y, parts, axis or 0)[0], np.shape(x))


def append_second(g: Any, y: Any, x: Any, values: Any, axis: Any = None) -> Any:
    """`np.append` by what is put behind."""
    parts = [x, values] if axis is not None else [np.ravel(x), np.ravel(values)]
    return np.reshape(concatenate(g, y, parts, axis or 0)[1], np.shape(values))


def block(g: Any, y: Any, arrays: Any) -> Any:
    """A matrix of matrices: the cotangents of each row of blocks, cut where its blocks end."""
    if not isinstance(arrays, tuple | list):
        return g
    axis = -2 if any(isinstance(part, tuple | list) for part in arrays) else -1
    found, start = [], 0
    for part in arrays:
        length = np.atleast_2d(np.block(part))[...].shape[axis]
        cut = (..., slice(start, start + length), slice(None)) if axis == -2 else (..., slice(start, start + length))
        own = g[cut]
        found.append(block(own, None, part) if isinstance(part, tuple | list) else np.reshape(own, np.shape(part)))
        start += length
    return found


def pad(g: Any, y: Any, x: Any, pad_width: Any, mode: Any = "constant", *, constant_values: Any = 0) -> Any:
    """The inner part, and what the margin repeats, where it does."""
    if mode != "constant":
        return sent_back(np.pad)(g, y, x, pad_width, mode)
    widths = np.broadcast_to(pad_width, (np.ndim(x), 2))
    return g[tuple([slice(int(low) or None, -int(high) or None) for low, high in widths])]


def diag(g: Any, y: Any, x: Any, k: Any = 0) -> Any:
    """The diagonal of the cotangents, or a matrix with them on its diagonal."""
    if np.ndim(x) == 1 or np.shape(x)[0] == np.shape(x)[1]:
        return np.diag(g, k) if k else np.diag(g)
    return sent_back(np.diag)(g, y, x, k)


def roll(g: Any, y: Any, x: Any, shift: Any, axis: Any = None) -> Any:
    """Shifted back."""
    return np.roll(g, tuple([-each for each in shift]) if isinstance(shift, tuple | list) else -shift, axis)


def repeat(g: Any, y: Any, x: Any, repeats: Any, axis: Any = None) -> Any:
    """The sum over the copies of each entry."""
    if np.ndim(repeats):
        return sent_back(np.repeat)(g, y, x, repeats, axis)
    shape = np.shape(x)
    place = 0 if axis is None else axis % len(shape)
    split = (np.size(x), repeats) if axis is None else (*shape[: place + 1], repeats, *shape[place + 1 :])
    return np.reshape(np.sum(np.reshape(g, split), axis=place + 1), shape)


def tile(g: Any, y: Any, x: Any, reps: Any) -> Any:
    """The sum over the copies of the whole."""
    counts = reps if isinstance(reps, tuple | list) else (reps,)
    axes = max(len(counts), np.ndim(x))
    shape = (1,) * (axes - np.ndim(x)) + np.shape(x)
    counts = (1,) * (axes - len(counts)) + tuple(counts)
    copies = tuple([axis for axis, count in enumerate(counts) if count != 1])
    split: list[Any] = []
    for axis, length in enumerate(shape):
        split += [counts[axis], length] if axis in copies else [length]
    places = tuple([axis + sum(other < axis for other in copies) for axis in copies])
    return np.reshape(np.sum(np.reshape(g, split), axis=places), np.shape(x)) if copies else np.reshape(g, np.shape(x))
