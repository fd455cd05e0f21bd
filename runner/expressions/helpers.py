"""The functions of statistics and neural networks that numpy lacks, in numerically stable form, for plain values.

Accuracies are relative errors against values of 50 digits, wherever the value is a normal double; ε = 2.2e-16.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import check_integer, check_shape, check_size
from .reductions import as_array


def _floats(x: Any) -> Any:
    """x as an array of floats, float32 kept."""
    array = as_array(x)
    return array if array.dtype.kind in "fc" else array.astype(np.float64)


def sigmoid(x: Any) -> Any:
    """1 / (1 + e⁻ˣ), entry by entry, without overflow: with t = e^−|x|, it is 1/(1 + t) for x ≥ 0 and t/(1 + t) below. 2 ε."""
    x = _floats(x)
    t = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, t)[()] / (1.0 + t)


def relu(x: Any) -> Any:
    """max(x, 0), entry by entry; exact."""
    return np.maximum(as_array(x), 0)


def softplus(x: Any) -> Any:
    """log(1 + eˣ) = max(x, 0) + log1p(e^−|x|), entry by entry. 2 ε."""
    x = _floats(x)
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _shifted(z: Any, axis: Any) -> tuple[Any, Any]:
    """z less its largest value along `axis`, and that value."""
    z = _floats(z)
    largest = np.maximum.reduce(z, axis, keepdims=True)
    return z - largest, largest


def _sum(powers: Any, axis: Any) -> Any:
    return np.add.reduce(powers, axis, keepdims=True)


def softmax(z: Any, axis: Any = -1) -> Any:
    """eᶻ / Σ eᶻ along `axis`, the largest entry m subtracted first (Goodfellow et al., Deep Learning, 4.1). (2 + |z − m|) ε."""
    shifted, _ = _shifted(z, axis)
    powers = np.exp(shifted)
    return powers / _sum(powers, axis)


def log_softmax(z: Any, axis: Any = -1) -> Any:
    """z − logsumexp(z) along `axis`. 4 ε, or 4 ε absolute where the value is below 1."""
    shifted, _ = _shifted(z, axis)
    return shifted - np.log(_sum(np.exp(shifted), axis))


def logsumexp(z: Any, axis: Any = -1, *, keepdims: Any = False) -> Any:
    """log Σ eᶻ along `axis`, the largest entry m taken out: m + log Σ eᶻ⁻ᵐ. 2 ε, or 2 ε absolute where the value is below 1."""
    shifted, largest = _shifted(z, axis)
    total = np.log(_sum(np.exp(shifted), axis)) + largest
    total = np.where(np.isinf(largest), largest, total)
    return total if keepdims else np.squeeze(total, axis)[()]


def one_hot(labels: Any, n: Any) -> Any:
    """Zeros of shape (*labels.shape, n) with a one at each label; labels count from 0, or from the end if negative."""
    labels, n = as_array(labels), check_integer(n, "the number of classes")
    if labels.dtype.kind not in "iu":
        raise EvaluationError("one_hot needs integer labels")
    check_size(labels.size * max(n, 0))
    if labels.size and not (-n <= labels.min() and labels.max() < n):
        raise EvaluationError(f"one_hot: the labels lie in {labels.min()} … {labels.max()}, outside 0 … {n - 1}")
    return (np.arange(n) == np.expand_dims(labels % n if labels.size else labels, -1)).astype(np.float64)


def scatter_add(shape: Any, index: Any, values: Any) -> Any:
    """Zeros of that shape with `values` added at `index`, repeated places added up: the adjoint of `x[index]`."""
    values = as_array(values)
    out = np.zeros(check_shape(shape), dtype=np.result_type(values.dtype, np.float32))
    np.add.at(out, index, values)
    return out


def sliding_window_view(x: Any, window_shape: Any, axis: Any = None) -> Any:
    """All windows of that shape, each a view, as the last axes (as numpy.lib.stride_tricks.sliding_window_view)."""
    x = as_array(x)
    view = np.lib.stride_tricks.sliding_window_view(x, window_shape, axis)
    check_size(view.size)
    return view
