"""Arrays that know how they are written: rules in plain numpy, read on them, give text.

`terms`: sums of products of powers, which cancel (`factors`, what they are made of; `joining`, how they are made simpler; `sums`,
how they are written). `symbol`: the array. `names`: what has a name in the case. `general`: functions as they are called; the
other files: those that would read badly so.
"""

from . import functions, items, masks, places, products, shapes, terms, totals
from .masks import compared_by_name, otherwise
from .names import Names
from .pieces import gathered
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
    "gathered",
    "items",
    "joined",
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
