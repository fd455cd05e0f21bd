"""Entries taken by an index, and cotangents sent back to where the entries came from."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from .. import helpers
from ..trace import Unsupported
from ..writing import WHOLE, called, followed
from . import terms
from .axes import expanded
from .general import argument
from .items import is_whole
from .pieces import Block, Row, Unit
from .readings import reads
from .shapes import reshape
from .symbol import Symbol, bare, symbol
from .terms import ZERO, Term
from .totals import summed
from .whole import whole


@reads("sent")
def sent(x: Any, where: Any, g: Any) -> Any:
    """Cotangents sent back to the entries that an index took."""
    parts = _complete(where, x.ndim)
    g = symbol(g, x.names)
    new = [place for place, part in enumerate(parts) if part is None]
    if new and not any(np.ndim(bare(part)) for part in parts if not isinstance(part, slice) and part is not None):
        behind = [part for part in parts if part is not None and not isinstance(part, slice)]
        kept = [place for place, part in enumerate(parts) if part is None or isinstance(part, slice)]
        g = summed(g, tuple(kept.index(place) for place in new)) if len(behind) < len(parts) else g
        parts = [part for part in parts if part is not None]
    value = np.zeros(x.shape)
    np.add.at(value, bare(tuple(parts)), g.value)
    if g.term.is_zero or all(is_whole(part) for part in parts):
        return x.new(g.term, value)
    term = _one_hot(x, parts, g) or _padded(x, parts, g)
    if term is None:
        shape = f"{x.text}.shape" if x.text.isidentifier() and x.ndim > 1 else x.names.shape(x.shape)
        scalar, rest = terms.split(whole(g))
        single = [int(bare(part)) for part in parts if isinstance(bare(part), int | np.integer)]
        places = tuple([k % length for k, length in zip(single, x.shape, strict=False)])
        text = called("scatter_add", (shape, _target(parts, x), rest.text))
        if len(single) == len(parts) - sum(map(is_whole, parts)) == 1 and x.ndim > 1 and not is_whole(parts[0]):
            text = Row(text.text, inner=rest.written, place=places[0])
        if len(single) == x.ndim and rest.products == terms.ONE.products:
            text = Unit(text.text, place=places)
        term = terms.times(scalar, terms.atom(text, x.shape))
    return x.new(term, value)


def _complete(where: Any, ndim: int) -> list[Any]:
    """The parts of an index, with a slice for every axis that it leaves out."""
    parts = list(where) if isinstance(where, tuple) else [where]
    if any(part is Ellipsis for part in parts):
        place = next(place for place, part in enumerate(parts) if part is Ellipsis)
        parts[place : place + 1] = [slice(None)] * (ndim - sum(part is not None for part in parts) + 1)
    masks = sum(np.ndim(bare(part)) - 1 for part in parts if np.asarray(bare(part)).dtype == bool and np.ndim(bare(part)))
    return [*parts, *[slice(None)] * (ndim - masks - sum(part is not None for part in parts))]


def _one_hot(x: Symbol, parts: list[Any], g: Symbol) -> Term | None:
    """`one_hot(y, K)` times the cotangents, where the index takes one entry of each row: `p[np.arange(N), y]`.

    There the entries that were taken are those of the whole array: p / p[np.arange(N), y] is 1.
    """
    if x.ndim == 1 and isinstance(bare(parts[0]), int | np.integer):
        return _unit(x, parts[0], g)
    if x.ndim != 2 or len(parts) != 2:
        return None
    rows, labels = (np.asarray(bare(part)) for part in parts)
    if rows.dtype.kind not in "iu" or labels.dtype.kind not in "iu" or rows.shape != labels.shape or rows.ndim != 1:
        return None
    if not np.array_equal(rows, np.arange(x.shape[0])) or np.any(labels < 0):
        return None
    names = x.names
    value = helpers.one_hot(labels, x.shape[1])
    count = names.length(x.shape[1]).text
    is_unit = x.shape[0] == x.shape[1] and np.array_equal(labels, rows)
    text = called("np.eye", (count,)) if is_unit else called("one_hot", (argument(parts[1], names), count))
    chosen = names.atom(text, value)
    names.sums_to_one.add(chosen.text)
    picked = followed(x.term.written, f"[{', '.join(argument(part, names) for part in parts)}]").text
    spread = expanded(_replaced(g, picked, "\0"), [slice(None), None]).term
    return terms.times(_replaced_in(spread, "\0", x.term), chosen)


def _unit(x: Symbol, place: Any, g: Symbol) -> Term:
    """`one_hot(k, n)` times the cotangent, where the index takes one entry of a vector."""
    names = x.names
    number = int(bare(place)) % x.shape[0]
    where = argument(place, names) if isinstance(place, Symbol) else str(number)
    text = Unit(f"one_hot({where}, {names.length(x.shape[0]).text})", place=(number,))
    names.sums_to_one.add(text.text)
    picked = followed(x.term.written, f"[{argument(place, names)}]").text
    return terms.times(_replaced_in(g.term, picked, x.term), terms.atom(text, x.shape))


def _replaced(g: Symbol, picked: str, mark: str) -> Symbol:
    """The cotangents with one of their factors marked as a number, which is not spread."""
    return g.new(_replaced_in(g.term, picked, terms.atom(mark, ())), g.value)


def _replaced_in(term: Term, text: str, other: Term) -> Term:
    result = ZERO
    for product in term.products:
        found = terms.number(product.number)
        for each, exponent in product.powers:
            part = (
                other
                if each.text == text and (exponent < 0 or not other.shape or text == "\0")
                else terms.Term((terms.Product(Fraction(1), ((each, Fraction(1)),)),))
            )
            found = terms.times(found, terms.power(part, exponent))
        result = terms.plus(result, found)
    return result


def _padded(x: Symbol, parts: list[Any], g: Symbol) -> Term | None:
    """The cotangents between zeros, where the index takes a block."""
    widths, cut = [], []
    for axis, part in enumerate(parts):
        if not isinstance(part, slice) or len(parts) != x.ndim:
            return None
        first, last, step = bare(part).indices(x.shape[axis])
        if step != 1 or last < first:
            return None
        widths.append((first, x.shape[axis] - last))
        if (first, last) != (0, x.shape[axis]):
            cut.append((axis, first, last))
    texts = [f"({x.names.length(low).text}, {x.names.length(high).text})" for low, high in widths]
    inside = texts[0] if x.ndim == 1 else f"({', '.join(texts)})"
    if x.ndim == 1 and widths[0][0] == widths[0][1]:
        inside = x.names.length(widths[0][0]).text
    scalar, rest = terms.split(whole(g))
    text = (
        Block(f"np.pad({rest.text}, {inside})", WHOLE, "", None, rest.written, *cut[0])
        if len(cut) == 1
        else called("np.pad", (rest.text, inside))
    )
    return terms.times(scalar, terms.atom(text, x.shape))


def _target(parts: list[Any], x: Symbol) -> str:
    """An index as arrays; slices of several axes meet as a grid."""
    while parts and is_whole(parts[-1]):
        parts.pop()
    if any(part is None for part in parts):
        raise Unsupported("a new axis in an index")
    slices = [place for place, part in enumerate(parts) if isinstance(part, slice)]
    arrays = [place for place, part in enumerate(parts) if not isinstance(part, slice) and np.ndim(bare(part))]
    if slices and arrays and not (len(slices) == 1 and len(arrays) == 1):
        raise Unsupported("slices and arrays in one index")
    texts = []
    for place, part in enumerate(parts):
        if not isinstance(part, slice):
            text = argument(part, x.names)
            behind = sum(other > place for other in slices) if np.ndim(bare(part)) else 0
        else:
            taken = np.arange(x.shape[place])[bare(part)]
            text = whole(symbol(taken, x.names)).text if taken.size > 1 else f"np.array({taken.tolist()})"
            behind = sum(other > place for other in (*slices, *arrays))
        texts.append(f"{text}[{', '.join([':', *['None'] * behind])}]" if behind else text)
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


@reads("numbered")
def numbered(x: Any) -> Any:
    """The numbers of the entries."""
    value = np.arange(np.size(x.value)).reshape(x.shape)
    text = called("np.arange", (x.names.lengths(x.shape).text,))
    if x.ndim != 1:
        shape = f"{x.text}.shape" if x.text.isidentifier() else x.names.shape(x.shape)
        text = followed(text, f".reshape({shape})")
    return x.new(terms.atom(text, x.shape), value)


@reads("added_at")
def added_at(x: Any, places: Any, g: Any) -> Any:
    """Cotangents added at flat places."""
    flat = Symbol(terms.atom(x.text, (int(np.size(x.value)),)), np.ravel(x.value), x.names)
    return reshape(sent(flat, places, g), x.shape)
