"""A case made ready to be computed: its expressions compiled once, its arrays drawn as often as wanted.

`Problem` is the case in compiled form. `Problem.draw` gives a `Draw`, one set of arrays, from which come the
cost as a function of one input (what `differences` needs) and the claimed gradients (what `compare` needs).
Two lines of numpy reproduce a draw by hand: `rng = np.random.default_rng(seed)`, then each of `shapes`,
`values` and `dout` in the order written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, TypeAlias

import numpy as np

from runner import expressions
from runner.errors import EvaluationError, ExpressionError, OutOfBounds
from runner.expressions import Expression
from runner.model import Array, Case, Floats, Nested, Value

Lent: TypeAlias = Mapping[str, Mapping[str, Callable[..., Any]]]
"""Functions lent to expressions: name of the module → name of the function → function."""

TOTAL = expressions.compile_expression("np.sum(output * dout)", ("output", "dout"))
"""The cost of a case that declares an `output`: its product with the upstream gradient `dout`."""


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of the case, and the key under which it stands there."""

    key: str
    name: str
    expression: Expression

    @property
    def uses(self) -> frozenset[str]:
        return self.expression.names

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        try:
            return self.expression.evaluate(variables)
        except ExpressionError as error:
            error.key = self.key
            raise


class Problem:
    """A case with its expressions compiled.

    Raises `ExpressionError`, with the key of the part at fault, where an expression is refused.
    """

    def __init__(self, case: Case, lent: Lent | None = None) -> None:
        self.case = case
        self._lent: Lent = lent or {}
        known = list(case.sizes)
        self.shapes = {
            name: tuple(
                entry if isinstance(entry, int) else self._compile(f"shapes.{name}.{axis}", name, entry, known)
                for axis, entry in enumerate(entries)
            )
            for name, entries in case.shapes.items()
        }
        known += case.shapes
        self.values: dict[str, Formula | Nested] = {}
        for name, value in case.values.items():
            self.values[name] = self._read(f"values.{name}", name, value, [*known, "rng"])
            known.append(name)
        self.forward: dict[str, Formula] = {}
        self.backward: dict[str, Formula] = {}
        self._sort_intermediates(known)
        self.cost = self._compile_cost([*known, *self.forward, "rng"])
        visible = [*known, *self.forward, *self.backward, *(["dout"] if case.output is not None else [])]
        several = isinstance(case.gradient, Mapping)
        self.claims = {
            name: self._read(f"gradient.{name}" if several else "gradient", name, claim, visible)
            for name, claim in case.claims.items()
        }

    def draw(self, seed: int | None = None) -> Draw:
        """Draw the arrays, with the case's own seed unless another is given."""
        rng = np.random.default_rng(self.case.seed if seed is None else seed)
        values: dict[str, Any] = dict(self.case.sizes)
        for name in self.shapes:
            values[name] = np.asarray(rng.standard_normal(self._shape(name, values)))
        for name, value in self.values.items():
            values[name] = value.evaluate({**values, "rng": rng}) if isinstance(value, Formula) else _constant(value)
        for name in self.claims:
            values[name] = _as_input(name, values[name])
        if self.case.dtype == "float32":
            values = {name: _rounded(value) for name, value in values.items()}
        if self.case.output is not None:
            values["dout"] = np.asarray(rng.standard_normal(Draw(self, values, rng).output_shape()))
            if self.case.dtype == "float32":
                values["dout"] = _rounded(values["dout"])
        return Draw(self, values, rng)

    def _shape(self, name: str, sizes: Mapping[str, Any]) -> tuple[int, ...]:
        shape = []
        for entry in self.shapes[name]:
            length = entry.evaluate(sizes) if isinstance(entry, Formula) else entry
            if not isinstance(length, int | np.integer) or isinstance(length, bool) or length < 0:
                raise _fault(
                    entry if isinstance(entry, Formula) else f"shapes.{name}",
                    EvaluationError(f"a shape is made of integers from 0 on, not of {length!r}"),
                )
            shape.append(int(length))
        if prod(shape) * 8 > expressions.memory_limit():
            raise _fault(f"shapes.{name}", OutOfBounds(f"`{name}` of shape {tuple(shape)} is larger than a case may use"))
        return tuple(shape)

    def _compile(self, key: str, name: str, text: str, known: Collection[str]) -> Formula:
        try:
            return Formula(key, name, expressions.compile_expression(text, frozenset(known), self._lent))
        except ExpressionError as error:
            error.key = key
            raise

    def _read(self, key: str, name: str, value: Value, known: Collection[str]) -> Formula | Nested:
        return self._compile(key, name, value, known) if isinstance(value, str) else value

    def _sort_intermediates(self, known: list[str]) -> None:
        """Part the lines of `let`: those that use `dout`, directly or not, serve the claims only."""
        extra = {"rng", *(["dout"] if self.case.output is not None else [])}
        for name, text in self.case.let.items():
            line = self._compile(f"let.{name}", name, text, {*known, *self.forward, *self.backward, *extra})
            serves_claims_only = "dout" in line.uses or not line.uses.isdisjoint(self.backward)
            (self.backward if serves_claims_only else self.forward)[name] = line

    def _compile_cost(self, known: Collection[str]) -> Formula:
        if self.case.output is not None:
            return self._compile("output", "output", self.case.output, known)
        return self._compile("cost", "cost", self.case.cost or "", known)

    def needed(self, formula: Formula) -> list[Formula]:
        """The lines of `let` that `formula` needs, in order.

        Where one of them, or the formula itself, draws random numbers, every line that draws is needed, so
        that each draw stands at the same place of the stream in every evaluation.
        """
        wanted = set(formula.uses)
        lines = {**self.forward, **self.backward}
        for name in reversed(lines):
            if name in wanted:
                wanted |= lines[name].uses
        if "rng" in wanted:
            for name in reversed(lines):
                if "rng" in lines[name].uses or name in wanted:
                    wanted |= {name, *lines[name].uses}
        return [line for name, line in lines.items() if name in wanted]


class Draw:
    """One set of arrays of a case. `values` holds sizes, inputs and `dout`, in double precision."""

    def __init__(self, problem: Problem, values: dict[str, Any], rng: np.random.Generator) -> None:
        self.problem = problem
        self.values = values
        self._state: Any = rng.bit_generator.state

    def generator(self) -> np.random.Generator:
        """A generator in the state in which the drawing of the arrays left it."""
        bits = np.random.PCG64()
        bits.state = self._state
        return np.random.Generator(bits)

    def input(self, name: str) -> Floats:
        """The point at which the claim for `name` is checked."""
        point: Floats = self.values[name]
        return point

    def cost(self, name: str) -> InputCost:
        """The cost as a function of the input `name` alone."""
        return InputCost(self, name)

    def output_shape(self) -> tuple[int, ...]:
        """The shape of the declared `output`."""
        return np.shape(self._evaluate(self.problem.cost, self.values))

    def claim(self, name: str) -> Array:
        """The claimed gradient for the input `name`, as real numbers, in the shape the claim has.

        Evaluated in the case's dtype. Raises `EvaluationError` where it is not an array of real numbers.
        """
        claim = self.problem.claims[name]
        if not isinstance(claim, Formula):
            return np.asarray(_constant(claim), dtype=np.float64)
        value = np.asarray(self._evaluate_claim(claim))
        if value.dtype.kind not in "biuf":
            raise _fault(claim, EvaluationError(f"the claim for `{name}` is complex, not real", hint="take np.real of it"))
        return value.astype(np.float64)

    @cached_property
    def intermediates(self) -> Mapping[str, Any]:
        """Every line of `let` at the drawn point, as the claims see it."""
        variables = dict(self._claim_values)
        variables["rng"] = self.generator()
        for line in (*self.problem.forward.values(), *self.problem.backward.values()):
            variables[line.name] = line.evaluate(variables)
        return {name: variables[name] for name in (*self.problem.forward, *self.problem.backward)}

    @cached_property
    def _claim_values(self) -> Mapping[str, Any]:
        if self.problem.case.dtype == "float64":
            return self.values
        return {name: _to_float32(value) for name, value in self.values.items()}

    def _evaluate_claim(self, claim: Formula) -> Any:
        return self._evaluate(claim, self._claim_values)

    def _evaluate(self, formula: Formula, values: Mapping[str, Any]) -> Any:
        lines = self.problem.needed(formula)
        if not lines and "rng" not in formula.uses:
            return formula.evaluate(values)
        return _run(lines, formula, {**values, "rng": self.generator()})


class InputCost:
    """The cost of a draw as a function of one input: what `differences` measures.

    `evaluations` counts the points at which the cost was evaluated; a stack of sixty counts sixty. What does
    not depend on the input is evaluated once.
    """

    def __init__(self, draw: Draw, name: str) -> None:
        problem = draw.problem
        self.name = name
        self.evaluations = 0
        self._draw = draw
        self._formula = problem.cost
        self._declares_output = problem.case.output is not None
        lines = problem.needed(self._formula)
        stepped = _depending(lines, name)
        self._draws = "rng" in self._formula.uses or any("rng" in line.uses and line.name in stepped for line in lines)
        if self._draws:
            stepped |= {line.name for line in lines if "rng" in line.uses}
            stepped = _depending(lines, *stepped)
        self._fixed = dict(draw.values)
        if lines:
            fixed_lines = [line for line in lines if line.name not in stepped]
            scope = {**self._fixed, "rng": draw.generator()}
            for line in fixed_lines:
                self._fixed[line.name] = scope[line.name] = line.evaluate(scope)
        self._lines = [line for line in lines if line.name in stepped]
        self.block = expressions.block_size(draw.values[name].size)
        """How many points to evaluate in one go, so that the work stays in cache."""

    def __call__(self, x: Array) -> float:
        """The cost at one point of the shape of the input; raises `EvaluationError` where it is not a real scalar."""
        self.evaluations += 1
        return self._scalar(self._value(x))

    def many(self, points: Floats) -> Floats:
        """The cost at each of m points, stacked along the leading axis: (m, *shape) → (m,)."""
        if self._draws:
            return np.array([self(point) for point in points], dtype=np.float64)
        self.evaluations += len(points)
        return self._column(self._value(expressions.stack(points)), len(points)).astype(np.float64)

    def complex_many(self, points: Array) -> Array:
        """The same at complex points, near the real axis; raises `NotAnalytic` where the expression forbids it."""
        blocks = points[:, None] if self._draws else points[None]
        self.evaluations += len(points)
        columns = [self._column(self._value(expressions.stack(block, analytic=True)), len(block)) for block in blocks]
        return np.concatenate(columns).astype(np.complex128)

    def _value(self, x: Any) -> Any:
        variables = {**self._fixed, self.name: x}
        if self._draws:
            variables["rng"] = self._draw.generator()
        value = _run(self._lines, self._formula, variables)
        return TOTAL.evaluate({"output": value, "dout": self._fixed["dout"]}) if self._declares_output else value

    def _column(self, value: Any, count: int) -> Array:
        """The values at `count` points as a vector; a value that does not depend on the input is the same at all."""
        if not isinstance(value, expressions.Stack):
            return np.full(count, self._scalar(value))
        if value.points.size != count:
            raise self._not_scalar(value.points.shape[1:])
        return value.points.reshape(count)

    def _scalar(self, value: Any) -> float:
        array = np.asarray(value)
        if array.size != 1:
            raise self._not_scalar(array.shape)
        if array.dtype.kind not in "biuf":
            raise _fault(
                self._formula, EvaluationError("the cost is complex; a gradient needs a real one", hint="take np.real of it")
            )
        return float(array.reshape(()))

    def _not_scalar(self, shape: tuple[int, ...]) -> ExpressionError:
        text = self._formula.expression.text.strip()
        hint = (
            f"sum it: np.sum({text}); or declare it as `output`" if prod(shape) and len(text) < 60 and "\n" not in text else None
        )
        error = EvaluationError(f"the cost has shape {shape}, but it must be a single number", hint=hint or "sum it with np.sum")
        return _fault(self._formula, error)


def _run(lines: Iterable[Formula], last: Formula, variables: dict[str, Any]) -> Any:
    for line in lines:
        variables[line.name] = line.evaluate(variables)
    return last.evaluate(variables)


def _depending(lines: Iterable[Formula], *names: str) -> set[str]:
    """The names of the lines that depend, directly or not, on one of `names`."""
    depending = set(names)
    for line in lines:
        if not line.uses.isdisjoint(depending):
            depending.add(line.name)
    return depending


def _fault(where: Formula | str, error: ExpressionError) -> ExpressionError:
    error.key = where.key if isinstance(where, Formula) else where
    return error


def _constant(value: Nested) -> Any:
    """A number as it is; a nested list as an array (of integers where all are)."""
    return np.array(value) if isinstance(value, tuple) else value


def _as_input(name: str, value: Any) -> Floats:
    """An input whose gradient is claimed, in double precision, so that an integer literal can be stepped by h."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        kind = {"b": "truth values", "c": "complex numbers"}.get(array.dtype.kind, "no numbers")
        raise _fault(f"values.{name}", EvaluationError(f"`{name}` holds {kind}: a gradient needs real numbers"))
    return array.astype(np.float64)


def _to_float32(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _rounded(value: Any) -> Any:
    """A float array rounded to single precision, held in double precision."""
    return _to_float32(value).astype(np.float64) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value
