"""Whether a claim that fails is wrong elsewhere too, by a single entry: for lent code, which may be slow, that is enough."""

from __future__ import annotations

import numpy as np

from .fresh import draws_at_random
from .measurements import Measurements
from .sample import Sample


def refuted(measurements: Measurements) -> bool:
    """Whether the entry that is most wrong is wrong on another draw at random; False where that is not known."""
    comparison, problem = measurements.comparison, measurements.draw.problem
    if comparison.relative is None or not (problem.lends and draws_at_random(problem)):
        return False
    worst = np.array([np.argmax(comparison.relative)])
    for draw in measurements.draws:
        if measurements.shape_on(draw) == measurements.shape and measurements.affords(3):
            found = measurements.measured(draw, worst)
            return found is not None and measurements.is_wrong(Sample(draw, worst, *found, measurements.name, comparison.floor))
    return False
