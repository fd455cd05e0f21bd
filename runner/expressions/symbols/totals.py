"""Sums over axes, written so that what is spread stays spread."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np

from ..trace import Unsupported
from ..writing import Text, called, followed, operation
from . import terms
from .axes import column_of
from .names import Names
from .readings import reads
from .symbol import Symbol
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
        opened = dropped(Term(each.opened), axes, len(each.shape))
        return terms.Atom(opened.text, opened.written, shape, opened.products)
    else:
        index = ["0" if a in axes else ":" for a in range(len(each.shape))]
        while index and index[-1] == ":":
            index.pop()
        text = followed(each.written, f"[{', '.join(index)}]")
    return terms.Atom(text.text, text, shape)
