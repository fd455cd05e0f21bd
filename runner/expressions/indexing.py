"""Subscripts on plain values: as numpy's, but measured before index arrays gather."""

from __future__ import annotations

from math import prod
from types import EllipsisType, NoneType
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import SMALL, check_integer, check_size, kind_of
from .kept import Kept

ndarray = np.ndarray

_POSITIONS = frozenset({int, slice, NoneType, EllipsisType, np.int64})
"""The parts of an index that pick no more than is there."""


def item(value: Any, index: Any) -> Any:
    """`value[index]`; what is indexed is an array or a tuple."""
    kind = type(index)
    if type(value) is ndarray:
        if kind is not int and kind is not slice:
            for part in index if kind is tuple else (index,):
                if type(part) not in _POSITIONS:
                    check_index(value, index)
                    break
        return value[index]
    if isinstance(value, tuple | list):
        if kind is slice:
            return value[index]
        position = check_integer(index, f"an index into {kind_of(value)}")
        if not -len(value) <= position < len(value):
            raise EvaluationError(f"index {position} is out of range for {kind_of(value)}")
        return value[position]
    if isinstance(value, np.generic):
        return np.asarray(value)[index]
    if type(value) is Kept:
        return value.part(index)
    raise EvaluationError(f"{kind_of(value)} cannot be indexed")


def check_index(value: np.ndarray[Any, Any], index: Any) -> None:
    """Raise `OutOfBounds` where index arrays would gather more than an array may hold."""
    parts = index if isinstance(index, tuple) else (index,)
    entries = value.size
    for part in parts:
        if isinstance(part, ndarray | tuple | list):
            entries *= part.size if type(part) is ndarray else np.size(part)
    if entries <= SMALL:
        return
    arrays = [np.asarray(part) for part in parts if isinstance(part, ndarray | tuple | list)]
    left = list(value.shape)
    axis = 0
    for position, part in enumerate(parts):
        if part is ...:
            axis = value.ndim - sum(map(_axes_taken, parts[position + 1 :]))
        elif not isinstance(part, slice) and part is not None:
            left[axis : axis + _axes_taken(part)] = [1] * _axes_taken(part)
        axis += _axes_taken(part)
    picked = [(np.count_nonzero(part),) if part.dtype.kind == "b" else part.shape for part in arrays]
    check_size(prod(np.broadcast_shapes(*picked)) * prod(left))


def _axes_taken(part: Any) -> int:
    """How many axes of the array one part of an index stands for."""
    if part is ... or part is None or isinstance(part, bool | np.bool_):
        return 0
    return part.ndim if isinstance(part, ndarray) and part.dtype.kind == "b" else 1
