"""What may slip at one edge of a derivation: each slip gives another cotangent than the rule does.

Derivations are made by hand of the same few steps: multiply what arrives by the local derivative, sum, transpose, hand on. A slip
is one of these left out or done otherwise. Which ones people make was counted in public questions about wrong gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..evidence.derivation import FAILURES, Derivation, Step
from .chained import LEFT_OUT, TURNED
from .elementwise import ELEMENTWISE
from .jointly import JOINTLY
from .points import elsewhere
from .slip import Slip

SLIPS = (*JOINTLY, *LEFT_OUT, *ELEMENTWISE, *TURNED)
"""Of two that explain a claim and assume as much, the first is told."""


def tried(derivation: Derivation, step: Step) -> Iterator[tuple[Slip, str, Any]]:
    """Each slip that makes sense at a step: (slip, the other array's name, cotangent)."""
    for slip in SLIPS:
        try:
            yield slip, "", slip.change(derivation, step)
        except FAILURES:
            continue
    yield from elsewhere(derivation, step)
