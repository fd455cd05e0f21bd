"""What a constant in a fix may be made of: sizes, named numbers, and numbers in the formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...errors import ExpressionError
from ...expressions import read_alone, tree
from . import constants, fixes
from .measurements import Measurements
from .names import Names
from .naming import names_in
from .sample import Sample

OF_ARRAYS = frozenset({"np.sum", "np.mean", "np.linalg.norm", "np.max", "np.min", "np.prod"})
"""What makes one number of an array, as of a mask or of weights."""
MOST_CONSTANTS = 3
"""At most this many numbers that the cost is written with may be parts of a constant, beside names."""

MOST_COUNTS = 2
"""The same of arrays whose ones are counted."""


class Claimed(NamedTuple):
    """What the constants of a claim depend on: its text, and what of a constant is believed there."""

    text: str
    literal: bool
    """Whether it is written in numbers."""
    everywhere: bool
    """Whether what fits must fit with other numbers and sizes too; else no constant has a name."""
    recognised: bool
    """Whether a constant is believed only where it is made of what has a name."""


class Quantities:
    """The constants that a claim may be off by."""

    def __init__(self, measurements: Measurements, names: Names, claim: Claimed) -> None:
        self._measurements, self._names, self._claim = measurements, names, claim
        self._draw = measurements.draw

    @cached_property
    def known(self) -> Mapping[str, float]:
        """What a constant may be made of: sizes, scalars, and the dimensions of arrays that are no such size."""
        if not self._claim.everywhere:
            return {}
        case = self._draw.problem.case
        sizes = {name: float(size) for name, size in case.sizes.items()}
        dimensions: dict[str, float] = {}
        named = self._names.values(self._measurements.own)
        arrays = {self._measurements.name: self._measurements.shape, **{name: np.shape(value) for name, value in named.items()}}
        for name, shape in arrays.items():
            lengths = {f"{name}.shape[{axis}]": float(length) for axis, length in enumerate(shape)}
            if len(shape) > 1:
                lengths[f"{name}.size"] = float(np.prod(shape))
            for text, length in lengths.items():
                if length > 1 and length not in (*sizes.values(), *dimensions.values()):
                    dimensions[text] = length
        return {**sizes, **self._names.scalars, **dimensions, **self._constants_of_the_cost, **self._counts}

    @cached_property
    def _counts(self) -> Mapping[str, float]:
        """How many are marked by the arrays of zeros and ones of the formulas: what a mean over a mask is divided by."""
        used = frozenset().union(*self._terms)
        found: dict[str, float] = {}
        for name, value in self._names.values(self._measurements.own).items():
            array = np.asarray(value)
            if name in used and name in self._names.independent and array.ndim and array.dtype.kind in "biuf":
                count = float(np.sum(array)) if np.array_equal(np.unique(array), [0, 1]) else 0.0
                if count > 1 and len(found) < MOST_COUNTS:
                    found[f"np.sum({name})"] = count
        return found

    @cached_property
    def _constants_of_the_cost(self) -> Mapping[str, float]:
        """The numbers in the cost that do not depend on the input, and have no name: `np.sqrt(d)`, `(1 - p)`, `np.sum(keep)`."""
        found: dict[str, float] = {}
        case = self._draw.problem.case
        constants = {*case.sizes, *self._names.scalars} - case.shapes.keys()
        sizes = {*case.sizes, *(name for name in constants if self._names.scalars.get(name, 0.5).is_integer())}
        for line in (self._draw.problem.cost, *self._draw.problem.forward.values()):
            for node in tree.walk(read_alone(line.expression.text)):
                named = tree.names(node)
                if not named or not isinstance(node, tree.Call):
                    continue
                if len(node.args) == 1 and node.row.name[0].isalpha() and named <= sizes:
                    text = fixes.written(node)
                elif node.row.name in ("+", "-") and named <= constants:
                    text = f"({fixes.written(node)})"
                elif node.rule in OF_ARRAYS and named <= self._names.independent:
                    text = fixes.written(node)
                else:
                    continue
                value = self._number(text) if len(found) < MOST_CONSTANTS else None
                if value is not None:
                    found[text] = value
        return found

    def _number(self, text: str) -> float | None:
        """The finite number that an expression is; None where it is something else."""
        try:
            value = np.asarray(self._draw.value(text))
        except ExpressionError:
            return None
        return float(value) if value.shape == () and value.dtype.kind in "biuf" and np.isfinite(value) else None

    def factors(self, value: float, beside: str | None = None) -> Iterator[constants.Factor]:
        """What a constant may be. Of equal numbers the one that stands `beside` a name in the cost comes first."""
        near, here = self._beside(beside), names_in(self._claim.text)
        ranked = sorted(self.known.items(), key=lambda item: (item[0] not in near, item[0] not in here))
        found = constants.factors(value, dict(ranked), self.numbers, () if self._claim.literal else self._whole_numbers)
        return (factor for factor in found if factor.known or not self._claim.recognised)

    def _beside(self, name: str | None) -> frozenset[str]:
        """The names in the terms of the formulas of which one is `name`; all names of the formulas without one."""
        return frozenset().union(*[names for names in self._terms if name is None or name in names])

    @cached_property
    def _terms(self) -> list[frozenset[str]]:
        """The names in each term of the formulas."""
        return [frozenset(tree.names(term)) for text in self._names.formulas for term in fixes.terms(text)]

    @cached_property
    def _whole_numbers(self) -> tuple[int, ...]:
        """The whole numbers of the claim."""
        found = [node.value for node in tree.walk(read_alone(self._claim.text)) if isinstance(node, tree.Number)]
        return tuple(dict.fromkeys(abs(number) for number in found if type(number) is int))

    def names_in(self, factor: constants.Factor) -> list[str]:
        """The names of numbers and sizes that a factor is made of."""
        return [name for name in self.known if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", factor.text)]

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers in the formulas of the case that are not whole."""
        roots = [read_alone(text) for text in (*self._names.formulas, self._claim.text)]
        found = [node.value for root in roots for node in tree.walk(root) if isinstance(node, tree.Number) and not node.symbol]
        return tuple(dict.fromkeys(abs(value) for value in found if isinstance(value, float) and not value.is_integer()))

    def changes_with_the_draw(self, factor: constants.Factor) -> bool:
        """Whether a factor is a number that is drawn or made of what is drawn, or one over it: no constant of the case."""
        text = factor.top or factor.bottom
        return text in self.known and not (factor.top and factor.bottom) and self.is_drawn(text)

    def is_drawn(self, text: str) -> bool:
        """Whether a number is made of what is drawn, and another on each draw."""
        if not tree.names(read_alone(text)) - self._draw.problem.case.values.keys() - self._draw.problem.case.sizes.keys():
            return False
        return len({_value(sample, text) for sample in (self._measurements.own, *self._measurements.fresh)}) > 1

    def amounts(self, factor: constants.Factor) -> str:
        """` (n = 5)`: the numbers behind the names of a factor."""
        used = self.names_in(factor)
        return f" ({', '.join(f'{name} = {self.known[name]:.6g}' for name in used)})" if used else ""


def _value(sample: Sample, text: str) -> float | None:
    """A number of the case on a draw; None where it cannot be had."""
    try:
        return float(np.asarray(sample.draw.value(text)))
    except (ExpressionError, TypeError, ValueError):
        return None
