"""What may slip at one edge of a derivation: each slip gives another cotangent than the rule does.

Derivations are made by hand of the same few steps: multiply what arrives by the local derivative, sum, transpose, hand on. A slip
is one of these left out or done otherwise. Which ones people make was counted in public questions about wrong gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ...expressions.functions import FUNCTIONS
from ...expressions.reverse import fitted, is_array, rule_of
from ...model import Cause
from ..evidence.derivation import FAILURES, Derivation, Step


class Slip(NamedTuple):
    """One way to go wrong at an edge: `change` makes of a step the cotangent that slipped, or raises where it makes no sense.

    `assumes` orders slips that explain the same claim: the plainest first.
    """

    cause: Cause
    said: str
    """The sentence, with {f} for the function, {y} for the call, {x} for the argument, {other} for another array."""
    change: Callable[[Derivation, Step], Any]
    assumes: int = 1


class NoSense(ValueError):
    """The slip makes no sense at this edge."""


def _shaped(step: Step, cotangent: Any) -> Any:
    if np.shape(cotangent) != np.shape(step.right):
        raise NoSense
    return cotangent


def no_slope(derivation: Derivation, step: Step) -> Any:
    if step.edge.call.row.name == "unary -" or step.edge.call.rule in LAYOUT:
        raise NoSense  # that is the sign of what stands there, or its order
    if step.edge.call.rule == "np.multiply" and is_array(step.right) and is_array(step.upstream):
        return _shaped(step, fitted(step.upstream, np.shape(step.right)))  # what was broadcast is summed all the same
    return _shaped(step, step.upstream)


def _no_upstream(derivation: Derivation, step: Step) -> Any:
    if not is_array(step.edge.value):
        raise NoSense
    found = step.edge.cotangent(np.ones(np.shape(step.edge.value)))
    return _shaped(step, fitted(found, np.shape(step.right)) * np.ones(np.shape(step.right)))


def _twice(derivation: Derivation, step: Step) -> Any:
    if step.edge.call.rule in LAYOUT:
        raise NoSense
    return _shaped(step, step.edge.cotangent(step.right))


def _diagonal(derivation: Derivation, step: Step) -> Any:
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "softmax":
        return _shaped(step, g * y * (1 - y))
    if step.edge.call.rule == "log_softmax":
        return _shaped(step, g * (1 - np.exp(y)))
    raise NoSense


def _other_entries(derivation: Derivation, step: Step) -> Any:
    """The Jacobian of a softmax without its diagonal part: −y Σ g y alone."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule != "softmax" or _is_of_labels(step):
        raise NoSense
    return _shaped(step, step.right - g * y)


def _no_labels(derivation: Derivation, step: Step) -> Any:
    """p for p − one_hot(y): what arrives at one entry of each row is left out."""
    y, g = step.edge.value, step.upstream
    if not _is_of_labels(step):
        raise NoSense
    return _shaped(step, step.right - (g * y if step.edge.call.rule == "softmax" else g))


def _is_of_labels(step: Step) -> bool:
    """Whether something arrives at one entry of each row only, as from a cross-entropy."""
    if step.edge.call.rule not in ("softmax", "log_softmax"):
        return False
    return bool((np.count_nonzero(step.upstream, axis=-1) <= 1).all())


def _no_probabilities(derivation: Derivation, step: Step) -> Any:
    """1 - one_hot(y) for p - one_hot(y): every class counts the same."""
    y, g = step.edge.value, step.upstream
    if not _is_of_labels(step):
        raise NoSense
    p, labels = (y, g * y) if step.edge.call.rule == "softmax" else (np.exp(y), g)
    return _shaped(step, step.right + np.sum(labels, axis=-1, keepdims=True) * (p - 1))


def _of_the_sibling(derivation: Derivation, step: Step) -> Any:
    """The derivative of log_softmax for softmax, and the other way round."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "softmax":
        return _shaped(step, g - y * np.sum(g, axis=-1, keepdims=True))
    if step.edge.call.rule == "log_softmax":
        return _shaped(step, np.exp(y) * (g - np.sum(g * np.exp(y), axis=-1, keepdims=True)))
    raise NoSense


def _added(derivation: Derivation, step: Step) -> Any:
    """g + p for g − p Σ g."""
    if step.edge.call.rule != "log_softmax":
        raise NoSense
    return _shaped(step, step.upstream + np.exp(step.edge.value))


def _no_mask(derivation: Derivation, step: Step) -> Any:
    """What arrives at a maximum is handed to all entries, and not to the largest alone."""
    rule = rule_of(FUNCTIONS["np.sum"], 0)
    if step.edge.call.rule not in ("np.max", "np.min") or rule is None:
        raise NoSense
    return _shaped(step, step.edge.cotangent(step.upstream, rule))


def _mean_for_max(derivation: Derivation, step: Step) -> Any:
    """What arrives at a maximum is shared by all entries, as with a mean."""
    rule = rule_of(FUNCTIONS["np.mean"], 0)
    if step.edge.call.rule not in ("np.max", "np.min") or rule is None:
        raise NoSense
    return _shaped(step, step.edge.cotangent(step.upstream, rule))


def _not_sandwiched(derivation: Derivation, step: Step) -> Any:
    """−g for −A⁻ᵀ g A⁻ᵀ."""
    if step.edge.call.rule != "np.linalg.inv":
        raise NoSense
    return _shaped(step, -step.upstream)


def _no_sum(derivation: Derivation, step: Step) -> Any:
    """g y for y (g − Σ g y), and g − y for g − y Σ g."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "softmax":
        return _shaped(step, g * y)
    if step.edge.call.rule == "log_softmax":
        return _shaped(step, g - np.exp(y))
    raise NoSense


def _diagonal_alone(derivation: Derivation, step: Step) -> Any:
    """The diagonal of the Jacobian, and nothing of what arrives."""
    y = step.edge.value
    if not step.last or step.edge.call.rule not in ("softmax", "log_softmax"):
        raise NoSense
    return _shaped(step, y * (1 - y) if step.edge.call.rule == "softmax" else 1 - np.exp(y))


def _of_the_square(derivation: Derivation, step: Step) -> Any:
    """2x for x / |x|: the derivative of the squared norm."""
    return 2 * _no_norm(derivation, step)


def _no_norm(derivation: Derivation, step: Step) -> Any:
    """x for x / |x|, and the same of a root of a sum of squares."""
    if step.edge.call.rule == "np.linalg.norm" and len(step.edge.args) == 1 and not step.edge.options:
        return _shaped(step, step.upstream * step.edge.given)
    if step.edge.call.rule == "np.sqrt" and np.shape(step.edge.value) == ():
        return _shaped(step, 0.5 * step.upstream)
    raise NoSense


def _transposed(derivation: Derivation, step: Step) -> Any:
    if not is_array(step.right) or np.ndim(step.right) != 2:
        raise NoSense
    return _shaped(step, step.right.T)


def _factors(order: bool, turn_g: bool, turn_b: bool) -> Callable[[Derivation, Step], Any]:
    """The two factors of a matrix product's cotangent in another order or transposed."""

    def change(derivation: Derivation, step: Step) -> Any:
        if step.edge.call.rule not in ("np.matmul", "np.dot") or not isinstance(step.edge.place, int):
            raise NoSense
        b, g = step.edge.args[1 - step.edge.place], step.upstream
        if np.ndim(b) != 2 or np.ndim(g) != 2:
            raise NoSense
        g, b = g.T if turn_g else g, b.T if turn_b else b
        return _shaped(step, g @ b if order else b @ g)

    return change


def _itself(derivation: Derivation, step: Step) -> Any:
    if step.edge.call.rule not in SLOPES and step.edge.call.rule not in SELDOM and step.edge.call.rule != "np.maximum":
        raise NoSense
    return _shaped(step, step.upstream * step.edge.value)


def _of(function: str, by_value: bool) -> Callable[[Derivation, Step], Any]:
    """The derivative of another function, at the argument, or written in the value that is at hand."""
    row = FUNCTIONS[function]

    def change(derivation: Derivation, step: Step) -> Any:
        if step.edge.call.rule == row.rule or not any({step.edge.call.rule, row.rule} <= alike for alike in ALIKE):
            raise NoSense
        x = np.asarray(step.edge.given, dtype=np.float64)
        if function in ("relu", "np.abs") and (np.all(x > 0) or np.all(x < 0)):
            raise NoSense  # there it is a constant, and so is the derivative of much else
        y = step.edge.value if by_value else row.plain(x)
        (rule,) = row.vjp.values()  # type: ignore[union-attr]
        return _shaped(step, rule(step.upstream, y, x))

    return change


def _turned_slope(derivation: Derivation, step: Step) -> Any:
    """1 + y² for 1 − y², 1 + y for 1 − y: the sign within the derivative."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "np.tanh":
        return _shaped(step, g * (1 + y**2))
    if step.edge.call.rule == "sigmoid":
        return _shaped(step, g * y * (1 + y))
    raise NoSense


def _first_power(derivation: Derivation, step: Step) -> Any:
    """1 − y for 1 − y², and the like: a power forgotten within the derivative."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "np.tanh":
        return _shaped(step, g * (1 - y))
    raise NoSense


def _half_a_sigmoid(derivation: Derivation, step: Step) -> Any:
    """1 − y for y (1 − y)."""
    if step.edge.call.rule != "sigmoid":
        raise NoSense
    return _shaped(step, step.upstream * (1 - step.edge.value))


def _at_value(derivation: Derivation, step: Step) -> Any:
    """The derivative at the function's own value: the function is applied twice."""
    row, y = step.edge.call.row, step.edge.value
    if row.rule not in SLOPES:
        raise NoSense
    return _shaped(step, step.edge.rule(step.upstream, row.plain(y), y))


def _of_the_base(derivation: Derivation, step: Step) -> Any:
    """b aᵇ⁻¹ for the derivative by the exponent: the rule for the base."""
    if step.edge.call.rule != "np.power" or step.edge.place != 1:
        raise NoSense
    rule = rule_of(step.edge.call.row, 0)
    if rule is None:
        raise NoSense
    return _shaped(step, step.edge.cotangent(step.upstream, rule))


def _without_logarithm(derivation: Derivation, step: Step) -> Any:
    """aᵇ for aᵇ log a: the derivative of eˣ for a power of another base."""
    if step.edge.call.rule != "np.power" or step.edge.place != 1:
        raise NoSense
    return _shaped(step, step.upstream * step.edge.value)


def _plain_relu(derivation: Derivation, step: Step) -> Any:
    """The mask of the plain relu for a function with two slopes."""
    if step.edge.call.rule not in ("np.where", "np.maximum"):
        raise NoSense
    others = [arg for arg in step.edge.args if np.shape(arg) == np.shape(step.right) and np.asarray(arg).dtype.kind == "f"]
    if not others:
        raise NoSense
    return _shaped(step, step.upstream * (others[0] > 0))


def _other_side(derivation: Derivation, step: Step) -> Any:
    """The mask of the other side of a maximum, a minimum, a clip or a choice."""
    if step.edge.call.rule not in ("np.maximum", "np.minimum", "np.where", "np.clip", "relu"):
        raise NoSense
    other = step.upstream * np.ones(np.shape(step.right)) - step.right
    if not np.any(other):
        raise NoSense  # here there is no other side
    return _shaped(step, other)


LAYOUT = frozenset(
    {
        ".T",
        "np.transpose",
        "np.matrix_transpose",
        "np.swapaxes",
        "np.moveaxis",
        "np.reshape",
        "np.ravel",
        "np.squeeze",
        "np.expand_dims",
    }
)
"""Functions that only move entries: there is no derivative of them to forget."""


SLOPES = (
    "np.exp", "np.log", "np.sqrt", "np.sin", "np.cos", "np.tan", "np.sinh", "np.cosh", "np.tanh", "np.arctan", "np.square",
    "np.abs", "sigmoid", "relu", "softplus", "np.log1p", "np.expm1", "erf", "np.reciprocal", "gammaln", "digamma",
)  # fmt: skip
"""The functions of one argument of which one may be taken for another."""

SELDOM = (
    "np.i0",
    "i1",
    "entr",
    "np.cbrt",
    "np.exp2",
    "np.sinc",
    "np.log2",
    "np.log10",
    "np.arcsin",
    "np.arccos",
    "np.arcsinh",
    "np.arctanh",
)
"""Others, which may be left as they are where their derivative belongs."""

DONORS = tuple(name for name in SLOPES if name not in ("erf", "digamma", "gammaln", "np.log1p", "np.expm1"))
"""Those that are taken for others: everybody knows their derivatives."""

ALIKE = (
    frozenset({"np.tanh", "sigmoid", "relu", "softplus", "np.arctan", "erf"}),
    frozenset({"np.sin", "np.cos", "np.tan", "np.sinh", "np.cosh", "np.tanh", "np.arctan"}),
    frozenset({"np.exp", "np.log", "np.sqrt", "np.square", "np.reciprocal", "np.log1p", "np.expm1", "softplus"}),
    frozenset({"relu", "np.abs", "np.square", "np.sqrt"}),
    frozenset({"gammaln", "digamma", "np.log"}),
)
"""Functions of which one is taken for another: activations, those of angles, powers and logarithms, those with a corner."""

BY_VALUE = ("np.tanh", "sigmoid", "np.exp", "np.sqrt")
"""Those of which the derivative is written in the value."""

SLOPE: Mapping[str, str] = {
    "np.exp": "{y}", "np.log": "1 / {x}", "np.sqrt": "1 / (2 * {y})", "np.sin": "np.cos({x})", "np.cos": "-np.sin({x})",
    "np.tan": "1 / np.cos({x})**2", "np.sinh": "np.cosh({x})", "np.cosh": "np.sinh({x})", "np.tanh": "1 - {y}**2",
    "np.arctan": "1 / (1 + {x}**2)", "np.square": "2 * {x}", "np.abs": "np.sign({x})", "sigmoid": "{y} * (1 - {y})",
    "relu": "({x} > 0)", "softplus": "sigmoid({x})", "np.log1p": "1 / (1 + {x})", "np.expm1": "np.exp({x})",
    "erf": "2 / np.sqrt(np.pi) * np.exp(-{x}**2)", "np.reciprocal": "-1 / {x}**2", "gammaln": "digamma({x})",
}  # fmt: skip
"""Derivatives as people write them, for sentences."""


def slope(rule: str, x: str, y: str) -> str:
    """The derivative of a function in a sentence, of the argument and the value as they were written."""
    text = SLOPE.get(rule, "")
    return text.format(x=x if x.isidentifier() else f"({x})", y=y if y.isidentifier() or y.endswith(")") else f"({y})")


SLIPS: tuple[Slip, ...] = (
    Slip(
        Cause.DIAGONAL,
        "Every entry of `{y}` depends on every entry of `{x}`: you keep only the diagonal of the Jacobian",
        _diagonal,
    ),
    Slip(Cause.MISSING_PATH, "The Jacobian of `{y}` has a part on its diagonal too, which is missing", _other_entries, 2),
    Slip(Cause.MISSING_TERM, "The labels are not subtracted: `{y}` alone is not the gradient by `{x}`", _no_labels),
    Slip(Cause.MISSING_FACTOR, "Every class counts the same: the probabilities `{y}` are missing", _no_probabilities, 2),
    Slip(Cause.MISSING_PATH, "Every entry of `{y}` depends on every entry of `{x}`: the sum over the others is missing", _no_sum),
    Slip(Cause.WRONG_DERIVATIVE, "You use the derivative of {sibling} for {f} at `{x}`", _of_the_sibling, 2),
    Slip(Cause.WRONG_DERIVATIVE, "You add the softmax: what arrives is summed, times the softmax, and subtracted", _added, 2),
    Slip(Cause.MISSING_FACTOR, "Only the entries of `{x}` that are `{y}` get what arrives: the mask is missing", _no_mask),
    Slip(
        Cause.WRONG_DERIVATIVE,
        "You use the derivative of the mean: only the entries of `{x}` that are `{y}` count",
        _mean_for_max,
    ),
    Slip(
        Cause.MISSING_FACTOR,
        "The inverse must be multiplied in from both sides: its derivative is `-{y} @ d @ {y}`",
        _not_sandwiched,
        2,
    ),
    Slip(
        Cause.DIAGONAL,
        "That is the diagonal of the Jacobian of `{y}`: every entry depends on every entry of `{x}`, "
        "and the upstream gradient must be multiplied in",
        _diagonal_alone,
        2,
    ),
    Slip(Cause.WRONG_DERIVATIVE, "That is the derivative of the square of `{y}`: you do not divide by `2 * {y}`", _of_the_square),
    Slip(Cause.MISSING_FACTOR, "You do not divide by `{y}`", _no_norm),
    Slip(Cause.MISSING_FACTOR, "The derivative of {f} at `{x}` is missing{slope}", no_slope),
    Slip(Cause.MISSING_FACTOR, "The upstream gradient is missing: what arrives at `{y}` must be multiplied in", _no_upstream, 2),
    Slip(Cause.EXTRA_FACTOR, "The derivative of {f} at `{x}` is multiplied in twice", _twice, 2),
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
    Slip(Cause.SLIP, "The gradient by `{x}` comes out transposed within the chain", _transposed, 3),
    *(
        Slip(Cause.SLIP, "In the gradient by `{x}` the factors of `{y}` are in the wrong order, or one lacks a `.T`", change, 3)
        for change in (_factors(*how) for how in product((True, False), repeat=3))
    ),
)


def tried(derivation: Derivation, step: Step) -> Iterator[tuple[Slip, str, Any]]:
    """Each slip that makes sense at a step: (slip, the other array's name, cotangent)."""
    for slip in SLIPS:
        try:
            yield slip, "", slip.change(derivation, step)
        except FAILURES:
            continue
    yield from _elsewhere(derivation, step)


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


def _elsewhere(derivation: Derivation, step: Step) -> Iterator[tuple[Slip, str, Any]]:
    """The local derivative at another named array of the same shape, or at what arrives; and the same without what arrives."""
    edge = step.edge
    if edge.call.rule not in SLOPES or len(edge.args) != 1:
        return
    shape = np.shape(edge.given)
    points = [(f"`{name}`", value) for name, value in derivation.named(shape)]
    if all(value is not edge.given for _, value in points):
        points.append((f"`{derivation.text(step.key, edge.argument)}`", edge.given))
    if all(value is not step.upstream for _, value in points) and np.shape(step.upstream) == shape:
        points.append((ARRIVING, step.upstream))
    for name, value in points:
        for slip, y in ((AT_ANOTHER_POINT, None), (BY_ANOTHER_VALUE, value)):
            if (y is None and value is edge.given) or (y is not None and edge.call.rule not in BY_VALUE):
                continue
            try:
                slope = edge.rule(np.ones(shape), edge.call.row.plain(value) if y is None else y, value)
                yield slip, name, _shaped(step, step.upstream * slope)
                if step.last:
                    yield slip._replace(said=slip.said + WITHOUT, assumes=3), name, _shaped(step, slope)
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
        found.append((f"That is the derivative of {short} at `{name}`, not of the cost", rule(g, row.plain(x), x)))
        found.append((f"That is the derivative of {short} where its value is `{name}`, not of the cost", rule(g, x, x)))
    return found
