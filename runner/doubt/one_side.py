"""A claim for the slope to one side before a witness of its own: the ladder of steps to that side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..differences.cost import Cost
from ..differences.ladder import Line
from ..differences.one_sided import SideSlope, measure_side, one_sided_difference
from ..model import Comparison, Doubt, DoubtKind, Floats, Gradient, Witness
from ..model.numerals import number
from .evidence import Judged, few
from .examination import SILENT, Testimony
from .judgement import BLIND, Bar, Known, judge
from .messages import entry_name

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.intp]

ACCUSED = 8
"""At most this many entries of a claim that fails are measured, first those that speak most against it."""


def examine_side(
    cost: Cost, x: Floats, gradient: Gradient, comparison: Comparison, *, sign: int, noise: float, claim_rounding: float = 0.0
) -> Testimony:
    """What the witness says of a claim held against differences towards the side `sign`, and the doubt that follows.

    A claim that passes is measured where the rule was too blunt: where difference and claim agree no better than the tolerance
    of 1 allows, or where the noise of the cost, its last place at least, hides an entry of this size.
    """
    if comparison.relative is None or not np.isfinite(comparison.claimed).all():
        return SILENT
    return _Hearing(cost, x, gradient, comparison, sign).held(noise, claim_rounding)


@dataclass(frozen=True, slots=True, eq=False)
class _Hearing:
    cost: Cost
    x: Floats
    gradient: Gradient
    comparison: Comparison
    sign: int

    def held(self, noise: float, claim_rounding: float) -> Testimony:
        first: Testimony = SILENT
        passes, tolerance = self.comparison.passes, self.comparison.tolerance
        coarse, near_zero = (BLIND, 0.0) if passes else (0.0, tolerance if self.comparison.floor is None else 0.0)
        bar = Bar(tolerance, claim_rounding, coarse=coarse, absolute=near_zero, granted=self.comparison.absolute)
        for position in self._accused(noise).tolist():
            found = measure_side(Line(self.cost, self.x, [position]), self.sign)
            verdict = judge(Known(found.value, found.error), float(self.comparison.claimed.flat[position]), bar)
            testimony = self._testimony(verdict, found, position)
            if verdict != "right":
                return testimony
            first = testimony if first is SILENT else first
        return first

    def _accused(self, noise: float) -> Positions:
        """The flat positions of the entries to be measured, those first that speak most against the claim."""
        numerical, claimed = self.comparison.numerical.reshape(-1), self.comparison.claimed.reshape(-1)
        finite = np.isfinite(self.x.reshape(-1))
        tolerance = self.comparison.tolerance
        if self.comparison.passes:
            size = np.maximum(np.abs(numerical), np.abs(claimed))
            hidden = (noise / self.gradient.h > BLIND * size + self.comparison.absolute) & (size > 0)
            off = np.abs(numerical - claimed) > tolerance * size + self.comparison.absolute
            return np.flatnonzero((off | hidden) & finite)
        relative = np.asarray(self.comparison.relative).reshape(-1)
        order = np.argsort(-relative, kind="stable")
        return order[(relative[order] > tolerance) & finite[order]][:ACCUSED]

    def _testimony(self, verdict: Judged, found: SideSlope, position: int) -> Testimony:
        index = tuple(int(i) for i in np.unravel_index(position, self.x.shape))
        name = entry_name(self.comparison.name, index)
        witness = Witness(verdict, index, found.value, found.error, "steps to one side")
        if verdict == ("right" if self.comparison.passes else "wrong"):
            return Testimony(witness, None, None, name)
        return Testimony(witness, self._doubt(verdict, found, position, name), None, name)

    def _doubt(self, verdict: Judged, found: SideSlope, position: int, name: str) -> Doubt:
        side = "right" if self.sign > 0 else "left"
        slope = f"the slope to the {side} of {name} is {number(found.value, 8)} ± {few(found.error)}"
        if not found.decided:
            return Doubt(DoubtKind.DOMAIN, f"There is no slope to the {side} of {name} to be measured.")
        if verdict == "undecided":
            return Doubt(DoubtKind.ROUNDING, f"{slope[0].upper()}{slope[1:]}, too rough to judge the claim.")
        if self.comparison.passes:
            return Doubt(DoubtKind.INSENSITIVE, f"This PASS proves nothing: {slope}, and the tolerance swallows the difference.")
        step = self._better(found, position)
        advice = "" if step is None else f" Set `h: {number(step)}`."
        coarse = f"the step {number(self.gradient.h)} is too coarse"
        return Doubt(DoubtKind.TRUNCATION, f"Your claim is right; {coarse}: {slope}.{advice}", step)

    def _better(self, found: SideSlope, position: int) -> float | None:
        """A step at which the entry passes, if the best one is such."""
        if found.best_step is None:
            return None
        at = np.array([position])
        value = one_sided_difference(self.cost, self.x, found.best_step, self.sign, positions=at).value.flat[position]
        claimed = float(self.comparison.claimed.flat[position])
        close = abs(value - claimed) <= self.comparison.tolerance * max(1.0, abs(value), abs(claimed))
        return found.best_step if close else None
