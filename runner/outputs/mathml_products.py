"""Sums, products and powers: which kind of product stands between two pieces, told by their numbers of axes."""

from __future__ import annotations

import re

from .mathml_elements import (
    THIN_SPACE,
    Binding,
    Piece,
    before,
    bracketed,
    enclosed,
    fenced,
    fraction,
    highest,
    mi,
    mo,
    row,
    sup,
)

POWERED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
"""Functions whose powers are written on their name: tanh²(x)."""
NUMBER_FIRST = re.compile(r"(<(msup|mrow|msub)>)*<mn")
NUMERAL_FIRST = re.compile(r'(<(msup|mrow|msub)>)*<(mfrac|mi class="bold")')
NUMBER_LAST = re.compile(r"</mn>(</mrow>)*$")
COUNT = re.compile(r"<mn>[1-9][0-9]*</mn>")


def sum_of(left: Piece, sign: str, right: Piece) -> Piece:
    """`+` and `-`: a sum over something before the sign gets brackets, since readers differ on how far it reaches."""
    first, second = before(left, Binding.SUM), enclosed(right, Binding.BIG)
    closed = row(first, mo(sign), before(right, Binding.BIG)) if right.open else ""
    return Piece(row(first, mo(sign), second), Binding.SUM, highest(left, right), right.open, closed)


def minus(piece: Piece) -> Piece:
    return Piece(row(mo("−"), enclosed(piece, Binding.BIG)), Binding.SIGN, piece.rank, piece.open)


def quotient(left: Piece, right: Piece) -> Piece:
    return Piece(fraction(left, right), Binding.CALL, highest(left, right))


def whole_quotient(left: Piece, right: Piece) -> Piece:
    return Piece(fenced("⌊", fraction(left, right), "⌋"), rank=highest(left, right))


def infix(left: Piece, operator: str, right: Piece, rank: int | None) -> Piece:
    """A product of its own kind, such as ×: beside any other product it gets brackets."""
    markup = row(before(left, Binding.CALL), THIN_SPACE, operator, THIN_SPACE, before(right, Binding.CALL))
    return Piece(markup, Binding.INFIX, rank)


def product(left: Piece, right: Piece) -> Piece:
    """`*`: juxtaposition with a scalar, else ⊙."""
    if left.rank == 0 or right.rank == 0:
        return juxtaposed(left, right, highest(left, right))
    return _joined(left, mo("⊙"), right, Binding.HADAMARD)._replace(rank=highest(left, right))


def matrix_product(left: Piece, right: Piece) -> Piece:
    """`@`: juxtaposition; of two vectors, the dot product."""
    if left.rank == right.rank == 1:
        return _joined(left, mo("·"), right, Binding.DOT)._replace(rank=0)
    if left.rank is None or right.rank is None:
        return juxtaposed(left, right, None)
    vectors = (left.rank == 1) + (right.rank == 1)
    return juxtaposed(left, right, max(left.rank, right.rank) - vectors)


def juxtaposed(left: Piece, right: Piece, rank: int | None) -> Piece:
    """Two factors beside each other, with a dot where two numbers would run together: 3 · ½."""
    apart = NUMBER_FIRST.match(right.markup) or (NUMERAL_FIRST.match(right.markup) and NUMBER_LAST.search(left.markup))
    sign = mo("·") if apart else mo("\N{INVISIBLE TIMES}") + THIN_SPACE
    return _joined(left, sign, right, Binding.PRODUCT)._replace(rank=rank)


def _joined(left: Piece, sign: str, right: Piece, binding: Binding) -> Piece:
    """A product of two factors; a minus may lead it, and a sum over something may end it."""
    at_least = Binding.PRODUCT if binding is Binding.DOT else binding
    first = left.markup if left.binding is Binding.SIGN and not left.open else before(left, at_least)
    second = right.markup if right.binding is Binding.BIG else enclosed(right, at_least)
    if left.binding is Binding.SIGN and not left.open:
        binding = Binding.SIGN
    elif right.binding is Binding.BIG:
        binding = Binding.BIG
    return Piece(row(first, sign, second), binding, open=right.open)


def power(base: Piece, exponent: Piece) -> Piece:
    """`**`: a root for 0.5; for matrices ⊙ in the exponent, since the power is taken entry by entry."""
    if exponent.markup == "<mn>0.5</mn>":
        return Piece(f"<msqrt>{base.markup}</msqrt>", rank=base.rank)
    rank = highest(base, exponent)
    if COUNT.fullmatch(exponent.markup):
        for function in POWERED:
            opening = f"<mrow>{mi(function)}"
            if base.markup.startswith(opening + mo("\N{FUNCTION APPLICATION}")) and base.binding is Binding.CALL:
                return Piece(f"<mrow>{sup(mi(function), exponent.markup)}{base.markup.removeprefix(opening)}", Binding.CALL, rank)
    above = exponent.markup if base.rank is not None and base.rank < 2 else row(mo("⊙"), exponent.markup)
    return Piece(sup(enclosed(base, Binding.INDEXED), above), Binding.POWER, rank)


def raised(base: Piece, above: str) -> Piece:
    return Piece(sup(enclosed(base, Binding.INDEXED), above), Binding.POWER, base.rank)


def root(piece: Piece, degree: str) -> Piece:
    if degree == "2":
        return Piece(f"<msqrt>{piece.markup}</msqrt>", rank=piece.rank)
    return Piece(f"<mroot>{row(piece.markup)}<mn>{degree}</mn></mroot>", rank=piece.rank)


def as_argument(piece: Piece, alone: bool) -> str:
    """A piece between commas: choices get brackets there, since they hold commas of their own."""
    return bracketed(piece) if piece.binding is Binding.LOOSE and not alone else piece.markup
