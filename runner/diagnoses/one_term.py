"""One term of the gradient has the wrong sign or a wrong constant; the others are right.

The gradient is a sum over the ways from the cost to the input. Where the contribution of one way, taken with the other sign or
multiplied by a constant, gives the claim, that way is the mistake: `- lam * W` for `+ lam * W`, a term whose 1/n was forgotten.
"""

from __future__ import annotations

import numpy as np

from ..model import Cause, Comparison, Finding
from .evidence import Evidence
from .slips.search import Candidate, Search
from .slips.through import scaled


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    with np.errstate(all="ignore"):
        search = Search.of(comparison, evidence)
        return None if search is None else search.first(filter(_is_of_a_term, scaled(search)))


def _is_of_a_term(candidate: Candidate) -> bool:
    return candidate.is_term and candidate.cause in (Cause.SIGN, Cause.SCALE)
