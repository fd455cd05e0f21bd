"""The functions of the table over a batch of points: one call evaluates an expression at many points.

`over_both` makes what stands for a function in an expression. `Function.batch` computes the
values at all points in one go; a function without one, or arguments its rule does not cover, are evaluated at
one point after the other. Either way the value at each point is the one it has by itself: to the last bit where
each entry is computed by itself, to a few units in the last place where entries are summed in another order (products
with a plain factor, einsum) or where numpy computes a lone number by other code than an array of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import EvaluationError, NotAnalytic, OutOfBounds
from ..guards import memory_limit
from ..table import Function, PointByPoint
from .batch import Batch, Misfit, SameEverywhere, batch_of, holds_batch
from .shaking import shake

__all__ = ["Batch", "apply", "batch_of", "block_size", "fallbacks"]

BLOCK_ENTRIES = 15 << 10
"""How many entries of points a block holds: 120 KiB. They and a few intermediate results stay in a core's cache, and results of
the same size below the 128 KiB from which the C library takes fresh pages from the system, at a price above the arithmetic's."""

MOST_POINTS = 1 << 11
"""How many points a block holds at most, however small: what is computed from them may be large."""

_NOT_COVERED = (Misfit, EvaluationError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What a rule raises where it does not cover the arguments, or where they are at fault; a single point then tells which."""

Evaluate = Callable[[Sequence[Any], Mapping[str, Any]], Any]

fallbacks: Counter[str] = Counter()
"""How often each function was evaluated one point after the other, for those who look for what is slow."""

_prepared: tuple[dict[Function, Evaluate], dict[Function, Evaluate]] = ({}, {})


def over_both(function: Function) -> Callable[..., Any]:
    """The function over plain values and over batches alike.

    Most often its arguments are batches of real numbers and plain values, and its rule covers them: then nothing stands between.
    """
    at_one_point = function.value
    rule: Callable[..., Any] | None = None

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal rule
        batched = False
        for arg in args:
            kind = type(arg)
            if kind is Batch:
                if arg.analytic:
                    return apply(function, args, kwargs)
                batched = True
            elif (kind is tuple or kind is list) and holds_batch(arg):
                return apply(function, args, kwargs)
        if kwargs and any(map(holds_batch, kwargs.values())):
            return apply(function, args, kwargs)
        if not batched:
            return at_one_point(*args, **kwargs)
        if rule is None:
            rule = function.batch(at_one_point) if function.batch else _no_rule
        try:
            value = rule(*args, **kwargs)
        except (OutOfBounds, MemoryError, *_NOT_COVERED):
            return apply(function, args, kwargs)
        return Batch(value) if type(value) is np.ndarray else _in_batches(value, analytic=False)

    return call


def _no_rule(*_: Any, **__: Any) -> Any:
    raise Misfit


def apply(function: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """The value of `function` where some argument is, or holds, a batch: a `Batch`, a tuple of them, or a plain value.

    Raises `NotAnalytic` where the points are complex and the function has no analytic continuation, `PointByPoint` where
    the points have no common answer or too large a one, and else what the function raises at one of the points.
    """
    analytic = False
    for value in args:
        kind = type(value)
        if kind is Batch:
            analytic = analytic or value.analytic
        elif kind is list or kind is tuple:
            analytic = analytic or _is_analytic(value)
    for value in kwargs.values():
        analytic = analytic or _is_analytic(value)
    evaluate = _prepared[analytic].get(function)
    if evaluate is None:
        evaluate = _prepared[analytic][function] = _prepare(function, analytic)
    value = evaluate(args, kwargs)
    return shake(function.group, value) if analytic else value


def block_size(entries_per_point: int) -> int:
    """How many points of this many entries to evaluate in one call."""
    return max(2, min(MOST_POINTS, BLOCK_ENTRIES // max(entries_per_point, 1)))


def _is_analytic(value: Any) -> bool:
    if type(value) is Batch:
        return value.analytic
    return isinstance(value, tuple | list) and any(map(_is_analytic, value))


def _prepare(function: Function, analytic: bool) -> Evaluate:
    """The function over batches, its rule looked up once."""
    call = function.value
    if analytic:
        if function.analytic is False:
            raise NotAnalytic(f"{function.name} has no analytic continuation")
        if function.analytic is not True:
            call = function.analytic
    rule = function.batch(call) if function.batch else None

    def evaluate(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if analytic:
            args, kwargs = _near_the_real_axis(function, args, kwargs)
        if rule is None:
            return _one_after_the_other(function.name, call, args, kwargs, analytic)
        try:
            value = rule(*args, **kwargs)
        except (OutOfBounds, MemoryError):
            if _count((args, kwargs.values())) > 1:
                raise PointByPoint from None
            return _one_after_the_other(function.name, call, args, kwargs, analytic)
        except _NOT_COVERED:
            return _one_after_the_other(function.name, call, args, kwargs, analytic)
        return _in_batches(value, analytic)

    return evaluate


def _near_the_real_axis(
    function: Function, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """The arguments of a call in analytic mode; a real type is asked for as a complex one, which keeps the derivative.

    Raises `NotAnalytic` beside a complex number (its imaginary part would be taken for a derivative) and for other types.
    """
    if any(map(_is_complex, (*args, *kwargs.values()))):
        raise NotAnalytic(f"{function.name} of complex numbers")
    if not function.types or function.analytic is not True:
        return args, kwargs
    args = [_continued(value) if place in function.types else value for place, value in enumerate(args)]
    return args, {key: _continued(value) if key in function.types else value for key, value in kwargs.items()}


def _continued(dtype: Any) -> Any:
    """The complex type in place of a real one; None stays."""
    if dtype is None:
        return None
    if np.dtype(dtype).kind != "f":
        raise NotAnalytic(f"a derivative cast to {np.dtype(dtype).name}")
    return np.complex128


def _is_complex(value: Any) -> bool:
    """Whether the value holds complex numbers of its own."""
    if type(value) is Batch:
        return not value.analytic and value.points.dtype.kind == "c"
    if isinstance(value, tuple | list):
        return any(map(_is_complex, value))
    return isinstance(value, np.ndarray | np.generic | complex) and np.iscomplexobj(value)


def _one_after_the_other(
    name: str, call: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], analytic: bool
) -> Any:
    """The values at each point by itself, stacked."""
    fallbacks[name] += 1
    values = [
        call(*(_at(value, point) for value in args), **{key: _at(value, point) for key, value in kwargs.items()})
        for point in range(_count((args, kwargs.values())))
    ]
    return _gathered(values, analytic)


def _count(value: Any) -> int:
    """The number of points of the first batch found; 0 where there is none."""
    if type(value) is Batch:
        return len(value.points)
    if not isinstance(value, Iterable) or isinstance(value, np.ndarray | str):
        return 0
    return next(filter(None, map(_count, value)), 0)


def _at(value: Any, point: int) -> Any:
    """The argument at one point."""
    if type(value) is Batch:
        return value.points[point]
    if isinstance(value, tuple | list) and holds_batch(value):
        parts = [_at(part, point) for part in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    return value


def _gathered(values: list[Any], analytic: bool) -> Any:
    """The values at the points as one batch; tuples as a tuple of batches."""
    first = values[0]
    if isinstance(first, tuple | list):
        if any(len(value) != len(first) for value in values):
            raise PointByPoint
        return tuple(_gathered(list(column), analytic) for column in zip(*values, strict=True))
    shape = np.shape(first)
    complex_ = np.iscomplexobj(first)
    if any(np.shape(value) != shape or np.iscomplexobj(value) != complex_ for value in values):
        raise PointByPoint
    if len(values) > 1 and np.size(first) * len(values) * 8 > memory_limit():
        raise PointByPoint
    points = np.array(values)
    return Batch(points, analytic and points.dtype.kind == "c")


def _in_batches(value: Any, analytic: bool) -> Any:
    """What a rule returned: the array of all values, a tuple of such arrays, or a value that is the same at all points."""
    if type(value) is np.ndarray:
        return Batch(value, analytic and value.dtype.kind == "c")
    if type(value) is SameEverywhere:
        same = value.value
        return same.real if analytic and type(same) is np.ndarray else same
    return tuple(_in_batches(part, analytic) for part in value)
