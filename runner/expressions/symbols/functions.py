"""Other functions that read badly in general."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from .. import helpers
from ..writing import called
from . import terms
from .general import argument, generic
from .names import Names
from .readings import READINGS, reads
from .symbol import Symbol, bare
from .whole import whole

READINGS.update({
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x: x.size,
    np.iscomplexobj: lambda x: False,
    np.zeros_like: lambda x, *args, **options: np.zeros_like(bare(x), *args, **options),
    np.ones_like: lambda x, *args, **options: np.ones_like(bare(x), *args, **options),
})  # fmt: skip


@reads(np.diag)
def diag(x: Symbol, k: int = 0) -> Any:
    """A vector as a diagonal: of ones, the identity."""
    if x.ndim == 1 and not k and not x.term.shape:
        identity = called("np.eye", (x.names.length(x.shape[0]).text,))
        x.names.notice(identity.text, np.eye(x.shape[0]))
        return x.new(terms.times(x.term, terms.atom(identity, (x.shape[0],) * 2)), np.diag(x.value))
    return generic(np.diag, (x, k), {}, x.names)


@reads("softmax")
def softmax(z: Any, axis: Any = -1) -> Any:
    axis = None if axis is None else index(axis)
    value = helpers.softmax(z.value, axis)
    last = axis is not None and axis % z.ndim == z.ndim - 1
    text = called("softmax", (whole(z).text,) if last else (whole(z).text, f"axis={axis}"))
    return z.new(z.names.atom(text, value), value)


def joined(parts: Any, names: Names) -> Symbol:
    """A list of numbers or arrays as an array."""
    value = np.asarray(bare(parts))
    return Symbol(terms.atom(called("np.array", (argument(parts, names),)), value.shape), value, names)
