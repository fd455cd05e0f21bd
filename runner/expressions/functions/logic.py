"""Comparisons by name, truth values, and the parts of complex numbers."""

from __future__ import annotations

import numpy as np

from .. import reductions
from .. import selecting as select
from ..batching import entries as batch_entries
from ..batching import reductions as batch_reductions
from ..notation import Notation, compared, each, form, joined, over_axis, raised, upright
from ..operators import element_wise
from ..table import Function, row


def _steps(name: str, meaning: str) -> list[Function]:
    """A function of numpy of one argument that is constant but for its jumps."""
    return row(f"{name}(x)", getattr(np, name[3:]), meaning, varies=False, batch=batch_entries.one, typeset=each())


def _two_steps(name: str, meaning: str, typeset: Notation) -> list[Function]:
    """A function of numpy of two arguments that is constant but for its jumps."""
    value = element_wise(getattr(np, name[3:]))
    return row(f"{name}(a, b)", value, meaning, varies=False, batch=batch_entries.binary, typeset=typeset)


LOGIC = [
    *(
        _two_steps(f"np.{name}", meaning, typeset)
        for name, meaning, typeset in (
            ("equal", "a == b", compared("=")),
            ("not_equal", "a != b", compared("≠")),
            ("less", "a < b", compared("<")),
            ("less_equal", "a <= b", compared("≤")),
            ("greater", "a > b", compared(">")),
            ("greater_equal", "a >= b", compared("≥")),
            ("logical_and", "both", each()),
            ("logical_or", "either", each()),
            ("logical_xor", "one but not both", each()),
        )
    ),
    _steps("np.logical_not", "not"),
    *(
        row(f"np.{name}(a, b)", element_wise(getattr(np, name)), meaning, analytic=False, varies=False, typeset=joined(sign))
        for name, meaning, sign in (
            ("bitwise_and", "a & b", "∧"),
            ("bitwise_or", "a | b", "∨"),
            ("bitwise_xor", "a ^ b", "⊻"),
        )
    ),
    row("np.invert(x)", np.invert, "~x", analytic=False, varies=False, batch=batch_entries.one, typeset=form("not")),
    _steps("np.isnan", "is it NaN"),
    _steps("np.isinf", "is it infinite"),
    _steps("np.isfinite", "is it finite"),
    _steps("np.signbit", "is its sign negative"),
    row("np.iscomplex(z)", np.iscomplex, "has it an imaginary part", analytic=False, varies=False, batch=batch_entries.one),
    row("np.isreal(z)", np.isreal, "has it no imaginary part", analytic=False, varies=False, batch=batch_entries.one),
    row(
        "np.any(x, axis=None, *, keepdims=False)",
        reductions.any_,
        "does it hold anywhere",
        also=".any",
        varies=False,
        batch=batch_reductions.reduction,
        typeset=over_axis(),
    ),
    row(
        "np.all(x, axis=None, *, keepdims=False)",
        reductions.all_,
        "does it hold everywhere",
        also=".all",
        varies=False,
        batch=batch_reductions.reduction,
        typeset=over_axis(),
    ),
    row(
        "np.isclose(a, b, *, rtol=1e-05, atol=1e-08)",
        select.isclose,
        "nearly equal, entry by entry",
        varies=False,
        batch=batch_entries.many,
        typeset=each(),
    ),
    row(
        "np.allclose(a, b, *, rtol=1e-05, atol=1e-08)",
        select.allclose,
        "nearly equal everywhere",
        analytic=False,
        varies=False,
        typeset=upright(axes="0"),
    ),
    row(
        "np.array_equal(a, b)",
        np.array_equal,
        "equal in shape and entries",
        analytic=False,
        varies=False,
        typeset=upright(axes="0"),
    ),
]

COMPLEX_PARTS = [
    row(
        "np.real(z)",
        np.real,
        "real part",
        also=".real",
        analytic=False,
        batch=batch_entries.one,
        vjp=lambda g, y, z: g,
        typeset=each("Re"),
    ),
    row(
        "np.imag(z)",
        np.imag,
        "imaginary part",
        also=".imag",
        analytic=False,
        batch=batch_entries.one,
        vjp=lambda g, y, z: 0.0 * g,
        typeset=each("Im"),
    ),
    row(
        "np.conj(z)",
        np.conj,
        "complex conjugate",
        also="np.conjugate .conj .conjugate",
        analytic=False,
        batch=batch_entries.one,
        vjp=lambda g, y, z: g,
        typeset=raised("∗"),
    ),
    row(
        "np.angle(z, *, deg=False)",
        np.angle,
        "angle in the complex plane",
        analytic=False,
        batch=batch_entries.unary,
        typeset=each("arg"),
        without={"vjp": "it varies through complex numbers alone"},
    ),
]
