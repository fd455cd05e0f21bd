"""Which constant a factor is: a small number, a size of the case, a named scalar, or a product of two of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain, combinations_with_replacement
from math import gcd, isclose, isfinite, log, pi, sqrt

import numpy as np

from ...model import Floats
from . import fixes

CLOSENESS = 1e-5
"""How near, relatively, a factor must come to a constant to be taken for it, before the fix is tried."""

SMALL = (1, 2, 3, 4)
"""Powers and squares bring these as factors: d/dx x³ = 3·x²."""


MATHEMATICAL = {
    "np.pi": pi, "np.pi / 180": pi / 180, "np.log(2)": log(2), "np.log(10)": log(10), "np.sqrt(2)": sqrt(2),
    "np.sqrt(np.pi)": sqrt(pi), "np.sqrt(2 * np.pi)": sqrt(2 * pi),
}  # fmt: skip
"""Constants that derivatives bring."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A constant as a fraction of texts, `2 * lam / n`; a part that is "1" is empty. `value` at the drawn point."""

    value: float
    top: str = ""
    bottom: str = ""
    known: bool = True
    """Whether it is recognised: not just a decimal number that happens to fit."""

    @property
    def text(self) -> str:
        return fixes.over(self.top or "1", self.bottom) if self.bottom else self.top or "1"

    def times(self, text: str) -> str:
        """The expression `text` multiplied by the factor."""
        if self.top == "-1":
            text = fixes.negative(text)
        elif self.top:
            text = fixes.times(self.top, text)
        return fixes.over(text, self.bottom) if self.bottom else text


def factors(
    value: float, names: Mapping[str, float], numbers: Collection[float] = (), claimed: Collection[int] = ()
) -> Iterator[Factor]:
    """What `value` may be, the likeliest first.

    `names` are the sizes, scalars and dimensions of the case, `numbers` those that its formulas are written with, `claimed` the
    whole numbers of the claim: where 3 is one of them, a factor of 2/3 fixes that 3, and no size that happens to be 3.
    """
    if not isfinite(value) or value == 0:
        return
    sign, magnitude = ("-" if value < 0 else ""), abs(value)
    seen = set()
    known, values = _table(tuple(names.items()), tuple(numbers))
    near = np.flatnonzero(np.abs(np.abs(values) - magnitude) <= 2 * CLOSENESS * magnitude)
    for top, bottom, candidate in chain(_in_place_of(claimed), [known[number] for number in near]):
        if candidate and isclose(candidate, value, rel_tol=CLOSENESS):
            factor = Factor(value, top, bottom)
        elif candidate and isclose(candidate, magnitude, rel_tol=CLOSENESS):
            factor = Factor(value, sign + (top or "1"), bottom)
        else:
            continue
        if factor.text not in seen:
            seen.add(factor.text)
            yield factor
    number, inverse = shortest(value), shortest(1 / value)
    if len(inverse) < len(number) and 1e-3 < 1 / value < 1e3:
        yield Factor(value, bottom=inverse, known=False)
    yield Factor(value, top=number, known=False)
    if float(number) != value:
        yield Factor(value, top=f"{value:.13g}", known=False)


def _in_place_of(claimed: Collection[int]) -> Iterator[tuple[str, str, float]]:
    """Another number in the place of one of the claim's; but a 3 that should not be there may well be the size of a mean."""
    for bottom in claimed:
        if bottom > 2:
            yield from ((str(top), str(bottom), top / bottom) for top in SMALL[1:] if top < bottom and gcd(top, bottom) == 1)


@lru_cache(maxsize=64)
def _table(names: tuple[tuple[str, float], ...], numbers: tuple[float, ...]) -> tuple[list[tuple[str, str, float]], Floats]:
    """The candidates, and their values: a case asks for many factors."""
    known = list(_candidates(dict(names), numbers))
    return known, np.array([value for *_, value in known])


def _candidates(names: Mapping[str, float], numbers: Collection[float]) -> Iterator[tuple[str, str, float]]:
    """(numerator, denominator, value), the plainest first."""
    for number in SMALL:
        yield "" if number == 1 else str(number), "", number
    yield "0.5", "", 0.5
    yield from ((shortest(value), "", value) for value in numbers)
    for name, value in MATHEMATICAL.items():
        yield name, "", value
        yield f"2 * {name}", "", 2 * value
        yield "", name, 1 / value
        yield "2", name, 2 / value
    quantities = {name: value for name, value in names.items() if value}
    for name, value in quantities.items():
        yield "", name, 1 / value
        yield name, "", value
    for number in (3, 4):
        yield "", str(number), 1 / number
    for name, value in quantities.items():
        yield f"2 * {name}", "", 2 * value
        yield name, "2", value / 2
        yield "2", name, 2 / value
        yield "", f"2 * {name}", 0.5 / value
    yield from _of_two(quantities)
    for bottom in range(2, 13):
        for top in range(1, 13):
            if Fraction(top, bottom).denominator == bottom:
                yield "" if top == 1 else str(top), str(bottom), top / bottom


def _of_two(quantities: Mapping[str, float]) -> Iterator[tuple[str, str, float]]:
    """Products and quotients of two of them, and twice these."""
    for (a, u), (b, v) in combinations_with_replacement(quantities.items(), 2):
        product = f"{a}**2" if a == b else f"{a} * {b}"
        yield product, "", u * v
        if u * v:  # two numbers may be so small that their product is none
            yield "", product, 1 / (u * v)
        yield f"2 * {product}", "", 2 * u * v
        if a != b:
            yield a, b, u / v
            yield b, a, v / u
            yield f"2 * {a}", b, 2 * u / v
            yield f"2 * {b}", a, 2 * v / u


def shortest(value: float) -> str:
    """The shortest decimal number that is `value` as far as differences can tell."""
    for digits in range(1, 8):
        text = f"{value:.{digits}g}"
        if isclose(float(text), value, rel_tol=CLOSENESS / 10):
            break
    return str(int(float(text))) if float(text).is_integer() and abs(float(text)) < 1e15 else text
