"""The claim is the gradient by another input of the same shape: a line was copied and a name was not changed."""

from __future__ import annotations

import numpy as np

from ..expressions.reverse import Unsupported
from ..model import Array, Cause, Comparison, Finding
from ..problem import Draw
from .evidence import Evidence
from .evidence.agreement import seen
from .evidence.derivation import Derivation
from .exchanged import other_claim
from .slips.search import close

MOST = 8
"""At most this many other inputs are tried."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if comparison.claimed.shape != evidence.shape or evidence.derivation is None or comparison.claimed.size < 2:
        return None
    if other_claim(evidence) is not None:
        return None  # that is told of the claim which is exchanged with this one
    draw = evidence.draw
    others = [
        name for name in draw.problem.case.shapes if name != evidence.name and np.shape(draw.values[name]) == evidence.shape
    ]
    for other in others[:MOST]:
        samples = (evidence.measurements.own, *evidence.measurements.fresh)
        if len(samples) > 1 and all(close(_gradient(sample.draw, other), sample.claimed) for sample in samples):
            held = seen(samples)
            message = f"that is the gradient by `{other}`, not by `{evidence.name}`"
            return Finding(Cause.NAME, evidence.name, message, held)
    return None


def _gradient(draw: Draw, name: str) -> Array:
    try:
        return Derivation(draw, name).gradient
    except Unsupported:
        return np.array(np.nan)
