"""The right gradient as an expression: derived from the formula, and shown only where it agrees with the numerical one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from .. import problem as problems
from ..errors import ExpressionError
from ..expressions import Expression
from ..expressions.formulas import gradient_text
from ..expressions.reverse import Trace, Unsupported
from ..expressions.tree import Node
from ..problem import Draw, Problem
from ..problem.formula import depending
from .evidence import Evidence
from .evidence.agreement import Agreement

LONGEST = 240
"""A formula of more characters helps nobody."""


def right_gradient(evidence: Evidence) -> tuple[str, Agreement] | None:
    """The gradient of the case's cost by the input; None where it cannot be derived, or does not hold on three draws."""
    if evidence.draw.problem.lends and evidence.derivation is None:
        return None
    try:
        text = derived(evidence.draw, evidence.name, without=evidence.misnamed)
    except Unsupported:
        return None
    agreement = evidence.agreement(text, anywhere=False) if len(text) <= LONGEST else None
    return None if agreement is None else (text, agreement)


def derived(draw: Draw, name: str, without: Collection[str] = ()) -> str:
    """The gradient of the draw's cost by an input, from the formula alone; raises `Unsupported`.

    Lines of the backward pass stand in it where they have the values that are wanted, all but those in `without`.
    """
    problem = draw.problem
    try:
        of_inputs = [*problem.forward.values(), *_beside_the_cost(problem)]
        known = draw.with_lines(draw.values, of_inputs)
        lines = {line.name: _tree(problem, line) for line in of_inputs if line.name.isidentifier()}
        cost = _tree(problem, problem.cost)
    except ExpressionError as error:
        raise Unsupported(str(error)) from error
    return gradient_text(
        Trace(cost, lines, known),
        name,
        upstream=draw.values.get("dout"),
        lengths=problem.case.sizes,
        lines={line: value for line, value in _backward(draw).items() if line not in without},
    )


def local_derivative(draw: Draw, text: str, name: str) -> str | None:
    """The derivative of an expression by a name in it, entry by entry; None where it has none, or is not of the name's shape."""
    try:
        if np.shape(draw.value(text)) != np.shape(draw.value(name)):
            return None
        total = draw.problem.formula(f"np.sum({text})").expression
        assert isinstance(total, Expression)
        known = {**draw.values, **draw.intermediates}
        found = gradient_text(Trace(total.tree, {}, known), name, lengths=draw.problem.case.sizes)
    except (Unsupported, ExpressionError):
        return None
    return found if len(found) <= LONGEST else None


def _beside_the_cost(problem: Problem) -> list[problems.Formula]:
    """The lines that the cost does not need and that are made of inputs alone: a gradient may be written with them."""
    backward = problem.backward.values()
    upstream = depending(backward, "dout", *problem.directions)
    return [line for line in backward if line.name not in upstream]


def _backward(draw: Draw) -> dict[str, Any]:
    """The backward lines by their values, where those can be had."""
    try:
        return {name: draw.intermediates[name] for name in draw.problem.backward if name in draw.intermediates}
    except ExpressionError:
        return {}


def _tree(problem: Problem, line: problems.Formula) -> Node:
    """The tree of an expression of the case; of one part of what a line gives, the whole with its place."""
    expression = line.expression if isinstance(line.expression, Expression) else problem.formula(line.expression.text).expression
    assert isinstance(expression, Expression)
    return expression.tree
