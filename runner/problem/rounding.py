"""How far the rounding of its own steps may move a claim: 1 − tanh² x has no digits left where tanh x is near 1."""

from __future__ import annotations

import numpy as np

from .. import expressions
from ..errors import ExpressionError, NotAnalytic
from ..model import Array, Floats
from .draw import Draw
from .formula import Formula, run

EPSILON = float(np.finfo(np.float64).eps)
SHAKES = 4
"""So often the claim is computed with its steps moved at random."""
AT_WORST = 4.0
"""What rounding does to a claim, in units of the most that was seen of it."""

FORGIVEN = 64 * EPSILON
"""In units of the largest entry: a formula that loses more is no good one, or a branch of it hangs on the last place."""


def moved_by_rounding(draw: Draw, name: str) -> Floats | None:
    """The most that each entry of the claim for the input `name` may be off, 0 where that is more than the last places of the
    largest; None where it cannot be told, or is nothing."""
    problem, formula = draw.problem, draw.problem.stated(name)
    if not isinstance(formula, Formula) or draw.chart(name) is not None:
        return None
    x: Array = draw.values[name]
    points = np.repeat(x[None].astype(np.complex128), SHAKES + 1, axis=0)
    amplitudes = EPSILON * np.repeat([0.0, 1.0], [1, SHAKES])
    scope = {**draw.values, name: expressions.batch_of(points, analytic=True)}
    try:
        with expressions.shaken(amplitudes), np.errstate(all="ignore"):
            value = run(problem.needed(formula), formula, scope)
    except (ExpressionError, NotAnalytic):
        return None
    if not isinstance(value, expressions.Batch) or value.points.shape[1:] != x.shape:
        return None
    claims = value.points.real
    off: Floats = AT_WORST * np.max(np.abs(claims[1:] - claims[0]), axis=0)
    return np.where(off <= FORGIVEN * np.max(np.abs(claims[0]), initial=0.0), off, 0.0)
