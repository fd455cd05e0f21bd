"""Sums over axes, written so that what is spread stays spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import index
from typing import Any, TypeAlias

import numpy as np

from ..trace import Unsupported
from ..writing import NO_TEXT, WHOLE, Text, called, followed, operation
from . import terms
from .axes import as_column, column_of
from .factors import UNIT, Total, summand
from .names import Names
from .pieces import Taken
from .products import Outer, is_identity
from .readings import reads
from .sums import sum_text, with_mean
from .symbol import Symbol, bare
from .terms import ONE, Shape, Term


def padded(x: Symbol) -> Shape:
    """The shape of the term with the axes that it does not have as axes of length 1."""
    return (1,) * (x.ndim - len(x.term.shape)) + x.term.shape


@reads(np.mean)
def mean(x: Any, axis: Any = None, keepdims: Any = False, **options: Any) -> Any:
    """The sum over the number of its summands; written as a mean where that does not cancel."""
    total = summed(x, axis, keepdims, **options)
    count = x.names.lengths(tuple([x.shape[a] for a in _axes(x.ndim, axis)]))
    term = terms.over(total.term, count) if not count.is_zero else total.term
    value = np.full_like(total.value, np.nan) if count.is_zero else np.mean(x.value, axis=axis, keepdims=keepdims)
    return x.named(Term(tuple(map(with_mean, term.products))), value)


def reduced(rule: str, args: Sequence[Any], options: Mapping[str, Any]) -> Symbol | None:
    """A sum or mean that the formula takes, as one of a rule would be written; None where it is no such thing."""
    function = {"np.sum": summed, "np.mean": mean}.get(rule)
    if function is None or not isinstance(args[0], Symbol) or not args[0].ndim or not set(options) <= {"axis", "keepdims"}:
        return None
    found: Symbol = function(args[0], *map(bare, args[1:]), **options)
    return found


def _axes(ndim: int, axis: Any) -> tuple[int, ...]:
    """The axes that are meant, counted from the front."""
    if axis is None:
        return tuple(range(ndim))
    return tuple([index(a) % ndim for a in (axis if isinstance(axis, tuple | list) else (axis,))])


@reads(np.sum)
def summed(x: Any, axis: Any = None, keepdims: Any = False, **options: Any) -> Any:
    """`np.sum`: what is the same along an axis is multiplied with its length, or stands before the sum."""
    if any(value is not None for value in options.values()):
        raise Unsupported("np.sum with options")
    axes = _axes(x.ndim, axis)
    value = np.sum(x.value, axis=axes, keepdims=keepdims)
    x = x.new(_parted(x.term, axes, x.ndim), x.value)
    own, term = padded(x), x.term
    for a in axes:
        if own[a] == 1:
            term = terms.times(x.names.length(x.shape[a]) if x.shape[a] != 1 else ONE, term)
    summed_axes = [a for a in axes if own[a] != 1]
    missing = x.ndim - len(x.term.shape)
    if term.is_zero:
        return x.new(term, value)
    if summed_axes:
        factor, rest = _outside(term, summed_axes, x.ndim)
        first = x.ndim - len(rest.shape)
        term = _total(rest, [a - first for a in summed_axes], x.names)
        if factor.shape or factor.products != ONE.products:
            term = terms.times(factor, term)
    if not keepdims:
        term = dropped(term, [a - missing for a in axes if a >= missing], x.ndim - missing)
    return x.named(term, value)


def _outside(term: Term, axes: list[int], ndim: int) -> tuple[Term, Term]:
    """The factors that are the same along the axes that are summed, and the rest."""

    def is_outside(atom: terms.Atom) -> bool:
        shape = (1,) * (ndim - len(atom.shape)) + atom.shape
        return all(shape[a] == 1 for a in axes)

    if len(term.products) != 1:
        return terms.split(term)
    factor, rest = terms.split(term, is_outside)
    return factor, rest


def _parted(term: Term, axes: tuple[int, ...], ndim: int) -> Term:
    """An outer product that is summed as a column times a row."""
    if ndim != MATRIX or len(term.products) != 1 or len(term.shape) != MATRIX:
        return term
    (product,) = term.products
    for each, exponent in product.powers:
        if isinstance(each.written, Outer) and exponent == 1 and (len(axes) == 1 or _has_other(product, each)):
            left, right = each.written.left, each.written.right
            column, row = terms.atom(as_column(left), (each.shape[0], 1)), terms.atom(right, each.shape[1:])
            others = Term((terms.Product(product.number, tuple(pair for pair in product.powers if pair[0] is not each)),))
            return terms.times(others, terms.times(column, row))
    return term


def _has_other(product: terms.Product, each: terms.Atom) -> bool:
    return any(other is not each and other.shape == each.shape for other, _ in product.powers)


def _total(term: Term, axes: list[int], names: Names) -> Term:
    """The sum over axes of the term's own shape, with the axes kept, but for leading ones."""
    only = term.single
    if only is not None and axes == [len(term.shape) - 1] and only.text in names.sums_to_one:
        return ONE
    inner = None if only is None or len(axes) < len(term.shape) else summand(only)
    if inner is not None:
        return terms.atom(f"np.sum({inner})", ())
    shape = tuple(1 if a in axes else length for a, length in enumerate(term.shape))
    contracted = _as_products(term, tuple(axes))
    if contracted is not None:
        is_column = axes == [1]
        return terms.atom(as_column(contracted) if is_column else contracted, shape if is_column else shape[len(axes) :])
    lengths = names.lengths(tuple([term.shape[a] for a in axes]))
    count = lengths.products[0] if lengths.products else terms.Product(UNIT)
    leading = axes == list(range(len(axes)))
    mean = _reduced("mean", term, axes, leading)
    text = replace(_reduced("sum", term, axes, leading), mean=mean, count=count)
    return terms.atom(text, shape[len(axes) :] if leading else shape)


def _reduced(function: str, term: Term, axes: list[int], leading: bool) -> Total:
    """`np.sum(…)` or `np.mean(…)`, with the axes kept where they are not the leading ones, which nobody has to write."""
    where = "" if len(axes) == len(term.shape) else f", axis={axes[0] if len(axes) == 1 else tuple(axes)}"
    plain, kept = (Text(f"np.{function}({term.text}{where}{keepdims})") for keepdims in ("", ", keepdims=True"))
    return Total(plain.text, kept=kept, axes=tuple(axes)) if leading else Total(kept.text, without=plain, axes=tuple(axes))


MATRIX = 2


def _as_products(term: Term, axes: tuple[int, ...]) -> Text | None:
    """`g @ X` for the sum of `g[:, None] * X` along the first axis, `X @ v` for that of `X * v` along the second, `g @ X @ v`
    along both; `u @ v` for that of `u * v`, the trace for a sum along the diagonal."""
    if len(term.products) != 1:
        return None
    powers = term.products[0].powers
    if len(term.shape) == 1:
        plain = len(powers) == 2 and all(power == 1 and not each.is_mask and len(each.shape) == 1 for each, power in powers)
        return operation("@", powers[0][0].written, powers[1][0].written) if plain else None
    if len(term.shape) != MATRIX:
        return None
    columns: list[tuple[terms.Atom, terms.Number]] = []
    rows: list[tuple[terms.Atom, terms.Number]] = []
    full: list[tuple[terms.Atom, terms.Number]] = []
    for each, power in powers:
        if each.shape == term.shape:
            full.append((each, power))
        elif each.shape == term.shape[1:]:
            rows.append((each, power))
        elif (column := column_of(each.written)) is not None:
            columns.append((terms.Atom(column.text, column, each.shape[:1]), power))
        else:
            return None
    return _matrix_product(columns, full, rows, axes)


Factors: TypeAlias = list[tuple[terms.Atom, terms.Number]]


def _matrix_product(columns: Factors, full: Factors, rows: Factors, axes: tuple[int, ...]) -> Text | None:
    if not any(power > 0 for _, power in full):
        return None
    left, middle, right = (_grouped(each) for each in (columns, full, rows))
    assert middle is not None
    if axes == (0,):
        return None if left is None else operation("@", left, middle)
    if axes == (1,):
        return None if right is None else operation("@", middle, right)
    diagonal = [pair for pair in full if not is_identity(pair[0])]
    if left is None or right is None:
        is_trace = left is right is None and 0 < len(diagonal) < len(full)
        return called("np.trace", (sum_text((terms.Product(UNIT, tuple(diagonal)),)).text,)) if is_trace else None
    if not diagonal:
        return operation("@", *((right, left) if left.symbol == "@" else (left, right)))
    return operation("@", operation("@", left, middle), right)


def _grouped(factors: Factors) -> Text | None:
    """The product of some factors; a quotient in brackets, which reads badly before a matrix."""
    if not factors:
        return None
    text = sum_text((terms.Product(UNIT, tuple(factors)),))
    return Text(text.within(WHOLE)) if text.symbol == "/" else text


def column_and_row(term: Term) -> tuple[Term, Text, Text | None] | None:
    """(scalar, column, row) of a product of a vector along the first axis and one, or nothing, along the second."""
    scalar, rest = terms.split(term)
    term = _parted(rest, (1,), MATRIX)
    if len(term.products) != 1 or term.products[0].number != 1:
        return None
    columns: Factors = []
    rows: Factors = []
    for each, power in term.products[0].powers:
        column = column_of(each.written)
        if len(each.shape) == 1:
            rows.append((each, power))
        elif column is not None:
            columns.append((terms.Atom(column.text, column, each.shape[:1]), power))
        else:
            return None
    left = _grouped(columns)
    return None if left is None else (scalar, left, _grouped(rows))


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
    if isinstance(each.written, Total) and each.written.without is not NO_TEXT and set(each.written.axes) == set(axes):
        text = each.written.without
    elif isinstance(each.written, Taken) and (fewer := each.written.without(axes)) is not None:
        text = fewer
    elif axes == [1] and len(each.shape) == 2 and (column := column_of(each.written)) is not None:
        text = column
    elif each.opened is not None:
        opened = dropped(Term(each.opened), axes, len(each.shape))
        return terms.Atom(opened.text, opened.written, shape, opened.products)
    else:
        index = ["0" if a in axes else ":" for a in range(max(axes) + 1)]
        text = followed(each.written, f"[{', '.join(index)}]")
    return terms.Atom(text.text, text, shape)
