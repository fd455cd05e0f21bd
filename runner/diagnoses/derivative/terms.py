"""Terms of a derivative: sums of products of powers, kept in order, so that what cancels is cancelled and what is
printed can be read.

A term is broadcast to what it stands for: 1 is the gradient of a sum by each of its entries, and becomes an
array of ones only where a matrix product needs one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from typing import TypeAlias

import numpy as np

from .. import mends

Shape: TypeAlias = tuple[int, ...]
Number: TypeAlias = Fraction | float


@dataclass(frozen=True)
class Atom:
    """An expression that is not taken apart, and the shape of its value."""

    text: str
    shape: Shape


@dataclass(frozen=True)
class Product:
    """A number times powers of atoms, element by element."""

    number: Number
    powers: tuple[tuple[Atom, Number], ...] = ()

    @cached_property
    def shape(self) -> Shape:
        return broadcast(atom.shape for atom, _ in self.powers)

    def times(self, other: Product) -> Product:
        powers = dict(self.powers)
        for atom, power in other.powers:
            powers[atom] = powers.get(atom, Fraction(0)) + power
        # An atom that cancels takes its shape with it: what is broadcast to the whole needs none.
        return Product(self.number * other.number, tuple((atom, power) for atom, power in powers.items() if power))


@dataclass(frozen=True)
class Term:
    """A sum of products; no product at all is zero."""

    products: tuple[Product, ...]

    @cached_property
    def shape(self) -> Shape:
        return broadcast(product.shape for product in self.products)

    @cached_property
    def text(self) -> str:
        return mends.written(_sum(self.products))

    @property
    def is_zero(self) -> bool:
        return not self.products


def broadcast(shapes: Iterable[Shape]) -> Shape:
    return np.broadcast_shapes(*shapes)


ZERO = Term(())


def number(value: Number | int) -> Term:
    if isinstance(value, float):
        value = Fraction(value) if value.is_integer() else value
    elif isinstance(value, int):
        value = Fraction(value)
    return Term((Product(value),)) if value else ZERO


ONE = number(1)


def atom(text: str, shape: Shape) -> Term:
    return Term((Product(Fraction(1), ((Atom(text, shape), Fraction(1)),)),))


def as_atom(term: Term) -> Term:
    """The term as one thing, where a sum is to be multiplied or raised to a power."""
    return atom(term.text, term.shape) if len(term.products) > 1 else term


def plus(first: Term, second: Term) -> Term:
    """The sum, with multiples of equal products joined."""
    numbers: dict[tuple[tuple[Atom, Number], ...], Number] = {}
    for product in (*first.products, *second.products):
        numbers[product.powers] = numbers.get(product.powers, Fraction(0)) + product.number
    return Term(tuple(Product(value, powers) for powers, value in numbers.items() if value))


def times(first: Term, second: Term) -> Term:
    """The product element by element; a sum is multiplied out only where something cancels."""
    if first.is_zero or second.is_zero:
        return ZERO
    if len(first.products) > 1 or len(second.products) > 1:
        expanded = [a.times(b) for a in first.products for b in second.products]
        factors = sum(len(product.powers) for product in (*first.products, *second.products))
        if sum(len(product.powers) for product in expanded) <= factors:
            return reduce(plus, (Term((product,)) for product in expanded))
    (a,), (b,) = as_atom(first).products, as_atom(second).products
    return Term((a.times(b),))


def negative(term: Term) -> Term:
    return Term(tuple(Product(-product.number, product.powers) for product in term.products))


def minus(first: Term, second: Term) -> Term:
    return plus(first, negative(second))


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
    return Term((Product(Fraction(1), ((Atom(term.text, term.shape), exponent),)),))


def over(first: Term, second: Term) -> Term:
    return times(first, power(second, -1))


def split(term: Term) -> tuple[Term, Term]:
    """(scalar, rest): what is one number, which can be taken out of anything linear, and what is not."""
    if len(term.products) != 1:
        return ONE, term
    (product,) = term.products
    scalars = tuple((a, p) for a, p in product.powers if a.shape == ())
    rest = tuple((a, p) for a, p in product.powers if a.shape != ())
    return Term((Product(product.number, scalars),)), Term((Product(Fraction(1), rest),))


def linear(term: Term, build: Callable[[str], str], shape: Shape) -> Term:
    """A linear function of a term: a text made of the term's text, with scalar factors in front."""
    if term.is_zero:
        return ZERO
    scalar, rest = split(term)
    return times(scalar, atom(build(rest.text), shape))


def _sum(products: tuple[Product, ...]) -> ast.expr:
    if not products:
        return ast.Constant(0)
    # A sum that begins with a minus sign is harder to read.
    ordered = sorted(products, key=lambda product: product.number < 0)
    result = _product(ordered[0])
    for product in ordered[1:]:
        if product.number < 0:
            result = ast.BinOp(result, ast.Sub(), _product(Product(-product.number, product.powers)))
        else:
            result = ast.BinOp(result, ast.Add(), _product(product))
    return result


def _product(product: Product) -> ast.expr:
    value = product.number
    sign, value = (-1, -value) if value < 0 else (1, value)
    top: list[ast.expr] = []
    bottom: list[ast.expr] = []
    if isinstance(value, Fraction):
        top += [ast.Constant(value.numerator)] if value.numerator != 1 else []
        bottom += [ast.Constant(value.denominator)] if value.denominator != 1 else []
    elif value != 1:
        top.append(ast.Constant(value))
    for base, exponent in product.powers:
        (top if exponent > 0 else bottom).append(_power(base, exponent if exponent > 0 else -exponent))
    result = reduce(_multiplied, top) if top else ast.Constant(1)
    if sign < 0:
        result = _negated(result)
    return ast.BinOp(result, ast.Div(), reduce(_multiplied, bottom)) if bottom else result


def _multiplied(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.Mult(), right)


def _negated(node: ast.expr) -> ast.expr:
    """The minus sign at the very front: `-2 * x`, not `-(2 * x)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return ast.BinOp(_negated(node.left), node.op, node.right)
    return ast.UnaryOp(ast.USub(), node)


def _power(base: Atom, exponent: Number) -> ast.expr:
    node = mends.tree(base.text)
    if exponent == 1:
        return node
    if exponent == Fraction(1, 2):
        return ast.Call(ast.Attribute(ast.Name("np"), "sqrt"), [node], [])
    whole = Fraction(exponent).denominator == 1
    return ast.BinOp(node, ast.Pow(), ast.Constant(int(exponent) if whole else float(exponent)))
