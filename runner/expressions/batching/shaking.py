"""Slopes that are computed with steps as wrong as rounding may make them: how good are their digits?

Where a small term is lost beside a large one, as x₀ in x₀ + x₁, all that follows is exact and equal at every point, and yet
not what the text means. With each step moved by a last place or so, values and tangents apart, a slope that hangs on digits
which were lost moves as well (J. Vignes, Mathematics and Computers in Simulation 35 (1993) 233: stochastic arithmetic).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...model import Floats
from .batch import Batch

MOVES_NOTHING = frozenset({"shaping", "selecting", "logic", "making arrays", "builtins"})
"""Groups of functions that hand on what they are given."""

_shakes: list[Shake] = []
"""That of the evaluation under way, if it is shaken."""


class Shake:
    """Moves the values at the points of an analytic batch at random, at each by so much of their size at most."""

    def __init__(self, amplitudes: Floats) -> None:
        self.amplitudes = amplitudes
        self.rng = np.random.default_rng(0)

    def __call__(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple([self(part) for part in value])
        if type(value) is not Batch or not value.analytic:
            return value
        points = value.points
        here = self.amplitudes if len(points) == len(self.amplitudes) else self.amplitudes[:1]
        sizes = here.reshape(-1, *(1,) * (points.ndim - 1))
        moved = np.empty(points.shape, dtype=np.complex128)
        moved.real = points.real * (1 + sizes * self.rng.uniform(-1, 1, points.shape))
        moved.imag = points.imag * (1 + sizes * self.rng.uniform(-1, 1, points.shape))
        return Batch(moved, analytic=True)


@contextmanager
def shaken(amplitudes: Floats) -> Iterator[None]:
    """Within, what is computed at the points of analytic batches is moved: at each point by so much of its size at most."""
    _shakes.append(Shake(amplitudes))
    try:
        yield
    finally:
        _shakes.pop()


def shake(group: str, value: Any) -> Any:
    """The value of a function of that group, moved where the evaluation is shaken."""
    return _shakes[-1](value) if _shakes and group not in MOVES_NOTHING else value
