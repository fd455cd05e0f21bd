"""Which step a central difference should take, and how its error depends on the step.

Its error is at most h²/6·|f‴| + σ/h, with σ the noise of f: truncation grows with the step, rounding shrinks. The sum is
least at h* = (3σ/|f‴|)^⅓ (Numerical Recipes, "Numerical Derivatives"). Both σ and f‴ are read off a ladder of steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from ..model import Curve, Floats
from .cost import Cost
from .ladder import RATIO, SHORTEST, Line
from .witness import Measurement, measure

SAMPLES = 3
"""How many entries are measured to choose a step for all."""
LARGEST = 1e-2
"""The largest step chosen, in units of max(1, |x|): of the entries that are not measured nothing is known."""
EXPECTED = 8.0
"""How many times its expected size the error of a difference is let to be."""
CURVE_EVALUATIONS = 700
"""The curve of one entry takes at most this many evaluations, where x is tiny; about 80 where it is of ordinary size."""


@dataclass(frozen=True, slots=True)
class BestStep:
    """A step for every entry of an input, and what it was chosen from.

    `noise` is the standard deviation of f's evaluation, `third` the size of the third derivative, each at its largest among the
    entries measured; `error` is the error to expect at `h`, infinite where nothing could be measured. `single`: the cost is
    computed in single precision.
    """

    h: float
    error: float
    noise: float
    third: float
    evaluations: int
    single: bool = False

    @property
    def tolerance(self) -> float:
        """The least tolerance that forgives the rounding of a cost in single precision at this step; 0 for others."""
        return one_digit_up(EXPECTED * self.error) if self.single and np.isfinite(self.error) else 0.0


def best_step(cost: Cost, x: Floats, otherwise: float = 1e-4) -> BestStep:
    """The step at which central differences of `cost` at `x` err least, from up to `SAMPLES` entries, small ones and large.

    Entries that are NaN or infinite are left out. Where no entry can be measured it is `otherwise`.
    """
    finite = np.flatnonzero(np.isfinite(x.reshape(-1)))
    sizes = np.abs(x.reshape(-1)[finite])
    order = finite[np.argsort(sizes, kind="stable")]
    chosen = sorted({int(order[round(part * (finite.size - 1))]) for part in np.linspace(0, 1, SAMPLES)}) if finite.size else []
    lines = [Line(cost, x, [position]) for position in chosen]
    measured = [found for line in lines if (found := measure(line)).decided]
    evaluations = sum(line.evaluations for line in lines)
    if not measured:
        return BestStep(otherwise, np.inf, np.nan, np.nan, evaluations)
    noise = max(found.noise for found in measured)
    third = max(third_derivative(found) for found in measured)
    largest = LARGEST * max(1.0, float(sizes.max()))
    h = min([largest, *_limits(measured)])
    if third > 0:
        h = min(h, float(np.cbrt(3 * noise / third)))
    h = one_digit(max(h, float(np.spacing(sizes.max())) * 16))
    single = any(found.single for found in measured)
    return BestStep(h, h * h / 6 * third + noise / h, noise, third, evaluations, single)


def _limits(measured: list[Measurement]) -> list[float]:
    """The next smaller rung than the one that first reaches a kink or an edge, for each of those seen."""
    kinks = [found.kink.distance / RATIO for found in measured if found.kink is not None and found.kink.distance > 0]
    return kinks + [found.edge / RATIO for found in measured if found.edge is not None]


def third_derivative(measured: Measurement) -> float:
    """|f‴| from the change of the difference between rungs, at the rung where it stands out most against rounding."""
    ladder = measured.ladder
    if len(ladder) < SHORTEST:
        return float("nan")
    with np.errstate(all="ignore"):
        h, deviation = ladder.h, np.abs(ladder.central - measured.value)
        # Truncation is f‴h²/6 where two rungs give the same f‴, and shows where it exceeds rounding.
        third = 6 * deviation / h**2
        alike = np.abs(third[1:] - third[:-1]) < third[1:] / 4
        visible = alike & (deviation[1:] > 6 * measured.noise / h[1:])
    seen = np.flatnonzero(visible)
    return float(third[1:][seen[-1]]) if seen.size else 0.0


def better_step(measured: Measurement) -> float | None:
    """The step of the ladder at which a central difference comes nearest to the measured value; None where undecided."""
    ladder = measured.ladder
    if not measured.decided or len(ladder) < SHORTEST:
        return None
    with np.errstate(all="ignore"):
        error = np.abs(ladder.central - measured.value) + measured.noise / ladder.h
    return one_digit(float(ladder.h[int(np.nanargmin(error))])) if np.isfinite(error).any() else None


def one_digit(h: float) -> float:
    """h rounded down to one significant digit, as a person would write it."""
    size = 10.0 ** floor(log10(h))
    return float(f"{floor(h / size + 1e-9) * size:.0e}")


def one_digit_up(value: float) -> float:
    """The value rounded up to one significant digit."""
    size = 10.0 ** floor(log10(value))
    return float(f"{ceil(value / size - 1e-9) * size:.0e}")


def error_curve(cost: Cost, x: Floats, index: tuple[int, ...], measured: Measurement | None = None) -> Curve:
    """The error of the central difference of one entry against the step, smallest step first.

    `measured` is that entry, where it has been measured before; else that takes `CURVE_EVALUATIONS` evaluations at most.
    Errors are against the witness's value, and are kept from 0 by its last place; where the witness is undecided there is nothing
    to hold differences against, and the curve is empty.
    """
    if measured is None:
        measured = measure(Line(cost, x, [int(np.ravel_multi_index(index, x.shape)) if index else 0]))
    if not measured.decided:
        return Curve(index, (), (), None, None)
    ladder = measured.ladder
    errors = np.maximum(np.abs(ladder.central - measured.value), np.spacing(abs(measured.value)))
    return Curve(index, tuple(ladder.h[::-1].tolist()), tuple(errors[::-1].tolist()), better_step(measured), measured.noise)
