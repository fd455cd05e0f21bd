"""Slips of the chain rule itself: a factor left out or taken twice, factors transposed or in another order."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from ...expressions.reverse import fitted, is_array
from ...model import Cause
from ..evidence.derivation import Derivation, Step
from .slip import NoSense, Slip, shaped
from .slopes import LAYOUT

OF_ALL = frozenset({"np.linalg.norm", "logsumexp", "np.prod", "np.std", "np.var"})
"""Functions that make one number of many, and have a derivative of their own by each."""


def no_slope(derivation: Derivation, step: Step) -> Any:
    if step.edge.call.row.name == "unary -" or step.edge.call.rule in LAYOUT:
        raise NoSense  # that is the sign of what stands there, or its order
    if step.edge.call.rule == "np.multiply" and is_array(step.right) and is_array(step.upstream):
        return shaped(step, fitted(step.upstream, np.shape(step.right)))  # what was broadcast is summed all the same
    if step.edge.call.rule in OF_ALL and np.shape(step.upstream) == ():
        return step.upstream * np.ones(np.shape(step.right))
    return shaped(step, step.upstream)


def _no_upstream(derivation: Derivation, step: Step) -> Any:
    if not is_array(step.edge.value):
        raise NoSense
    found = step.edge.cotangent(np.ones(np.shape(step.edge.value)))
    return shaped(step, fitted(found, np.shape(step.right)) * np.ones(np.shape(step.right)))


def _twice(derivation: Derivation, step: Step) -> Any:
    if step.edge.call.rule in LAYOUT:
        raise NoSense
    return shaped(step, step.edge.cotangent(step.right))


def _transposed(derivation: Derivation, step: Step) -> Any:
    if not is_array(step.right) or np.ndim(step.right) != 2:
        raise NoSense
    return shaped(step, step.right.T)


def _factors(order: bool, turn_g: bool, turn_b: bool) -> Callable[[Derivation, Step], Any]:
    """The two factors of a matrix product's cotangent in another order or transposed."""

    def change(derivation: Derivation, step: Step) -> Any:
        if step.edge.call.rule not in ("np.matmul", "np.dot") or not isinstance(step.edge.place, int):
            raise NoSense
        b, g = step.edge.args[1 - step.edge.place], step.upstream
        if np.ndim(b) != 2 or np.ndim(g) != 2:
            raise NoSense
        g, b = g.T if turn_g else g, b.T if turn_b else b
        return shaped(step, g @ b if order else b @ g)

    return change


LEFT_OUT: tuple[Slip, ...] = (
    Slip(Cause.MISSING_FACTOR, "The derivative of {f} at `{x}` is missing{slope}", no_slope),
    Slip(Cause.MISSING_FACTOR, "The upstream gradient is missing: what arrives at `{y}` must be multiplied in", _no_upstream, 2),
    Slip(Cause.EXTRA_FACTOR, "The derivative of {f} at `{x}` is multiplied in twice", _twice, 2),
)
"""A factor of the chain rule that is missing, or stands twice."""


TURNED: tuple[Slip, ...] = (
    Slip(Cause.SLIP, "The gradient by `{x}` comes out transposed within the chain", _transposed, 3),
    *(
        Slip(Cause.SLIP, "In the gradient by `{x}` the factors of `{y}` are in the wrong order, or one lacks a `.T`", change, 3)
        for change in (_factors(*how) for how in product((True, False), repeat=3))
    ),
)
"""What is transposed, or in another order."""
