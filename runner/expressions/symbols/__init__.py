"""Arrays that know how they are written: rules in plain numpy, read on them, give text.

`terms`: sums of products of powers, which cancel. `symbol`: the array, and functions in general. The other files: what numpy's
functions would write badly.
"""

from . import functions, items, masks, places, products, shapes, terms, totals
from .masks import compared_by_name, otherwise
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
    "compared_by_name",
    "concatenated",
    "items",
    "joined",
    "listed",
    "masks",
    "otherwise",
    "places",
    "products",
    "reduced",
    "shapes",
    "symbol",
    "taken_apart",
    "terms",
    "totals",
    "whole",
]
