"""Entries chosen by index, condition or order."""

from __future__ import annotations

import numpy as np

from .. import analytic, analytic_arrays
from .. import selecting as select
from ..batching import entries as batch_entries
from ..batching import parts as batch_parts
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import along_axis, form, upright
from ..table import row
from ..vjps import selecting as vjps_selecting

SELECTING = [
    row(
        "np.where(condition, a, b)",
        select.where,
        "a where the condition holds, else b",
        analytic=analytic.where,
        least=1,
        batch=batch_entries.where,
        vjp=(None, vjps_selecting.where_true, vjps_selecting.where_false),
        typeset=form("cases"),
    ),
    row(
        "np.select(conditions, choices, default=0)",
        select.select,
        "the choice of the first condition that holds",
        analytic=analytic.select,
        batch=batch_entries.select,
        vjp={"choices": vjps_selecting.selected, "default": vjps_selecting.selected_default},
        typeset=form("several cases"),
    ),
    row(
        "np.take(x, indices=, axis=None)",
        select.take,
        "entries by index",
        also=".take",
        batch=batch_parts.take,
        vjp=vjps_selecting.taken,
        typeset=upright(),
    ),
    row(
        "np.take_along_axis(x, indices, axis=-1|None)",
        select.take_along_axis,
        "one entry by index along an axis",
        batch=as_it_is(batch_parts.take_along_axis),
        vjp=vjps_selecting.take_along_axis,
        typeset=along_axis(),
    ),
    row(
        "np.sort(x, axis=-1|None)",
        select.sort,
        "sorted",
        analytic=analytic_arrays.sort,
        batch=batch_reductions.along(-1),
        vjp=vjps_selecting.sort,
        typeset=along_axis(),
    ),
    row(
        "np.argsort(x, axis=-1|None)",
        select.argsort,
        "indices that sort",
        also=".argsort",
        varies=False,
        batch=batch_reductions.along(-1),
        typeset=along_axis(),
    ),
    row("np.nonzero(x)", select.nonzero, "indices of what is not 0", also=".nonzero", varies=False),
    row("np.flatnonzero(x)", np.flatnonzero, "flat indices of what is not 0", varies=False),
    row("np.argwhere(x)", select.argwhere, "indices of what is not 0, as rows", varies=False),
    row("np.ix_(*vectors)", select.ix, "rows and columns to index together", analytic=False, varies=False),
    row(
        "np.interp(x, xp, fp)",
        np.interp,
        "linear interpolation",
        analytic=analytic.interp,
        batch=batch_entries.unary,
        vjp={"x": vjps_selecting.interpolated, "fp": vjps_selecting.interpolated_values},
        typeset=along_axis(),
        without={"text": "it would look up between which places each entry lies"},
    ),
]
