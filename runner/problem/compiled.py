"""A case with its expressions compiled, from which arrays are drawn as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from math import prod
from typing import Any, TypeAlias

import numpy as np

from runner import expressions
from runner.errors import EvaluationError, ExpressionError, OutOfBounds
from runner.model import Case, Nested, Value
from runner.problem.arrays import as_input, constant, rounded
from runner.problem.draw import Draw
from runner.problem.formula import Formula, at

Lent: TypeAlias = Mapping[str, Mapping[str, Callable[..., Any]]]
"""Functions lent to expressions: name of the module → name of the function → function."""


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
        self._visible = frozenset(visible)
        several = isinstance(case.gradient, Mapping)
        self.claims = {
            name: self._read(f"gradient.{name}" if several else "gradient", name, claim, visible)
            for name, claim in case.claims.items()
        }

    def draw(self, seed: int | None = None, move: Callable[[str, Any], Any] | None = None) -> Draw:
        """Draw the arrays, with the case's own seed unless another is given.

        `move` may put another array in the place of each one drawn or read, before later names are made from it.
        """
        rng = np.random.default_rng(self.case.seed if seed is None else seed)
        values: dict[str, Any] = dict(self.case.sizes)
        for name in self.shapes:
            values[name] = np.asarray(rng.standard_normal(self._shape(name, values)))
            if move is not None:
                values[name] = move(name, values[name])
        for name, value in self.values.items():
            values[name] = value.evaluate({**values, "rng": rng}) if isinstance(value, Formula) else constant(value)
            if move is not None:
                values[name] = move(name, values[name])
        for name in self.claims:
            values[name] = as_input(name, values[name])
        if self.case.dtype == "float32":
            values = {name: rounded(value) for name, value in values.items()}
        if self.case.output is not None:
            values["dout"] = np.asarray(rng.standard_normal(Draw(self, values, rng).output_shape()))
            if self.case.dtype == "float32":
                values["dout"] = rounded(values["dout"])
        for value in values.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False  # a second line behind the functions, none of which writes to its arguments
        return Draw(self, values, rng)

    def variation(self, **changes: Any) -> Problem:
        """The problem of the same case with some of its fields changed."""
        return Problem(replace(self.case, **changes), self._lent)

    def formula(self, text: str) -> Formula:
        """Another expression over the names that claims see; raises `ExpressionError` where it is refused."""
        return self._compile("gradient", "gradient", text, self._visible)

    def _shape(self, name: str, sizes: Mapping[str, Any]) -> tuple[int, ...]:
        shape = []
        for entry in self.shapes[name]:
            length = entry.evaluate(sizes) if isinstance(entry, Formula) else entry
            if not isinstance(length, int | np.integer) or isinstance(length, bool) or length < 0:
                raise at(
                    entry if isinstance(entry, Formula) else f"shapes.{name}",
                    EvaluationError(f"a shape is made of integers from 0 on, not of {length!r}"),
                )
            shape.append(int(length))
        if prod(shape) * 8 > expressions.memory_limit():
            raise at(f"shapes.{name}", OutOfBounds(f"`{name}` of shape {tuple(shape)} is larger than a case may use"))
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
