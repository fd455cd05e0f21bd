"""The maps of a case, each from an array to several numbers: its output, the gradient of its cost, and both along a direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from .. import expressions
from ..errors import EvaluationError, NotAnalytic
from ..expressions.reverse import Unsupported
from ..model import ALONG, OF_OUTPUT, Array, Floats, MapClaim
from .derivative import derivative_along
from .draw import Draw
from .first import EVALUATIONS, GRADIENTS, STEP, differences, way_to
from .formula import at

LAST_DIGITS = 2.0**-46
WELL_BELOW = 1e-5
"""Where the smallest entry that moves is so far below what steps along the largest must be, no step is small for both."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the point of a map lies: `x`, and the inputs of the case at each of several points of the shape of x.

    `scale` is what the numbers of the map are multiplied with: along a direction x goes by its unit vector.
    """

    x: Floats
    inputs: Callable[[Array], Mapping[str, Array]]
    names: tuple[str, ...]
    scale: float = 1.0
    mixed: bool = False


def place_of(draw: Draw, claim: MapClaim) -> Place:
    """Where the point moves for a claim: each entry of the input, or all inputs along the direction that was drawn."""
    if claim.key not in ALONG:
        return Place(draw.input(claim.input), lambda points: {claim.input: points}, (claim.input,))
    moving = {name: draw.values[drawn] for drawn, (key, name) in draw.problem.directions.items() if key == claim.key}
    norm = float(np.sqrt(sum(float(np.sum(way**2)) for way in moving.values()))) or 1.0
    units = {name: way / norm for name, way in moving.items()}
    entries = np.concatenate([np.abs(draw.input(name)[way != 0]).reshape(-1) for name, way in units.items()])
    fastest = max(float(np.abs(way).max(initial=0.0)) for way in units.values()) or 1.0
    largest = float(np.max(entries, initial=0.0, where=np.isfinite(entries)))
    start = max(largest, 0.0) / fastest or 1.0
    sizes = entries[entries != 0.0]
    mixed = bool(sizes.size and largest * LAST_DIGITS > WELL_BELOW * sizes.min())

    def inputs(points: Array) -> Mapping[str, Array]:
        gone = points - start
        return {name: draw.input(name) + gone.reshape(-1, *[1] * way.ndim) * way for name, way in units.items()}

    return Place(np.array(start), inputs, tuple(units), norm, mixed)


class OutputMap:
    """The entries of the declared output as functions of an array; see `differences.rows.Rows`."""

    def __init__(self, draw: Draw, place: Place) -> None:
        self._cost = draw.cost(*place.names)
        self._place = place
        self.case = draw.problem.case
        self.shape = draw.output_shape()
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
        self.evaluations += len(points)
        inputs = self._place.inputs(points)
        if not self._cost.pointwise:
            return self._rows(inputs, len(points), analytic=True).astype(np.complex128, copy=False)
        rows = [
            self._rows({name: array[number : number + 1] for name, array in inputs.items()}, 1, analytic=True)
            for number in range(len(points))
        ]
        return np.concatenate(rows).astype(np.complex128, copy=False)

    def _rows(self, inputs: Mapping[str, Array], count: int, *, analytic: bool) -> Array:
        value = self._cost.declared({name: expressions.batch_of(array, analytic=analytic) for name, array in inputs.items()})
        if isinstance(value, expressions.Batch):
            return value.points.reshape(count, -1) * self._place.scale
        row = self._row(value)
        return np.broadcast_to(row, (count, row.size))

    def _row(self, value: Any) -> Floats:
        """The numbers of the output at one point, in a row."""
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise at(self._key, EvaluationError("the output is complex; a Jacobian needs a real one", hint="take np.real of it"))
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
        return np.array(rows).reshape(len(points), -1) * self._place.scale

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
        return np.array(rows).reshape(len(points), -1) * self._place.scale


def map_of(draw: Draw, claim: MapClaim, place: Place) -> OutputMap | GradientMap:
    """The map of whose derivative a claim is."""
    return OutputMap(draw, place) if claim.key in OF_OUTPUT else GradientMap(draw, claim, place)
