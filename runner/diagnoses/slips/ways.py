"""Slips of whole ways: a term itself for its gradient, one way counted for another, steps that are not carried back in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Edge, Sweep, Unsupported, is_array
from ...model import Array, Cause
from ..evidence.derivation import FAILURES, Derivation, Step
from ..evidence.measurements import Sample
from .rules import SLOPES
from .search import Candidate, Change, Search, carried, contribution

SUMS = ("np.add", "np.subtract")

STEP = re.compile(r"(.*?)_?(\d+)$")
"""The name of a line for one of several steps in time: `h0`, `s_2`."""


def ways(search: Search) -> Iterator[Candidate]:
    """All of them for one claim."""
    yield from _terms_themselves(search)
    yield from _one_for_another(search)
    yield from _not_carried_back(search)
    yield from _multiplied_at_the_end(search)
    yield from _not_summed(search)
    yield from _of_a_sibling(search)


def _terms_themselves(search: Search) -> Iterator[Candidate]:
    """A term of the cost stands where its gradient belongs."""
    for number, step in enumerate(search.own.steps):
        if step.edge.call.rule not in SUMS or not is_array(step.edge.given) or np.shape(step.edge.given) != ():
            continue

        def change(derivation: Derivation, sample: Sample | None, number: int = number) -> Array:
            step = derivation.steps[number]
            return np.asarray(step.right * step.edge.given - contribution(derivation, number))

        if search.is_it(_made(change, search.own)):
            text = search.own.text_at(number)
            yield Candidate(Cause.WRONG_DERIVATIVE, f"That is the term `{text}` itself, not its gradient", change, 2.0)


def _made(change: Any, derivation: Derivation) -> Array | None:
    try:
        found: Array = change(derivation, None)
    except FAILURES:
        return None
    return found


def _one_for_another(search: Search) -> Iterator[Candidate]:
    """One way from the input is counted twice and another not at all: 2 * A @ x for (A + A.T) @ x."""
    name = search.evidence.name
    direct = [
        (where, own)
        for where, own in search.contributions
        if isinstance(where, int) and _is_input(search.own.steps[where].edge.argument, name)
    ]
    yield from _one_for_all(search, [(where, own) for where, own in direct if isinstance(where, int)])
    for i, first in direct:
        for j, second in direct:
            if i != j and search.is_it(first - second):
                call = search.own.steps[i].edge.call
                text = search.own.text(search.own.steps[i].key, call)
                other = search.own.text(search.own.steps[j].key, search.own.steps[j].edge.call)
                cause = _of_pair(search, i, j)
                only = ", which is right for a symmetric matrix only" if cause is Cause.SYMMETRIC else ""
                said = f"`{name}` is used in `{text}` and in `{other}`: you count the first way twice, in the place of the second"
                if text == other:
                    said = f"`{name}` is used in `{text}`, which stands twice: you count the way through one of them for both"
                yield Candidate(cause, said + only, _exchange(i, j), 2.0)


def _one_for_all(search: Search, direct: list[tuple[int, Array]]) -> Iterator[Candidate]:
    """One of several ways from the input is counted for each of them: the rule for numbers, n xⁿ⁻¹, for a power of a matrix."""
    count = len(direct)
    if count < 3:
        return
    for where, own in direct:
        if search.is_it(count * own - search.own.gradient):
            text = search.own.text(search.own.steps[where].key, search.own.steps[where].edge.call)
            said = f"`{search.evidence.name}` is used {count} times: you count its way through `{text}` {count} times"
            yield Candidate(Cause.MISSING_PATH, said, _CountedForAll(where, count), 2.0)


class _CountedForAll:
    """The change of a derivation where one way stands for all."""

    def __init__(self, where: int, count: int) -> None:
        self._where, self._count = where, count

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        change: Array = self._count * contribution(derivation, self._where) - derivation.gradient
        return change


def _is_input(node: tree.Node, name: str) -> bool:
    inside = node.args[0] if type(node) is tree.Call and node.row.name in (".T", "np.transpose") else node
    return type(inside) is tree.Name and inside.id == name


def _of_pair(search: Search, i: int, j: int) -> Cause:
    """Where a square matrix stands between the two, it is taken for a symmetric one."""
    calls = (search.own.steps[i].edge, search.own.steps[j].edge)
    square = any(np.ndim(arg) == 2 and len(set(np.shape(arg))) == 1 for edge in calls for arg in edge.args)
    return Cause.SYMMETRIC if square else Cause.MISSING_PATH


def _exchange(i: int, j: int) -> Change:
    return lambda derivation, sample: contribution(derivation, i) - contribution(derivation, j)


def _not_carried_back(search: Search) -> Iterator[Candidate]:
    """Each step in time is treated as a constant in the next one."""
    families: dict[str, list[str]] = {}
    for name in search.own.formula.lines:
        match = STEP.fullmatch(name)
        if match and name in search.own.names:
            families.setdefault(match[1], []).append(name)
    for family in families.values():
        cut = _Cut(tuple(family))
        if len(family) > 1 and search.is_it(_made(cut, search.own)):
            listed = f"{', '.join(f'`{name}`' for name in family[:-2])}{', ' if len(family) > 2 else ''}`{family[-2]}`"
            said = f"The gradient is not carried back in time: {listed} in the next step is treated as a constant"
            yield Candidate(Cause.MISSING_PATH, said, cut, 1.5)


def _multiplied_at_the_end(search: Search) -> Iterator[Candidate]:
    """A constant factor of the output is multiplied in behind sums that it belongs into, as the scale of a normalisation."""
    shape = np.shape(search.own.gradient)
    for number, step in enumerate(search.own.steps):
        if step.edge.call.rule != "np.multiply" or not isinstance(step.edge.place, int):
            continue
        factor = step.edge.args[1 - step.edge.place]
        if not is_array(factor) or np.size(factor) < 2 or not _spreads(factor, shape):
            continue
        change = _AtTheEnd(number)
        if search.is_it(_made(change, search.own)):
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


def _not_summed(search: Search) -> Iterator[Candidate]:
    """What arrives at a norm or a mean from a whole row is not summed: the diagonal of the Jacobian alone."""
    for number, step in enumerate(search.own.steps):
        if search.own.is_input(step.edge.argument) or not is_array(step.right) or np.ndim(step.right) == 0:
            continue
        change = _Unsummed(number)
        if np.shape(_made_cotangent(step)) != np.shape(step.right) and search.is_it(_made(change, search.own)):
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


def _of_a_sibling(search: Search) -> Iterator[Candidate]:
    """What arrives at one gate or layer stands where that of another belongs."""
    places = [number for number, step in enumerate(search.own.steps) if step.edge.call.rule in SLOPES and np.ndim(step.right)]
    for i in places[:MOST_SIBLINGS]:
        for j in places[:MOST_SIBLINGS]:
            first, second = search.own.steps[i], search.own.steps[j]
            if i == j or np.shape(first.right) != np.shape(second.right):
                continue
            change = _Sibling(i, j)
            if search.is_it(_made(change, search.own)):
                here, there = (search.own.text(step.key, step.edge.call) for step in (first, second))
                yield Candidate(
                    Cause.NAME, f"What goes back through `{there}` stands where that of `{here}` belongs", change, 3.0
                )


MOST_SIBLINGS = 8
"""So many functions at most are held against one another."""


class _Sibling:
    """The change of a derivation where one step has what goes back through another."""

    def __init__(self, here: int, there: int) -> None:
        self._here, self._there = here, there

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        here, there = derivation.steps[self._here], derivation.steps[self._there]
        return carried(derivation, self._here, there.right - here.right)


class _Cut:
    """The derivation without the ways from the steps of a family to one another."""

    def __init__(self, family: tuple[str, ...]) -> None:
        self._family = frozenset(family)

    def __call__(self, derivation: Derivation, sample: Sample | None) -> Array:
        lines = {id(part) for name in self._family for part in tree.walk(derivation.formula.lines[name])}

        def pull(edge: Edge, g: Any) -> Any:
            inside = type(edge.argument) is tree.Name and edge.argument.id in self._family and id(edge.call) in lines
            return None if inside else edge.cotangent(g)

        try:
            found = Sweep(derivation.formula, derivation.name, pull).gradient(derivation.upstream)
        except FAILURES as error:
            raise Unsupported(str(error)) from error
        change: Array = np.asarray(found) - derivation.gradient
        return change
