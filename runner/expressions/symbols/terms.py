"""Terms of a derivative: sums of products of powers, kept in order, so that what cancels is cancelled and what is
printed can be read.

A term is broadcast to what it stands for: 1 is the gradient of a sum by each of its entries, and becomes an
array of ones only where a matrix product needs one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, reduce
from typing import TypeAlias

import numpy as np

from ..writing import PRODUCT, Text, called, negative, operation

Shape: TypeAlias = tuple[int, ...]
Number: TypeAlias = Fraction | float

UNIT = Fraction(1)

LARGEST = 48
"""A sum is not multiplied out to more products than these."""


@dataclass(frozen=True)
class Atom:
    """An expression that is not taken apart, and the shape of its value. Two are equal where they are written alike.

    `opened` is the sum that it stands for, `otherwise` the mask that holds where this one does not; a
    mask is an array of truth values, of which numpy takes neither sums nor negatives as those of numbers.
    """

    text: str
    written: Text = field(compare=False)
    shape: Shape = field(compare=False)
    opened: Term | None = field(default=None, compare=False, repr=False)
    otherwise: Text | None = field(default=None, compare=False, repr=False)
    is_mask: bool = field(default=False, compare=False, repr=False)


Powers: TypeAlias = tuple[tuple[Atom, Number], ...]


@dataclass(frozen=True)
class Product:
    """A number times powers of atoms, element by element."""

    number: Number
    powers: Powers = ()

    @cached_property
    def shape(self) -> Shape:
        return broadcast(atom.shape for atom, _ in self.powers)

    def times(self, other: Product) -> Product:
        powers = dict(self.powers)
        for atom, power in other.powers:
            before = powers.get(atom)
            powers[atom] = power if before is None else before + power
        number = other.number if self.number is UNIT else self.number if other.number is UNIT else self.number * other.number
        for atom in [atom for atom, power in powers.items() if atom.text.isdigit() and Fraction(power).denominator == 1]:
            number *= Fraction(int(atom.text)) ** int(powers.pop(atom))  # of √2, squared
        # An atom that cancels takes its shape with it: what is broadcast to the whole needs none.
        return Product(number, tuple((atom, power) for atom, power in powers.items() if power))


@dataclass(frozen=True)
class Term:
    """A sum of products; no product at all is zero."""

    products: tuple[Product, ...]

    @cached_property
    def shape(self) -> Shape:
        return broadcast(product.shape for product in self.products)

    @cached_property
    def written(self) -> Text:
        return _sum(self.products)

    @property
    def text(self) -> str:
        return self.written.text

    @property
    def is_zero(self) -> bool:
        return not self.products

    @cached_property
    def size(self) -> int:
        """How much there is to write."""
        return sum(1 + sum(_size(atom) for atom, _ in product.powers) for product in self.products)

    @property
    def single(self) -> Atom | None:
        """The atom that the term is, where it is nothing else."""
        if len(self.products) == 1 and self.products[0].number == 1 and len(self.products[0].powers) == 1:
            atom, power = self.products[0].powers[0]
            return atom if power == 1 else None
        return None


def _size(atom: Atom) -> int:
    return 1 if atom.opened is None else 1 + atom.opened.size


def broadcast(shapes: Iterable[Shape]) -> Shape:
    return np.broadcast_shapes(*shapes)


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
    return _named_constant(float(value)) or Term((Product(float(value)),))


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


def atom(text: Text | str, shape: Shape, **more: Term | Text | bool | None) -> Term:
    written = Text(text) if isinstance(text, str) else text
    return Term((Product(UNIT, ((Atom(written.text, written, shape, **more), UNIT),)),))  # type: ignore[arg-type]


def as_atom(term: Term) -> Term:
    """The term as one thing, where a sum is to be multiplied or raised to a power."""
    return atom(term.written, term.shape, opened=term) if len(term.products) > 1 else term


def plus(first: Term, second: Term) -> Term:
    """The sum, with multiples of equal products joined; brackets are opened where something cancels."""
    joined = _joined((*first.products, *second.products))
    if len(joined.products) > 1:
        opened = _opened(joined)
        if opened is not None and opened.size < joined.size:
            return opened
    return joined


def _joined(products: Iterable[Product]) -> Term:
    numbers: dict[frozenset[tuple[Atom, Number]], tuple[Number, Powers]] = {}
    for product in products:
        key = frozenset(product.powers)
        before, powers = numbers.get(key, (Fraction(0), product.powers))
        numbers[key] = before + product.number, powers
    return Term(tuple(Product(value, powers) for value, powers in numbers.values() if value))


def _opened(term: Term) -> Term | None:
    """The sum with its brackets multiplied out; None where there are none, or too many."""
    found: list[Product] = []
    any_opened = False
    for product in term.products:
        parts = [Product(product.number)]
        for each, power in product.powers:
            if each.opened is not None and power in (1, 2) and len(parts) * len(each.opened.products) ** int(power) <= LARGEST:
                any_opened = True
                for _ in range(int(power)):
                    parts = [part.times(inner) for part in parts for inner in each.opened.products]
            else:
                parts = [part.times(Product(Fraction(1), ((each, power),))) for part in parts]
        found += parts
    return _joined(found) if any_opened and len(found) <= LARGEST else None


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


def common_factor(products: tuple[Product, ...]) -> tuple[Product, tuple[Product, ...]]:
    """What all products of a sum have in common, and the products without it."""
    numbers: set[Number] = {product.number if product.number > 0 else -product.number for product in products}
    value: Number = numbers.pop() if len(numbers) == 1 else Fraction(1)
    shared: dict[Atom, Number] = {}
    for each, exponent in products[0].powers:
        exponents: list[Number] = [dict(product.powers).get(each, Fraction(0)) for product in products]
        if all(other * exponent > 0 for other in exponents):
            shared[each] = min(exponents, key=lambda one: abs(float(one)))
    rest = tuple(
        Product(
            product.number / value,
            tuple((each, exponent - shared.get(each, 0)) for each, exponent in product.powers if exponent != shared.get(each)),
        )
        for product in products
    )
    return Product(value, tuple(shared.items())), rest


def _sum(products: tuple[Product, ...]) -> Text:
    if not products:
        return Text("0")
    if len(products) == 1:
        return _product(products[0])
    common, rest = common_factor(products)
    if common.number != 1 or common.powers:
        inner = Term(rest)
        if all(product.number < 0 for product in rest):
            inner, common = opposite(inner), Product(-common.number, common.powers)
        alone = Atom(inner.text, inner.written, inner.shape)
        numerators = [(each, power) for each, power in common.powers if power > 0]
        rest_powers = [(each, power) for each, power in common.powers if power < 0]
        return _product(Product(common.number, (*numerators, (alone, Fraction(1)), *rest_powers)))
    chosen = _chosen(products)
    if chosen is not None:
        return chosen
    # A sum that begins with a minus sign is harder to read.
    ordered = sorted(products, key=lambda product: product.number < 0)
    result = _product(ordered[0], in_numbers=any(map(_is_mask, ordered[1:])))
    for product in ordered[1:]:
        if product.number < 0:
            result = operation("-", result, _product(Product(-product.number, product.powers)))
        else:
            result = operation("+", result, _product(product))
    return result


def _chosen(products: tuple[Product, ...]) -> Text | None:
    """`np.where(mask, a, b)` for `mask * a + otherwise * b`."""
    if len(products) != 2:
        return None
    for mask, exponent in products[0].powers:
        if mask.otherwise is not None and exponent == 1:
            for other, power in products[1].powers:
                if other.text == mask.otherwise.text and power == 1:
                    a, b = (
                        _product(Product(product.number, tuple(pair for pair in product.powers if pair[0] is not each)))
                        for product, each in ((products[0], mask), (products[1], other))
                    )
                    return called("np.where", (mask.text, a.text, b.text))
    return None


def _is_mask(product: Product) -> bool:
    """Whether the value is one of truth values."""
    return abs(product.number) == 1 and bool(product.powers) and all(each.is_mask and power > 0 for each, power in product.powers)


def _product(product: Product, in_numbers: bool = False) -> Text:
    value = product.number
    sign, value = (-1, -value) if value < 0 else (1, value)
    top: list[Text] = []
    bottom: list[Text] = []
    if isinstance(value, Fraction):
        top += [Text(str(value.numerator))] if value.numerator != 1 else []
        bottom += [Text(str(value.denominator))] if value.denominator != 1 else []
    elif value != 1:
        top.append(Text(_decimal(value)))
    powers = product.powers
    masks = [each.is_mask for each, power in powers if power > 0]
    if not top and masks and masks[0] and (sign < 0 or (in_numbers and not bottom)):  # numpy has no negative of a mask
        powers = tuple(sorted(powers, key=lambda pair: pair[0].is_mask))
        top += [Text("1.0")] if all(masks) else []
    for base, exponent in powers:
        (top if exponent > 0 else bottom).append(_power(base, exponent if exponent > 0 else -exponent))
    numerator = [base for base, exponent in powers if exponent > 0]
    scalars = all(base.shape == () for base in numerator[:-1])
    result = _multiplied(top, scalars) if top else Text("1")
    if sign < 0:
        result = _negated(result)
    return operation("/", result, reduce(_times, bottom)) if bottom else result


def _decimal(value: float) -> str:
    """A number without the last digits, where those are rounding."""
    short = f"{value:.13g}"
    return short if abs(float(short) - value) <= 4e-16 * abs(value) else repr(value)


def _times(left: Text, right: Text) -> Text:
    return operation("*", left, right)


def _multiplied(factors: list[Text], scalars: bool) -> Text:
    """The factors in a row; a matrix product behind scalars needs no brackets."""
    last = factors[-1]
    if len(factors) > 1 and scalars and last.symbol == "@":
        return Text(f"{reduce(_times, factors[:-1]).within(PRODUCT)} * {last.text}", PRODUCT, "@")
    return reduce(_times, factors)


def _negated(text: Text) -> Text:
    """The minus sign at the very front: `-2 * x`, not `-(2 * x)`."""
    if text.level == PRODUCT and text.symbol in ("*", "@", "/"):
        return Text(f"-{text.text}", PRODUCT, text.symbol)
    return negative(text)


def _power(base: Atom, exponent: Number) -> Text:
    if exponent == 1:
        return base.written
    if exponent == Fraction(1, 2):
        return called("np.sqrt", (base.text,))
    whole = Fraction(exponent).denominator == 1
    return operation("**", base.written, Text(str(int(exponent)) if whole else repr(float(exponent))))
