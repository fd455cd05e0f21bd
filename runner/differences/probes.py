"""Many entries at the cost of a few: a guessed gradient is tested along random sign vectors, and put right where it is wrong.

The guess is a linear functional to test against; whoever has one may lend it, a claim or a formula. Along one random sign vector
one wrong entry always shows, and any set of wrong entries with probability ½ at least, so that k vectors miss with 2⁻ᵏ at
most. A vector that shows an error is followed by halving to the entries that cause it; each gets a difference of its own
at the declared step, which is put in the guess's place, and fresh vectors test again until they are clean. The cost for a right
guess does not depend on the number of entries, for one wrong entry on its logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ..model import Floats, Gradient
from .cost import Cost
from .directions import Slope, Slopes, sign_vectors
from .halving import LEAVES, search
from .ladder import Line

Guide: TypeAlias = Callable[[Floats], list[int]]
"""A guess → the flat positions at which it looks wrong; none where that cannot be told."""

VECTORS = 20
"""k: the number of sign vectors in a row that must be clean; they miss with a probability of at most 2⁻²⁰."""
ROUNDS = 12
"""How often the guess is put right and tested again before the errors count as dense."""
AT_ONCE = 1 << 20
"""Up to this many numbers the k vectors are tried together; beyond, one by one, to stop at the first that shows an error."""
SAMPLE = 64
"""At most this many entries are replaced where the guess is no number."""
LOOKED_AT = 8
"""The number of random entries that tell whether many are off, …"""
CROWDED = 2
"""… which they are where this many of these are: else 64 wrong ones among 20,000 would be taken for many once in 100 times."""
ADDED = 6.0
"""Many entries that are off add up along a random vector to this at most, in units of √N times their size."""
FIRST = 4
"""Of many wrong entries the first in C order are measured, for the first wrong one, beside those at random."""


@dataclass(frozen=True, slots=True, eq=False)
class Probed:
    """A guessed gradient, tested.

    `gradient.value` is the guess with each of the entries at the flat positions `found` replaced by its own difference. Where
    `clean`, the last k vectors saw no other entry off by more than `limit`; else too many entries are off to find them all, or
    the vectors contradict the entries. `small`: many entries are off by less than is of interest, which adds up along a vector.
    """

    gradient: Gradient
    found: tuple[int, ...]
    clean: bool
    limit: float
    small: bool = False


def probe(
    cost: Cost, x: Floats, guess: Floats, h: float, tolerance: float, *, guess_rounding: float = 0.0, guide: Guide | None = None
) -> Probed:
    """Test `guess` as the gradient of `cost` at `x`, and put it right where single entries of it are wrong.

    An entry is of interest where it is off by `tolerance`·max(1, |entry|); `h` is the step of the difference that replaces it.
    Entries of x that are not finite are left out: there is no difference to take.
    `guess_rounding` is the rounding error of one entry of the guess, where that is not negligible (single precision). `guide` is
    asked once the directions contradict, and tells which entries to difference.
    """
    return _Prober(cost, x, guess, h=h, tolerance=tolerance, guess_rounding=guess_rounding, guide=guide).run()


@dataclass(frozen=True, slots=True, eq=False)
class _Suspect:
    """A sign vector along which the guess is off by `residual`, and the part of the usual step at which that was seen."""

    signs: Floats
    slope: Slope
    residual: float
    part: float

    def along(self, prober: _Prober) -> Callable[[Floats], float]:
        """The residual along other directions, measured in the same way."""
        return lambda direction: prober.residual(direction, prober.slopes.along(direction[None], self.part)[0])


class _Prober:
    """One run of `probe`, with what it has found so far."""

    def __init__(
        self, cost: Cost, x: Floats, guess: Floats, *, h: float, tolerance: float, guess_rounding: float, guide: Guide | None
    ) -> None:
        self.cost = cost
        self.x = x
        self.h = h
        self.guide = guide
        self.guess = np.array(guess, dtype=np.float64, order="C")  # it is written to through its flat view
        self.found: dict[int, float] = {}
        self.own_evaluations = 0
        inside = np.isfinite(x.reshape(-1))
        self.inside, self.left_out = np.flatnonzero(inside), np.flatnonzero(~inside).tolist()
        self.unjudged = self.guess.reshape(-1)[self.left_out]
        self.guess.reshape(-1)[self.left_out] = 0.0
        some = np.random.default_rng(x.size).integers(0, max(1, self.inside.size), LOOKED_AT)
        self.random: list[int] = np.unique(self.inside[some]).tolist() if self.inside.size else []
        self.glimpsed: list[tuple[Floats, Slope]] = []
        self.small = False
        self._replace(np.flatnonzero(~np.isfinite(self.guess))[: 2 * SAMPLE].tolist())
        finite = np.where(np.isfinite(self.guess), self.guess, 0.0)
        self.slopes = Slopes(cost, x, float(np.linalg.norm(finite)), h)
        smallest = float(np.min(np.abs(finite))) if finite.size else 0.0
        self.threshold = tolerance * max(1.0, smallest) / 2 + 6 * guess_rounding * float(np.sqrt(x.size))
        self.limit = 0.0

    def run(self) -> Probed:
        if self.inside.size == 0:
            return self._result(clean=True)
        if not np.isfinite(self.guess).all():
            return self._result(clean=False)
        number, wanted = 0, VECTORS
        for _ in range(ROUNDS):
            number, suspect = self._first_suspect(number, wanted)
            if suspect is None:
                return self._result(clean=True)
            pointed = self._pointed_at()
            if len(pointed) > LEAVES:
                break
            if pointed:
                self._replace(pointed)
                # Of entries named without its help, the vector vouches for the others where nothing more is off along it.
                wanted = VECTORS - 1 if not self._off(suspect.signs, suspect.slope) else VECTORS
                continue
            wanted = VECTORS
            self.small = self._adds_up(suspect)
            if self.small:
                break
            enough = max(self.threshold, 2 * suspect.slope.error)
            found = search(suspect.signs, suspect.residual, suspect.along(self), enough, self._crowded)
            self._replace(found.positions)
            if found.dense or not found.positions:
                break
        self._sample()
        return self._result(clean=False)

    def _pointed_at(self) -> list[int]:
        """The entries that the guide names; none where there is no guide, or it has been asked before."""
        guide, self.guide = self.guide, None
        known = {*self.found, *self.left_out}
        return [] if guide is None else [position for position in guide(self.guess) if position not in known]

    def _first_suspect(self, number: int, wanted: int) -> tuple[int, _Suspect | None]:
        """The first of `wanted` fresh sign vectors along which the guess is off; None where there is none."""
        width = wanted if self.x.size * wanted <= AT_ONCE else 1
        for start in range(number, number + wanted, width):
            vectors = sign_vectors(self.x.shape, start, width)
            vectors.reshape(width, -1)[:, [*self.found, *self.left_out]] = 0.0  # what was found has differences of its own
            slopes = self.slopes.along(vectors) if start else self.slopes.prepare(vectors)
            for signs, slope in zip(vectors, slopes, strict=True):
                self.limit = max(self.limit, self.threshold + 2 * slope.error)
                suspect = self._suspicious(signs, slope)
                if suspect is not None:
                    return start + width, suspect
        return number + wanted, None

    def _suspicious(self, signs: Floats, slope: Slope) -> _Suspect | None:
        """Whether the guess is off along `signs` at shorter steps too: a kink that a step crosses looks like an error."""
        part = 1.0
        if not self._off(signs, slope):
            return None
        for part in self.slopes.shorter_steps(self.threshold):
            (slope,) = self.slopes.along(signs[None], part)
            if not self._off(signs, slope):
                return None
        return _Suspect(signs, slope, self.residual(signs, slope), part)

    def _off(self, signs: Floats, slope: Slope) -> bool:
        return not abs(self.residual(signs, slope)) <= max(self.threshold, 2 * slope.error)

    def residual(self, direction: Floats, slope: Slope) -> float:
        """How much the guess is off along a direction."""
        return float(np.vdot(self.guess, direction)) - slope.value

    def _replace(self, positions: list[int]) -> None:
        """Put entries right: each by its own central difference at the declared step."""
        for position in positions:
            line = Line(self.cost, self.x, [position])
            up, down = line.taken(np.array([self.h])), line.taken(np.array([-self.h]))
            above, below = line.values(np.concatenate([up, down]))
            taken = float(up[0] - down[0]) or 2 * self.h
            self.own_evaluations += line.evaluations
            self.found[position] = self.guess.reshape(-1)[position] = float((above - below) / taken)

    def _crowded(self) -> bool:
        """Whether some entries at random are off, so that most or many of all are."""
        return sum(self._off(direction, slope) for direction, slope in self._at_random()) >= CROWDED

    def _adds_up(self, suspect: _Suspect) -> bool:
        """Whether enough entries may be off, each by as little as is tolerated, to add up to what was seen along a vector."""
        off = [max(0.0, abs(self.residual(*each)) - each[1].error) for each in self._at_random()]
        many = ADDED * float(np.sqrt(self.inside.size * np.mean(np.square(off))))
        return max(off) <= 2 * self.threshold and abs(suspect.residual) <= many

    def _at_random(self) -> list[tuple[Floats, Slope]]:
        """Some entries at random, as directions, each with its slope."""
        if not self.glimpsed:
            directions = np.zeros((len(self.random), *self.x.shape))
            directions.reshape(len(self.random), -1)[np.arange(len(self.random)), self.random] = 1.0
            self.glimpsed = list(zip(directions, self.slopes.along(directions), strict=True))
        return self.glimpsed

    def _sample(self) -> None:
        """Of errors too many to find, the first entries and some at random."""
        self._replace(sorted({*self.inside[:FIRST].tolist(), *self.random} - self.found.keys()))

    def _result(self, *, clean: bool) -> Probed:
        error = self.limit if clean else np.nan
        self.guess.reshape(-1)[self.left_out] = self.unjudged
        evaluations = self.slopes.evaluations + self.own_evaluations
        gradient = Gradient(self.guess, error, evaluations, "probe", self.h)
        return Probed(gradient, tuple(sorted(self.found)), clean, self.limit, self.small)
