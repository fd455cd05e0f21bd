"""Functions in general at symbols: written as calls of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..functions import FUNCTIONS
from ..trace import Unsupported
from ..writing import Text, called, followed, operation
from . import terms
from .names import Names
from .readings import reads
from .symbol import Symbol, bare, symbol
from .whole import whole


@reads("each entry")
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


@reads("any function")
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
