"""One way to go wrong at a step of a derivation: what it makes of what arrives there, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...expressions.reverse import fitted
from ...model import Cause
from ..evidence.derivation import Derivation, Step


class Slip(NamedTuple):
    """One way to go wrong at an edge: `change` makes of a step the cotangent that slipped, or raises where it makes no sense.

    `assumes` orders slips that explain the same claim: the plainest first.
    """

    cause: Cause
    said: str
    """The sentence, with {f} for the function, {y} for the call, {x} for the argument, {other} for another array."""
    change: Callable[[Derivation, Step], Any]
    assumes: int = 1


class NoSense(ValueError):
    """The slip makes no sense at this edge."""


def shaped(step: Step, cotangent: Any) -> Any:
    """A cotangent in the shape of the argument; of the value, it is summed over what the argument was spread along."""
    shape = np.shape(cotangent)
    if shape == np.shape(step.right):
        return cotangent
    if shape != np.shape(step.edge.value) or np.size(cotangent) <= np.size(step.right):
        raise NoSense
    return fitted(cotangent, np.shape(step.right))
