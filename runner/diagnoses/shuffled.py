"""The claim has the right numbers in the wrong places: an order of axes or indices that no plainer edit mends.

A `np.tile` for a `np.repeat`, a reshape in another order, rows sorted otherwise. Sorted, claim and gradient are the same on every
draw; so it is only said of arrays with several different numbers.
"""

from __future__ import annotations

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from .evidence import Evidence
from .evidence.agreement import seen
from .evidence.sample import Sample

FEWEST = 4
"""There must be at least this many different numbers."""

CLOSE = 1e-5


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if comparison.claimed.shape != evidence.shape or not _is_shuffled(evidence.measurements.own):
        return None
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    if len(samples) < 2 or not all(map(_is_shuffled, samples)):
        return None
    message = f"the claim {evidence.quoted} has the right numbers in the wrong places: an axis, an index or an order is another"
    held = seen(samples)
    return Finding(Cause.INDEX, evidence.name, message, held)


def _is_shuffled(sample: Sample) -> bool:
    """Whether the claim has the numbers of the gradient, where all of it was measured."""
    whole = sample.positions.size == sample.claimed.size == sample.numerical.size
    return whole and _same_numbers(sample.claimed.reshape(-1), sample.numerical.reshape(-1))


def _same_numbers(claimed: Array, numerical: Array) -> bool:
    size = float(np.abs(numerical).max(initial=0.0))
    if not np.isfinite(claimed).all() or np.unique(np.round(numerical / (CLOSE * size or 1.0))).size < FEWEST:
        return False
    return float(np.abs(np.sort(claimed) - np.sort(numerical)).max(initial=0.0)) <= CLOSE * size
