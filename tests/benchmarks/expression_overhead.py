"""What an expression costs over bare numpy at one point: `python -m tests.benchmarks.expression_overhead`.

For each expression: the time of `evaluate`, that of the same formula as a Python function over numpy, their ratio, and the time
to compile the text the first time and again. One process, in turns, the best of several turns.
"""

from __future__ import annotations

from collections.abc import Callable
from timeit import Timer
from typing import Any

import numpy as np

from runner.expressions import compile_expression, compiler

TURNS = 60
SECONDS = 0.001
"""Many short turns: the best of them is undisturbed even on a busy machine."""

TEXTS = (
    "np.sum(W.dot(x))",
    "W.T @ np.ones((5, 3))",
    "np.exp(x)",
    "x + x",
    "x[:, 1:]",
    "np.mean((x - 1)**2)",
    "0.5 * np.sum((A @ b - b)**2)",
    "np.sum(np.maximum(x, 0))",
    "np.where(x > 0, x, 0.01 * x)",
    "-np.log(softmax(z)[np.arange(4), y]).mean()",
    "np.linalg.inv(A)",
    "np.einsum('ij,jk->ik', W, x)",
    "np.sum(B @ B)",
)


def softmax(z: Any, axis: int = -1) -> Any:
    powers = np.exp(z - z.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def variables() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    shapes = {"W": (5, 10), "x": (10, 3), "A": (5, 5), "b": (5,), "z": (4, 3), "B": (300, 300)}
    return {**{name: rng.standard_normal(shape) for name, shape in shapes.items()}, "y": np.array([0, 2, 1, 1])}


def best(work: Callable[[], Any]) -> float:
    """Seconds of one call, the best of several turns."""
    timer = Timer(work)
    number, seconds = timer.autorange()
    number = max(1, int(number * SECONDS / seconds))
    return min(timer.repeat(TURNS, number)) / number


def main() -> None:
    values = variables()
    names = frozenset(values)
    print(f"{'expression':46} {'evaluate':>9} {'numpy':>9} {'ratio':>6} {'compile':>9} {'again':>7}   (µs)")
    for text in TEXTS:
        expression = compile_expression(text, names)
        arguments = [values[name] for name in sorted(expression.names)]
        bare = eval(f"lambda {', '.join(sorted(expression.names))}: {text}", {"np": np, "softmax": softmax})

        def anew(text: str = text) -> None:
            compiler.forget()
            compile_expression(text, names)

        ours = best(lambda expression=expression: expression.evaluate(values))  # type: ignore[misc]
        theirs = best(lambda bare=bare, arguments=arguments: bare(*arguments))  # type: ignore[misc]
        first = best(anew)
        again = best(lambda text=text: compile_expression(text, names))  # type: ignore[misc]
        figures = (ours * 1e6, theirs * 1e6, ours / theirs, first * 1e6, again * 1e6)
        print("{:46} {:9.2f} {:9.2f} {:6.2f} {:9.1f} {:7.2f}".format(text, *figures))


if __name__ == "__main__":
    main()
