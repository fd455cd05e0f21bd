"""Derivatives taken at another point: another array, the value for the argument, the input itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...expressions.functions import FUNCTIONS
from ...model import Cause
from ..evidence.derivation import FAILURES, Derivation, Step
from .slip import Slip, shaped
from .slopes import BY_VALUE, SLOPES

ARRIVING = "the upstream gradient"


WITHOUT = ", and the upstream gradient is missing"


AT_ANOTHER_POINT = Slip(
    Cause.WRONG_POINT, "The derivative of {f} is taken at {other}: it belongs at `{x}`", lambda derivation, step: step.right
)


BY_ANOTHER_VALUE = Slip(
    Cause.WRONG_POINT,
    "The derivative of {f} is written in its value `{y}`: you put {other} there",
    lambda derivation, step: step.right,
)


def elsewhere(derivation: Derivation, step: Step) -> Iterator[tuple[Slip, str, Any]]:
    """The local derivative at another named array of the same shape, or at what arrives; and the same without what arrives."""
    edge = step.edge
    if edge.call.rule not in SLOPES or len(edge.args) != 1:
        return
    shape = np.shape(edge.given)
    points = [(f"`{name}`", value) for name, value in derivation.named(shape)]
    if all(value is not edge.given for _, value in points):
        points.append((f"`{derivation.text(step.key, edge.argument)}`", edge.given))
    arrives = np.shape(step.upstream) == shape and np.size(step.upstream) and np.ptp(step.upstream) > 0
    if all(value is not step.upstream for _, value in points) and arrives:  # nobody takes a slope at a 1 or -1 that arrives
        points.append((ARRIVING, step.upstream))
    for name, value in points:
        for slip, y in ((AT_ANOTHER_POINT, None), (BY_ANOTHER_VALUE, value)):
            if (y is None and value is edge.given) or (y is not None and edge.call.rule not in BY_VALUE):
                continue
            try:
                slope = edge.rule(np.ones(shape), edge.call.row.value(value) if y is None else y, value)
                yield slip, name, shaped(step, step.upstream * slope)
                if step.last:
                    yield slip._replace(said=slip.said + WITHOUT, assumes=3), name, shaped(step, slope)
            except FAILURES:
                continue


def slopes_at_input(derivation: Derivation) -> list[tuple[str, Any]]:
    """The derivatives of known functions at the input, and written in the input as if it were the value: (sentence, array)."""
    name = derivation.name
    x = np.asarray(derivation.formula.known[name])
    g = np.broadcast_to(derivation.upstream, x.shape) if np.shape(derivation.upstream) in ((), x.shape) else np.ones(x.shape)
    found = []
    for function in ("sigmoid", "np.tanh"):
        row = FUNCTIONS[function]
        (rule,) = row.vjp.values()  # type: ignore[union-attr]
        short = function.removeprefix("np.")
        found.append((f"That is the derivative of {short} at `{name}`, not of the cost", rule(g, row.value(x), x)))
        found.append((f"That is the derivative of {short} where its value is `{name}`, not of the cost", rule(g, x, x)))
    return found
