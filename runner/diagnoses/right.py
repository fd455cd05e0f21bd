"""The right gradient as an expression: derived from the formula, and shown only where it agrees with the numerical one."""

from __future__ import annotations

from ..errors import ExpressionError
from ..expressions.formulas import gradient_text
from ..expressions.reverse import Formula, Unsupported
from ..problem import Draw
from .evidence import Agreement, Evidence

LONGEST = 240
"""A formula of more characters helps nobody."""


def right_gradient(evidence: Evidence) -> tuple[str, Agreement] | None:
    """The gradient of the case's cost by the input; None where it cannot be derived, or does not hold on three draws."""
    try:
        text = derived(evidence.draw, evidence.name)
    except Unsupported:
        return None
    agreement = evidence.agreement(text, anywhere=False) if len(text) <= LONGEST else None
    return None if agreement is None else (text, agreement)


def derived(draw: Draw, name: str) -> str:
    """The gradient of the draw's cost by an input, from the formula alone; raises `Unsupported`."""
    problem = draw.problem
    lines = {line.name: line.expression.tree for line in problem.forward.values()}
    try:
        known = {**draw.values, **draw.intermediates}
    except ExpressionError as error:
        raise Unsupported(str(error)) from error
    return gradient_text(
        Formula(problem.cost.expression.tree, lines, known),
        name,
        upstream=draw.values.get("dout"),
        lengths=problem.case.sizes,
        lines={name: draw.intermediates[name] for name in problem.backward},
    )
