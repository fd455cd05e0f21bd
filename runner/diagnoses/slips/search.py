"""The search for a slip: which change of the right derivation gives the claim, here and at other points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...model import Array, Cause, Comparison, Finding
from ..evidence import Evidence
from ..evidence.derivation import FAILURES, Derivation, Line, Step
from ..evidence.sample import Sample
from .rules import tried
from .slip import Slip

CLOSE = 1e-6
"""What a slip comes to is the claim where they differ by this fraction of the largest entry of what the claim is off by."""


WORK = 1 << 25
"""About this many numbers may go through the slips that are tried, …"""


OVERHEAD = 1 << 13
"""… where each slip counts as at least this many."""


NO_COINCIDENCE = frozenset({Cause.MISSING_PATH, Cause.MISSING_TERM})
"""What is left out is no matter of numbers and sizes: fresh random inputs are enough to tell it. A sign may be one."""


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
        self.missing = evidence.measurements.own.claimed - self.moving(derivation.gradient)

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

    def moving(self, gradient: Array) -> Array:
        """A gradient, or a part of it, as far as an input with a structure may move."""
        return self.evidence.draw.pulled(self.evidence.name, gradient)

    def first(self, candidates: Iterable[Candidate]) -> Finding | None:
        """The finding of the first candidate, by what it assumes, that holds at other points too."""
        for candidate in sorted(candidates, key=lambda one: one.assumes):
            if self.holds(candidate):
                return Finding(candidate.cause, self.evidence.name, candidate.sentence, also=candidate.also)
        return None

    def is_it(self, change: Array | None) -> bool:
        """Whether a change of the gradient is what the claim is off by."""
        return change is not None and close(self.moving(change), self.missing)

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
            found = derivation.gradient + candidate.change(derivation, sample)
            return close(sample.draw.pulled(self.evidence.name, found), sample.claimed)
        except FAILURES:
            return False


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


def made(change: Any, derivation: Derivation) -> Array | None:
    """What a slip adds to the gradient at the case's point; None where it makes no sense."""
    try:
        found: Array = change(derivation, None)
    except FAILURES:
        return None
    return found
