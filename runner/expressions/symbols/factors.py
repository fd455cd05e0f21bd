"""Atoms and products: what a term is a sum of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np

from ..writing import NO_TEXT, Text

Shape: TypeAlias = tuple[int, ...]
Number: TypeAlias = Fraction | float

UNIT = Fraction(1)


FIRST = ("np.sign(", "np.sin")
"""How the functions begin that are one function with another factor."""


@dataclass(frozen=True)
class Atom:
    """An expression that is not taken apart, and the shape of its value. Two are equal where they are written alike.

    `opened` are the products of the sum that it stands for, `otherwise` the mask that holds where this one does not; a
    mask is an array of truth values, of which numpy takes neither sums nor negatives as those of numbers.
    """

    text: str
    written: Text = field(compare=False)
    shape: Shape = field(compare=False)
    opened: tuple[Product, ...] | None = field(default=None, compare=False, repr=False)
    otherwise: Text | None = field(default=None, compare=False, repr=False)
    is_mask: bool = field(default=False, compare=False, repr=False)
    merges: bool = field(init=False, compare=False, repr=False)
    """Whether it may become something else beside another factor."""
    is_number: bool = field(default=False, compare=False, repr=False)
    """Whether it is a number, which comes before all else."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "merges", self.text.startswith(FIRST) or self.text.isdigit())


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
        if any(atom.merges for atom in powers):
            for atom in [atom for atom, power in powers.items() if atom.text.isdigit() and Fraction(power).denominator == 1]:
                number *= Fraction(int(atom.text)) ** int(powers.pop(atom))  # of √2, squared
            merge(powers)
        # An atom that cancels takes its shape with it: what is broadcast to the whole needs none.
        return Product(number, tuple((atom, power) for atom, power in powers.items() if power))


_QUOTIENTS = {"np.sinh(": ("np.cosh(", "np.tanh("), "np.sin(": ("np.cos(", "np.tan(")}


def merge(powers: dict[Atom, Number]) -> None:
    """What is one function as a product of two: x sign x = |x|, |x| sign x = x, sinh / cosh = tanh, sin / cos = tan."""
    by_text = {atom.text: atom for atom in powers}
    for text, atom in list(by_text.items()):
        if not text.startswith(FIRST) or powers[atom] < 1:
            continue
        name, inside = text[: text.index("(") + 1], text[text.index("(") + 1 : -1]
        if name == "np.sign(":
            absolute = _known(by_text, f"np.abs({inside})", atom.shape)
            plain = _known(by_text, inside, atom.shape)
            if powers.get(plain, Fraction(0)) >= 1:
                _exchange(powers, {atom: -1, plain: -1, absolute: 1})
            elif inside.isidentifier() and not -1 < powers.get(absolute, Fraction(0)) < 1:
                step = 1 if powers[absolute] > 0 else -1
                _exchange(powers, {atom: -1, absolute: -step, plain: step})
        elif name in _QUOTIENTS:
            divisor, quotient = (_known(by_text, f"{other}{inside})", atom.shape) for other in _QUOTIENTS[name])
            if powers.get(divisor, Fraction(0)) <= -1:
                _exchange(powers, {atom: -1, divisor: 1, quotient: 1})


def _known(by_text: Mapping[str, Atom], text: str, shape: Shape) -> Atom:
    return by_text.get(text) or Atom(text, Text(text), shape)


def _exchange(powers: dict[Atom, Number], steps: Mapping[Atom, int]) -> None:
    for atom, step in steps.items():
        powers[atom] = powers.get(atom, Fraction(0)) + step


def broadcast(shapes: Iterable[Shape]) -> Shape:
    different = set(shapes) - {()}
    return np.broadcast_shapes(*different) if len(different) > 1 else next(iter(different), ())


@dataclass(frozen=True, slots=True)
class Total(Text):
    """A sum or mean over axes; a sum divided by the number of what is summed is a mean.

    `kept` is the same with the axes kept, `without` without them, where it is written the other way.
    """

    mean: Text = NO_TEXT
    count: Product = Product(UNIT)
    kept: Text = NO_TEXT
    without: Text = NO_TEXT
    axes: tuple[int, ...] = ()


def summand(each: Atom) -> str | None:
    """What a sum over some axes is of: the sum of all of its entries is that of all of theirs."""
    front, end = "np.sum(", f", axis={each.written.axes[0]})" if isinstance(each.written, Total) and each.written.axes else ""
    return each.text[len(front) : -len(end)] if end and each.text.startswith(front) and each.text.endswith(end) else None


@dataclass(frozen=True, slots=True)
class Column(Text):
    """A vector as a column: `v[:, None]`."""

    inner: Text = NO_TEXT
