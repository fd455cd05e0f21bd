"""THE TABLE of what an expression may call, apply or ask for, grouped as a reader looks for it.

One row a function: its signature says what may be written, the next entry computes it, the sentence says what it is. Words in
quotes are the only texts an argument takes. To allow one more function of numpy, add a row here, its value on a
stack in `stacked.py` where looping over the points would be slow, and a case that uses it.
"""

from __future__ import annotations

import numpy as np

from runner.expressions import helpers, operators, products, python_builtins, reductions, shaping
from runner.expressions.operators import element_wise
from runner.expressions.table import Function, grouped, row

OPERATORS = [
    row("+(a, b)", operators.add, "a + b", rule="np.add"),
    row("-(a, b)", operators.subtract, "a - b", rule="np.subtract"),
    row("*(a, b)", operators.multiply, "a * b, entry by entry", rule="np.multiply"),
    row("/(a, b)", operators.divide, "a / b", rule="np.divide"),
    row("//(a, b)", operators.floor_divide, "a // b, rounded down", rule="np.floor_divide", analytic=False),
    row("%(a, b)", operators.remainder, "a % b, the remainder", rule="np.remainder", analytic=False),
    row("**(a, b)", operators.power, "a ** b", rule="np.power"),
    row("@(a, b)", operators.matmul, "a @ b, the matrix product", rule="np.matmul"),
    row("&(a, b)", operators.bit_and, "a & b, both of two masks", rule="np.bitwise_and", analytic=False),
    row("|(a, b)", operators.bit_or, "a | b, either of two masks", rule="np.bitwise_or", analytic=False),
    row("^(a, b)", operators.bit_xor, "a ^ b, one of two masks (powers are a ** b)", rule="np.bitwise_xor", analytic=False),
    row("unary -(a)", operators.negative, "-a", rule="np.negative"),
    row("unary +(a)", operators.positive, "+a", rule="np.positive"),
    row("unary ~(a)", operators.invert, "~a, not of a mask", rule="np.invert", analytic=False),
    row("==(a, b)", operators.equal, "a == b", rule="np.equal", analytic=False),
    row("!=(a, b)", operators.not_equal, "a != b", rule="np.not_equal", analytic=False),
    row("<(a, b)", operators.less, "a < b", rule="np.less", analytic=False),
    row("<=(a, b)", operators.less_equal, "a <= b", rule="np.less_equal", analytic=False),
    row(">(a, b)", operators.greater, "a > b", rule="np.greater", analytic=False),
    row(">=(a, b)", operators.greater_equal, "a >= b", rule="np.greater_equal", analytic=False),
    row("[](a, index)", operators.item, "a[index]: integers, slices, masks, index arrays, ..., None"),
]

ELEMENT_WISE = [
    row("np.exp(x)", np.exp, "eˣ"),
    row("np.log(x)", np.log, "natural logarithm"),
    row("np.log1p(x)", np.log1p, "log(1 + x), exact for small x"),
    row("np.expm1(x)", np.expm1, "eˣ − 1, exact for small x"),
    row("np.sqrt(x)", np.sqrt, "square root"),
    row("np.square(x)", np.square, "x²"),
    row("np.sin(x)", np.sin, "sine"),
    row("np.cos(x)", np.cos, "cosine"),
    row("np.tan(x)", np.tan, "tangent"),
    row("np.sinh(x)", np.sinh, "hyperbolic sine"),
    row("np.cosh(x)", np.cosh, "hyperbolic cosine"),
    row("np.tanh(x)", np.tanh, "hyperbolic tangent"),
    row("np.abs(x)", np.abs, "absolute value", also="np.absolute", analytic=False),
    row("np.sign(x)", np.sign, "−1, 0 or 1", analytic=False),
    row("np.maximum(a, b)", element_wise(np.maximum), "the larger of two, entry by entry", analytic=False),
    row("np.minimum(a, b)", element_wise(np.minimum), "the smaller of two, entry by entry", analytic=False),
]

REDUCTIONS = [
    row("np.sum(x, axis=None, *, dtype=None, keepdims=False)", reductions.sum_, "sum over the axes", also=".sum"),
    row("np.mean(x, axis=None, *, dtype=None, keepdims=False)", reductions.mean, "mean over the axes", also=".mean"),
    row("np.max(x, axis=None, *, keepdims=False)", reductions.max_, "largest", also="np.amax .max", analytic=False),
    row("np.min(x, axis=None, *, keepdims=False)", reductions.min_, "smallest", also="np.amin .min", analytic=False),
]

PRODUCTS = [
    row("np.dot(a, b)", products.dot, "product of matrices or vectors", also=".dot"),
    row("np.matmul(a, b)", products.matmul, "a @ b"),
    row("np.outer(a, b)", products.outer, "every entry of a times every entry of b"),
    row("np.einsum(subscripts, *operands)", products.einsum, "sum of products by index letters, 'ij,jk->ik'"),
]

SHAPING = [
    row(".T(x)", shaping.transposed, "the axes reversed", rule=".T"),
    row("np.shape(x)", shaping.shape, "lengths of the axes", also=".shape"),
    row("np.reshape(x, shape)", shaping.reshape, "the same entries in another shape", also=".reshape"),
    row("np.ones(shape, dtype=float)", shaping.filled(np.ones), "ones"),
    row("np.zeros(shape, dtype=float)", shaping.filled(np.zeros), "zeros"),
]

HELPERS = [
    row("sigmoid(x)", helpers.sigmoid, "1 / (1 + e⁻ˣ)"),
    row("softmax(z, axis=-1)", helpers.softmax, "eᶻ / Σ eᶻ along the axis"),
]

BUILTINS = [
    row("abs(x)", python_builtins.absolute, "absolute value", rule="np.abs", analytic=False),
    row("len(x)", python_builtins.length, "length of the first axis", analytic=False),
]

FUNCTIONS: dict[str, Function] = grouped(
    {
        "operators": OPERATORS,
        "element-wise": ELEMENT_WISE,
        "reductions": REDUCTIONS,
        "products": PRODUCTS,
        "shaping": SHAPING,
        "helpers": HELPERS,
        "builtins": BUILTINS,
    }
)

CONSTANTS = {
    "np.pi": np.pi,
    "np.e": np.e,
    "np.inf": np.inf,
    "np.nan": np.nan,
    "np.euler_gamma": np.euler_gamma,
}

TYPES = {
    "float": float,
    "int": int,
    "bool": bool,
    "complex": complex,
    "np.float64": np.float64,
    "np.float32": np.float32,
    "np.int64": np.int64,
    "np.int32": np.int32,
    "np.bool_": np.bool_,
    "np.bool": np.bool_,
    "np.complex128": np.complex128,
}

PROPERTIES = frozenset({"T", "shape"})
"""The attributes that are asked for, not called."""

COMPLEX = frozenset({"complex", "np.linalg.eig", "np.linalg.eigvals"})
"""Functions whose value is complex where the arguments are real: an expression with one has no complex step."""
