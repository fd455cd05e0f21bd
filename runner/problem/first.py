"""The gradient of a case's cost at any point, to take the difference of: second derivatives are those of the first.

The best way that the case allows is taken: its formula read backwards, exact to rounding; complex steps, exact too, one
evaluation an entry; or differences of fourth order, whose own error is seen by taking twice the step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np

from ..errors import EvaluationError, ExpressionError, NotAnalytic
from ..expressions.reverse import Unsupported, gradient
from ..model import Floats
from .derivative import trace_of
from .draw import Draw

Way: TypeAlias = Literal["derivation", "complex steps", "differences"]

IMAGINARY = 1e-30
STEP = 1e-3
"""That of the differences, in units of max(1, |x|): their error is h⁴/30 times the fifth derivative, and 1e-13 of the cost."""
DIRECTIONS = 2
"""Along this many directions the derivation is held against the cost itself before it is believed."""
CLOSE = 1e-7
"""How close a slope of the derivation must be to a complex step, in units of its terms; …"""
NEAR = 1e-4
"""… and how close to a difference."""
AGREE = 0.1
"""So near each other, in units of what they are off, two differences must be that contradict the derivation."""
LOST = 1e-9
"""What rounding leaves of a difference, in units of the cost."""


def way_to(draw: Draw, name: str) -> Way:
    """How the gradient by an input is had near a draw."""
    found = _derivation(draw, name)
    if found is not None and _believed(draw, name, found):
        return "differences" if _contradicted(draw, name, found, derivation) else "derivation"
    try:
        stepped = complex_steps(draw, name)
    except (NotAnalytic, EvaluationError):
        return "differences"
    return "differences" if _contradicted(draw, name, stepped, complex_steps) else "complex steps"


def derivation(draw: Draw, name: str) -> Floats:
    """The gradient from the formula read backwards; NaN where it has none at this point."""
    found = _derivation(draw, name)
    return np.full(draw.input(name).shape, np.nan) if found is None else found


def complex_steps(draw: Draw, name: str) -> Floats:
    """The gradient as Im f(x + iε·e) / ε (W. Squire, G. Trapp, SIAM Review 40 (1998) 110). Raises `NotAnalytic`."""
    x, cost = draw.input(name), draw.cost(name)
    points = np.repeat(x[None].astype(np.complex128), x.size, axis=0)
    points.reshape(x.size, x.size)[np.arange(x.size), np.arange(x.size)] += 1j * IMAGINARY
    slopes: Floats = cost.complex_many(points).imag / IMAGINARY if x.size else np.zeros(0)
    return slopes.reshape(x.shape)


def differences(draw: Draw, name: str, step: float = STEP) -> Floats:
    """The gradient by differences of fourth order, (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h.

    M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), table 25.2. A step that leaves the domain, as beside a
    small positive number, is taken in units of that number.
    """
    x, cost = draw.input(name), draw.cost(name)
    slopes = np.zeros(x.size)
    for position in range(x.size):
        size = abs(float(x.flat[position]))
        for h in (step * max(1.0, size), step * size):
            points = np.repeat(x[None], 4, axis=0)
            points.reshape(4, x.size)[:, position] += h * np.array([1, -1, 2, -2])
            near, below, far, farther = cost.many(points)
            slopes[position] = (8 * (near - below) - (far - farther)) / (12 * h) if h else np.nan
            if np.isfinite(slopes[position]):
                break
    return slopes.reshape(x.shape)


GRADIENTS: dict[Way, Callable[[Draw, str], Floats]] = {
    "derivation": derivation,
    "complex steps": complex_steps,
    "differences": differences,
}
EVALUATIONS: dict[Way, Callable[[int], int]] = {
    "derivation": lambda size: 1,
    "complex steps": lambda size: size,
    "differences": lambda size: 4 * size,
}
"""How many evaluations of the cost a gradient of that many entries takes."""


def _derivation(draw: Draw, name: str) -> Floats | None:
    if name in draw.problem.case.complex:
        return None
    upstream = draw.values["dout"] if draw.problem.case.output is not None else 1.0
    try:
        lines = draw.with_lines(draw.values, draw.problem.needed(draw.problem.cost))
        found = np.asarray(gradient(trace_of(draw, lines), name, upstream), dtype=np.float64)
    except (Unsupported, ExpressionError):
        return None
    found = np.asarray(draw.pulled(name, found), dtype=np.float64)
    return found if np.isfinite(found).all() else None


def _believed(draw: Draw, name: str, found: Floats) -> bool:
    """Whether the cost has the slopes of the derivation: a function may read one triangle of a matrix alone."""
    x, cost = draw.input(name), draw.cost(name)
    rng = np.random.default_rng(x.size)
    for _ in range(DIRECTIONS):
        way = rng.uniform(0.5, 1.0, x.shape) * rng.choice([-1.0, 1.0], x.shape)
        slope, size = float(np.sum(found * way)), float(np.sum(np.abs(found * way)))
        try:
            measured = float(cost.complex_many((x + 1j * IMAGINARY * way)[None])[0].imag) / IMAGINARY
            allowed = CLOSE * size
        except (NotAnalytic, EvaluationError):
            h = 1e-5 * max(1.0, float(np.abs(x).max(initial=0.0)))
            above, below = cost.many(np.stack([x + h * way, x - h * way]))
            measured = float(above - below) / (2 * h)
            allowed = NEAR * size + LOST * abs(float(above)) / h * 1e-5
        if not abs(measured - slope) <= allowed:
            return False
    return True


def _contradicted(draw: Draw, name: str, found: Floats, had: Callable[[Draw, str], Floats]) -> bool:
    """Whether differences of the cost that agree with each other give another slope, as they do at a branch on equality.

    There the formula has the slopes of the branch, which holds at that one point alone, and so have complex steps. What is `had`
    close by is another gradient then; where it is not, the cost has lost its digits, and differences have none.
    """
    x, cost = draw.input(name), draw.cost(name)
    rng = np.random.default_rng(x.size + 1)
    sizes = np.abs(x)
    smallest = float(np.min(sizes, initial=np.inf, where=sizes > 0.0))
    sizes = np.where(sizes > 0.0, sizes, min(smallest, 1.0))  # steps are small beside every entry: near by, a norm has its corner
    way = sizes * rng.uniform(0.5, 1.0, x.shape) * rng.choice([-1.0, 1.0], x.shape)
    slope, size = float(np.sum(found * way)), float(np.sum(np.abs(found * way)))
    h = 1e-5
    high, low, nearer, lower = cost.many(np.stack([x + h * way, x - h * way, x + h / 2 * way, x - h / 2 * way]))
    coarse, fine = float(high - low) / (2 * h), float(nearer - lower) / h
    off = abs(fine - slope)
    if not coarse or not fine:
        return False  # steps that nothing is seen of agree on anything
    if not (off > NEAR * size + LOST * abs(float(high)) / h * 1e-5 and abs(coarse - fine) < AGREE * off):
        return False
    close = [had(draw.moved({name: point}), name) for point in (x + h * way, x - h * way)]
    return not abs(float(np.sum((close[0] + close[1]) / 2 * way)) - slope) <= off / 2
