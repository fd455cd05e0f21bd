"""The derivative of a product taken for the product of the derivatives, and that of a quotient for their quotient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ...model import Array, Cause
from ..evidence.derivation import Derivation
from ..evidence.sample import Sample
from .search import Candidate, Search, carried, contribution, made
from .slip import NoSense

RULES = {"np.multiply": "u'v + uv'", "np.divide": "(u'v - uv') / v**2"}


def of_products(search: Search) -> Iterator[Candidate]:
    """u'·v' for (u·v)', and u'/v' for (u/v)', where both depend on the input: entry by entry, or two numbers."""
    steps = search.own.steps
    for (i, first), (j, second) in combinations(enumerate(steps), 2):
        rule = RULES.get(first.edge.call.rule)
        if rule is None or first.edge.call is not second.edge.call or first.edge.place == second.edge.place:
            continue
        change = _OneByOne(*((i, j) if first.edge.place == 0 else (j, i)))
        if search.is_it(made(change, search.own)):
            text = search.own.text(first.key, first.edge.call)
            kind, done = ("product", "multiply") if first.edge.call.rule == "np.multiply" else ("quotient", "divide")
            said = f"You {done} the derivatives of the two parts of `{text}`: the derivative of a {kind} uv is {rule}"
            yield Candidate(Cause.WRONG_DERIVATIVE, said.replace("quotient uv", "quotient u/v"), change, 1.9)


class _OneByOne:
    """The change of a derivation in which what two steps come to is multiplied, or divided."""

    def __init__(self, first: int, second: int) -> None:
        self._numbers = first, second

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        steps = [derivation.steps[number] for number in self._numbers]
        shape = np.shape(steps[0].edge.value)
        if any(np.shape(step.edge.given) != shape for step in steps) or shape not in ((), np.shape(derivation.gradient)):
            raise NoSense
        top, bottom = (carried(derivation, number, np.ones(shape)) for number in self._numbers)
        together = top * bottom if steps[0].edge.call.rule == "np.multiply" else top / bottom
        return np.asarray(steps[0].upstream * together - sum(contribution(derivation, number) for number in self._numbers))
