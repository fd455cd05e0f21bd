"""Functions that are hard on a gradient checker, though ordinary: tiny, huge and offset values, saturation, fast oscillation,
kinks near by, single precision. Each with its exact gradient, so that right and wrong claims can be made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.model import Floats

Function = Callable[[Any], Any]
Draw = Callable[[np.random.Generator], Any]


@dataclass(frozen=True, slots=True)
class Hard:
    """A cost of one array, its gradient, and how a point is drawn.

    `analytic`: the cost means the same at complex points. `single`: the claim is evaluated in single precision, at a point
    rounded to it.
    """

    name: str
    cost: Function
    gradient: Function
    draw: Draw
    analytic: bool = True
    single: bool = False

    def point(self, rng: np.random.Generator) -> Floats:
        x = np.asarray(self.draw(rng), dtype=np.float64)
        return x.astype(np.float32).astype(np.float64) if self.single else x

    def claim(self, x: Floats) -> Floats:
        """The right gradient, in single precision where claims are."""
        return np.asarray(self.gradient(x.astype(np.float32) if self.single else x), dtype=np.float64)


def uniform(low: float, high: float) -> Draw:
    return lambda rng: rng.uniform(low, high)


def log_uniform(low: float, high: float) -> Draw:
    return lambda rng: np.exp(rng.uniform(np.log(low), np.log(high)))


def either_sign(draw: Draw) -> Draw:
    return lambda rng: rng.choice([-1.0, 1.0]) * draw(rng)


def normal(*shape: int, scale: float = 1.0) -> Draw:
    return lambda rng: scale * rng.standard_normal(shape)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def absolute(x: Any) -> Any:
    """|x|, by the sign of the real part."""
    return np.where(np.real(x) < 0, -x, x)


def relu(x: Any) -> Any:
    return np.where(np.real(x) > 0, x, 0)


def bell(x: Any) -> Any:
    return np.exp(-((x / 1e-3) ** 2))


def rounded_kink(x: Any) -> Any:
    return (x * x + 1e-12) ** 0.5


def cube_root(x: Any) -> Any:
    """The root of y³ + y = x by Newton's method, to its last digits: an iterative solver with a stopping rule."""
    y = 1.0
    for _ in range(100):
        step = (y**3 + y - x) / (3 * y * y + 1)
        y = y - step
        if abs(step) < 1e-13:
            break
    return y


def bisection(x: Any) -> float:
    """The same root by bisection to 30 bits: a staircase."""
    low, high = 0.0, 4.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if middle**3 + middle < x else (low, middle)
    return (low + high) / 2


def kink(distance: float) -> Hard:
    def draw(rng: np.random.Generator) -> float:
        return float(0.5 + rng.choice([-1.0, 1.0]) * distance * rng.uniform(1, 2))

    return Hard(
        f"|x − ½| + 2x², kink at {distance:.0e}",
        lambda x: absolute(x - 0.5) + 2 * x * x,
        lambda x: np.sign(x - 0.5) + 4 * x,
        draw,
    )


SCALARS = [
    Hard("x³", lambda x: x**3, lambda x: 3 * x**2, uniform(-3, 3)),
    Hard("x³, tiny x", lambda x: x**3, lambda x: 3 * x**2, either_sign(log_uniform(1e-8, 1e-3))),
    Hard("1 + x³", lambda x: 1 + x**3, lambda x: 3 * x**2, either_sign(log_uniform(1e-2, 1))),
    Hard("x⁹", lambda x: x**9, lambda x: 9 * x**8, either_sign(log_uniform(1e-2, 3))),
    Hard("exp x", np.exp, np.exp, uniform(-3, 3)),
    Hard("exp x, huge", np.exp, np.exp, uniform(20, 50)),
    Hard("exp x, tiny", np.exp, np.exp, uniform(-60, -20)),
    Hard("log x, tiny x", np.log, lambda x: 1 / x, log_uniform(1e-12, 1e-2)),
    Hard("log x, huge x", np.log, lambda x: 1 / x, log_uniform(1e3, 1e12)),
    Hard("√x, tiny x", np.sqrt, lambda x: 0.5 / np.sqrt(x), log_uniform(1e-12, 1e-1)),
    Hard("1/x", lambda x: 1 / x, lambda x: -1 / x**2, either_sign(log_uniform(1e-5, 1))),
    Hard("x², huge x", lambda x: x**2, lambda x: 2 * x, either_sign(log_uniform(1e3, 1e10))),
    Hard("sin x + 10⁶", lambda x: np.sin(x) + 1e6, np.cos, uniform(-3, 3)),
    Hard("sin x + 10⁸", lambda x: np.sin(x) + 1e8, np.cos, uniform(-3, 3)),
    Hard("(x + 10⁸) − 10⁸", lambda x: (x + 1e8) - 1e8, lambda x: 1.0, uniform(-3, 3)),
    Hard("10⁻⁸ sin x", lambda x: 1e-8 * np.sin(x), lambda x: 1e-8 * np.cos(x), uniform(-3, 3)),
    Hard("10⁸ sin x", lambda x: 1e8 * np.sin(x), lambda x: 1e8 * np.cos(x), uniform(-3, 3)),
    Hard("sin 10³x", lambda x: np.sin(1e3 * x), lambda x: 1e3 * np.cos(1e3 * x), uniform(-3, 3)),
    Hard("sin 10⁵x", lambda x: np.sin(1e5 * x), lambda x: 1e5 * np.cos(1e5 * x), uniform(-3, 3)),
    Hard("x + 10⁻³ sin 10⁶x", lambda x: x + 1e-3 * np.sin(1e6 * x), lambda x: 1 + 1e3 * np.cos(1e6 * x), uniform(-3, 3)),
    Hard("narrow bell", bell, lambda x: -2e6 * x * bell(x), uniform(-2e-3, 2e-3)),
    Hard("sigmoid, saturated", sigmoid, lambda x: sigmoid(x) * sigmoid(-x), either_sign(uniform(8, 25))),
    Hard("tanh, saturated", np.tanh, lambda x: 1 / np.cosh(x) ** 2, uniform(3, 12)),
    Hard("softplus", lambda x: np.log(1 + np.exp(x)), sigmoid, uniform(-15, 30)),
    Hard("log cosh", lambda x: np.log(np.cosh(x)), np.tanh, uniform(-30, 30)),
    Hard("√(x² + 10⁻¹²)", rounded_kink, lambda x: x / rounded_kink(x), either_sign(log_uniform(1e-8, 1))),
    Hard("Newton's method", cube_root, lambda x: 1 / (3 * cube_root(x) ** 2 + 1), uniform(0.5, 20), analytic=False),
    Hard("bisection", bisection, lambda x: 1 / (3 * cube_root(x) ** 2 + 1), uniform(1, 20), analytic=False),
    Hard("sin x in single precision", lambda x: float(np.sin(np.float32(x))), np.cos, uniform(-3, 3), analytic=False),
    Hard("exp x, claimed in single precision", np.exp, np.exp, uniform(-3, 3), single=True),
    *[kink(10.0**-k) for k in range(2, 10)],
]  # fmt: skip
"""Functions of one number."""

_FIXED = np.random.default_rng(2024)
W = _FIXED.standard_normal((5, 4))
V = _FIXED.standard_normal((3, 5))
LABELS = np.arange(6) % 4


def product(x: Any) -> Any:
    return np.sum(W @ x)


def layers(activation: Function, slope: Function) -> tuple[Function, Function]:
    """Two layers, and their gradient."""
    return lambda x: np.sum(V @ activation(W @ x)), lambda x: W.T @ (V.T @ np.ones((3, 3)) * slope(W @ x))


def gram(x: Any) -> Any:
    return x @ x.T + np.eye(3)


def log_det(x: Any) -> Any:
    return np.linalg.slogdet(gram(x))[1]


def softmax(z: Any) -> Any:
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def cross_entropy(z: Any) -> Any:
    shifted = z - np.max(np.real(z), axis=1, keepdims=True)
    return np.sum(np.log(np.sum(np.exp(shifted), axis=1))) - np.sum(shifted[np.arange(6), LABELS])


def near_zero(*shape: int) -> Draw:
    """Entries at 10⁻² … 10⁻⁹ from zero, on either side."""
    return lambda rng: rng.choice([-1.0, 1.0], shape) * 10.0 ** rng.uniform(-9, -2, shape)


def spread(low: float, high: float, *shape: int) -> Draw:
    return lambda rng: rng.choice([-1.0, 1.0], shape) * np.exp(rng.uniform(np.log(low), np.log(high), shape))


MATRICES = [
    Hard("ΣWx", product, lambda x: W.T @ np.ones((5, 3), x.dtype), normal(4, 3)),
    Hard("ΣWx, single precision", product, lambda x: W.T.astype(x.dtype) @ np.ones((5, 3), x.dtype), normal(4, 3), single=True),
    Hard("Σ(Wx)², large x", lambda x: np.sum((W @ x) ** 2), lambda x: 2 * W.T @ (W @ x), normal(4, 3, scale=1e3)),
    Hard("ΣV tanh(Wx), saturated", *layers(np.tanh, lambda z: 1 / np.cosh(z) ** 2), normal(4, 3, scale=4)),
    Hard("ΣV relu(Wx)", *layers(relu, lambda z: z > 0), normal(4, 3)),
    Hard("cross entropy", cross_entropy, lambda z: softmax(z) - np.eye(4)[LABELS], normal(6, 4, scale=3)),
    Hard("cross entropy, sure", cross_entropy, lambda z: softmax(z) - np.eye(4)[LABELS], normal(6, 4, scale=30)),
    Hard("tr xxᵀ + 10⁶", lambda x: np.sum(x * x) + 1e6, lambda x: 2 * x, normal(4, 3)),
    Hard("Σ sin 300x", lambda x: np.sum(np.sin(300 * x)), lambda x: 300 * np.cos(300 * x), normal(3, 4)),
    Hard("log det(xxᵀ + 1)", log_det, lambda x: 2 * np.linalg.solve(gram(x), x), normal(3, 4), analytic=False),
    Hard("Σ 1/x", lambda x: np.sum(1 / x), lambda x: -1 / x**2, spread(1e-3, 10, 3, 4)),
    Hard("‖x‖, tiny x", lambda x: np.sqrt(np.sum(x * x)), lambda x: x / np.sqrt(np.sum(x * x)), normal(4, 3, scale=1e-6)),
    Hard("10⁻⁸ Σx³", lambda x: 1e-8 * np.sum(x**3), lambda x: 3e-8 * x**2, normal(4, 3)),
    Hard("Σ|x|, kinks near by", lambda x: np.sum(absolute(x) + x), lambda x: np.sign(x) + 1, near_zero(4, 3)),
    Hard("Σ log |x|, all scales", lambda x: np.sum(np.log(x * x)) / 2, lambda x: 1 / x, spread(1e-6, 1e6, 4, 3)),
]  # fmt: skip
"""Functions of a matrix."""

WRONG: dict[str, Callable[[Floats], Floats]] = {
    "1 % off": lambda c: c * 1.01,
    "0.1 % off": lambda c: c * 1.001,
    "sign": lambda c: -c,
}
"""Ways to be wrong, of the claim as a whole."""


def largest_entry_off(c: Floats) -> Floats:
    """Wrong by 1 % in the largest entry alone."""
    wrong = c.copy()
    wrong.reshape(-1)[np.argmax(np.abs(c))] *= 1.01
    return wrong
