"""A claim before the witness: which of its entries are measured, and what they say together.

With the witness's value w, its error bar E and the scale s of the gradient (its largest entry), an entry c of the claim is right
where |w − c| + E ≤ tolerance·s, wrong where |w − c| − E > tolerance·s, else undecided; a claim is wrong where one
entry is, right where all are. The entries that accuse it most are measured in full. Where none of them is wrong the
others are glanced at, one by one or, in large arrays, along random sign vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..differences.cost import Cost
from ..differences.glance import glance
from ..differences.ladder import Line
from ..differences.steps import better_step
from ..differences.witness import Measurement, measure
from ..model import Array, Comparison, Floats
from .messages import Judged

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

CANDIDATES = 4
"""So many entries at most are measured in full before anything else: those that accuse the claim most."""
SUSPECTS = 32
"""So many at most are glanced at for a wrong one where an entry is undecided, so that no claim can be right."""
GLANCES = 4096
"""So many entries at most are glanced at one by one, and no more than the rule has spent evaluations; what is left is tested
along random sign vectors."""
CHUNK = 256
"""So many are glanced at together."""
DIRECTIONS = 20
"""So many sign vectors: each is blind to a wrong entry with probability ½ at most."""


def judge(value: float, error: float, claimed: float, allowed: float, claim_rounding: float = 0.0) -> Judged:
    """One entry of a claim against a measured value; `allowed` is tolerance·s.

    `claim_rounding` is what the claim may be off by its own rounding: by so much less is it called wrong.
    """
    distance = abs(value - claimed)
    if distance + error <= allowed:
        return "right"
    if distance - error > allowed + claim_rounding:
        return "wrong"
    return "undecided"


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What the witness says of a claim, the entry that decided, and its measurement."""

    verdict: Judged
    position: int
    measured: Measurement
    allowed: float


def largest(array: Array) -> float:
    """The size of the largest entry."""
    return float(max(array.max(), -array.min())) if array.size else 0.0


def judge_claim(cost: Cost, x: Floats, comparison: Comparison, *, claim_rounding: float, effort: int) -> Judgement:
    """What the witness says of the claim in `comparison`; `effort` is how many evaluations the rule has spent on it."""
    claimed = np.asarray(comparison.claimed, dtype=np.float64).reshape(-1)
    order, candidates = _accused(claimed, comparison.numerical.reshape(-1), comparison.passes)
    scale = largest(claimed)
    measured: list[tuple[int, Measurement]] = []
    for position in candidates:
        found = measure(Line(cost, x, [position]))
        measured.append((position, found))
        scale = max(scale, abs(found.value)) if found.decided else scale
        if _judge(found, claimed[position], comparison.tolerance * scale, claim_rounding) == "wrong":
            return Judgement("wrong", position, found, comparison.tolerance * scale)
    allowed = comparison.tolerance * scale
    undecided = [
        (position, found) for position, found in measured if _judge(found, claimed[position], allowed, claim_rounding) != "right"
    ]
    rest = order[~np.isin(order, candidates)]
    position, found = undecided[0] if undecided else measured[0]
    survey = _Survey(cost, x, claimed, allowed, claim_rounding, found, min(GLANCES, max(SUSPECTS, effort)))
    if undecided:
        return survey.look_for_wrong(rest[:SUSPECTS]) or Judgement("undecided", position, found, allowed)
    return survey.judge_all(rest) or Judgement("right", position, found, allowed)


def _judge(found: Measurement, claimed: float, allowed: float, claim_rounding: float) -> Judged:
    """The same of a full measurement; of a cost that never changes 0 is right, though no bar is as small as 0."""
    if found.constant and claimed == 0:
        return "right"
    return judge(found.value, found.error, claimed, allowed, claim_rounding)


def _accused(claimed: Floats, numerical: Floats, passes: bool) -> tuple[Positions, list[int]]:
    """All positions, those first that speak most against the claim, and the few to be measured in full."""
    difference = np.abs(numerical - claimed)
    order = np.argsort(-np.where(np.isnan(difference), np.inf, difference), kind="stable")
    peak = int(np.argmax(np.abs(claimed)))
    first = [peak, int(order[0])] if passes else [int(order[0]), peak]
    return order, list(dict.fromkeys([*first, *(int(position) for position in order[1:CANDIDATES])]))[:CANDIDATES]


@dataclass(frozen=True, slots=True, eq=False)
class _Survey:
    """The entries that were not measured in full, glanced at with the step and the noise of one that was."""

    cost: Cost
    x: Floats
    claimed: Floats
    allowed: float
    claim_rounding: float
    sample: Measurement
    glances: int

    def judge_all(self, positions: Positions) -> Judgement | None:
        """The verdict on `positions`, where it is not "right": then None."""
        few, many = positions[: self.glances], positions[self.glances :]
        unsure = 0
        for position, verdict in self._glance_at(few):
            if verdict == "right":
                continue
            judgement = self._measure(position)
            unsure += 1
            if judgement.verdict != "right":
                return judgement
            if unsure > SUSPECTS:
                return Judgement("undecided", position, judgement.measured, self.allowed)
        return self._judge_along_signs(many) if many.size else None

    def look_for_wrong(self, positions: Positions) -> Judgement | None:
        """The first of `positions` that is wrong."""
        for position, verdict in self._glance_at(positions):
            if verdict == "wrong":
                judgement = self._measure(position)
                if judgement.verdict == "wrong":
                    return judgement
        return None

    def _judge_along_signs(self, positions: Positions) -> Judgement | None:
        rng = np.random.default_rng(positions.size)
        for _ in range(DIRECTIONS):
            signs = rng.choice([-1.0, 1.0], positions.size)
            (value,), (error,) = self._glance([Line(self.cost, self.x, positions, signs)])
            if self._judge(value, error, float(self.claimed[positions] @ signs)) != "right":
                return Judgement("undecided", int(positions[0]), self.sample, self.allowed)
        return None

    def _glance_at(self, positions: Positions) -> Iterator[tuple[int, Judged]]:
        for start in range(0, positions.size, CHUNK):
            chunk = positions[start : start + CHUNK].tolist()
            values, errors = self._glance([Line(self.cost, self.x, [position]) for position in chunk])
            for position, value, error in zip(chunk, values.tolist(), errors.tolist(), strict=True):
                yield position, self._judge(value, error, self.claimed[position])

    def _glance(self, lines: list[Line]) -> tuple[Floats, Floats]:
        return glance(lines, better_step(self.sample) or 1e-5, self.sample.noise)

    def _judge(self, value: float, error: float, claimed: float) -> Judged:
        if self.sample.constant and value == 0 and claimed == 0:
            return "right"
        return judge(value, error, claimed, self.allowed, self.claim_rounding)

    def _measure(self, position: int) -> Judgement:
        found = measure(Line(self.cost, self.x, [position]))
        verdict = _judge(found, self.claimed[position], self.allowed, self.claim_rounding)
        return Judgement(verdict, position, found, self.allowed)
