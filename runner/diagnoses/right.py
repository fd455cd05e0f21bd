"""The right gradient as an expression: derived from the formula, and shown only where it agrees with the numerical one."""

from __future__ import annotations

import numpy as np

from runner.diagnoses.derivative import Unsupported, gradient
from runner.diagnoses.evidence import Agreement, Evidence
from runner.errors import ExpressionError

LONGEST = 240
"""A formula of more characters helps nobody."""


def right_gradient(evidence: Evidence) -> tuple[str, Agreement] | None:
    """The gradient of the case's cost by the input; None where it cannot be derived, or does not hold on three draws."""
    problem = evidence.draw.problem
    lines = {name: line.expression.text for name, line in problem.forward.items()}
    try:
        text = gradient(
            problem.cost.expression.text,
            lines,
            evidence.name,
            lambda text: _shape(text, evidence),
            upstream=None if problem.case.output is None else "dout",
            length=lambda length: _name(length, evidence),
        )
        if len(text) > LONGEST:
            return None
        agreement = evidence.agreement(text)
    except (Unsupported, ExpressionError, RecursionError):
        return None
    return None if agreement is None else (text, agreement)


def _shape(text: str, evidence: Evidence) -> tuple[int, ...]:
    value = evidence.value(text, evidence.measurements.own)
    if value is None:
        raise Unsupported(f"`{text}` has no value of its own")
    return np.shape(value)


def _name(length: int, evidence: Evidence) -> str | None:
    """What the case calls a length, where it has one name for it."""
    names = [name for name, size in evidence.draw.problem.case.sizes.items() if size == length]
    return names[0] if len(names) == 1 and length > 1 else None
