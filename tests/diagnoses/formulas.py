"""Formulas with their right gradients, and mistakes that only make sense for one of them: what the corpus is made of.

The right gradients are textbook results and are held against the numerical ones when the corpus is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from runner.model import Case, Cause


@dataclass(frozen=True)
class Formula:
    """A case without its claims; `right` are the right ones, `mistakes` are wrong ones by input and cause."""

    name: str
    declared: dict[str, Any]
    right: dict[str, str]
    mistakes: dict[str, dict[Cause, tuple[str, ...]]] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    """Values and intermediates that may be forgotten: they have the shape of an input."""

    def case(self, name: str, claim: Any, seed: int = 0) -> Case:
        return Case(**self.declared, gradient={name: claim}, seed=seed, name=self.name)


PRODUCT, BROADCAST, MISSING, UNKNOWN = Cause.PRODUCT, Cause.BROADCAST, Cause.MISSING_TERM, Cause.UNKNOWN
SHAPE, ENTRIES, SCALE = Cause.SHAPE, Cause.ENTRIES, Cause.SCALE

FORMULAS = (
    # linear algebra
    Formula(
        "sum of a matrix product",
        {"shapes": {"W": (5, 4), "x": (4, 3)}, "cost": "np.sum(W.dot(x))"},
        {"x": "W.T @ np.ones((5, 3))", "W": "np.ones((5, 3)) @ x.T"},
        {"x": {PRODUCT: ("W",), SHAPE: ("(W.T @ np.ones((5, 3)))[:3]",)}, "W": {PRODUCT: ("x",)}},
    ),
    Formula(
        "sum of a square matrix product",
        {"shapes": {"A": (4, 4), "B": (4, 4)}, "cost": "np.sum(A @ B)"},
        {"A": "np.ones((4, 4)) @ B.T", "B": "A.T @ np.ones((4, 4))"},
        {"A": {PRODUCT: ("B",), UNKNOWN: ("A.T @ np.ones((4, 4))",)}, "B": {PRODUCT: ("A",)}},
    ),
    Formula(
        "sum of squares of a matrix product",
        {"shapes": {"A": (3, 3), "X": (3, 3)}, "cost": "np.sum((A @ X)**2)"},
        {"X": "2 * A.T @ (A @ X)"},
        {"X": {PRODUCT: ("2 * A**2 * X",)}},
    ),
    Formula(
        "sum of an element-wise product",
        {"shapes": {"A": (3, 3), "B": (3, 3)}, "cost": "np.sum(A * B)"},
        {"A": "B"},
        {"A": {PRODUCT: ("np.ones((3, 3)) @ B.T",)}},
    ),
    Formula(
        "quadratic form",
        {"shapes": {"A": (4, 4), "x": (4,)}, "cost": "x @ A @ x"},
        {"x": "(A + A.T) @ x", "A": "np.outer(x, x)"},
        {"x": {UNKNOWN: ("A @ x", "A.T @ x")}, "A": {UNKNOWN: ("np.outer(x, A @ x)",)}},
    ),
    Formula(
        "least squares",
        {
            "sizes": {"n": 6, "d": 3},
            "shapes": {"A": ("n", "d"), "x": ("d",), "b": ("n",)},
            "cost": "0.5 * np.sum((A @ x - b)**2)",
        },
        {"x": "A.T @ (A @ x - b)", "b": "b - A @ x", "A": "np.outer(A @ x - b, x)"},
        {"x": {UNKNOWN: ("A.T @ (A @ x + b)",)}, "b": {MISSING: ("-A @ x", "b * 0 - A @ x + 3 * b")}},
    ),
    Formula(
        "trace of a product of three",
        {"shapes": {"A": (3, 4), "X": (4, 5), "B": (5, 3)}, "cost": "np.trace(A @ X @ B)"},
        {"X": "A.T @ B.T"},
        {"X": {SHAPE: ("A @ X @ B",)}},
    ),
    Formula(
        "log determinant",
        {"shapes": {"A": (4, 4)}, "cost": "np.linalg.slogdet(A)[1]"},
        {"A": "np.linalg.inv(A).T"},
        {"A": {UNKNOWN: ("np.linalg.inv(A).T**2",)}},
    ),
    Formula(
        "determinant",
        {"shapes": {"A": (3, 3)}, "cost": "np.linalg.det(A)"},
        {"A": "np.linalg.det(A) * np.linalg.inv(A).T"},
        {"A": {UNKNOWN: ("np.linalg.inv(A).T",)}},
    ),
    Formula(
        "weighted sum of an inverse",
        {"shapes": {"A": (3, 3), "G": (3, 3)}, "cost": "np.sum(G * np.linalg.inv(A))"},
        {"A": "-np.linalg.inv(A).T @ G @ np.linalg.inv(A).T"},
        {"A": {UNKNOWN: ("-np.linalg.inv(A) @ G @ np.linalg.inv(A)",)}},
    ),
    Formula(
        "solution of a linear system",
        {"shapes": {"A": (3, 3), "b": (3,), "g": (3,)}, "cost": "g @ np.linalg.solve(A, b)"},
        {"b": "np.linalg.solve(A.T, g)", "A": "-np.outer(np.linalg.solve(A.T, g), np.linalg.solve(A, b))"},
        {"b": {UNKNOWN: ("np.linalg.solve(A, g)",)}},
    ),
    Formula(
        "length of a vector",
        {"shapes": {"x": (5,)}, "cost": "np.linalg.norm(x)"},
        {"x": "x / np.linalg.norm(x)"},
        {"x": {UNKNOWN: ("x", "x / np.linalg.norm(x)**2")}},
    ),
    Formula(
        "squared Frobenius norm",
        {"shapes": {"X": (3, 5)}, "cost": "np.linalg.norm(X)**2"},
        {"X": "2 * X"},
    ),
    Formula(
        "bilinear form",
        {"shapes": {"u": (3,), "M": (3, 4), "v": (4,)}, "cost": "u @ M @ v"},
        {"u": "M @ v", "M": "np.outer(u, v)", "v": "M.T @ u"},
        {"u": {UNKNOWN: ("u * (M @ v)",)}},
    ),
    Formula(
        "stacked matrix product",
        {"shapes": {"A": (2, 3, 4), "B": (2, 4, 3)}, "output": "A @ B"},
        {"A": "dout @ np.swapaxes(B, 1, 2)", "B": "np.swapaxes(A, 1, 2) @ dout"},
        {"A": {SHAPE: ("np.swapaxes(B, 1, 2)[0]",)}},
    ),
    # layers
    Formula(
        "affine layer",
        {
            "sizes": {"n": 5, "d": 4, "k": 3},
            "shapes": {"X": ("n", "d"), "W": ("d", "k"), "b": ("k",)},
            "output": "X @ W + b",
        },
        {"X": "dout @ W.T", "W": "X.T @ dout", "b": "dout.sum(axis=0)"},
        {
            "b": {BROADCAST: ("dout",), SHAPE: ("dout.sum(axis=1)",)},
            "W": {SHAPE: ("dout", "X")},
            "X": {SHAPE: ("dout @ W.T @ W",)},
        },
    ),
    Formula(
        "square affine layer",
        {"shapes": {"X": (4, 4), "W": (4, 4), "b": (4,)}, "output": "X @ W + b"},
        {"X": "dout @ W.T", "W": "X.T @ dout", "b": "dout.sum(axis=0)"},
        {
            "X": {PRODUCT: ("dout * W",), UNKNOWN: ("dout @ W", "W.T @ dout")},
            "W": {PRODUCT: ("dout * X",), UNKNOWN: ("X @ dout",)},
            "b": {BROADCAST: ("dout",), UNKNOWN: ("dout.sum(axis=1)",)},
        },
    ),
    Formula(
        "rectifier",
        {"shapes": {"x": (4, 5)}, "output": "relu(x)"},
        {"x": "dout * (x > 0)"},
        {"x": {ENTRIES: ("dout",), UNKNOWN: ("dout * relu(x)",)}},
    ),
    Formula(
        "leaky rectifier",
        {"shapes": {"x": (4, 5)}, "output": "np.where(x > 0, x, 0.1 * x)"},
        {"x": "dout * np.where(x > 0, 1, 0.1)"},
        {"x": {ENTRIES: ("dout", "dout * (x > 0)", "0.1 * dout")}},
    ),
    Formula(
        "logistic layer",
        {"shapes": {"z": (3, 4)}, "let": {"p": "sigmoid(z)"}, "output": "p"},
        {"z": "dout * p * (1 - p)"},
        {"z": {UNKNOWN: ("dout * p * (1 + p)", "dout * p", "p * (1 - p)", "dout * z * (1 - z)")}},
    ),
    Formula(
        "hyperbolic tangent",
        {"shapes": {"x": (6,)}, "cost": "np.sum(np.tanh(x))"},
        {"x": "1 - np.tanh(x)**2"},
        {"x": {UNKNOWN: ("1 - np.tanh(x)", "1 + np.tanh(x)**2")}},
    ),
    Formula(
        "softmax layer",
        {"shapes": {"z": (3, 5)}, "let": {"s": "softmax(z)"}, "output": "s"},
        {"z": "s * (dout - np.sum(dout * s, axis=1, keepdims=True))"},
        {"z": {UNKNOWN: ("s * (1 - s) * dout", "s * dout", "s * (dout - np.sum(dout, axis=1, keepdims=True))")}},
    ),
    Formula(
        "residual layer",
        {"shapes": {"x": (4, 3), "W": (3, 3)}, "let": {"a": "np.tanh(x @ W)"}, "output": "x + a"},
        {"x": "dout + (dout * (1 - a**2)) @ W.T", "W": "x.T @ (dout * (1 - a**2))"},
        {"x": {MISSING: ("(dout * (1 - a**2)) @ W.T",)}, "W": {UNKNOWN: ("x.T @ (dout * (1 - a))",)}},
        terms=("dout", "a"),
    ),
    Formula(
        "two layers",
        {
            "shapes": {"X": (5, 3), "W": (3, 4), "V": (4, 2)},
            "let": {"h": "np.tanh(X @ W)", "dh": "(dout @ V.T) * (1 - h**2)"},
            "output": "h @ V",
        },
        {"W": "X.T @ dh", "V": "h.T @ dout", "X": "dh @ W.T"},
        {"W": {UNKNOWN: ("X.T @ (dout @ V.T)",)}, "X": {SHAPE: ("dh",)}},
    ),
    Formula(
        "scale and shift of columns",
        {"shapes": {"X": (6, 3), "gamma": (3,), "beta": (3,)}, "output": "gamma * X + beta"},
        {"gamma": "(dout * X).sum(axis=0)", "beta": "dout.sum(axis=0)", "X": "dout * gamma"},
        {"gamma": {BROADCAST: ("dout * X",)}, "beta": {BROADCAST: ("dout",)}, "X": {UNKNOWN: ("dout * gamma**2",)}},
    ),
    Formula(
        "bias of a picture",
        {"shapes": {"x": (2, 3, 4, 4), "b": (3, 1, 1)}, "output": "x + b"},
        {"b": "dout.sum(axis=(0, 2, 3)).reshape(3, 1, 1)"},
        {"b": {BROADCAST: ("dout", "dout.sum(axis=0)", "dout.sum(axis=(2, 3))"), SHAPE: ("dout.sum(axis=(0, 2, 3))",)}},
    ),
    Formula(
        "embedding",
        {
            "shapes": {"E": (6, 3)},
            "values": {"index": (0, 2, 2, 5)},
            "output": "E[index]",
        },
        {"E": "scatter_add((6, 3), index, dout)"},
        {
            "E": {
                ENTRIES: ("np.array([dout[0], np.zeros(3), dout[2], np.zeros(3), np.zeros(3), dout[3]])",),
                SHAPE: ("dout[:, :2]",),
            }
        },
    ),
    Formula(
        "inverted dropout",
        {
            "shapes": {"x": (4, 5)},
            "values": {"keep": 0.7},
            "let": {"mask": "(rng.random((4, 5)) < keep) / keep"},
            "output": "x * mask",
        },
        {"x": "dout * mask"},
        {"x": {SCALE: ("dout * mask * keep",), ENTRIES: ("np.where(mask > 0, dout * mask, dout)",)}},
    ),
    Formula(
        "maximum over rows",
        {"shapes": {"x": (4, 5)}, "output": "x.max(axis=1)"},
        {"x": "dout[:, None] * (x == x.max(axis=1, keepdims=True))"},
        {"x": {SHAPE: ("dout",)}},
    ),
    Formula(
        "mean over rows",
        {"shapes": {"x": (4, 5)}, "output": "x.mean(axis=1)"},
        {"x": "dout[:, None] * np.ones((4, 5)) / 5"},
        {"x": {BROADCAST: ("dout / 5",), SCALE: ("dout[:, None] * np.ones((4, 5))", "dout[:, None] * np.ones((4, 5)) / 4")}},
    ),
    # losses
    Formula(
        "mean squared error",
        {"sizes": {"n": 7}, "shapes": {"p": ("n",), "t": ("n",)}, "cost": "np.mean((p - t)**2)"},
        {"p": "2 * (p - t) / n", "t": "2 * (t - p) / n"},
        {"p": {SCALE: ("p - t", "2 * (p - t)", "(p - t) / n"), MISSING: ("2 * p / n", "2 * (p + t) / n")}},
    ),
    Formula(
        "ridge regression",
        {
            "sizes": {"n": 8, "d": 3},
            "shapes": {"X": ("n", "d"), "w": ("d",), "y": ("n",)},
            "values": {"lam": 0.3},
            "cost": "np.mean((X @ w - y)**2) + lam * np.sum(w**2)",
        },
        {"w": "2 * X.T @ (X @ w - y) / n + 2 * lam * w"},
        {
            "w": {
                MISSING: ("2 * X.T @ (X @ w - y) / n", "2 * X.T @ (X @ w - y) / n + lam * w"),
                UNKNOWN: ("2 * X.T @ (X @ w - y) + w**3",),
            }
        },
        terms=("w",),
    ),
    Formula(
        "cross-entropy with one-hot labels",
        {
            "sizes": {"n": 4, "k": 3},
            "shapes": {"z": ("n", "k")},
            "values": {"labels": (0, 2, 1, 2), "y": "one_hot(labels, k)"},
            "let": {"p": "softmax(z)"},
            "cost": "-np.sum(y * np.log(p)) / n",
        },
        {"z": "(p - y) / n"},
        {"z": {MISSING: ("p / n",), SCALE: ("p - y",), UNKNOWN: ("p * (1 - p) / n",)}},
        terms=("p", "y"),
    ),
    Formula(
        "cross-entropy with labels",
        {
            "shapes": {"z": (5, 4)},
            "values": {"labels": (0, 2, 1, 3, 3)},
            "cost": "-np.mean(log_softmax(z)[np.arange(5), labels])",
        },
        {"z": "(softmax(z) - one_hot(labels, 4)) / 5"},
        {"z": {ENTRIES: ("softmax(z) / 5",), SCALE: ("softmax(z) - one_hot(labels, 4)",)}},
    ),
    Formula(
        "logistic loss",
        {"shapes": {"z": (6,)}, "values": {"t": (0, 1, 1, 0, 1, 0)}, "cost": "np.sum(softplus(z) - t * z)"},
        {"z": "sigmoid(z) - t"},
        {"z": {MISSING: ("sigmoid(z)", "sigmoid(z) + t"), UNKNOWN: ("sigmoid(z) * (1 - sigmoid(z)) - t",)}},
        terms=("z", "t"),
    ),
    Formula(
        "hinge loss",
        {"shapes": {"s": (8,)}, "values": {"y": (1, -1, 1, 1, -1, -1, 1, -1)}, "cost": "np.sum(np.maximum(0, 1 - y * s))"},
        {"s": "-y * (y * s < 1)"},
        {"s": {ENTRIES: ("-1.0 * y",)}},
    ),
    Formula(
        "Huber loss",
        {
            "shapes": {"p": (9,), "t": (9,)},
            "let": {"r": "p - t"},
            "cost": "np.sum(np.where(np.abs(r) < 1, 0.5 * r**2, np.abs(r) - 0.5))",
        },
        {"p": "np.where(np.abs(r) < 1, r, np.sign(r))"},
        {"p": {ENTRIES: ("r", "np.sign(r)")}},
        terms=("r", "t"),
    ),
    Formula(
        "Kullback-Leibler divergence",
        {
            "shapes": {"a": (5,)},
            "values": {"q": (0.1, 0.2, 0.3, 0.25, 0.15)},
            "let": {"p": "softmax(a)"},
            "cost": "np.sum(p * np.log(p / q))",
        },
        {"a": "p * (np.log(p / q) - np.sum(p * np.log(p / q)))"},
        {"a": {UNKNOWN: ("p * np.log(p / q)", "np.log(p / q) + 1")}},
        terms=("q",),
    ),
    Formula(
        "contrastive distance",
        {"shapes": {"u": (4, 3), "v": (4, 3)}, "cost": "np.sum((u - v)**2)"},
        {"u": "2 * (u - v)", "v": "2 * (v - u)"},
        {"u": {SCALE: ("u - v",), MISSING: ("2 * u", "-2 * v")}},
    ),
    # statistics
    Formula(
        "Gaussian log-likelihood",
        {
            "shapes": {"x": (10,), "mu": ()},
            "values": {"sigma": 1.7},
            "cost": "-0.5 * np.sum((x - mu)**2) / sigma**2",
        },
        {"mu": "np.sum(x - mu) / sigma**2", "x": "-(x - mu) / sigma**2"},
        {
            "mu": {BROADCAST: ("(x - mu) / sigma**2",), SCALE: ("np.mean(x - mu) / sigma**2", "np.sum(x - mu)")},
            "x": {SCALE: ("mu - x",)},
        },
    ),
    Formula(
        "variance",
        {"sizes": {"n": 6}, "shapes": {"x": ("n",)}, "cost": "np.var(x)"},
        {"x": "2 * (x - np.mean(x)) / n"},
        {"x": {SCALE: ("2 * (x - np.mean(x))", "x - np.mean(x)")}},
        terms=("x",),
    ),
    Formula(
        "logistic regression",
        {
            "sizes": {"n": 9, "d": 3},
            "shapes": {"X": ("n", "d"), "w": ("d",), "u": ("n",)},
            "values": {"t": "(u > 0) * 1.0", "alpha": 0.05},
            "let": {"p": "sigmoid(X @ w)"},
            "cost": "-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)) + 0.5 * alpha * w @ w",
        },
        {"w": "X.T @ (p - t) / n + alpha * w"},
        {"w": {MISSING: ("X.T @ (p - t) / n",), UNKNOWN: ("X.T @ (p * (1 - p) - t) / n + alpha * w",)}},
        terms=("w",),
    ),
    Formula(
        "covariance penalty",
        {"shapes": {"X": (6, 3), "S": (3, 3)}, "let": {"C": "X.T @ X / 6"}, "cost": "np.sum((C - S)**2)"},
        {"S": "2 * (S - C)", "X": "2 * X @ (C - S + (C - S).T) / 6"},
        {"S": {MISSING: ("2 * S", "-2 * C")}, "X": {UNKNOWN: ("2 * X @ (C - S) / 6",)}},
        terms=("C", "S"),
    ),
    Formula(
        "Poisson regression",
        {
            "shapes": {"X": (7, 3), "w": (3,)},
            "values": {"k": (0, 2, 1, 3, 0, 1, 4)},
            "cost": "np.sum(np.exp(X @ w) - k * (X @ w))",
        },
        {"w": "X.T @ (np.exp(X @ w) - k)"},
        {"w": {UNKNOWN: ("X.T @ np.exp(X @ w)",)}},
        terms=("w",),
    ),
    Formula(
        "log of a sum of exponentials",
        {"shapes": {"x": (4, 3)}, "cost": "np.sum(logsumexp(x, axis=1))"},
        {"x": "softmax(x, axis=1)"},
        {"x": {UNKNOWN: ("softmax(x, axis=0)", "np.exp(x)")}},
    ),
    # optimisation and physics
    Formula(
        "Rosenbrock's valley",
        {"shapes": {"x": (5,)}, "cost": "np.sum(100 * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2)"},
        {
            "x": "np.concatenate([-400 * x[:-1] * (x[1:] - x[:-1]**2) - 2 * (1 - x[:-1]), np.zeros(1)])"
            " + np.concatenate([np.zeros(1), 200 * (x[1:] - x[:-1]**2)])"
        },
        {"x": {UNKNOWN: ("np.concatenate([-2 * (1 - x[:-1]), np.zeros(1)]) + 200 * x",)}},
    ),
    Formula(
        "pendulum energy",
        {
            "shapes": {"theta": (6,), "omega": (6,)},
            "values": {"m": 1.3, "g": 9.81, "l": 0.7},
            "cost": "np.sum(0.5 * m * l**2 * omega**2 - m * g * l * np.cos(theta))",
        },
        {"theta": "m * g * l * np.sin(theta)", "omega": "m * l**2 * omega"},
        {
            "theta": {SCALE: ("g * l * np.sin(theta)", "m * g * np.sin(theta)", "np.sin(theta)")},
            "omega": {SCALE: ("l**2 * omega",)},
        },
    ),
    Formula(
        "elastic chain",
        {"shapes": {"u": (7,)}, "values": {"k": 2.5}, "let": {"e": "u[1:] - u[:-1]"}, "cost": "0.5 * k * np.sum(e**2)"},
        {"u": "k * (np.concatenate([np.zeros(1), e]) - np.concatenate([e, np.zeros(1)]))"},
        {"u": {UNKNOWN: ("k * np.concatenate([np.zeros(1), e])",)}},
        terms=("u",),
    ),
    Formula(
        "Coulomb energy on a line",
        {"shapes": {"d": (5,)}, "values": {"q": (1.0, 2.0, 1.5, 0.5, 2.5)}, "let": {"r": "1 + d**2"}, "cost": "np.sum(q / r)"},
        {"d": "-2 * d * q / r**2"},
        {"d": {UNKNOWN: ("-q / r**2", "-2 * d * q / r")}},
        terms=("q",),
    ),
    Formula(
        "gravity between points",
        {"shapes": {"x": (4, 3)}, "cost": "np.sum(np.log(1 + np.sum(x**2, axis=1)))"},
        {"x": "2 * x / (1 + np.sum(x**2, axis=1, keepdims=True))"},
        {"x": {UNKNOWN: ("1 / (1 + x**2)", "2 * x")}},
    ),
    Formula(
        "fixed point",
        {"values": {"x": (0.4, -1.2, 2.0), "a": (1.5, 0.7, -0.3)}, "cost": "np.sum(a * np.sin(x))", "wrt": "x"},
        {"x": "a * np.cos(x)"},
        {"x": {UNKNOWN: ("a * np.sin(x)", "np.cos(x)")}},
        terms=("a",),
    ),
    Formula(
        "fixed matrices",
        {"values": {"A": ((1.0, 2.0), (3.0, 5.0)), "X": ((0.5, -1.0), (2.0, 1.5))}, "cost": "np.sum((A @ X)**2)", "wrt": "X"},
        {"X": "2 * A.T @ A @ X"},
        {"X": {UNKNOWN: ("2 * A @ A @ X",), PRODUCT: ("2 * A**2 * X",)}},
        terms=("A",),
    ),
    Formula(
        "single precision",
        {"shapes": {"x": (6,)}, "dtype": "float32", "tolerance": 1e-4, "cost": "np.sum(np.exp(-x**2))"},
        {"x": "-2 * x * np.exp(-x**2)"},
        {"x": {UNKNOWN: ("-x**2 * np.exp(-x**2)",)}},
    ),
    Formula(
        "scalar product of scalars",
        {"shapes": {"a": (), "b": ()}, "cost": "a * b + np.sin(a)"},
        {"a": "b + np.cos(a)", "b": "a"},
        {"a": {MISSING: ("np.cos(a)",), UNKNOWN: ("b + np.sin(a)",)}},
        terms=("b",),
    ),
)
