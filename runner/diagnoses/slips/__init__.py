"""Which step of the derivation slipped: the right derivation with one step done otherwise gives the claim.

The formula of the cost is known, and with it every step from the cost to the input. Each step is tried with what people do
wrong there: a way left out, a local derivative forgotten, that of another function, taken at another array. No evaluation of the
cost is needed. A slip is told where it gives the claim at the case's point, at fresh random inputs, and with other numbers and
sizes.
"""

from __future__ import annotations

from itertools import chain

import numpy as np

from ...model import Comparison, Finding
from ..evidence import Evidence
from .one_step import at_one_step, of_another_function
from .search import Search
from .through import scaled
from .ways import ways
from .written_out import to_the_input, written_out


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    with np.errstate(all="ignore"):
        search = Search.of(comparison, evidence)
        if search is None:
            return None
        return search.first(
            chain(
                scaled(search),
                at_one_step(search),
                ways(search),
                written_out(search),
                to_the_input(search),
                of_another_function(search),
            )
        )
