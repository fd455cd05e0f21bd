"""Functions lent by whoever runs the cases, as expressions may call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import EvaluationError, NotAnalytic
from .faults import shortened
from .guards import bounded
from .operators import SCALARS
from .stack import Stack, holds_stack
from .table import PointByPoint


def lent_function(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A lent function: given copies, so that it cannot change a variable, and held to the values that expressions know.

    It knows no stacks: `PointByPoint` is raised for one, `NotAnalytic` for one of complex points.
    """

    def lent(*args: Any, **kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        if any(map(holds_stack, given)):
            if any(type(arg) is Stack and arg.analytic for arg in given):
                raise NotAnalytic(f"`{name}` is lent code")
            raise PointByPoint
        try:
            value = function(*map(_copied, args), **{key: _copied(arg) for key, arg in kwargs.items()})
        except MemoryError:
            raise
        except Exception as error:
            raise EvaluationError(shortened(f"`{name}` raised {type(error).__name__}: {error}")) from None
        return _in_domain(value, name)

    return lent


def _copied(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(map(_copied, value))
    return value.copy() if isinstance(value, np.ndarray) else value


def _in_domain(value: Any, name: str) -> Any:
    """What a lent function returned, as numbers, arrays of numbers and tuples of those."""
    if isinstance(value, tuple | list):
        return tuple(_in_domain(part, name) for part in value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return np.array(value)
    if type(value) is int:
        return bounded(value)
    if type(value) in SCALARS:
        return value
    raise EvaluationError(f"`{name}` returned {type(value).__name__}, not numbers", hint="return numpy arrays or numbers")
