"""Reductions and running sums."""

from __future__ import annotations

from .. import analytic_arrays, reductions
from .. import selecting as select
from ..batching import entries as batch_entries
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import along_axis, big, over_axis, upright
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
        typeset=big("∑"),
    ),
    row(
        "np.prod(x, axis=None, *, dtype=None, keepdims=False)",
        reductions.prod,
        "product",
        also=".prod",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.product,
        typeset=big("∏"),
    ),
    row(
        "np.mean(x, axis=None, *, dtype=None, keepdims=False)",
        reductions.mean,
        "mean",
        also=".mean",
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.mean,
        typeset=over_axis(),
    ),
    row(
        "np.var(x, axis=None, *, ddof=0, keepdims=False)",
        reductions.var,
        "variance",
        also=".var",
        analytic=analytic_arrays.var,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.variance,
        typeset=over_axis(),
    ),
    row(
        "np.std(x, axis=None, *, ddof=0, keepdims=False)",
        reductions.std,
        "standard deviation",
        also=".std",
        analytic=analytic_arrays.std,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.deviation,
        typeset=over_axis(),
    ),
    row(
        f"np.max({_AXES})",
        reductions.max_,
        "largest",
        also="np.amax .max",
        analytic=analytic_arrays.max_,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
        typeset=over_axis(),
    ),
    row(
        f"np.min({_AXES})",
        reductions.min_,
        "smallest",
        also="np.amin .min",
        analytic=analytic_arrays.min_,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.extreme,
        typeset=over_axis(),
    ),
    row(
        f"np.ptp({_AXES})",
        reductions.ptp,
        "largest less smallest",
        analytic=analytic_arrays.ptp,
        batch=batch_reductions.reduction,
        vjp=vjps_reductions.spread,
        typeset=over_axis(),
    ),
    row(
        f"np.argmax({_AXES})",
        reductions.argmax,
        "where it is largest",
        also=".argmax",
        varies=False,
        batch=batch_reductions.one_axis,
        typeset=over_axis(),
    ),
    row(
        f"np.argmin({_AXES})",
        reductions.argmin,
        "where it is smallest",
        also=".argmin",
        varies=False,
        batch=batch_reductions.one_axis,
        typeset=over_axis(),
    ),
    row(
        "np.cumsum(x, axis=None)",
        reductions.cumsum,
        "running sum",
        also=".cumsum",
        batch=batch_reductions.along(None),
        vjp=vjps_reductions.running_total,
        typeset=upright(axes="flat"),
    ),
    row(
        "np.cumprod(x, axis=None)",
        reductions.cumprod,
        "running product",
        also=".cumprod",
        batch=batch_reductions.along(None),
        vjp=vjps_reductions.running_product,
        typeset=upright(axes="flat"),
    ),
    row(
        "np.diff(x, n=1, axis=-1)",
        select.diff,
        "difference of neighbours, n times",
        batch=batch_reductions.diff,
        vjp=vjps_reductions.differences,
        typeset=along_axis(),
    ),
    row(
        "np.polyval(p, x)",
        select.polyval,
        "the polynomial p[0] xⁿ + … + p[n] at x",
        batch=as_it_is(batch_entries.polyval),
        vjp=(vjps_reductions.polynomial_of, vjps_reductions.polynomial_at),
        typeset=upright(),
    ),
    row(
        "np.trapezoid(y, x=None, *, dx=1.0, axis=-1)",
        select.trapezoid,
        "integral by the trapezoidal rule",
        batch=batch_reductions.trapezoid,
        vjp=(vjps_reductions.trapezoid_of, vjps_reductions.trapezoid_at),
        typeset=upright(axes="over last"),
    ),
    row(
        f"np.count_nonzero({_AXES})",
        reductions.count_nonzero,
        "how many are not 0",
        varies=False,
        batch=batch_reductions.reduction,
        typeset=over_axis(),
    ),
]
