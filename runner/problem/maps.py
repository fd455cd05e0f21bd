"""The maps of a case, each from an array to several numbers: its output, the gradient of its cost, and both along a direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from math import prod
from typing import Any

import numpy as np

from .. import expressions
from ..errors import EvaluationError, NotAnalytic
from ..expressions.reverse import Unsupported
from ..model import OF_OUTPUT, Array, Floats, MapClaim
from .charts import Along
from .derivative import derivative_along
from .draw import Draw
from .first import EVALUATIONS, GRADIENTS, STEP, differences, way_to
from .formula import at
from .moving import Place


class OutputMap:
    """The entries of the declared output as functions of an array; see `differences.rows.Rows`."""

    def __init__(self, draw: Draw, place: Place) -> None:
        self._cost = draw.cost(*place.names)
        self._place = place
        self.case = draw.problem.case
        output = draw.output()
        self._parts = output.dtype.kind == "c"
        self._steps = self._parts or any(name in self.case.complex for name in place.names)
        """Whether complex numbers are in use, so that no tangent can be carried as the imaginary part."""
        self.shape = (*output.shape, 2) if self._parts else output.shape
        self.block = self._cost.block
        self.mixed = place.mixed
        self.evaluations = 0
        self._key = draw.problem.cost

    def many(self, points: Floats) -> Floats:
        self.evaluations += len(points)
        inputs = self._place.inputs(points)
        if self._cost.pointwise:
            values = [
                self._row(self._cost.declared({name: array[number] for name, array in inputs.items()}))
                for number in range(len(points))
            ]
            return np.array(values, dtype=np.float64).reshape(len(points), -1)
        return self._rows(inputs, len(points), analytic=False).astype(np.float64, copy=False)

    def complex_many(self, points: Array) -> Array:
        if self._steps:
            raise NotAnalytic("complex numbers have no complex step")
        self.evaluations += len(points)
        inputs = self._place.inputs(points)
        if not self._cost.pointwise:
            return self._rows(inputs, len(points), analytic=True).astype(np.complex128, copy=False)
        rows = [
            self._rows({name: array[number : number + 1] for name, array in inputs.items()}, 1, analytic=True)
            for number in range(len(points))
        ]
        return np.concatenate(rows).astype(np.complex128, copy=False)

    def shaken_many(self, points: Array, amplitudes: Floats) -> Array:
        """The same with each step of the computation moved at random, at each point by so much of its size at most."""
        if self._cost.pointwise:
            raise NotAnalytic("what draws or is lent is evaluated one point after the other")
        with expressions.shaken(amplitudes):
            return self.complex_many(points)

    def _rows(self, inputs: Mapping[str, Array], count: int, *, analytic: bool) -> Array:
        value = self._cost.declared({name: expressions.batch_of(array, analytic=analytic) for name, array in inputs.items()})
        if isinstance(value, expressions.Batch) and not self._parts:
            return value.points.reshape(count, -1) * self._place.scale
        if isinstance(value, expressions.Batch):
            return np.array([self._row(point) for point in value.points])
        row = self._row(value)
        return np.broadcast_to(row, (count, row.size))

    def _row(self, value: Any) -> Floats:
        """The numbers of the output at one point, in a row: of a complex one the parts."""
        array = np.asarray(value)
        if self._parts:
            array = np.stack([array.real, array.imag], axis=-1)
        if array.dtype.kind not in "biuf":
            raise at(self._key, EvaluationError("the output is complex at a point near by, and real at the drawn one"))
        if array.size != prod(self.shape):
            raise at(self._key, EvaluationError(f"the output has shape {array.shape} at a point near by, not {self.shape}"))
        return array.astype(np.float64).reshape(-1) * self._place.scale


class GradientMap:
    """The entries of the gradient of the cost as functions of an array. `way` is how the gradient is had."""

    def __init__(self, draw: Draw, claim: MapClaim, place: Place) -> None:
        self._draw = draw
        self._name = claim.input
        self._place = place
        x = draw.input(claim.input)
        self.way = way_to(draw, claim.input)
        self.shape = x.shape
        self.block = 0
        self.mixed = place.mixed
        self.evaluations = 0
        self._each = EVALUATIONS[self.way](x.size)
        self._gradient: Callable[[Draw, str], Floats] = GRADIENTS[self.way]

    def coarser(self) -> GradientMap | None:
        """The same with twice the step of its own differences, where it takes any."""
        if self.way != "differences":
            return None
        other = copy(self)
        other._gradient = lambda draw, name: differences(draw, name, 2 * STEP)
        return other

    def many(self, points: Floats) -> Floats:
        self.evaluations += self._each * len(points)
        inputs = self._place.inputs(points)
        rows = [
            self._gradient(self._draw.moved({name: array[number] for name, array in inputs.items()}), self._name).reshape(-1)
            for number in range(len(points))
        ]
        return self._kept(np.array(rows), len(points)) * self._place.scale

    def _kept(self, rows: Array, count: int) -> Array:
        """Gradients as they lie along the directions that keep the structure of the input at the drawn point."""
        chart = self._draw.chart(self._name)
        rows = rows.reshape(count, *self.shape)
        return (chart.project(rows) if isinstance(chart, Along) else rows).reshape(count, -1)

    def complex_many(self, points: Array) -> Array:
        """The gradient and its tangent, by one sweep of the derivation at each point."""
        if self.way != "derivation":
            raise NotAnalytic("a gradient by steps has no tangent")
        inputs = self._place.inputs(points)
        try:
            rows = [
                derivative_along(self._draw, self._name, {name: array[number] for name, array in inputs.items()}).reshape(-1)
                for number in range(len(points))
            ]
        except Unsupported as error:
            raise NotAnalytic(str(error)) from error
        self.evaluations += len(points)
        return self._kept(np.array(rows), len(points)) * self._place.scale


def map_of(draw: Draw, claim: MapClaim, place: Place) -> OutputMap | GradientMap:
    """The map of whose derivative a claim is."""
    return OutputMap(draw, place) if claim.key in OF_OUTPUT else GradientMap(draw, claim, place)
