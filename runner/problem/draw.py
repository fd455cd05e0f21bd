"""One set of arrays of a case, and what can be had at that point: costs, claims, intermediates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import EvaluationError, NoResult, ShapesDoNotFit
from ..expressions import Kept
from ..model import CLAIMS, OF_OUTPUT, Array, Floats, MapClaim
from .arrays import constant, to_float32
from .charts import Chart, chart_at
from .compiled import Problem
from .drawing import Move, point_of
from .formula import Formula, at
from .frames import Frame, frame_of
from .input_cost import InputCost
from .lines import Lines
from .point import Point


def drawn(problem: Problem, seed: int | None = None, move: Move | None = None) -> Draw:
    """A problem at a point that is drawn, with the case's own seed unless another is given; see `point_of`."""
    return Draw(problem, point_of(problem, seed, move))


class Draw:
    """A problem at a point: what can be had there. `values` holds sizes, inputs and `dout`, in double precision."""

    def __init__(self, problem: Problem, point: Point) -> None:
        self.problem = problem
        self.point = point
        self.values = point.values
        self.generator = point.generator
        self._lines = Lines(problem, point)
        self.with_lines = self._lines.added
        self._at_once: dict[tuple[str, int], Any] = {}

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes of what stands under `shapes` and `values`."""
        case = self.problem.case
        return {name: getattr(self.values[name], "shape", ()) for name in (*case.shapes, *case.values)}

    def under(self, problem: Problem) -> Draw:
        """The same point under the formulas of another problem, with the same names."""
        return Draw(problem, self.point)

    def moved(self, values: Mapping[str, Any]) -> Draw:
        """The same problem with other values of some inputs; what is random stays as it was drawn."""
        return Draw(self.problem, self.point.moved(values))

    def input(self, name: str) -> Floats:
        """The point at which the claim for `name` is checked, in the numbers that move it."""
        point: Floats = self.values[name]
        chart = self.chart(name)
        return point if chart is None else chart.start()

    def chart(self, name: str) -> Chart | None:
        """How a complex or structured input moves; None where each of its entries moves by itself."""
        return chart_at(self.problem.case, name, self.values)

    def pulled(self, name: str, value: Array) -> Array:
        """A gradient by the input `name`, of its shape, as one by the numbers that move it; any other array as it is."""
        chart = self.chart(name)
        return value if chart is None or value.shape != self.values[name].shape else chart.pull(value)

    def cost(self, *names: str) -> InputCost:
        """The cost as a function of an input alone, or of several together."""
        return InputCost(self._lines, *names)

    @cached_property
    def _output(self) -> Array:
        return np.asarray(self._lines.evaluate(self.problem.cost, self.values))

    def output(self) -> Array:
        """The declared `output` at the point."""
        return self._output

    def frame(self, claim: MapClaim) -> Frame:
        """What a claim of another kind than a gradient is of, and how it is compared."""
        output = self.output() if claim.key in OF_OUTPUT else None
        return frame_of(claim, self.values[claim.input], output, self.chart(claim.input))

    def claim(self, name: str, *, precise: bool = False) -> Array:
        """The claimed gradient for the input `name`, or the claim of another kind with that name, as real numbers.

        It has the shape that was claimed. Evaluated in the case's dtype, or with `precise` in double precision. Raises
        `EvaluationError` where it is not an array of real numbers.
        """
        claim = self.problem.stated(name)
        if isinstance(claim, Formula):
            value = np.asarray(self._stated(name, claim, self.values if precise else self._claim_values))
        else:
            value = np.asarray(constant(claim, self.problem.part_of_claim(name)))
        of_map = self.problem.map_claim(name)
        if value.dtype.kind == "c" and (self.frame(of_map).is_complex if of_map else name in self.problem.case.complex):
            return self._claimed(name, value)
        if value.dtype.kind not in "biuf":
            where = claim if isinstance(claim, Formula) else self.problem.part_of_claim(name)
            raise at(where, EvaluationError(f"the claim for `{name}` is complex, not real", hint="take np.real of it"))
        return self._claimed(name, value.astype(np.float64, order="C"))

    def _stated(self, name: str, claim: Formula, values: Mapping[str, Any]) -> Any:
        """The value of a claim; what one expression gives for several inputs is evaluated once, and must be as many values."""
        if name not in self.problem.at_once:
            return self._lines.evaluate(claim, values)
        line, part = self.problem.at_once[name]
        place = line.name, id(values)
        if place not in self._at_once:
            self._at_once[place] = self._lines.evaluate(line, values)
        return part.evaluate({line.name: self._at_once[place]})

    def _claimed(self, name: str, value: Array) -> Array:
        """A claim by the numbers that move its input; one of another shape keeps it, and never has theirs."""
        of_map = self.problem.map_claim(name)
        if of_map is not None:
            return self.frame(of_map).in_real_numbers(value)
        if name in self.problem.case.complex and value.shape != self.values[name].shape:
            return np.zeros((*value.shape, 1))
        return self.pulled(name, value)

    def claim_or_misfit(self, name: str) -> tuple[Array, EvaluationError | None]:
        """The claim; where it cannot be evaluated for its shapes, an empty array of no shape an input has, and why.

        At a special point that linear algebra in the claim has no result for, the claim is NaN.
        """
        try:
            return self.claim(name), None
        except (ShapesDoNotFit, NoResult) as error:
            misfit = isinstance(error, ShapesDoNotFit)
            if not self._serves_claims(error.key or "") or not (misfit or self.problem.case.point):
                raise
            shape = np.shape(self.values.get(name, 0))
            return np.zeros((0,) * (len(shape) + 1)) if misfit else np.full(shape, np.nan), error

    def _serves_claims(self, key: str) -> bool:
        """Whether a part of the case serves claims alone: what is wrong there is wrong with a claim."""
        part, _, line = key.partition(".")
        return part in CLAIMS or (part == "let" and line in self.problem.backward)

    def value(self, text: str) -> Any:
        """The value of another expression over the names that claims see, evaluated as a claim is."""
        return self._lines.evaluate(self.problem.formula(text), self._claim_values)

    @cached_property
    def intermediates(self) -> Mapping[str, Any]:
        """Every number and array of `let` at the drawn point, as the claims see it; of the cost alone where theirs do not fit."""
        lines = [*self.problem.forward.values(), *self.problem.backward.values()]
        try:
            scope = self.with_lines(self._claim_values, lines)
        except ShapesDoNotFit:
            lines = [*self.problem.forward.values()]
            scope = self.with_lines(self._claim_values, lines)
        return {line.name: scope[line.name] for line in lines if not isinstance(scope[line.name], tuple | Kept)}

    @property
    def _claim_values(self) -> Mapping[str, Any]:
        return self.values if self.problem.case.dtype == "float64" else self._in_single_precision

    @cached_property
    def _in_single_precision(self) -> Mapping[str, Any]:
        return {name: to_float32(value) for name, value in self.values.items()}
