"""What arrives at a step is handed on otherwise: not summed, with a factor put in at the end, or as that of another step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...expressions.reverse import is_array
from ...model import Array, Cause
from ..evidence.derivation import FAILURES, Derivation, Step
from ..evidence.sample import Sample
from .search import Candidate, Search, carried, contribution, made
from .slopes import SLOPES

MOST_SIBLINGS = 8
"""At most this many functions are held against one another."""


def multiplied_at_the_end(search: Search) -> Iterator[Candidate]:
    """A constant factor of the output is multiplied in behind sums that it belongs into, as the scale of a normalisation."""
    shape = np.shape(search.own.gradient)
    for number, step in enumerate(search.own.steps):
        if step.edge.call.rule != "np.multiply" or not isinstance(step.edge.place, int):
            continue
        factor = step.edge.args[1 - step.edge.place]
        if not is_array(factor) or np.size(factor) < 2 or not _spreads(factor, shape):
            continue
        change = _AtTheEnd(number)
        if search.is_it(made(change, search.own)):
            text = search.own.text(step.key, step.edge.call.args[1 - step.edge.place])
            said = f"The factor `{text}` is multiplied in at the end: it belongs to what arrives, within the sums too"
            yield Candidate(Cause.SLIP, said, change, 2.0)


def _spreads(factor: Any, shape: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(np.shape(factor), shape) == shape
    except ValueError:
        return False


class _AtTheEnd:
    """The derivation with the factor of one product multiplied in last."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        step = derivation.steps[self._number]
        assert isinstance(step.edge.place, int)
        without = np.asarray(step.upstream) * np.ones(np.shape(step.right))
        found = np.asarray(step.edge.args[1 - step.edge.place]) * carried(derivation, self._number, without)
        change: Array = found - contribution(derivation, self._number)
        return change


def not_summed(search: Search) -> Iterator[Candidate]:
    """What arrives at a norm or a mean from a whole row is not summed: the diagonal of the Jacobian alone."""
    for number, step in enumerate(search.own.steps):
        if search.own.is_input(step.edge.argument) or not is_array(step.right):
            continue
        change, arriving = _Unsummed(number), np.shape(_made_cotangent(step))
        if np.ndim(step.right) == 0 and arriving != search.own.gradient.shape:
            continue
        if arriving != np.shape(step.right) and search.is_it(made(change, search.own)):
            text = search.own.text_at(number)
            said = f"`{text}` depends on more than one entry: what arrives at `{text}` must be summed, you keep only the diagonal"
            yield Candidate(Cause.DIAGONAL, said, change, 2.0)


def _made_cotangent(step: Step) -> Any:
    try:
        return step.edge.cotangent(step.upstream)
    except FAILURES:
        return step.right


class _Unsummed:
    """The change of a derivation where what arrives at a broadcast argument is handed on as it is."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        step = derivation.steps[self._number]
        return carried(derivation, self._number, step.edge.cotangent(step.upstream) - step.right)


def of_a_sibling(search: Search) -> Iterator[Candidate]:
    """What arrives at one gate or layer stands where that of another belongs."""
    places = [number for number, step in enumerate(search.own.steps) if step.edge.call.rule in SLOPES and np.ndim(step.right)]
    for i in places[:MOST_SIBLINGS]:
        for j in places[:MOST_SIBLINGS]:
            first, second = search.own.steps[i], search.own.steps[j]
            if i == j or np.shape(first.right) != np.shape(second.right):
                continue
            change = _Sibling(i, j)
            if search.is_it(made(change, search.own)):
                here, there = (search.own.text(step.key, step.edge.call) for step in (first, second))
                yield Candidate(
                    Cause.NAME, f"What goes back through `{there}` stands where that of `{here}` belongs", change, 3.0
                )


class _Sibling:
    """The change of a derivation where one step has what goes back through another."""

    def __init__(self, here: int, there: int) -> None:
        self._here, self._there = here, there

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        here, there = derivation.steps[self._here], derivation.steps[self._there]
        return carried(derivation, self._here, there.right - here.right)
