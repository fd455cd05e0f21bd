"""Wrong gradients written by the derivation itself, with one slip at one of its steps.

The derivation is gone through on formulas, and at one edge something else is done than its rule says: what comes out is what a
person writes who makes that slip and carries on correctly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from runner.expressions.formulas import gradient_text
from runner.expressions.functions import FUNCTIONS
from runner.expressions.reverse import Edge, Trace, Unsupported, fitted, rule_of
from runner.problem import Draw
from runner.problem.derivative import trace_of

OTHERS = {
    "np.tanh": "sigmoid", "sigmoid": "np.tanh", "np.sin": "np.cos", "np.cos": "np.sin", "np.exp": "np.log", "np.log": "np.exp",
    "np.sqrt": "np.square", "np.square": "np.abs", "np.abs": "np.square", "softplus": "relu", "relu": "softplus",
    "np.maximum": "np.minimum", "np.minimum": "np.maximum", "np.sinh": "np.cosh", "np.cosh": "np.sinh", "np.arctan": "np.tanh",
    "softmax": "log_softmax", "log_softmax": "softmax", "np.mean": "np.sum", "np.sum": "np.mean", "np.max": "np.min",
}  # fmt: skip
"""A function → one whose derivative is taken for its own."""

LONGEST = 400
"""What nobody would write by hand is no claim."""

ZERO = ("0", "np.zeros(")
"""How a gradient begins that is left out as a whole: that nobody derives."""

Doing = Callable[[Edge, Any], Any]
"""What is done at an edge with the cotangent that arrives; None: nothing is passed on."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One way to go wrong at a step, and what it may truly be called."""

    name: str
    causes: frozenset[str]
    doing: Doing


def _upstream_left_out(edge: Edge, g: Any) -> Any:
    return edge.cotangent(np.ones(np.shape(g)))


def _local_left_out(edge: Edge, g: Any) -> Any:
    if np.shape(g) != np.shape(edge.given):
        raise Unsupported("the derivative changes the shape")
    return g


def _twice(edge: Edge, g: Any) -> Any:
    once = edge.cotangent(g)
    if np.shape(once) != np.shape(g):
        raise Unsupported("the derivative changes the shape")
    return edge.cotangent(once)


def _transposed(edge: Edge, g: Any) -> Any:
    found = edge.cotangent(g)
    if len(np.shape(found)) != 2 or np.shape(found)[0] != np.shape(found)[1]:
        raise Unsupported("no square matrix")
    return found.T


def _of_another_function(edge: Edge, g: Any) -> Any:
    other = OTHERS.get(edge.call.rule)
    rule = None if other is None else rule_of(FUNCTIONS[other], edge.place)
    if rule is None:
        raise Unsupported("no function is taken for it")
    return edge.cotangent(g, rule)


def _at_the_value(edge: Edge, g: Any) -> Any:
    if len(edge.args) != 1 or edge.options or np.shape(edge.given) != np.shape(edge.value):
        raise Unsupported("no function of one argument, entry by entry")
    return edge.rule(g, edge.call.row.value(edge.value), edge.value)


def _averaged(edge: Edge, g: Any) -> Any:
    found = edge.cotangent(g)
    summed = np.size(found) / max(1, np.size(edge.given))
    if summed <= 1:
        raise Unsupported("nothing is summed")
    return fitted(found, np.shape(edge.given)) / summed


SLIPS: Sequence[Slip] = (
    Slip("a way left out", frozenset({"missing-path", "missing-term", "entries", "diagonal"}), lambda e, g: None),
    Slip("the sign at a step", frozenset({"sign", "slip"}), lambda e, g: -e.cotangent(g)),
    Slip("a constant at a step", frozenset({"scale"}), lambda e, g: 2 * e.cotangent(g)),
    Slip(
        "no local derivative",
        frozenset({"missing-factor", "scale", "wrong-derivative", "extra-factor", "sign", "entries", "product", "diagonal"}),
        _local_left_out,
    ),
    Slip("no upstream gradient", frozenset({"missing-factor", "scale", "extra-factor", "sign", "broadcast"}), _upstream_left_out),
    Slip("the derivative twice", frozenset({"extra-factor", "scale", "wrong-derivative", "sign", "missing-term"}), _twice),
    Slip("transposed at a step", frozenset({"transposed", "symmetric", "index", "slip"}), _transposed),
    Slip(
        "another derivative",
        frozenset({"wrong-derivative", "wrong-point", "missing-factor", "extra-factor", "sign", "scale", "slip", "entries"}),
        _of_another_function,
    ),
    Slip(
        "at the value, not the argument",
        frozenset({"wrong-point", "wrong-derivative", "slip", "missing-factor", "extra-factor", "scale", "entries"}),
        _at_the_value,
    ),
    Slip("averaged, not summed", frozenset({"scale", "broadcast"}), _averaged),
)


def slipped(draw: Draw, name: str) -> Iterator[tuple[Slip, str]]:
    """The gradients of a draw's cost by an input with one slip at one step, for each slip and each step where it makes sense."""
    formula = trace_of(draw)
    for slip in SLIPS:
        for place in count():
            done, text = _text(formula, draw, name, slip, place)
            if not done:
                break
            if text is not None and len(text) <= LONGEST and not text.startswith(ZERO):
                yield slip, text


def _text(formula: Trace, draw: Draw, name: str, slip: Slip, place: int) -> tuple[bool, str | None]:
    """Whether there is a step of that number, and the gradient with the slip there."""
    steps = count()
    done = False

    def at(edge: Edge, g: Any) -> Any:
        nonlocal done
        if next(steps) != place:
            return edge.cotangent(g)
        done = True
        return slip.doing(edge, g)

    try:
        text = gradient_text(formula, name, upstream=draw.values.get("dout"), lengths=draw.problem.case.sizes, slip=at)
    except Unsupported:
        text = None
    return done, text
