"""Statistics, and reductions that pass over missing values."""

from __future__ import annotations

import numpy as np

from .. import algebra, analytic_arrays
from .. import selecting as select
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import over_axis, upright
from ..reductions import silently
from ..table import row
from ..vjps import reductions as vjps_reductions

_AXES = "x, axis=None, *, keepdims=False"

PASSING_OVER = [
    row(
        f"np.nansum({_AXES})",
        silently(np.nansum),
        "sum, NaN passed over",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_total,
        typeset=over_axis(),
    ),
    row(
        f"np.nanprod({_AXES})",
        silently(np.nanprod),
        "product, NaN passed over",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_product,
        typeset=over_axis(),
    ),
    row(
        "np.nancumsum(x, axis=None)",
        silently(np.nancumsum),
        "running sum, NaN passed over",
        batch=batch_reductions.along(None),
        vjp=lambda g, y, x, axis=None: np.where(np.isnan(x), 0.0, vjps_reductions.running_total(g, y, x, axis)),
        typeset=upright(axes="flat"),
        examples="f(x); f(X); f(X, axis=0); f(X, 1); f(T, axis=-2); f(np.log(x))",
    ),
    row(
        f"np.nanmean({_AXES})",
        silently(np.nanmean),
        "mean, NaN passed over",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_mean,
        typeset=over_axis(),
    ),
    row(
        f"np.nanmax({_AXES})",
        silently(np.nanmax),
        "largest, NaN passed over",
        analytic=analytic_arrays.nanmax,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
        typeset=over_axis(),
    ),
    row(
        f"np.nanmin({_AXES})",
        silently(np.nanmin),
        "smallest, NaN passed over",
        analytic=analytic_arrays.nanmin,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
        typeset=over_axis(),
    ),
    row(
        "np.nanvar(x, axis=None, *, ddof=0, keepdims=False)",
        silently(np.nanvar),
        "variance, NaN passed over",
        analytic=False,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_variance,
        typeset=over_axis(),
    ),
    row(
        "np.nanstd(x, axis=None, *, ddof=0, keepdims=False)",
        silently(np.nanstd),
        "standard deviation, NaN passed over",
        analytic=False,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.nan_deviation,
        typeset=over_axis(),
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
        typeset=over_axis(),
    ),
    row(
        "np.average(x, axis=None, *, weights=None, keepdims=False)",
        select.average,
        "weighted mean",
        batch=as_it_is(batch_reductions.average),
        vjp={"x": vjps_reductions.average, "weights": vjps_reductions.average_of_weights},
        typeset=over_axis(),
    ),
    row(
        "np.cov(x, *, rowvar=True, ddof=None)",
        silently(algebra.cov),
        "covariance matrix",
        analytic=analytic_arrays.cov,
        vjp=vjps_reductions.covariance,
        typeset=upright("Cov"),
        without={"batch": "numpy takes one matrix at a time"},
    ),
    row(
        "np.corrcoef(x, *, rowvar=True)",
        silently(algebra.corrcoef),
        "correlation matrix",
        analytic=analytic_arrays.corrcoef,
        vjp=vjps_reductions.correlation,
        typeset=upright("Corr"),
        without={"batch": "numpy takes one matrix at a time"},
    ),
]
