"""Arrays in other shapes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..writing import called, followed
from . import terms
from .axes import expanded
from .readings import reads
from .symbol import Symbol, bare
from .terms import Shape, Term
from .totals import dropped
from .whole import whole


def _without_ones(x: Symbol, shape: Shape) -> Term | None:
    """The same without its axes of length 1, where nothing else is done to the shape."""
    missing = x.ndim - len(x.term.shape)
    ones = [a for a, length in enumerate(x.shape) if length == 1]
    if not ones or not set(range(missing)) <= set(ones) or shape != tuple(length for length in x.shape if length != 1):
        return None
    return dropped(x.term, [a - missing for a in ones if a >= missing], x.ndim - missing)


@reads(np.reshape)
def reshape(x: Any, shape: Any, **_: Any) -> Any:
    value = np.reshape(x.value, bare(shape))
    if not x.term.shape or np.shape(value) == x.shape:
        return x.new(x.term, value)
    shorter = _without_ones(x, np.shape(value))
    if shorter is not None:
        return x.new(shorter, value)
    real = [length for length in value.shape if length != 1]
    if real == [length for length in x.shape if length != 1] and len(real) <= 2 and x.ndim < value.ndim:
        index = [None if length == 1 else slice(None) for length in value.shape]
        if sum(part is not None for part in index) == x.ndim:
            return expanded(x, index)
    text = x.names.shape(value.shape)
    text = text[1:-1] if text.startswith("(") and text.count("(") == 1 and len(value.shape) > 1 else text
    if not value.shape:
        return x.new(terms.linear(whole(x), lambda inner: called("np.sum", (inner.text,)), ()), value)
    if value.ndim == 1:
        return x.new(terms.linear(whole(x), lambda inner: followed(inner, ".ravel()"), value.shape), value)
    return x.new(terms.linear(whole(x), lambda inner: followed(inner, f".reshape({text})"), value.shape), value)


@reads(np.ravel)
def ravel(x: Symbol, **_: Any) -> Symbol:
    """As one vector."""
    found: Symbol = reshape(x, -1)
    return found
