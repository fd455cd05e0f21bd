"""Special functions, each with a definition in plain numpy."""

from __future__ import annotations

import numpy as np

from .. import special as special_functions
from ..analytic import carried
from ..batching import entries as batch_entries
from ..notation import each, form
from ..operators import element_wise
from ..table import POSITIVE, row
from ..vjps.common import readable
from .smooth import smooth

_digamma, _trigamma = readable(special_functions.digamma, "digamma"), readable(special_functions.trigamma, "trigamma")
_i1_slope = readable(special_functions.i1_slope, "i1_slope")
_xlogy = element_wise(lambda a, b: np.multiply(a, np.log(np.where(np.equal(a, 0), 1.0, b))))

SPECIAL = [
    smooth(
        "erf(x)",
        special_functions.erf,
        "error function",
        vjp=lambda g, y, x: g * (2 / np.sqrt(np.pi) * np.exp(-(x**2))),
        script="""\
def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)
""",
    ),
    smooth(
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
    smooth(
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
    smooth(
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
    smooth(
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
]
