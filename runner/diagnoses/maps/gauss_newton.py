"""The claimed Hessian leaves out the second derivative of an inner function: it is that of Gauss and Newton.

With f(x) = φ(r(x)), the Hessian is Jᵀ φ″ J + Σ φ′ᵢ ∇²rᵢ, where J is the Jacobian of r; the second part is left out. Every part of
the formula of the cost, and every line of `let`, is tried as r: the Hessian with r replaced by its linear approximation.

Reference: J. Nocedal, S. J. Wright, Numerical Optimization (2006), section 10.3.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...errors import ExpressionError
from ...expressions import tree
from ...expressions.reverse import FAILURES, Sweep, Trace, Unsupported, is_array
from ...expressions.tree import Node
from ...model import OF_COST, Array, Cause, Comparison, Finding, Floats, MapClaim
from ...problem import Draw
from ...problem.derivative import trace_of
from ..evidence import Evidence, fixes
from ..evidence.agreement import seen
from .evidence import MapEvidence

STAND_IN = "_inner"
"""The name of what stands in the place of the inner function."""
MOST = 24
"""At most this many parts are tried, …"""
LARGEST = 64
"""… with at most this many numbers, as the input has."""
STEP = 1e-5


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if not isinstance(evidence, MapEvidence) or evidence.claim.key not in OF_COST or comparison.claimed.shape != evidence.shape:
        return None
    draw, claim = evidence.draw, evidence.claim
    name = claim.input
    alone = [name] == [moved for key, moved in draw.problem.directions.values() if key == "hvp"]
    if draw.input(name).size > LARGEST or (claim.key == "hvp" and not alone):
        return None
    for number, inner in enumerate(_inner(draw, name)):
        samples = (evidence.measurements.own, *evidence.measurements.fresh)
        if number >= MOST or len(samples) < 2:
            return None
        if all(_is(sample.draw, claim, number, sample.claimed, comparison.tolerance) for sample in samples):
            whole = inner in [fixes.written(term) for term in fixes.terms(draw.problem.cost.expression.text)]
            message = f"the claim {evidence.quoted} leaves out the second derivative of the term `{inner}`"
            if not whole:
                message = (
                    f"the claim {evidence.quoted} is the Gauss–Newton part of the gradient: "
                    f"the term with the second derivative of `{inner}` is left out"
                )
            held = seen(samples)
            return Finding(Cause.MISSING_TERM, evidence.name, message, held)
    return None


def _inner(draw: Draw, name: str) -> Iterator[str]:
    """The texts of the parts that may be the inner function."""
    problem = draw.problem
    for key, node in _parts(draw, name):
        formula = problem.cost if not key else problem.forward[key]
        start, length = node.span
        yield " ".join(formula.expression.text[start : start + length].split()) or key


def _parts(draw: Draw, name: str) -> list[tuple[str, Node]]:
    """The parts of the formula that depend on the input and are more than it, by the line in which they stand."""
    formula = trace_of(draw, draw.with_lines(draw.values, draw.problem.needed(draw.problem.cost)))
    sweep = Sweep(formula, name)
    found: list[tuple[str, Node]] = []
    for key, root in (("", formula.root), *formula.lines.items()):
        for node in tree.walk(root):
            inside = type(node) is tree.Call and sweep.depends(node) and (node is not root or key)
            if inside and all(node != other for _, other in found):
                found.append((key, node))
    return found


def _is(draw: Draw, claim: MapClaim, number: int, claimed: Array, tolerance: float) -> bool:
    """Whether a claim is the Hessian with that part linear, or its product with the direction, on one draw."""
    name = claim.input
    try:
        key, node = _parts(draw, name)[number]
        if claim.key == "hvp":
            way = next(draw.values[drawn] for drawn, (serves, _) in draw.problem.directions.items() if serves == "hvp")
            product = sum(column * entry for column, entry in zip(_linearised(draw, name, key, node), way.flat, strict=True))
            return bool(np.allclose(product, claimed.reshape(-1), rtol=1e-5, atol=10 * tolerance))
        columns = np.moveaxis(claimed.reshape(draw.input(name).size, -1), 1, 0)
        found = _linearised(draw, name, key, node)
        return all(np.allclose(part, column, rtol=1e-5, atol=10 * tolerance) for part, column in zip(found, columns, strict=True))
    except (*FAILURES, Unsupported, ExpressionError, IndexError):
        return False


def _linearised(draw: Draw, name: str, key: str, node: Node) -> Iterator[Floats]:
    """The columns of the Hessian with a part of the formula replaced by its linear approximation.

    Raises `Unsupported` where the part is too large.
    """
    formula = trace_of(draw, draw.with_lines(draw.values, draw.problem.needed(draw.problem.cost)))
    x, value = draw.input(name), formula.value(node)
    if not is_array(value) or np.size(value) > LARGEST:
        raise Unsupported("a part that is too large")
    value = np.asarray(value, dtype=np.float64)
    jacobian = np.array([_pulled(formula, name, node, row) for row in np.eye(value.size).reshape(-1, *value.shape)])
    jacobian = jacobian.reshape(value.size, x.size)
    stand_in = tree.Name(tree.NOWHERE, STAND_IN)
    root = _replaced(formula.root, node, stand_in)
    lines = {line: _replaced(part, node, stand_in) for line, part in formula.lines.items()}
    for position in range(x.size):
        sides = []
        for step in (STEP, -STEP):
            moved = np.array(x, dtype=np.float64)
            moved.flat[position] += step
            inner = value + step * jacobian[:, position].reshape(value.shape)
            sides.append(
                _gradient(Trace(root, lines, {**formula.known, name: moved, STAND_IN: inner}, formula.lent), name, jacobian)
            )
        yield (sides[0] - sides[1]) / (2 * STEP)


def _pulled(formula: Trace, name: str, node: Node, cotangent: Array) -> Floats:
    sweep = Sweep(formula, name)
    sweep.pull(node, cotangent)
    return np.asarray(sweep.finished(), dtype=np.float64).reshape(-1)


def _gradient(formula: Trace, name: str, jacobian: Floats) -> Floats:
    """The gradient with a stand-in for the part, which follows the input by its Jacobian."""
    known = {key: value for key, value in formula.known.items() if key not in formula.lines}
    moved = Trace(formula.root, formula.lines, known, formula.lent)
    for line, part in formula.lines.items():
        known[line] = moved.value(part)
    total = np.zeros(jacobian.shape[1])
    for wrt in (name, STAND_IN):
        sweep = Sweep(moved, wrt)
        found = np.asarray(sweep.gradient(1.0), dtype=np.float64).reshape(-1)
        total += found if wrt == name else jacobian.T @ found
    return total


def _replaced(root: Node, old: Node, new: Node) -> Node:
    if root == old:
        return new
    parts = tree.children(root)
    return tree.with_children(root, [_replaced(part, old, new) for part in parts]) if parts else root
