"""One claim measured by the method of its case, and compared: every entry, or random directions with a search."""

from __future__ import annotations

from math import isfinite, isnan
from typing import NamedTuple

import numpy as np

from .compare import compare
from .differences.central import central
from .differences.probes import VECTORS, Probed, probe
from .differences.steps import best_step
from .model import Array, Case, Comparison, Floats, Gradient
from .numerals import counted, number
from .problem import Draw, InputCost

FULL = 512
"""`auto` takes a difference for every entry of inputs up to this size. Beyond, 20 directions are cheaper, and miss with 2⁻²⁰."""

WHOLE = 1 << 14
"""Where the directions leave something open, every entry is measured of inputs up to this size, and a sample of larger ones."""

SINGLE = float(np.finfo(np.float32).eps)


class Measured(NamedTuple):
    """A claim and what was measured of the gradient it claims.

    `limit` is the error of one entry that the directions could not have seen, None where every entry was measured;
    `claim_rounding` the size of the claim's own rounding error, 0 in double precision. `unsettled`: the claim is off along
    some directions, but no entry of it was found to be.
    """

    name: str
    x: Floats
    cost: InputCost
    gradient: Gradient
    comparison: Comparison
    limit: float | None
    claim_rounding: float
    unsettled: bool = False


def measure(draw: Draw, cost: InputCost, center: float) -> Measured:
    """Measure the gradient claimed for the input of `cost` and hold the claim against it; `center` is f at the drawn point."""
    case, name = draw.problem.case, cost.name
    x, claimed = draw.input(name), draw.claim(name)
    h = best_step(cost, x).h if case.h == "auto" else case.h
    rounding = _claim_rounding(draw, name, claimed) if case.dtype == "float32" else 0.0
    if _probes(case, x, claimed):
        probed = probe(cost, x, claimed, h, case.tolerance, guess_rounding=rounding)
        if probed.clean or x.size > WHOLE:
            comparison, unsettled = _compared_along_directions(name, claimed, probed, case.tolerance)
            return Measured(name, x, cost, probed.gradient, comparison, probed.limit, rounding, unsettled)
    gradient = central(cost, x, h, center=center)
    if np.isfinite(x).all() or claimed.shape != x.shape:
        return Measured(name, x, cost, gradient, compare(name, claimed, gradient.value, case.tolerance), None, rounding)
    return Measured(
        name, x, cost, gradient, _compared_where_finite(name, x, claimed, gradient.value, case.tolerance), None, rounding
    )


def _compared_where_finite(name: str, x: Floats, claimed: Array, numerical: Floats, tolerance: float) -> Comparison:
    """The comparison where the input is infinite or NaN somewhere: there is no difference to take, and a finite claim stands."""
    without = ~np.isfinite(x)
    comparison = compare(name, claimed, np.where(without & np.isfinite(claimed), claimed, numerical), tolerance)
    count = int(np.count_nonzero(without))
    some = "one entry is" if count == 1 else f"{count} entries are"
    left_out = f"{some} not finite in `{name}`, so that no difference can be taken there"
    return comparison._replace(message=f"{comparison.message}; {left_out}")


def _probes(case: Case, x: Floats, claimed: Array) -> bool:
    """Whether the claim is tested along directions: it must have the shape of a direction."""
    return claimed.shape == x.shape and (case.method == "probe" or (case.method == "auto" and x.size > FULL))


def _compared_along_directions(name: str, claimed: Array, probed: Probed, tolerance: float) -> tuple[Comparison, bool]:
    """The comparison, and whether the directions contradict it."""
    found = np.array(probed.found, dtype=np.intp)
    comparison = compare(name, claimed, probed.gradient.value, tolerance, None if probed.clean else found)
    comparison = comparison._replace(differenced=found)
    if not comparison.passes:
        return comparison, False
    return comparison._replace(message=_basis(name, probed), worst=None), not probed.clean


def _basis(name: str, probed: Probed) -> str:
    """What a PASS along directions rests on."""
    entries = counted(probed.gradient.value.size, "entry", "entries")
    if not probed.clean:
        return f"no entry of `{name}` was found wrong, but along random directions of its {entries} the claim does not agree"
    return (
        f"`{name}` agrees along {VECTORS} random directions of its {entries}; the chance of missing a wrong entry is below "
        f"one in a million, and errors under {number(probed.limit, 1)} would not show"
    )


def _claim_rounding(draw: Draw, name: str, claimed: Array) -> float:
    """How far rounding may have moved a claim that was evaluated in single precision."""
    precise = draw.claim(name, precise=True)
    scale = float(np.abs(precise).max(initial=0.0))
    moved = float(np.abs(precise - claimed).max(initial=0.0)) if precise.shape == claimed.shape else 0.0
    return max(SINGLE * scale, moved) if isfinite(scale) and not isnan(moved) else 0.0
