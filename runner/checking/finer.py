"""A better difference for the causes to go by, where the one of the check is off the slope that was measured.

A step that is too long or too short, or crosses a corner, spoils the numbers that the rule compares; a wrong claim fails with
them all the same. What it is wrong by can be seen only beside a gradient that is good.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..differences.central import central
from ..differences.ladder import Line
from ..differences.steps import better_step
from ..differences.witness import measure
from ..measuring.compare import again
from ..model.numerals import number

if TYPE_CHECKING:
    from ..doubt import Testimony
    from ..measuring.gradients import Measured
    from ..model import Finding

MOST = 256
"""Of an input of more entries the gradient is not measured once more."""


def finer(claim: Measured, testimony: Testimony) -> Measured:
    """The claim held against a difference with a better step, where the witness found it wrong and the rule's difference off."""
    witness, comparison = testimony.witness, claim.comparison
    whole = claim.gradient.method == "central" and comparison.measured is None and claim.x.size <= MOST
    if not whole or comparison.relative is None or witness is None or witness.verdict != "wrong":
        return claim
    numerical = float(comparison.numerical[witness.index])
    allowed = comparison.tolerance * max(1.0, abs(numerical), abs(witness.value))
    if abs(numerical - witness.value) <= allowed + witness.error:
        return claim
    with np.errstate(all="ignore"):
        position = int(np.ravel_multi_index(witness.index, claim.x.shape)) if witness.index else 0
        step = better_step(testimony.measured or measure(Line(claim.cost, claim.x, [position])))
        if step is None or step == claim.gradient.h:
            return claim
        gradient = central(claim.cost, claim.x, step)
        held = again(comparison, comparison.claimed, gradient.value)
    return claim if held.passes else claim._replace(gradient=gradient, comparison=held)


def measured_at(finding: Finding, step: float) -> Finding:
    """The finding, whose evidence says at which step the gradient was measured that it agrees with."""
    evidence = finding.evidence.replace("the numerical gradient", f"the gradient at h = {number(step)}")
    return replace(finding, evidence=evidence)
