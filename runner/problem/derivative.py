"""The formulas of a case read backwards: the derivative of its cost at a point, where every step of it has a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..expressions.reverse import Formula, Unsupported, gradient
from ..model import Floats

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
