"""A gradient that is the upstream gradient and one array of the case, where no formula is known: found by trying."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from .evidence import Evidence
from .evidence.agreement import Agreement


def of_own_arrays(evidence: Evidence) -> tuple[str, Agreement] | None:
    """A gradient of the upstream gradient and one array of the case, where that is all it is."""
    dout = evidence.draw.values.get("dout")
    if dout is None or evidence.derivation is not None:
        return None
    for text, shape in _texts(evidence):
        value = evidence.value(text, evidence.measurements.own) if shape == evidence.shape else None
        if value is not None and evidence.fits(value):
            agreement = evidence.agreement(text)
            if agreement is not None:
                return text, agreement
    return None


def _texts(evidence: Evidence) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    """The gradients to be tried, each with its shape, None where it has no value."""
    shape = np.shape(evidence.draw.values["dout"])
    axes = len(shape)
    yield "dout", shape
    yield "np.sum(dout)", ()
    for kept in product((False, True), repeat=axes):
        summed = tuple(axis for axis in range(axes) if not kept[axis])
        if 0 < len(summed) < axes:
            left = tuple(length for length, stays in zip(shape, kept, strict=True) if stays)
            yield f"dout.sum(axis={summed[0] if len(summed) == 1 else summed})", left
    for name, value in evidence.names.values(evidence.measurements.own).items():
        if name == "dout" or not isinstance(value, np.ndarray) or not value.ndim:
            continue
        yield f"dout * {name}", _spread(shape, value.shape)
        if value.ndim == 2 == axes:
            yield f"dout @ {name}.T", _product(shape, value.shape[::-1])
            yield f"{name}.T @ dout", _product(value.shape[::-1], shape)
            yield f"dout @ {name}", _product(shape, value.shape)
            yield f"{name} @ dout", _product(value.shape, shape)
            yield f"dout.T @ {name}", _product(shape[::-1], value.shape)
            yield f"{name}.T @ dout.T", _product(value.shape[::-1], shape[::-1])
            if value.shape == shape:
                yield f"np.sum(dout * {name}, axis=0)", shape[1:]


def _spread(*shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        return None


def _product(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
    return (first[0], second[1]) if first[1] == second[0] else None
