"""Functions entry by entry of one array."""

from __future__ import annotations

import numpy as np

from .. import analytic, special
from .. import selecting as select
from ..analytic import carried
from ..batching import entries as batch_entries
from ..notation import Notation, along_axis, each, fences, form
from ..reductions import silently
from ..table import ABOVE_ONE, POSITIVE, WITHIN_ONE, Function, Interval, row
from ..vjps import elementwise as vjps_elementwise
from ..vjps.common import Vjp, readable

_i1 = readable(special.i1, "i1")


def _smooth(
    name: str,
    meaning: str,
    *,
    vjp: Vjp,
    also: str = "",
    typeset: Notation | None = None,
    tangent: Vjp | None = None,
    domain: tuple[Interval, ...] = (),
) -> list[Function]:
    """A function of numpy of one argument, entry by entry."""
    value = getattr(np, name[3:])
    return row(
        f"{name}(x)",
        value,
        meaning,
        also=also,
        analytic=carried(value, tangent or vjp),
        batch=batch_entries.one,
        vjp=vjp,
        typeset=typeset or each(),
        domain=domain,
    )


def _steps(name: str, meaning: str, typeset: Notation | None = None) -> list[Function]:
    """A function of numpy of one argument that is constant but for its jumps."""
    value = getattr(np, name[3:])
    return row(f"{name}(x)", value, meaning, varies=False, batch=batch_entries.one, typeset=typeset or each())


ELEMENT_WISE = [
    _smooth("np.exp", "eˣ", vjp=lambda g, y, x: g * y, typeset=form("exponential")),
    _smooth("np.exp2", "2ˣ", vjp=lambda g, y, x: g * (y * np.log(2)), typeset=form("exponential of two")),
    _smooth("np.expm1", "eˣ − 1, exact for small x", vjp=lambda g, y, x: g * np.exp(x), typeset=form("exponential less one")),
    _smooth("np.log", "natural logarithm", vjp=lambda g, y, x: g / x, domain=(POSITIVE,)),
    _smooth(
        "np.log2",
        "logarithm to base 2",
        vjp=lambda g, y, x: g / (x * np.log(2)),
        typeset=form("logarithm", "2"),
        domain=(POSITIVE,),
    ),
    _smooth(
        "np.log10",
        "logarithm to base 10",
        vjp=lambda g, y, x: g / (x * np.log(10)),
        typeset=form("logarithm", "10"),
        domain=(POSITIVE,),
    ),
    _smooth(
        "np.log1p",
        "log(1 + x), exact for small x",
        vjp=lambda g, y, x: g / (1 + x),
        typeset=form("logarithm of one more"),
        domain=(POSITIVE,),
    ),
    _smooth("np.sqrt", "square root", vjp=lambda g, y, x: g / (2 * y), typeset=form("root", "2"), domain=(POSITIVE,)),
    _smooth("np.cbrt", "cube root", vjp=lambda g, y, x: g / (3 * y**2), typeset=form("root", "3"), domain=(POSITIVE,)),
    row("np.square(x)", np.square, "x²", batch=batch_entries.one, vjp=lambda g, y, x: g * (2 * x), typeset=form("square")),
    _smooth("np.reciprocal", "1 / x", vjp=lambda g, y, x: -g / x**2, domain=(POSITIVE,)),
    _smooth("np.sin", "sine", vjp=lambda g, y, x: g * np.cos(x)),
    _smooth("np.cos", "cosine", vjp=lambda g, y, x: -g * np.sin(x)),
    _smooth("np.tan", "tangent", vjp=lambda g, y, x: g / np.cos(x) ** 2, domain=(WITHIN_ONE,)),
    _smooth(
        "np.arcsin",
        "arc sine",
        domain=(WITHIN_ONE,),
        vjp=lambda g, y, x: g / np.sqrt(1 - x**2),
        also="np.asin",
        tangent=lambda g, y, x: g / np.sqrt((1 - x) * (1 + x)),
    ),
    _smooth(
        "np.arccos",
        "arc cosine",
        domain=(WITHIN_ONE,),
        vjp=lambda g, y, x: -g / np.sqrt(1 - x**2),
        also="np.acos",
        tangent=lambda g, y, x: -g / np.sqrt((1 - x) * (1 + x)),
    ),
    _smooth("np.arctan", "arc tangent", vjp=lambda g, y, x: g / (1 + x**2), also="np.atan"),
    _smooth("np.sinh", "hyperbolic sine", vjp=lambda g, y, x: g * np.cosh(x)),
    _smooth("np.cosh", "hyperbolic cosine", vjp=lambda g, y, x: g * np.sinh(x)),
    _smooth("np.tanh", "hyperbolic tangent", vjp=lambda g, y, x: g * (1 - y**2), tangent=lambda g, y, x: g / np.cosh(x) ** 2),
    _smooth(
        "np.arcsinh",
        "inverse hyperbolic sine",
        vjp=lambda g, y, x: g / np.sqrt(x**2 + 1),
        also="np.asinh",
        typeset=each("arsinh"),
        tangent=lambda g, y, x: g / np.hypot(x, 1),
    ),
    _smooth(
        "np.arccosh",
        "inverse hyperbolic cosine",
        domain=(ABOVE_ONE,),
        vjp=lambda g, y, x: g / np.sqrt(x**2 - 1),
        also="np.acosh",
        typeset=each("arcosh"),
        tangent=lambda g, y, x: g / np.sqrt((x - 1) * (x + 1)),
    ),
    _smooth(
        "np.arctanh",
        "inverse hyperbolic tangent",
        domain=(WITHIN_ONE,),
        vjp=lambda g, y, x: g / (1 - x**2),
        also="np.atanh",
        typeset=each("artanh"),
        tangent=lambda g, y, x: g / ((1 - x) * (1 + x)),
    ),
    _smooth("np.deg2rad", "degrees to radians", vjp=lambda g, y, x: g * (np.pi / 180), also="np.radians"),
    _smooth("np.rad2deg", "radians to degrees", vjp=lambda g, y, x: g * (180 / np.pi), also="np.degrees"),
    _smooth("np.i0", "modified Bessel function I₀", vjp=lambda g, y, x: g * _i1(x)),
    _smooth("np.sinc", "sin(πx) / πx", vjp=vjps_elementwise.sinc, tangent=vjps_elementwise.sinc_tangent),
    _smooth("np.abs", "absolute value", vjp=lambda g, y, x: g * np.sign(x), also="np.absolute np.fabs", typeset=fences("|", "|")),
    row("np.negative(x)", np.negative, "-x", batch=batch_entries.one, vjp=lambda g, y, x: -g, typeset=form("negative")),
    row("np.positive(x)", np.positive, "+x", batch=batch_entries.one, vjp=lambda g, y, x: g, typeset=form("itself")),
    row(
        "np.clip(x, a_min=None, a_max=None, *, min=None, max=None)",
        select.clip,
        "x brought between two bounds",
        analytic=analytic.clip,
        batch=batch_entries.clip,
        vjp={
            "x": vjps_elementwise.clip,
            "a_min": vjps_elementwise.clip_low,
            "a_max": vjps_elementwise.clip_high,
            "min": vjps_elementwise.clip_low,
            "max": vjps_elementwise.clip_high,
        },
        typeset=each(),
    ),
    row(
        ".clip(x, min=None, max=None)",
        select.clip,
        "x brought between two bounds",
        rule="np.clip",
        analytic=analytic.clip,
        vjp={"x": vjps_elementwise.clip, "min": vjps_elementwise.clip_low, "max": vjps_elementwise.clip_high},
    ),
    row(
        "np.nan_to_num(x, *, nan=0.0, posinf=None, neginf=None)",
        silently(np.nan_to_num),
        "x with NaN and infinities replaced",
        analytic=False,
        batch=batch_entries.unary,
        vjp=lambda g, y, x, **_: g * np.isfinite(x),
        typeset=along_axis(),
    ),
    _steps("np.sign", "−1, 0 or 1"),
    _steps("np.floor", "rounded down", typeset=fences("⌊", "⌋")),
    _steps("np.ceil", "rounded up", typeset=fences("⌈", "⌉")),
    _steps("np.trunc", "rounded towards zero"),
    _steps("np.rint", "rounded to the nearest integer"),
    row(
        "np.round(x, decimals=0)",
        select.rounded,
        "rounded to a number of decimals",
        also="np.around .round",
        varies=False,
        batch=batch_entries.unary,
        typeset=along_axis(),
    ),
]
