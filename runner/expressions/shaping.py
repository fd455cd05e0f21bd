"""Shaping, joining and repeating arrays of plain values; whatever can grow is measured first."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..errors import EvaluationError, OutOfBounds
from .guards import MOST_INTEGERS, check_integer, check_integers, check_shape, check_size, kind_of
from .reductions import as_array

ndarray = np.ndarray


def transposed(x: Any) -> Any:
    """`x.T`."""
    return x.T if type(x) is ndarray else as_array(x).T


def matrix_transposed(x: Any) -> Any:
    """`x.mT`: the last two axes exchanged."""
    return as_array(x).mT


def shape(x: Any) -> Any:
    return x.shape if type(x) is ndarray else np.shape(x)


def size(x: Any) -> Any:
    return x.size if type(x) is ndarray else as_array(x).size


def ndim(x: Any) -> Any:
    return x.ndim if type(x) is ndarray else as_array(x).ndim


def reshape(x: Any, shape: Any) -> Any:
    return as_array(x).reshape(shape)


def ravel(x: Any) -> Any:
    return as_array(x).ravel()


def rot90(x: Any, k: Any = 1, axes: Any = (0, 1)) -> Any:
    return np.rot90(as_array(x), check_integer(k, "the number of turns"), check_integers(axes, "an axis"))


def rollaxis(x: Any, axis: Any, start: Any) -> Any:
    return np.rollaxis(as_array(x), check_integer(axis, "an axis"), check_integer(start, "an axis"))


def broadcast_to(x: Any, shape: Any) -> Any:
    return np.broadcast_to(as_array(x), check_shape(shape))


def tile(x: Any, reps: Any) -> Any:
    counts = reps if isinstance(reps, tuple | list) else (reps,)
    check_shape(counts)
    check_size(np.size(x) * prod(check_integer(count, "the number of copies") for count in counts))
    return np.tile(as_array(x), reps)


def repeat(x: Any, repeats: Any, axis: Any = None) -> Any:
    x, counts = as_array(x), as_array(repeats)
    if counts.size and counts.dtype.kind in "iu":
        length = x.size if axis is None else x.shape[axis]
        total = int(counts.sum(dtype=float)) if counts.size > 1 else int(counts.reshape(())) * length
        check_size(total * (x.size // max(length, 1)))
    return np.repeat(x, counts, axis)


def joined(join: Callable[..., Any]) -> Callable[..., Any]:
    """`np.concatenate` and its kin."""

    def apply(arrays: Any, axis: Any = 0) -> Any:
        return join(_parts(arrays), axis=axis)

    return apply


def stacked_in(join: Callable[..., Any]) -> Callable[..., Any]:
    """`np.vstack`, `np.hstack` and the others without an axis."""

    def apply(arrays: Any) -> Any:
        return join(_parts(arrays))

    return apply


def block(arrays: Any) -> Any:
    """`np.block`: a nested list of arrays, joined along the last axes."""
    check_size(_entries(arrays))
    return np.block(arrays)


def _entries(arrays: Any) -> int:
    return sum(map(_entries, arrays)) if isinstance(arrays, list) else as_array(arrays).size


def _parts(arrays: Any) -> list[Any]:
    parts = [as_array(part) for part in arrays]
    check_size(sum(part.size for part in parts))
    return parts


def pad(x: Any, pad_width: Any, mode: Any = "constant", *, constant_values: Any = 0) -> Any:
    """`np.pad`: around every axis, or `((before, after), ...)` axis by axis."""
    x = as_array(x)
    widths = np.broadcast_to(as_array(pad_width), (x.ndim, 2))
    if widths.dtype.kind not in "iu":
        raise EvaluationError("np.pad needs whole numbers for its widths")
    check_size(prod(length + int(before) + int(after) for length, (before, after) in zip(x.shape, widths, strict=True)))
    if mode == "constant":
        return np.pad(x, pad_width, mode, constant_values=constant_values)
    return np.pad(x, pad_width, mode)


def diag(x: Any, k: Any = 0) -> Any:
    """`np.diag`: a vector as a diagonal matrix, or the diagonal of a matrix."""
    x, offset = as_array(x), check_integer(k, "the diagonal")
    if x.ndim == 1:
        check_size((x.size + abs(offset)) ** 2)
    return np.diag(x, offset)


def diagflat(x: Any, k: Any = 0) -> Any:
    return diag(as_array(x).reshape(-1), k)


def append(x: Any, values: Any, axis: Any = None) -> Any:
    first, second = _parts([x, values])
    return np.append(first, second, axis)


def triangle(take: Callable[..., Any]) -> Callable[..., Any]:
    """`np.tril` or `np.triu`."""

    def apply(x: Any, k: Any = 0) -> Any:
        x = as_array(x)
        if not x.ndim:
            raise EvaluationError(f"a triangle is taken of a matrix, not of {kind_of(x)}")
        return take(x, check_integer(k, "the diagonal"))

    return apply


def split(x: Any, sections: Any, axis: Any = 0) -> Any:
    """`np.split`: a tuple of the parts."""
    places = check_integers(sections, "a place to split at")
    if isinstance(places, int) and places > MOST_INTEGERS:
        raise OutOfBounds(f"an array may be split into {MOST_INTEGERS} parts, not {places}")
    return tuple(np.split(as_array(x), places, axis))


def expand_dims(x: Any, axis: Any) -> Any:
    return np.expand_dims(as_array(x), axis)


def squeeze(x: Any, axis: Any = None) -> Any:
    return as_array(x).squeeze(axis)


def flattened(x: Any) -> Any:
    return as_array(x).flatten()


def swapaxes(x: Any, axis1: Any, axis2: Any) -> Any:
    return as_array(x).swapaxes(axis1, axis2)


def transpose(x: Any, axes: Any = None) -> Any:
    return as_array(x).transpose(axes)


def trace(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    return as_array(x).trace(offset, axis1, axis2)


def diagonal(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    return as_array(x).diagonal(offset, axis1, axis2)
