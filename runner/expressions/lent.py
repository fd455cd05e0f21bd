"""Functions lent by whoever runs the cases, as expressions may call them."""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable
from traceback import walk_tb
from types import TracebackType
from typing import Any

from numpy import ndarray

from ..errors import EvaluationError, ExpressionError, NotAnalytic
from ..model import Frame
from .batching.batch import Batch, holds_batch
from .faults import shortened
from .kept import Kept, given, known
from .table import PointByPoint

HOUSE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
"""The folder of this package: its frames are no part of what the lent code did."""

MOST_FRAMES = 30
"""How many of the innermost calls are told of an error."""


def lent_function(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A lent function: given copies, so that it cannot change a variable; what it returns is made known to expressions.

    It knows no batches: `PointByPoint` is raised for one, `NotAnalytic` for one of complex points. What it raises becomes an
    `EvaluationError` with the calls that led there.
    """
    called = _called(name, function)
    return lambda *args, **kwargs: known(called(*args, **kwargs), name)


def untouched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but what it returns is kept as it is."""
    called = _called(name, function)
    return lambda *args, **kwargs: Kept(called(*args, **kwargs), name)


def _called(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **kwargs: Any) -> Any:
        values = (*args, *kwargs.values()) if kwargs else args
        for value in values:
            if type(value) is not ndarray and holds_batch(value):
                if any(type(arg) is Batch and arg.analytic for arg in values):
                    raise NotAnalytic(f"`{name}` is lent code")
                raise PointByPoint
        try:
            return function(
                *[arg.copy() if type(arg) is ndarray else given(arg) for arg in args],
                **{key: given(arg) for key, arg in kwargs.items()},
            )
        except (MemoryError, ExpressionError):
            raise
        except (Exception, SystemExit) as error:
            raised = EvaluationError(shortened(f"`{name}` raised {type(error).__name__}{_words(error)}"))
            raised.trace = calls_to(error.__traceback__)
            raised.hint = "; ".join(map(str, getattr(error, "__notes__", ()))) or None
            raise raised from None

    return called


def _words(error: BaseException) -> str:
    """What an error says, if anything: to ask it may fail, too, as it is lent code."""
    try:
        words = str(error)
    except Exception:
        return ""
    return f": {words}" if words else ""


def calls_to(trace: TracebackType | None) -> tuple[Frame, ...]:
    """The calls that led to an error, the outermost first, without ours: file, line, function and the line of the source."""
    found = [
        (frame.f_code.co_filename, line, frame.f_code.co_name)
        for frame, line in walk_tb(trace)
        if not frame.f_code.co_filename.startswith(HOUSE)
    ]
    here = os.getcwd() + os.sep
    return tuple(
        [
            (file.removeprefix(here), line, name, linecache.getline(file, line).strip())
            for file, line, name in found[-MOST_FRAMES:]
        ]
    )
