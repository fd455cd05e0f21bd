"""Arrays of numbers as they are written: an identity, a range by what they are, others by their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..trace import Unsupported
from ..writing import Text, called
from .names import Names

MOST_WRITTEN = 30
"""An array of more numbers than these is not written out."""


def array_text(array: Any, names: Names) -> Text:
    """An array of numbers that are not all the same; raises `Unsupported` where they are too many to be written."""
    if array.ndim == 2 and np.array_equal(array, np.eye(*array.shape)):
        rows, columns = (names.length(length).text for length in array.shape)
        return called("np.eye", (rows,) if array.shape[0] == array.shape[1] else (rows, columns))
    if array.ndim == 1 and array.size > 1:
        step = array[1] - array[0]
        if step and np.array_equal(array, array[0] + step * np.arange(array.size)):
            first, last, step = (each.item() for each in (array[0], array[-1] + step, step))
            if (first, step) == (0, 1):
                return called("np.arange", (names.length(array.size).text,))
            if all(float(each).is_integer() for each in (first, last, step)):
                return called("np.arange", [str(int(each)) for each in ((first, last) if step == 1 else (first, last, step))])
    if array.size > MOST_WRITTEN:
        raise Unsupported("an array of many numbers")
    return called("np.array", (repr(array.tolist()),))
