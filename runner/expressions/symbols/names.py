"""What has a name in a case: sizes by their lengths, lines of `let` by their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..writing import Text
from . import terms
from .factors import Column
from .terms import ONE, Shape, Term

LARGEST_NOTICED = 10_000_000
"""Of larger arrays nobody asks whether they sum to one."""


CLOSE = 1e-13
"""Values that differ by less are equal but for rounding."""

MATRIX = 2

SHORT = 8
"""A number that is written with fewer characters may be equal to another by chance."""


class Line(NamedTuple):
    """A line by its name: its values, and the largest of them, at a flat place."""

    name: str
    value: Any
    place: int
    largest: float
    size: float


def line_of(name: str, value: Any) -> Line:
    place = int(np.argmax(np.abs(value)))
    return Line(name, value, place, float(value.flat[place]), abs(float(value.flat[place])))


class Names:
    """What has a name: sizes by their length, lines by their values."""

    def __init__(self, lengths: Mapping[str, int], lines: Mapping[str, Any], inputs: Iterable[str] = ()) -> None:
        self._lengths: dict[int, list[str]] = {}
        for name, count in lengths.items():
            self._lengths.setdefault(count, []).append(name)
        self.inputs = frozenset(inputs)
        self.sums_to_one: set[str] = set()
        """The texts of arrays whose entries along the last axis sum to one."""
        self.scalars: dict[str, float] = {name: float(count) for name, count in lengths.items()}
        self._numbers: list[tuple[str, float]] = []
        self._lines: dict[Shape, list[Line]] = {}
        for name, value in lines.items():
            if isinstance(value, int) and not isinstance(value, bool) and value > 1:
                self._lengths.setdefault(value, []).append(name)
            elif isinstance(value, float) and len(f"{value:.13g}") > SHORT:
                self._numbers.append((name, float(value)))
            elif isinstance(value, np.ndarray) and value.size > 1 and value.dtype.kind == "f" and np.ptp(value) > 0:
                self._lines.setdefault(value.shape, []).append(line_of(name, value))

        self._shapes = {other for shape in self._lines for other in (shape, (1, *shape), (*shape, 1))}
        self.missing = False
        """Whether products with what is missing are to be looked at: where a gradient would be NaN."""

    def length(self, count: int) -> Term:
        """A length by its name, where it has exactly one."""
        names = self._lengths.get(count, ())
        return terms.atom(names[0], ()) if len(names) == 1 and count > 1 else terms.number(count)

    def lengths(self, shape: Shape) -> Term:
        """The number of entries of a shape."""
        count = int(np.prod(shape))
        if len(shape) > 1 and count in self._lengths:
            return self.length(count)
        result = ONE
        for length in shape:
            result = terms.times(result, self.length(length))
        return result

    def shape(self, shape: Shape) -> str:
        """A shape as a tuple; a single length as a number."""
        lengths = [self.length(length).text for length in shape]
        return lengths[0] if len(lengths) == 1 else f"({', '.join(lengths)})"

    def notice(self, text: str, value: Any) -> None:
        """Remember the value of a number, and of an array that its entries along the last axis sum to one, where they do."""
        array = np.asarray(value)
        if not array.ndim and array.dtype.kind in "iuf":
            self.scalars[text] = float(array)
        if array.ndim and array.dtype.kind in "iuf" and array.shape[-1] > 1 and array.size <= LARGEST_NOTICED:
            sums = np.sum(array, axis=-1)
            if abs(sums.flat[0] - 1.0) < 1e-12 if sums.size else False:
                self.sums_to_one.update([text] if np.allclose(sums, 1.0, rtol=0, atol=1e-12) else [])

    def atom(self, text: Text, value: Any) -> Term:
        """An expression as it is written, or the name of a line that is equal to it."""
        named = self.line(value)
        if named is not None:
            return named
        self.notice(text.text, value)
        return terms.atom(text, np.shape(value), is_mask=np.asarray(value).dtype == bool)

    def preferred(self, term: Term, value: Any) -> Term:
        """A term, or the name of a line that is equal to it, where that says more in less."""
        if not term.shape and self._numbers:
            return self._number(float(np.ravel(value)[0])) or term if np.size(value) == 1 and not _is_short(term) else term
        if term.shape not in self._shapes or np.size(value) != prod(term.shape) or _is_short(term):
            return term
        return self.line(np.reshape(value, term.shape)) or term

    def _number(self, value: float) -> Term | None:
        """The name of a line that is one number, or its negative."""
        for name, number in self._numbers:
            if abs(abs(value) - abs(number)) <= CLOSE * abs(number):
                return terms.times(terms.number(1 if value * number > 0 else -1), terms.atom(name, ()))
        return None

    def line(self, value: Any) -> Term | None:
        """The name of a line that is equal to a value; where its last axis is spread, as a column."""
        shape = np.shape(value)
        name = self._line(value, shape)
        if name is not None:
            return terms.atom(name, shape)
        if len(shape) > 1 and 1 in (shape[0], shape[-1]) and shape.count(1) < len(shape):
            is_column = shape[-1] == 1
            inner = shape[:-1] if is_column else shape[1:]
            name = self._line(np.reshape(value, inner), inner)
            if name is not None and not is_column:
                return terms.atom(name, inner)
            if name is not None and len(shape) == MATRIX:
                return terms.atom(Column(f"{name}[:, None]", inner=Text(name)), shape)
        return None

    def _line(self, value: Any, shape: Shape) -> str | None:
        lines = self._lines.get(shape)
        if not lines:
            return None
        value = np.asarray(value)
        for line in lines:
            near = CLOSE * line.size
            if abs(line.largest - value.flat[line.place]) <= near and np.allclose(line.value, value, rtol=CLOSE, atol=near):
                return line.name
        return None

    def called(self, term: Term, value: Any) -> Term | None:
        """A term by the name of a line that is equal to it, but for its sign and the numbers before it."""
        lines = self._lines.get(np.shape(value), ())
        if not lines:
            return None
        scalar, _ = terms.split(term)
        factor = self._value(scalar)
        for outside, number in ((ONE, 1.0), (scalar, factor)):
            if not number or not np.isfinite(number):
                continue
            for line in lines:
                sign = _sign(value, number, line)
                if sign:
                    return terms.times(terms.times(terms.number(sign), outside), terms.atom(line.name, line.value.shape))
        return None

    def value_of(self, term: Term) -> float | None:
        """The value of a sum of numbers; None where a number in it is not known."""
        values = [self._value(terms.Term((product,))) for product in term.products]
        return None if 0.0 in values else sum(values)

    def _value(self, scalar: Term) -> float:
        """The value of a term that is one number; 0 where it is not known."""
        if scalar.is_zero:
            return 0.0
        (product,) = scalar.products
        value = float(product.number)
        for each, power in product.powers:
            known = self.scalars.get(each.text, 0.0)
            value *= known ** float(power) if known > 0 else 0.0
        return value


def _is_short(term: Term) -> bool:
    """Whether a term needs no name: a number, or a multiple of something that has one."""
    if len(term.products) != 1:
        return not term.products
    powers = term.products[0].powers
    return not powers or (len(powers) == 1 and powers[0][0].text.isidentifier())


def _sign(value: Any, number: float, line: Line) -> int:
    """1 or −1 where a value is that many times a line or its negative, else 0."""
    largest = value.flat[line.place] / number
    sign = 1 if largest * line.largest > 0 else -1
    if abs(largest - sign * line.largest) > 1e-9 * line.size:
        return 0
    return sign if np.allclose(value / number, sign * line.value, rtol=1e-9, atol=1e-12 * line.size) else 0
