"""Two steps of the derivation slipped: what each comes to adds up to what the claim is off by."""

from __future__ import annotations

from itertools import chain

import numpy as np

from ..model import Comparison, Finding
from .evidence import Evidence
from .slips.pairs import two_at_once
from .slips.search import Search
from .slips.through import of_two_terms


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    with np.errstate(all="ignore"):
        search = Search.of(comparison, evidence)
        return None if search is None else search.first(chain(two_at_once(search), of_two_terms(search)))
