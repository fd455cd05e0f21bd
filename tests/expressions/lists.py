"""The two lists of expressions, hostile and legitimate, and the values they are evaluated with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from runner.expressions.functions import FUNCTIONS


class Hostile(NamedTuple):
    """An expression from a stranger; `expected`: rejected, killed-or-rejected or safe-but-odd."""

    id: str
    expression: str
    expected: str


class Legitimate(NamedTuple):
    """A formula that must be accepted. `inputs`: name → shape, or a kind and a shape such as "int[4]"."""

    id: str
    expression: str
    inputs: Mapping[str, Any]


def _lines(name: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


HOSTILE = [Hostile(line["id"], line["expression"], line["expected"]) for line in _lines("hostile_expressions.jsonl")]
LEGITIMATE = [
    Legitimate(line["id"], line["expression"].replace("onehot", "one_hot"), line["inputs"])
    for line in _lines("legit_expressions.jsonl")
]


def hostile_values() -> dict[str, Any]:
    """What the hostile expressions find defined."""
    rng = np.random.default_rng(7)
    return {
        "x": rng.standard_normal((4, 3)),
        "W": rng.standard_normal((3, 3)),
        "v": rng.standard_normal(3),
        "y": np.array([0, 2, 1, 1]),
        "n": 4,
        "rng": rng,
    }


def drawn(inputs: Mapping[str, Any], seed: int = 0) -> dict[str, Any]:
    """Arrays of the shapes and kinds that a legitimate expression asks for."""
    rng = np.random.default_rng(seed)
    return {name: _drawn(rng, spec) for name, spec in inputs.items()}


def _drawn(rng: np.random.Generator, spec: Any) -> Any:
    if not isinstance(spec, str):
        return np.asarray(rng.standard_normal(spec))
    kind, _, lengths = spec.partition("[")
    shape = tuple(json.loads("[" + lengths))
    if kind == "int":
        return np.asarray(rng.integers(0, 3, shape))
    if kind == "bool":
        return np.asarray(rng.random(shape) < 0.5)
    if kind == "pos":
        return np.asarray(rng.uniform(0.1, 1.1, shape))
    if kind == "pm1":
        return np.asarray(rng.choice([-1.0, 1.0], shape))
    return np.asarray(rng.standard_normal(shape) + 1j * rng.standard_normal(shape))


def by_numpy(expression: str, values: Mapping[str, Any]) -> Any:
    """The value that numpy itself gives a trusted expression; the helpers are our own."""
    helpers = {name: function.value for name, function in FUNCTIONS.items() if function.group == "helpers"}
    with np.errstate(all="ignore"):
        return eval(f"({expression}\n)", {"np": np, "range": np.arange, **helpers, **values})
