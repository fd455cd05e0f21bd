"""The arrays of a case drawn: those of `shapes` and `values` in the order written, then `dout`, then directions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np

from .. import expressions
from ..errors import EvaluationError, OutOfBounds
from ..model import Array, Case, Floats
from . import generators
from .arrays import as_input, constant, rounded
from .charts import STRUCTURES, chart_of, held, made
from .compiled import Problem
from .formula import Formula, at
from .lines import Lines
from .point import Point
from .special import at_point, bounds_of

Move = Callable[[str, Any], Any]
"""Puts another array in the place of one that was drawn or read: its name and what it was."""


def point_of(problem: Problem, seed: int | None = None, move: Move | None = None) -> Point:
    """Draw the arrays of a problem, with the case's own seed unless another is given.

    `move` comes after each array, before later names are made from it.
    """
    return _Drawing(problem, seed, move).point()


class _Drawing:
    """The values of a case as they come to be."""

    def __init__(self, problem: Problem, seed: int | None, move: Move | None) -> None:
        self.problem = problem
        self.case: Case = problem.case
        self._move = move
        self._special = self.case.point is not None and seed is None and move is None
        self._rng = generators.generator(generators.state_of(self.case.seed if seed is None else seed))
        self.values: dict[str, Any] = dict(self.case.sizes)

    def point(self) -> Point:
        for name in self.problem.shapes:
            self._settle(name, self._of_shape(name, self._shape(name)))
        for name, value in self.problem.values.items():
            told = (
                value.evaluate({**self.values, "rng": self._rng})
                if isinstance(value, Formula)
                else constant(value, f"values.{name}")
            )
            self._settle(name, told)
        self._make_inputs()
        if self.case.dtype == "float32":
            self.values = {name: rounded(value) for name, value in self.values.items()}
        if self.case.output is not None:
            output = Lines(self.problem, Point(self.values, self._state())).evaluate(self.problem.cost, self.values)
            self.values["dout"] = self._normal(np.shape(output))
        for name, (_, moved) in self.problem.directions.items():
            self.values[name] = self._direction(moved)
        for value in self.values.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False  # a second line behind the functions, none of which writes to its arguments
        state = self._state()
        generators.release(self._rng)
        return Point(self.values, state)

    def _settle(self, name: str, value: Any) -> None:
        """Put an array in its place: at the special point of the case, or where it is moved to."""
        if self._special and name in self.problem.inputs:
            value = self._at_special_point(name, np.asarray(value))
        self.values[name] = value if self._move is None else self._move(name, value)

    def _normal(self, shape: tuple[int, ...]) -> Array:
        """A cotangent or a direction: standard normal, in the precision of the case."""
        array = np.asarray(self._rng.standard_normal(shape))
        return np.asarray(rounded(array)) if self.case.dtype == "float32" else array

    def _direction(self, moved: str) -> Array:
        """A direction in which an input moves: complex where it is, and one that keeps its structure."""
        x = self.values[moved]
        if moved in self.case.complex:
            return np.asarray(self._normal(x.shape) + 1j * self._normal(x.shape))
        way = self._normal(np.shape(x))
        word = self.case.structure.get(moved)
        return way if word is None else np.asarray(chart_of(word, x).project(way))

    def _of_shape(self, name: str, shape: tuple[int, ...]) -> Array:
        """One of `shapes`: standard normal numbers, in both parts of what is complex, or a structure made of them."""
        array = np.asarray(self._rng.standard_normal(shape))
        if name in self.case.complex:
            return np.asarray(array + 1j * self._rng.standard_normal(shape))
        if name not in self.case.structure:
            return array
        try:
            return made(self.case.structure[name], name, array)
        except EvaluationError as error:
            raise at(f"structure.{name}", error) from None

    def _make_inputs(self) -> None:
        """Turn the names with claims into arrays that can be stepped, and give what has a structure that of the last bit."""
        for name in self.problem.inputs:
            if name not in self.case.complex:
                self.values[name] = as_input(name, self.values[name])
        for name, word in self.case.structure.items():
            self.values[name] = self._structured(name, word, self.values[name])

    def _structured(self, name: str, word: str, array: Array) -> Floats:
        """An array with its structure to the last bit. What is written must have it; what was moved is given it back."""
        written = self._move is None and not self._special
        try:
            return held(word, name, as_input(name, array)) if written else STRUCTURES[word].restored(as_input(name, array))
        except (EvaluationError, np.linalg.LinAlgError) as error:
            raise at(f"structure.{name}", EvaluationError(str(error))) from None

    def _at_special_point(self, name: str, array: Array) -> Array:
        """An input at the special point of the case; other seeds, and arrays that are moved, draw at random."""
        assert self.case.point is not None
        formulas = (self.problem.cost, *self.problem.forward.values())
        return at_point(self.case.point, name, array, bounds_of(formulas) if self.case.point == "bounds" else ())

    def _state(self) -> generators.State | None:
        """The state in which the generator is, where anything draws again; to ask for it takes as long as to draw an array."""
        return self._rng.bit_generator.state if self.problem.draws else None

    def _shape(self, name: str) -> tuple[int, ...]:
        entries = self.problem.shapes[name]
        shape = tuple([entry if type(entry) is int and entry >= 0 else _length(name, entry, self.values) for entry in entries])
        if prod(shape) * 8 > expressions.memory_limit():
            raise at(f"shapes.{name}", OutOfBounds(f"`{name}` of shape {shape} is larger than a case may use"))
        return shape


def _length(name: str, entry: int | Formula, sizes: Mapping[str, Any]) -> int:
    """One entry of the shape of `name`."""
    length = entry.evaluate(sizes) if isinstance(entry, Formula) else entry
    if not isinstance(length, int | np.integer) or isinstance(length, bool) or length < 0:
        where = entry if isinstance(entry, Formula) else f"shapes.{name}"
        hint = None
        if isinstance(entry, Formula) and isinstance(length, float) and length.is_integer():
            whole = re.sub("(?<!/)/(?!/)", "//", entry.expression.text)
            hint = f"`/` gives a number with a point: write {whole}"
        raise at(where, EvaluationError(f"a shape is made of integers from 0 on, not of {length!r}", hint=hint))
    return int(length)
