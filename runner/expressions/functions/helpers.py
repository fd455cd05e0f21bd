"""The functions of statistics and neural networks that numpy lacks, each with a definition in plain numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .. import analytic_arrays, helpers
from .. import special as special_functions
from ..analytic import carried
from ..batching import entries as batch_entries
from ..batching import parts as batch_parts
from ..batching import reductions as batch_reductions
from ..batching.batch import as_it_is
from ..notation import Notation, each, form, upright
from ..operators import element_wise
from ..table import POSITIVE, Function, Interval, row
from ..vjps import reductions as vjps_reductions
from ..vjps import selecting as vjps_selecting
from ..vjps import shaping as vjps_shaping
from ..vjps.common import Vjp, readable

_sigmoid, _digamma = readable(helpers.sigmoid), readable(special_functions.digamma, "digamma")
_trigamma = readable(special_functions.trigamma, "trigamma")
_i1_slope = readable(special_functions.i1_slope, "i1_slope")


def _smooth(
    signature: str,
    value: Callable[..., Any],
    meaning: str,
    *,
    vjp: Vjp,
    script: str,
    typeset: Notation | None = None,
    tangent: Vjp | None = None,
    domain: tuple[Interval, ...] = (),
    without: Mapping[str, str] | None = None,
) -> list[Function]:
    """A function of our own of one argument, entry by entry."""
    return row(
        signature,
        value,
        meaning,
        analytic=carried(value, tangent or vjp),
        batch=batch_entries.one,
        vjp=vjp,
        typeset=typeset or each(),
        domain=domain,
        script=script,
        without=without,
    )


_xlogy = element_wise(lambda a, b: np.multiply(a, np.log(np.where(np.equal(a, 0), 1.0, b))))

HELPERS = [
    _smooth(
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
    _smooth(
        "relu(x)",
        helpers.relu,
        "max(x, 0)",
        vjp=lambda g, y, x: g * (x > 0),
        script="""\
def relu(x):
    return np.maximum(x, 0)
""",
    ),
    _smooth(
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
    _smooth(
        "erf(x)",
        special_functions.erf,
        "error function",
        vjp=lambda g, y, x: g * (2 / np.sqrt(np.pi) * np.exp(-(x**2))),
        script="""\
def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)
""",
    ),
    _smooth(
        "gammaln(x)",
        special_functions.gammaln,
        "log |Γ(x)|",
        domain=(POSITIVE,),
        vjp=lambda g, y, x: g * _digamma(x),
        typeset=form("log gamma"),
        script="""\
def gammaln(x):
    return np.vectorize(math.lgamma, otypes=[float])(x)
""",
    ),
    _smooth(
        "digamma(x)",
        special_functions.digamma,
        "derivative of gammaln",
        domain=(POSITIVE,),
        vjp=lambda g, y, x: g * _trigamma(x),
        script="""\
def digamma(x):  # recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18)
    x, shift = np.asarray(x, dtype=float), 0.0
    reflected = np.where(x <= 0, -np.pi / np.tan(np.pi * np.where(x <= 0, x, 0.5)), 0.0)
    x = np.where(x <= 0, 1 - x, x)
    for _ in range(10):
        shift, x = shift + np.where(x < 10, 1 / x, 0), np.where(x < 10, x + 1, x)
    r = 1 / x**2
    series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))))
    return np.log(x) - 0.5 / x - series - shift + reflected
""",
        without={"text": "the trigamma function cannot be called"},
    ),
    _smooth(
        "entr(x)",
        special_functions.entr,
        "−x log x, 0 at 0",
        domain=(POSITIVE,),
        vjp=lambda g, y, x: g * (-np.log(x) - 1),
        script="""\
def entr(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, -x * np.log(np.where(x > 0, x, 1.0)), np.where(x == 0, 0.0, -np.inf))
""",
    ),
    _smooth(
        "i1(x)",
        special_functions.i1,
        "modified Bessel function I₁, the derivative of np.i0",
        vjp=lambda g, y, x: g * _i1_slope(x),
        script="""\
def i1(x):  # x / pi times the integral of exp(x cos t) sin(t)**2 from 0 to pi (Abramowitz and Stegun 9.6.18)
    t = np.arange(1, 256) * np.pi / 256
    x = np.asarray(x, dtype=float)[..., None]
    return x[..., 0] * np.sum(np.exp(x * np.cos(t)) * np.sin(t) ** 2, axis=-1) / 256
""",
        without={"text": "I₀(x) − I₁(x)/x cannot be written for x = 0"},
    ),
    row(
        "xlogy(a, b)",
        _xlogy,
        "a log b, and 0 where a is 0",
        analytic=carried(_xlogy, lambda g, y, a, b: g * np.log(b), lambda g, y, a, b: g * a / b),
        batch=batch_entries.binary,
        vjp=(lambda g, y, a, b: g * np.log(b), lambda g, y, a, b: g * a / b),
        typeset=each(),
        domain=(POSITIVE, POSITIVE),
        script="""\
def xlogy(a, b):
    return np.multiply(a, np.log(np.where(np.equal(a, 0), 1.0, b)))
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
