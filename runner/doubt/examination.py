"""Whether the verdict of the rule may be believed: where the witness is called, and what follows where the two disagree."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..differences.cost import Cost
from ..differences.ladder import Line
from ..differences.witness import Measurement
from ..model import Comparison, Doubt, Floats, Gradient, Witness
from .judgement import judge_claim, largest
from .messages import Evidence, doubt_of_failure, doubt_of_pass, entry_name


class Testimony(NamedTuple):
    """What the witness says of a claim, the doubt that follows, and the measurement it rests on; nothing where it is silent."""

    witness: Witness | None = None
    doubt: Doubt | None = None
    measured: Measurement | None = None

    def of_entry(self, index: tuple[int, ...]) -> Measurement | None:
        """The measurement of that entry, if it was the one that decided."""
        return self.measured if self.witness is not None and self.witness.index == index else None


SILENT = Testimony()
"""The witness was not called."""

BLIND = 5e-4
"""The rule is too blunt where it lets so much of the gradient's size pass."""
BENT = 1e-2
"""So is it where f bends so much over the step, in units of its slope."""


def examine(
    cost: Cost,
    x: Floats,
    gradient: Gradient,
    comparison: Comparison,
    *,
    center: float | None = None,
    claim_rounding: float = 0.0,
) -> Testimony:
    """What the witness says of a claim that the rule has held against `gradient` in `comparison`, and the doubt that follows.

    `center` is f(x), where it is known; `claim_rounding` the size of the claim's own rounding error (for one evaluated in single
    precision about 1e-7 of its largest entry, or the difference from the same claim in double precision). A claim that passes and
    is not beyond the rule's sight costs nothing and leaves the witness out; so does one that is not finite or has another shape.
    """
    if comparison.passes and not too_blunt(gradient, comparison, center):
        return SILENT
    if comparison.relative is None or comparison.claimed.size == 0 or not np.isfinite(comparison.claimed).all():
        return SILENT
    with np.errstate(all="ignore"):
        judgement = judge_claim(cost, x, comparison, claim_rounding=claim_rounding, effort=gradient.evaluations)
        index = tuple(int(i) for i in np.unravel_index(judgement.position, x.shape))
        measured = judgement.measured
        witness = Witness(judgement.verdict, index, measured.value, measured.error, measured.method)
        if judgement.verdict == ("right" if comparison.passes else "wrong"):
            return Testimony(witness, None, measured)
        evidence = Evidence(
            name=entry_name(comparison.name, index),
            claimed=float(comparison.claimed[index]),
            numerical=float(comparison.numerical[index]),
            h=gradient.h,
            tolerance=comparison.tolerance,
            largest=largest(comparison.claimed),
            measured=measured,
            verdict=judgement.verdict,
        )
        doubt = doubt_of_pass(evidence) if comparison.passes else doubt_of_failure(evidence, Line(cost, x, [judgement.position]))
        return Testimony(witness, doubt, measured)


def too_blunt(gradient: Gradient, comparison: Comparison, center: float | None = None) -> bool:
    """Whether the rule may let an error of `BLIND` times the gradient's size pass.

    It may where the gradient is small and the tolerance therefore absolute; where the last place of f spoils the difference;
    where the step is so large that truncation does, for a third derivative of the gradient's own size; and where f
    bends so much over the step that its third derivative must be larger than that.
    """
    scale = comparison.largest
    if scale < 1 and comparison.tolerance > BLIND * scale:
        return True
    if gradient.bend is not None and gradient.bend > BENT:
        return True
    rounding = 0.0 if center is None else float(np.spacing(abs(center))) / gradient.h
    return rounding > BLIND * scale or gradient.h**2 / 6 > BLIND
