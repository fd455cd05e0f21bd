"""The cost of a case as a function of one of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, prod
from time import perf_counter
from typing import Any

import numpy as np

from .. import expressions
from ..errors import EvaluationError, ExpressionError, NotAnalytic
from ..expressions import reverse
from ..expressions.extents import largest_part
from ..model import Array, Floats
from .charts import chart_at
from .formula import Formula, Line, at, depending, run
from .lines import Lines

TOTAL = expressions.compile_expression("np.sum(output * dout)", ("output", "dout"))
"""The cost of a case that declares an `output`: its product with the upstream gradient `dout`."""

FEW = 32
"""All points of an input of so few entries are evaluated in one go."""


class InputCost:
    """The cost of a problem at a point as a function of one input: what `differences` measures.

    `evaluations` counts the points at which the cost was evaluated; a batch of sixty counts sixty. What does
    not depend on the input is evaluated once.
    """

    def __init__(self, at_point: Lines, name: str, *together: str) -> None:
        problem, point = at_point.problem, at_point.point
        self.name = name
        self.names = (name, *together)
        self.case = problem.case
        self.evaluations = 0
        self._point = point
        self._formula = problem.cost
        self._declares_output = problem.case.output is not None
        self._draws = "rng" in self._formula.uses
        self._fixed: Mapping[str, Any] = point.values
        self._lines: list[Formula] = []
        if lines := problem.needed(self._formula):
            self._part(at_point, lines)
        used = set(self.names).union(self._formula.uses, *[line.uses for line in self._lines])
        self._entries = max([getattr(self._fixed.get(each), "size", 1) for each in used])
        self._numbers = 0
        self.lends = self._formula.expression.lends or any(isinstance(line, Line) for line in self._lines)
        """Whether lent code takes part: then nobody knows how long an evaluation takes, and each point takes one."""
        self._pace = inf
        self._chart = chart_at(problem.case, name, point.values)
        self.pointwise = any(each in problem.case.complex for each in self.names) or self._draws or self.lends
        """Whether each point is evaluated by itself: something draws, or lent code takes part, which knows no batches."""

    def _part(self, at_point: Lines, lines: list[Formula]) -> None:
        """Evaluate the lines that do not depend on the input; the others are evaluated with the cost."""
        stepped = depending(lines, *self.names)
        self._draws = self._draws or any("rng" in line.uses and line.name in stepped for line in lines)
        if self._draws:
            stepped |= {line.name for line in lines if "rng" in line.uses}
            stepped = depending(lines, *stepped)
        self._fixed = at_point.added(self._fixed, [line for line in lines if line.name not in stepped])
        self._lines = [line for line in lines if line.name in stepped]

    def __call__(self, x: Array) -> float:
        """The cost at one point of the shape of the input; raises `EvaluationError` where it is not a real scalar."""
        self.evaluations += 1
        if not self.lends:
            return self._scalar(self._value(self._embedded(x)))
        start = perf_counter()
        value = self._scalar(self._value(self._embedded(x)))
        self._pace = min(self._pace, perf_counter() - start)
        return value

    def pace(self, x: Array) -> float:
        """The seconds that one evaluation takes where lent code takes part, of which nobody knows that before."""
        if self._pace == inf:
            self(x)
        return self._pace

    def many(self, points: Floats) -> Floats:
        """The cost at each of m points, stacked along the leading axis: (m, *shape) → (m,)."""
        if self.pointwise:
            return np.array([self(point) for point in points], dtype=np.float64)
        self.evaluations += len(points)
        values = self._column(self._value(expressions.batch_of(self._embedded(points))), len(points))
        return values.astype(np.float64, copy=False)

    def complex_many(self, points: Array) -> Array:
        """The same at complex points, near the real axis; raises `NotAnalytic` where the expression forbids it."""
        blocks = points[:, None] if self._draws else points[None]
        self.evaluations += len(points)
        columns = [
            self._column(self._value(expressions.batch_of(self._embedded(block), analytic=True)), len(block)) for block in blocks
        ]
        return np.concatenate(columns).astype(np.complex128, copy=False)

    def shaken_many(self, points: Array, amplitudes: Floats) -> Array:
        """The same with each step of the computation moved at random, at each point by so much of its size at most."""
        if self._draws:
            raise NotAnalytic("what draws is evaluated one point after the other")
        with expressions.shaken(amplitudes):
            return self.complex_many(points)

    @property
    def block(self) -> int:
        """How many points to evaluate in one go, so that the work stays in cache, were all arrays as large as the largest."""
        return expressions.block_size(self.numbers)

    @property
    def numbers(self) -> int:
        """The entries of the largest array that an evaluation reads or makes, as far as that is known."""
        if not self._numbers:
            self._numbers = max(self._entries, 0 if self.pointwise else self._largest_made(), 1)
        return self._numbers

    def _largest_made(self) -> int:
        """The entries of the largest array that is made on the way, where an input is so large that it matters."""
        if np.size(self._fixed[self.name]) <= FEW:
            return 0
        lines = {line.name: line.expression.tree for line in self._lines}
        return largest_part(reverse.Trace(self._formula.expression.tree, lines, self._fixed), self.name)

    def _embedded(self, points: Array) -> Array:
        return points if self._chart is None else self._chart.embed(points)

    def declared(self, inputs: Mapping[str, Any]) -> Any:
        """The value of the cost or the output as it is declared, at other values of the inputs."""
        variables = {**self._fixed, **inputs}
        if self._draws:
            variables["rng"] = self._point.generator()
        return run(self._lines, self._formula, variables)

    def _value(self, x: Any) -> Any:
        """The cost. Of an output in single precision it is rounded to that too, so that it shows how little it can be trusted."""
        value = self.declared({self.name: x})
        if not self._declares_output:
            return value
        dout = self._fixed["dout"]
        if type(value) is type(dout) is np.ndarray and value.dtype == np.float64 and value.shape == dout.shape:
            return np.add.reduce(value * dout, axis=None)  # what `TOTAL` does, at a fraction of its time
        if not self.case.claims and np.iscomplexobj(value):
            value = value.real  # of a complex output there is no gradient, but it may have a Jacobian
        total = TOTAL.evaluate({"output": value, "dout": dout})
        return np.float32(total) if getattr(value, "dtype", None) == np.float32 else total

    def _column(self, value: Any, count: int) -> Array:
        """The values at `count` points as a vector; a value that does not depend on the input is the same at all."""
        if not isinstance(value, expressions.Batch):
            return np.full(count, self._scalar(value))
        if value.points.size != count:
            raise self._not_scalar(value.points.shape[1:])
        return value.points.reshape(count)

    def _scalar(self, value: Any) -> float:
        if type(value) is np.float64 or type(value) is float:
            return float(value)
        array = np.asarray(value)
        if array.size != 1:
            raise self._not_scalar(array.shape)
        if array.dtype.kind not in "biuf":
            raise at(
                self._formula, EvaluationError("the cost is complex; a gradient needs a real one", hint="take np.real of it")
            )
        return float(array.reshape(()))

    def _not_scalar(self, shape: tuple[int, ...]) -> ExpressionError:
        text = self._formula.expression.text.strip()
        hint = (
            f"sum it: np.sum({text}); or declare it as `output`" if prod(shape) and len(text) < 60 and "\n" not in text else None
        )
        error = EvaluationError(f"the cost has shape {shape}, but it must be a single number", hint=hint or "sum it with np.sum")
        return at(self._formula, error)
