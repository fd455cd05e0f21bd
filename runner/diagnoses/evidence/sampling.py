"""Which entries of a gradient are measured on a fresh draw: all of a small one, some of a large one."""

from __future__ import annotations

import numpy as np

from ...model import Comparison
from .sample import Positions

WHOLE = 512
"""Up to this size a gradient is measured entry by entry on a fresh draw; of a larger one, a sample of its entries."""

SAMPLE = 128
"""How many entries are sampled, and as many that were wrong; of very large inputs fewer."""

NUMBERS = 1 << 22
"""About this many numbers go through the cost for a sample, …"""

FEWEST = 4
"""… but at least this many entries are sampled."""

SPARSE = 6
"""How many are sampled where the check itself measured some entries only since most of them are wrong."""

SEEN = 8
"""With lent code one in this many entries is sampled, at most `SPARSE`; as many that were wrong if some are right."""


class Sampling:
    """The entries that are measured for a failing claim; `lends` says whether lent code takes part, which is slow."""

    def __init__(self, comparison: Comparison, lends: bool) -> None:
        self._comparison, self._lends = comparison, lends
        self.sparse = lends or comparison.measured is not None
        self.whole = 2 if lends else SPARSE if self.sparse else WHOLE
        """Up to this size every entry is measured."""

    def positions(self, size: int) -> Positions:
        """Flat positions in C order: some at random, and some of those at which the claim is wrong."""
        if size <= self.whole:
            return np.arange(size)
        rng = np.random.default_rng(size)
        count = min(SPARSE if self.sparse else SAMPLE, max(FEWEST, NUMBERS // size))
        if self._lends:
            count = min(count, -(-size // SEEN))
        chosen = [rng.choice(size, count, replace=False)]
        relative = self._comparison.relative
        if relative is not None:
            wrong = np.flatnonzero(relative > self._comparison.tolerance)
            if not self._lends or wrong.size < size:  # where all are, those chosen are enough
                chosen.append(rng.choice(wrong, min(count, wrong.size), replace=False))
        return np.unique(np.concatenate(chosen))
