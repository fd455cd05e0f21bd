"""Functions of several steps, as `1 / (1 + np.exp(-z))`, and inner functions: the derivative of all of them is missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Unsupported, fitted, is_array
from ...model import Array, Cause
from ..evidence.derivation import FAILURES, LINEAR, Derivation
from ..evidence.sample import Sample
from .search import Candidate, Search, carried, contribution

OUTER = frozenset({"np.divide", "np.log", "np.reciprocal"})
"""What stands outside of a sigmoid, a tanh or a softplus that is written out."""

WITHIN = frozenset({"np.exp", "np.negative"})
"""What stands within them, around the argument."""


def written_out(search: Search) -> Iterator[Candidate]:
    """Each derivative of such a function that is left out."""
    steps = search.own.steps
    inner = [number for number, step in enumerate(steps) if step.edge.call.rule in WITHIN and np.ndim(step.right)]
    for first in range(len(steps)) if inner else ():
        call = steps[first].edge.call
        if call.rule not in OUTER:
            continue
        inside = {id(part) for part in tree.walk(call)}
        for last in inner:
            if steps[last].edge.call is call or id(steps[last].edge.call) not in inside:
                continue
            change = _Skipped(first, last)
            try:
                found = change(search.own, None)
            except FAILURES:
                continue
            if search.is_it(found):
                key = steps[first].key
                y, x = search.own.text(key, call), search.own.text(key, steps[last].edge.argument)
                argument = steps[last].edge.argument
                if isinstance(argument, tree.Call) and argument.row.name == "unary -":  # its sign is lost with the rest
                    x = search.own.text(key, argument.args[0])
                    said = f"Two things: the sign is wrong; and the derivative of `{y}` by `{x}` is missing"
                    yield Candidate(Cause.MISSING_FACTOR, said, change, 2.0, also=Cause.SIGN)
                else:
                    yield Candidate(Cause.MISSING_FACTOR, f"The derivative of `{y}` by `{x}` is missing", change, 0.95)


def to_the_input(search: Search) -> Iterator[Candidate]:
    """What arrives at a part that is made of the input is handed to the input itself: the inner derivative is missing."""
    for number, step in enumerate(search.own.steps):
        if search.own.is_input(step.edge.argument) or step.edge.call.rule in LINEAR or not is_array(step.right):
            continue
        change = _HandedOn(number)
        try:
            found = change(search.own, None)
        except FAILURES:
            continue
        if search.is_it(found):
            said = f"The inner derivative of `{search.own.text_at(number)}` by `{search.evidence.name}` is missing"
            yield Candidate(Cause.MISSING_FACTOR, said, change, 2.0)


class _HandedOn:
    """The change of a derivation where what arrives at an argument is summed to the shape of the input, as it is."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        step, shape = derivation.steps[self._number], derivation.gradient.shape
        if shape not in ((), np.shape(step.right)):
            raise Unsupported("another shape")  # to sum over some axes may be a mistake of its own
        change: Array = fitted(step.right, shape) - contribution(derivation, self._number)
        if change.shape != shape:
            raise Unsupported("another shape")
        return change


class _Skipped:
    """The change of a derivation where what arrives at one call is handed on to the argument of another within it."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        outer, inner = derivation.steps[self._first], derivation.steps[self._last]
        if np.shape(outer.upstream) != np.shape(inner.right):
            raise Unsupported("another shape")
        return carried(derivation, self._last, outer.upstream - inner.right)
