"""One claim measured by the method of its case, and compared: every entry, or random directions with a search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, isnan

import numpy as np

from runner.compare import compare
from runner.differences.central import central
from runner.differences.probes import VECTORS, Probed, probe
from runner.differences.steps import best_step
from runner.model import Array, Case, Comparison, Floats, Gradient
from runner.problem import Draw, InputCost

FULL = 512
"""`auto` takes a difference for every entry of inputs up to this size. Beyond, 20 directions are cheaper, and miss with 2⁻²⁰."""

DENSE = 8192
"""Where a claim is wrong in too many entries to find them one by one, every entry is measured up to this size, else a sample."""

SINGLE = float(np.finfo(np.float32).eps)


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim and what was measured of the gradient it claims.

    `limit` is the error of one entry that the directions could not have seen, None where every entry was measured;
    `claim_rounding` the size of the claim's own rounding error, 0 in double precision.
    """

    name: str
    x: Floats
    cost: InputCost
    gradient: Gradient
    comparison: Comparison
    limit: float | None
    claim_rounding: float


def measure(draw: Draw, cost: InputCost, center: float) -> Measured:
    """Measure the gradient claimed for the input of `cost` and hold the claim against it; `center` is f at the drawn point."""
    case, name = draw.problem.case, cost.name
    x, claimed = draw.input(name), draw.claim(name)
    h = best_step(cost, x).h if case.h == "auto" else case.h
    rounding = _claim_rounding(draw, name, claimed) if case.dtype == "float32" else 0.0
    if _probes(case, x, claimed):
        probed = probe(cost, x, claimed, h, case.tolerance, guess_rounding=rounding)
        measured = None if probed.clean else np.array(probed.found, dtype=np.intp)
        comparison = compare(name, claimed, probed.gradient.value, case.tolerance, measured)
        if _settles(probed, comparison):
            return Measured(name, x, cost, probed.gradient, _told(probed, comparison), probed.limit, rounding)
    gradient = central(cost, x, h, center=center)
    return Measured(name, x, cost, gradient, compare(name, claimed, gradient.value, case.tolerance), None, rounding)


def _probes(case: Case, x: Floats, claimed: Array) -> bool:
    """Whether the claim is tested along directions: it must have the shape of a direction."""
    return claimed.shape == x.shape and (case.method == "probe" or (case.method == "auto" and x.size > FULL))


def _settles(probed: Probed, comparison: Comparison) -> bool:
    """Whether the directions give a verdict: all clean, or wrong entries confirmed each by a difference of its own."""
    if probed.clean:
        return True
    return not comparison.passes and comparison.numerical.size > DENSE


def _told(probed: Probed, comparison: Comparison) -> Comparison:
    """The comparison, saying what a PASS rests on."""
    if not comparison.passes:
        return comparison
    message = (
        f"`{comparison.name}` agrees along {VECTORS} random directions of its {comparison.numerical.size} entries; a wrong entry "
        f"slips through with probability 2⁻²⁰ at most, an error below {probed.limit:.1e} unseen"
    )
    return replace(comparison, message=message, worst=None)


def _claim_rounding(draw: Draw, name: str, claimed: Array) -> float:
    """How far rounding may have moved a claim that was evaluated in single precision."""
    precise = draw.claim(name, precise=True)
    scale = float(np.abs(precise).max(initial=0.0))
    moved = float(np.abs(precise - claimed).max(initial=0.0)) if precise.shape == claimed.shape else 0.0
    return max(SINGLE * scale, moved) if isfinite(scale) and not isnan(moved) else 0.0
