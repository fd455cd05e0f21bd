"""What the witness has to say of the entry that decided, and the numbers of it in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..differences.sides import Jump
from ..differences.witness import Kink, Measurement
from ..model import Witness
from ..model.numerals import number
from .subgradients import Contradiction

Judged = Literal["right", "wrong", "undecided"]

SINGLE_DIGITS = 6e-8
"""What single precision is good to."""

DIGITS = 6
"""A slope to one side is told with so many significant digits at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The entry that decided: its name for people, what was claimed, what the rule measured and what the witness did.

    `largest` is the size of the largest entry of the claim, `others` the largest relative difference of the other entries.
    `contradiction` is the direction along which the claim is no subgradient, if one was found. `passes_at` tries whether
    the claim passes with another step and tolerance. `floor` is that of the rule, where it has one.
    `subgradients`: the case asks for no more than those.
    """

    name: str
    claimed: float
    numerical: float
    h: float
    tolerance: float
    largest: float
    others: float
    measured: Measurement
    verdict: Judged
    passes_at: Callable[[float, float], bool]
    contradiction: Contradiction | None = None
    floor: float | None = None
    subgradients: bool = False


def few(value: float) -> str:
    """A number of which only the size matters."""
    return number(value, 2)


def measured_as(measured: Measurement | Witness) -> str:
    return f"{number(measured.value, 8)} ± {few(measured.error)}"


def precision(measured: Measurement) -> str:
    if measured.single:
        return f"the cost is computed in single precision, good to {few(SINGLE_DIGITS)}"
    return f"the cost is known to {few(measured.noise)} only"


def jumps(jump: Jump) -> str:
    """from 0 to 1, where it is 1."""
    way = f"from {number(jump.left)} to {number(jump.right)}"
    if np.isclose(jump.left, jump.right, rtol=1e-6):
        way = f"being {number(jump.left)} on both sides"
    return way if jump.distance else f"{way}, and {number(jump.center)} at the point"


def slopes_of(kink: Kink) -> str:
    return f"slope {_known(kink.left, kink.error)} left, {_known(kink.right, kink.error)} right"


def _known(value: float, error: float) -> str:
    """A number with as many digits as are known of it, at most as many as are usual."""
    if not 0 < error < np.inf or not np.isfinite(value):
        return number(value)
    if abs(value) <= error:
        return "0"
    return number(value, max(1, min(DIGITS, int(np.log10(abs(value) / error)))))
