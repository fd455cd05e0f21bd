"""Slopes of a cost along sign vectors over an array or a part of it, each from one or two evaluations, with an error bar.

A sign vector moves every entry at once, by +t or −t. The complex step gives its slope from one point, exact to rounding. Real
differences need a step: it is chosen on the first vector, from a short ladder about the declared one, and shortened for a
vector that seems to contradict the guess, since a kink that a long step crosses is not crossed by a short one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from ..errors import NotAnalytic
from ..model import Floats
from .cost import ComplexArray, Cost
from .ladder import blocks
from .noise import HALF_ULP, NOISE_FACTOR

RUNGS = 10.0 * 3.7 ** -np.arange(6.0)
"""The steps tried, in units of the declared one."""
SHORTER = (1 / 32, 1 / 1024)
"""A doubtful difference is taken again at so much of the step."""
IMAGINARY = 1e-20
ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""The rounding error of a slope, in units of the 2-norm of the gradient."""
LOOSE = 1e-2
"""The complex step is believed where one real difference is no farther off than this, in units of the 2-norm of the gradient."""
ACCUMULATED = 4.0
"""The noise of a large sum, in units of half a last place; NOISE_FACTOR comes on top."""


@dataclass(frozen=True, slots=True)
class Slope:
    """d/dt f(x + t·d) and its error bar."""

    value: float
    error: float


class Slopes:
    """Slopes of `cost` at `x` along directions of the shape of x, with entries −1, 0 and 1.

    `size` is the 2-norm that the gradient is taken to have, for the rounding error; `h` the declared step. `evaluations` counts.
    """

    def __init__(self, cost: Cost, x: Floats, size: float, h: float) -> None:
        self.cost = cost
        self.x = x
        self.size = size
        self.h = h
        self.evaluations = 0
        self.analytic = True
        self._step = h
        self._truncation = 0.0
        self._noise = 0.0

    def prepare(self, directions: Floats) -> list[Slope]:
        """Decide on the first direction between complex steps and real ones, and for those on the step; the slopes along all."""
        try:
            slopes = self._complex(directions)
        except NotAnalytic:
            slopes = np.full(1, np.nan)
        real = float(self._real(directions[:1], self.h)[0])
        self.analytic = bool(abs(slopes[0] - real) <= LOOSE * max(self.size, abs(real)))
        if self.analytic:
            return self._exact(slopes)
        self._choose_step(directions[0])
        return self.along(directions)

    def along(self, directions: Floats, shorter: float = 1.0) -> list[Slope]:
        """The slopes along several directions, stacked along the leading axis; of the usual step so much is taken."""
        if self.analytic:
            return self._exact(self._complex(directions))
        values = self._real(directions, self._step * shorter).tolist()
        error = self._truncation * shorter**2 + self._rounding(shorter)
        return [Slope(value, error) for value in values]

    def _exact(self, slopes: Floats) -> list[Slope]:
        return [Slope(value, ROUNDING * (self.size + abs(value))) for value in slopes.tolist()]

    def shorter_steps(self, enough: float) -> list[float]:
        """The parts of the usual step at which rounding leaves a slope good to `enough`; none for complex steps."""
        return [] if self.analytic else [part for part in SHORTER if self._rounding(part) < enough]

    def _rounding(self, shorter: float) -> float:
        step = self._step * shorter
        return NOISE_FACTOR * self._noise / step + ROUNDING * self.size if step else np.inf

    def _complex(self, directions: Floats) -> Floats:
        slopes = np.empty(len(directions))
        for part in blocks(self.cost, self.x, len(directions), together=2):  # a complex number fills the place of two
            points: ComplexArray = np.empty(directions[part].shape, dtype=np.complex128)
            points.real = self.x
            points.imag = IMAGINARY * directions[part]
            slopes[part] = self.cost.complex_many(points).imag / IMAGINARY
            self.evaluations += len(points)
        return slopes

    def _real(self, directions: Floats, step: float) -> Floats:
        slopes = np.empty(len(directions))
        for part in blocks(self.cost, self.x, len(directions), together=2):
            moves = step * directions[part]
            self.evaluations += 2 * len(moves)
            values = self.cost.many(np.concatenate([self.x + moves, self.x - moves]))
            self._noise = max(self._noise, ACCUMULATED * HALF_ULP * float(np.spacing(np.max(np.abs(values)))))
            slopes[part] = (values[: len(moves)] - values[len(moves) :]) / (2 * step)
        return slopes

    def _choose_step(self, direction: Floats) -> None:
        steps = self.h * RUNGS
        values = np.array([self._real(direction[None], step)[0] for step in steps])
        truncation = np.abs(np.diff(values))
        errors = truncation + NOISE_FACTOR * self._noise / steps[1:]
        best = int(np.nanargmin(errors)) if np.isfinite(errors).any() else len(errors) - 1
        self._step, self._truncation = float(steps[best + 1]), 3 * float(truncation[best])


def sign_vectors(shape: tuple[int, ...], first: int, count: int = 1) -> Floats:
    """`count` sign vectors, stacked along the leading axis: the same in every run, others for another `first`."""
    size = count * prod(shape)
    bits = np.unpackbits(np.frombuffer(np.random.default_rng([20, first]).bytes(-(-size // 8)), np.uint8), count=size)
    signs: Floats = 2.0 * bits.astype(np.float64) - 1.0
    return signs.reshape(count, *shape)
