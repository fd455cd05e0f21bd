"""`python -m tests.benchmarks settings`: verdicts of the settings of a check against exact gradients, and twins a little off.

Corners, edges, special points, complex and structured inputs: every right claim, and wrong twins of it 1 % and 0.1 % off, at many
random inputs. A verdict is wrong where a right claim fails or a twin passes and no doubt is told.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from runner.checking.checker import check
from runner.model import Case, Result, Verdict

TWINS = (1.01, 0.99, 1.001, 0.999)
"""What the claim is multiplied by to be wrong."""

SQUARE, TALL, ROW = (3, 3), (5, 2), (4,)
STRUCTURED: tuple[tuple[str, tuple[int, ...], str, str], ...] = (
    ("symmetric", SQUARE, "np.sum(np.linalg.eigvalsh(x)**2) + np.sum(x)", "2 * x + 1"),
    ("positive-definite", SQUARE, "np.linalg.slogdet(x)[1]", "np.linalg.inv(x)"),
    ("positive-definite", SQUARE, "2 * np.sum(np.log(np.diag(np.linalg.cholesky(x))))", "np.linalg.inv(x)"),
    ("skew", SQUARE, "np.sum(np.sin(x + 1))", "np.cos(x + 1)"),
    ("lower", SQUARE, "np.sum((x @ x.T)**2)", "4 * x @ x.T @ x"),
    ("orthogonal", TALL, "np.sum(x**3)", "3 * x**2"),
    ("orthogonal", SQUARE, "np.sum(np.exp(x))", "np.exp(x)"),
    ("unit", ROW, "np.sum(np.sin(3 * x))", "3 * np.cos(3 * x)"),
    ("simplex", ROW, "-np.sum(x * np.log(x))", "-np.log(x)"),
    ("positive", ROW, "np.sum(np.log(x))", "1 / x"),
)
COMPLEX: tuple[tuple[str, str], ...] = (
    ("np.sum(np.abs(x)**2)", "2 * x"),
    ("np.sum(np.real(x**3))", "3 * np.conj(x)**2"),
    ("np.sum(np.angle(x))", "1j * x / np.abs(x)**2"),
    ("np.sum(np.abs(x))", "x / np.abs(x)"),
    ("np.real(np.sum(np.exp(1j * x)))", "np.conj(1j * np.exp(1j * x))"),
)
EDGES: tuple[tuple[str, tuple[float, ...], str, str], ...] = (
    ("right", (0.0, 0.7), "np.sum(np.log1p(x) + np.sqrt(x)**4)", "1 / (1 + x) + 2 * x"),
    ("right", (0.0, 1.5), "np.sum(np.abs(x) + x**2)", "1 + 2 * x"),
    ("left", (0.0, -1.5), "np.sum(np.abs(x) + x**2)", "-1 + 2 * x"),
    ("left", (1.0, 0.3), "np.sum(np.sqrt(1 - x)**4 - 3 * x)", "-2 * (1 - x) - 3"),
    ("right", (0.0, 2.0), "np.sum(relu(x) * np.exp(x))", "(1 + x) * np.exp(x)"),
)


class Tried(NamedTuple):
    """One claim: of which feature, by what it is off, and the case."""

    feature: str
    factor: float
    case: Case


def cases(seeds: int) -> Iterator[Tried]:
    """Every claim and its twins, at so many random inputs."""
    for seed in range(seeds):
        for word, shape, cost, claim in STRUCTURED:
            yield from twins("structure", claim, shapes={"x": shape}, cost=cost, structure={"x": word}, seed=seed)
        for cost, claim in COMPLEX:
            yield from twins("complex", claim, shapes={"x": ROW}, cost=cost, complex=("x",), seed=seed)
        for side, point, cost, claim in EDGES:
            moved = tuple(value if not value or value == 1.0 else value * (1 + 0.1 * (seed % 5)) for value in point)
            yield from twins("one_sided", claim, values={"x": moved}, wrt="x", cost=cost, one_sided=side)
        yield from corners(seed)


def corners(seed: int) -> Iterator[Tried]:
    """Subgradients at random corners; the twins leave them where the claim is not 0."""
    rng = np.random.default_rng(seed)
    tied = rng.standard_normal(5)
    tied[:2] = abs(tied).max() + 1
    share = float(rng.random())
    subgradient = (share, 1 - share, 0.0, 0.0, 0.0)
    yield from twins(
        "at_kinks", subgradient, values={"x": tuple(tied.tolist())}, wrt="x", cost="np.max(x)", at_kinks="subgradient"
    )
    point = tuple(np.where(rng.random(4) < 0.5, 0.0, rng.standard_normal(4)).tolist())
    slopes = "np.where(x == 0, 1.0, np.sign(x))"
    yield from twins("at_kinks", slopes, values={"x": point}, wrt="x", cost="np.sum(np.abs(x))", at_kinks="subgradient")


def twins(feature: str, claim: Any, **keys: Any) -> Iterator[Tried]:
    yield Tried(feature, 1.0, Case(gradient=claim, **keys))
    for factor in TWINS:
        shrinks_to_a_subgradient = (
            feature == "at_kinks" and factor < 1 and not isinstance(claim, tuple) and 0.0 in keys["values"]["x"]
        )
        off = tuple(factor * entry for entry in claim) if isinstance(claim, tuple) else f"{factor} * ({claim})"
        if not shrinks_to_a_subgradient:
            yield Tried(feature, factor, Case(gradient=off, **keys))


def judged(tried: Tried, result: Result) -> str:
    """right, doubtful or WRONG."""
    if result.verdict is (Verdict.PASS if tried.factor == 1.0 else Verdict.FAIL):
        return "right" if result.doubt is None else "doubtful"
    return "WRONG" if result.doubt is None else "doubtful"


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks settings", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="random inputs of each claim (10)")
    seeds = parser.parse_args().seeds
    counts: Counter[tuple[str, bool, str]] = Counter()
    for tried in cases(seeds):
        ending = judged(tried, check(tried.case))
        counts[tried.feature, tried.factor == 1.0, ending] += 1
        if ending == "WRONG":
            print(f"WRONG: {tried}")
    print("| feature | claims | right | doubtful | wrong without a doubt |\n| --- | --- | --- | --- | --- |")
    for feature, is_right in dict.fromkeys((feature, is_right) for feature, is_right, _ in counts):
        found = [counts[feature, is_right, ending] for ending in ("right", "doubtful", "WRONG")]
        print(f"| {feature} | {'right' if is_right else '1 % and 0.1 % off'} | {' | '.join(map(str, found))} |")
