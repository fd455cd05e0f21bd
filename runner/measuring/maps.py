"""A claim of the derivative of several numbers at once, measured and compared: Jacobians, Hessians, products with a direction.

Each number is a cost of its own, so each row of the claim is a claimed gradient: the same difference, rule, witness and doubts
hold for it as for any other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..differences.rows import Remembering, Row, Rows, central_rows
from ..differences.steps import best_step
from ..differences.tangents import tangents
from ..errors import EvaluationError
from ..model import Array, Case, Comparison, Corner, Floats, Gradient, MapClaim
from ..problem import Draw
from ..problem.frames import Frame
from ..problem.maps import GradientMap, OutputMap, map_of
from ..problem.moving import place_of
from .compare import compare
from .gradients import Rule, claim_rounding, without_difference

DIFFERENTIATED = {"jacobian": "the output", "jvp": "the output", "hessian": "the gradient", "hvp": "the gradient"}


NOTHING = np.empty(0, dtype=np.intp)
"""The positions that were measured where there is no difference to take."""


class MeasuredMap(NamedTuple):
    """A claim and what was measured of the derivative it claims.

    `x`, `cost` and `center` are the point, the map and its value there.
    """

    case: Case
    claim: MapClaim
    at: Floats
    """The input at the drawn point."""
    x: Floats
    cost: Rows
    center: Floats
    gradient: Gradient
    comparison: Comparison
    claim_rounding: float
    spread: Floats | None
    """How far the difference may be off because the first derivatives are differences themselves; None where they are exact."""
    exact: bool
    """Whether it is known to rounding, by tangents."""
    limit: float | None = None
    unsettled: bool = False
    corners: tuple[Corner, ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        return self.claim.name

    @property
    def unmeasured(self) -> str:
        """Why nothing was measured; empty where something was."""
        return "" if np.isfinite(self.x).all() else no_difference(self.claim)


def no_difference(claim: MapClaim) -> str:
    return f"`{claim.input}` is not finite everywhere: there is no difference to take for `{claim.name}`"


def measure_map(draw: Draw, claim: MapClaim) -> MeasuredMap:
    """Measure the derivative that is claimed, and hold the claim against it.

    Of an input that is not finite everywhere nothing is measured. Raises `EvaluationError` where there is no derivative to take.
    """
    case: Case = draw.problem.case
    place, frame = place_of(draw, claim), draw.frame(claim)
    rows = map_of(draw, claim, place)
    claimed, misfit = draw.claim_or_misfit(claim.name)
    rounding = (claim_rounding(draw, claim.name, claimed) if case.dtype == "float32" else 0.0) + (case.noise or 0.0)

    def compared(found: Found) -> Comparison:
        _, floor, slack = Rule.of(case, found.tolerance, found.gradient.h)
        value, none = found.gradient.value, None if finite else NOTHING
        if not finite and claimed.shape == value.shape:
            value = np.asarray(claimed, dtype=np.float64)
        return compare(claim.name, claimed, value, found.tolerance, none, floor=floor, slack=slack * place.scale)

    finite = bool(np.isfinite(place.x).all())
    found = _by_tangents(case, rows, place.x, claimed) if finite else _nothing(case, rows, place.x)
    comparison = None if found is None else compared(found)
    if found is None or comparison is None or (finite and not comparison.passes):  # differences have the word on what is wrong
        found = _by_differences(case, claim, rows, place.x)
        comparison = compared(found)
    if misfit is not None:
        message = f"the claim `{claim.name}` cannot be evaluated: {misfit.message}"
        comparison = comparison._replace(message=message, unfit=misfit.message)
    elif comparison.relative is None:
        shape = claimed.shape[:-1] if frame.is_complex else claimed.shape
        message = f"the claim `{claim.name}` has shape {shape}, but {_wanted(frame)}"
        comparison = comparison._replace(message=message)
    gradient, center = found.gradient, found.center
    if not finite:
        comparison = without_difference(comparison._replace(differenced=NOTHING), no_difference(claim))
    frame.check_holomorphic(gradient.value)
    spread = None if found.exact else _spread(rows, place.x, gradient.h, gradient.value)
    return MeasuredMap(
        case, claim, draw.input(claim.input), place.x, rows, center, gradient, comparison, rounding, spread, found.exact,
        note=frame.says,
    )  # fmt: skip


def _nothing(case: Case, rows: OutputMap | GradientMap, x: Floats) -> Found:
    """What is known of a derivative where there is no difference to take."""
    h = 1e-4 if case.h == "auto" else case.h
    shape = (*rows.shape, *x.shape)
    return Found(
        Gradient(np.full(shape, np.nan), np.nan, 0, "central", h), np.full(rows.shape, np.nan), case.tolerance, exact=True
    )


class Found(NamedTuple):
    """A derivative as measured, with what is differentiated at the point, and the tolerance that goes with it."""

    gradient: Gradient
    center: Floats
    tolerance: float
    exact: bool = False


def _by_tangents(case: Case, rows: OutputMap | GradientMap, x: Floats, claimed: Array) -> Found | None:
    """The derivative of a formula whose steps have tangents, for a claim of its shape."""
    if case.h == "auto" or claimed.shape != (*rows.shape, *x.shape):
        return None
    found = tangents(rows, x, case.h, case.tolerance)
    if found is None:
        return None
    gradient = Gradient(found.value.reshape(claimed.shape), np.nan, rows.evaluations, "tangents", case.h)
    return Found(gradient, found.center, case.tolerance, exact=True)


def _by_differences(case: Case, claim: MapClaim, rows: OutputMap | GradientMap, x: Floats) -> Found:
    center = rows.many(x[None])[0]
    if not np.isfinite(center).all():
        raise EvaluationError(
            f"{DIFFERENTIATED[claim.key]} is not finite at the drawn point, so there is no derivative of it there"
        )
    h, tolerance = _step_and_tolerance(case, rows, x, center)
    value, bend = central_rows(rows, x, h, center)
    shape = (*rows.shape, *x.shape)
    gradient = Gradient(value.reshape(shape), np.nan, rows.evaluations, "central", h, bend.reshape(shape))
    return Found(gradient, center, tolerance)


def _spread(rows: OutputMap | GradientMap, x: Floats, h: float, value: Floats) -> Floats | None:
    """What twice the step of the first differences changes: 16 times their error of fourth order, and their rounding."""
    coarser = rows.coarser() if isinstance(rows, GradientMap) else None
    if coarser is None:
        return None
    before = coarser.evaluations
    other, _ = central_rows(coarser, x, h, coarser.many(x[None])[0])
    rows.evaluations += coarser.evaluations - before
    return np.abs(other.reshape(value.shape) - value)


def _wanted(frame: Frame) -> str:
    """The shape that a claim must have, and why."""
    key, by = frame.claim.key, f"`{frame.claim.input}`"
    if key == "jacobian":
        return f"a Jacobian of the output {frame.of} by {by} {frame.by} has shape {frame.shape}"
    if key == "hessian":
        return f"a Hessian by {by} {frame.by} has shape {frame.shape}"
    return f"the output has shape {frame.shape}" if key == "jvp" else f"{by} has shape {frame.shape}"


def _step_and_tolerance(case: Case, rows: Rows, x: Floats, center: Floats) -> tuple[float, float]:
    """Those of the case; under `h: auto` the best step of the row with the largest number."""
    if case.h != "auto":
        return case.h, case.tolerance
    if not center.size or not x.size:
        return 1e-4, case.tolerance
    best = best_step(Row(Remembering(rows), int(np.abs(center).argmax())), x)
    return best.h, max(case.tolerance, best.tolerance)
