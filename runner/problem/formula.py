"""One expression of a case, with the key under which it stands there; and several in a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ExpressionError
from ..expressions import Expression
from .part import Part


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of the case, and the key under which it stands there."""

    key: str
    name: str
    expression: Expression | Part

    @property
    def uses(self) -> frozenset[str]:
        return self.expression.names

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        try:
            return self.expression.evaluate(variables)
        except ExpressionError as error:
            error.key = self.key
            raise


@dataclass(frozen=True, slots=True)
class Line(Formula):
    """A line of `let` that may give more than an array: a tuple, or what lent code made for other lent code."""

    expression: Expression

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        try:
            return self.expression.whole(variables)
        except ExpressionError as error:
            error.key = self.key
            raise


@dataclass(frozen=True, slots=True)
class Whole(Line):
    """A line of `let` of which only parts are used, as `"out, cache"` has it."""

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        try:
            return self.expression.as_given(variables)
        except ExpressionError as error:
            error.key = self.key
            raise


def run(lines: Iterable[Formula], last: Formula, variables: dict[str, Any]) -> Any:
    for line in lines:
        variables[line.name] = line.evaluate(variables)
    return last.evaluate(variables)


def depending(lines: Iterable[Formula], *names: str) -> set[str]:
    """The names of the lines that depend, directly or not, on one of `names`."""
    depending = set(names)
    for line in lines:
        if not line.uses.isdisjoint(depending):
            depending.add(line.name)
    return depending


def at(where: Formula | str, error: ExpressionError) -> ExpressionError:
    error.key = where.key if isinstance(where, Formula) else where
    return error
