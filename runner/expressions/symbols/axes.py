"""Sums over axes, new axes, axes in another order: written so that what is spread stays spread."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np

from ..trace import Unsupported
from ..writing import NO_TEXT, WHOLE, Text, called, followed, operation, transposed
from . import terms
from .names import Names
from .symbol import READINGS, Symbol, bare, reads, whole
from .terms import ONE, Shape, Term


def padded(x: Symbol) -> Shape:
    """The shape of the term with the axes that it does not have as axes of length 1."""
    return (1,) * (x.ndim - len(x.term.shape)) + x.term.shape


@reads(np.sum)
def summed(x: Any, axis: Any = None, keepdims: Any = False, **options: Any) -> Any:
    """`np.sum`: what is the same along an axis is multiplied with its length, or stands before the sum."""
    if any(value is not None for value in options.values()):
        raise Unsupported("np.sum with options")
    axes = (
        tuple(range(x.ndim))
        if axis is None
        else tuple(index(a) % x.ndim for a in (axis if isinstance(axis, tuple | list) else (axis,)))
    )
    value = np.sum(x.value, axis=axes, keepdims=keepdims)
    own = padded(x)
    term = x.term
    for a in axes:
        if own[a] == 1:
            term = terms.times(x.names.length(x.shape[a]) if x.shape[a] != 1 else ONE, term)
    summed_axes = [a for a in axes if own[a] != 1]
    missing = x.ndim - len(x.term.shape)
    if term.is_zero:
        return x.new(term, value)
    if summed_axes:
        factor, rest = _outside(term, summed_axes, x.ndim)
        term = _total(rest, [a - missing for a in summed_axes], x.names)
        if factor.shape or factor.products != ONE.products:
            term = terms.times(factor, term)
    if not keepdims:
        term = dropped(term, [a - missing for a in axes if a >= missing], x.ndim - missing)
    return x.new(term, value)


def _outside(term: Term, axes: list[int], ndim: int) -> tuple[Term, Term]:
    """The factors that are the same along the axes that are summed, and the rest."""

    def is_outside(atom: terms.Atom) -> bool:
        shape = (1,) * (ndim - len(atom.shape)) + atom.shape
        return all(shape[a] == 1 for a in axes)

    if len(term.products) != 1:
        return terms.split(term)
    factor, rest = terms.split(term, is_outside)
    return factor, rest


def _total(term: Term, axes: list[int], names: Names) -> Term:
    """The sum over axes of the term's own shape, with the axes kept."""
    shape = tuple(1 if a in axes else length for a, length in enumerate(term.shape))
    only = term.single
    if only is not None and axes == [len(term.shape) - 1] and only.text in names.sums_to_one:
        return ONE
    where = "" if len(axes) == len(term.shape) else f", axis={axes[0] if len(axes) == 1 else tuple(axes)}"
    if not where:
        return terms.atom(called("np.sum", (term.text,)), ())
    return terms.atom(Kept(f"np.sum({term.text}{where}, keepdims=True)", inner=term, where=where, axes=tuple(axes)), shape)


@dataclass(frozen=True, slots=True)
class Kept(Text):
    """A sum with its axes kept: without, it is another text."""

    inner: Term = ONE
    where: str = ""
    axes: tuple[int, ...] = ()

    def without(self) -> Text:
        """The sum without its axes; of a matrix times a spread vector, the product of the two."""
        return _as_matmul(self.inner, self.axes) or called("np.sum", (f"{self.inner.text}{self.where}",))


def _as_matmul(term: Term, axes: tuple[int, ...]) -> Text | None:
    """`g @ X` for the sum of `g[:, None] * X` along the first axis, `X @ v` for that of `X * v` along the second."""
    if len(term.products) != 1 or len(term.shape) != 2 or len(axes) != 1 or term.products[0].number != 1:
        return None
    powers = term.products[0].powers
    if len(powers) != 2 or any(power != 1 for _, power in powers):
        return None
    for (vector, _), (matrix, _) in (powers, powers[::-1]):
        if matrix.shape != term.shape:
            continue
        column = column_of(vector.written)
        if axes == (0,) and column is not None:
            return operation("@", column, matrix.written)
        if axes == (1,) and vector.shape == term.shape[1:]:
            return operation("@", matrix.written, vector.written)
    return None


@dataclass(frozen=True, slots=True)
class Column(Text):
    """A vector as a column: `v[:, None]`."""

    inner: Text = NO_TEXT


def column_of(text: Text) -> Text | None:
    """The vector that is written as a column; None where a text is no column."""
    if isinstance(text, Column):
        return text.inner
    name = text.text.removesuffix("[:, None]")
    return Text(name) if name != text.text and name.isidentifier() else None


def _with_new_axes(text: Text, parts: list[str]) -> Text:
    index = ", ".join(parts)
    return Column(f"{text.within(WHOLE)}[{index}]", inner=text) if parts == [":", "None"] else followed(text, f"[{index}]")


def dropped(term: Term, axes: list[int], ndim: int) -> Term:
    """A term without axes of length 1 (counted from the front of `ndim` axes)."""
    found = []
    for product in term.products:
        powers = []
        for each, exponent in product.powers:
            missing = ndim - len(each.shape)
            own = [a - missing for a in axes if a >= missing]
            powers.append((_without(each, own) if own else each, exponent))
        found.append(terms.Product(product.number, tuple(powers)))
    return terms.Term(tuple(found))


def _without(each: terms.Atom, axes: list[int]) -> terms.Atom:
    """An atom without some of its axes, which have length 1."""
    shape = tuple(length for a, length in enumerate(each.shape) if a not in axes)
    if isinstance(each.written, Kept) and set(each.written.axes) == set(axes):
        text = each.written.without()
    elif axes == [1] and len(each.shape) == 2 and (column := column_of(each.written)) is not None:
        text = column
    elif each.opened is not None:
        opened = dropped(each.opened, axes, len(each.shape))
        return terms.Atom(opened.text, opened.written, shape, opened)
    else:
        index = ["0" if a in axes else ":" for a in range(len(each.shape))]
        while index and index[-1] == ":":
            index.pop()
        text = followed(each.written, f"[{', '.join(index)}]")
    return terms.Atom(text.text, text, shape)


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


def flipped(x: Symbol, order: tuple[int, ...]) -> Symbol:
    """The axes in another order."""
    value = np.transpose(x.value, order)
    if order == tuple(range(x.ndim)) or not x.term.shape:
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
        a, b = (-1, -2) if (a, b) == (-2, -1) else (a, b)
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


@reads(np.reshape)
def reshape(x: Any, shape: Any, **_: Any) -> Any:
    value = np.reshape(x.value, bare(shape))
    if not x.term.shape or np.shape(value) == x.shape:
        return x.new(x.term, value)
    real = [length for length in value.shape if length != 1]
    if real == [length for length in x.shape if length != 1] and len(real) <= 2 and x.ndim < value.ndim:
        index = [None if length == 1 else slice(None) for length in value.shape]
        if sum(part is not None for part in index) == x.ndim:
            return expanded(x, index)
    text = x.names.shape(value.shape)
    text = text[1:-1] if text.startswith("(") and text.count("(") == 1 and len(value.shape) > 1 else text
    if not value.shape:
        return x.new(terms.linear(whole(x), lambda inner: called("np.sum", (inner.text,)), ()), value)
    if value.ndim == 1:
        return x.new(terms.linear(whole(x), lambda inner: followed(inner, ".ravel()"), value.shape), value)
    return x.new(terms.linear(whole(x), lambda inner: followed(inner, f".reshape({text})"), value.shape), value)


@reads(np.ravel)
def ravel(x: Symbol, **_: Any) -> Symbol:
    """As one vector."""
    found: Symbol = reshape(x, -1)
    return found
