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
    """How tightly a piece holds together; where less is at hand than a place asks for, it gets brackets."""

    LOOSE = 0
    """`a if c else b`."""
    LOGICAL = 1
    """a ∧ b, `a and b`."""
    COMPARISON = 2
    SUM = 3
    SIGN = 4
    """−a: open to the left only."""
    BIG = 5
    """∑ a, or a product that ends in one: open to the right, up to the next + or −."""
    INFIX = 6
    """a × b, a ⊗ b, a mod b: never beside another product without brackets."""
    HADAMARD = 7
    """a ⊙ b, which is read as looser than the matrix product."""
    DOT = 8
    """u · v of two vectors."""
    PRODUCT = 9
    CALL = 10
    """f(a) and fractions: whole as a factor, not as the base of a power."""
    POWER = 11
    INDEXED = 12
    ATOM = 13


class Piece(NamedTuple):
    """A part of a formula: its markup, how tightly it binds, and its number of axes (None: not known).

    `open`: what follows it without a bracket would be read into it, as into a sum over something. `closed`: of a sum that ends
    so, its markup with brackets around that end.
    """

    markup: str
    binding: Binding = Binding.ATOM
    rank: int | None = None
    open: bool = False
    closed: str = ""


GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lam": "λ", "lambda_": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Lam": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""Without `pi`: that letter is a number in every formula."""
ACCENTS = {"hat": "^", "bar": "‾", "tilde": "~", "dot": "˙"}
ACCENTED = re.compile(r"([A-Za-z]+?)_?(hat|bar|tilde|dot)")
NUMBERED = re.compile(r"([A-Za-z]+?)(\d+)")
THIN_SPACE = '<mspace width=".17em"/>'


def mi(text: str) -> str:
    """An identifier: one letter is set italic, several upright."""
    return f"<mi>{escape(visible(text))}</mi>"


def constant(text: str) -> str:
    """A letter that stands for one number, such as π: upright, unlike the same letter as a variable."""
    return f'<mi mathvariant="normal">{escape(text)}</mi>'


ENLARGED = frozenset("⊙⊗⊕")
"""Signs between two operands that Firefox takes for those of a sum, which are large in a formula of its own."""


def mo(text: str) -> str:
    return f'<mo largeop="false">{text}</mo>' if text in ENLARGED else f"<mo>{escape(text)}</mo>"


def mtext(text: str) -> str:
    return f"<mtext>{escape(visible(text))}</mtext>"


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


def bracketed(piece: Piece) -> str:
    """The piece in brackets: a condition counts as 0 or 1 where a number is asked for, which Iverson's square ones say."""
    left, right = "[]" if piece.binding in (Binding.LOGICAL, Binding.COMPARISON) else "()"
    return fenced(left, piece.markup, right)


def enclosed(piece: Piece, at_least: Binding) -> str:
    """The markup of the piece, in brackets where it binds more loosely than its place asks for."""
    return piece.markup if piece.binding >= at_least else bracketed(piece)


def before(piece: Piece, at_least: Binding) -> str:
    """The same, where something follows that the piece must not take in."""
    if piece.binding < at_least or (piece.open and not piece.closed):
        return bracketed(piece)
    return piece.closed if piece.open else piece.markup


def applied(function: str, *arguments: str) -> str:
    """A function's markup before its arguments in parentheses."""
    return row(function, mo("\N{FUNCTION APPLICATION}"), fenced("(", listed(arguments), ")"))


def fraction(above: Piece, below: Piece) -> str:
    return f"<mfrac>{row(above.markup)}{row(below.markup)}</mfrac>"


def number(value: complex) -> Piece:
    """A number; powers of ten are set as such."""
    if isinstance(value, complex):
        imaginary = number(value.imag)
        return Piece(row(imaginary.markup, constant("i")), min(Binding.PRODUCT, imaginary.binding), 0)
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    mantissa = mantissa.removesuffix(".0") if exponent else mantissa
    power = sup("<mn>10</mn>", signed(int(exponent))) if exponent else ""
    if not exponent:
        piece = Piece(f"<mn>{mantissa}</mn>", rank=0)
    elif mantissa == "1":
        piece = Piece(power, Binding.POWER, 0)
    else:
        piece = Piece(row(f"<mn>{mantissa}</mn>", mo("×"), power), Binding.PRODUCT, 0)
    return piece if str(value)[0] != "-" else Piece(row(mo("−"), piece.markup), Binding.SIGN, 0)


def signed(value: int) -> str:
    """An integer, with a minus sign rather than a hyphen."""
    return row(mo("−"), f"<mn>{-value}</mn>") if value < 0 else f"<mn>{value}</mn>"


def highest(*pieces: Piece) -> int | None:
    """The number of axes of what the pieces give together, entry by entry."""
    ranks = [piece.rank for piece in pieces if piece.rank is not None]
    return max(ranks, default=None) if len(ranks) == len(pieces) else None


def name(text: str) -> str:
    """A name by itself: Greek names as letters, `x_hat` with its accent, `W1` and `W_ih` with their subscripts."""
    if (accented := ACCENTED.fullmatch(text)) and (len(accented[1]) == 1 or accented[1] in GREEK):
        return f'<mover accent="true">{name(accented[1])}{mo(ACCENTS[accented[2]])}</mover>'
    if text in GREEK:
        return mi(GREEK[text])
    stem, suffix = letter_and_foot(text)
    if not suffix:
        return mi(GREEK.get(stem, stem) if stem else text)
    return sub(name(stem), f"<mn>{suffix}</mn>" if suffix.isdigit() else mi(GREEK.get(suffix, suffix)))


def letter_and_foot(text: str) -> tuple[str, str]:
    """The letter and what stands at its foot: ("W", "1") of `W1`, ("W", "ih") of `W_ih`; ("relu1", "") of `relu1`."""
    stem, _, suffix = text.partition("_")
    if not stem or suffix:
        return stem, suffix
    numbered = NUMBERED.fullmatch(stem)
    if numbered and (len(numbered[1]) == 1 or numbered[1] in GREEK):
        return numbered[1], numbered[2]
    return stem, ""
