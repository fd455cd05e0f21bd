"""Arrays from nothing, from numbers, and from other arrays."""

from __future__ import annotations

import numpy as np

from .. import analytic, making
from ..batching import entries as batch_entries
from ..batching.batch import as_it_is
from ..notation import along_axis, form, upright
from ..table import row
from ..vjps import reductions as vjps_reductions
from ..vjps import shaping as vjps_shaping

MAKING = [
    row(
        "np.array(x, *, dtype=None)",
        making.array,
        "an array of numbers, arrays or nested lists",
        also="np.asarray",
        batch=as_it_is(batch_entries.array),
        vjp=vjps_shaping.array,
        typeset=form("array"),
    ),
    row("np.zeros(shape, dtype=float)", making.filled(np.zeros), "zeros", varies=False, typeset=form("constant", "0")),
    row("np.ones(shape, dtype=float)", making.filled(np.ones), "ones", varies=False, typeset=form("constant", "1")),
    row(
        "np.full(shape, fill_value=, *, dtype=None)",
        making.full,
        "one value everywhere",
        batch=as_it_is(batch_entries.full),
        vjp={"fill_value": vjps_shaping.filled},
        typeset=upright(axes="shape"),
    ),
    row(
        "np.zeros_like(x, *, dtype=None)",
        making.like(np.zeros_like),
        "zeros in the shape of x",
        varies=False,
        batch=batch_entries.constant,
        typeset=form("constant like", "0"),
    ),
    row(
        "np.ones_like(x, *, dtype=None)",
        making.like(np.ones_like),
        "ones in the shape of x",
        varies=False,
        batch=batch_entries.constant,
        typeset=form("constant like", "1"),
    ),
    row(
        "np.full_like(x, fill_value=, *, dtype=None)",
        making.full_like,
        "one value in the shape of x",
        analytic=analytic.full_like,
        batch=as_it_is(batch_entries.full_like),
        vjp={"x": vjps_shaping.no_values, "fill_value": vjps_shaping.filled},
        typeset=along_axis(),
    ),
    row("np.eye(n, m=None, k=0, *, dtype=float)", making.eye, "ones on a diagonal", varies=False, typeset=form("identity")),
    row("np.identity(n, *, dtype=float)", making.identity, "identity matrix", varies=False, typeset=form("identity")),
    row(
        "np.arange(start, stop=None, step=1, *, dtype=None)",
        making.arange,
        "numbers from start (or 0) up to stop",
        varies=False,
        typeset=upright(axes="1"),
    ),
    row(
        "np.linspace(start, stop=, num=50)",
        making.linspace,
        "numbers from one to another, evenly spaced",
        batch=batch_entries.linspace,
        vjp=(vjps_shaping.spaced_start, vjps_shaping.spaced_stop),
        typeset=upright(),
    ),
    row(
        "np.tril_indices(n, k=0)",
        making.triangle_indices(np.tril_indices),
        "indices of the lower triangle of an n×n matrix",
        varies=False,
    ),
    row("np.diag_indices(n)", making.diag_indices, "indices of the diagonal of an n×n matrix", varies=False),
    row(
        "np.vander(x, N=None, increasing=False)",
        making.vander,
        "powers of the entries of a vector, as columns",
        batch=as_it_is(batch_entries.vander),
        vjp=vjps_reductions.powers,
        typeset=upright(axes="2"),
    ),
    row(
        "np.triu_indices(n, k=0)",
        making.triangle_indices(np.triu_indices),
        "indices of the upper triangle of an n×n matrix",
        varies=False,
    ),
    row(
        "np.copy(x)",
        making.copied,
        "a copy",
        also=".copy",
        batch=batch_entries.one,
        vjp=lambda g, y, x: g,
        typeset=form("itself"),
    ),
    row(
        ".astype(x, dtype=)",
        making.astype,
        "in another kind of number",
        analytic=analytic.astype,
        batch=batch_entries.unary,
        vjp=vjps_shaping.cast,
        typeset=along_axis(),
    ),
]
