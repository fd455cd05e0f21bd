"""The right gradient as an expression: derived from the formula, and shown only where it agrees with the numerical one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from .. import problem as problems
from ..errors import ExpressionError
from ..expressions import Expression, read_alone
from ..expressions.formulas import gradient_text
from ..expressions.reverse import Trace, Unsupported
from ..expressions.tree import Call, Node, Sequence
from ..measuring.compare import relative_difference
from ..problem import Draw, Problem
from ..problem.formula import depending
from .evidence import Evidence
from .evidence.agreement import Agreement
from .evidence.sample import Sample

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
    text = _of_wrong_entries(text, evidence)
    agreement = evidence.agreement(text, anywhere=False) if len(text) <= LONGEST else None
    return None if agreement is None else (text, agreement)


def _of_wrong_entries(text: str, evidence: Evidence) -> str:
    """A gradient that is written entry by entry, as the claim is, with the entries of the claim where they are right."""
    theirs, ours = _entries(evidence.text), _entries(text)
    if theirs is None or ours is None or len(theirs) != len(ours):
        return text
    own = evidence.measurements.own
    right = np.array([own.claimed.shape == (len(ours),) and _is_entry(own, at, evidence) for at in range(len(ours))])
    kept = [each if right[at] else ours[at] for at, each in enumerate(theirs)]
    return f"np.array([{', '.join(kept)}])" if right.any() and not right.all() else text


def _is_entry(own: Sample, at: int, evidence: Evidence) -> bool:
    places = np.flatnonzero(own.positions == at)
    if not places.size:
        return False
    measured, claimed = own.numerical[places], own.claimed[at : at + 1]
    return bool((relative_difference(measured, claimed, own.floor) <= evidence.measurements.tolerance).all())


def _entries(text: str) -> list[str] | None:
    """The entries of `np.array([…])` as they are written; None where a text is none."""
    text = " ".join(text.split())
    node = read_alone(text)
    if not isinstance(node, Call) or node.rule != "np.array" or len(node.args) != 1 or not isinstance(node.args[0], Sequence):
        return None
    return [text[part.span[0] : part.span[0] + part.span[1]] for part in node.args[0].parts]


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
