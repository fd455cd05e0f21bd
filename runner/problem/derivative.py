"""The formulas of a case read backwards: the derivative of its cost at a point, where every step of it has a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..errors import NotAnalytic
from ..expressions import Expression
from ..expressions.duals import Dual, DualTrace, gradient_along
from ..expressions.reverse import Trace, Unsupported, gradient
from ..expressions.tree import Node, names
from ..model import Array, Floats
from .charts import Along, chart_at
from .compiled import Problem
from .draw import Draw
from .formula import Formula


def trace_of(draw: Draw, values: Mapping[str, Any] | None = None) -> Trace:
    """The formulas of a case at a point, with all values in them: those that are given, else all that claims see."""
    problem = draw.problem
    lines = {name: line.expression.tree for name, line in problem.forward.items()}
    known: dict[str, Any] = dict(values) if values is not None else {**draw.values, **draw.intermediates}
    lent: dict[str, Any] = {}
    for line in (problem.cost, *problem.forward.values()):
        lent.update(line.expression.lent)
    trace = Trace(problem.cost.expression.tree, lines, known, lent)
    if problem.draws:
        known["rng"] = draw.generator()
        for root in (*lines.values(), trace.root):  # in the order in which they draw
            trace.value(root)
    return trace


def derivative_along(draw: Draw, name: str, moving: Mapping[str, Any]) -> Array:
    """The gradient by an input and its change where inputs move, in one sweep: complex numbers, as `moving` gives the inputs.

    Raises `Unsupported` where a step of the derivation has no rule, or one that cannot be followed.
    """
    problem = draw.problem
    lines = {line.name: line.expression.tree for line in problem.needed(problem.cost)}
    known: dict[str, Any] = {**draw.values, **{input_: Dual(array) for input_, array in moving.items()}}
    trace = DualTrace(problem.cost.expression.tree, lines, known)
    if problem.draws:
        known["rng"] = draw.generator()
    try:
        for line, root in lines.items():
            known[line] = trace.value(root)
        trace.value(trace.root)  # whatever draws does so in this order
    except NotAnalytic as error:
        raise Unsupported(str(error)) from error
    found = np.asarray(gradient_along(trace, name, draw.values["dout"] if problem.case.output is not None else 1.0))
    chart = chart_at(problem.case, name, {**draw.values, **moving})
    return np.asarray(chart.project(found)) if isinstance(chart, Along) else found


def derivative(draw: Draw, name: str) -> Floats | None:
    """The gradient of a case's cost by an input from the derivation alone; None where a step of it has no rule.

    Nobody may take it for measured: it tells where to look.
    """
    if name in draw.problem.case.complex:
        return None
    upstream = draw.values["dout"] if draw.problem.case.output is not None else 1.0
    try:
        found = np.asarray(gradient(trace_of(draw), name, upstream), dtype=np.float64)
    except Unsupported:
        return None
    found = np.asarray(draw.pulled(name, found), dtype=np.float64)
    return found if np.isfinite(found).all() else None


class Otherwise(NamedTuple):
    """What becomes of an input's gradient, None where it has none by the derivation, and of the claim for it."""

    gradient: Floats | None
    claim: Any


def otherwise(draw: Draw, name: str, roots: Mapping[str, Node]) -> Otherwise | None:
    """The gradient and the claim where some formulas read otherwise: `roots` are their trees by keys ("cost", "let.z").

    None where that cannot be told without drawing anew. Raises `Unsupported` where the values do not allow those formulas.
    """
    problem = draw.problem
    if problem.draws or not all(isinstance(line.expression, Expression) for line in problem.backward.values()):
        return None
    own = trace_of(draw)
    lines = {line: roots.get(f"let.{line}", root) for line, root in own.lines.items()}
    known = dict(own.known)
    trace = Trace(roots.get(problem.cost.key, own.root), lines, known, own.lent)
    changed: set[str] = set()

    def follow(line: str, root: Node, anew: bool = False) -> None:
        if anew or not names(root).isdisjoint(changed):
            changed.add(line)
            known[line] = trace.value(root)

    for line, root in lines.items():
        follow(line, root, root is not own.lines[line])
    upstream = draw.values.get("dout", 1.0)
    if np.shape(trace.value(trace.root)) != np.shape(upstream):
        raise Unsupported("another shape")
    try:
        found = np.asarray(gradient(trace, name, upstream), dtype=np.float64)
    except Unsupported:
        return Otherwise(None, None)
    return Otherwise(found, _claim(trace, problem, name, changed, follow))


def _claim(trace: Trace, problem: Problem, name: str, changed: set[str], follow: Callable[[str, Node], None]) -> Any:
    """The claim where it rests on lines that have changed; None where it does not, or has no value there."""
    claim = problem.claims[name]
    if not isinstance(claim, Formula) or not isinstance(claim.expression, Expression):
        return None
    try:
        for line in problem.needed(claim):
            if line.name in problem.backward:
                follow(line.name, line.expression.tree)
        return None if claim.uses.isdisjoint(changed) else trace.value(claim.expression.tree)
    except Unsupported:
        return None
