"""Arrays that know how they are written: rules in plain numpy, read on them, give text.

`terms`: sums of products of powers, which cancel. `symbol`: the array, and functions in general. The other files: what numpy's
functions would write badly.
"""

from . import functions, masks, places, products, terms, totals
from .masks import otherwise
from .names import Names
from .pieces import concatenated, listed
from .products import taken_apart
from .symbol import Symbol, bare, symbol
from .whole import whole

joined = functions.joined
reduced = totals.reduced

__all__ = [
    "Names",
    "Symbol",
    "bare",
    "concatenated",
    "joined",
    "listed",
    "masks",
    "otherwise",
    "places",
    "products",
    "reduced",
    "symbol",
    "taken_apart",
    "terms",
    "totals",
    "whole",
]
