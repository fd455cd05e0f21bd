"""Products and powers: which kind of product stands between two pieces, told by their numbers of dimensions."""

from __future__ import annotations

from .mathml_elements import NUMBER_FIRST, THIN_SPACE, Binding, Piece, enclosed, mi, mo, row, sup

POWERED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
"""Functions whose powers are written on their name: tanh²(x)."""


def product(left: Piece, right: Piece) -> Piece:
    """`*`: juxtaposition with a scalar, ⊙ between arrays, and a dot where it is not known which."""
    if left.rank == 0 or right.rank == 0:
        return juxtaposed(left, right, highest(left, right))
    sign = "·" if left.rank is None or right.rank is None else "⊙"
    markup = row(_first_factor(left, Binding.HADAMARD), mo(sign), enclosed(right, Binding.BIG))
    return Piece(markup, min(Binding.HADAMARD, _open_end(right)), highest(left, right))


def matrix_product(left: Piece, right: Piece) -> Piece:
    """`@` and `dot`: juxtaposition; of two vectors, the dot product."""
    if left.rank == right.rank == 1:
        markup = row(_first_factor(left, Binding.PRODUCT), mo("·"), _factor(right))
        return Piece(markup, min(Binding.PRODUCT, _open_end(right)), 0)
    if left.rank is None or right.rank is None:
        return juxtaposed(left, right, None)
    vectors = (left.rank == 1) + (right.rank == 1)
    return juxtaposed(left, right, max(left.rank, right.rank) - (vectors if left.rank and right.rank else 0))


def juxtaposed(left: Piece, right: Piece, rank: int | None) -> Piece:
    second = _factor(right)
    between = mo("·") if NUMBER_FIRST.match(second) else mo("\N{INVISIBLE TIMES}") + THIN_SPACE
    markup = row(_first_factor(left, Binding.PRODUCT), between, second)
    return Piece(markup, min(Binding.PRODUCT, _open_end(right)), rank)


def _factor(piece: Piece) -> str:
    return piece.markup if piece.binding is Binding.BIG else enclosed(piece, Binding.PRODUCT)


def _first_factor(piece: Piece, at_least: Binding) -> str:
    return piece.markup if piece.binding is Binding.SIGN else enclosed(piece, at_least)


def _open_end(piece: Piece) -> Binding:
    """A product that ends in a sum is as open to the right as the sum is."""
    return Binding.BIG if piece.binding is Binding.BIG else Binding.PRODUCT


def highest(*pieces: Piece) -> int | None:
    ranks = [piece.rank for piece in pieces if piece.rank is not None]
    return max(ranks) if len(ranks) == len(pieces) else None


def power(base: Piece, exponent: Piece) -> Piece:
    """`**`: a root for 0.5; for matrices ⊙ in the exponent, since the power is taken entry by entry."""
    if exponent.markup == "<mn>0.5</mn>":
        return Piece(f"<msqrt>{base.markup}</msqrt>", rank=base.rank)
    rank = highest(base, exponent)
    for function in POWERED:
        if base.markup.startswith(row(mi(function))[: -len("</mrow>")] + mo("\N{FUNCTION APPLICATION}")):
            rest = base.markup.removeprefix(f"<mrow>{mi(function)}")
            return Piece(f"<mrow>{sup(mi(function), exponent.markup)}{rest}", Binding.CALL, rank)
    above = exponent.markup if base.rank is None or base.rank < 2 else row(mo("⊙"), exponent.markup)
    return Piece(sup(enclosed(base, Binding.INDEXED), above), Binding.POWER, rank)


def raised(base: Piece, above: str) -> Piece:
    return Piece(sup(enclosed(base, Binding.INDEXED), above), Binding.POWER, base.rank)
