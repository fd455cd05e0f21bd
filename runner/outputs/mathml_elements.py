"""The pieces that formulas are set from: MathML elements, and what must be known of one to set it into another.

The elements are those of MathML Core (W3C), which browsers draw without help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from html import escape
from typing import NamedTuple

from .words import visible


class Binding(IntEnum):
    """How tightly a piece holds together; where less is at hand than a place asks for, it gets parentheses."""

    LOOSE = 0
    """`a if c else b`, `and`, `or`."""
    COMPARISON = 1
    SUM = 2
    SIGN = 3
    """−a: open to the left only."""
    BIG = 4
    """∑ a, or a product that ends in one: open to the right, up to the next + or −."""
    HADAMARD = 5
    """a ⊙ b, which is read as looser than the matrix product."""
    PRODUCT = 6
    CALL = 7
    """f(a) and fractions: whole as a factor, not as the base of a power."""
    POWER = 8
    INDEXED = 9
    ATOM = 10


class Piece(NamedTuple):
    """A part of a formula: its markup, how tightly it binds, and its number of dimensions (None: not known)."""

    markup: str
    binding: Binding = Binding.ATOM
    rank: int | None = None


GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lam": "λ", "lambda_": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Lam": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
ACCENTS = {"hat": "^", "bar": "‾", "tilde": "~", "dot": "˙"}
ACCENTED = re.compile(r"([A-Za-z]+?)_?(hat|bar|tilde|dot)")
THIN_SPACE = '<mspace width=".17em"/>'
NUMBER_FIRST = re.compile(r"(<(msup|mrow|msub)>)*<mn")


def mi(text: str) -> str:
    """An identifier: one letter is set italic, several upright."""
    return f"<mi>{escape(visible(text))}</mi>"


def mo(text: str) -> str:
    return f"<mo>{escape(text)}</mo>"


def row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def sub(base: str, index: str) -> str:
    return f"<msub>{base}{index}</msub>"


def sup(base: str, exponent: str) -> str:
    return f"<msup>{base}{exponent}</msup>"


def bold(text: str) -> str:
    return f'<mi class="bold" mathvariant="normal">{escape(text)}</mi>'


def fenced(left: str, inside: str, right: str) -> str:
    """The inside between two fences that grow with it."""
    return row(f'<mo fence="true" form="prefix">{left}</mo>', inside, f'<mo fence="true" form="postfix">{right}</mo>')


def listed(parts: Iterable[str]) -> str:
    """The parts with commas between them."""
    return mo(",").join(parts)


def table(rows: Iterable[Iterable[str]], attributes: str = "") -> str:
    lines = ("<mtr>" + "".join(f"<mtd>{cell}</mtd>" for cell in cells) + "</mtr>" for cells in rows)
    return f"<mtable{attributes}>{''.join(lines)}</mtable>"


def enclosed(piece: Piece, at_least: Binding) -> str:
    """The markup of the piece, in parentheses where it binds more loosely than its place asks for."""
    return piece.markup if piece.binding >= at_least else fenced("(", piece.markup, ")")


def applied(function: str, *arguments: Piece) -> str:
    """A function's markup before its arguments in parentheses."""
    return row(function, mo("\N{FUNCTION APPLICATION}"), fenced("(", listed(argument.markup for argument in arguments), ")"))


def fraction(above: Piece, below: Piece) -> str:
    return f"<mfrac>{row(above.markup)}{row(below.markup)}</mfrac>"


def number(value: complex) -> Piece:
    """A number literal; powers of ten are set as such."""
    if isinstance(value, complex):
        return Piece(row(number(value.imag).markup, mi("i")), Binding.PRODUCT, 0)
    mantissa, _, exponent = f"{value!r}".partition("e")
    mantissa = mantissa.removesuffix(".0") if exponent else mantissa
    if not exponent:
        return Piece(f"<mn>{mantissa}</mn>", rank=0)
    power = sup("<mn>10</mn>", signed(int(exponent)))
    if mantissa == "1":
        return Piece(power, Binding.POWER, 0)
    return Piece(row(f"<mn>{mantissa}</mn>", mo("×"), power), Binding.PRODUCT, 0)


def signed(value: int) -> str:
    """An integer, with a minus sign rather than a hyphen."""
    return row(mo("−"), f"<mn>{-value}</mn>") if value < 0 else f"<mn>{value}</mn>"


def name(text: str) -> str:
    """A variable: Greek names as letters, `x_hat` with its accent, `W1` and `W_ih` with their subscripts."""
    if (accented := ACCENTED.fullmatch(text)) and (len(accented[1]) == 1 or accented[1] in GREEK):
        return f'<mover accent="true">{name(accented[1])}{mo(ACCENTS[accented[2]])}</mover>'
    stem, _, rest = text.partition("_")
    if text in GREEK or not stem:
        return mi(GREEK.get(text, text))
    digits = re.fullmatch(r"([A-Za-z]+?)(\d+)", stem)
    if rest:
        return sub(name(stem), _subscript(rest))
    if digits and (len(digits[1]) == 1 or digits[1] in GREEK):
        return sub(name(digits[1]), f"<mn>{digits[2]}</mn>")
    return mi(GREEK.get(stem, stem))


def _subscript(text: str) -> str:
    return f"<mn>{text}</mn>" if text.isdigit() else mi(GREEK.get(text, text))
