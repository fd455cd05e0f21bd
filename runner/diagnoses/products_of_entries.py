"""The claim is the gradient of a cost in which products entry by entry are matrix products.

That is seldom what a person took for the other: an inner product sums up what the cost keeps apart, so that any claim without a
mask or a mean may be the gradient of it. So it is asked after the steps of the derivation and the edits of what was written.
"""

from __future__ import annotations

from ..model import Comparison, Finding
from .evidence import Evidence
from .product import exchanged


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    return exchanged(evidence, of_matrices=False)
