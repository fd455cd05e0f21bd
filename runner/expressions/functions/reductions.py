"""Reductions, running sums and statistics."""

from __future__ import annotations

import numpy as np

from .. import algebra, analytic_arrays, reductions
from .. import selecting as select
from .. import stack_reductions as batch_reductions
from ..reductions import silently
from ..stack import as_it_is
from ..table import row
from ..vjps import reductions as vjps_reductions

_AXES = "x, axis=None, *, keepdims=False"

REDUCTIONS = [
    row(
        "np.sum(x, axis=None, *, dtype=None, keepdims=False)",
        reductions.sum_,
        "sum",
        also=".sum",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.total,
    ),
    row(
        "np.prod(x, axis=None, *, dtype=None, keepdims=False)",
        reductions.prod,
        "product",
        also=".prod",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.product,
    ),
    row(
        "np.mean(x, axis=None, *, dtype=None, keepdims=False)",
        reductions.mean,
        "mean",
        also=".mean",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.mean,
    ),
    row(
        "np.var(x, axis=None, *, ddof=0, keepdims=False)",
        reductions.var,
        "variance",
        also=".var",
        analytic=analytic_arrays.var,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.variance,
    ),
    row(
        "np.std(x, axis=None, *, ddof=0, keepdims=False)",
        reductions.std,
        "standard deviation",
        also=".std",
        analytic=analytic_arrays.std,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.deviation,
    ),
    row(
        f"np.max({_AXES})",
        reductions.max_,
        "largest",
        also="np.amax .max",
        analytic=analytic_arrays.max_,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
    ),
    row(
        f"np.min({_AXES})",
        reductions.min_,
        "smallest",
        also="np.amin .min",
        analytic=analytic_arrays.min_,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
    ),
    row(
        f"np.ptp({_AXES})",
        reductions.ptp,
        "largest less smallest",
        analytic=analytic_arrays.ptp,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.spread,
    ),
    row(
        f"np.argmax({_AXES})",
        reductions.argmax,
        "where it is largest",
        also=".argmax",
        varies=False,
        batch=batch_reductions.one_axis,
    ),
    row(
        f"np.argmin({_AXES})",
        reductions.argmin,
        "where it is smallest",
        also=".argmin",
        varies=False,
        batch=batch_reductions.one_axis,
    ),
    row(
        "np.cumsum(x, axis=None)",
        reductions.cumsum,
        "running sum",
        also=".cumsum",
        batch=batch_reductions.along(None),
        vjp=vjps_reductions.running_total,
    ),
    row(
        "np.cumprod(x, axis=None)",
        reductions.cumprod,
        "running product",
        also=".cumprod",
        batch=batch_reductions.along(None),
        vjp=vjps_reductions.running_product,
    ),
    row(
        "np.diff(x, n=1, axis=-1)",
        select.diff,
        "difference of neighbours, n times",
        batch=batch_reductions.diff,
        vjp=vjps_reductions.differences,
    ),
    row(
        "np.polyval(p, x)",
        select.polyval,
        "the polynomial p[0] xⁿ + … + p[n] at x",
        vjp=(vjps_reductions.polynomial_of, vjps_reductions.polynomial_at),
    ),
    row(
        "np.trapezoid(y, x=None, *, dx=1.0, axis=-1)",
        select.trapezoid,
        "integral by the trapezoidal rule",
        batch=batch_reductions.trapezoid,
        vjp=(vjps_reductions.trapezoid_of, vjps_reductions.trapezoid_at),
    ),
    row(
        f"np.count_nonzero({_AXES})",
        reductions.count_nonzero,
        "how many are not 0",
        varies=False,
        batch=batch_reductions.reduction,
    ),
    row(
        f"np.nansum({_AXES})",
        silently(np.nansum),
        "sum, NaN passed over",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_total,
    ),
    row(
        f"np.nanprod({_AXES})",
        silently(np.nanprod),
        "product, NaN passed over",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_product,
    ),
    row(
        f"np.nanmean({_AXES})",
        silently(np.nanmean),
        "mean, NaN passed over",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_mean,
    ),
    row(
        f"np.nanmax({_AXES})",
        silently(np.nanmax),
        "largest, NaN passed over",
        analytic=analytic_arrays.nanmax,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
    ),
    row(
        f"np.nanmin({_AXES})",
        silently(np.nanmin),
        "smallest, NaN passed over",
        analytic=analytic_arrays.nanmin,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
    ),
    row(
        "np.nanvar(x, axis=None, *, ddof=0, keepdims=False)",
        silently(np.nanvar),
        "variance, NaN passed over",
        analytic=False,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_variance,
    ),
    row(
        "np.nanstd(x, axis=None, *, ddof=0, keepdims=False)",
        silently(np.nanstd),
        "standard deviation, NaN passed over",
        analytic=False,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_deviation,
    ),
]

STATISTICS = [
    row(
        f"np.median({_AXES})",
        silently(np.median),
        "median",
        analytic=analytic_arrays.median,
        batch=batch_reductions.one_axis,
        vjp=vjps_reductions.median,
    ),
    row(
        "np.average(x, axis=None, *, weights=None, keepdims=False)",
        select.average,
        "weighted mean",
        batch=as_it_is(batch_reductions.average),
        vjp={"x": vjps_reductions.average, "weights": vjps_reductions.average_of_weights},
    ),
    row(
        "np.cov(x, *, rowvar=True, ddof=None)",
        silently(algebra.cov),
        "covariance matrix",
        analytic=analytic_arrays.cov,
        vjp=vjps_reductions.covariance,
    ),
    row(
        "np.corrcoef(x, *, rowvar=True)",
        silently(algebra.corrcoef),
        "correlation matrix",
        analytic=analytic_arrays.corrcoef,
        vjp=vjps_reductions.correlation,
    ),
]
