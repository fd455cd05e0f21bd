"""What comes through one part of the formulas, left out, with the other sign or times a constant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Unsupported
from ...model import Array, Cause
from ..evidence.derivation import Derivation, Step
from ..evidence.naming import names_in
from ..evidence.sample import Sample
from .one_step import again, said
from .rules import tried
from .search import CLOSE, Candidate, Change, Search, carried, close, contribution

TERMS = ("np.add", "np.subtract", "np.where")
"""The arguments of these are the terms, or the pieces, of a formula."""


PIECES = ("np.where", "np.maximum", "np.minimum")
"""What is one of its arguments here and another there."""


SIDES = {"**": ("the base of ", "the exponent of "), "/": ("the numerator of ", "the denominator of ")}

CHOICES = frozenset({"np.where", "np.maximum", "np.minimum", "np.clip", "np.abs", "relu"})
"""What is one thing here and another there."""


MOST_FACTORS = 3
"""At most this many names are tried for the constant that a way is off by."""


LEFT_OUT = (Cause.MISSING_PATH, Cause.MISSING_TERM)


def scaled(search: Search) -> Iterator[Candidate]:
    """Lines and steps whose contribution is left out, taken with the other sign, or multiplied by a constant."""
    for where, own in search.contributions:
        moving = search.moving(own)
        square = float(np.vdot(moving, moving))
        factor = float(np.vdot(moving, search.missing)) / square if square else 0.0  # it may be too small to be squared
        if factor and search.is_it(factor * own):
            yield from _taken(search, where, factor + 1)


def _taken(search: Search, where: int | str, factor: float) -> Iterator[Candidate]:
    what = f"`{search.own.text_at(where)}`"
    rule = search.own.steps[where].edge.call.rule if isinstance(where, int) else ""
    is_term = rule in TERMS
    if abs(factor) < CLOSE:
        assumed = 0.8 if isinstance(where, str) else 1.5
        cause = left_out_cause(search, where)
        if rule in PIECES:
            yield _piece_left_out(search, where, what)
            return
        assumed = 0.9 if cause is Cause.MISSING_TERM else assumed  # a term of the cost is forgotten more easily than a slope
        yield Candidate(cause, way(search, where, what), lambda d, s: -contribution(d, where), assumed)
    elif abs(factor + 1) < CLOSE:
        said = f"{subject(search, where, what)} has the wrong sign"
        yield Candidate(Cause.SIGN, said, lambda d, s: -2 * contribution(d, where), 1.0 if is_term else 2.0, is_term)
    else:
        named = [one for one in search.evidence.constants.factors(1 / factor) if one.known]
        named.sort(key=lambda one: len(one.text))
        # A piece that is off by a number of its own lacks its slope there.
        own = any("." in one.text or names_in(one.text) & names_in(search.own.text_at(where)) for one in named)
        whole = is_term and not (rule == "np.where" and own)
        # Beside a number stands the size that it may be: where sizes are moved only that one holds.
        for number, known in enumerate(named[:MOST_FACTORS]):
            how = f"divided by `{known.bottom}`" if not known.top else f"multiplied by `{known.text}`"
            said = f"{subject(search, where, what)} must be {how}{search.evidence.constants.amounts(known)}"
            yield Candidate(Cause.SCALE, said, _times(search, where, known.text), (3.0 if whole else 4.0) + number / 10, whole)


def of_two_terms(search: Search) -> Iterator[Candidate]:
    """Two terms of the cost, each with a sign or a constant of its own that is wrong, or one of them left out."""
    terms = [
        (where, own)
        for where, own in search.contributions
        if isinstance(where, int) and _is_term(search, search.own.steps[where])
    ]
    for (first, one), (second, other) in combinations(terms[:MOST_TERMS], 2):
        found = _parts(*(part.reshape(-1) for part in (search.moving(one), search.moving(other), search.missing)))
        if found is None or not search.is_it(found[0] * one + found[1] * other) or min(map(abs, found)) < CLOSE:
            continue
        for pair in product(_likely(search, first, found[0] + 1), _likely(search, second, found[1] + 1)):
            a, b = sorted(pair, key=lambda each: tuple(Cause).index(each.cause))
            sentence = f"Two things: {_lowered(a.sentence)}; and {_lowered(b.sentence)}"
            yield Candidate(a.cause, sentence, _Both(a.change, b.change), a.assumes + b.assumes, also=b.cause)


MOST_TERMS = 6


def _likely(search: Search, where: int, factor: float) -> list[Candidate]:
    """What may be wrong with a term that counts so many times."""
    return [each for each in _taken(search, where, factor) if each.is_term or abs(factor) < CLOSE][:2]


def _parts(one: Array, other: Array, whole: Array) -> tuple[float, float] | None:
    """The a and b of whole = a·one + b·other, by least squares; None where one is a multiple of the other."""
    matrix = np.stack([one, other], axis=1)
    found, _, rank, _ = np.linalg.lstsq(matrix, whole, rcond=1e-9)
    return (float(found[0]), float(found[1])) if rank == 2 else None


class _Both:
    """Two changes of a derivation at once."""

    def __init__(self, first: Change, second: Change) -> None:
        self._changes = first, second

    def __call__(self, derivation: Derivation, sample: Sample) -> Array:
        first, second = (change(derivation, sample) for change in self._changes)
        return first + second


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _times(search: Search, where: int | str, factor: str) -> Change:
    """What is contributed on one way, divided by a factor."""

    def change(derivation: Derivation, sample: Sample) -> Array:
        value = search.evidence.value(factor, sample)
        if value is None:
            raise Unsupported(factor)
        return (1 / float(value) - 1) * contribution(derivation, where)

    return change


def _piece_left_out(search: Search, where: int | str, what: str) -> Candidate:
    """One of the pieces of a function is taken for a constant: its derivative is that of the other piece alone."""
    step = search.own.steps[int(where)]
    whole = search.own.text(step.key, step.edge.call)
    said = f"`{whole}` is {what} at some entries: you leave out its derivative there"
    return Candidate(Cause.WRONG_DERIVATIVE, said, lambda d, s: -contribution(d, where), 1.5)


def left_out(search: Search) -> Iterator[Candidate]:
    """Ways and terms that are left out, the labels of a cross-entropy too; of two sides, which one counts is told otherwise."""
    choices = [own for where, own in search.contributions if isinstance(where, int) and _chooses(search, where)]
    for where, own in search.contributions:
        if search.is_it(-own) and not any(close(own, one) for one in choices):
            yield from _taken(search, where, 0.0)
    for number, step in enumerate(search.own.steps):
        if step.edge.call.rule in ("softmax", "log_softmax"):
            for slip, other, cotangent in tried(search.own, step):
                if slip.cause in LEFT_OUT and search.is_it(carried(search.own, number, cotangent - step.right)):
                    yield Candidate(slip.cause, said(search, slip, other, number), again(number, slip, other), slip.assumes)


def _chooses(search: Search, number: int) -> bool:
    return search.own.steps[number].edge.call.rule in CHOICES


def left_out_cause(search: Search, where: int | str) -> Cause:
    """A term of a sum is missing, or a way."""
    return Cause.MISSING_TERM if isinstance(where, int) and _is_term(search, search.own.steps[where]) else Cause.MISSING_PATH


def subject(search: Search, where: int | str, what: str) -> str:
    """What is told of a part of the gradient: it comes from a term of the cost, or back through something."""
    is_term = isinstance(where, int) and _is_term(search, search.own.steps[where])
    return f"The term that comes from {what}" if is_term else f"What comes back through {what}"


def _is_term(search: Search, step: Step) -> bool:
    """Whether the argument of a step is one of the terms of a sum, and no name for what others are made of."""
    return id(step.edge.call) in search.own.outer_sums and not search.own.is_input(step.edge.argument)


def _side(search: Search, step: Step) -> str:
    """`the exponent of `, where the input stands on the other side too."""
    call, place = step.edge.call, step.edge.place
    others = [arg for at, arg in enumerate(call.args) if at != place]
    if not isinstance(place, int) or all(tree.names(arg) <= search.evidence.names.independent for arg in others):
        return ""
    return SIDES.get(call.row.name, ("", ""))[min(place, 1)]


def way(search: Search, where: int | str, what: str) -> str:
    """The sentence for a way that is left out."""
    name = search.evidence.name
    if isinstance(where, int):
        step = search.own.steps[where]
        if _is_term(search, step):
            return f"The term {what} is left out"
        if type(step.edge.argument) is tree.Name:
            call = search.own.text(step.key, step.edge.call)
            if step.edge.argument.id == name:
                return f"`{name}` is used more than once: its way through {_side(search, step)}`{call}` is missing"
            return f"You treat {what} as a constant in `{call}`: the path through {what} is missing there"
    return f"You treat {what} as a constant: the path through {what} is missing"
