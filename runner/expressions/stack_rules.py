"""THE LIST of rules: which way each function of the table is evaluated over a stack of points.

A function that is not here is evaluated at one point after the other, which is right for every function; an entry
here makes it fast. The names are those of `Function.rule`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import stack_algebra as algebra
from . import stack_entries as entries
from . import stack_parts as parts
from . import stack_products as products
from . import stack_reductions as reductions
from . import stack_shapes as shapes
from .stack import Maker
from .stack_einsum import einsum


def _as_it_is(rule: Callable[..., Any]) -> Maker:
    """A rule that computes by itself, the same near the real axis as on it."""
    return lambda call: rule


def _named(makers: dict[str, Maker]) -> dict[str, Maker]:
    """One entry for each of the names in a key."""
    return {name: maker for names, maker in makers.items() for name in names.split()}


ONE_ARRAY = """
    np.exp np.exp2 np.expm1 np.log np.log2 np.log10 np.log1p np.sqrt np.cbrt np.square np.abs np.sign np.negative
    np.positive np.reciprocal np.sin np.cos np.tan np.arcsin np.arccos np.arctan np.sinh np.cosh np.tanh np.arcsinh np.arccosh
    np.arctanh np.deg2rad np.rad2deg np.sinc np.floor np.ceil np.rint np.trunc np.isnan np.isinf np.isfinite
    np.signbit np.conj np.real np.imag np.logical_not np.invert np.iscomplex np.isreal
    sigmoid relu softplus erf gammaln digamma
"""
WITH_OPTIONS = "np.round np.angle np.nan_to_num np.interp .astype round one_hot"
TWO_ARRAYS = """
    np.add np.subtract np.multiply np.divide np.floor_divide np.remainder np.fmod np.power np.float_power np.maximum np.minimum
    np.fmax np.fmin np.hypot np.arctan2 np.logaddexp np.logaddexp2 np.copysign np.heaviside np.equal np.not_equal np.less
    np.less_equal np.greater np.greater_equal np.logical_and np.logical_or np.logical_xor np.bitwise_and np.bitwise_or
    np.bitwise_xor
"""
OVER_AXES = """
    np.sum np.prod np.mean np.std np.var np.max np.min np.any np.all np.ptp np.nansum np.nanprod np.nanmean np.nanstd np.nanvar
    np.nanmax np.nanmin np.count_nonzero
"""
OF_MATRICES = """
    np.linalg.inv np.linalg.pinv np.linalg.det np.linalg.slogdet np.linalg.eigh np.linalg.eigvalsh
    np.linalg.cholesky np.linalg.svd np.linalg.svdvals np.linalg.qr np.linalg.matrix_power np.linalg.matrix_rank np.linalg.trace
    np.linalg.cond
"""

RULES: dict[str, Maker] = _named(
    {
        ONE_ARRAY: entries.one,
        WITH_OPTIONS: entries.unary,
        TWO_ARRAYS: entries.binary,
        "np.isclose": entries.many,
        "np.where": entries.where,
        "np.clip": entries.clip,
        "np.select": entries.select,
        OVER_AXES: reductions.reduction,
        "np.median np.argmax np.argmin": reductions.one_axis,
        "np.cumsum np.cumprod": reductions.along(None),
        "np.sort np.argsort": reductions.along(-1),
        "softmax log_softmax logsumexp": reductions.over(-1),
        "np.diff": reductions.diff,
        "np.trapezoid": reductions.trapezoid,
        "np.average": _as_it_is(reductions.average),
        "np.dot": _as_it_is(products.dot),
        "np.matmul": _as_it_is(products.matmul),
        "np.inner": _as_it_is(products.inner),
        "np.outer": _as_it_is(products.outer),
        "np.vdot": _as_it_is(products.vdot),
        "np.kron": _as_it_is(products.kron),
        "np.cross": _as_it_is(products.cross),
        "np.tensordot": _as_it_is(products.tensordot),
        "np.einsum": einsum,
        "np.linalg.multi_dot": _as_it_is(products.multi_dot),
        "np.convolve": _as_it_is(products.convolve),
        "np.correlate": _as_it_is(products.correlate),
        "np.vecdot": products.cores(1, 1),
        "np.matvec": products.cores(2, 1),
        "np.vecmat": products.cores(1, 2),
        OF_MATRICES: algebra.batched,
        "np.linalg.eig np.linalg.eigvals": algebra.eigenvalues,
        "np.linalg.solve": algebra.solve,
        "np.linalg.norm": algebra.norm,
        "np.array": _as_it_is(entries.array),
        "np.copy": entries.one,
        "np.full": _as_it_is(entries.full),
        "np.full_like": _as_it_is(entries.full_like),
        "np.zeros_like np.ones_like np.shape np.size np.ndim": entries.constant,
        "len": _as_it_is(entries.length),
        "np.reshape": _as_it_is(shapes.reshape),
        "np.ravel": _as_it_is(shapes.raveled),
        ".T": _as_it_is(shapes.transposed),
        "np.transpose": _as_it_is(shapes.transpose),
        "np.matrix_transpose": _as_it_is(shapes.matrix_transposed),
        "np.swapaxes": _as_it_is(shapes.swapaxes),
        "np.moveaxis": _as_it_is(shapes.moveaxis),
        "np.expand_dims": _as_it_is(shapes.expand_dims),
        "np.squeeze": _as_it_is(shapes.squeeze),
        "np.broadcast_to": _as_it_is(shapes.broadcast_to),
        "np.atleast_1d": _as_it_is(shapes.at_least(1)),
        "np.atleast_2d": _as_it_is(shapes.at_least(2)),
        "np.atleast_3d": _as_it_is(shapes.at_least(3)),
        "np.tile": _as_it_is(shapes.tile),
        "np.repeat": shapes.repeat,
        "np.pad": shapes.pad,
        "np.roll": _as_it_is(shapes.roll),
        "np.flip": _as_it_is(shapes.flip),
        "np.flipud": _as_it_is(shapes.flipped(0)),
        "np.fliplr": _as_it_is(shapes.flipped(1)),
        "np.rot90": _as_it_is(shapes.rot90),
        "np.diag": _as_it_is(shapes.diag),
        "np.diagflat": _as_it_is(shapes.diagflat),
        "np.diagonal np.trace": shapes.diagonal,
        "np.tril np.triu": shapes.triangle,
        "np.concatenate": _as_it_is(parts.concatenate),
        "np.stack": _as_it_is(parts.stack_arrays),
        "np.vstack": _as_it_is(parts.side_by_side(2, 0)),
        "np.hstack": _as_it_is(parts.side_by_side(1, 1)),
        "np.dstack": _as_it_is(parts.side_by_side(3, 2)),
        "np.column_stack": _as_it_is(parts.column_stack),
        "[]": parts.item,
        "np.take": parts.take,
        "np.take_along_axis": _as_it_is(parts.take_along_axis),
        "scatter_add": _as_it_is(parts.scatter_add),
        "sliding_window_view": parts.windows,
        "float": _as_it_is(entries.single(float)),
        "bool": _as_it_is(entries.single(bool)),
        "max": _as_it_is(reductions.extreme(np.greater, np.argmax)),
        "min": _as_it_is(reductions.extreme(np.less, np.argmin)),
        "sum": _as_it_is(reductions.total),
    }
)
