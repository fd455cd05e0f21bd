"""Two slips at once: what they come to adds up where they lie on separate ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ...expressions import tree
from ...model import Array, Cause
from ..evidence.derivation import Derivation
from ..evidence.sample import Sample
from .one_step import again, said
from .search import Candidate, Change, Search, close, contribution
from .through import left_out_cause, subject, way

MOST_PAIRS = 400
"""Two at once are tried of at most this many changes."""


WITH_A_SIGN = frozenset({Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR, Cause.DIAGONAL})
"""What is told beside a sign: the derivative of another function often has another sign anyway."""


class Part(NamedTuple):
    """One of two slips: what it comes to, and the part of the formulas at which it is made."""

    change: Array
    cause: Cause
    sentence: str
    again: Change
    assumes: float
    node: tree.Node
    what: str = ""
    """The part that is left out, where it is one."""


def two_at_once(search: Search) -> Iterator[Candidate]:
    """Two slips whose changes add up, as they do where they lie on separate ways."""
    found: list[Part] = []
    for where, own in search.contributions:
        what = f"`{search.own.text_at(where)}`"
        node = search.own.steps[where].edge.argument if isinstance(where, int) else search.own.formula.lines[where]
        found.append(Part(-own, left_out_cause(search, where), way(search, where, what), _minus(where, 1), 2.0, node, what))
        turned = f"{subject(search, where, what)} has the wrong sign"
        found.append(Part(-2 * own, Cause.SIGN, turned, _minus(where, 2), 3.0, node))
    for number, slip, other, change in search.changes:
        if slip.assumes <= 1 and change.any():
            node = search.own.steps[number].edge.call
            sentence = said(search, slip, other, number)
            found.append(Part(change, slip.cause, sentence, again(number, slip, other), 2.0 + slip.assumes, node))
    yield from _pairs(search, found[:MOST_PAIRS])
    yield from _turned_and_slipped(search)


def _turned_and_slipped(search: Search) -> Iterator[Candidate]:
    """The whole has the wrong sign, and a factor is missing, or one too many."""
    turned = -(search.own.gradient + search.evidence.measurements.own.claimed)
    for number, slip, other, change in search.changes:
        if slip.assumes <= 1 and slip.cause in WITH_A_SIGN and close(change, turned):
            sentence = f"Two things: the sign is wrong; and {lowered(said(search, slip, other, number))}"
            slipped = again(number, slip, other)
            yield Candidate(slip.cause, sentence, _Turned(slipped), 3.0 + slip.assumes, also=Cause.SIGN)


class _Turned:
    """The change of a derivation that slips at a step and loses its sign."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def __call__(self, derivation: Derivation, sample: Sample) -> Array:
        found: Array = -2 * derivation.gradient - self._change(derivation, sample)
        return found


def _minus(where: int | str, times: int) -> Change:
    return lambda derivation, sample: -times * contribution(derivation, where)


def _pairs(search: Search, found: list[Part]) -> Iterator[Candidate]:
    if len(found) < 2:
        return
    rows = np.array([part.change.reshape(-1) for part in found])
    wanted = search.missing.reshape(-1)
    products, along = rows @ rows.T, rows @ wanted
    squares = np.diagonal(products)
    left = wanted @ wanted - 2 * (along[:, None] + along) + squares[:, None] + squares + 2 * products
    near = np.argwhere(np.triu(left <= 1e-9 * (wanted @ wanted + squares[:, None] + squares), 1))
    for i, j in near[:MOST_PAIRS]:
        first, second = sorted((found[i], found[j]), key=lambda part: part.assumes)
        if _apart(first.node, second.node) and search.is_it(first.change + second.change):
            sentence = _joined(first, second)
            again, assumed = _both(first.again, second.again), first.assumes + second.assumes
            yield Candidate(first.cause, sentence, again, assumed, also=second.cause)


def _apart(first: tree.Node, second: tree.Node) -> bool:
    """Whether neither part of a formula holds the other: what is left out has no slip inside."""
    return all(part is not second for part in tree.walk(first)) and all(part is not first for part in tree.walk(second))


def _both(first: Change, second: Change) -> Change:
    return lambda derivation, sample: first(derivation, sample) + second(derivation, sample)


def _joined(first: Part, second: Part) -> str:
    """The sentence for two slips; two parts that are left out are told as one thing."""
    if first.what and second.what and first.cause is second.cause:
        if first.cause is Cause.MISSING_TERM:
            return f"The terms {first.what} and {second.what} are left out"
        if first.what != second.what:
            return f"You treat {first.what} and {second.what} as constants: the paths through them are missing"
    return f"Two things: {lowered(first.sentence)}; and {lowered(second.sentence)}"


def lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
