"""How large the arrays are that a formula makes on the way: what is evaluated at many points at once must stay in cache."""

from __future__ import annotations

import numpy as np

from . import tree
from .trace import Trace, Unsupported, depends


def largest_part(formula: Trace, wrt: str) -> int:
    """The entries of the largest part of a formula at its point that varies with an input; 0 where no part has a value."""
    varying = formula.varying(wrt)
    largest = 0
    for root in (*formula.lines.values(), formula.root):
        for node in tree.walk(root):
            if isinstance(node, tree.Call) and depends(node, varying):
                try:
                    largest = max(largest, np.size(formula.value(node)))
                except (Unsupported, ValueError):  # of no value of its own, or of several of different lengths
                    continue
    return largest
