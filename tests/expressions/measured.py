"""Whether a derived gradient is the one that differences measure."""

from __future__ import annotations

import numpy as np

from runner import differences
from runner.problem import Draw


def is_right(draw: Draw, name: str, text: str) -> bool:
    """Whether an expression has the shape and the values of the gradient by an input, to 1e-5."""
    numerical = differences.central(draw.cost(name), draw.input(name), 1e-5).value
    value = np.asarray(draw.value(text), dtype=np.float64)
    return value.shape == numerical.shape and np.allclose(value, numerical, rtol=1e-5, atol=1e-6)
