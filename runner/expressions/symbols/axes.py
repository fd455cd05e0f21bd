"""New axes, axes in another order, other shapes: written so that what is spread stays spread."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from ..writing import WHOLE, Text, called, followed, transposed
from . import terms
from .factors import Column
from .readings import READINGS, reads
from .symbol import Symbol, bare
from .terms import Shape, Term
from .whole import whole


def column_of(text: Text) -> Text | None:
    """The vector that is written as a column; None where a text is no column."""
    if isinstance(text, Column):
        return text.inner
    name = text.text.removesuffix("[:, None]")
    return Text(name) if name != text.text and name.isidentifier() else None


def as_column(text: Text) -> Text:
    """A vector as a column."""
    return Column(f"{text.within(WHOLE)}[:, None]", inner=text)


def _with_new_axes(text: Text, parts: list[str]) -> Text:
    index = ", ".join(parts)
    return as_column(text) if parts == [":", "None"] else followed(text, f"[{index}]")


def expanded(x: Symbol, index: list[Any]) -> Symbol:
    """New axes: `x[:, None]`; `index` has a None for each and a slice for each axis of x."""
    value = np.asarray(x.value)[tuple(index)]
    if not x.term.shape:
        return x.new(x.term, value)
    missing = x.ndim - len(x.term.shape)
    parts: list[str] = []
    axis = 0
    for part in index:
        if part is None:
            parts.append("None")
        else:
            parts.append(":" if axis >= missing else "")
            axis += 1
    while parts and parts[0] != ":":
        parts.pop(0)
    parts = [part or "None" for part in parts]
    if "None" not in parts:
        return x.new(x.term, value)
    lengths = iter(x.term.shape)
    shape = tuple(next(lengths) if part == ":" else 1 for part in parts)
    return x.new(_spread(x.term, parts, shape), value)


def _spread(term: Term, parts: list[str], shape: Shape) -> Term:
    """New axes in every factor, where those read as well by themselves."""
    if len(term.products) == 1 and all(each.shape in ((), term.shape) for each, _ in term.products[0].powers):
        inside = [each for each, _ in term.products[0].powers if each.shape]
        if len(inside) == 1:
            powers = tuple(
                (_with_axes(each, parts, shape) if each.shape else each, exponent) for each, exponent in term.products[0].powers
            )
            return terms.Term((terms.Product(term.products[0].number, powers),))
    return terms.linear(term, lambda text: _with_new_axes(text, parts), shape)


def _with_axes(each: terms.Atom, parts: list[str], shape: Shape) -> terms.Atom:
    text = _with_new_axes(each.written, parts)
    return terms.Atom(text.text, text, shape)


@reads(np.expand_dims)
def expand_dims(x: Any, axis: Any) -> Any:
    count = x.ndim + (len(axis) if isinstance(axis, tuple) else 1)
    new = {index(a) % count for a in (axis if isinstance(axis, tuple) else (axis,))}
    return expanded(x, [None if a in new else slice(None) for a in range(count)])


def is_symmetric(x: Symbol) -> bool:
    """Whether an array is a matrix that is its transpose, which nobody writes; one that is diagonal must be written as that."""
    return has_mirrored_entries(x.value) and (_has_others_off_the_diagonal(x.value) or _is_written_as_diagonal(x.text))


def _has_others_off_the_diagonal(value: Any) -> bool:
    return int(np.count_nonzero(value)) > int(np.count_nonzero(np.diagonal(value)))


def _is_written_as_diagonal(text: str) -> bool:
    return "np.eye(" in text or "np.diag(" in text or "np.identity(" in text


def has_mirrored_entries(value: Any) -> bool:
    """Whether an array is a square matrix whose entries are those on the other side of its diagonal, but for rounding."""
    if np.ndim(value) != 2 or np.shape(value)[0] != np.shape(value)[1] or np.shape(value)[0] == 1:
        return False
    near = 1e-13 * float(np.max(np.abs(value)))
    return bool(abs(1.0 * value[0, 1] - value[1, 0]) <= near and np.allclose(value, np.transpose(value), rtol=0, atol=near))


def _matrices_transposed(text: Text) -> Text:
    """`x.mT`, and of that `x`."""
    inner = text.text.removesuffix(".mT")
    return Text(inner) if inner != text.text and inner.isidentifier() else followed(text, ".mT")


def flipped(x: Symbol, order: tuple[int, ...]) -> Symbol:
    """The axes in another order."""
    value = np.transpose(x.value, order)
    if order == tuple(range(x.ndim)) or not x.term.shape or (x.term.shape == x.shape and is_symmetric(x)):
        return x.new(x.term, value)
    if len(x.term.shape) == 1 and x.ndim == 2:
        return x.new(expanded(x.new(x.term, x.value[0]), [slice(None), None]).term, value)
    term = whole(x) if len(x.term.shape) < x.ndim else x.term
    shape = tuple(term.shape[a] for a in order)
    if order == tuple(range(x.ndim))[::-1]:
        return x.new(terms.linear(term, transposed, shape), value)
    moved = [a for a, b in enumerate(order) if a != b]
    if len(moved) == 2:
        a, b = (k - x.ndim if x.ndim - 2 <= moved[0] else k for k in moved)
        if (a, b) == (-2, -1):
            return x.new(terms.linear(term, _matrices_transposed, shape), value)
        return x.new(terms.linear(term, lambda text: called("np.swapaxes", (text.text, str(a), str(b))), shape), value)
    return x.new(terms.linear(term, lambda text: called("np.transpose", (text.text, str(order))), shape), value)


@reads(np.transpose)
def transpose(x: Symbol, axes: Any = None) -> Symbol:
    """The axes reversed, or in the order given."""
    return flipped(x, tuple(range(x.ndim))[::-1] if axes is None else tuple([int(a) % x.ndim for a in axes]))


def _axes_of(x: Any, function: Any, *args: Any) -> tuple[int, ...]:
    """The order of axes that a function of numpy gives."""
    lengths = tuple(range(2, 2 + x.ndim))
    moved = function(np.broadcast_to(0, lengths), *args)
    return tuple(length - 2 for length in moved.shape)


READINGS[np.swapaxes] = lambda x, *axes: flipped(x, _axes_of(x, np.swapaxes, *axes))
READINGS[np.moveaxis] = lambda x, *axes: flipped(x, _axes_of(x, np.moveaxis, *axes))


@reads(np.broadcast_to)
def broadcast_to(x: Symbol, shape: Any, **_: Any) -> Symbol:
    """Spread, which a term is by itself."""
    return x.new(x.term, np.broadcast_to(x.value, bare(shape)))
