"""The search for a slip: which change of the right derivation gives the claim, here and at other points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ...expressions import tree
from ...expressions.reverse import Unsupported
from ...model import Array, Cause, Comparison, Finding
from ..evidence import Evidence, names_in
from ..evidence.derivation import FAILURES, Derivation, Line, Step
from ..evidence.measurements import Sample
from .rules import Slip, no_slope, slope, slopes_at_input, tried

CLOSE = 1e-6
"""What a slip comes to is the claim where they differ by this fraction of the largest entry of what the claim is off by."""

WORK = 1 << 25
"""About so many numbers may go through the slips that are tried, …"""

OVERHEAD = 1 << 13
"""… where each slip counts as so many at least."""

MOST_PAIRS = 400
"""Of so many changes at most, two at once are tried."""

TERMS = ("np.add", "np.subtract", "np.where")
"""The arguments of these are the terms, or the pieces, of a formula."""

PIECES = ("np.where", "np.maximum", "np.minimum")
"""What is one of its arguments here and another there."""

CHOICES = frozenset({"np.where", "np.maximum", "np.minimum", "np.clip", "np.abs", "relu"})
"""What is one thing here and another there."""

NO_COINCIDENCE = frozenset({Cause.SIGN, Cause.MISSING_PATH, Cause.MISSING_TERM})
"""What is left out or turned is no matter of numbers and sizes: fresh random inputs are enough to tell it."""

Change = Callable[[Derivation, Sample], Array]
"""What a slip adds to the gradient, on any sample; raises one of `FAILURES` where it makes no sense there."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A slip that gives the claim at the case's point."""

    cause: Cause
    sentence: str
    change: Change
    assumes: float
    """The fewer assumptions, the sooner it is believed."""
    is_term: bool = False
    """Whether it is a term, or a piece, of the formula that is taken wrongly."""
    also: Cause | None = None


class Search:
    """The slips of one claim: what it is off by, and whether a slip comes to that."""

    def __init__(self, evidence: Evidence, derivation: Derivation) -> None:
        self.evidence = evidence
        self.own = derivation
        self.missing = evidence.measurements.own.claimed - derivation.gradient

    @classmethod
    def of(cls, comparison: Comparison, evidence: Evidence) -> Search | None:
        """The search for a claim; None where the gradient cannot be derived, or the claim has another shape."""
        if comparison.claimed.shape != comparison.numerical.shape or evidence.derivation is None:
            return None
        known = evidence.derivation.searches
        if evidence.text not in known:
            known[evidence.text] = cls(evidence, evidence.derivation)
        search: Search = known[evidence.text]
        return search if np.isfinite(search.missing).all() and search.missing.any() else None

    @cached_property
    def contributions(self) -> list[tuple[int | str, Array]]:
        """What goes through each line and each step, where that is not the whole gradient."""
        found = []
        for where, _ in places(self.own):
            try:
                own = contribution(self.own, where)
            except FAILURES:
                continue
            if own.any() and not close(own, self.own.gradient):
                found.append((where, own))
        return found

    @cached_property
    def changes(self) -> list[tuple[int, Slip, str, Array]]:
        """What each slip at each step comes to, as far as the work allows."""
        return list(_changes(self))

    def first(self, candidates: Iterable[Candidate]) -> Finding | None:
        """The finding of the first candidate, by what it assumes, that holds at other points too."""
        for candidate in sorted(candidates, key=lambda one: one.assumes):
            if self.holds(candidate):
                return Finding(candidate.cause, self.evidence.name, candidate.sentence, also=candidate.also)
        return None

    def is_it(self, change: Array | None) -> bool:
        """Whether a change of the gradient is what the claim is off by."""
        return change is not None and close(change, self.missing)

    def holds(self, candidate: Candidate) -> bool:
        """Whether a slip gives the claim at fresh random inputs too, and with other numbers and sizes, where it can be tried."""
        measurements = self.evidence.measurements
        fresh = [self._holds(candidate, sample) for sample in measurements.fresh]
        if False in fresh or (True not in fresh and not measurements.fixed):
            return False
        if candidate.cause in NO_COINCIDENCE and candidate.also is None and True in fresh:
            return True
        changed = [self._holds(candidate, sample) for sample in measurements.elsewhere]
        return True in changed or False not in changed

    def _holds(self, candidate: Candidate, sample: Sample) -> bool | None:
        """Whether it gives the claim on a sample; None where there is no derivation."""
        derivation = self.evidence.derivation_at(sample)
        if derivation is None or len(derivation.steps) != len(self.own.steps):
            return None
        try:
            return close(derivation.gradient + candidate.change(derivation, sample), sample.claimed)
        except FAILURES:
            return False


def close(found: Array, wanted: Array) -> bool:
    """Whether two arrays of one shape are the same but for rounding."""
    if np.shape(found) != np.shape(wanted) or not np.isfinite(found).all():
        return False
    size = float(np.abs(wanted).max(initial=0.0))
    return size > 0.0 and float(np.abs(found - wanted).max(initial=0.0)) <= CLOSE * size


def carried(derivation: Derivation, number: int, change: Any) -> Array:
    """What a change of the cotangent at a step comes to in the gradient."""
    return np.asarray(derivation.carried(derivation.steps[number].edge.argument, change))


def contribution(derivation: Derivation, where: int | str) -> Array:
    """What goes through a step, or through all uses of a line."""
    if isinstance(where, int):
        return carried(derivation, where, derivation.steps[where].right)
    line = next(line for line in derivation.lines if line.name == where)
    return np.asarray(derivation.carried_from(where, line.right))


def places(derivation: Derivation) -> Iterator[tuple[int | str, Line | Step]]:
    """Every line and step, by its name or number."""
    yield from ((line.name, line) for line in derivation.lines)
    yield from enumerate(derivation.steps)


def scaled(search: Search) -> Iterator[Candidate]:
    """Lines and steps whose contribution is taken 0 times, with the other sign, or so many times."""
    for where, own in search.contributions:
        square = float(np.vdot(own, own))
        factor = float(np.vdot(own, search.missing)) / square if square else 0.0  # it may be too small to be squared
        if factor and search.is_it(factor * own):
            yield from _taken(search, where, factor + 1)


def _taken(search: Search, where: int | str, factor: float) -> Iterator[Candidate]:
    what = f"`{search.own.text_at(where)}`"
    rule = search.own.steps[where].edge.call.rule if isinstance(where, int) else ""
    is_term = rule in TERMS
    if abs(factor) < CLOSE:
        assumed = 0.8 if isinstance(where, str) else 1.5
        cause = _left_out(search, where)
        if rule in PIECES:
            yield _piece_left_out(search, where, what)
            return
        assumed = 0.9 if cause is Cause.MISSING_TERM else assumed  # a term of the cost is forgotten more easily than a slope
        yield Candidate(cause, _way(search, where, what), lambda d, s: -contribution(d, where), assumed)
    elif abs(factor + 1) < CLOSE:
        said = f"{_subject(search, where, what)} has the wrong sign"
        yield Candidate(Cause.SIGN, said, lambda d, s: -2 * contribution(d, where), 1.0 if is_term else 2.0, is_term)
    else:
        named = [one for one in search.evidence.factors(1 / factor) if one.known]
        known = min(named, key=lambda one: len(one.text), default=None)
        if known is None:
            return

        def change(derivation: Derivation, sample: Sample) -> Array:
            value = search.evidence.value(known.text, sample)
            if value is None:
                raise Unsupported(known.text)
            return (1 / float(value) - 1) * contribution(derivation, where)

        how = f"divided by `{known.bottom}`" if not known.top else f"multiplied by `{known.text}`"
        said = f"{_subject(search, where, what)} must be {how}{search.evidence.amounts(known)}"
        # A piece that is off by a number of its own lacks its slope there.
        own = "." in known.text or not names_in(known.text).isdisjoint(names_in(search.own.text_at(where)))
        is_term = is_term and not (rule == "np.where" and own)
        yield Candidate(Cause.SCALE, said, change, 3.0 if is_term else 4.0, is_term)


def _piece_left_out(search: Search, where: int | str, what: str) -> Candidate:
    """One of the pieces of a function is taken for a constant: its derivative is that of the other piece alone."""
    step = search.own.steps[int(where)]
    whole = search.own.text(step.key, step.edge.call)
    said = f"`{whole}` is {what} at some entries: you leave out its derivative there"
    return Candidate(Cause.WRONG_DERIVATIVE, said, lambda d, s: -contribution(d, where), 1.5)


def _left_out(search: Search, where: int | str) -> Cause:
    """A term of a sum is missing, or a way."""
    return Cause.MISSING_TERM if isinstance(where, int) and _is_term(search, search.own.steps[where]) else Cause.MISSING_PATH


def _subject(search: Search, where: int | str, what: str) -> str:
    """What is told of a part of the gradient: it comes from a term of the cost, or back through something."""
    is_term = isinstance(where, int) and _is_term(search, search.own.steps[where])
    return f"The term that comes from {what}" if is_term else f"What comes back through {what}"


def _is_term(search: Search, step: Step) -> bool:
    """Whether the argument of a step is one of the terms of a sum, and no name for what others are made of."""
    return id(step.edge.call) in search.own.outer_sums and not search.own.is_input(step.edge.argument)


def _way(search: Search, where: int | str, what: str) -> str:
    """The sentence for a way that is left out."""
    name = search.evidence.name
    if isinstance(where, int):
        step = search.own.steps[where]
        if _is_term(search, step):
            return f"The term {what} is left out"
        if type(step.edge.argument) is tree.Name:
            call = search.own.text(step.key, step.edge.call)
            if step.edge.argument.id == name:
                return f"`{name}` is used more than once: its way through `{call}` is missing"
            return f"You treat {what} as a constant in `{call}`: the path through {what} is missing there"
    return f"You treat {what} as a constant: the path through {what} is missing"


def at_one_step(search: Search) -> Iterator[Candidate]:
    """Steps at which one slip gives the claim."""
    for number, slip, other, change in search.changes:
        if search.is_it(change):
            cause = Cause.SCALE if _is_of_a_constant(search, slip, number) else slip.cause
            yield Candidate(cause, said(search, slip, other, number), _again(number, slip, other), slip.assumes)


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
                    yield Candidate(slip.cause, said(search, slip, other, number), _again(number, slip, other), slip.assumes)


def _chooses(search: Search, number: int) -> bool:
    return search.own.steps[number].edge.call.rule in CHOICES


LEFT_OUT = (Cause.MISSING_PATH, Cause.MISSING_TERM)


def _changes(search: Search) -> Iterator[tuple[int, Slip, str, Array]]:
    work = WORK
    for number, step in enumerate(search.own.steps):
        for slip, other, cotangent in tried(search.own, step):
            work -= OVERHEAD + search.own.size
            if work < 0:
                return
            try:
                yield number, slip, other, carried(search.own, number, cotangent - step.right)
            except FAILURES:
                continue


def _again(number: int, slip: Slip, other: str) -> Change:
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
        if search.is_it(found - search.own.gradient):
            yield Candidate(Cause.WRONG_DERIVATIVE, sentence, change_of(number), 3.0)


def two_at_once(search: Search) -> Iterator[Candidate]:
    """Two slips whose changes add up, as they do where they lie on separate ways."""
    found: list[Part] = []
    for where, own in search.contributions:
        what = f"`{search.own.text_at(where)}`"
        node = search.own.steps[where].edge.argument if isinstance(where, int) else search.own.formula.lines[where]
        found.append(Part(-own, _left_out(search, where), _way(search, where, what), _minus(where, 1), 2.0, node, what))
        turned = f"{_subject(search, where, what)} has the wrong sign"
        found.append(Part(-2 * own, Cause.SIGN, turned, _minus(where, 2), 3.0, node))
    for number, slip, other, change in search.changes:
        if slip.assumes <= 1 and change.any():
            node = search.own.steps[number].edge.call
            sentence = said(search, slip, other, number)
            found.append(Part(change, slip.cause, sentence, _again(number, slip, other), 2.0 + slip.assumes, node))
    yield from _pairs(search, found[:MOST_PAIRS])
    yield from _turned_and_slipped(search)


def _turned_and_slipped(search: Search) -> Iterator[Candidate]:
    """The whole has the wrong sign, and a factor is missing, or one too many."""
    turned = -(search.own.gradient + search.evidence.measurements.own.claimed)
    for number, slip, other, change in search.changes:
        if slip.assumes <= 1 and slip.cause in WITH_A_SIGN and close(change, turned):
            sentence = f"Two things: the sign is wrong; and {_lowered(said(search, slip, other, number))}"
            again = _again(number, slip, other)
            yield Candidate(slip.cause, sentence, _Turned(again), 3.0 + slip.assumes, also=Cause.SIGN)


WITH_A_SIGN = frozenset({Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR, Cause.DIAGONAL})
"""What is told beside a sign: the derivative of another function often has another sign anyway."""


class _Turned:
    """The change of a derivation that slips at a step and loses its sign."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def __call__(self, derivation: Derivation, sample: Sample) -> Array:
        found: Array = -2 * derivation.gradient - self._change(derivation, sample)
        return found


def _minus(where: int | str, times: int) -> Change:
    return lambda derivation, sample: -times * contribution(derivation, where)


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
    return f"Two things: {_lowered(first.sentence)}; and {_lowered(second.sentence)}"


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
