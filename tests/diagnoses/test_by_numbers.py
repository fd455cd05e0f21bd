"""What is told of code without a formula, by its numbers alone: each mistake, and its twin of which it is silent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner import Case, Cause, Verdict, check
from runner.model import Finding

Code = dict[str, Any]


def normal(x: Any) -> Any:
    """Columns of mean 0 and variance 1."""
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)


def normal_back(dout: Any, x: Any, mean: float = 1.0, variance: float = 1.0) -> Any:
    """Its gradient, with so much of the ways through the mean and the variance."""
    y = normal(x)
    return (dout - mean * dout.mean(axis=0) - variance * y * (dout * y).mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)


def steps(x: Any) -> Any:
    """A hidden number for each column, carried through the rows."""
    h, out = np.zeros(x.shape[1]), []
    for row in x:
        h = np.tanh(row + 0.8 * h)
        out.append(h)
    return np.stack(out)


def steps_back(dout: Any, x: Any, carried: float = 1.0) -> Any:
    out, dh, found = steps(x), np.zeros(x.shape[1]), []
    for t in reversed(range(len(x))):
        dz = (dout[t] + carried * dh) * (1 - out[t] ** 2)
        found.append(dz)
        dh = 0.8 * dz
    return np.stack(found[::-1])


def told(forward: Any, backward: Any, shape: tuple[int, ...] = (5, 4)) -> Finding | None:
    """The finding of a layer of the reader's own; None where it is right."""
    case = Case(shapes={"x": shape}, output="layer.forward(x)", wrt="x", gradient="layer.backward(dout, x)")
    result = check(case, {"layer": {"forward": forward, "backward": backward}})
    assert not result.unexplained
    return result.findings[0] if result.verdict is Verdict.FAIL else None


MISTAKES: list[tuple[Any, Any, Cause, str]] = [
    (
        normal,
        lambda dout, x: normal_back(np.ones_like(dout) * np.arange(4), x) + 1,
        Cause.MISSING_FACTOR,
        "does not change with `dout`",
    ),
    (
        normal,
        lambda dout, x: normal_back(dout, x, mean=0),
        Cause.MISSING_PATH,
        "through a mean or a sum there is missing or wrong",
    ),
    (
        normal,
        lambda dout, x: normal_back(dout, x, variance=0),
        Cause.MISSING_PATH,
        "through a variance there is missing or wrong",
    ),
    (
        normal,
        lambda dout, x: normal_back(dout, x, 0, 0),
        Cause.MISSING_PATH,
        "through a variance there is missing or wrong",
    ),
    (steps, lambda dout, x: steps_back(dout, x, carried=0), Cause.MISSING_PATH, "right at the last index of axis 0"),
    (normal, lambda dout, x: normal_back(dout, x)[::-1], Cause.INDEX, "turned round along axis 0"),
    (normal, lambda dout, x: normal_back(dout, x)[::-1, ::-1], Cause.INDEX, "turned round along its last two axes"),
    (normal, lambda dout, x: np.roll(normal_back(dout, x), 1, axis=1), Cause.INDEX, "stands at the one after it"),
    (normal, lambda dout, x: np.clip(normal_back(dout, x), -0.3, 0.3), Cause.SLIP, "clipped at ±0.3"),
]


@pytest.mark.parametrize(("forward", "backward", "cause", "said"), MISTAKES, ids=[said for *_, said in MISTAKES])
def test_the_numbers_tell(forward: Any, backward: Any, cause: Cause, said: str) -> None:
    finding = told(forward, backward)
    assert finding is not None
    assert (finding.cause, said in finding.message) == (cause, True), finding.message


SILENT: list[tuple[Any, Any]] = [
    (normal, lambda dout, x: normal_back(dout, x) + np.sin(dout) * np.ones_like(x) * x**2),
    (normal, lambda dout, x: normal_back(dout, x) + 0.1 * np.cumsum(dout, axis=0)),
    (steps, lambda dout, x: steps_back(dout, x) + 0.1 * x**3),
    (steps, lambda dout, x: np.clip(steps_back(dout, x) + 0.1, -0.3, 0.3)),
    (steps, lambda dout, x: np.sort(steps_back(dout, x), axis=0)),
    (np.square, lambda dout, x: 2 * x * dout + 0.3),
]


@pytest.mark.parametrize(("forward", "backward"), SILENT, ids=range(len(SILENT)))
def test_they_are_silent_of_anything_else(forward: Any, backward: Any) -> None:
    finding = told(forward, backward)
    assert finding is not None
    assert finding.cause is Cause.UNKNOWN


def test_a_mask_that_is_open_for_one_unit_by_chance_is_no_axis() -> None:
    """With the rectifier forgotten, the claim is right just for the unit that is active in every example."""
    x = np.abs(np.random.default_rng(0).standard_normal((4, 3))) * [[-1, -1, 1]]
    case = Case(values={"x": x}, output="layer.forward(x)", wrt="x", gradient="layer.backward(dout, x)")
    layer: dict[str, Any] = {"forward": lambda x: np.maximum(x, 0) * 2.0, "backward": lambda dout, x: 2.0 * dout}
    assert "axis" not in check(case, {"layer": layer}).findings[0].message


@pytest.mark.parametrize(("forward", "backward"), [(normal, normal_back), (steps, steps_back)])
def test_a_right_layer_is_right(forward: Any, backward: Any) -> None:
    assert told(forward, backward) is None


def test_of_a_formula_the_derivation_is_asked_first() -> None:
    case = Case(shapes={"x": (5, 4)}, output="x - np.mean(x, axis=0)", wrt="x", gradient="dout")
    assert "mean" in check(case).findings[0].message
    assert "is off by" not in check(case).findings[0].message


def test_a_gradient_that_is_a_product_of_the_cases_own_arrays_is_shown() -> None:
    layer = {
        "forward": lambda x, w, b: x @ w + b,
        "backward": lambda dout, x, w: (np.sin(dout) @ w.T, np.cos(x.T) @ dout, np.exp(dout[0])),
    }
    claims = {name: f"layer.backward(dout, x, w)[{place}]" for place, name in enumerate(("x", "w", "b"))}
    case = Case(shapes={"x": (5, 3), "w": (3, 4), "b": (4,)}, output="layer.forward(x, w, b)", gradient=claims)
    findings = check(case, {"layer": layer}).findings
    assert [finding.suggestion for finding in findings] == ["dout @ w.T", "x.T @ dout", "dout.sum(axis=0)"]
