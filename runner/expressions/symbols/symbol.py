"""Symbols: arrays that know how they are written, and what numpy's functions do with them in general.

A term is broadcast to what it stands for: the term of a symbol may have fewer axes than its value, or axes of length 1 where the
value is spread. It is written out whole only where a function needs the array itself. What reads badly in general is read by a
function of its own: `@reads(np.sum)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..functions import FUNCTIONS
from ..trace import Unsupported
from ..writing import Text, called, followed, operation
from . import terms
from .names import Names
from .terms import Shape, Term

MOST_WRITTEN = 30
"""An array of more numbers than these is not written out."""

READINGS: dict[Any, Callable[..., Any]] = {}
"""How functions are read at symbols that read badly in general: those of numpy, and by name those of our own."""


def reads(*functions: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The decorated function is how these are read."""

    def register(reading: Callable[..., Any]) -> Callable[..., Any]:
        READINGS.update(dict.fromkeys(functions, reading))
        return reading

    return register


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
        return self.new(join(a.term, b.term), operate(a.value, b.value))

    def __add__(self, other: Any) -> Any:
        return self._two(other, terms.plus, np.add)

    def __radd__(self, other: Any) -> Any:
        return self._two(other, terms.plus, np.add, True)

    def __sub__(self, other: Any) -> Any:
        return self._two(other, terms.minus, np.subtract)

    def __rsub__(self, other: Any) -> Any:
        return self._two(other, terms.minus, np.subtract, True)

    def __mul__(self, other: Any) -> Any:
        return self._two(other, terms.times, np.multiply)

    def __rmul__(self, other: Any) -> Any:
        return self._two(other, terms.times, np.multiply, True)

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
        return entry_by_entry(np.power, (self, exponent))

    def __rpow__(self, base: Any) -> Any:
        return entry_by_entry(np.power, (base, self))

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
        return entry_by_entry(ufunc, args) if reading is None else reading(*[symbol(arg, self.names) for arg in args])

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        reading = READINGS.get(function)
        return generic(function, args, options, self.names) if reading is None else reading(*args, **options)

    def __formula_function__(self, function: Any, args: Any, options: Any) -> Any:
        reading = READINGS.get(function.__name__)
        return generic(function, args, options, self.names) if reading is None else reading(*args, **options)


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
    return Symbol(terms.atom(_array(array, names), array.shape), array, names)


def _array(array: Any, names: Names) -> Text:
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


def whole(x: Symbol) -> Term:
    """The term with its whole shape written out: 1 becomes an array of ones."""
    term, shape = x.term, x.shape
    if term.shape == shape:
        return term
    text = x.names.shape(shape)
    if term.is_zero:
        return terms.atom(called("np.zeros", (text,)), shape)
    scalar, rest = terms.split(term)
    if rest.shape == ():
        return terms.times(terms.times(scalar, terms.as_atom(rest)), terms.atom(called("np.ones", (text,)), shape))
    return terms.times(scalar, terms.atom(called("np.broadcast_to", (rest.text, text)), shape))


def entry_by_entry(function: Any, args: Sequence[Any]) -> Symbol:
    """Another function entry by entry: its arguments are spread as it is itself."""
    names = next(arg.names for arg in args if isinstance(arg, Symbol))
    symbols = [symbol(arg, names) for arg in args]
    value = function(*(each.value for each in symbols))
    if function is np.power:
        text = operation("**", symbols[0].term.written, symbols[1].term.written)
    else:
        text = called(name_of(function), [each.text for each in symbols])
    shape = terms.broadcast(each.term.shape for each in symbols)
    return Symbol(names.atom(text, value) if shape == np.shape(value) else terms.atom(text, shape), value, names)


def name_of(function: Any) -> str:
    """What a function is called in the language; raises `Unsupported` where it is not in it."""
    name: str = {"absolute": "abs", "amax": "max", "amin": "min"}.get(function.__name__, function.__name__)
    module = "np.linalg." if "linalg" in getattr(function, "__module__", "") else "np."
    for each in (module + name, "np." + name, name):
        if each in FUNCTIONS:
            return each
    raise Unsupported(f"np.{name} in a rule")


def argument(value: Any, names: Names) -> str:
    """An argument as it is written."""
    if isinstance(value, Symbol):
        return whole(value).text
    if isinstance(value, tuple | list):
        parts = ", ".join(argument(part, names) for part in value)
        return f"[{parts}]" if isinstance(value, list) else f"({parts},)" if len(value) == 1 else f"({parts})"
    if isinstance(value, str | bool | int | type(None)):
        return repr(value)
    if isinstance(value, np.ndarray | np.generic | float):
        return whole(symbol(value, names)).text
    raise Unsupported("an argument that cannot be written")


LINEAR = frozenset({
    "np.reshape", "np.ravel", "np.tril", "np.triu", "np.flip", "np.flipud", "np.fliplr", "np.rot90", "np.roll", "np.diag",
    "np.cumsum", "np.moveaxis", "np.diff", "np.pad", "np.take_along_axis", "np.diagonal", "np.squeeze", "np.mean",
})  # fmt: skip
"""Functions that are linear in their first argument."""


def generic(function: Any, args: Sequence[Any], options: Mapping[str, Any], names: Names) -> Any:
    """A function at symbols: its value, and `np.f(…)`."""
    value = function(*map(bare, args), **{name: bare(each) for name, each in options.items()})
    if isinstance(value, bool | np.bool_) or (isinstance(value, np.ndarray) and value.dtype.kind == "b" and value.ndim == 0):
        return bool(value)
    name = name_of(function)
    rest = [argument(each, names) for each in args[1:]]
    defaults = FUNCTIONS[name].arguments.split(", ")[1:]
    while rest and (rest[-1] == "None" or any(each.endswith(f"={rest[-1]}") for each in defaults[len(rest) - 1 : len(rest)])):
        rest.pop()
    given = [f"{key}={argument(each, names)}" for key, each in options.items() if each is not None]
    rest += [each for each in given if each not in defaults]

    def written(first: str) -> Text:
        return called(name, (first, *rest))

    if isinstance(value, tuple):
        text = written(argument(args[0], names))
        return tuple(Symbol(names.atom(followed(text, f"[{place}]"), part), part, names) for place, part in enumerate(value))
    if name in LINEAR and isinstance(args[0], Symbol):
        return Symbol(terms.linear(whole(args[0]), lambda text: written(text.text), np.shape(value)), value, names)
    return Symbol(names.atom(written(argument(args[0], names)), value), value, names)
