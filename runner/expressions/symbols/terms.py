"""Terms of a derivative: sums of products of powers, kept in order, so that what cancels is cancelled and what is
printed can be read.

A term is broadcast to what it stands for: 1 is the gradient of a sum by each of its entries, and becomes an
array of ones only where a matrix product needs one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce

import numpy as np

from ..writing import Text
from .factors import UNIT, Atom, Number, Product, Shape, broadcast
from .joining import LARGEST, joined, simplest, size
from .sums import common_factor, simple, sum_text

__all__ = [
    "ONE",
    "ZERO",
    "Atom",
    "Number",
    "Product",
    "Shape",
    "Term",
    "as_atom",
    "atom",
    "broadcast",
    "linear",
    "minus",
    "number",
    "opposite",
    "over",
    "plus",
    "power",
    "split",
    "times",
]


@dataclass(frozen=True)
class Term:
    """A sum of products; no product at all is zero."""

    products: tuple[Product, ...]

    @cached_property
    def shape(self) -> Shape:
        return broadcast(product.shape for product in self.products)

    @cached_property
    def written(self) -> Text:
        return sum_text(self.products)

    @property
    def text(self) -> str:
        return self.written.text

    @property
    def is_zero(self) -> bool:
        return not self.products

    @cached_property
    def size(self) -> int:
        """How much there is to write."""
        return size(self.products)

    @property
    def single(self) -> Atom | None:
        """The atom that the term is, where it is nothing else."""
        if len(self.products) == 1 and self.products[0].number == 1 and len(self.products[0].powers) == 1:
            atom, power = self.products[0].powers[0]
            return atom if power == 1 else None
        return None


ZERO = Term(())


_CONSTANTS = {
    "np.pi": np.pi, "np.sqrt(np.pi)": np.sqrt(np.pi), "np.sqrt(2 * np.pi)": np.sqrt(2 * np.pi), "np.log(2)": np.log(2.0),
    "np.log(10)": np.log(10.0),
}  # fmt: skip
"""Numbers that rules are made with, as they are written."""


def number(value: Number | int) -> Term:
    if isinstance(value, Fraction):
        return Term((Product(value),)) if value else ZERO
    if float(value).is_integer():
        value = Fraction(int(value))
        return Term((Product(value),)) if value else ZERO
    ratio = simple(float(value))
    if isinstance(ratio, Fraction):
        return Term((Product(ratio),))
    return _named_constant(float(value)) or _kept(float(value)) or Term((Product(float(value)),))


KNOWN_BY = 4
"""A number of so many digits is known by them, as 0.044715 is: no other number is multiplied into it."""


def _kept(value: float) -> Term | None:
    """A number of many digits as it is written in the formula; None for one of few."""
    written = repr(abs(value))
    digits = written.partition("e")[0].replace(".", "").strip("0")
    if len(digits) < KNOWN_BY or not np.isfinite(value):
        return None
    text = written.replace("e-0", "e-")
    kept = Atom(text, Text(text), (), is_number=True)
    return Term((Product(Fraction(-1 if value < 0 else 1), ((kept, UNIT),)),))


def _named_constant(value: float) -> Term | None:
    """A multiple of π, log 2 and the like by a simple fraction."""
    if not np.isfinite(value) or abs(value) > 1e6 or round(value, 6) == value:
        return None
    for text, constant in _CONSTANTS.items():
        for power, base in ((1, constant), (-1, 1 / constant)):
            ratio = Fraction(value / base).limit_denominator(360)
            if ratio and abs(float(ratio) * base - value) <= 4e-16 * abs(value):
                return times(Term((Product(ratio),)), globals()["power"](atom(text, ()), power))
    return None


ONE = number(1)


def atom(text: Text | str, shape: Shape, **more: tuple[Product, ...] | Text | bool | None) -> Term:
    written = Text(text) if isinstance(text, str) else text
    return Term((Product(UNIT, ((Atom(written.text, written, shape, **more), UNIT),)),))  # type: ignore[arg-type]


def as_atom(term: Term) -> Term:
    """The term as one thing, where a sum is to be multiplied or raised to a power."""
    return atom(term.written, term.shape, opened=term.products) if len(term.products) > 1 else term


def plus(first: Term, second: Term) -> Term:
    """The sum, with multiples of equal products joined; brackets are opened and fractions added where something cancels."""
    return Term(simplest(joined((*first.products, *second.products))))


def times(first: Term, second: Term) -> Term:
    """The product element by element; a sum is multiplied out only where something cancels."""
    if first.is_zero or second.is_zero:
        return ZERO
    if len(first.products) == len(second.products) == 1:
        return Term((first.products[0].times(second.products[0]),))
    best = _distributed(as_atom(first), as_atom(second))
    least = first.size + second.size - (2 if min(len(first.products), len(second.products)) == 1 else 0)
    for a, b in ((first, as_atom(second)), (as_atom(first), second), (first, second)):
        if len(a.products) * len(b.products) > LARGEST or len(a.products) == len(b.products) == 1:
            continue
        found = _distributed(a, b)
        if found.size <= least:
            best, least = found, found.size - 1
    return best


def _distributed(first: Term, second: Term) -> Term:
    return reduce(plus, (Term((a.times(b),)) for a in first.products for b in second.products), ZERO)


def minus(first: Term, second: Term) -> Term:
    return plus(first, opposite(second))


def opposite(term: Term) -> Term:
    """The term with its sign turned."""
    return Term(tuple(Product(-product.number, product.powers) for product in term.products))


def power(term: Term, exponent: Number | int) -> Term:
    """The term to a number: of a product factor by factor, where that is allowed for negative numbers too."""
    exponent = Fraction(exponent) if isinstance(exponent, int) or float(exponent).is_integer() else exponent
    if not exponent:
        return ONE
    if term.is_zero:
        return ZERO
    (product,) = as_atom(term).products
    whole = Fraction(exponent).denominator == 1
    if whole and (product.number or exponent > 0):
        return Term((Product(product.number ** int(exponent), tuple((a, p * exponent) for a, p in product.powers)),))
    if product.number == 1 and len(product.powers) == 1 and product.powers[0][1] == 1:
        return Term((Product(Fraction(1), ((product.powers[0][0], exponent),)),))
    return Term((Product(Fraction(1), ((Atom(term.text, term.written, term.shape), exponent),)),))


def over(first: Term, second: Term) -> Term:
    return times(first, power(second, -1))


def split(term: Term, is_outside: Callable[[Atom], bool] | None = None) -> tuple[Term, Term]:
    """(outside, rest): what is one number, which can be taken out of anything linear, and what is not."""
    if len(term.products) != 1:
        common, rest = common_factor(term.products)
        outside = Product(common.number, tuple((a, p) for a, p in common.powers if a.shape == ()))
        if outside.number == 1 and not outside.powers:
            return ONE, term
        inside = Product(Fraction(1), tuple((a, p) for a, p in common.powers if a.shape != ()))
        return Term((outside,)), Term(tuple(inside.times(product) for product in rest))
    (product,) = term.products
    out = is_outside or (lambda each: each.shape == ())
    scalars = tuple((a, p) for a, p in product.powers if out(a))
    rest_powers = tuple((a, p) for a, p in product.powers if not out(a))
    return Term((Product(product.number, scalars),)), Term((Product(Fraction(1), rest_powers),))


def linear(term: Term, build: Callable[[Text], Text], shape: Shape) -> Term:
    """A linear function of a term: a text made of the term's text, with scalar factors in front."""
    if term.is_zero:
        return ZERO
    scalar, rest = split(term)
    return times(scalar, atom(build(rest.written), shape))
