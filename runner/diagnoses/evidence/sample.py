"""A draw of a case with the gradient measured there, and whether an array agrees with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ...measuring.compare import relative_difference
from ...model import Array, Floats
from ...problem import Draw
from .changed import Changed

Positions: TypeAlias = npt.NDArray[np.intp]

ZERO = 1e-9
"""A gradient below this, and below this fraction of the claim, is the rounding of a cost that does not change."""

SHARPNESS = 1e-3
"""What agrees must agree to this fraction of the largest entry too: an absolute tolerance sees nothing in tiny gradients."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A draw with the numerical gradient at some or all positions (flat, in C order), and the claim made there."""

    draw: Draw
    positions: Positions
    numerical: Floats
    claimed: Array
    name: str = ""
    """The input."""
    floor: float | None = None
    """The floor of the rule, where it has one."""
    changed: Changed | None = None
    """The case with other numbers and lengths, where it is drawn of that: formulas follow it."""

    def at(self, array: Array) -> Array:
        """The entries of an array of the input's shape at the positions, as far as the input may move."""
        return self.draw.pulled(self.name, array).reshape(-1)[self.positions]


def agrees(sample: Sample, value: Array, tolerance: float) -> float | None:
    """The largest relative difference of `value`, of the input's shape, from the gradient; None where it does not agree."""
    found = sample.at(value)
    relative = relative_difference(sample.numerical, found, sample.floor)
    worst = float(np.max(relative)) if relative.size else 0.0
    if worst > tolerance:
        return None
    largest = float(np.abs(sample.numerical).max()) if relative.size else 0.0
    return worst if float(np.abs(found - sample.numerical).max(initial=0.0)) <= SHARPNESS * largest else None


def is_zero(sample: Sample, claimed: Array) -> bool:
    largest = float(np.abs(sample.numerical).max(initial=0.0))
    return largest <= ZERO and largest <= ZERO * float(np.abs(claimed).max(initial=0.0))
