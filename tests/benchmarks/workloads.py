"""What the rows of the table compute: as a case, as a plain function for the peers, and in bare numpy for the floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from runner.model import Case
from runner.problem import Problem, drawn
from tests.benchmarks.naive import Function

Backend: TypeAlias = Any
"""numpy, or a module that looks like it: torch, autograd.numpy, jax.numpy."""


@dataclass(frozen=True)
class Workload:
    """One cost with a right claim for its inputs.

    `arrays` are all arrays of the case; `cost(backend, arrays)` computes it with another library; `gradients` gives all claims
    at once, as a hand-written backward pass does; `floor` evaluates the cost at as many points as a full check needs, in bare
    numpy and in as few calls as that allows.
    """

    case: Case
    arrays: Mapping[str, Any]
    cost: Callable[[Backend, Mapping[str, Any]], Any]
    gradients: Callable[[Mapping[str, Any]], dict[str, Any]]
    floor: Callable[[], object]

    @property
    def inputs(self) -> dict[str, Any]:
        """The arrays whose gradient is claimed."""
        return {name: self.arrays[name] for name in self.case.claims}

    def naive(self) -> tuple[Function, Any]:
        """The cost and its gradient as a function of one flat array, and the array: what `gradcheck_naive` takes."""
        names = list(self.inputs)
        if len(names) == 1:
            (name,) = names
            return lambda x: self._value_and_gradient({name: x})[name], self.arrays[name].copy()
        splits = np.cumsum([array.size for array in self.inputs.values()])[:-1]

        def f(flat: Any) -> tuple[float, Any]:
            parts = np.split(flat, splits)
            inputs = {name: part.reshape(self.arrays[name].shape) for name, part in zip(names, parts, strict=True)}
            arrays = {**self.arrays, **inputs}
            gradients = self.gradients(arrays)
            return self.cost(np, arrays), np.concatenate([gradients[name].ravel() for name in names])

        return f, np.concatenate([array.ravel() for array in self.inputs.values()])

    def _value_and_gradient(self, inputs: Mapping[str, Any]) -> dict[str, tuple[float, Any]]:
        arrays = {**self.arrays, **inputs}
        value, gradients = self.cost(np, arrays), self.gradients(arrays)
        return {name: (value, gradients[name]) for name in inputs}


def matrix_product() -> Workload:
    """`np.sum(W.dot(x))` with W 5×10 and x 10×3: the check of the question this project began with."""
    case = Case(cost="np.sum(W.dot(x))", shapes={"W": (5, 10), "x": (10, 3)}, wrt="x", gradient="W.T @ np.ones((5, 3))")
    arrays = dict(drawn(Problem(case)).values)
    W, x = arrays["W"], arrays["x"]
    ones = np.ones((5, 3))
    points = np.repeat(x[None], 60, axis=0)

    def floor() -> Any:
        points[:] = x
        flat = points.reshape(60, 30)
        flat[np.arange(30), np.arange(30)] += 1e-4
        flat[np.arange(30, 60), np.arange(30)] -= 1e-4
        values = (W @ points).sum(axis=(1, 2))
        numerical = (values[:30] - values[30:]) / 2e-4
        claimed = (W.T @ ones).ravel()
        return np.all(np.abs(numerical - claimed) <= 1e-5 * np.maximum(1, np.maximum(np.abs(numerical), np.abs(claimed))))

    return Workload(
        case,
        arrays,
        lambda backend, a: backend.sum(backend.matmul(a["W"], a["x"])),
        lambda a: {"x": a["W"].T @ ones},
        floor,
    )


def network() -> Workload:
    """A two-layer network of 1,000 weights: 18 inputs, 50 hidden units with tanh, 2 classes, 10 examples."""
    case = Case(
        sizes={"n": 10},
        shapes={"X": ("n", 18), "W1": (18, 50), "W2": (50, 2)},
        values={"t": "one_hot(np.arange(n) % 2, 2)"},
        let={"a": "np.tanh(X @ W1)", "z": "a @ W2", "dz": "(softmax(z) - t) / n", "da": "dz @ W2.T * (1 - a**2)"},
        cost="-np.sum(t * log_softmax(z)) / n",
        gradient={"W1": "X.T @ da", "W2": "a.T @ dz"},
        method="full",
    )
    arrays = dict(drawn(Problem(case)).values)

    def cost(backend: Backend, a: Mapping[str, Any]) -> Any:
        z = backend.matmul(backend.tanh(backend.matmul(a["X"], a["W1"])), a["W2"])
        return -backend.sum(a["t"] * (z - backend.log(backend.sum(backend.exp(z), 1))[:, None])) / 10

    def gradients(a: Mapping[str, Any]) -> dict[str, Any]:
        hidden = np.tanh(a["X"] @ a["W1"])
        powers = np.exp(hidden @ a["W2"])
        dz = (powers / powers.sum(1, keepdims=True) - a["t"]) / 10
        return {"W1": a["X"].T @ (dz @ a["W2"].T * (1 - hidden**2)), "W2": hidden.T @ dz}

    def floor() -> Any:
        return [_floor_of_network(arrays, name) for name in ("W1", "W2")]

    return Workload(case, arrays, cost, gradients, floor)


def _floor_of_network(arrays: Mapping[str, Any], name: str) -> Any:
    """The cost at x ± h·e for every entry of one of the two weights, in blocks of 64 points."""
    x = arrays[name]
    points = np.repeat(x[None], 64, axis=0)
    flat = points.reshape(64, -1)
    numerical = np.empty(x.size)
    for start in range(0, x.size, 32):
        entries = np.arange(start, min(start + 32, x.size))
        rows = np.arange(len(entries))
        flat[:] = x.ravel()
        flat[rows, entries] += 1e-4
        flat[rows + 32, entries] -= 1e-4
        W1, W2 = (points, arrays["W2"]) if name == "W1" else (arrays["W1"], points)
        z = np.tanh(arrays["X"] @ W1) @ W2
        shifted = z - z.max(axis=2, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
        values = -(arrays["t"] * logs).sum(axis=(1, 2)) / 10
        numerical[entries] = (values[: len(entries)] - values[32 : 32 + len(entries)]) / 2e-4
    return numerical


def many_entries(entries: int, *, wrong: bool = False) -> Case:
    """Σ sin(x)·x over a square array of so many entries; with `wrong`, one entry of the claim is off."""
    side = round(entries**0.5)
    claim = "np.cos(x) * x + np.sin(x)"
    if wrong:
        claim += f" + scatter_add(({side}, {side}), ([{side // 2}], [{side // 3}]), [0.5])"
    return Case(cost="np.sum(np.sin(x) * x)", shapes={"x": (side, side)}, gradient=claim)
