"""What the code of an expression can name: the functions of the table, at plain values and over batches of points."""

from __future__ import annotations

from functools import cache
from typing import Any

from .batching.batch import Batch
from .batching.evaluating import over_both
from .code import DICTIONARY, NAMES, SLICE, TRUTH, type_name
from .functions import FUNCTIONS, TYPES
from .table import PointByPoint

PLAIN: dict[str, Any] = {
    "__builtins__": {},
    SLICE: slice,
    TRUTH: bool,
    DICTIONARY: lambda keys, parts: dict(zip(keys, parts, strict=True)),
    **{type_name(name): kind for name, kind in TYPES.items()},
    **{NAMES[name]: function.value for name, function in FUNCTIONS.items()},
}
"""The vocabulary at plain values. Its builtins are empty."""


@cache
def over_batches() -> dict[str, Any]:
    """The vocabulary in which every function looks for batches among its arguments."""
    return {**PLAIN, SLICE: _slice, **{NAMES[name]: over_both(function) for name, function in FUNCTIONS.items()}}


def _slice(*bounds: Any) -> slice:
    if any(type(bound) is Batch for bound in bounds):
        raise PointByPoint
    return slice(*bounds)
