"""The formulas of a case read backwards: the derivative of its cost at a point, where every step of it has a rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..expressions.reverse import Formula, Unsupported, gradient
from ..expressions.tree import Node, names
from ..model import Floats
from .formula import Formula as Line

if TYPE_CHECKING:
    from .draw import Draw


def formula_of(draw: Draw) -> Formula:
    """The formulas of a case at a point, with all values in them."""
    problem = draw.problem
    lines = {name: line.expression.tree for name, line in problem.forward.items()}
    known: dict[str, Any] = {**draw.values, **draw.intermediates}
    lent: dict[str, Any] = {}
    for line in (problem.cost, *problem.forward.values()):
        lent.update(line.expression.lent)
    formula = Formula(problem.cost.expression.tree, lines, known, lent)
    if problem.draws:
        known["rng"] = draw.generator()
        for root in (*lines.values(), formula.root):  # in the order in which they draw
            formula.value(root)
    return formula


def derivative(draw: Draw, name: str) -> Floats | None:
    """The gradient of a case's cost by an input from the derivation alone; None where a step of it has no rule.

    Nobody may take it for measured: it tells where to look.
    """
    upstream = draw.values["dout"] if draw.problem.case.output is not None else 1.0
    try:
        found = np.asarray(gradient(formula_of(draw), name, upstream), dtype=np.float64)
    except Unsupported:
        return None
    return found if np.isfinite(found).all() else None


def other_gradient(draw: Draw, name: str, roots: Mapping[str, Node]) -> Floats | None:
    """The gradient of the cost by an input where some formulas read otherwise: `roots` are their trees by keys ("cost", "let.z").

    None where there is none by the derivation, where the values do not allow it, or where the claim rests on a line that reads
    otherwise, so that it is another claim.
    """
    problem = draw.problem
    if problem.draws:
        return None
    own = formula_of(draw)
    changed: set[str] = set()
    lines = {line: roots.get(f"let.{line}", root) for line, root in own.lines.items()}
    known = dict(own.known)
    formula = Formula(roots.get(problem.cost.key, own.root), lines, known, own.lent)
    claim = problem.claims[name]
    try:
        for line, root in lines.items():
            if root is not own.lines[line] or not names(root).isdisjoint(changed):
                changed.add(line)
                known[line] = formula.value(root)
        if isinstance(claim, Line) and any(line.name in changed for line in problem.needed(claim)):
            return None
        upstream = draw.values.get("dout", 1.0)
        if np.shape(formula.value(formula.root)) != np.shape(upstream):
            return None
        return np.asarray(gradient(formula, name, upstream), dtype=np.float64)
    except Unsupported:
        return None
