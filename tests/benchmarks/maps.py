"""Whether verdicts on Jacobians, Hessians and their products can be trusted: `python -m tests.benchmarks.maps`.

Every function below is given at N random points and at special ones, with the value that JAX has for its derivative as the claim:
right, and wrong by 1 % and by 0.1 %, in all entries or in the largest alone. Counted is how often a right claim is rejected and a
wrong one accepted, with and without a doubt; and how many evaluations of the output or the gradient a claim took. Needs the
extra `bench`. Prints Markdown.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from math import prod
from typing import Any, NamedTuple

import numpy as np

from runner.checking.explaining_maps import examine_map
from runner.errors import ExpressionError
from runner.measuring.maps import measure_map
from runner.model import OF_MAPS, Array, Case, ClaimKey, Floats
from runner.problem import Problem, drawn

A = np.array([[1.0, -2.0, 0.5], [0.3, 1.5, -1.0], [2.0, 0.1, 0.7], [-1.2, 0.4, 1.1]])
Y = np.array([0.0, 1.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Function:
    """An expression, the same for JAX with `np` for its numpy, and the shape and the size of its points."""

    name: str
    text: str
    jax: Callable[[Any, Any], Any]
    shape: tuple[int, ...] = (3,)
    size: float = 1.0
    shift: float = 0.0

    def point(self, rng: np.random.Generator) -> Floats:
        return np.asarray(self.shift + self.size * rng.standard_normal(self.shape))


def _softmax(np: Any, z: Any) -> Any:
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


OUTPUTS = (
    Function("softmax", "softmax(x)", _softmax),
    Function("softmax of large scores", "softmax(x)", _softmax, size=8.0),
    Function("a layer", "np.tanh(A @ x)", lambda np, x: np.tanh(A @ x)),
    Function("a direction", "x / np.linalg.norm(x)", lambda np, x: x / np.sqrt(np.sum(x * x))),
    Function("an inverse", "np.linalg.inv(x)", lambda np, x: np.linalg.inv(x), (3, 3), shift=0.5),
    Function("tiny", "1e-8 * np.exp(x)", lambda np, x: 1e-8 * np.exp(x)),
    Function("fast", "np.sin(40 * x)", lambda np, x: np.sin(40 * x)),
    Function("an offset", "1e6 + x**2", lambda np, x: 1e6 + x**2),
    Function("an arm", "np.stack([np.cumsum(np.cos(np.cumsum(x))), np.cumsum(np.sin(np.cumsum(x)))])",
             lambda np, x: np.stack([np.cumsum(np.cos(np.cumsum(x))), np.cumsum(np.sin(np.cumsum(x)))])),
    Function("corners near by", "np.abs(x) * x[::-1]", lambda np, x: np.abs(x) * x[::-1], size=1e-3),
    Function("large points", "np.sqrt(x**2 + 1)", lambda np, x: np.sqrt(x**2 + 1), size=1e4),
)  # fmt: skip
COSTS = (
    Function("least squares", "np.sum((A @ x - Y)**2)", lambda np, x: np.sum((A @ x - Y) ** 2)),
    Function("logistic regression", "np.sum(softplus(A @ x) - Y * (A @ x))",
             lambda np, x: np.sum(np.logaddexp(0.0, A @ x) - Y * (A @ x))),
    Function("cross-entropy", "logsumexp(x) - x[1]", lambda np, x: np.log(np.sum(np.exp(x - np.max(x)))) + np.max(x) - x[1]),
    Function("Rosenbrock", "np.sum(100 * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2)",
             lambda np, x: np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2), (4,)),
    Function("a log-determinant", "np.linalg.slogdet(x @ x.T + np.eye(3))[1]",
             lambda np, x: np.linalg.slogdet(x @ x.T + np.eye(3))[1], (3, 3)),
    Function("a barrier", "-np.sum(np.log(9 - A @ x))", lambda np, x: -np.sum(np.log(9 - A @ x)), size=0.5),
    Function("a norm", "np.linalg.norm(x)", lambda np, x: np.sqrt(np.sum(x * x))),
    Function("fast", "np.sum(np.sin(40 * x))", lambda np, x: np.sum(np.sin(40 * x))),
    Function("tiny", "1e-8 * np.sum(np.exp(x))", lambda np, x: 1e-8 * np.sum(np.exp(x))),
    Function("an offset", "1e6 + np.sum(x**4)", lambda np, x: 1e6 + np.sum(x**4)),
    Function("a network", "np.sum(np.tanh(np.tanh(A @ x) @ A)**2)", lambda np, x: np.sum(np.tanh(np.tanh(A @ x) @ A) ** 2)),
    Function("corners near by", "np.sum(np.abs(x)**3) + np.sum(relu(x)**2)",
             lambda np, x: np.sum(np.abs(x) ** 3) + np.sum(np.maximum(x, 0.0) ** 2), size=1e-3),
    Function("large points", "np.sum(np.sqrt(x**2 + 1))", lambda np, x: np.sum(np.sqrt(x**2 + 1)), size=1e3),
)  # fmt: skip
SPECIAL: tuple[Callable[[tuple[int, ...]], Floats], ...] = (
    np.zeros,
    np.ones,
    lambda shape: -2.0 * np.ones(shape),
    lambda shape: np.full(shape, 1e-7),
    lambda shape: np.arange(float(prod(shape))).reshape(shape),
)
"""Zeros, ties, optima, tiny numbers, and numbers of mixed size."""

WRONG: dict[str, Callable[[Floats], Floats]] = {
    "1 % off": lambda c: 1.01 * c,
    "0.1 % off": lambda c: 1.001 * c,
    "1 % off in the largest entry": lambda c: _in_the_largest(c, 1.01),
    "0.1 % off in the largest entry": lambda c: _in_the_largest(c, 1.001),
}


def _in_the_largest(claim: Floats, factor: float) -> Floats:
    wrong = claim.copy()
    wrong.flat[int(np.abs(claim).argmax())] *= factor
    return wrong


@cache
def _jax() -> Any:
    jax: Any = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


@cache
def derivative(function: Function, key: ClaimKey) -> Callable[[Floats, Floats], Any]:
    """JAX's own value, at a point and along a direction."""
    jax = _jax()

    def f(point: Any) -> Any:
        return function.jax(jax.numpy, point)

    made: dict[ClaimKey, Callable[[Any, Any], Any]] = {
        "jacobian": lambda x, v: jax.jacrev(f)(x),
        "jvp": lambda x, v: jax.jvp(f, (x,), (v,))[1],
        "hessian": lambda x, v: jax.hessian(f)(x),
        "hvp": lambda x, v: jax.jvp(jax.grad(f), (x,), (v,))[1],
    }
    compiled: Callable[[Floats, Floats], Any] = jax.jit(made[key])
    return compiled


def trials(points: int, seed: int) -> Iterator[tuple[Function, ClaimKey, Floats]]:
    keys: tuple[tuple[tuple[Function, ...], tuple[ClaimKey, ...]], ...] = (
        (OUTPUTS, ("jacobian", "jvp")),
        (COSTS, ("hessian", "hvp")),
    )
    for functions, pair in keys:
        for function in functions:
            rng = np.random.default_rng(seed)
            there = [function.point(rng) for _ in range(points)] + [make(function.shape) for make in SPECIAL]
            yield from ((function, key, x) for x in there for key in pair)


class Ended(NamedTuple):
    """The verdict on a claim, whether it is in doubt, and how many evaluations that took."""

    passes: bool
    in_doubt: bool
    evaluations: int
    message: str


def ended(function: Function, key: ClaimKey, x: Floats, claim: Floats) -> Ended | None:
    """How a case with the claim ends, without the search for a cause; None where there is nothing to compare."""
    of = "output" if key in ("jacobian", "jvp") else "cost"
    keys: dict[str, Any] = {of: function.text, key: _nested(claim)}
    case = Case(values={"A": _nested(A), "Y": _nested(Y), "x": _nested(x)}, wrt="x", **keys)
    try:
        measured = measure_map(drawn(Problem(case)), case.map_claims[0])
    except ExpressionError:
        return None
    doubt = examine_map(measured).doubt
    return Ended(measured.comparison.passes, doubt is not None, measured.cost.evaluations, measured.comparison.message)


def direction_of(function: Function, key: ClaimKey, x: Floats) -> Floats:
    """The direction that the case draws: after `dout` where there is an output."""
    rng = np.random.default_rng(0)
    if key == "jvp":
        rng.standard_normal(np.shape(function.jax(_jax().numpy, x)))
    return rng.standard_normal(x.shape)


def _nested(array: Array) -> Any:
    def tuples(value: Any) -> Any:
        return tuple(map(tuples, value)) if isinstance(value, list) else value

    return tuples(np.asarray(array, dtype=np.float64).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--claim", choices=OF_MAPS, help="one kind of claim alone")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every verdict that is wrong without a doubt")
    options = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    taken: dict[str, list[float]] = {key: [] for key in OF_MAPS}
    with np.errstate(all="ignore"):
        for function, key, x in trials(options.points, options.seed):
            if options.claim not in (None, key):
                continue
            right = np.asarray(derivative(function, key)(x, direction_of(function, key, x)), dtype=np.float64)
            if not np.isfinite(right).all() or not right.any():
                continue
            for kind, wrong in {"right": lambda c: c, **WRONG}.items():
                result = ended(function, key, x, wrong(right))
                if result is None:
                    counts[key, kind, "error"] += 1
                    continue
                ending = ("right" if result.passes == (kind == "right") else "WRONG") + (", in doubt" if result.in_doubt else "")
                counts[key, kind, ending] += 1
                if kind == "right" and ending == "right":
                    taken[key].append(result.evaluations / (x.size if key in ("jacobian", "hessian") else 1))
                if ending == "WRONG" and options.verbose:
                    print(f"{key} of {function.name} ({kind}) at {x.tolist()}: {result.message}")
    endings = ("right", "right, in doubt", "WRONG, in doubt", "WRONG", "error")
    print(f"| claim | which | {' | '.join(endings)} |\n| --- | --- | {' | '.join('---:' for _ in endings)} |")
    for key in OF_MAPS if options.claim is None else (options.claim,):
        for kind in ("right", *WRONG):
            print(f"| {key} | {kind} | {' | '.join(str(counts[key, kind, ending]) for ending in endings)} |")
    print("\nEvaluations of a right claim that passes beyond doubt, in the middle, of nine in ten and at most;")
    print("for a Jacobian or a Hessian, by each entry of the input:")
    for name, counted in taken.items():
        if counted:
            print(f"- {name}: " + ", ".join(f"{np.quantile(counted, share):.3g}" for share in (0.5, 0.9, 1.0)))


if __name__ == "__main__":
    main()
