"""What a case calls by a name, and what of it depends on the input."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ...expressions import Expression, tree
from ...problem.formula import depending
from .measurements import Measurements
from .sample import Sample

IN_STEPS = frozenset(
    {"np.sign", "np.floor", "np.ceil", "np.trunc", "np.rint", "np.round", "np.floor_divide", "np.heaviside"}
    | {"np.argmax", "np.argmin", "np.count_nonzero"}
)
"""Functions whose derivative is zero wherever they have one."""


class Names:
    """The names of a case, as a claim by one input may use them."""

    def __init__(self, measurements: Measurements) -> None:
        self._measurements = measurements
        self._draw = measurements.draw

    def values(self, sample: Sample) -> Mapping[str, Any]:
        """The values and intermediates of the case on a draw, by name: all that a claim can use but the sizes."""
        sizes = self._draw.problem.case.sizes
        values = {name: value for name, value in sample.draw.values.items() if name not in sizes}
        return {**values, **sample.draw.intermediates}

    @cached_property
    def independent(self) -> frozenset[str]:
        """The names that do not depend on the input, and so may be constants."""
        problem = self._draw.problem
        lines = [*problem.forward.values(), *problem.backward.values()]
        # `values` are drawn once: an array made from the input under `values` does not follow it when it is stepped.
        return frozenset(self.values(self._measurements.own)) - depending(lines, self._measurements.input)

    @cached_property
    def reaches_the_cost(self) -> bool:
        """Whether the cost's formula uses the input, directly or not."""
        problem = self._draw.problem
        return not problem.cost.uses.isdisjoint(depending(problem.forward.values(), self._measurements.input))

    @cached_property
    def steps(self) -> str:
        """A function through which the input reaches the cost and which goes in steps, as it is called; empty without one."""
        problem = self._draw.problem
        moving = depending(problem.forward.values(), self._measurements.input)
        for line in (problem.cost, *problem.needed(problem.cost)):
            if not isinstance(line.expression, Expression):
                continue
            for node in tree.walk(line.expression.tree):
                if type(node) is tree.Call and node.rule in IN_STEPS and not moving.isdisjoint(tree.names(node)):
                    return node.rule
        return ""

    @cached_property
    def scalars(self) -> Mapping[str, float]:
        """The named numbers that do not depend on the input."""
        found = {}
        for name, value in self.values(self._measurements.own).items():
            array = np.asarray(value)
            if name in self.independent and array.shape == () and array.dtype.kind in "iuf":
                found[name] = float(array)
        return found

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """The texts of the cost and of all intermediates."""
        problem = self._draw.problem
        lines = (*problem.forward.values(), *problem.backward.values())
        return (problem.cost.expression.text, *(line.expression.text for line in lines))
