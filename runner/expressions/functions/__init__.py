"""THE TABLE of what an expression may call, apply or ask for: one row a function, all its meanings on it, by topic.

The signature says what may be written (see `table.row`), the next entry computes it at plain values, the sentence says
what it is. `batch` evaluates it at many points at once, `vjp` takes cotangents back to its arguments, `varies=False` says
that nothing varies through it, and `analytic` continues it to complex arguments: a function where that differs, False where
it cannot be done. `domain` tells where it is smooth, from which examples and tests are drawn, and `script` defines in plain
numpy what numpy has not. To allow one more function, add a row, and a case that uses it rightly and wrongly;
`python -m tests.contents` refreshes what lists them.
"""

from __future__ import annotations

import numpy as np

from ..table import Function, grouped
from . import (
    builtins,
    draws,
    elementwise,
    helpers,
    joining,
    linear_algebra,
    logic,
    making,
    of_two,
    operators,
    products,
    reductions,
    selecting,
    shaping,
    special,
    statistics,
)

PROPERTIES = frozenset({"T", "mT", "shape", "size", "ndim", "real", "imag"})
"""The attributes that are asked for, not called."""

FUNCTIONS: dict[str, Function] = grouped(
    {
        "operators": operators.OPERATORS,
        "element-wise": [*elementwise.ELEMENT_WISE, *of_two.OF_TWO],
        "reductions": [*reductions.REDUCTIONS, *statistics.PASSING_OVER],
        "products": products.PRODUCTS,
        "linear algebra": linear_algebra.LINEAR_ALGEBRA,
        "making arrays": making.MAKING,
        "shaping": [*shaping.SHAPING, *joining.JOINING],
        "selecting": selecting.SELECTING,
        "logic": logic.LOGIC,
        "statistics": statistics.STATISTICS,
        "complex numbers": logic.COMPLEX_PARTS,
        "helpers": [*helpers.HELPERS, *special.SPECIAL],
        "random draws": draws.DRAWS,
        "builtins": builtins.BUILTINS,
    },
    PROPERTIES,
)
"""Every row by the name it is written under."""

CONSTANTS = {"np.pi": np.pi, "np.e": np.e, "np.inf": np.inf, "np.nan": np.nan, "np.euler_gamma": np.euler_gamma}

TYPES = {
    "float": float, "int": int, "bool": bool, "complex": complex, "np.float64": np.float64, "np.float32": np.float32,
    "np.int64": np.int64, "np.int32": np.int32, "np.bool_": np.bool_, "np.bool": np.bool_, "np.complex128": np.complex128,
}  # fmt: skip
"""What may stand as a dtype."""

COMPLEX_KINDS = frozenset({"complex", "np.complex128"})
"""The types among them that are complex."""

COMPLEX = frozenset({"complex", "np.linalg.eig", "np.linalg.eigvals"})
"""Functions whose value is complex where the arguments are real: an expression with one has no complex step."""
