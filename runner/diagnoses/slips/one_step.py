"""One slip at one step of the derivation, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...expressions.reverse import Unsupported
from ...model import Array, Cause
from ..evidence.derivation import Derivation
from ..evidence.sample import Sample
from .chained import no_slope
from .points import slopes_at_input
from .rules import tried
from .search import Candidate, Change, Search, carried
from .slip import Slip
from .slopes import slope

SEEN = 1e-3
"""An array of numbers below this is like any other of such, to the tolerance."""


def at_one_step(search: Search) -> Iterator[Candidate]:
    """Steps at which one slip gives the claim."""
    for number, slip, other, change in search.changes:
        if search.is_it(change):
            cause = Cause.SCALE if _is_of_a_constant(search, slip, number) else slip.cause
            yield Candidate(cause, said(search, slip, other, number), again(number, slip, other), slip.assumes)


def _is_of_a_constant(search: Search, slip: Slip, number: int) -> bool:
    """Whether a factor of a term of the cost is left out, or taken twice, that is the same number on every draw."""
    step = search.own.steps[number]
    if slip.change is not no_slope and slip.cause is not Cause.EXTRA_FACTOR:
        return False
    if search.own.outer.get(id(step.edge.call)) not in ("np.multiply", "np.divide"):
        return False  # that of an inner function belongs to its derivative
    text = search.own.text(step.key, step.edge.call.args[1 - int(step.edge.place)])
    samples = (search.evidence.measurements.own, *search.evidence.measurements.fresh)
    values = [search.evidence.value(text, sample) for sample in samples]
    return all(value is not None and value.ndim == 0 and value == values[0] for value in values)


def again(number: int, slip: Slip, other: str) -> Change:
    """The same slip at the same step on another sample."""

    def change(derivation: Derivation, sample: Sample) -> Array:
        step = derivation.steps[number]
        for one, name, cotangent in tried(derivation, step):
            if one.said == slip.said and one.change is slip.change and name == other:
                return carried(derivation, number, cotangent - step.right)
        raise Unsupported(slip.said)

    return change


def said(search: Search, slip: Slip, other: str, number: int) -> str:
    """The sentence of a slip at a step, in the person's own words."""
    step = search.own.steps[number]
    call = step.edge.call
    y, x = search.own.text(step.key, call), search.own.text(step.key, step.edge.argument)
    if slip.change is no_slope and (call.rule == "np.multiply" or (call.rule == "np.divide" and step.edge.place == 0)):
        factor = search.own.text(step.key, call.args[1 - int(step.edge.place)])
        return f"The factor `{factor}` of `{y}` is missing" if call.rule == "np.multiply" else f"You do not divide by `{factor}`"
    if slip.cause is Cause.EXTRA_FACTOR and call.rule == "np.divide" and step.edge.place == 0:
        return f"You divide by `{search.own.text(step.key, call.args[1])}` twice"
    if slip.cause is Cause.EXTRA_FACTOR and call.rule == "np.multiply":
        return f"The factor `{search.own.text(step.key, call.args[1 - int(step.edge.place)])}` is multiplied in twice"
    if slip.change is no_slope and not call.row.name[-1].isalnum():
        return f"The inner derivative of `{y}`, by `{x}`, is missing"
    local = slope(call.rule, x, y)
    function = call.row.name.removeprefix("np.") if call.row.name[-1].isalnum() else f"`{y}`"
    sibling = {"softmax": "log_softmax", "log_softmax": "softmax"}.get(call.rule, "")
    return slip.said.format(f=function, x=x, y=y, other=other, sibling=sibling, slope=f": it is `{local}`" if local else "")


def of_another_function(search: Search) -> Iterator[Candidate]:
    """The claim is the derivative of a known function at the input, which is not what the cost is made of."""

    def change_of(number: int) -> Change:
        return lambda derivation, sample: slopes_at_input(derivation)[number][1] - derivation.gradient

    for number, (sentence, found) in enumerate(slopes_at_input(search.own)):
        if np.max(np.abs(found), initial=0.0) > SEEN and search.is_it(found - search.own.gradient):
            yield Candidate(Cause.WRONG_DERIVATIVE, sentence, change_of(number), 3.0)
