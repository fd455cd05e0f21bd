"""One claim measured by the method of its case, and compared: every entry, or random directions with a search."""

from __future__ import annotations

from math import isfinite, isnan, nan
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from ..differences.central import central
from ..differences.one_sided import one_sided_difference
from ..differences.probes import VECTORS, Guide, Probed, probe
from ..differences.steps import best_step
from ..model import Array, Case, Comparison, Corner, DoubtKind, Floats, Gradient
from ..model.numerals import counted, number
from ..problem import Draw, InputCost
from ..problem.derivative import derivative
from .compare import compare, relative_difference

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

FULL = 512
"""`auto` takes a difference for every entry of inputs up to this size. Beyond, 20 directions are cheaper, and miss with 2⁻²⁰."""

AT_EASE = 1.0
"""With lent code, `auto` takes a difference for every entry where that ends within this many seconds."""

WHOLE = 1 << 14
"""Where directions contradict the claim but no entry is found wrong, every entry is measured of inputs up to this size."""

BLIND = 1e-2
"""A PASS that would not show an error of this size, in units of the largest entry or of 1, settles nothing."""

SINGLE = float(np.finfo(np.float32).eps)


class Measured(NamedTuple):
    """A claim and what was measured of the gradient it claims.

    `limit` is the error of one entry that the directions could not have seen, None where every entry was measured;
    `claim_rounding` the size of the claim's own rounding error, 0 in double precision. `unsettled` is the kind of doubt that is
    due where the claim is off along some directions, but no entry of it was found to be.
    """

    name: str
    x: Floats
    cost: InputCost
    gradient: Gradient
    comparison: Comparison
    limit: float | None
    claim_rounding: float
    unsettled: DoubtKind | None = None
    corners: tuple[Corner, ...] = ()
    """Entries at corners of the cost, held against subgradients."""
    refuted: bool = False
    """Whether the claim is clearly no subgradient at one of them."""
    note: str = ""
    """What else there is to say of the comparison."""

    @property
    def case(self) -> Case:
        return self.cost.case

    @property
    def at(self) -> Floats:
        """The input at the drawn point."""
        return self.x

    @property
    def unmeasured(self) -> str:
        """Why nothing was measured; empty where something was."""
        return no_difference(self.name) if nothing_finite(self.x) else ""


def measure(draw: Draw, cost: InputCost, center: float) -> Measured:
    """Measure the gradient claimed for the input of `cost` and hold the claim against it; `center` is f at the drawn point.

    Entries of the input that are NaN or infinite are left out: there is no difference to take.
    """
    name = cost.name
    measured = _measured(draw, cost, center)
    chart = draw.chart(name)
    return measured if chart is None else measured._replace(note=chart.says)


def _measured(draw: Draw, cost: InputCost, center: float) -> Measured:
    case, name = draw.problem.case, cost.name
    x = draw.input(name)
    claimed, misfit = draw.claim_or_misfit(name)
    finite = None if np.isfinite(x).all() else np.flatnonzero(np.isfinite(x))
    h, tolerance = _step_and_tolerance(case, cost, x)
    rounding = (claim_rounding(draw, name, claimed) if case.dtype == "float32" else 0.0) + (case.noise or 0.0)
    if not nothing_finite(x) and _probes(case, cost, x, claimed):
        probed = probe(cost, x, claimed, h, tolerance, guess_rounding=rounding, guide=_guide(draw, name))
        comparison, unsettled = _compared_along_directions(name, claimed, probed, tolerance)
        if not unsettled or x.size > WHOLE:
            return Measured(name, x, cost, probed.gradient, _but_for(comparison, finite), probed.limit, rounding, unsettled)
    gradient = _differences(case, cost, x, h, center)
    comparison = _compared(name, claimed, gradient.value, Rule.of(case, tolerance, h), finite)
    if misfit is not None:
        comparison = comparison._replace(
            message=f"the claim for `{name}` cannot be evaluated: {misfit.message}", unfit=misfit.message
        )
    return Measured(name, x, cost, gradient, comparison, None, rounding)


def nothing_finite(x: Floats) -> bool:
    """Whether every entry is NaN or infinite, so that there is no difference to take."""
    return bool(x.size) and not np.isfinite(x).any()


def no_difference(name: str) -> str:
    return f"no entry of `{name}` is finite: there is no difference to take"


def _differences(case: Case, cost: InputCost, x: Floats, h: float, center: float) -> Gradient:
    if nothing_finite(x):
        return Gradient(np.full(x.shape, nan), nan, 0, "central", h)
    if not case.side:
        return central(cost, x, h, center=center)
    return one_sided_difference(cost, x, h, case.side, center=center)


def _step_and_tolerance(case: Case, cost: InputCost, x: Floats) -> tuple[float, float]:
    """Those of the case; under `h: auto` as they are measured, where the cost is in single precision the tolerance too."""
    if case.h != "auto":
        return case.h, case.tolerance
    best = best_step(cost, x)
    return best.h, max(case.tolerance, best.tolerance)


def _guide(draw: Draw, name: str) -> Guide:
    """Where a claim differs from the derivative of the formula, where it has one."""

    def positions(claim: Floats) -> list[int]:
        right = derivative(draw, name)
        if right is None or right.shape != claim.shape:
            return []
        found: list[int] = np.flatnonzero(relative_difference(right, claim) > draw.problem.case.tolerance / 2).tolist()
        return found

    return positions


def _probes(case: Case, cost: InputCost, x: Floats, claimed: Array) -> bool:
    """Whether the claim is tested along directions: it must have the shape of a direction."""
    if claimed.shape != x.shape or case.one_sided is not None:
        return False
    by_itself = case.absolute is not None or case.noise is not None  # each entry has a measure of its own
    return case.method == "probe" or (case.method == "auto" and not by_itself and _is_large(cost, x))


def _is_large(cost: InputCost, x: Floats) -> bool:
    """Whether directions are cheaper than every entry: by the time that takes where lent code takes part, else by size."""
    if not cost.lends:
        return x.size > FULL
    return x.size > 2 * VECTORS and 2 * x.size * cost.pace(x) > AT_EASE


class Rule(NamedTuple):
    """What an entry may be off: see `compare`."""

    tolerance: float
    floor: float | None
    slack: float

    @classmethod
    def of(cls, case: Case, tolerance: float, h: float) -> Rule:
        """The rule of a case at its step; noise moves each value by so much at most, and the difference by their sum over 2h."""
        floor = None if case.absolute is None else case.absolute / tolerance
        values = 8 if case.side else 2  # one-sided: 3 + 4 + 1
        return cls(tolerance, floor, 0.0 if case.noise is None else case.noise * (values / (2 * h) + 1))


def _compared(name: str, claimed: Array, numerical: Floats, rule: Rule, finite: Positions | None) -> Comparison:
    """The claim against differences of its own for every entry that is finite."""
    tolerance, floor, slack = rule
    if finite is None or claimed.shape != numerical.shape:
        return compare(name, claimed, numerical, tolerance, floor=floor, slack=slack)
    value = np.array(claimed, dtype=np.float64)
    value.reshape(-1)[finite] = numerical.reshape(-1)[finite]
    return _but_for(
        compare(name, claimed, value, tolerance, finite, floor=floor, slack=slack)._replace(differenced=finite), finite
    )


def _but_for(comparison: Comparison, finite: Positions | None) -> Comparison:
    """The comparison, which says of the entries that are not finite why nothing is said of them."""
    if finite is None:
        return comparison
    if not len(finite):
        return without_difference(comparison, no_difference(comparison.name))
    left_out = comparison.numerical.size - len(finite)
    verbs = ("is", "has") if left_out == 1 else ("are", "have")
    why = f"{counted(left_out, 'entry', 'entries')} of it, which {verbs[0]} NaN or infinite, {verbs[1]} no difference to take"
    message = comparison.message
    if comparison.passes and comparison.worst is not None:
        message = f"{counted(len(finite), 'finite entry', 'finite entries')} of `{comparison.name}` agree"
        message += "s" if len(finite) == 1 else ""
    return comparison._replace(message=f"{message}; {why}")


def without_difference(comparison: Comparison, why: str) -> Comparison:
    """The comparison of a claim of which nothing was measured: it says why, and what can be seen to be wrong without."""
    return comparison._replace(worst=None, message=why if comparison.passes else f"{comparison.message}; {why}")


def _compared_along_directions(
    name: str, claimed: Array, probed: Probed, tolerance: float
) -> tuple[Comparison, DoubtKind | None]:
    """The comparison, and the doubt that is due where the directions contradict it though no entry was found wrong."""
    found = np.array(probed.found, dtype=np.intp)
    comparison = compare(name, claimed, probed.gradient.value, tolerance, None if probed.clean else found)
    comparison = comparison._replace(differenced=found)
    if not comparison.passes:
        return comparison, None
    blind = probed.clean and probed.limit > BLIND * max(1.0, float(np.abs(claimed).max(initial=0.0)))
    kind = DoubtKind.INSENSITIVE if probed.small or blind else DoubtKind.KINK
    unsettled = None if probed.clean and not blind else kind
    return comparison._replace(message=_basis(name, probed), worst=None), unsettled


def _basis(name: str, probed: Probed) -> str:
    """What a PASS along directions rests on."""
    entries = counted(probed.gradient.value.size, "entry", "entries")
    if probed.small:
        return (
            f"no entry of `{name}` was found wrong, but most of its {entries} are off by a little, which adds up along random "
            "directions and would hide one that is"
        )
    if not probed.clean:
        return f"no entry of `{name}` was found wrong, but along random directions of its {entries} the claim does not agree"
    return (
        f"`{name}` agrees along {VECTORS} random directions of its {entries}; the chance of missing a wrong entry is below "
        f"one in a million, and errors under {number(probed.limit, 1)} would not show"
    )


def claim_rounding(draw: Draw, name: str, claimed: Array) -> float:
    """How far rounding may have moved a claim that was evaluated in single precision."""
    precise = draw.claim(name, precise=True)
    scale = float(np.abs(precise).max(initial=0.0))
    moved = float(np.abs(precise - claimed).max(initial=0.0)) if precise.shape == claimed.shape else 0.0
    return max(SINGLE * scale, moved) if isfinite(scale) and not isnan(moved) else 0.0
