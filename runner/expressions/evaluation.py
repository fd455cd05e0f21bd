"""A compiled expression: its value at plain variables, or at a whole batch of points at once.

The same code runs over two vocabularies: the plain functions of the table, and the same with a look at every argument
for a `Batch`. Faults while it runs are traced back to the part of the text that raised them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import CodeType, FunctionType, TracebackType
from typing import Any

import numpy as np

from ..errors import EvaluationError, ExpressionError, NotAnalytic
from .batching.batch import Batch
from .code import lent_name
from .faults import explained
from .guards import bounded, kind_of
from .kept import Kept
from .lent import lent_function, untouched
from .operators import SCALARS
from .table import PointByPoint
from .tree import LentCall, Node, makes_complex, walk
from .vocabulary import PLAIN, over_batches

ndarray = np.ndarray


class Expression:
    """An expression that was found harmless. Immutable; evaluated as often as wanted.

    `text`: as written. `tree`: what it means. `names`: the variables it really uses. `lent`: the lent functions that it calls, by
    their names.
    """

    __slots__ = ("_as_given", "_batched", "_code", "_lent", "_order", "_plain", "lent", "names", "text", "tree")

    def __init__(
        self,
        text: str,
        tree: Node,
        code: CodeType,
        names: Iterable[str],
        lent: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.text = text
        self.tree = tree
        self._order = tuple(names)
        self.names = frozenset(self._order)
        self._code = code
        self.lent = {name: lent_function(name, function) for name, function in lent.items()}
        self._lent = {lent_name(name): function for name, function in self.lent.items()}
        self._plain = FunctionType(code, {**PLAIN, **self._lent} if lent else PLAIN)
        self._as_given = self._plain
        if type(tree) is LentCall and sum(type(part) is LentCall for part in walk(tree)) == 1:
            (function,) = lent.values()
            self._as_given = FunctionType(code, {**PLAIN, lent_name(tree.name): untouched(tree.name, function)})
        self._batched: FunctionType | None = None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    @property
    def lends(self) -> bool:
        """Whether it calls lent functions, which take one point at a time."""
        return bool(self._lent)

    def whole(self, variables: Mapping[str, Any]) -> Any:
        """The value as it is: also a tuple, or what lent code gave for lent code. `NotAnalytic` where a batch forbids it."""
        values = [*map(variables.__getitem__, self._order)]
        if Batch not in map(type, values):
            value = self._run(self._plain, values)
            return value if isinstance(value, tuple | Kept) else self._finished(value, values)
        self._check_analytic(values)
        try:
            value = self._run(self._over_batches(), values)
        except PointByPoint:
            raise NotAnalytic("the expression needs plain values on the way") from None
        return value if isinstance(value, tuple | Batch) else self._finished(value, values)

    def as_given(self, variables: Mapping[str, Any]) -> Any:
        """The value as it is, but what a single call of lent code gives as that gave it: `Kept`, of which parts are taken.

        To make all of a cache known to expressions can take as long as to compute it.
        """
        values = [*map(variables.__getitem__, self._order)]
        return self.whole(variables) if Batch in map(type, values) else self._run(self._as_given, values)

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        """The value: a number or an array, which shares no memory with the variables.

        `variables` must hold every name in `names`: numbers, arrays, numpy's Generator as `rng`. Where some are `Batch`s the
        value is a `Batch`, or plain where it does not depend on them. Overflow and the like show in the value; whether numpy also
        warns of them is for the caller to say. Raises `EvaluationError` with the place of the part that failed, `OutOfBounds`
        where it would use too much, `NotAnalytic` for a complex batch where there is no analytic continuation.
        """
        try:
            values = [*map(variables.__getitem__, self._order)]
        except KeyError as error:
            raise EvaluationError(f"`{error.args[0]}` has no value", 0, len(self.text)) from None
        if Batch in map(type, values):
            return self._evaluate_batched(values)
        return self._finished(self._run(self._plain, values), values)

    def _run(self, function: Callable[..., Any], values: list[Any]) -> Any:
        try:
            return function(*values)
        except (PointByPoint, NotAnalytic, MemoryError):
            raise
        except Exception as error:
            raise self._located(error) from None

    def _finished(self, value: Any, values: list[Any]) -> Any:
        """The value, held to be a number or an array, and copied where it may share memory with a variable."""
        kind = type(value)
        if kind is ndarray:
            if value.base is not None:
                return value.copy()
            for variable in values:
                if value is variable:
                    return value.copy()
            return value
        if kind is int:
            return bounded(value)
        if kind in SCALARS:
            return value
        raise NotANumber(value, len(self.text))

    def _evaluate_batched(self, values: list[Any]) -> Any:
        for value in values:
            if type(value) is Batch and value.analytic:
                self._check_analytic(values)
                break
        function = self._over_batches()
        try:
            value = self._run(function, values)
        except (PointByPoint, EvaluationError):
            value = self._point_by_point(function, values)
        return value if type(value) is Batch else self._finished(value, values)

    def _over_batches(self) -> Callable[..., Any]:
        """The code over the vocabulary that looks for batches."""
        if self._batched is None:
            names = {**over_batches(), **self._lent} if self._lent else over_batches()
            self._batched = FunctionType(self._code, names)
        return self._batched

    def _check_analytic(self, values: list[Any]) -> None:
        if makes_complex(self.tree):
            raise NotAnalytic("the expression is complex itself")
        for name, value in zip(self._order, values, strict=True):
            if type(value) is not Batch and np.iscomplexobj(value):
                raise NotAnalytic(f"`{name}` is complex itself")

    def _point_by_point(self, function: Callable[..., Any], values: list[Any]) -> Any:
        """The value at each point by itself, joined: for `a if x > 0 else b`, where points go different ways, for lent
        functions, which know no batches, and to raise the fault of a point in its own words."""
        analytic = any(type(value) is Batch and value.analytic for value in values)
        found = []
        for point in range(next(len(value.points) for value in values if type(value) is Batch)):
            if analytic:
                parts = [Batch(v.points[point : point + 1], v.analytic) if type(v) is Batch else v for v in values]
                try:
                    value = self._run(function, parts)
                except PointByPoint:
                    raise NotAnalytic("the expression needs plain values on the way") from None
                found.append(value.points[0] if type(value) is Batch else value)
            else:
                parts = [v.points[point] if type(v) is Batch else v for v in values]
                found.append(self._finished(self._run(self._plain, parts), parts))
        if any(np.shape(value) != np.shape(found[0]) for value in found):
            raise EvaluationError("the value has different shapes at near points", 0, len(self.text))
        points = np.array(found)
        return Batch(points, analytic and points.dtype.kind == "c")

    def _located(self, error: Exception) -> Exception:
        """The fault as an `EvaluationError` that marks the part of the text in which it was raised."""
        at = error.__traceback__
        while at is not None and at.tb_frame.f_code is not self._code:
            at = at.tb_next
        if at is None:
            return error
        offset, length = self._place(at)
        if isinstance(error, ExpressionError):
            if error.offset is None:
                error.offset, error.length = offset, length
            return error
        return explained(error, *_failed(at.tb_next), offset, length)

    def _place(self, at: TracebackType) -> tuple[int, int]:
        positions = list(self._code.co_positions())[at.tb_lasti // 2]
        _, _, column, end_column = positions
        if column is None or end_column is None:
            return 0, len(self.text)
        return column, max(end_column - column, 1)


class NotANumber(EvaluationError):
    """The value of an expression is neither a number nor an array."""

    def __init__(self, value: Any, length: int) -> None:
        self.value = value
        if isinstance(value, Kept):
            message, hint = (
                f"`{value.name}` returned {type(value.original).__name__}, not numbers",
                "return numpy arrays or numbers",
            )
        elif isinstance(value, tuple | list):
            message = f"the value is {kind_of(value)}, not a number or an array"
            hint = "make an array with np.array([...])" if type(value) is list else "take one entry, as in [0]"
        else:
            message, hint = "the value is not a number or an array", None
        super().__init__(message, 0, length, hint)


def _failed(at: TracebackType | None) -> tuple[list[Any], object]:
    """The arguments of the first function below the expression that was given arrays, and the ufunc it stands for."""
    while at is not None:
        code, found = at.tb_frame.f_code, at.tb_frame.f_locals
        arguments = [found[name] for name in code.co_varnames[: code.co_argcount] if name in found]
        if any(isinstance(argument, ndarray) for argument in arguments):
            return arguments, found.get("compute")
        at = at.tb_next
    return [], None
