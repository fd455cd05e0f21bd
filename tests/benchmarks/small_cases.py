"""Many small cases, as YAML and as plain functions for `gradcheck_naive`: ten costs from the exercises of a first course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.expressions.helpers import log_softmax, sigmoid, softmax
from tests.benchmarks.naive import Function

Draw = Callable[[np.random.Generator], tuple[Function, Any]]


@dataclass(frozen=True, slots=True)
class Small:
    """A case as the lines of its YAML, the claim apart, and the same drawn by hand."""

    lines: tuple[str, ...]
    claim: str
    draw: Draw


def _fixed(*shapes: tuple[int, ...]) -> Callable[[np.random.Generator], list[Any]]:
    return lambda rng: [rng.standard_normal(shape) for shape in shapes]


def _function(shapes: tuple[tuple[int, ...], ...], f: Callable[..., tuple[float, Any]]) -> Draw:
    """The last array is the input, the others are fixed; they are drawn in the order written."""

    def draw(rng: np.random.Generator) -> tuple[Function, Any]:
        *fixed, x = _fixed(*shapes)(rng)
        return lambda x: f(*fixed, x), x

    return draw


def _shapes(**shapes: tuple[int, ...]) -> str:
    return "shapes: {" + ", ".join(f"{name}: {list(shape)}" for name, shape in shapes.items()) + "}"


_ONES = np.ones((5, 3))
_SHIFT = 6 * np.eye(4)
_TARGETS = np.eye(3)[[0, 2, 1, 1]]

KINDS: tuple[Small, ...] = (
    Small(
        (_shapes(W=(5, 10), x=(10, 3)), "wrt: x", "cost: np.sum(W.dot(x))"),
        "W.T @ np.ones((5, 3))",
        _function(((5, 10), (10, 3)), lambda W, x: (np.sum(W.dot(x)), W.T @ _ONES)),
    ),
    Small(
        (_shapes(x=(4, 5)), "cost: np.sum(np.exp(x))"),
        "np.exp(x)",
        _function(((4, 5),), lambda x: (np.sum(np.exp(x)), np.exp(x))),
    ),
    Small(
        (_shapes(W=(3, 4), x=(3, 4)), "wrt: x", "cost: np.sum(W * x**2)"),
        "2 * W * x",
        _function(((3, 4), (3, 4)), lambda W, x: (np.sum(W * x**2), 2 * W * x)),
    ),
    Small(
        (_shapes(x=(3, 5)), "cost: np.sum(sigmoid(x))"),
        "sigmoid(x) * (1 - sigmoid(x))",
        _function(((3, 5),), lambda x: (np.sum(sigmoid(x)), sigmoid(x) * (1 - sigmoid(x)))),
    ),
    Small(
        (_shapes(A=(6, 6), x=(6,)), "wrt: x", "cost: x @ A @ x"),
        "(A + A.T) @ x",
        _function(((6, 6), (6,)), lambda A, x: (x @ A @ x, (A + A.T) @ x)),
    ),
    Small(
        (_shapes(A=(8, 4), b=(8,), x=(4,)), "wrt: x", "cost: 0.5 * np.sum((A @ x - b)**2)"),
        "A.T @ (A @ x - b)",
        _function(((8, 4), (8,), (4,)), lambda A, b, x: (0.5 * np.sum((A @ x - b) ** 2), A.T @ (A @ x - b))),
    ),
    Small(
        (_shapes(A=(3, 4), B=(5, 3), X=(4, 5)), "wrt: X", "cost: np.trace(A @ X @ B)"),
        "A.T @ B.T",
        _function(((3, 4), (5, 3), (4, 5)), lambda A, B, X: (np.trace(A @ X @ B), A.T @ B.T)),
    ),
    Small(
        (_shapes(X=(4, 4)), 'cost: "np.linalg.slogdet(X + 6 * np.eye(4))[1]"'),
        "np.linalg.inv(X + 6 * np.eye(4)).T",
        _function(((4, 4),), lambda X: (np.linalg.slogdet(X + _SHIFT)[1], np.linalg.inv(X + _SHIFT).T)),
    ),
    Small(
        (_shapes(z=(4, 3)), "values: {y: [0, 2, 1, 1]}", "wrt: z", 'cost: "-np.mean(log_softmax(z)[np.arange(4), y])"'),
        "(softmax(z) - one_hot(y, 3)) / 4",
        _function(((4, 3),), lambda z: (-np.sum(_TARGETS * log_softmax(z)) / 4, (softmax(z) - _TARGETS) / 4)),
    ),
    Small(
        (_shapes(x=(12,)), "cost: np.var(x)"),
        "2 * (x - np.mean(x)) / 12",
        _function(((12,),), lambda x: (float(np.var(x)), 2 * (x - np.mean(x)) / 12)),
    ),
)


def yaml(count: int, wrong: int = 0, first: int = 0) -> str:
    """A catalogue of so many cases; evenly spread, `wrong` of them claim three times the gradient and are expected to fail."""
    every = count // wrong if wrong else 0
    lines = ["cases:"]
    for number in range(first, first + count):
        seed, kind = _numbered(number)
        lines += [f"  - name: case {number}", f"    seed: {seed}", *(f"    {line}" for line in kind.lines)]
        if every and number % every == every - 1:
            lines += [f'    gradient: "3 * ({kind.claim})"', "    expect: fail"]
        else:
            lines.append(f'    gradient: "{kind.claim}"')
    return "\n".join(lines) + "\n"


def functions(count: int) -> list[tuple[Function, Any]]:
    """The same cases as functions with the arrays at which they are checked."""
    return [kind.draw(np.random.default_rng(seed)) for seed, kind in map(_numbered, range(count))]


def _numbered(number: int) -> tuple[int, Small]:
    """The seed and the kind of a case."""
    seed, kind = divmod(number, len(KINDS))
    return seed, KINDS[kind]
