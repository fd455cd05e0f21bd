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
    "entr": """\
def entr(x):
    inside = np.where(x > 0, x, 1.0)
    return np.where(x > 0, -x * np.log(inside), np.where(np.equal(x, 0), 0.0, -np.inf))
""",
    "i1": """\
def i1(x):  # x / pi times the integral of exp(x cos t) sin(t)**2 from 0 to pi (Abramowitz and Stegun 9.6.18)
    t = np.arange(1, 256) * np.pi / 256
    x = np.asarray(x, dtype=float)[..., None]
    return x[..., 0] * np.sum(np.exp(x * np.cos(t)) * np.sin(t) ** 2, axis=-1) / 256
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

CHECK_MAP = '''
def check_map(name, of, by, along, h):
    """Compare a claim with central differences of an array: by each entry of an input, or along a direction."""
    claim, x = np.asarray(claimed[name], dtype=float), all_arrays[by]
    if along is None:
        columns = []
        for index in np.ndindex(x.shape):
            up, down = x.copy(), x.copy()
            up[index] += h
            down[index] -= h
            columns.append((of_at(of, {by: up}) - of_at(of, {by: down})) / (up[index] - down[index]))
        numerical = np.stack(columns, axis=-1)
        numerical = numerical.reshape(*numerical.shape[:-1], *x.shape)
    else:
        norm = np.sqrt(sum(np.sum(way**2) for way in along.values())) or 1.0
        up, down = ({key: all_arrays[key] + s * h / norm * way for key, way in along.items()} for s in (1, -1))
        numerical = (of_at(of, up) - of_at(of, down)) / (2 * h) * norm
    if claim.shape != numerical.shape:
        print(f"{name}: FAIL, the claim has shape {claim.shape}, not {numerical.shape}")
        return
    difference = np.abs(numerical - claim) / np.maximum(1.0, np.maximum(np.abs(numerical), np.abs(claim)))
    difference = np.where(np.isfinite(difference), difference, np.inf)
    wrong = np.count_nonzero(difference > tolerance)
    print(f"{name}: {'FAIL' if wrong else 'PASS'}, {wrong} of {difference.size} entries wrong")
    for flat in np.argsort(-difference, axis=None)[:10]:
        index = np.unravel_index(flat, claim.shape)
        values = f"claimed {claim[index]:.12g}, numerical {numerical[index]:.12g}, relative difference {difference[index]:.3g}"
        print(f"  {name}{list(map(int, index))}: {values}")


def of_at(of, moved):
    """The array at another point."""
    arrays = {key: array for key, array in {**all_arrays, **moved}.items() if key != "dout"}
    return np.asarray(of(**arrays), dtype=float)
'''
"""The check of a Jacobian, a Hessian, or a product of either with a direction."""

GRADIENT_OF = '''
def gradient_of(name, h=1e-3):
    """The gradient of the cost by an input, as a function: by differences of fourth order."""

    def gradient(**arrays):
        x = arrays[name]
        found = np.zeros(x.shape)
        for index in np.ndindex(x.shape):
            values = []
            for steps in (1, -1, 2, -2):
                moved = x.copy()
                moved[index] += steps * h
                values.append(float(np.squeeze(cost_of(**{**arrays, name: moved}))))
            found[index] = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * h)
        return found

    return gradient
'''
"""The gradient of which a Hessian is the derivative."""
