"""Whether verdicts on gradients by complex inputs can be trusted: `python -m tests.benchmarks.frameworks`.

Every cost below is given at N random points, with the gradient that PyTorch has (`convention: conjugate`) and that JAX has
(`convention: plain`) as the claim: right, and wrong by 1 % and by 0.1 %, in all entries or in the largest alone, and conjugated.
Counted is how often a right claim is rejected and a wrong one accepted, with and without a doubt. Needs the extra `bench`. Prints
Markdown.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal

import numpy as np

from runner.checking.checker import check
from runner.model import Array, Case, Verdict

B = np.array([[1.0, -2.0, 0.5, 1.0], [0.3, 1.5, -1.0, 0.0], [2.0, 0.1, 0.7, -1.0]])
SHAPE = (4,)


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost as an expression, and the same for the numpy of a framework, given B as its array."""

    name: str
    text: str
    of: Callable[[Any, Any, Any], Any]


COSTS = (
    Cost("squares", "np.sum(np.abs(x)**2)", lambda np, x, B: (abs(x) ** 2).sum()),
    Cost("least squares", "np.sum(np.abs(B @ x - 1)**2)", lambda np, x, B: (abs(B @ x - 1) ** 2).sum()),
    Cost("sizes", "np.sum(np.abs(x))", lambda np, x, B: abs(x).sum()),
    Cost("angles", "np.sum(np.angle(x))", lambda np, x, B: np.angle(x).sum()),
    Cost("a real part", "np.sum(np.real(x**3))", lambda np, x, B: (x**3).real.sum()),
    Cost("waves", "np.sum(np.real(np.exp(1j * x)))", lambda np, x, B: np.exp(1j * x).real.sum()),
    Cost("a quotient", "np.sum(np.imag(1 / (x + 3)))", lambda np, x, B: (1 / (x + 3)).imag.sum()),
    Cost("logarithms of sizes", "np.sum(np.log(1 + np.abs(x)**2))", lambda np, x, B: np.log(1 + abs(x) ** 2).sum()),
    Cost("fast", "np.sum(np.cos(20 * np.real(x)) * np.imag(x))", lambda np, x, B: (np.cos(20 * x.real) * x.imag).sum()),
    Cost("tiny", "1e-8 * np.sum(np.abs(x)**4)", lambda np, x, B: 1e-8 * (abs(x) ** 4).sum()),
    Cost("an offset", "1e6 + np.sum(np.abs(x)**2)", lambda np, x, B: 1e6 + (abs(x) ** 2).sum()),
    Cost("a hermitian form", "np.real(np.sum(np.conj(x[:3]) * (B @ x)))",
         lambda np, x, B: (x[:3].conj() * (B @ x)).real.sum()),
)  # fmt: skip

WRONG: dict[str, Callable[[Array], Array]] = {
    "1 % off": lambda c: 1.01 * c,
    "0.1 % off": lambda c: 1.001 * c,
    "1 % off in the largest entry": lambda c: _in_the_largest(c, 1.01),
    "0.1 % off in the largest entry": lambda c: _in_the_largest(c, 1.001),
    "conjugated": np.conj,
}

Convention = Literal["conjugate", "plain"]


def _in_the_largest(claim: Array, factor: float) -> Array:
    wrong = claim.copy()
    wrong.flat[int(np.abs(claim).argmax())] *= factor
    return wrong


def point(seed: int) -> Array:
    """What a case draws with this seed."""
    rng = np.random.default_rng(seed)
    return np.asarray(rng.standard_normal(SHAPE) + 1j * rng.standard_normal(SHAPE))


@cache
def _jax() -> Any:
    jax: Any = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


def of_torch(cost: Cost, x: Array) -> Array:
    """PyTorch's gradient: ∂f/∂a + i ∂f/∂b."""
    torch: Any = import_module("torch")
    variable = torch.tensor(x, requires_grad=True)
    cost.of(torch, variable, torch.tensor(B + 0j)).backward()
    return np.asarray(variable.grad.numpy())


def of_jax(cost: Cost, x: Array) -> Array:
    """JAX's gradient: ∂f/∂a − i ∂f/∂b."""
    numpy = _jax().numpy
    return np.asarray(_jax().grad(lambda x: cost.of(numpy, x, numpy.asarray(B)))(numpy.asarray(x)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--points", type=int, default=50)
    parser.add_argument("-v", "--verbose", action="store_true", help="print every verdict that is wrong without a doubt")
    options = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    conventions: tuple[tuple[str, Convention, Callable[[Cost, Array], Array]], ...] = (
        ("PyTorch, `conjugate`", "conjugate", of_torch),
        ("JAX, `plain`", "plain", of_jax),
    )
    for whose, convention, gradient in conventions:
        for cost in COSTS:
            for seed in range(options.points):
                right = gradient(cost, point(seed))
                for kind, wrong in {"right": lambda c: c, **WRONG}.items():
                    claim = wrong(right)
                    if kind == "conjugated" and np.allclose(claim, right):
                        continue
                    result = check(
                        Case(
                            shapes={"x": SHAPE},
                            values={"B": tuple(map(tuple, B.tolist()))},
                            complex=("x",),
                            convention=convention,
                            wrt="x",
                            seed=seed,
                            cost=cost.text,
                            gradient="np.array([" + ", ".join(map(repr, claim.tolist())) + "])",
                        )
                    )
                    correct = result.verdict is (Verdict.PASS if kind == "right" else Verdict.FAIL)
                    ending = ("right" if correct else "WRONG") + (", in doubt" if result.doubt else "")
                    counts[whose, kind, ending] += 1
                    if ending == "WRONG" and options.verbose:
                        print(f"{cost.name} ({kind}), seed {seed}: {result.message}")
    endings = ("right", "right, in doubt", "WRONG, in doubt", "WRONG")
    print(f"| gradient of | claim | {' | '.join(endings)} |\n| --- | --- | {' | '.join('---:' for _ in endings)} |")
    for whose, kind in dict.fromkeys((whose, kind) for whose, kind, _ in counts):
        print(f"| {whose} | {kind} | {' | '.join(str(counts[whose, kind, ending]) for ending in endings)} |")


if __name__ == "__main__":
    main()
