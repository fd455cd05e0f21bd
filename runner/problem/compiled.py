"""A case with its expressions compiled: the formulas of its arrays, its cost and its claims."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from .. import expressions
from ..errors import ExpressionError
from ..expressions import Expression, Lent
from ..model import SINGLE_CLAIM, Array, Case, Claim, MapClaim, Nested
from .formula import Formula, Line, Whole
from .lending import Surroundings
from .taken_apart import claimed_at_once, lines_of, names_of

DIRECTION_LIKE = re.compile(r"(d|v|t|u|p|tangent|dir|direction|vec|vector|v_|d_)\w{0,12}$")
"""What people call a direction."""
UNDEFINED = re.compile(r"`(\w+)` is not defined here")


class Problem:
    """A case with its expressions compiled.

    Raises `ExpressionError`, with the key of the part at fault, where an expression is refused.
    """

    def __init__(self, case: Case, lent: Lent | None = None, surroundings: Surroundings | None = None) -> None:
        self.case = case
        self.lent: Lent = lent or {}
        self._surroundings = surroundings or Surroundings(case.seed)
        self._called: Lent = self._surroundings.around(self.lent) if lent else {}
        known = list(case.sizes)
        self.shapes = {name: self._compile_shape(name, entries, known) for name, entries in case.shapes.items()}
        known += case.shapes
        self.values: dict[str, Formula | Nested | Array] = {}
        for name, value in case.values.items():
            self.values[name] = self._compile(f"values.{name}", name, value, [*known, "rng"]) if isinstance(value, str) else value
            known.append(name)
        self.inputs = case.inputs
        self.directions = case.directions
        self._of_claims_only = (*(["dout"] if case.output is not None else []), *self.directions)
        self.forward: dict[str, Formula] = {}
        self.backward: dict[str, Formula] = {}
        self._sort_intermediates(known)
        self.cost = self._compile_cost([*known, *self.forward, "rng"])
        self._part_from_cost()
        self.draws = any("rng" in formula.uses for formula in (self.cost, *self.forward.values(), *self.backward.values()))
        """Whether the cost, or a line of `let`, draws random numbers of its own."""
        self.lends = any(formula.expression.lends for formula in (self.cost, *self.forward.values()))
        """Whether the cost calls lent code."""
        visible = [*known, *self.forward, *self.backward, *self._of_claims_only]
        self._visible = frozenset(visible)
        self.map_claims = {each.name: self._read_of_map(each, visible) for each in case.map_claims}
        self.claims = {name: self._read(self.part_of_claim(name), name, claim, visible) for name, claim in case.claims.items()}

    @cached_property
    def at_once(self) -> Mapping[str, tuple[Line, Formula]]:
        """The claims that one expression makes together with others, by name: its line, and the part that is the claim."""
        known = self._visible
        return dict(claimed_at_once(self.case, lambda key, text: self._expression(key, text, known), self.part_of_claim))

    def stated(self, name: str) -> Formula | Nested:
        """The gradient that is claimed for the input `name`, or the claim of another kind with that name."""
        return self.claims[name] if name in self.claims else self.map_claims[name]

    def map_claim(self, name: str) -> MapClaim | None:
        """The claim of another kind than a gradient with that name; None where there is none."""
        if name in self.claims or name not in self.map_claims:
            return None
        return next(each for each in self.case.map_claims if each.name == name)

    def part_of_claim(self, name: str) -> str:
        """The part of the case that holds the claim for `name`."""
        if name in self.map_claims and name not in self.claims:
            return name
        return "gradient" if isinstance(self.case.gradient, SINGLE_CLAIM) else f"gradient.{name}"

    def variation(self, **changes: Any) -> Problem:
        """The problem of the same case with some of its fields changed."""
        return Problem(replace(self.case, **changes), self.lent, self._surroundings)

    def formula(self, text: str) -> Formula:
        """Another expression over the names that claims see; raises `ExpressionError` where it is refused."""
        return self._compile("gradient", "gradient", text, self._visible)

    def _compile_shape(self, name: str, entries: tuple[int | str, ...], known: list[str]) -> tuple[int | Formula, ...]:
        if str not in map(type, entries):
            return entries  # type: ignore[return-value]
        return tuple(
            self._compile(f"shapes.{name}.{axis}", name, entry, known) if isinstance(entry, str) else entry
            for axis, entry in enumerate(entries)
        )

    def _compile(self, key: str, name: str, text: str, known: Collection[str]) -> Formula:
        return Formula(key, name, self._expression(key, text, known))

    def _expression(self, key: str, text: str, known: Collection[str]) -> Expression:
        try:
            return expressions.compile_expression(text, frozenset(known), self._called)
        except ExpressionError as error:
            error.key = key
            raise

    def _read(self, key: str, name: str, value: Claim, known: Collection[str]) -> Formula | Nested:
        return self._compile(key, name, value, known) if isinstance(value, str) else value

    def _read_of_map(self, claim: MapClaim, known: Collection[str]) -> Formula | Nested:
        """A claim of another kind; one that calls its direction by another name is told what it is called."""
        try:
            return self._read(claim.name, claim.name, claim.claim, known)
        except ExpressionError as error:
            missing = UNDEFINED.match(str(error))
            along = [name for name, (key, _) in self.directions.items() if key == claim.key]
            if missing and along and DIRECTION_LIKE.match(missing[1]):
                named = " and ".join(f"`{name}`" for name in along)
                error.hint = f"the direction of `{claim.key}` is {named}" if len(along) == 1 else f"the directions are {named}"
            raise

    def _sort_intermediates(self, known: list[str]) -> None:
        """Part the lines of `let`: those that use `dout` or a drawn direction, directly or not, serve the claims only."""
        own = frozenset(self._of_claims_only)
        extra = {"rng", *own}
        lent: set[str] = set()
        for key, text in self.case.let.items():
            try:
                lines = self._lines(key, text, {*known, *self.forward, *self.backward, *extra}, lent)
            except ExpressionError as error:
                self._tell_order(error, key)
                raise
            for line in lines:
                serves_claims_only = not line.uses.isdisjoint(own) or not line.uses.isdisjoint(self.backward)
                (self.backward if serves_claims_only else self.forward)[line.name] = line

    def _tell_order(self, error: ExpressionError, key: str) -> None:
        """Say of a line that uses a name of a later one that the order is wrong."""
        keys = list(self.case.let)
        missing = UNDEFINED.match(str(error))
        if missing and any(missing[1] in names_of(later) for later in keys[keys.index(key) + 1 :]):
            error.hint = f"`{missing[1]}` is defined below: put its line before this one"

    def _part_from_cost(self) -> None:
        """Lines that the cost does not need serve the claims only too, as the intermediates of a backward pass from a cost."""
        needed = {line.name for line in self.needed(self.cost)}
        others = {name: line for name, line in self.forward.items() if name not in needed}
        self.forward = {name: line for name, line in self.forward.items() if name in needed}
        self.backward = {**others, **self.backward}

    def _lines(self, key: str, text: str, known: Collection[str], lent: set[str]) -> list[Formula]:
        """A line of `let`: one for its one name, or one for the whole and one for each name. `lent`: what lent code has made."""
        expression = self._expression(f"let.{key}", text, known)
        names = names_of(key)
        if expression.lends or not expression.names.isdisjoint(lent):
            lent.update(names)
        elif len(names) == 1:
            return [Formula(f"let.{key}", key, expression)]
        if len(names) == 1:
            return [Line(f"let.{key}", key, expression)]
        whole = Whole(f"let.{key}", key, expression)
        return [whole, *lines_of(key, whole)]

    def _compile_cost(self, known: Collection[str]) -> Formula:
        if self.case.output is not None:
            return self._compile("output", "output", self.case.output, known)
        return self._compile("cost", "cost", self.case.cost or "", known)

    def needed(self, formula: Formula) -> list[Formula]:
        """The lines of `let` that `formula` needs, in order.

        Where one of them, or the formula itself, draws random numbers, every line that draws is needed, so
        that each draw stands at the same place of the stream in every evaluation.
        """
        if not self.forward and not self.backward:
            return []
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
