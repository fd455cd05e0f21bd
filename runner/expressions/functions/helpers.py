"""The functions of statistics and neural networks that numpy lacks, each with a definition in plain numpy."""

from __future__ import annotations

from .. import analytic_arrays, helpers
from .. import special as special_functions
from ..batching import entries as batch_entries
from ..batching import parts as batch_parts
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import each, upright
from ..table import row
from ..vjps import reductions as vjps_reductions
from ..vjps import selecting as vjps_selecting
from ..vjps import shaping as vjps_shaping
from ..vjps.common import readable
from .smooth import smooth

_sigmoid, _digamma = readable(helpers.sigmoid), readable(special_functions.digamma, "digamma")
_trigamma = readable(special_functions.trigamma, "trigamma")
_i1_slope = readable(special_functions.i1_slope, "i1_slope")

HELPERS = [
    smooth(
        "sigmoid(x)",
        helpers.sigmoid,
        "1 / (1 + e⁻ˣ)",
        vjp=lambda g, y, x: g * y * (1 - y),
        tangent=lambda g, y, x: g * y * _sigmoid(-x),
        script="""\
def sigmoid(x):
    return np.exp(-np.logaddexp(0, np.negative(x)))
""",
    ),
    smooth(
        "relu(x)",
        helpers.relu,
        "max(x, 0)",
        vjp=lambda g, y, x: g * (x > 0),
        script="""\
def relu(x):
    return np.maximum(x, 0)
""",
    ),
    smooth(
        "softplus(x)",
        helpers.softplus,
        "log(1 + eˣ)",
        vjp=lambda g, y, x: g * _sigmoid(x),
        script="""\
def softplus(x):
    return np.logaddexp(0, x)
""",
    ),
    row(
        "softmax(z, axis=-1|None)",
        helpers.softmax,
        "eᶻ / Σ eᶻ along the axis",
        analytic=analytic_arrays.softmax,
        batch=batch_reductions.over(-1),
        vjp=vjps_reductions.softmax,
        typeset=each(),
        script="""\
def softmax(z, axis=-1):
    return np.exp(z - logsumexp(z, axis, keepdims=True))
""",
    ),
    row(
        "log_softmax(z, axis=-1|None)",
        helpers.log_softmax,
        "log of softmax",
        analytic=analytic_arrays.log_softmax,
        batch=batch_reductions.over(-1),
        vjp=vjps_reductions.log_softmax,
        typeset=each("log softmax"),
        script="""\
def log_softmax(z, axis=-1):
    return z - logsumexp(z, axis, keepdims=True)
""",
    ),
    row(
        "logsumexp(z, axis=-1|None, *, keepdims=False)",
        helpers.logsumexp,
        "log Σ eᶻ along the axis",
        analytic=analytic_arrays.logsumexp,
        batch=batch_reductions.over(-1),
        vjp=vjps_reductions.logsumexp,
        typeset=upright(axes="over last"),
        script="""\
def logsumexp(z, axis=-1, keepdims=False):
    largest = np.max(z, axis=axis, keepdims=True)
    total = np.log(np.sum(np.exp(z - largest), axis=axis, keepdims=True)) + largest
    return total if keepdims else np.squeeze(total, axis)
""",
    ),
    row(
        "one_hot(labels, n=)",
        helpers.one_hot,
        "a one at each label, along a new last axis",
        analytic=False,
        varies=False,
        batch=batch_entries.unary,
        typeset=upright(),
        script="""\
def one_hot(labels, n):
    return np.eye(n)[labels]
""",
    ),
    row(
        "scatter_add(shape, index=, values=)",
        helpers.scatter_add,
        "zeros with values added at the index",
        batch=as_it_is(batch_parts.scatter_add),
        vjp={"values": vjps_shaping.scattered},
        typeset=upright(),
        script="""\
def scatter_add(shape, index, values):
    out = np.zeros(shape)
    np.add.at(out, index, values)
    return out
""",
    ),
    row(
        "sliding_window_view(x, window_shape=, axis=None)",
        helpers.sliding_window_view,
        "all windows of a shape, as the last axes",
        batch=batch_parts.windows,
        vjp=vjps_selecting.windows,
        typeset=upright(),
        script="""\
def sliding_window_view(x, window_shape, axis=None):
    return np.lib.stride_tricks.sliding_window_view(x, window_shape, axis)
""",
    ),
]
