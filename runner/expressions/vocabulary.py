"""What the code of an expression can name: the functions of the table, at plain values and over stacks of points."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from runner.expressions.functions import FUNCTIONS, TYPES
from runner.expressions.nodes import NAMES, SLICE, TRUTH, type_name
from runner.expressions.stack import Stack, holds_stack
from runner.expressions.stacked import apply
from runner.expressions.table import Function, PointByPoint

PLAIN: dict[str, Any] = {
    "__builtins__": {},
    SLICE: slice,
    TRUTH: bool,
    **{type_name(name): kind for name, kind in TYPES.items()},
    **{NAMES[name]: function.plain for name, function in FUNCTIONS.items()},
}
"""The vocabulary at plain values. Its builtins are empty."""


@cache
def over_stacks() -> dict[str, Any]:
    """The vocabulary in which every function looks for stacks among its arguments."""
    return {**PLAIN, SLICE: _slice, **{NAMES[name]: _dispatching(function) for name, function in FUNCTIONS.items()}}


def _dispatching(function: Function) -> Callable[..., Any]:
    plain = function.plain

    def call(*args: Any, **kwargs: Any) -> Any:
        for arg in args:
            kind = type(arg)
            if kind is Stack or ((kind is tuple or kind is list) and holds_stack(arg)):
                return apply(function, args, kwargs)
        if kwargs and any(map(holds_stack, kwargs.values())):
            return apply(function, args, kwargs)
        return plain(*args, **kwargs)

    return call


def _slice(*bounds: Any) -> slice:
    if any(type(bound) is Stack for bound in bounds):
        raise PointByPoint
    return slice(*bounds)
