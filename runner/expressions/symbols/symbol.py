"""Symbols: arrays that know how they are written, and what numpy's functions do with them in general.

A term is broadcast to what it stands for: the term of a symbol may have fewer axes than its value, or axes of length 1 where the
value is spread. It is written out whole only where a function needs the array itself. What reads badly in general is read by a
function of its own: `@reads(np.sum)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..trace import Unsupported
from . import terms
from .arrays import array_text
from .names import Names
from .readings import READINGS
from .terms import Shape, Term


class Symbol:
    """An array that knows how it is written, and its value at the drawn point."""

    __slots__ = ("names", "term", "value")
    __array_priority__ = 1000

    def __init__(self, term: Term, value: Any, names: Names) -> None:
        self.term = term
        self.value = value
        self.names = names

    @property
    def shape(self) -> Shape:
        return np.shape(self.value)

    @property
    def ndim(self) -> int:
        return np.ndim(self.value)

    @property
    def size(self) -> Symbol:
        return Symbol(self.names.lengths(self.shape), int(np.size(self.value)), self.names)

    @property
    def dtype(self) -> Any:
        return np.asarray(self.value).dtype

    @property
    def text(self) -> str:
        return self.term.text

    def new(self, term: Term, value: Any) -> Symbol:
        return Symbol(term, value, self.names)

    def named(self, term: Term, value: Any) -> Symbol:
        """Another symbol, by the name of a line that is equal to it."""
        return self.new(self.names.preferred(term, value), value)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise Unsupported("a rule that asks for numbers")

    def __abs__(self) -> Any:
        return np.abs(self)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __index__(self) -> int:
        return int(self.value)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Symbol]:
        return (self[place] for place in range(len(self)))

    def __hash__(self) -> int:
        return id(self)

    def _two(
        self, other: Any, join: Callable[[Term, Term], Term], operate: Callable[[Any, Any], Any], turned: bool = False
    ) -> Any:
        if isinstance(other, list | tuple):
            other = np.asarray(other)
        if not isinstance(other, Symbol | np.ndarray | np.generic | int | float):
            return NotImplemented
        other = symbol(other, self.names)
        a, b = (other, self) if turned else (self, other)
        return self.named(join(a.term, b.term), operate(a.value, b.value))

    def _times(self, other: Any, turned: bool = False) -> Any:
        found = self._two(other, terms.times, np.multiply, turned)
        if found is NotImplemented or not self.names.missing or not np.isnan(found.value).any():
            return found
        return READINGS["times missing"](self, symbol(other, self.names), found)

    def __add__(self, other: Any) -> Any:
        return self._two(other, terms.plus, np.add)

    def __radd__(self, other: Any) -> Any:
        return self._two(other, terms.plus, np.add, True)

    def __sub__(self, other: Any) -> Any:
        return self._two(other, terms.minus, np.subtract)

    def __rsub__(self, other: Any) -> Any:
        return self._two(other, terms.minus, np.subtract, True)

    def __mul__(self, other: Any) -> Any:
        return self._times(other)

    def __rmul__(self, other: Any) -> Any:
        return self._times(other, True)

    def __truediv__(self, other: Any) -> Any:
        return self._two(other, terms.over, np.true_divide)

    def __rtruediv__(self, other: Any) -> Any:
        return self._two(other, terms.over, np.true_divide, True)

    def __floordiv__(self, other: Any) -> Any:
        """Of lengths, of which one divides the other."""
        if int(self.value) % int(bare(other)):
            raise Unsupported("a quotient that is rounded down")
        found = self._two(other, terms.over, np.floor_divide)
        return self.new(found.term, int(found.value))

    def __pow__(self, exponent: Any) -> Any:
        if isinstance(exponent, int | float):
            return self.new(terms.power(self.term, exponent), np.power(1.0 * np.asarray(self.value), exponent))
        return READINGS["each entry"](np.power, (self, exponent))

    def __rpow__(self, base: Any) -> Any:
        return READINGS["each entry"](np.power, (base, self))

    def __neg__(self) -> Symbol:
        return self.new(terms.opposite(self.term), np.negative(self.value))

    def __pos__(self) -> Symbol:
        return self

    def __invert__(self) -> Any:
        return np.logical_not(self)

    def __and__(self, other: Any) -> Any:
        return np.logical_and(self, other)

    def __or__(self, other: Any) -> Any:
        return np.logical_or(self, other)

    def __gt__(self, other: Any) -> Any:
        return np.greater(self, other)

    def __ge__(self, other: Any) -> Any:
        return np.greater_equal(self, other)

    def __lt__(self, other: Any) -> Any:
        return np.less(self, other)

    def __le__(self, other: Any) -> Any:
        return np.less_equal(self, other)

    def __eq__(self, other: Any) -> Any:
        return np.equal(self, other) if isinstance(other, Symbol | np.ndarray | int | float) else NotImplemented

    def __ne__(self, other: Any) -> Any:
        return np.not_equal(self, other) if isinstance(other, Symbol | np.ndarray | int | float) else NotImplemented

    def __matmul__(self, other: Any) -> Any:
        return np.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return np.matmul(other, self)

    def __getitem__(self, index: Any) -> Any:
        return READINGS["item"](self, index)

    @property
    def T(self) -> Any:  # noqa: N802
        return np.transpose(self)

    def reshape(self, *shape: Any) -> Any:
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def ravel(self) -> Any:
        return np.ravel(self)

    def sum(self, axis: Any = None, keepdims: Any = False) -> Any:
        return np.sum(self, axis=axis, keepdims=keepdims)

    def transpose(self, *axes: Any) -> Any:
        order = axes[0] if len(axes) == 1 and isinstance(axes[0], tuple | list | np.ndarray) else axes
        return np.transpose(self, order)

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **options: Any) -> Any:
        if method != "__call__" or options:
            raise Unsupported(f"np.{ufunc.__name__} in a rule")
        own = _OPERATORS.get(ufunc)
        if own is not None:
            first, *rest = args
            return getattr(symbol(first, self.names), own)(*rest)
        reading = READINGS.get(ufunc)
        return READINGS["each entry"](ufunc, args) if reading is None else reading(*[symbol(arg, self.names) for arg in args])

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        reading = READINGS.get(function)
        return READINGS["any function"](function, args, options, self.names) if reading is None else reading(*args, **options)

    def __formula_function__(self, function: Any, args: Any, options: Any) -> Any:
        reading = READINGS.get(function.__name__)
        return READINGS["any function"](function, args, options, self.names) if reading is None else reading(*args, **options)


_OPERATORS = {
    np.add: "__add__", np.subtract: "__sub__", np.multiply: "__mul__", np.divide: "__truediv__", np.negative: "__neg__",
    np.positive: "__pos__", np.power: "__pow__", np.floor_divide: "__floordiv__",
}  # fmt: skip


def bare(value: Any) -> Any:
    """The value behind a symbol, or behind a tuple or list of them."""
    if isinstance(value, Symbol):
        return value.value
    if type(value) in (tuple, list):
        return type(value)(map(bare, value))
    if isinstance(value, slice):
        return slice(bare(value.start), bare(value.stop), bare(value.step))
    return value


def symbol(value: Any, names: Names) -> Symbol:
    """A number or array as a symbol: ones, an identity, a range by what they are, others by their numbers where those are few."""
    if isinstance(value, Symbol):
        return value
    array = np.asarray(value)
    if array.dtype == object or array.dtype.kind not in "biuf":
        raise Unsupported("a value that is no array of real numbers")
    if array.size and (array == array.flat[0]).all():
        return Symbol(terms.number(array.flat[0].item() * 1), array, names)
    return Symbol(terms.atom(array_text(array, names), array.shape), array, names)
