"""Operators, comparisons and the subscript."""

from __future__ import annotations

from .. import indexing, operators
from ..analytic import carried
from ..batching import parts as batch_parts
from ..notation import form
from ..table import row
from ..vjps import elementwise as vjps_elementwise
from ..vjps import shaping as vjps_shaping

OPERATORS = [
    row("+(a, b)", operators.add, "sum", rule="np.add"),
    row("-(a, b)", operators.subtract, "difference", rule="np.subtract"),
    row("*(a, b)", operators.multiply, "product, entry by entry", rule="np.multiply"),
    row(
        "/(a, b)",
        operators.divide,
        "quotient",
        rule="np.divide",
        analytic=carried(operators.divide, *vjps_elementwise.QUOTIENT_TANGENT),
    ),
    row("//(a, b)", operators.floor_divide, "quotient, rounded down", rule="np.floor_divide", varies=False),
    row(
        "%(a, b)",
        operators.remainder,
        "remainder, with the sign of b",
        rule="np.remainder",
        analytic=carried(operators.remainder, *vjps_elementwise.REMAINDER_TANGENT),
    ),
    row("**(a, b)", operators.power, "power", rule="np.power", analytic=carried(operators.power, *vjps_elementwise.POWER)),
    row("@(a, b)", operators.matmul, "matrix product", rule="np.matmul"),
    row("&(a, b)", operators.bit_and, "both of two masks", rule="np.bitwise_and", analytic=False, varies=False),
    row("|(a, b)", operators.bit_or, "either of two masks", rule="np.bitwise_or", analytic=False, varies=False),
    row(
        "^(a, b)",
        operators.bit_xor,
        "one of two masks but not both (a power is a ** b)",
        rule="np.bitwise_xor",
        analytic=False,
        varies=False,
    ),
    row("unary -(a)", operators.negative, "negative", rule="np.negative"),
    row("unary +(a)", operators.positive, "the same", rule="np.positive"),
    row("unary ~(a)", operators.invert, "opposite of a mask", rule="np.invert", analytic=False, varies=False),
    row("==(a, b)", operators.equal, "equal", rule="np.equal", varies=False),
    row("!=(a, b)", operators.not_equal, "not equal", rule="np.not_equal", varies=False),
    row("<(a, b)", operators.less, "less", rule="np.less", varies=False),
    row("<=(a, b)", operators.less_equal, "less or equal", rule="np.less_equal", varies=False),
    row(">(a, b)", operators.greater, "greater", rule="np.greater", varies=False),
    row(">=(a, b)", operators.greater_equal, "greater or equal", rule="np.greater_equal", varies=False),
    row(
        "[](a, index)",
        indexing.item,
        "entries by integers, slices, masks, index arrays, ..., None",
        batch=batch_parts.item,
        vjp=vjps_shaping.item,
        typeset=form("index"),
    ),
]
