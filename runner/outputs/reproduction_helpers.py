"""The helpers of the case format as plain numpy, to be written into a script that reproduces a case.

They are the shortest right forms, not the ones the checker uses: a reader should see at a glance what each does.
"""

from __future__ import annotations

from collections.abc import Mapping

HELPERS: Mapping[str, str] = {
    "sigmoid": """\
def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))
""",
    "relu": """\
def relu(x):
    return np.maximum(x, 0)
""",
    "softplus": """\
def softplus(x):
    return np.logaddexp(0, x)
""",
    "logsumexp": """\
def logsumexp(z, axis=-1, keepdims=False):
    largest = np.max(z, axis=axis, keepdims=True)
    total = np.log(np.sum(np.exp(z - largest), axis=axis, keepdims=True)) + largest
    return total if keepdims else np.squeeze(total, axis)
""",
    "softmax": """\
def softmax(z, axis=-1):
    return np.exp(z - logsumexp(z, axis, keepdims=True))
""",
    "log_softmax": """\
def log_softmax(z, axis=-1):
    return z - logsumexp(z, axis, keepdims=True)
""",
    "one_hot": """\
def one_hot(labels, n):
    return np.eye(n)[labels]
""",
    "erf": """\
def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)
""",
    "gammaln": """\
def gammaln(x):
    return np.vectorize(math.lgamma, otypes=[float])(x)
""",
    "digamma": """\
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
    "scatter_add": """\
def scatter_add(shape, index, values):
    out = np.zeros(shape)
    np.add.at(out, index, values)
    return out
""",
    "sliding_window_view": """\
def sliding_window_view(x, window_shape, axis=None):
    return np.lib.stride_tricks.sliding_window_view(x, window_shape, axis)
""",
}

BASES: Mapping[str, tuple[str, ...]] = {"softmax": ("logsumexp",), "log_softmax": ("logsumexp",)}
"""The helpers that a helper calls."""
