"""Other functions that read badly in general."""

from __future__ import annotations

from operator import index
from typing import Any, Literal

import numpy as np

from .. import helpers
from ..trace import Unsupported
from ..vjps import linear_algebra
from ..vjps import selecting as vjps_selecting
from ..writing import called
from . import terms
from .axes import has_mirrored_entries
from .general import argument, generic
from .names import Names
from .readings import READINGS, reads
from .symbol import Symbol, bare, symbol
from .terms import ONE
from .totals import column_and_row
from .whole import whole

READINGS.update({
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x: x.size,
    np.iscomplexobj: lambda x: False,
    np.zeros_like: lambda x, *args, **options: np.zeros_like(bare(x), *args, **options),
    np.ones_like: lambda x, *args, **options: np.ones_like(bare(x), *args, **options),
})  # fmt: skip


@reads(np.diag)
def diag(x: Symbol, k: int = 0) -> Any:
    """A vector as a diagonal: of ones, the identity."""
    if x.ndim == 1 and not k and not x.term.shape:
        identity = called("np.eye", (x.names.length(x.shape[0]).text,))
        x.names.notice(identity.text, np.eye(x.shape[0]))
        return x.new(terms.times(x.term, terms.atom(identity, (x.shape[0],) * 2)), np.diag(x.value))
    return generic(np.diag, (x, k), {}, x.names)


@reads("softmax")
def softmax(z: Any, axis: Any = -1) -> Any:
    axis = None if axis is None else index(axis)
    value = helpers.softmax(z.value, axis)
    last = axis is not None and axis % z.ndim == z.ndim - 1
    text = called("softmax", (whole(z).text,) if last else (whole(z).text, f"axis={axis}"))
    return z.new(z.names.atom(text, value), value)


def joined(parts: Any, names: Names) -> Symbol:
    """A list of numbers or arrays as an array."""
    value = np.asarray(bare(parts))
    return Symbol(terms.atom(called("np.array", (argument(parts, names),)), value.shape), value, names)


@reads(np.searchsorted)
def searchsorted(places: Any, x: Any, side: Literal["left", "right"] = "left") -> Symbol:
    """How many of the sorted places lie before each x: as a sum of comparisons, which the language has."""
    names = next(each.names for each in (places, x) if isinstance(each, Symbol))
    places, x = symbol(places, names), symbol(x, names)
    value = np.searchsorted(places.value, x.value, side=side)
    first = x[..., None] if x.ndim else x
    mask = np.greater_equal(first, places) if side == "right" else np.greater(first, places)
    count = called("np.sum", (mask.text, *(("axis=-1",) if x.ndim else ())))
    return Symbol(names.atom(count, value), value, names)


@reads("cofactors")
def cofactors(a: Symbol) -> Symbol:
    """Of matrices of two or three rows, entry by entry or by vector products; raises `Unsupported` for larger ones."""
    value, rows = np.asarray(linear_algebra.cofactors(a.value)), len(a)
    if rows == 1:
        return a.new(ONE, value)
    if rows == 2:
        (p, q), (r, s) = ((a[row, column] for column in range(2)) for row in range(2))
        text = f"[[{s.text}, {(-r).text}], [{(-q).text}, {p.text}]]"
    elif rows == 3:
        products: list[Any] = [np.cross(a[(row + 1) % 3], a[(row + 2) % 3]) for row in range(3)]
        text = f"[{', '.join(each.text for each in products)}]"
    else:
        raise Unsupported("the cofactors of a larger matrix")
    return a.new(terms.atom(called("np.array", (text,)), a.shape), value)


@reads("mirrored")
def mirrored(a: Symbol) -> bool:
    """A matrix that is symmetric here and no input itself is taken to be so by its formula."""
    only = a.term.single
    return has_mirrored_entries(a.value) and (only is None or only.text not in a.names.inputs)


@reads("overlapped")
def overlapped(x: Symbol, g: Any) -> Any:
    """Cotangents of windows that are an outer product are added to a convolution."""
    g = symbol(g, x.names)
    value = vjps_selecting.overlapped(bare(x), g.value)
    factors = column_and_row(g.term)
    if factors is not None:
        scalar, column, row = factors
        right = row.text if row is not None else called("np.ones", (x.names.length(g.shape[1]).text,)).text
        return x.new(terms.times(scalar, terms.atom(called("np.convolve", (column.text, right)), x.shape)), value)
    index = f"sliding_window_view(np.arange({x.names.length(x.shape[0]).text}), {x.names.length(g.shape[1]).text})"
    count = x.names.length(x.shape[0]).text
    return x.new(terms.linear(whole(g), lambda inner: called("scatter_add", (count, index, inner.text)), x.shape), value)


@reads("without_constants")
def without_constants(g: Symbol) -> Symbol:
    """A sum without its numbers, where anything is left."""
    kept = tuple([product for product in g.term.products if product.shape])
    if not kept or len(kept) == len(g.term.products):
        return g
    constant = terms.Term(tuple([product for product in g.term.products if not product.shape]))
    number = g.names.value_of(constant)
    return g if number is None else g.new(terms.Term(kept), g.value - number)
