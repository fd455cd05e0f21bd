"""The arrays of a case: as written, as inputs that can be stepped, and in single precision."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import EvaluationError
from ..expressions import Kept
from ..model import Array, Floats, Nested
from .formula import at


def constant(value: Nested | Array, key: str) -> Any:
    """A number as it is; a nested list as an array (of integers where all are); what is given to lent code only, kept.

    `key` is where it stands in the case.
    """
    if isinstance(value, tuple | np.ndarray):
        return np.array(value)
    return value if isinstance(value, int | float | complex) else Kept(value, key)


def as_input(name: str, value: Any) -> Floats:
    """An input whose gradient is claimed, in double precision, so that an integer literal can be stepped by h."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        kind = {"b": "truth values", "c": "complex numbers"}.get(array.dtype.kind, "no numbers")
        raise at(f"values.{name}", EvaluationError(f"`{name}` holds {kind}: a gradient needs real numbers"))
    return array.astype(np.float64, order="C")


def to_float32(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def rounded(value: Any) -> Any:
    """A float array rounded to single precision, held in double precision."""
    return to_float32(value).astype(np.float64) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value
