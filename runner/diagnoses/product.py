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
from functools import cached_property
from itertools import islice

import numpy as np

from ..errors import ExpressionError
from ..expressions.reverse import Unsupported
from ..expressions.tree import Node
from ..model import Array, Cause, Comparison, Finding
from ..problem import Draw, Problem, drawn
from ..problem.derivative import derivative, otherwise, trace_of
from .evidence import Evidence
from .evidence.metered import FRESH
from .evidence.sample import SHARPNESS
from .evidence.squares import Squares
from .exchanges import Exchange, exchanges
from .patterns import listed


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    return exchanged(evidence, of_matrices=True)


def exchanged(evidence: Evidence, *, of_matrices: bool) -> Finding | None:
    """The finding that matrix products were taken for those of entries, or that all exchanged ones are of entries."""
    squares = _OnSquares(evidence)
    for exchange in exchanges(_formulas(evidence.draw.problem), _Scalars(evidence.draw)):
        if any(product[-1] for product in exchange.products) is not of_matrices:
            continue
        fits = True
        try:
            if _rules_out(exchange, evidence.draw, evidence):
                continue
        except Unsupported:
            if squares.rule_out(exchange):
                continue
            fits = False
        other = _exchanged(evidence.draw.problem, exchange)
        explained = other is not None and (_explains(other, evidence) if fits else None)
        if explained:
            return _finding(exchange, evidence, "here and at 2 other random inputs the claim is the slope of that cost")
        if explained is None and other is not None and squares.explained_by(other):
            products = " and ".join(f"`{after}`" for _, _, after, _ in exchange.products)
            held = f"the shapes here do not allow {products}; at three random square inputs the claim agrees with the slopes"
            return _finding(exchange, evidence, f"{held} of that cost")
    return None


def _formulas(problem: Problem) -> dict[str, Node]:
    """The formulas that can be written anew: all but those that are one part of a line."""
    key = "output" if problem.case.output is not None else "cost"
    lines = {f"let.{name}": line.expression.tree for name, line in problem.forward.items() if name in problem.case.let}
    return {**lines, key: problem.cost.expression.tree}


class _Scalars:
    """Whether a part of a formula is a single number at a point."""

    def __init__(self, draw: Draw) -> None:
        self._formula = trace_of(draw)

    def __call__(self, node: Node) -> bool:
        try:
            return np.ndim(self._formula.value(node)) == 0
        except Unsupported:
            return False


def _rules_out(exchange: Exchange, draw: Draw, evidence: Evidence) -> bool:
    """Whether by the derivation the claim is no gradient of the formula with that exchange.

    Raises `Unsupported` where the shapes do not allow the exchange.
    """
    other = otherwise(draw, evidence.name, exchange.roots)
    if other is None or other.gradient is None:
        return False
    tolerance = max(1e-3, evidence.measurements.tolerance)
    claims = [np.asarray(claim) for claim in (draw.claim(evidence.name), other.claim) if claim is not None]
    return not any(
        claim.shape == other.gradient.shape and np.allclose(claim, other.gradient, rtol=tolerance, atol=tolerance)
        for claim in claims
    )


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
    draws = list(islice(evidence.measurements.draws, FRESH))
    try:
        return len(draws) == FRESH and all(_is_gradient(exchanged, draw, evidence, 1) for draw in draws)
    except ExpressionError:
        return False


class _OnSquares:
    """The case on square arrays, for claims whose shapes forbid an exchange as they stand."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    @cached_property
    def _squares(self) -> Squares:
        return Squares(self._evidence.draw)

    @cached_property
    def _problem(self) -> Problem:
        problem = self._evidence.draw.problem
        return problem.variation(**self._squares.fields(problem.case))

    @cached_property
    def _draws(self) -> tuple[Draw, ...]:
        return tuple(drawn(self._problem, self._problem.case.seed + number) for number in range(1 + FRESH))

    def rule_out(self, exchange: Exchange) -> bool:
        """The same as `_rules_out` on square arrays, where no formula reads otherwise there; also where nothing has a value."""
        problem = self._evidence.draw.problem
        if any(self._squares.follows(line.expression.text) for line in (problem.cost, *problem.forward.values())):
            return False
        try:
            return _rules_out(exchange, self._draws[0], self._evidence)
        except (ExpressionError, Unsupported):
            return True

    def explained_by(self, exchanged: Problem) -> bool:
        """Whether the claim is the gradient of the exchanged cost there, and not that of the cost as it stands."""
        try:
            exchanged = exchanged.variation(**self._squares.fields(exchanged.case))
            explained = all(_is_gradient(exchanged, draw, self._evidence, 1) for draw in self._draws)
            return explained and not _is_gradient(self._problem, self._draws[0], self._evidence, 1)
        except ExpressionError:
            return False


def _is_gradient(problem: Problem, draw: Draw, evidence: Evidence, directions: int) -> bool:
    """Whether the claim is the gradient of the problem's cost at the point of a draw.

    It is held against slopes along random directions, each of which touches every entry, as far as the budget allows; what is
    left of it, against the gradient derived from the formula, where there is one. Raises `ExpressionError` where the cost
    cannot be evaluated.
    """
    there = draw.under(problem)
    tolerance = evidence.measurements.tolerance
    x = draw.input(evidence.name)
    # The claim as it stands, and as it follows where intermediates have been exchanged.
    claims = [claim for claim in (draw.claim(evidence.name), there.claim(evidence.name)) if claim.shape == x.shape]
    rng = np.random.default_rng(x.size)
    measured = False
    for _ in range(min(directions, x.size) if claims else 0):
        direction = rng.standard_normal(x.shape)
        direction /= float(np.linalg.norm(direction)) or 1.0
        slope = evidence.measurements.slope(there, direction)
        if slope is None:
            break
        measured = True
        claims = [claim for claim in claims if _close(slope, claim, direction, tolerance)]
    if not measured:
        evidence.measurements.try_out(there)
    gradient = derivative(there, evidence.name) if claims else None
    if gradient is None:
        return measured and bool(claims)
    return any(np.allclose(claim, gradient, rtol=tolerance, atol=tolerance) for claim in claims)


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
    where = "" if formula is not None else f" with {listed([f'`{name}` = `{text}`' for name, text in _lines(exchange)])}"
    of = f"`{formula}`" if formula is not None else case
    products = listed(
        [f"the {'matrix' if matrix else 'element-wise'} product `{before}`" for _, before, _, matrix in exchange.products]
    )
    message = f"the claim {evidence.quoted} is the gradient of {of}{where}; {case} uses {products}"
    return Finding(Cause.PRODUCT, evidence.name, message, held)


def _lines(exchange: Exchange) -> Iterator[tuple[str, str]]:
    for key, text in exchange.formulas.items():
        if key.startswith("let."):
            yield key.removeprefix("let."), text
