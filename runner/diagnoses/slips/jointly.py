"""Slips at functions whose entries depend on all of their argument: softmax, maximum, norm, inverse."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...expressions.functions import FUNCTIONS
from ...expressions.reverse import rule_of
from ...model import Cause
from ..evidence.derivation import Derivation, Step
from .slip import NoSense, Slip, shaped


def _diagonal(derivation: Derivation, step: Step) -> Any:
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "softmax":
        return shaped(step, g * y * (1 - y))
    if step.edge.call.rule == "log_softmax":
        return shaped(step, g * (1 - np.exp(y)))
    raise NoSense


def _other_entries(derivation: Derivation, step: Step) -> Any:
    """The Jacobian of a softmax without its diagonal part: −y Σ g y alone."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule != "softmax" or _is_of_labels(step):
        raise NoSense
    return shaped(step, step.right - g * y)


def _no_labels(derivation: Derivation, step: Step) -> Any:
    """p for p − one_hot(y): what arrives at one entry of each row is left out."""
    y, g = step.edge.value, step.upstream
    if not _is_of_labels(step):
        raise NoSense
    return shaped(step, step.right - (g * y if step.edge.call.rule == "softmax" else g))


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
    return shaped(step, step.right + np.sum(labels, axis=-1, keepdims=True) * (p - 1))


def _no_sum(derivation: Derivation, step: Step) -> Any:
    """g y for y (g − Σ g y), and g − y for g − y Σ g."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "softmax":
        return shaped(step, g * y)
    if step.edge.call.rule == "log_softmax":
        return shaped(step, g - np.exp(y))
    raise NoSense


def _diagonal_alone(derivation: Derivation, step: Step) -> Any:
    """The diagonal of the Jacobian, and nothing of what arrives."""
    y = step.edge.value
    if not step.last or step.edge.call.rule not in ("softmax", "log_softmax"):
        raise NoSense
    return shaped(step, y * (1 - y) if step.edge.call.rule == "softmax" else 1 - np.exp(y))


def _of_the_sibling(derivation: Derivation, step: Step) -> Any:
    """The derivative of log_softmax for softmax, and the other way round."""
    y, g = step.edge.value, step.upstream
    if step.edge.call.rule == "softmax":
        return shaped(step, g - y * np.sum(g, axis=-1, keepdims=True))
    if step.edge.call.rule == "log_softmax":
        return shaped(step, np.exp(y) * (g - np.sum(g * np.exp(y), axis=-1, keepdims=True)))
    raise NoSense


def _added(derivation: Derivation, step: Step) -> Any:
    """g + p for g − p Σ g."""
    if step.edge.call.rule != "log_softmax":
        raise NoSense
    return shaped(step, step.upstream + np.exp(step.edge.value))


def _no_mask(derivation: Derivation, step: Step) -> Any:
    """What arrives at a maximum is handed to all entries, and not to the largest alone."""
    rule = rule_of(FUNCTIONS["np.sum"], 0)
    if step.edge.call.rule not in ("np.max", "np.min") or rule is None:
        raise NoSense
    return shaped(step, step.edge.cotangent(step.upstream, rule))


def _mean_for_max(derivation: Derivation, step: Step) -> Any:
    """What arrives at a maximum is shared by all entries, as with a mean."""
    rule = rule_of(FUNCTIONS["np.mean"], 0)
    if step.edge.call.rule not in ("np.max", "np.min") or rule is None:
        raise NoSense
    return shaped(step, step.edge.cotangent(step.upstream, rule))


def _not_sandwiched(derivation: Derivation, step: Step) -> Any:
    """−g for −A⁻ᵀ g A⁻ᵀ."""
    if step.edge.call.rule != "np.linalg.inv":
        raise NoSense
    return shaped(step, -step.upstream)


def _one_over(derivation: Derivation, step: Step) -> Any:
    """−g / A² for −A⁻ᵀ g A⁻ᵀ: the derivative of 1 / A."""
    if step.edge.call.rule != "np.linalg.inv":
        raise NoSense
    return shaped(step, -step.upstream / np.asarray(step.edge.given) ** 2)


def _one_over_alone(derivation: Derivation, step: Step) -> Any:
    """The same at every entry, where what arrives counts some of them, as that of a trace does."""
    if step.edge.call.rule != "np.linalg.inv" or not np.isin(step.upstream, (0, 1)).all():
        raise NoSense
    return shaped(step, -1 / np.asarray(step.edge.given) ** 2)


def _of_the_square(derivation: Derivation, step: Step) -> Any:
    """2x for x / |x|: the derivative of the squared norm."""
    if np.shape(step.edge.value) != ():
        raise NoSense  # of roots entry by entry the derivative is missing
    return 2 * _no_norm(derivation, step)


def _no_norm(derivation: Derivation, step: Step) -> Any:
    """x for x / |x|, and the same of a root of a sum of squares."""
    if step.edge.call.rule == "np.linalg.norm" and len(step.edge.args) == 1 and not step.edge.options:
        return shaped(step, step.upstream * step.edge.given)
    if step.edge.call.rule == "np.sqrt":
        return shaped(step, 0.5 * step.upstream)
    raise NoSense


ENTRY_BY_ENTRY = "That is the derivative of `1 / {x}`, entry by entry: `{y}` is the inverse of a matrix"

JOINTLY: tuple[Slip, ...] = (
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
    Slip(Cause.WRONG_DERIVATIVE, ENTRY_BY_ENTRY, _one_over),
    Slip(Cause.WRONG_DERIVATIVE, ENTRY_BY_ENTRY, _one_over_alone),
    Slip(Cause.WRONG_DERIVATIVE, "That is the derivative of the square of `{y}`: you do not divide by `2 * {y}`", _of_the_square),
    Slip(Cause.MISSING_FACTOR, "A division by `{y}` is missing", _no_norm),
)
"""Told before the chain rule's own: where one of these holds, "a factor is missing" says less."""
