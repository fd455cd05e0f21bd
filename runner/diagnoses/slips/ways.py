"""Slips of whole ways: a term itself for its gradient, one way counted for another, steps that are not carried back in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Edge, Sweep, Unsupported, is_array
from ...model import Array, Cause
from ..evidence.derivation import FAILURES, Derivation
from ..evidence.sample import Sample
from .handed_on import multiplied_at_the_end, not_summed, of_a_sibling
from .product_rule import of_products
from .search import Candidate, Change, Search, contribution, made

SUMS = ("np.add", "np.subtract")


STEP = re.compile(r"(.*?)_?(\d+)$")
"""The name of a line for one of several steps in time: `h0`, `s_2`."""


def ways(search: Search) -> Iterator[Candidate]:
    """All of them for one claim."""
    yield from _terms_themselves(search)
    yield from _one_for_another(search)
    yield from _not_carried_back(search)
    yield from multiplied_at_the_end(search)
    yield from not_summed(search)
    yield from of_a_sibling(search)
    yield from of_products(search)


def _terms_themselves(search: Search) -> Iterator[Candidate]:
    """A term of the cost stands where its gradient belongs."""
    for number, step in enumerate(search.own.steps):
        if step.edge.call.rule not in SUMS or not is_array(step.edge.given) or np.shape(step.edge.given) != ():
            continue

        def change(derivation: Derivation, sample: Sample | None, number: int = number) -> Array:
            step = derivation.steps[number]
            return np.asarray(step.right * step.edge.given - contribution(derivation, number))

        if search.is_it(made(change, search.own)):
            text = search.own.text_at(number)
            yield Candidate(Cause.WRONG_DERIVATIVE, f"That is the term `{text}` itself, not its gradient", change, 2.0)


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
        if len(family) > 1 and search.is_it(made(cut, search.own)):
            listed = f"{', '.join(f'`{name}`' for name in family[:-2])}{', ' if len(family) > 2 else ''}`{family[-2]}`"
            said = f"The gradient is not carried back in time: {listed} in the next step is treated as a constant"
            yield Candidate(Cause.MISSING_PATH, said, cut, 1.5)


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
