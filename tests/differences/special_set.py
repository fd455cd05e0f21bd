"""Points at which a gradient checker is easily fooled: entries of very different size in one array, optima, jumps, kinks.

Each with what is true there, so that verdicts and doubts can be held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.model import Floats
from tests.differences.hard_set import absolute, relu

Function = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Special:
    """A cost at a point, with its gradient; `analytic`: the cost means the same at complex points."""

    name: str
    cost: Function
    x: Floats
    gradient: Floats
    analytic: bool = True


def mixed(rng: np.random.Generator) -> Iterator[Special]:
    """Entries of the gradient from 1e-8 to 1e8 in one array."""
    scale: Floats = np.asarray(10.0 ** rng.permutation(np.linspace(-8, 8, 9)), dtype=np.float64)
    x: Floats = rng.standard_normal(9)
    y: Floats = rng.uniform(0.5, 2, 9)
    yield Special("Σ w·sin x", lambda x: np.sum(scale * np.sin(x)), x, scale * np.cos(x))
    yield Special("Σ w·x²", lambda x: np.sum(scale * x**2), x, 2 * scale * x)
    yield Special("Σ w·log y", lambda y: np.sum(scale * np.log(y)), y, scale / y)
    a: Floats = scale[:4]
    b: Floats = scale[4:8]
    p: Floats = np.asarray(b * rng.uniform(0.5, 2, 4), dtype=np.float64)
    yield Special("Σ a·p / (p + b), p of every size", lambda p: np.sum(a * p / (p + b)), p, a * b / (p + b) ** 2)
    small = 10.0 ** rng.uniform(-8, -5)
    weight, z = np.array([[1.0], [small], [1.0]]), rng.standard_normal((3, 2))
    yield Special("a batch row of small weight", lambda z: np.sum(weight * np.sin(z)), z, weight * np.cos(z))
    near = np.array([1.0, rng.choice([-1, 1]) * rng.uniform(1e-6, 9e-5)])
    kink = Special(
        "10⁴ x₀ + |x₁|, x₁ within the step", lambda x: 1e4 * x[0] + absolute(x[1]), near, np.array([1e4, np.sign(near[1])])
    )
    yield kink


def optima(rng: np.random.Generator) -> Iterator[Special]:
    """Gradients that are zero, exactly or to rounding."""
    n = 5
    a, b, x = rng.standard_normal((8, n)), rng.standard_normal(8), rng.standard_normal(n)
    zero = np.zeros(n)
    yield Special("Σ x² at 0", lambda x: np.sum(x**2), zero, zero)
    yield Special("Σ (x − y)² at y", lambda z: np.sum((z - x) ** 2), x, zero)
    yield Special("1 + Σ x⁴ at 0", lambda x: 1 + np.sum(x**4), zero, zero)
    yield Special("cosh at 0", lambda x: np.sum(np.cosh(x)), zero, zero)
    best: Floats = np.asarray(np.linalg.lstsq(a, b, rcond=None)[0], dtype=np.float64)
    yield Special("least squares", lambda x: np.sum((a @ x - b) ** 2), best, zero)
    yield Special("least squares, as computed", lambda x: np.sum((a @ x - b) ** 2), best, 2 * a.T @ (a @ best - b))
    yield Special("Σ softmax", lambda z: np.sum(np.exp(z) / np.sum(np.exp(z))), x, zero)
    yield Special("logsumexp of a shift", lambda z: np.log(np.sum(np.exp(z))) - np.log(np.sum(np.exp(z - 1))), x, zero)
    yield Special("a cost without the input", lambda z: 3.7 + 0 * np.sum(z), x, zero)
    yield Special("x − x", lambda z: np.sum(z * 1.1) - np.sum(z) * 1.1, x, zero)
    yield Special(
        "bias before batch normalisation",
        lambda c: np.sum(b[:, None] * ((u := a + c) - u.mean(0)) / np.sqrt(((u - u.mean(0)) ** 2).mean(0) + 1e-5)),
        x,
        zero,
    )
    yield Special("norm of a rotation", lambda t: (np.cos(t[0]) ** 2 + np.sin(t[0]) ** 2) * 2.3, x[:1], np.zeros(1))
    yield Special("a dead rectifier", lambda z: np.sum(relu(z)), -np.abs(x) - 0.1, zero)


def jumps(rng: np.random.Generator) -> Iterator[Special]:
    """Costs that are discontinuous at the point; there is no gradient, whatever is claimed."""
    whole, c = float(rng.integers(1, 5)), float(rng.uniform(0.5, 2))
    at = np.array([whole])
    half = np.array([whole + 0.5])
    zero = np.zeros(1)
    yield Special("floor", lambda x: c * np.floor(np.real(x[0])), at, zero, analytic=False)
    yield Special("ceil", lambda x: c * np.ceil(x[0]) + np.sin(x[0]), at, np.cos(at), analytic=False)
    yield Special("sign", lambda x: c * np.sign(x[0]), zero, zero, analytic=False)
    yield Special("round", lambda x: c * np.round(x[0]), half, zero, analytic=False)
    yield Special("remainder", lambda x: c * np.remainder(x[0], 1.0), at, np.array([c]), analytic=False)
    yield Special("heaviside", lambda x: np.heaviside(x[0], 0.5) * c, zero, zero, analytic=False)
    yield Special("a branch on equality", lambda x: np.where(x[0] == whole, c + 40, x[0] ** 2), at, 2 * at)
    yield Special(
        "a step in a smooth cost", lambda x: np.exp(x[0] / 4) + np.where(np.real(x[0]) >= whole, c, 0), at, np.exp(at / 4) / 4
    )
    yield Special("pinv at a change of rank", lambda x: np.sum(np.linalg.pinv(np.diag([1.0, x[0]]))), zero, zero, analytic=False)


def near_jumps(rng: np.random.Generator) -> Iterator[Special]:
    """Costs that are discontinuous within the usual step, and smooth at the point."""
    away = float(rng.choice([-1, 1]) * rng.uniform(1e-5, 8e-5))
    c = float(rng.uniform(0.5, 2))
    x = np.array([3.0 + away])
    yield Special("floor", lambda x: c * np.floor(x[0]), x, np.zeros(1), analytic=False)
    yield Special("remainder", lambda x: c * np.remainder(x[0], 1.0), x, np.array([c]), analytic=False)
    yield Special(
        "a step in a smooth cost", lambda x: np.exp(x[0] / 4) + np.where(np.real(x[0]) >= 3, c, 0), x, np.exp(x / 4) / 4
    )


def smooth(rng: np.random.Generator) -> Iterator[Special]:
    """Costs without a kink or a jump, at points where they look as if they had one."""
    x = rng.standard_normal(3) * 10.0 ** rng.uniform(-9, 3)
    near = 1e-5 * rng.standard_normal(3)
    steep = 1 / (1 + np.exp(-1e5 * near))
    yield Special("steep sigmoid", lambda x: np.sum(1 / (1 + np.exp(-1e5 * x))), near, 1e5 * steep * (1 - steep))
    yield Special("softened norm", lambda x: np.sum((x * x + 1e-10) ** 0.5), x, x / (x * x + 1e-10) ** 0.5)
    yield Special("x³ of any size", lambda x: np.sum(x**3), x, 3 * x**2)
    yield Special("sin of any size", lambda x: np.sum(np.sin(x)), x, np.cos(x))
    yield Special("log of a small one", lambda x: np.sum(np.log(x)), np.abs(x) + 1e-12, 1 / (np.abs(x) + 1e-12))
    left = np.exp(-10 * np.abs(x))
    yield Special("tanh, saturated", lambda x: np.sum(np.tanh(5 * x)), x, 20 * left / (1 + left) ** 2)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim for a special point: `right` tells whether it is, None where it is no matter, as there is no gradient.

    `hidden`: it has zero for an entry that is zero to the last place of the cost, or all entries are, so that values alone cannot
    tell.
    """

    special: Special
    value: Floats
    right: bool | None
    hidden: bool = False


def claims(special: Special, rng: np.random.Generator, group: str) -> Iterator[Claim]:
    """The right claim, and wrong ones in one entry: off by 1 % and 0.1 %, in sign, zero; not zero where it is."""
    yield Claim(special, special.gradient, None if group == "jumps" else True)
    position = int(rng.integers(special.gradient.size))
    entry = float(special.gradient.flat[position])
    # What is left of zero, or is far below the last place of the cost, cannot be told to be wrong by a part of it.
    rounding = group == "optima" or abs(entry) < 1e-18 * abs(float(special.cost(special.x)))
    wrong = [1e-3] if rounding or entry == 0 else [1.01 * entry, 1.001 * entry, -entry, 0.0]
    for value in wrong:
        claim = special.gradient.copy()
        claim.flat[position] = value
        unseen = abs(value) <= 2 * abs(entry) and not _moves(special, position)
        last_places = FEW * float(np.spacing(abs(float(special.cost(special.x)))))
        hidden = group != "jumps" and unseen and (value == 0 or float(np.max(np.abs(special.gradient))) < last_places)
        yield Claim(special, claim, None if group == "jumps" else False, hidden)


FEW = 4
"""A cost shows its slope where it moves by more last places than these."""


def _moves(special: Special, position: int) -> bool:
    """Whether the slope of an entry can be seen in the values of the cost, rounded as they are.

    At some step no longer than x the cost must go where its slope says, to a quarter, and that by more than its rounding.
    """
    entry, x = float(special.gradient.flat[position]), special.x
    for step in (abs(float(x.flat[position])) or 1.0) * 2.0 ** -np.arange(1.0, 45.0):
        there = np.stack([x, x])
        there.reshape(2, -1)[:, position] += step, -step
        above, below = (float(special.cost(point)) for point in there)
        said = 2 * step * entry
        if abs(above - below - said) <= abs(said) / 4 and abs(said) > FEW * float(np.spacing(max(abs(above), abs(below)))):
            return True
    return False


GROUPS: dict[str, Callable[[np.random.Generator], Iterator[Special]]] = {
    "mixed scales": mixed,
    "optima": optima,
    "jumps": jumps,
    "near jumps": near_jumps,
    "smooth": smooth,
}


def drawn(group: str, points: int, seed: int) -> Iterator[Claim]:
    """Every claim of a group at so many points."""
    for point in range(points):
        rng = np.random.default_rng([seed, point])
        for special in GROUPS[group](rng):
            yield from claims(special, rng, group)
