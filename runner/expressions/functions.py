"""THE TABLE of what an expression may call, apply or ask for, grouped as a reader looks for it.

One row a function: the signature says what may be written (see `table.row`), the next entry computes it at plain values, the
sentence says what it is, and `analytic` continues it to complex arguments: a function where that differs, False where it
cannot be done, left out where the function does it itself. To allow one more function of numpy, add a row here, its rule
for stacks in `stack_rules.py` if a loop over the points would be slow, and a case that uses it.
"""

from __future__ import annotations

import numpy as np

from . import (
    algebra,
    analytic,
    analytic_algebra,
    analytic_arrays,
    draws,
    helpers,
    indexing,
    making,
    operators,
    products,
    reductions,
)
from . import python_builtins as builtin
from . import selecting as select
from . import shaping as shape
from . import special as special_functions
from .analytic import SMOOTH, TWO, by_real_part
from .operators import element_wise
from .reductions import silently
from .table import Function, grouped, row

OPERATORS = [
    row("+(a, b)", operators.add, "sum", rule="np.add"),
    row("-(a, b)", operators.subtract, "difference", rule="np.subtract"),
    row("*(a, b)", operators.multiply, "product, entry by entry", rule="np.multiply"),
    row("/(a, b)", operators.divide, "quotient", rule="np.divide", analytic=TWO["np.divide"]),
    row(
        "//(a, b)",
        operators.floor_divide,
        "quotient, rounded down",
        rule="np.floor_divide",
        analytic=by_real_part(np.floor_divide),
    ),
    row("%(a, b)", operators.remainder, "remainder, with the sign of b", rule="np.remainder", analytic=TWO["np.remainder"]),
    row("**(a, b)", operators.power, "power", rule="np.power", analytic=TWO["np.power"]),
    row("@(a, b)", operators.matmul, "matrix product", rule="np.matmul"),
    row("&(a, b)", operators.bit_and, "both of two masks", rule="np.bitwise_and", analytic=False),
    row("|(a, b)", operators.bit_or, "either of two masks", rule="np.bitwise_or", analytic=False),
    row("^(a, b)", operators.bit_xor, "one of two masks but not both (a power is a ** b)", rule="np.bitwise_xor", analytic=False),
    row("unary -(a)", operators.negative, "negative", rule="np.negative"),
    row("unary +(a)", operators.positive, "the same", rule="np.positive"),
    row("unary ~(a)", operators.invert, "opposite of a mask", rule="np.invert", analytic=False),
    row("==(a, b)", operators.equal, "equal", rule="np.equal", analytic=by_real_part(np.equal)),
    row("!=(a, b)", operators.not_equal, "not equal", rule="np.not_equal", analytic=by_real_part(np.not_equal)),
    row("<(a, b)", operators.less, "less", rule="np.less", analytic=by_real_part(np.less)),
    row("<=(a, b)", operators.less_equal, "less or equal", rule="np.less_equal", analytic=by_real_part(np.less_equal)),
    row(">(a, b)", operators.greater, "greater", rule="np.greater", analytic=by_real_part(np.greater)),
    row(
        ">=(a, b)", operators.greater_equal, "greater or equal", rule="np.greater_equal", analytic=by_real_part(np.greater_equal)
    ),
    row("[](a, index)", indexing.item, "entries by integers, slices, masks, index arrays, ..., None"),
]


def _smooth(name: str, meaning: str, also: str = "") -> list[Function]:
    """A ufunc of one argument of which the derivative is known."""
    return row(f"{name}(x)", getattr(np, name[3:]), meaning, also=also, analytic=SMOOTH[name])


def _steps(name: str, meaning: str, also: str = "") -> list[Function]:
    """A function of one argument that is constant but for its jumps."""
    return row(f"{name}(x)", getattr(np, name[3:]), meaning, also=also, analytic=by_real_part(getattr(np, name[3:])))


def _two(name: str, meaning: str, also: str = "") -> list[Function]:
    """A ufunc of two arguments, broadcast, of which the derivative is known."""
    return row(f"{name}(a, b)", element_wise(getattr(np, name[3:])), meaning, also=also, analytic=TWO.get(name, True))


def _two_steps(name: str, meaning: str) -> list[Function]:
    """A ufunc of two arguments that is constant but for its jumps."""
    return row(f"{name}(a, b)", element_wise(getattr(np, name[3:])), meaning, analytic=by_real_part(getattr(np, name[3:])))


ELEMENT_WISE = [
    _smooth("np.exp", "eˣ"),
    _smooth("np.exp2", "2ˣ"),
    _smooth("np.expm1", "eˣ − 1, exact for small x"),
    _smooth("np.log", "natural logarithm"),
    _smooth("np.log2", "logarithm to base 2"),
    _smooth("np.log10", "logarithm to base 10"),
    _smooth("np.log1p", "log(1 + x), exact for small x"),
    _smooth("np.sqrt", "square root"),
    _smooth("np.cbrt", "cube root"),
    row("np.square(x)", np.square, "x²"),
    _smooth("np.reciprocal", "1 / x"),
    _smooth("np.sin", "sine"),
    _smooth("np.cos", "cosine"),
    _smooth("np.tan", "tangent"),
    _smooth("np.arcsin", "arc sine", "np.asin"),
    _smooth("np.arccos", "arc cosine", "np.acos"),
    _smooth("np.arctan", "arc tangent", "np.atan"),
    _smooth("np.sinh", "hyperbolic sine"),
    _smooth("np.cosh", "hyperbolic cosine"),
    _smooth("np.tanh", "hyperbolic tangent"),
    _smooth("np.arcsinh", "inverse hyperbolic sine", "np.asinh"),
    _smooth("np.arccosh", "inverse hyperbolic cosine", "np.acosh"),
    _smooth("np.arctanh", "inverse hyperbolic tangent", "np.atanh"),
    _smooth("np.deg2rad", "degrees to radians", "np.radians"),
    _smooth("np.rad2deg", "radians to degrees", "np.degrees"),
    _smooth("np.sinc", "sin(πx) / πx"),
    _smooth("np.abs", "absolute value", "np.absolute np.fabs"),
    row("np.negative(x)", np.negative, "-x"),
    row("np.positive(x)", np.positive, "+x"),
    _two("np.add", "a + b"),
    _two("np.subtract", "a - b"),
    _two("np.multiply", "a * b"),
    _two("np.divide", "a / b", "np.true_divide"),
    _two("np.power", "a ** b", "np.pow"),
    _two("np.float_power", "a ** b, in floats"),
    _two("np.remainder", "a % b, with the sign of b", "np.mod"),
    _two("np.fmod", "the remainder with the sign of a"),
    _two("np.hypot", "√(a² + b²)"),
    _two("np.arctan2", "the angle of the point (b, a)", "np.atan2"),
    _two("np.logaddexp", "log(eᵃ + eᵇ)"),
    _two("np.logaddexp2", "log₂(2ᵃ + 2ᵇ)"),
    _two("np.copysign", "|a| with the sign of b"),
    row("np.maximum(a, b)", element_wise(np.maximum), "the larger of two, entry by entry", analytic=analytic.maximum),
    row("np.minimum(a, b)", element_wise(np.minimum), "the smaller of two, entry by entry", analytic=analytic.minimum),
    row("np.fmax(a, b)", element_wise(np.fmax), "the larger of two, NaN passed over", analytic=analytic.fmax),
    row("np.fmin(a, b)", element_wise(np.fmin), "the smaller of two, NaN passed over", analytic=analytic.fmin),
    row(
        "np.clip(x, a_min=None, a_max=None, *, min=None, max=None)", select.clip, "x brought between two bounds",
        analytic=analytic.clip,
    ),
    row(".clip(x, min=None, max=None)", select.clip, "x brought between two bounds", rule="np.clip", analytic=analytic.clip),
    row(
        "np.nan_to_num(x, *, nan=0.0, posinf=None, neginf=None)", silently(np.nan_to_num), "x with NaN and infinities replaced",
        analytic=False,
    ),
    _steps("np.sign", "−1, 0 or 1"),
    _steps("np.floor", "rounded down"),
    _steps("np.ceil", "rounded up"),
    _steps("np.trunc", "rounded towards zero"),
    _steps("np.rint", "rounded to the nearest integer"),
    row(
        "np.round(x, decimals=0)", select.rounded, "rounded to so many decimals", also="np.around .round",
        analytic=by_real_part(select.rounded),
    ),
    _two_steps("np.floor_divide", "a // b"),
    _two_steps("np.heaviside", "0 below 0, b at 0, 1 above"),
]  # fmt: skip

COMPLEX_PARTS = [
    row("np.real(z)", np.real, "real part", also=".real", analytic=False),
    row("np.imag(z)", np.imag, "imaginary part", also=".imag", analytic=False),
    row("np.conj(z)", np.conj, "complex conjugate", also="np.conjugate .conj .conjugate", analytic=False),
    row("np.angle(z, *, deg=False)", np.angle, "angle in the complex plane", analytic=False),
]

LOGIC = [
    *(_two_steps(f"np.{name}", meaning) for name, meaning in (
        ("equal", "a == b"), ("not_equal", "a != b"), ("less", "a < b"), ("less_equal", "a <= b"), ("greater", "a > b"),
        ("greater_equal", "a >= b"), ("logical_and", "both"), ("logical_or", "either"), ("logical_xor", "one but not both"),
    )),
    _steps("np.logical_not", "not"),
    *(row(f"np.{name}(a, b)", element_wise(getattr(np, name)), meaning, analytic=False) for name, meaning in (
        ("bitwise_and", "a & b"), ("bitwise_or", "a | b"), ("bitwise_xor", "a ^ b"),
    )),
    row("np.invert(x)", np.invert, "~x", analytic=False),
    _steps("np.isnan", "is it NaN"),
    _steps("np.isinf", "is it infinite"),
    _steps("np.isfinite", "is it finite"),
    _steps("np.signbit", "is its sign negative"),
    row("np.iscomplex(z)", np.iscomplex, "has it an imaginary part", analytic=False),
    row("np.isreal(z)", np.isreal, "has it no imaginary part", analytic=False),
    row("np.any(x, axis=None, *, keepdims=False)", reductions.any_, "does it hold anywhere", also=".any",
        analytic=by_real_part(reductions.any_)),
    row("np.all(x, axis=None, *, keepdims=False)", reductions.all_, "does it hold everywhere", also=".all",
        analytic=by_real_part(reductions.all_)),
    row("np.isclose(a, b, *, rtol=1e-05, atol=1e-08)", select.isclose, "nearly equal, entry by entry",
        analytic=by_real_part(select.isclose)),
    row("np.allclose(a, b, *, rtol=1e-05, atol=1e-08)", select.allclose, "nearly equal everywhere", analytic=False),
    row("np.array_equal(a, b)", np.array_equal, "equal in shape and entries", analytic=False),
]  # fmt: skip

_AXES = "x, axis=None, *, keepdims=False"

REDUCTIONS = [
    row("np.sum(x, axis=None, *, dtype=None, keepdims=False)", reductions.sum_, "sum", also=".sum"),
    row("np.prod(x, axis=None, *, dtype=None, keepdims=False)", reductions.prod, "product", also=".prod"),
    row("np.mean(x, axis=None, *, dtype=None, keepdims=False)", reductions.mean, "mean", also=".mean"),
    row("np.var(x, axis=None, *, ddof=0, keepdims=False)", reductions.var, "variance", also=".var", analytic=analytic_arrays.var),
    row("np.std(x, axis=None, *, ddof=0, keepdims=False)", reductions.std, "standard deviation", also=".std",
        analytic=analytic_arrays.std),
    row(f"np.max({_AXES})", reductions.max_, "largest", also="np.amax .max", analytic=analytic_arrays.max_),
    row(f"np.min({_AXES})", reductions.min_, "smallest", also="np.amin .min", analytic=analytic_arrays.min_),
    row(f"np.ptp({_AXES})", reductions.ptp, "largest less smallest", analytic=analytic_arrays.ptp),
    row(f"np.argmax({_AXES})", reductions.argmax, "where it is largest", also=".argmax",
        analytic=by_real_part(reductions.argmax)),
    row(f"np.argmin({_AXES})", reductions.argmin, "where it is smallest", also=".argmin",
        analytic=by_real_part(reductions.argmin)),
    row("np.cumsum(x, axis=None)", reductions.cumsum, "running sum", also=".cumsum"),
    row("np.cumprod(x, axis=None)", reductions.cumprod, "running product", also=".cumprod"),
    row("np.diff(x, n=1, axis=-1)", select.diff, "difference of neighbours, n times"),
    row("np.polyval(p, x)", select.polyval, "the polynomial p[0] xⁿ + … + p[n] at x"),
    row("np.trapezoid(y, x=None, *, dx=1.0, axis=-1)", select.trapezoid, "integral by the trapezoidal rule"),
    row(f"np.count_nonzero({_AXES})", reductions.count_nonzero, "how many are not 0",
        analytic=by_real_part(reductions.count_nonzero)),
    row(f"np.nansum({_AXES})", silently(np.nansum), "sum, NaN passed over"),
    row(f"np.nanprod({_AXES})", silently(np.nanprod), "product, NaN passed over"),
    row(f"np.nanmean({_AXES})", silently(np.nanmean), "mean, NaN passed over"),
    row(f"np.nanmax({_AXES})", silently(np.nanmax), "largest, NaN passed over", analytic=analytic_arrays.nanmax),
    row(f"np.nanmin({_AXES})", silently(np.nanmin), "smallest, NaN passed over", analytic=analytic_arrays.nanmin),
    row("np.nanvar(x, axis=None, *, ddof=0, keepdims=False)", silently(np.nanvar), "variance, NaN passed over", analytic=False),
    row("np.nanstd(x, axis=None, *, ddof=0, keepdims=False)", silently(np.nanstd), "standard deviation, NaN passed over",
        analytic=False),
]  # fmt: skip

STATISTICS = [
    row(f"np.median({_AXES})", silently(np.median), "median", analytic=analytic_arrays.median),
    row("np.average(x, axis=None, *, weights=None, keepdims=False)", select.average, "weighted mean"),
    row("np.cov(x, *, rowvar=True, ddof=None)", silently(algebra.cov), "covariance matrix", analytic=analytic_arrays.cov),
    row("np.corrcoef(x, *, rowvar=True)", silently(algebra.corrcoef), "correlation matrix", analytic=analytic_arrays.corrcoef),
]

PRODUCTS = [
    row("np.dot(a, b)", products.dot, "product of matrices or vectors", also=".dot"),
    row("np.matmul(a, b)", products.matmul, "a @ b"),
    row("np.inner(a, b)", products.inner, "sum of products over the last axes"),
    row("np.outer(a, b)", products.outer, "every entry of a times every entry of b"),
    row("np.vdot(a, b)", products.vdot, "product of all entries, the first conjugated", analytic=analytic_arrays.vdot),
    row("np.tensordot(a, b, axes=2)", products.tensordot, "sum of products over given axes"),
    row("np.einsum(subscripts='ij,jk->ik', *operands)", products.einsum, "sum of products by index letters, as 'ij,jk->ik'"),
    row("np.kron(a, b)", products.kron, "Kronecker product"),
    row("np.cross(a, b, *, axis=-1)", products.cross, "cross product of vectors of 3 entries"),
    row("np.vecdot(a, b)", products.vecdot, "products of vectors in the last axes", analytic=analytic_arrays.vecdot),
    row("np.matvec(a, b)", products.matvec, "matrices times vectors"),
    row("np.vecmat(a, b)", products.vecmat, "vectors times matrices", analytic=analytic_arrays.vecmat),
    row("np.convolve(a, v, mode='full'|'same'|'valid')", products.convolve, "convolution of two vectors"),
    row("np.correlate(a, v, mode='valid'|'same'|'full')", products.correlate, "correlation of two vectors",
        analytic=analytic_arrays.correlate),
]  # fmt: skip

LINEAR_ALGEBRA = [
    row("np.linalg.inv(A)", algebra.inv, "inverse"),
    row("np.linalg.pinv(A)", algebra.pinv, "pseudo-inverse", analytic=analytic_algebra.pinv),
    row("np.linalg.solve(A, b)", algebra.solve, "the x with A x = b"),
    row("np.linalg.lstsq(A, b)", algebra.lstsq, "least squares: (solution, residuals, rank, singular values)", analytic=False),
    row("np.linalg.det(A)", algebra.det, "determinant"),
    row("np.linalg.slogdet(A)", algebra.slogdet, "(sign, log |det|)", analytic=analytic_algebra.slogdet),
    row("np.linalg.norm(x, ord=None|'fro'|'nuc', axis=None, keepdims=False)", algebra.norm, "norm of a vector or matrix",
        analytic=analytic_algebra.norm),
    row("np.linalg.cond(A, p=None|'fro'|'nuc')", algebra.cond, "condition number", analytic=analytic_algebra.cond),
    row("np.linalg.matrix_rank(A)", algebra.matrix_rank, "rank", analytic=False),
    row("np.linalg.matrix_power(A, n=)", algebra.matrix_power, "the power A @ A @ …"),
    row("np.linalg.multi_dot(arrays)", products.multi_dot, "product of several matrices"),
    row("np.linalg.cholesky(A)", algebra.cholesky, "the lower L with L @ L.T = A", analytic=analytic_algebra.cholesky),
    row("np.linalg.eigh(A)", algebra.eigh, "(eigenvalues, eigenvectors) of a symmetric matrix", analytic=analytic_algebra.eigh),
    row("np.linalg.eigvalsh(A)", algebra.eigvalsh, "eigenvalues of a symmetric matrix", analytic=analytic_algebra.eigvalsh),
    row("np.linalg.eig(A)", algebra.eig, "(eigenvalues, eigenvectors)", analytic=False),
    row("np.linalg.eigvals(A)", algebra.eigvals, "eigenvalues", analytic=False),
    row("np.linalg.svd(A, full_matrices=True, compute_uv=True)", algebra.svd, "(U, singular values, Vᵀ)",
        analytic=analytic_algebra.svd),
    row("np.linalg.svdvals(A)", algebra.svdvals, "singular values", analytic=analytic_algebra.svdvals),
    row("np.linalg.qr(A, mode='reduced'|'complete'|'r')", algebra.qr, "(Q, R)", analytic=analytic_algebra.qr),
    row("np.trace(x, offset=0, axis1=0, axis2=1)", shape.trace, "sum of the diagonal", also=".trace"),
    row("np.linalg.trace(x, *, offset=0)", algebra.trace, "sum of the diagonal of the last two axes"),
]  # fmt: skip

MAKING = [
    row("np.array(x, *, dtype=None)", making.array, "an array of numbers, arrays or nested lists", also="np.asarray"),
    row("np.zeros(shape, dtype=float)", making.filled(np.zeros), "zeros"),
    row("np.ones(shape, dtype=float)", making.filled(np.ones), "ones"),
    row("np.full(shape, fill_value=, *, dtype=None)", making.full, "one value everywhere"),
    row("np.zeros_like(x, *, dtype=None)", making.like(np.zeros_like), "zeros in the shape of x"),
    row("np.ones_like(x, *, dtype=None)", making.like(np.ones_like), "ones in the shape of x"),
    row("np.full_like(x, fill_value=, *, dtype=None)", making.full_like, "one value in the shape of x",
        analytic=analytic.full_like),
    row("np.eye(n, m=None, k=0, *, dtype=float)", making.eye, "ones on a diagonal"),
    row("np.identity(n, *, dtype=float)", making.identity, "identity matrix"),
    row("np.arange(start, stop=None, step=1, *, dtype=None)", making.arange, "numbers from start (or 0) up to stop"),
    row("np.linspace(start, stop=, num=50)", making.linspace, "so many numbers, evenly spaced"),
    row("np.tril_indices(n, k=0)", making.triangle_indices(np.tril_indices), "indices of the lower triangle of an n×n matrix"),
    row("np.diag_indices(n)", making.diag_indices, "indices of the diagonal of an n×n matrix"),
    row("np.vander(x, N=None, increasing=False)", making.vander, "powers of the entries of a vector, as columns"),
    row("np.triu_indices(n, k=0)", making.triangle_indices(np.triu_indices), "indices of the upper triangle of an n×n matrix"),
    row("np.copy(x)", making.copied, "a copy", also=".copy"),
    row(".astype(x, dtype=)", making.astype, "in another kind of number", analytic=analytic.astype),
]  # fmt: skip

SHAPING = [
    row("np.shape(x)", shape.shape, "lengths of the axes", also=".shape"),
    row("np.size(x)", shape.size, "number of entries", also=".size"),
    row("np.ndim(x)", shape.ndim, "number of axes", also=".ndim"),
    row("np.reshape(x, shape)", shape.reshape, "the same entries in another shape"),
    row(".reshape(x, *shape)", shape.reshape, "the same entries in another shape", rule="np.reshape", gathers=True),
    row("np.ravel(x)", shape.ravel, "as one vector", also=".ravel .flatten"),
    row(".T(x)", shape.transposed, "the axes reversed"),
    row("np.matrix_transpose(x)", shape.matrix_transposed, "the last two axes exchanged", also="np.linalg.matrix_transpose .mT"),
    row("np.transpose(x, axes=None)", shape.transpose, "the axes reversed, or in the order given", also="np.permute_dims"),
    row(".transpose(x, *axes)", shape.transpose, "the axes reversed, or in the order given", rule="np.transpose",
        gathers=True, least=1),
    row("np.swapaxes(x, axis1=, axis2=)", shape.swapaxes, "two axes exchanged", also=".swapaxes"),
    row("np.moveaxis(x, source=, destination=)", np.moveaxis, "axes moved to new places"),
    row("np.rollaxis(x, axis, start)", shape.rollaxis, "an axis moved to before another"),
    row("np.expand_dims(x, axis=)", shape.expand_dims, "a new axis of length 1"),
    row("np.squeeze(x, axis=None)", shape.squeeze, "axes of length 1 removed", also=".squeeze"),
    row("np.broadcast_to(x, shape=)", shape.broadcast_to, "repeated along new axes"),
    row("np.atleast_1d(x)", np.atleast_1d, "at least one axis"),
    row("np.atleast_2d(x)", np.atleast_2d, "at least two axes"),
    row("np.atleast_3d(x)", np.atleast_3d, "at least three axes"),
    row("np.concatenate(arrays, axis=0|None)", shape.joined(np.concatenate), "joined along an axis", also="np.concat"),
    row("np.append(x, values, axis=None)", shape.append, "x with more entries behind it"),
    row("np.split(x, sections, axis=0)", shape.split, "in so many equal parts, or parted at the places given"),
    row("np.stack(arrays, axis=0)", shape.joined(np.stack), "joined along a new axis"),
    row("np.vstack(arrays)", shape.stacked_in(np.vstack), "joined as rows"),
    row("np.hstack(arrays)", shape.stacked_in(np.hstack), "joined side by side"),
    row("np.dstack(arrays)", shape.stacked_in(np.dstack), "joined along the third axis"),
    row("np.column_stack(arrays)", shape.stacked_in(np.column_stack), "joined as columns"),
    row("np.block(arrays)", shape.block, "a matrix of matrices, as [[A, B], [C, D]]"),
    row("np.tile(x, reps=)", shape.tile, "repeated as a whole"),
    row("np.repeat(x, repeats=, axis=None)", shape.repeat, "every entry repeated", also=".repeat"),
    row("np.pad(x, pad_width=, mode='constant'|'edge'|'reflect'|'symmetric'|'wrap', *, constant_values=0)", shape.pad,
        "with a margin around it"),
    row("np.roll(x, shift=, axis=None)", np.roll, "shifted round"),
    row("np.flip(x, axis=None)", np.flip, "in reverse order"),
    row("np.flipud(x)", np.flipud, "rows in reverse order"),
    row("np.fliplr(x)", np.fliplr, "columns in reverse order"),
    row("np.rot90(x, k=1, axes=(0,1))", shape.rot90, "turned by right angles"),
    row("np.diag(x, k=0)", shape.diag, "a vector as a diagonal, or the diagonal of a matrix"),
    row("np.diagflat(x, k=0)", shape.diagflat, "all entries as a diagonal"),
    row("np.diagonal(x, offset=0, axis1=0, axis2=1)", shape.diagonal, "the diagonal", also=".diagonal"),
    row("np.tril(x, k=0)", shape.triangle(np.tril), "lower triangle"),
    row("np.triu(x, k=0)", shape.triangle(np.triu), "upper triangle"),
]  # fmt: skip

SELECTING = [
    row("np.where(condition, a, b)", select.where, "a where the condition holds, else b", analytic=analytic.where, least=1),
    row("np.select(conditions, choices, default=0)", select.select, "the choice of the first condition that holds",
        analytic=analytic.select),
    row("np.take(x, indices=, axis=None)", select.take, "entries by index", also=".take"),
    row("np.take_along_axis(x, indices, axis=-1|None)", select.take_along_axis, "one entry by index along an axis"),
    row("np.sort(x, axis=-1|None)", select.sort, "sorted", analytic=analytic_arrays.sort),
    row("np.argsort(x, axis=-1|None)", select.argsort, "indices that sort", also=".argsort",
        analytic=by_real_part(select.argsort)),
    row("np.nonzero(x)", select.nonzero, "indices of what is not 0", also=".nonzero", analytic=by_real_part(select.nonzero)),
    row("np.flatnonzero(x)", np.flatnonzero, "flat indices of what is not 0", analytic=by_real_part(np.flatnonzero)),
    row("np.argwhere(x)", select.argwhere, "indices of what is not 0, as rows", analytic=by_real_part(select.argwhere)),
    row("np.ix_(*vectors)", select.ix, "rows and columns to index together", analytic=False),
    row("np.interp(x, xp, fp)", np.interp, "linear interpolation", analytic=analytic.interp),
]  # fmt: skip

HELPERS = [
    row("sigmoid(x)", helpers.sigmoid, "1 / (1 + e⁻ˣ)", analytic=SMOOTH["sigmoid"]),
    row("relu(x)", helpers.relu, "max(x, 0)", analytic=SMOOTH["relu"]),
    row("softplus(x)", helpers.softplus, "log(1 + eˣ)", analytic=SMOOTH["softplus"]),
    row("softmax(z, axis=-1|None)", helpers.softmax, "eᶻ / Σ eᶻ along the axis", analytic=analytic_arrays.softmax),
    row("log_softmax(z, axis=-1|None)", helpers.log_softmax, "log of softmax", analytic=analytic_arrays.log_softmax),
    row(
        "logsumexp(z, axis=-1|None, *, keepdims=False)",
        helpers.logsumexp,
        "log Σ eᶻ along the axis",
        analytic=analytic_arrays.logsumexp,
    ),
    row("one_hot(labels, n=)", helpers.one_hot, "a one at each label, along a new last axis", analytic=False),
    row("erf(x)", special_functions.erf, "error function", analytic=SMOOTH["erf"]),
    row("gammaln(x)", special_functions.gammaln, "log |Γ(x)|", analytic=SMOOTH["gammaln"]),
    row("digamma(x)", special_functions.digamma, "derivative of gammaln", analytic=SMOOTH["digamma"]),
    row("scatter_add(shape, index=, values=)", helpers.scatter_add, "zeros with values added at the index"),
    row(
        "sliding_window_view(x, window_shape=, axis=None)",
        helpers.sliding_window_view,
        "all windows of a shape, as the last axes",
    ),
]

BUILTINS = [
    row("abs(x)", builtin.absolute, "absolute value", rule="np.abs", analytic=SMOOTH["np.abs"]),
    row("len(x)", builtin.length, "length of the first axis"),
    row("sum(x, start=0)", builtin.total, "sum over the first axis, or of a list"),
    row("max(*values)", builtin.maximum, "largest of several numbers, or of a vector", least=1),
    row("min(*values)", builtin.minimum, "smallest of several numbers, or of a vector", least=1),
    row("round(x, ndigits=None)", builtin.round_, "rounded", analytic=by_real_part(builtin.round_)),
    row("float(x)", builtin.float_, "as a float", analytic=analytic.single),
    row("int(x)", builtin.int_, "as an integer, rounded towards zero", analytic=by_real_part(builtin.int_)),
    row("bool(x)", builtin.bool_, "as a truth value", analytic=by_real_part(builtin.bool_)),
    row("complex(real, imag=0)", builtin.complex_, "as a complex number", analytic=False),
    row("range(start, stop=None, step=1)", making.range_, "integers from start (or 0) up to stop, as an array", analytic=False),
]


def _draw(name: str, parameters: str, meaning: str) -> list[Function]:
    count = len(parameters.split(", ")) if parameters else 0
    arguments = ", ".join(filter(None, ["rng", parameters, "size=None"]))
    return row(f"rng.{name}({arguments})", draws.draw(name, count), meaning, analytic=False)


DRAWS = [
    _draw("standard_normal", "", "normal, mean 0 and variance 1"),
    _draw("normal", "loc=0.0, scale=1.0", "normal"),
    _draw("random", "", "uniform in 0 … 1"),
    _draw("uniform", "low=0.0, high=1.0", "uniform"),
    _draw("exponential", "scale=1.0", "exponential"),
    _draw("standard_exponential", "", "exponential with mean 1"),
    _draw("laplace", "loc=0.0, scale=1.0", "Laplace"),
    _draw("logistic", "loc=0.0, scale=1.0", "logistic"),
    _draw("gumbel", "loc=0.0, scale=1.0", "Gumbel"),
    _draw("lognormal", "mean=0.0, sigma=1.0", "log-normal"),
    _draw("gamma", "shape, scale=1.0", "gamma"),
    _draw("beta", "a, b", "beta"),
    _draw("chisquare", "df", "chi-square"),
    _draw("standard_t", "df", "Student's t"),
    _draw("standard_cauchy", "", "Cauchy"),
    _draw("binomial", "n, p", "binomial"),
    _draw("poisson", "lam=1.0", "Poisson"),
    _draw("geometric", "p", "geometric"),
    row("rng.multinomial(rng, n, pvals, size=None)", draws.multinomial, "multinomial", analytic=False),
    row("rng.dirichlet(rng, alpha, size=None)", draws.dirichlet, "Dirichlet", analytic=False),
    row(
        "rng.integers(rng, low, high=None, size=None, *, endpoint=False)",
        draws.integers,
        "integers below a bound",
        analytic=False,
    ),
    row("rng.choice(rng, a, size=None, replace=True, p=None)", draws.choice, "entries of a vector", analytic=False),
    row("rng.permutation(rng, x, axis=0)", draws.permutation, "in random order", analytic=False),
]

PROPERTIES = frozenset({"T", "mT", "shape", "size", "ndim", "real", "imag"})
"""The attributes that are asked for, not called."""

FUNCTIONS: dict[str, Function] = grouped(
    {
        "operators": OPERATORS,
        "element-wise": ELEMENT_WISE,
        "reductions": REDUCTIONS,
        "products": PRODUCTS,
        "linear algebra": LINEAR_ALGEBRA,
        "making arrays": MAKING,
        "shaping": SHAPING,
        "selecting": SELECTING,
        "logic": LOGIC,
        "statistics": STATISTICS,
        "complex numbers": COMPLEX_PARTS,
        "helpers": HELPERS,
        "random draws": DRAWS,
        "builtins": BUILTINS,
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
