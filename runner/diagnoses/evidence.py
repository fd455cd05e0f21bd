"""What a diagnosis may ask for: other draws, the named values of the case, and whether a mend holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..compare import compare
from ..errors import ExpressionError
from ..model import Array, Cause, Comparison, Finding
from ..problem import Draw, Formula
from ..problem.formula import depending
from . import constants, mends
from .literals import as_expression, written
from .measurements import FRESH, Measurements, Sample, agrees

MANY = 30
"""More numbers than these are not written out in a mend."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A mended claim that holds: the largest relative difference, on the case's draw and so many fresh ones."""

    worst: float
    fresh: int
    sampled: int | None = None
    """How many entries were measured on a fresh draw, where not all were."""

    def of(self, what: str) -> str:
        """In a sentence: what agrees, and where."""
        draws = {0: "on this draw, the only one there is", 1: "on this draw and a fresh one"}
        where = draws.get(self.fresh, f"on this draw and {self.fresh} fresh ones")
        part = f", there in {self.sampled} entries" if self.sampled is not None else ""
        return f"{what} agrees with the numerical gradient {where}{part}, to {self.worst:.1g}"


class Evidence:
    """All there is to know of one failing claim, measured when it is asked for, and not more than the budget allows.

    `draw` is what was checked, `comparison` the failing claim, `others` the comparisons of the case's other claims, `h` the step.
    """

    def __init__(self, draw: Draw, comparison: Comparison, others: Sequence[Comparison] = (), h: float = 1e-4) -> None:
        self.measurements = Measurements(draw, comparison, h)
        self.others = tuple(others)
        claim = draw.problem.claims[comparison.name]
        self.literal = not isinstance(claim, Formula)
        self.text = claim.expression.text if isinstance(claim, Formula) else as_expression(comparison.claimed)

    @property
    def name(self) -> str:
        """The input."""
        return self.measurements.name

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the input."""
        return self.measurements.shape

    @property
    def draw(self) -> Draw:
        return self.measurements.draw

    def claiming(self, text: str) -> tuple[Comparison, Evidence] | None:
        """The same with another claim, for the second of two causes; None where it cannot be evaluated to the input's shape."""
        value = self.value(text, self.measurements.own)
        if value is None or value.shape != self.shape:
            return None
        other = object.__new__(Evidence)
        other.measurements, other.others, other.literal, other.text = self.measurements, self.others, self.literal, text
        comparison = self.measurements.comparison
        return compare(self.name, value, comparison.numerical, comparison.tolerance), other

    def value(self, text: str, sample: Sample) -> Array | None:
        """An expression evaluated as a claim on one draw; None where it is no array of real numbers."""
        try:
            value = np.asarray(sample.draw.value(text))
        except ExpressionError:
            return None
        return value.astype(np.float64) if value.dtype.kind in "biuf" else None

    @cached_property
    def claim_may_be_right(self) -> bool:
        """Whether the claim passes on a fresh draw, so that the mistake may lie in the step or in the point."""
        return not all(self.measurements.is_wrong(sample) for sample in self.measurements.fresh)

    def agreement(self, text: str) -> Agreement | None:
        """Whether an expression, pasted as the claim, is right: on the case's draw and on two fresh draws.

        The case's draw is tried first, as it costs nothing.
        """
        worst = 0.0
        for sample in self._samples():
            value = self.value(text, sample)
            difference = (
                None if value is None or value.shape != self.shape else agrees(sample, value, self.measurements.tolerance)
            )
            if difference is None:
                return None
            worst = max(worst, difference)
        fresh = self.measurements.fresh
        if len(fresh) < FRESH and not self.measurements.fixed:
            return None
        sampled = fresh[0].positions.size if fresh else self.measurements.own.positions.size
        return Agreement(worst, len(fresh), None if sampled == self.measurements.own.positions.size else sampled)

    def _samples(self) -> Iterator[Sample]:
        yield self.measurements.own
        yield from self.measurements.fresh

    def fits(self, value: Array) -> bool:
        """Whether an array of the input's shape is the gradient on the case's draw: the cheap test before `agreement`."""
        return value.shape == self.shape and agrees(self.measurements.own, value, self.measurements.tolerance) is not None

    def finding(self, cause: Cause, message: str, mend: str, agreement: Agreement) -> Finding:
        """A finding whose mend has been tried."""
        return Finding(cause, self.name, message, agreement.of("the mended claim"), self.pasted(mend))

    def pasted(self, mend: str) -> str:
        """A mend as it can be pasted: a claim written in numbers is mended in numbers, where they are not many more."""
        value = self.value(mend, self.measurements.own) if self.literal else None
        if value is None or value.size > max(1, self.measurements.comparison.claimed.size) or value.size > MANY:
            return mend
        return written(value)

    @cached_property
    def quoted(self) -> str:
        """The claim as it stands in a sentence."""
        text = written(self.measurements.comparison.claimed) if self.literal else " ".join(self.text.split())
        return f"`{text}`" if len(text) <= 60 else f"for `{self.name}`"

    def named(self, sample: Sample) -> Mapping[str, Any]:
        """The values and intermediates of the case on a draw, by name: all that a claim can use but the sizes."""
        sizes = self.draw.problem.case.sizes
        values = {name: value for name, value in sample.draw.values.items() if name not in sizes}
        return {**values, **sample.draw.intermediates}

    @cached_property
    def independent(self) -> frozenset[str]:
        """The names that do not depend on the input, and so may be constants."""
        problem = self.draw.problem
        lines = [*problem.forward.values(), *problem.backward.values()]
        # `values` are drawn once: an array made from the input under `values` does not follow it when it is stepped.
        return frozenset(self.named(self.measurements.own)) - depending(lines, self.name)

    @cached_property
    def scalars(self) -> Mapping[str, float]:
        """The named numbers that do not depend on the input."""
        found = {}
        for name, value in self.named(self.measurements.own).items():
            array = np.asarray(value)
            if name in self.independent and array.shape == () and array.dtype.kind in "iuf":
                found[name] = float(array)
        return found

    @cached_property
    def quantities(self) -> Mapping[str, float]:
        """What a constant may be made of: sizes, scalars, and the dimensions of arrays that are no such size."""
        case = self.draw.problem.case
        sizes = {name: float(size) for name, size in case.sizes.items()}
        dimensions: dict[str, float] = {}
        arrays = {self.name: self.shape, **{name: np.shape(value) for name, value in self.named(self.measurements.own).items()}}
        for name, shape in arrays.items():
            lengths = {f"{name}.shape[{axis}]": float(length) for axis, length in enumerate(shape)}
            if len(shape) > 1:
                lengths[f"{name}.size"] = float(np.prod(shape))
            for text, length in lengths.items():
                if length > 1 and length not in (*sizes.values(), *dimensions.values()):
                    dimensions[text] = length
        return {**sizes, **self.scalars, **dimensions}

    def factors(self, value: float) -> Iterator[constants.Factor]:
        """What a constant may be."""
        whole = [node.value for node in ast.walk(mends.tree(self.text)) if isinstance(node, ast.Constant)]
        claimed = dict.fromkeys(number for number in whole if type(number) is int)
        return constants.factors(value, self.quantities, self.numbers, () if self.literal else tuple(claimed))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers in the formulas of the case that are not whole."""
        trees = [mends.tree(text) for text in (*self.formulas, self.text)]
        found = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        return tuple(dict.fromkeys(value for value in found if isinstance(value, float) and not value.is_integer()))

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """The texts of the cost and of all intermediates."""
        problem = self.draw.problem
        lines = (*problem.forward.values(), *problem.backward.values())
        return (problem.cost.expression.text, *(line.expression.text for line in lines))

    def amounts(self, factor: constants.Factor) -> str:
        """` (n = 5)`: the numbers behind the names of a factor."""
        quantities = self.quantities
        used = [name for name in quantities if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", factor.text)]
        return f" ({', '.join(f'{name} = {quantities[name]:.6g}' for name in used)})" if used else ""
