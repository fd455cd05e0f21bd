"""The builtins of Python that an expression may call."""

from __future__ import annotations

import numpy as np

from .. import analytic, making
from .. import python_builtins as builtin
from ..analytic import carried
from ..batching import entries as batch_entries
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import each, upright
from ..table import row
from ..vjps import reductions as vjps_reductions
from ..vjps.common import Each

BUILTINS = [
    row(
        "abs(x)",
        builtin.absolute,
        "absolute value",
        rule="np.abs",
        analytic=carried(np.abs, lambda g, y, x: g * np.sign(x)),
        vjp=lambda g, y, x: g * np.sign(x),
    ),
    row(
        "len(x)",
        builtin.length,
        "length of the first axis",
        varies=False,
        batch=as_it_is(batch_entries.length),
        typeset=upright(axes="0"),
    ),
    row(
        "sum(x, start=0)",
        builtin.total,
        "sum over the first axis, or of a list",
        batch=as_it_is(batch_reductions.total),
        vjp={"x": vjps_reductions.python_total, "start": lambda g, y, x, start: g},
        typeset=upright(),
    ),
    row(
        "max(*values)",
        builtin.maximum,
        "largest of several numbers, or of a vector",
        least=1,
        batch=as_it_is(batch_reductions.extreme(np.greater, np.argmax)),
        vjp=Each(vjps_reductions.python_extreme),
        typeset=upright(axes="0"),
    ),
    row(
        "min(*values)",
        builtin.minimum,
        "smallest of several numbers, or of a vector",
        least=1,
        batch=as_it_is(batch_reductions.extreme(np.less, np.argmin)),
        vjp=Each(vjps_reductions.python_extreme),
        typeset=upright(axes="0"),
    ),
    row("round(x, ndigits=None)", builtin.round_, "rounded", varies=False, batch=batch_entries.unary, typeset=each()),
    row(
        "float(x)",
        builtin.float_,
        "as a float",
        analytic=analytic.single,
        batch=as_it_is(batch_entries.single(float)),
        vjp=lambda g, y, x: g,
        typeset=upright(axes="0"),
    ),
    row("int(x)", builtin.int_, "as an integer, rounded towards zero", varies=False, typeset=upright(axes="0")),
    row(
        "bool(x)",
        builtin.bool_,
        "as a truth value",
        varies=False,
        batch=as_it_is(batch_entries.single(bool)),
        typeset=upright(axes="0"),
    ),
    row(
        "complex(real, imag=0)",
        builtin.complex_,
        "as a complex number",
        analytic=False,
        typeset=upright(axes="0"),
        without={"batch": "its value is complex", "vjp": "its value is complex"},
    ),
    row(
        "range(start, stop=None, step=1)",
        making.range_,
        "integers from start (or 0) up to stop, as an array",
        analytic=False,
        varies=False,
        typeset=upright(axes="1"),
    ),
]
