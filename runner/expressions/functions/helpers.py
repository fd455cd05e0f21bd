"""The functions of statistics and neural networks that numpy lacks, and the builtins of Python."""

from __future__ import annotations

import numpy as np

from .. import analytic, analytic_arrays, helpers, making
from .. import python_builtins as builtin
from .. import special as special_functions
from ..analytic import carried
from ..batching import entries as batch_entries
from ..batching import parts as batch_parts
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import each, form, upright
from ..table import row
from ..vjps import reductions as vjps_reductions
from ..vjps import shaping as vjps_shaping
from ..vjps.common import Each, readable, sent_back

_sigmoid, _digamma = readable(helpers.sigmoid), readable(special_functions.digamma, "digamma")
_trigamma = readable(special_functions.trigamma, "trigamma")
_i1_slope = readable(special_functions.i1_slope, "i1_slope")

HELPERS = [
    row(
        "sigmoid(x)",
        helpers.sigmoid,
        "1 / (1 + e⁻ˣ)",
        analytic=carried(helpers.sigmoid, lambda g, y, x: g * y * helpers.sigmoid(-x)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * y * (1 - y),
        typeset=each(),
    ),
    row(
        "relu(x)",
        helpers.relu,
        "max(x, 0)",
        analytic=carried(helpers.relu, lambda g, y, x: g * (x > 0)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * (x > 0),
        typeset=each(),
    ),
    row(
        "softplus(x)",
        helpers.softplus,
        "log(1 + eˣ)",
        analytic=carried(helpers.softplus, lambda g, y, x: g * _sigmoid(x)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * _sigmoid(x),
        typeset=each(),
    ),
    row(
        "softmax(z, axis=-1|None)",
        helpers.softmax,
        "eᶻ / Σ eᶻ along the axis",
        analytic=analytic_arrays.softmax,
        batch=batch_reductions.over(-1),
        vjp=vjps_reductions.softmax,
        typeset=each(),
    ),
    row(
        "log_softmax(z, axis=-1|None)",
        helpers.log_softmax,
        "log of softmax",
        analytic=analytic_arrays.log_softmax,
        batch=batch_reductions.over(-1),
        vjp=vjps_reductions.log_softmax,
        typeset=each("log softmax"),
    ),
    row(
        "logsumexp(z, axis=-1|None, *, keepdims=False)",
        helpers.logsumexp,
        "log Σ eᶻ along the axis",
        analytic=analytic_arrays.logsumexp,
        batch=batch_reductions.over(-1),
        vjp=vjps_reductions.logsumexp,
        typeset=upright(axes="over last"),
    ),
    row(
        "one_hot(labels, n=)",
        helpers.one_hot,
        "a one at each label, along a new last axis",
        analytic=False,
        varies=False,
        batch=batch_entries.unary,
        typeset=upright(),
    ),
    row(
        "erf(x)",
        special_functions.erf,
        "error function",
        analytic=carried(special_functions.erf, lambda g, y, x: g * (2 / np.sqrt(np.pi) * np.exp(-(x**2)))),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * (2 / np.sqrt(np.pi) * np.exp(-(x**2))),
        typeset=each(),
    ),
    row(
        "gammaln(x)",
        special_functions.gammaln,
        "log |Γ(x)|",
        analytic=carried(special_functions.gammaln, lambda g, y, x: g * _digamma(x)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * _digamma(x),
        typeset=form("log gamma"),
    ),
    row(
        "digamma(x)",
        special_functions.digamma,
        "derivative of gammaln",
        analytic=carried(special_functions.digamma, lambda g, y, x: g * _trigamma(x)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * _trigamma(x),
        typeset=each(),
    ),
    row(
        "entr(x)",
        special_functions.entr,
        "−x log x, 0 at 0",
        analytic=carried(special_functions.entr, lambda g, y, x: g * (-np.log(x) - 1)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * (-np.log(x) - 1),
        typeset=each(),
    ),
    row(
        "i1(x)",
        special_functions.i1,
        "modified Bessel function I₁, the derivative of np.i0",
        analytic=carried(special_functions.i1, lambda g, y, x: g * special_functions.i1_slope(x)),
        batch=batch_entries.one,
        vjp=lambda g, y, x: g * _i1_slope(x),
        typeset=each(),
    ),
    row(
        "scatter_add(shape, index=, values=)",
        helpers.scatter_add,
        "zeros with values added at the index",
        batch=as_it_is(batch_parts.scatter_add),
        vjp={"values": vjps_shaping.scattered},
        typeset=upright(),
    ),
    row(
        "sliding_window_view(x, window_shape=, axis=None)",
        helpers.sliding_window_view,
        "all windows of a shape, as the last axes",
        batch=batch_parts.windows,
        vjp=sent_back(np.lib.stride_tricks.sliding_window_view),
        typeset=upright(),
    ),
]

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
    row("complex(real, imag=0)", builtin.complex_, "as a complex number", analytic=False, typeset=upright(axes="0")),
    row(
        "range(start, stop=None, step=1)",
        making.range_,
        "integers from start (or 0) up to stop, as an array",
        analytic=False,
        varies=False,
        typeset=upright(axes="1"),
    ),
]
