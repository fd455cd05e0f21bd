"""Dual numbers through the rules of the table: the gradient of a formula and its change along a direction, in one sweep.

A dual number is a value with its tangent, held as the real and the imaginary part of a complex array: functions go by their
`analytic` meaning, and so do the vector-Jacobian products, which are plain numpy (A. Griewank, A. Walther, Evaluating
Derivatives, 2008, section 5.4: second derivatives by a tangent of the reverse sweep). What has no such meaning is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from ..errors import NotAnalytic
from . import tree
from .functions import FUNCTIONS
from .reverse import Sweep
from .table import Function, by_real_part
from .trace import FAILURES, Trace, Unsupported
from .tree import Node

LINEAR = frozenset({"added_at", "overlapped", "sent", "without_constants"})
"""Functions of the rules that are linear in their last argument, which alone may vary."""
OF_SHAPES = frozenset({"mirrored", "numbered"})
"""Those that no tangent changes: of a shape alone, of what holds however an input moves."""


class Dual(np.lib.mixins.NDArrayOperatorsMixin):
    """An array of dual numbers; `z` holds the values as its real part, the tangents times a tiny number as its imaginary one."""

    __slots__ = ("z",)

    def __init__(self, z: Any) -> None:
        self.z = np.asarray(z)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.z.shape

    @property
    def ndim(self) -> int:
        return self.z.ndim

    @property
    def size(self) -> int:
        return self.z.size

    @property
    def dtype(self) -> Any:
        return self.z.real.dtype

    @property
    def T(self) -> Dual:  # noqa: N802
        return Dual(self.z.T)

    def reshape(self, *shape: Any) -> Dual:
        return Dual(self.z.reshape(*shape))

    def transpose(self, *axes: Any) -> Dual:
        return Dual(self.z.transpose(*axes))

    def sum(self, axis: Any = None, *, keepdims: bool = False) -> Dual:
        return Dual(self.z.sum(axis=axis, keepdims=keepdims))

    def __getitem__(self, index: Any) -> Dual:
        return Dual(self.z[_real(index)])

    def __len__(self) -> int:
        return len(self.z)

    def __iter__(self) -> Iterator[Dual]:
        return map(Dual, self.z)

    def __bool__(self) -> bool:
        return bool(self.z.real)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise Unsupported("a rule that asks for numbers")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options:
            raise Unsupported(f"{ufunc.__name__} in another way than entry by entry")
        return _called(_of_numpy(ufunc), inputs, {})

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        if function is np.iscomplexobj:
            return False
        return _called(_of_numpy(function), args, options)

    def __formula_function__(self, function: Any, args: Any, options: Any) -> Any:
        """A function of ours that stands in a rule."""
        name = function.__name__
        if name in OF_SHAPES:
            return function(*map(_real, args))
        if name not in LINEAR:
            return _called(_continuation(name), args, options)
        *places, g = args
        places = [_real(place) for place in places]
        if not isinstance(g, Dual):
            return function(*places, g)
        return Dual(function(*places, g.z.real) + 1j * function(*places, g.z.imag))


def _called(function: Callable[..., Any], args: Any, options: Mapping[str, Any]) -> Any:
    """The value of a continuation at dual numbers."""
    return _dual(function(*map(_complex, args), **{key: _complex(value) for key, value in options.items()}))


def _complex(value: Any) -> Any:
    if isinstance(value, Dual):
        return value.z
    return type(value)(map(_complex, value)) if type(value) in (list, tuple) else value


def _real(value: Any) -> Any:
    if isinstance(value, Dual):
        return value.z.real
    return type(value)(map(_real, value)) if type(value) in (list, tuple) else value


def _dual(value: Any) -> Any:
    if type(value) in (list, tuple):
        return type(value)(map(_dual, value))
    return Dual(value) if isinstance(value, np.ndarray | np.generic | complex) and np.iscomplexobj(value) else value


def _holds_dual(value: Any) -> bool:
    return isinstance(value, Dual) or (type(value) in (list, tuple) and any(map(_holds_dual, value)))


@cache
def _by_function() -> dict[Any, str]:
    """The names of the rows that are functions of numpy, by the functions."""
    found: dict[Any, str] = {}
    for name in FUNCTIONS:
        first, *path = name.split(".")
        if first == "np":
            function: Any = np
            for part in path:
                function = getattr(function, part)
            found[function] = name
    return found


@cache
def _of_numpy(function: Any) -> Callable[..., Any]:
    """The continuation of a function of numpy to complex numbers near the real axis."""
    name = _by_function().get(function)
    if name is not None:
        return function if FUNCTIONS[name].analytic is True else _continuation(name)
    if function in STRUCTURAL:
        return function  # type: ignore[no-any-return]
    if function in OF_REAL_PARTS:
        return by_real_part(function)
    raise Unsupported(f"there is no tangent of {getattr(function, '__name__', function)}")


STRUCTURAL = frozenset({np.delete, np.fill_diagonal, np.broadcast_arrays})
"""Functions that are no rows, through which entries pass as they are."""
OF_REAL_PARTS = frozenset({np.searchsorted, np.lexsort, np.unique})
"""Functions that are no rows, through which nothing varies."""


def _continuation(name: str) -> Callable[..., Any]:
    row = FUNCTIONS.get(name)
    if row is None or row.analytic is False:
        raise Unsupported(f"there is no tangent of {name}")
    return row.value if row.analytic is True else row.analytic


class DualTrace(Trace):
    """The values of a formula where some of the names it holds are dual numbers."""

    def _computed(self, node: Node) -> Any:
        if type(node) is tree.Call:
            args = [self.value(part) for part in node.args]
            options = {name: self.value(part) for name, part in node.options}
            if _holds_dual(args) or any(map(_holds_dual, options.values())):
                return _called(_row(node.row, args, options), args, options)
            return node.row.value(*args, **options)
        if type(node) is tree.LentCall and any(_holds_dual(self.value(part)) for part in tree.children(node)):
            raise Unsupported("lent code has no tangent")
        return super()._computed(node)


def _row(row: Function, args: list[Any], options: Mapping[str, Any]) -> Callable[..., Any]:
    if row.analytic is True and any(isinstance(value, type) for value in (*args, *options.values())):
        raise Unsupported(f"{row.name} to another type")
    return _continuation(row.name)


class DualSweep(Sweep):
    """A sweep backwards over dual numbers."""

    def joined(self, parts: Any) -> Any:
        return Dual(np.asarray(_complex(parts))) if _holds_dual(parts) else np.asarray(parts)


def gradient_along(trace: DualTrace, wrt: str, upstream: Any = 1.0) -> Any:
    """The gradient of a formula by a name, as complex numbers: its value, and its change along the tangents of the trace.

    Raises `Unsupported` where a part has no derivative, or none with a tangent.
    """
    try:
        found = DualSweep(trace, wrt).gradient(upstream)
    except (*FAILURES, NotAnalytic) as error:
        raise Unsupported(str(error)) from error
    return found.z if isinstance(found, Dual) else np.asarray(found, dtype=np.complex128)
