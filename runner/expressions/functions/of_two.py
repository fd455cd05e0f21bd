"""Functions entry by entry of two arrays, which are broadcast against each other."""

from __future__ import annotations

import numpy as np

from .. import analytic, helpers
from ..analytic import carried
from ..batching import entries as batch_entries
from ..notation import Notation, each, form, infix
from ..operators import element_wise
from ..table import ANYWHERE, POSITIVE, Function, Interval, row
from ..vjps import elementwise as vjps_elementwise
from ..vjps.common import Vjp, readable

_sigmoid = readable(helpers.sigmoid)


def _two(
    name: str,
    meaning: str,
    *,
    vjp: tuple[Vjp, Vjp],
    also: str = "",
    typeset: Notation | None = None,
    tangent: tuple[Vjp, Vjp] | None = None,
    domain: tuple[Interval, ...] = (),
) -> list[Function]:
    """A function of numpy of two arguments, entry by entry; without `tangent` it is its own continuation."""
    value = element_wise(getattr(np, name[3:]))
    return row(
        f"{name}(a, b)",
        value,
        meaning,
        also=also,
        analytic=True if tangent is None else carried(value, *tangent),
        batch=batch_entries.binary,
        vjp=vjp,
        typeset=typeset or each(),
        domain=domain,
    )


def _carried(name: str, meaning: str, vjp: tuple[Vjp, Vjp], also: str = "") -> list[Function]:
    """A function of numpy of two arguments of which the rules are the tangents too."""
    return _two(name, meaning, vjp=vjp, also=also, tangent=vjp)


def _two_steps(name: str, meaning: str, typeset: Notation | None = None, domain: tuple[Interval, ...] = ()) -> list[Function]:
    """A function of numpy of two arguments that is constant but for its jumps."""
    value = element_wise(getattr(np, name[3:]))
    return row(
        f"{name}(a, b)", value, meaning, varies=False, batch=batch_entries.binary, typeset=typeset or each(), domain=domain
    )


OF_TWO = [
    _two("np.add", "a + b", vjp=(lambda g, y, a, b: g, lambda g, y, a, b: g), typeset=form("sum")),
    _two("np.subtract", "a - b", vjp=(lambda g, y, a, b: g, lambda g, y, a, b: -g), typeset=form("difference")),
    _two("np.multiply", "a * b", vjp=(lambda g, y, a, b: g * b, lambda g, y, a, b: g * a), typeset=form("product")),
    _two(
        "np.divide",
        "a / b",
        domain=(ANYWHERE, POSITIVE),
        vjp=(lambda g, y, a, b: g / b, lambda g, y, a, b: -g * a / b**2),
        also="np.true_divide",
        typeset=form("quotient"),
        tangent=vjps_elementwise.QUOTIENT_TANGENT,
    ),
    _two(
        "np.power",
        "a ** b",
        vjp=vjps_elementwise.POWER,
        also="np.pow",
        typeset=form("power"),
        tangent=vjps_elementwise.POWER,
        domain=(POSITIVE, ANYWHERE),
    ),
    _two(
        "np.float_power",
        "a ** b, in floats",
        vjp=vjps_elementwise.POWER,
        tangent=vjps_elementwise.POWER,
        domain=(POSITIVE, ANYWHERE),
    ),
    _two(
        "np.remainder",
        "a % b, with the sign of b",
        domain=(ANYWHERE, POSITIVE),
        vjp=(lambda g, y, a, b: g, lambda g, y, a, b: -g * np.floor(a / b)),
        also="np.mod",
        typeset=infix("mod"),
        tangent=vjps_elementwise.REMAINDER_TANGENT,
    ),
    _two(
        "np.fmod",
        "the remainder with the sign of a",
        domain=(ANYWHERE, POSITIVE),
        vjp=(lambda g, y, a, b: g, lambda g, y, a, b: -g * np.trunc(a / b)),
        tangent=vjps_elementwise.REMAINDER_TANGENT,
    ),
    _carried("np.hypot", "√(a² + b²)", vjp=(lambda g, y, a, b: g * a / y, lambda g, y, a, b: g * b / y)),
    _carried(
        "np.arctan2",
        "the angle of the point (b, a)",
        vjp=(lambda g, y, a, b: g * b / (a**2 + b**2), lambda g, y, a, b: -g * a / (a**2 + b**2)),
        also="np.atan2",
    ),
    _carried(
        "np.logaddexp", "log(eᵃ + eᵇ)", vjp=(lambda g, y, a, b: g * _sigmoid(a - b), lambda g, y, a, b: g * _sigmoid(b - a))
    ),
    _carried(
        "np.logaddexp2", "log₂(2ᵃ + 2ᵇ)", vjp=(lambda g, y, a, b: g * np.exp2(a - y), lambda g, y, a, b: g * np.exp2(b - y))
    ),
    _carried("np.copysign", "|a| with the sign of b", vjp=(vjps_elementwise.copysign, lambda g, y, a, b: 0.0 * b)),
    row(
        "np.maximum(a, b)",
        element_wise(np.maximum),
        "the larger of two, entry by entry",
        analytic=analytic.maximum,
        batch=batch_entries.binary,
        vjp=(lambda g, y, a, b: g * (a >= b), lambda g, y, a, b: g * (b > a)),
        typeset=each("max"),
    ),
    row(
        "np.minimum(a, b)",
        element_wise(np.minimum),
        "the smaller of two, entry by entry",
        analytic=analytic.minimum,
        batch=batch_entries.binary,
        vjp=(lambda g, y, a, b: g * (a <= b), lambda g, y, a, b: g * (b < a)),
        typeset=each("min"),
    ),
    row(
        "np.fmax(a, b)",
        element_wise(np.fmax),
        "the larger of two, NaN passed over",
        analytic=analytic.fmax,
        batch=batch_entries.binary,
        vjp=(lambda g, y, a, b: g * ((a >= b) | np.isnan(b)), lambda g, y, a, b: g * ((b > a) | np.isnan(a))),
        typeset=each(),
    ),
    row(
        "np.fmin(a, b)",
        element_wise(np.fmin),
        "the smaller of two, NaN passed over",
        analytic=analytic.fmin,
        batch=batch_entries.binary,
        vjp=(lambda g, y, a, b: g * ((a <= b) | np.isnan(b)), lambda g, y, a, b: g * ((b < a) | np.isnan(a))),
        typeset=each(),
    ),
    _two_steps("np.floor_divide", "a // b", typeset=form("whole quotient"), domain=(ANYWHERE, POSITIVE)),
    _two_steps("np.heaviside", "0 below 0, b at 0, 1 above"),
]
