"""Which causes are asked for, in which order, and what may be said where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from ..model import Cause, Comparison

if TYPE_CHECKING:
    from .evidence import Evidence

DIAGNOSES = (
    "non_finite",
    "transposed",
    "sign",
    "rounded",
    "scale",
    "broadcast",
    "product",
    "one_term",
    "missing_term",
    "symmetric",
    "by_numbers",
    "wrong_lines",
    "entries",
    "slips",
    "explanations",
    "several_lines",
    "products_of_entries",
    "without_upstream",
    "left_out",
    "beside_infinity",
    "combinations",
    "two_slips",
    "constant_term",
    "another_input",
    "shuffled",
    "shape",
    "unknown",
)
"""The order of precedence: where several causes hold, the first is the cause. The last always holds."""

OF_THESE_NUMBERS = ("transposed", "sign", "scale", "broadcast", "missing_term", "explanations")
"""What is looked for once more where nothing else holds: with the numbers and sizes of the case alone, none of which is named."""

OF_COMPLEX_INPUTS = ("non_finite", "conjugate", "sign", "scale", "shape", "unknown")
"""What is looked for where the input is complex; all else knows real numbers only."""

OF_ANY_GRADIENT = ("non_finite", "shape", "unknown")
"""What can be said of a claim where the numerical gradient itself is not finite."""

OF_ANY_POINT = frozenset({Cause.NON_FINITE, Cause.ENTRIES, Cause.SHAPE, Cause.UNKNOWN})
"""Causes that may hold although the claim is right on another draw."""

OF_THE_WHOLE = frozenset(
    {Cause.NON_FINITE, Cause.TRANSPOSED, Cause.SIGN, Cause.BROADCAST, Cause.PRODUCT, Cause.SYMMETRIC, Cause.SHAPE, Cause.UNKNOWN}
)
"""What is told of the claim as a whole, or of nothing; of all else an edit of the claim may say more, or where it stands."""


def in_order(comparison: Comparison, evidence: Evidence, asked: Sequence[str]) -> Iterator[tuple[str, Evidence]]:
    """The diagnoses to be asked, and what each may rest on."""
    if not isfinite(float(comparison.numerical.sum())) or evidence.measurements.gradient_is_zero:
        yield from ((name, evidence) for name in OF_ANY_GRADIENT)
        return
    if evidence.complex:
        yield from ((name, evidence) for name in OF_COMPLEX_INPUTS)
        return
    yield from ((name, evidence) for name in asked[: asked.index("shape")])
    view = evidence.of_these_numbers()
    yield from ((name, view) for name in OF_THESE_NUMBERS if name in asked)
    yield from ((name, evidence) for name in asked[asked.index("shape") :])
