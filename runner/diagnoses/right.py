"""The right gradient as an expression: derived from the formula, and shown only where it agrees with the numerical one."""

from __future__ import annotations

import numpy as np

from ..errors import ExpressionError
from ..problem import Draw
from .derivative import Unsupported, gradient
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
    sizes = problem.case.sizes

    def shape(text: str) -> tuple[int, ...]:
        try:
            return np.shape(draw.value(text))
        except ExpressionError as error:
            raise Unsupported(f"`{text}` has no value of its own") from error

    def length(count: int) -> str | None:
        names = [size for size, value in sizes.items() if value == count]
        return names[0] if len(names) == 1 and count > 1 else None

    lines = {line.name: line.expression.text for line in problem.forward.values()}
    upstream = None if problem.case.output is None else "dout"
    try:
        return gradient(problem.cost.expression.text, lines, name, shape, upstream=upstream, length=length)
    except RecursionError as error:
        raise Unsupported("the formula is nested too deep") from error
