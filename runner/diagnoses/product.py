"""The claim is the gradient of the same cost with matrix and element-wise products exchanged.

Each product of the formula is exchanged, `W.dot(x)` and `W @ x` for `W * x` and the other way round, and the claim held
against the gradient of what results. Where the shapes forbid the exchange, the same formulas are tried on
square arrays.

Why: the derivative of a product of numbers, d(w·x)/dx = w, is carried over to matrices, where every entry of x meets a whole
column of W. The claim often has the wrong shape, and where the matrices are square it has not even that.

Wrong:
    cost: np.sum(W.dot(x))
    gradient: {x: W}
Right:
    cost: np.sum(W.dot(x))
    gradient: {x: "W.T @ np.ones((5, 3))"}

Reference: "Numerical gradient check does not work for matrices", the question this catalogue began with; K. B. Petersen,
M. S. Pedersen, The Matrix Cookbook (2012), section 2.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from runner.diagnoses.derivative import Unsupported
from runner.diagnoses.evidence import Evidence
from runner.diagnoses.exchanges import Exchange, exchanges
from runner.diagnoses.fresh import fresh_draws
from runner.diagnoses.measurements import FRESH, SHARPNESS
from runner.diagnoses.right import derived
from runner.diagnoses.squares import on_squares
from runner.errors import ExpressionError
from runner.model import Array, Cause, Comparison, Finding
from runner.problem import Draw, Problem


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    for exchange in exchanges(_formulas(evidence.draw.problem), lambda text: _is_scalar(text, evidence)):
        exchanged = _exchanged(evidence.draw.problem, exchange)
        explained = exchanged is not None and _explains(exchanged, evidence)
        if explained:
            return _finding(exchange, evidence, "on this draw and two fresh ones the claim agrees with the slopes of that cost")
        if explained is None and exchanged is not None and _explains_on_squares(exchanged, evidence):
            products = " and ".join(f"`{after}`" for _, _, after, _ in exchange.products)
            held = f"the shapes here do not allow {products}; on three draws of square arrays the claim agrees with the slopes"
            return _finding(exchange, evidence, f"{held} of that cost")
    return None


def _formulas(problem: Problem) -> dict[str, str]:
    key = "output" if problem.case.output is not None else "cost"
    lines = {f"let.{name}": line.expression.text for name, line in problem.forward.items()}
    return {**lines, key: problem.cost.expression.text}


def _is_scalar(text: str, evidence: Evidence) -> bool:
    value = evidence.value(text, evidence.measurements.own)
    return value is not None and value.ndim == 0


def _exchanged(problem: Problem, exchange: Exchange) -> Problem | None:
    """The problem with other formulas; None where they cannot be compiled."""
    case, formulas = problem.case, exchange.formulas
    let = {name: formulas.get(f"let.{name}", text) for name, text in case.let.items()}
    key = "output" if case.output is not None else "cost"
    try:
        return problem.variation(**{"let": let, **({key: formulas[key]} if key in formulas else {})})
    except ExpressionError:
        return None


def _explains(exchanged: Problem, evidence: Evidence) -> bool | None:
    """Whether the claim is the gradient of the exchanged cost, on the case's draw and on two fresh ones.

    None where the shapes do not allow the exchange.
    """
    try:
        if not _is_gradient(exchanged, evidence.draw, evidence, 2):
            return False
    except ExpressionError:
        return None
    if evidence.measurements.fixed:
        return True
    draws = list(islice(fresh_draws(evidence.draw.problem), FRESH))
    try:
        return len(draws) == FRESH and all(_is_gradient(exchanged, draw, evidence, 1) for draw in draws)
    except ExpressionError:
        return False


def _explains_on_squares(exchanged: Problem, evidence: Evidence) -> bool:
    """The same on square arrays, where the claim must not be the gradient of the cost as it stands."""
    original = evidence.draw.problem
    try:
        square = original.variation(**on_squares(original.case, evidence.draw))
        exchanged = exchanged.variation(**on_squares(exchanged.case, evidence.draw))
        draws = [square.draw(original.case.seed + number) for number in range(1 + FRESH)]
        explained = all(_is_gradient(exchanged, draw, evidence, 1) for draw in draws)
        return explained and not _is_gradient(square, draws[0], evidence, 1)
    except ExpressionError:
        return False


def _is_gradient(problem: Problem, draw: Draw, evidence: Evidence, directions: int) -> bool:
    """Whether the claim is the gradient of the problem's cost at the point of a draw.

    Where that gradient can be derived, the claim is held against it first, at no evaluation. What is left is held against the
    slopes along random directions: each touches every entry, and costs two evaluations however many there are. Raises
    `ExpressionError` where the cost cannot be evaluated.
    """
    x = draw.input(evidence.name)
    there = Draw(problem, dict(draw.values), draw.generator())
    gradient = _derived(there, evidence.name)
    if gradient is None:
        evidence.measurements.try_out(there)
    tolerance = evidence.measurements.tolerance
    # The claim as it stands, and as it follows where intermediates have been exchanged.
    claims = [claim for claim in (draw.claim(evidence.name), there.claim(evidence.name)) if claim.shape == x.shape]
    if gradient is not None:
        claims = [claim for claim in claims if np.allclose(claim, gradient, rtol=tolerance, atol=tolerance)]
    rng = np.random.default_rng(x.size)
    for _ in range(min(directions, x.size) if claims else 0):
        direction = rng.standard_normal(x.shape)
        direction /= float(np.linalg.norm(direction)) or 1.0
        measured = evidence.measurements.slope(there, direction)
        claims = [claim for claim in claims if _close(measured, claim, direction, tolerance)]
    return bool(claims)


def _derived(draw: Draw, name: str) -> Array | None:
    """The gradient from the formula; None where there is none, or where it is not finite."""
    try:
        value = np.asarray(draw.value(derived(draw, name)), dtype=np.float64)
    except (Unsupported, ExpressionError):
        return None
    return value if np.isfinite(value).all() and value.shape == draw.input(name).shape else None


def _close(measured: float, claim: Array, direction: Array, tolerance: float) -> bool:
    """The rule of closeness for one slope; and of a tiny gradient, relative to its size."""
    claimed = float(np.vdot(claim, direction))
    error = abs(measured - claimed)
    size = float(np.linalg.norm(claim)) / max(1, claim.size) ** 0.5
    return error <= tolerance * max(1.0, abs(measured), abs(claimed)) and error <= SHARPNESS * size


def _finding(exchange: Exchange, evidence: Evidence, held: str) -> Finding:
    """The sentence; the right gradient is added where it is known."""
    key = "output" if "output" in exchange.formulas else "cost"
    case = "the output" if evidence.draw.problem.case.output is not None else "the cost"
    formula = exchange.formulas.get(key)
    where = "" if formula is not None else f" with {_listed([f'`{name}` = `{text}`' for name, text in _lines(exchange)])}"
    of = f"`{formula}`" if formula is not None else case
    products = _listed(
        [f"the {'matrix' if matrix else 'element-wise'} product `{before}`" for _, before, _, matrix in exchange.products]
    )
    message = f"the claim {evidence.quoted} is the gradient of {of}{where}; {case} uses {products}"
    return Finding(Cause.PRODUCT, evidence.name, message, held)


def _lines(exchange: Exchange) -> Iterator[tuple[str, str]]:
    for key, text in exchange.formulas.items():
        if key.startswith("let."):
            yield key.removeprefix("let."), text


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
