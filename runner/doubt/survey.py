"""A claim before the witness: which of its entries are measured, and what they say together.

A claim is wrong where one entry is, right where all are. The entries that accuse it most are measured in full, the others are
glanced at, one by one or, in large arrays, along random sign vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..differences.cost import Cost
from ..differences.glance import glance
from ..differences.ladder import Line
from ..differences.steps import better_step
from ..differences.witness import Measurement, measure
from ..model import Comparison, Floats
from .evidence import Judged
from .judgement import BLIND, Bar, held, judge, known, largest

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

CANDIDATES = 4
"""At most this many entries of a claim that fails are measured in full before anything else: those that accuse it most."""
SUSPECTS = 32
"""At most this many are glanced at for a wrong one where an entry is undecided, so that no claim can be right."""
GLANCES = 4096
"""At most this many entries are glanced at one by one, and no more than the rule has spent evaluations; what is left is tested
along random sign vectors."""
CHUNK = 256
"""How many are glanced at together."""
TOGETHER = 2
"""Along this many directions zeros are measured together, where many of them are too much for a glance."""
DIRECTIONS = 20
"""The number of sign vectors: each is blind to a wrong entry with a probability of at most ½."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What the witness says of a claim, the entry that decided, and its measurement.

    `beside` is what it says of the worst entry of a claim that fails, where another one decided, which the rule tolerates.
    """

    verdict: Judged
    position: int
    measured: Measurement
    beside: Judgement | None = None


def judge_claim(
    cost: Cost,
    x: Floats,
    comparison: Comparison,
    *,
    claim_rounding: float,
    effort: int,
    unseen: Positions | None = None,
    wrong: tuple[int, Measurement] | None = None,
    own: Floats | None = None,
) -> Judgement:
    """What the witness says of the claim in `comparison`; `effort` is how many evaluations the rule has spent on it.

    `unseen` are the flat positions of the entries that a passing rule was too blunt to see, where that is not all; `wrong` is one
    that has been measured, and is wrong. `own` is what the rounding of its own steps leaves of each entry of the claim.
    """
    if wrong is not None:
        return Judgement("wrong", *wrong)
    claimed = np.asarray(comparison.claimed, dtype=np.float64).reshape(-1)
    size = largest(claimed)
    forgiven = claim_rounding <= comparison.tolerance * size / 10
    bar = Bar(
        comparison.tolerance,
        claim_rounding,
        forgiven,
        BLIND if comparison.passes else 0.0,
        largest=size,
        granted=comparison.absolute,
    )
    order = _accused(comparison, x, unseen)
    survey = _Survey(cost, x, claimed, bar, min(GLANCES, max(SUSPECTS, effort)))
    survey.own = None if own is None else own.reshape(-1)
    candidates, rest = order[: 1 if comparison.passes else CANDIDATES], order[1 if comparison.passes else CANDIDATES :]
    judged: list[Judgement] = []
    for position in candidates.tolist():
        judged.append(survey.measure(position))
        if judged[-1].verdict == "wrong":
            return _beside(judged[-1], judged[0], comparison)
    undecided = next((judgement for judgement in judged if judgement.verdict != "right"), None)
    survey.sample, survey.sampled = judged[0].measured, judged[0].position
    if undecided is not None:
        return _beside(survey.look_for_wrong(rest[:SUSPECTS]), undecided, comparison)
    return _beside(survey.judge_all(rest), judged[0], comparison)


def _beside(found: Judgement | None, worst: Judgement, comparison: Comparison) -> Judgement:
    """What was found among the other entries, or else what is to be said of the worst."""
    if found is None:
        return worst
    relative = np.asarray(comparison.relative).reshape(-1)
    tolerated = found.verdict == "wrong" and not comparison.passes and relative[found.position] <= comparison.tolerance
    return replace(found, beside=worst) if tolerated else found


def _accused(comparison: Comparison, x: Floats, unseen: Positions | None) -> Positions:
    """The positions to judge, those first that speak most against the claim; entries of x that are not finite are left out."""
    relative = np.zeros(x.size) if comparison.relative is None else comparison.relative.reshape(-1)
    among = np.flatnonzero(np.isfinite(x.reshape(-1))) if unseen is None else unseen
    difference = np.abs(comparison.numerical.reshape(-1)[among] - comparison.claimed.reshape(-1)[among])
    accused = np.where(np.isnan(difference), np.inf, np.maximum(relative[among], 0.0))
    return among[np.argsort(-accused, kind="stable")]


class _Survey:
    """The entries one by one: measured in full, or glanced at with the step and the noise of `sample`, one that was."""

    def __init__(self, cost: Cost, x: Floats, claimed: Floats, bar: Bar, glances: int) -> None:
        self.cost = cost
        self.x = x
        self.claimed = claimed
        self.bar = bar
        self.glances = glances
        self.own: Floats | None = None
        self.sample: Measurement | None = None
        self.sampled = 0

    def _bar(self, position: int) -> Bar:
        """The bar for an entry, with what its own rounding leaves of it."""
        if self.own is None:
            return self.bar
        return replace(self.bar, claim_rounding=self.bar.claim_rounding + float(self.own[position]), forgiven=True)

    def measure(self, position: int) -> Judgement:
        verdict, found = held(Line(self.cost, self.x, [position]), float(self.claimed[position]), self._bar(position))
        return Judgement(verdict, position, found)

    def judge_all(self, positions: Positions) -> Judgement | None:
        """The verdict on `positions`, where it is not "right": then None."""
        few, many = positions[: self.glances], positions[self.glances :]
        unsure = 0
        for seen, (position, verdict) in enumerate(self._glance_at(few)):
            if verdict == "right":
                continue
            judgement = self.measure(position)
            unsure += 1
            if judgement.verdict != "right":
                return judgement
            if unsure > SUSPECTS:
                if self._all_zero(few[seen + 1 :]):
                    break
                return Judgement("undecided", position, judgement.measured)
        return self._judge_along_signs(many) if many.size else None

    def _all_zero(self, positions: Positions) -> bool:
        """Whether slopes and claims are zero alike, to the rounding of what is measured along random weights on all positions."""
        if not positions.size:
            return True
        size = largest(self.claimed[positions])
        rng = np.random.default_rng(positions.size)
        for _ in range(TOGETHER):
            weights = rng.choice([-1.0, 1.0], positions.size) * rng.uniform(0.5, 1.0, positions.size)
            found = known(measure(Line(self.cost, self.x, positions, weights)))
            together = float(self.claimed[positions] @ weights)
            if size > found.error or judge(found, together, replace(self.bar, largest=size)) != "right":
                return False
        return True

    def look_for_wrong(self, positions: Positions) -> Judgement | None:
        """The first of `positions` that is wrong."""
        for position, verdict in self._glance_at(positions):
            if verdict == "wrong":
                judgement = self.measure(position)
                if judgement.verdict == "wrong":
                    return judgement
        return None

    def _judge_along_signs(self, positions: Positions) -> Judgement | None:
        assert self.sample is not None
        rng = np.random.default_rng(positions.size)
        for _ in range(DIRECTIONS):
            signs = rng.choice([-1.0, 1.0], positions.size)
            error = self._off(positions, signs)
            if error is not None:
                return self._sought(positions, signs, error)
        return None

    def _off(self, positions: Positions, signs: Floats) -> float | None:
        """The error bar of a glance along the signs, where the claim may be off by more than the tolerance."""
        (value,), (error,) = self._glance([Line(self.cost, self.x, positions, signs)])
        scale = largest(self.claimed[positions])
        off = abs(value - float(self.claimed[positions] @ signs)) + error > self.bar.tolerance * scale
        return float(error) if off else None

    def _sought(self, positions: Positions, signs: Floats, error: float) -> Judgement:
        """One of the entries along whose signs the claim is off, by halves: wrong, or undecided where it is right by itself."""
        while positions.size > 1:
            half = positions.size // 2
            first = self._off(positions[:half], signs[:half])
            positions, signs = (positions[half:], signs[half:]) if first is None else (positions[:half], signs[:half])
            error = error if first is None else first
        judgement = self.measure(int(positions[0]))
        if judgement.verdict != "right":
            return judgement
        return Judgement("undecided", judgement.position, replace(judgement.measured, error=error))

    def _glance_at(self, positions: Positions) -> Iterator[tuple[int, Judged]]:
        for start in range(0, positions.size, CHUNK):
            chunk = positions[start : start + CHUNK].tolist()
            values, errors = self._glance([Line(self.cost, self.x, [position]) for position in chunk])
            for position, value, error in zip(chunk, values.tolist(), errors.tolist(), strict=True):
                yield position, self._judge(position, value, error)

    def _glance(self, lines: list[Line]) -> tuple[Floats, Floats]:
        assert self.sample is not None
        return glance(lines, better_step(self.sample) or 1e-5, self.sample.noise)

    def _judge(self, position: int, value: float, error: float) -> Judged:
        assert self.sample is not None
        claimed = float(self.claimed[position])
        here, there = (abs(float(self.x.flat[each])) or 1.0 for each in (position, self.sampled))
        rounding = self.sample.rounding * there / here
        return judge(replace(known(self.sample), value=value, error=error, rounding=rounding), claimed, self._bar(position))
