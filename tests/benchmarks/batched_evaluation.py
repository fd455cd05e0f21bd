"""How fast an expression is evaluated at a batch of points: `python -m tests.benchmarks.batched_evaluation`.

For each expression and size: the time for the two stepped points of every entry (in blocks), that of a loop over the same
points through the compiled expression, and that of a loop over the bare numpy formula, in one process, the three in turns,
the best of several turns. Figures are ratios, but for one column of microseconds a point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from runner.expressions import batch_of, block_size, compile_expression

TURNS = 9
SHORTEST = 0.005
"""Seconds that a turn takes at least."""

Formula = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class Workload:
    """An expression, the shapes of its variables, the one that is stepped, and the same in bare numpy."""

    text: str
    shapes: dict[str, tuple[int, ...]]
    stepped: str
    bare: Formula


def _softmax(z: Any) -> Any:
    powers = np.exp(z - z.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def _network(rows: int, width: int, hidden: int, classes: int) -> Workload:
    return Workload(
        "-np.mean(np.sum(t * np.log(softmax(np.tanh(x @ W + b) @ V)), axis=1))",
        {"x": (rows, width), "W": (width, hidden), "b": (hidden,), "V": (hidden, classes), "t": (rows, classes)},
        "W",
        lambda v: -np.mean(np.sum(v["t"] * np.log(_softmax(np.tanh(v["x"] @ v["W"] + v["b"]) @ v["V"])), axis=1)),
    )


def _product(rows: int, inner: int, columns: int) -> Workload:
    return Workload("np.sum(W.dot(x))", {"W": (rows, inner), "x": (inner, columns)}, "x", lambda v: np.sum(v["W"].dot(v["x"])))


WORKLOADS = (
    _product(5, 10, 3),
    _product(20, 40, 10),
    Workload("np.sum(x.dot(W))", {"x": (10, 3), "W": (3, 5)}, "x", lambda v: np.sum(v["x"].dot(v["W"]))),
    Workload("np.sum(np.exp(x))", {"x": (4, 5)}, "x", lambda v: np.sum(np.exp(v["x"]))),
    Workload("np.sum(np.exp(x))", {"x": (30, 30)}, "x", lambda v: np.sum(np.exp(v["x"]))),
    Workload("x @ A @ x", {"x": (50,), "A": (50, 50)}, "x", lambda v: v["x"] @ v["A"] @ v["x"]),
    Workload("np.linalg.slogdet(A)[1]", {"A": (6, 6)}, "A", lambda v: np.linalg.slogdet(v["A"])[1]),
    Workload(
        "np.sum((x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) * g)",
        {"x": (20, 8), "g": (8,)},
        "x",
        lambda v: np.sum((v["x"] - v["x"].mean(0)) / np.sqrt(v["x"].var(0) + 1e-5) * v["g"]),
    ),
    _network(10, 6, 5, 3),
    _network(50, 20, 30, 10),
)


def measure(workload: Workload) -> tuple[int, float, float, float]:
    """The number of points, and the seconds for all of them: batched, in a loop, in bare numpy."""
    rng = np.random.default_rng(0)
    values: dict[str, Any] = {name: rng.standard_normal(shape) for name, shape in workload.shapes.items()}
    expression = compile_expression(workload.text, values)
    x = values[workload.stepped]
    points = np.repeat(x[None], 2 * x.size, axis=0)
    steps = 1e-4 * np.eye(x.size).reshape(x.size, *x.shape)
    points[0::2] += steps
    points[1::2] -= steps
    block = block_size(x.size)

    def batched() -> None:
        for start in range(0, len(points), block):
            expression.evaluate({**values, workload.stepped: batch_of(points[start : start + block])})

    def loop() -> None:
        for point in points:
            expression.evaluate({**values, workload.stepped: point})

    def bare() -> None:
        with np.errstate(all="ignore"):
            for point in points:
                workload.bare({**values, workload.stepped: point})

    ways = (batched, loop, bare)
    rounds = [max(1, round(SHORTEST / _seconds(run, 1))) for run in ways]
    best = [float("inf")] * 3
    for _ in range(TURNS):
        for way, run in enumerate(ways):
            best[way] = min(best[way], _seconds(run, rounds[way]))
    return len(points), best[0], best[1], best[2]


def _seconds(run: Callable[[], None], rounds: int) -> float:
    """The time for one of so many rounds."""
    start = perf_counter()
    for _ in range(rounds):
        run()
    return (perf_counter() - start) / rounds


def main() -> None:
    print(f"{'expression':>72} {'stepped':>9} {'points':>6} {'µs/point':>9} {'loop/batched':>12} {'bare/batched':>12}")
    for workload in WORKLOADS:
        count, batched, loop, bare = measure(workload)
        shape = "×".join(map(str, workload.shapes[workload.stepped]))
        figures = f"{1e6 * batched / count:9.3f} {loop / batched:12.1f} {bare / batched:12.1f}"
        print(f"{workload.text:>72} {shape:>9} {count:6} {figures}")


if __name__ == "__main__":
    main()
