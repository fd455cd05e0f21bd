"""Comparisons, what they are joined to, and what is chosen by them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from .. import tree
from ..writing import UNARY, Text, Writer, called, operation
from . import terms
from .readings import READINGS, reads
from .symbol import Symbol, symbol
from .terms import ONE, ZERO, Term

OTHERWISE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}


def compared(sign: str, function: Any, a: Symbol, b: Symbol) -> Any:
    """A mask. Where nothing is equal at the point, the strict sign is written."""
    if sign in ("==", "!=") and a.dtype == bool and b.shape == () and b.term.is_zero:
        return a if sign == "!=" else ~a
    value = function(a.value, b.value)
    if np.ndim(value) == 0:
        return bool(value)
    if sign in (">=", "<=") and not np.any(np.equal(a.value, b.value)):
        sign = sign[0]
    written = operation(sign, a.term.written, b.term.written)
    otherwise = operation(OTHERWISE[sign], a.term.written, b.term.written)
    shape = terms.broadcast((a.term.shape, b.term.shape))
    return a.new(terms.atom(written, shape, otherwise=otherwise, is_mask=True), value)


def joined_masks(sign: str, function: Any, a: Symbol, b: Symbol) -> Any:
    value = function(a.value, b.value)
    for one, other in ((a, b), (b, a)):  # what holds everywhere, or nowhere, is left out
        if one.term == (ONE if sign == "&" else ZERO):
            return a.new(other.term, value)
    text = operation(sign, a.term.written, b.term.written)
    return a.new(terms.atom(text, terms.broadcast((a.term.shape, b.term.shape)), is_mask=True), value)


_READINGS: dict[Any, Any] = {
    np.greater: partial(compared, ">", np.greater),
    np.greater_equal: partial(compared, ">=", np.greater_equal),
    np.less: partial(compared, "<", np.less),
    np.less_equal: partial(compared, "<=", np.less_equal),
    np.equal: partial(compared, "==", np.equal),
    np.not_equal: partial(compared, "!=", np.not_equal),
    **dict.fromkeys((np.logical_and, np.bitwise_and), partial(joined_masks, "&", np.logical_and)),
    **dict.fromkeys((np.logical_or, np.bitwise_or), partial(joined_masks, "|", np.logical_or)),
}
READINGS.update(_READINGS)


def compared_by_name(name: str, args: Sequence[Any]) -> Symbol | None:
    """A comparison, or masks joined, by a function of numpy, with the sign for it; None where it is no such thing."""
    reading = _SIGNS.get(name)
    if reading is None or not all(isinstance(arg, Symbol) and arg.ndim for arg in args[:1]):
        return None
    if not all(isinstance(arg, Symbol | int | float) for arg in args):
        return None
    first = args[0]
    if name in _OF_MASKS and not all(isinstance(arg, Symbol) and arg.dtype == bool for arg in args):
        return None
    found = reading(*[symbol(arg, first.names) for arg in args])
    return found if isinstance(found, Symbol) else None


_OF_MASKS = ("np.logical_and", "np.logical_or", "np.bitwise_and", "np.bitwise_or")
_NAMES = ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal", *(name[3:] for name in _OF_MASKS))
_SIGNS = {f"np.{name}": _READINGS[getattr(np, name)] for name in _NAMES}


@reads(np.logical_not, np.invert)
def inverted(x: Symbol) -> Symbol:
    """The opposite mask: of a comparison the opposite comparison."""
    only = x.term.single
    if only is not None and only.otherwise is not None:
        mask = terms.atom(only.otherwise, only.shape, otherwise=only.written, is_mask=True)
    else:
        text = Text(f"~{x.term.written.within(UNARY)}", UNARY)
        mask = terms.atom(text, x.term.shape, otherwise=x.term.written, is_mask=True)
    return x.new(mask, np.logical_not(x.value))


def otherwise(node: tree.Node, writer: Writer) -> Text | None:
    """The opposite of a comparison."""
    if type(node) is tree.Call and node.row.name in OTHERWISE:
        return operation(OTHERWISE[node.row.name], *map(writer.text, node.args))
    return None


@reads(np.where)
def where(condition: Any, a: Any, b: Any) -> Any:
    """`np.where(c, g, 0)` is g times the mask; where g is not finite, it stays as it is. One number is compared at the point."""
    if isinstance(condition, bool):
        return a if condition else b
    names = next(each.names for each in (condition, a, b) if isinstance(each, Symbol))
    condition, a, b = (symbol(each, names) for each in (condition, a, b))
    value = np.where(condition.value, a.value, b.value)
    mask = condition if np.asarray(condition.value).dtype.kind == "b" else condition != 0
    if b.term.is_zero and np.isfinite(a.value).all() and isinstance(mask, Symbol):
        return a.new((a * mask).term, value)
    if a.term.is_zero and np.isfinite(b.value).all() and isinstance(mask, Symbol):
        return a.new((b * ~mask).term, value)
    text = called("np.where", (condition.text, a.text, b.text))
    return a.new(terms.atom(text, terms.broadcast(each.term.shape for each in (condition, a, b))), value)


@reads("times missing")
def times_missing(a: Symbol, b: Symbol, product: Symbol) -> Symbol:
    """A product that is NaN: where a zero meets what is missing, it is to be 0, and a mask of what is there is not needed."""
    for zero, other in ((a, b), (b, a)):
        missing = np.isnan(other.value)
        if missing.any() and np.all(np.equal(zero.value, 0) | ~np.isnan(product.value)):
            here = np.broadcast_to(missing, product.shape)
            what = terms.split(other.term)[1].text
            if what == "1":  # as of r / r, which is 1 as it is written
                return product.new(terms.times(zero.term, other.term), np.where(here, 0.0, product.value))
            rest = _unmasked(zero.term) if np.array_equal(np.broadcast_to(zero.value == 0, product.shape), here) else zero.term
            scalar, inner = terms.split(terms.times(rest, other.term))
            text = called("np.where", (f"np.isnan({what})", "0", inner.text))
            term = terms.times(scalar, terms.atom(text, terms.broadcast((other.term.shape, inner.shape))))
            return product.new(term, np.where(here, 0.0, product.value))
    return product


def _unmasked(term: Term) -> Term:
    """A product without the one mask in it."""
    if len(term.products) != 1:
        return term
    (product,) = term.products
    masks = [each for each, power in product.powers if each.is_mask and power == 1]
    if len(masks) != 1:
        return term
    return Term((terms.Product(product.number, tuple([pair for pair in product.powers if pair[0] is not masks[0]])),))
