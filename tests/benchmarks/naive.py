"""`gradcheck_naive`, the checker that the question behind this project uses, written anew from its public description.

It belongs to the exercises of Stanford's CS224n: a function f returns its value and its gradient; the checker goes over the
entries of x one by one, restores the state of Python's random generator before each of its two evaluations, and stops at the
first entry whose relative difference |n − c| / max(1, |n|, |c|) exceeds 1e-5.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

Function: TypeAlias = Callable[[Any], tuple[float, Any]]
"""x → the cost at x and the claimed gradient there."""

STEP = 1e-4
TOLERANCE = 1e-5


def gradcheck_naive(f: Function, x: Any) -> tuple[int, ...] | None:
    """The index of the first wrong entry of the gradient that f claims at x; None where all agree. x is stepped in place."""
    state = random.getstate()
    _, claimed = f(x)
    entries = np.nditer(x, flags=["multi_index"], op_flags=[["readwrite"]])
    while not entries.finished:
        index = entries.multi_index
        there = x[index]
        x[index] = there + STEP
        random.setstate(state)
        above, _ = f(x)
        x[index] = there - STEP
        random.setstate(state)
        below, _ = f(x)
        x[index] = there
        numerical = (above - below) / (2 * STEP)
        if abs(numerical - claimed[index]) / max(1, abs(numerical), abs(claimed[index])) > TOLERANCE:
            return index
        entries.iternext()
    return None
