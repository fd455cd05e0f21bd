"""Slips in the derivative of one function: that of another, the function itself, a part of it lost, the other side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...expressions.functions import FUNCTIONS
from ...expressions.reverse import rule_of
from ...model import Cause
from ..evidence.derivation import Derivation, Step
from .slip import NoSense, Slip, shaped
from .slopes import ALIKE, BY_VALUE, DONORS, SELDOM, SLOPES


def _itself(derivation: Derivation, step: Step) -> Any:
    if step.edge.call.rule not in SLOPES and step.edge.call.rule not in SELDOM and step.edge.call.rule != "np.maximum":
        raise NoSense
    return shaped(step, step.upstream * step.edge.value)


def _of(function: str, by_value: bool) -> Callable[[Derivation, Step], Any]:
    """The derivative of another function, at the argument, or written in the value that is at hand."""
    row = FUNCTIONS[function]

    def change(derivation: Derivation, step: Step) -> Any:
        if step.edge.call.rule == row.rule or not any({step.edge.call.rule, row.rule} <= alike for alike in ALIKE):
            raise NoSense
        x = np.asarray(step.edge.given, dtype=np.float64)
        if function in ("relu", "np.abs") and (np.all(x > 0) or np.all(x < 0)):
            raise NoSense  # there it is a constant, and so is the derivative of much else
        y = step.edge.value if by_value else row.value(x)
        (rule,) = row.vjp.values()  # type: ignore[union-attr]
        return shaped(step, rule(step.upstream, y, x))

    return change


def _turned_slope(derivation: Derivation, step: Step) -> Any:
    """1 + y² for 1 − y², 1 + y for 1 − y: the sign within the derivative."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "np.tanh":
        return shaped(step, g * (1 + y**2))
    if step.edge.call.rule == "sigmoid":
        return shaped(step, g * y * (1 + y))
    raise NoSense


def _first_power(derivation: Derivation, step: Step) -> Any:
    """1 − y for 1 − y², and the like: a power forgotten within the derivative."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "np.tanh":
        return shaped(step, g * (1 - y))
    raise NoSense


def _half_a_sigmoid(derivation: Derivation, step: Step) -> Any:
    """1 − y for y (1 − y)."""
    if step.edge.call.rule != "sigmoid":
        raise NoSense
    return shaped(step, step.upstream * (1 - step.edge.value))


def _at_value(derivation: Derivation, step: Step) -> Any:
    """The derivative at the function's own value: the function is applied twice."""
    row, y = step.edge.call.row, step.edge.value
    if row.rule not in SLOPES:
        raise NoSense
    return shaped(step, step.edge.rule(step.upstream, row.value(y), y))


def _of_the_base(derivation: Derivation, step: Step) -> Any:
    """b aᵇ⁻¹ for the derivative by the exponent: the rule for the base."""
    if step.edge.call.rule != "np.power" or step.edge.place != 1:
        raise NoSense
    rule = rule_of(step.edge.call.row, 0)
    if rule is None:
        raise NoSense
    return shaped(step, step.edge.cotangent(step.upstream, rule))


def _without_logarithm(derivation: Derivation, step: Step) -> Any:
    """aᵇ for aᵇ log a: the derivative of eˣ for a power of another base."""
    if step.edge.call.rule != "np.power" or step.edge.place != 1:
        raise NoSense
    return shaped(step, step.upstream * step.edge.value)


def _plain_relu(derivation: Derivation, step: Step) -> Any:
    """The mask of the plain relu for a function with two slopes."""
    if step.edge.call.rule not in ("np.where", "np.maximum"):
        raise NoSense
    others = [arg for arg in step.edge.args if np.shape(arg) == np.shape(step.right) and np.asarray(arg).dtype.kind == "f"]
    if not others:
        raise NoSense
    return shaped(step, step.upstream * (others[0] > 0))


def _other_side(derivation: Derivation, step: Step) -> Any:
    """The mask of the other side of a maximum, a minimum, a clip or a choice."""
    if step.edge.call.rule not in ("np.maximum", "np.minimum", "np.where", "np.clip", "relu"):
        raise NoSense
    other = step.upstream * np.ones(np.shape(step.right)) - step.right
    if not np.any(other):
        raise NoSense  # here there is no other side
    return shaped(step, other)


ELEMENTWISE: tuple[Slip, ...] = (
    Slip(Cause.WRONG_DERIVATIVE, "That is {f} itself, not its derivative", _itself),
    Slip(Cause.WRONG_DERIVATIVE, "You differentiate `{y}` by its base: `{x}` is its exponent", _of_the_base),
    Slip(Cause.MISSING_FACTOR, "The logarithm of the base is missing in the derivative of `{y}`", _without_logarithm),
    Slip(Cause.WRONG_DERIVATIVE, "The derivative of {f} has the other sign inside{slope}", _turned_slope),
    Slip(Cause.WRONG_DERIVATIVE, "The derivative of {f} has lost a power{slope}", _first_power),
    Slip(Cause.MISSING_FACTOR, "The derivative of {f} has lost a factor{slope}", _half_a_sigmoid),
    Slip(Cause.WRONG_POINT, "The derivative of {f} is taken at its own value: it belongs at `{x}`", _at_value),
    *(
        Slip(
            Cause.WRONG_DERIVATIVE,
            f"You use the derivative of {name.removeprefix('np.')} for {{f}} at `{{x}}`",
            _of(name, by_value=False),
        )
        for name in DONORS
    ),
    *(
        Slip(
            Cause.WRONG_DERIVATIVE,
            f"You use the derivative of {name.removeprefix('np.')} for {{f}}, at `{{y}}`",
            _of(name, by_value=True),
        )
        for name in BY_VALUE
    ),
    Slip(Cause.WRONG_DERIVATIVE, "You use the derivative of the plain relu: the other slope is lost", _plain_relu),
    Slip(
        Cause.WRONG_DERIVATIVE,
        "The derivative of {f} by `{x}` counts where `{x}` is the value: you took the other side",
        _other_side,
    ),
)
"""What is made of the derivative of a single function."""
