"""The claim divides by another number than the cost: by 4, or by a length, where the cost divides by `np.sum(keep)`.

What is divided by is held against what the formulas of the cost divide by, and then against the sizes and named numbers of the
case: a number that is replaced says more than a quotient of two lengths that happens to fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isclose

import numpy as np

from ..errors import ExpressionError
from ..expressions import read_alone, tree
from ..model import Cause, Edit, Finding, Spot
from .edits.candidates import divisors, factors_of
from .edits.graph import copied
from .edits.spliced import Writer
from .evidence import Evidence
from .evidence.constants import CLOSENESS, Factor

MOST = 12
"""At most this many other divisors are tried."""


def find(ratio: float, evidence: Evidence) -> Finding | None:
    """The divisor of the claim that must be another, where the gradient is `ratio` times the claim."""
    if evidence.literal:
        return None
    for old in _divisors(evidence.text):
        written = Writer(evidence.text).written(old)
        value = _number(written, evidence)
        if not value:
            continue
        for new, said in _instead(value / ratio, written, evidence):
            fix = Writer(evidence.text).spliced([(old, copied(read_alone(new), written=False))])
            agreement = evidence.agreement(fix, Factor(value / ratio, top=new))
            if agreement is not None:
                drawn = evidence.constants.is_drawn(written) or evidence.constants.is_drawn(new)
                found = evidence.finding(Cause.MISSING_FACTOR if drawn else Cause.SCALE, said, fix, agreement)
                place = Spot(evidence.draw.problem.part_of_claim(evidence.name), *old.span)
                return replace(found, place=place, edit=Edit(written, new), fix=fix)
    return None


def _divisors(text: str) -> list[tree.Node]:
    """What the claim as a whole is divided by."""
    try:
        node = read_alone(text)
    except ExpressionError:
        return []
    while isinstance(node, tree.Call) and node.row.name == "unary -":
        node = node.args[0]
    return [divisor for divisor in factors_of(node)[1] if divisor.span != tree.NOWHERE]


def _number(text: str, evidence: Evidence) -> float | None:
    """The number that a text is, which does not depend on the input."""
    if not tree.names(read_alone(text)) <= {*evidence.names.independent, *evidence.draw.problem.case.sizes, evidence.name}:
        return None
    value = evidence.value(text, evidence.measurements.own)
    return float(value) if value is not None and value.shape == () and np.isfinite(value) else None


def _instead(wanted: float, written: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """What may be divided by instead, with the sentence for it."""
    of_the_cost = dict.fromkeys(_of_the_cost(evidence))
    for text in [*of_the_cost][:MOST]:
        value = _number(text, evidence)
        more_of_it = read_alone(written) in factors_of(read_alone(text))[0]  # `2 * m` for `m` is a 2 that is missing
        if text != written and not more_of_it and value is not None and isclose(value, wanted, rel_tol=CLOSENESS):
            yield text, f"the claim divides by `{written}`, where the cost divides by `{text}`"
    for name, value in evidence.constants.known.items():
        plain = name.strip("()")
        if plain not in of_the_cost and plain != written and isclose(value, wanted, rel_tol=CLOSENESS):
            yield plain, f"the claim divides by `{written}`: it must be `{plain}` ({plain} = {value:.6g})"


def _of_the_cost(evidence: Evidence) -> Iterator[str]:
    """What the formulas that lead to the cost divide by."""
    problem = evidence.draw.problem
    for line in (problem.cost, *problem.needed(problem.cost)):
        text = line.expression.text
        yield from map(Writer(text).written, divisors(read_alone(text)))
