"""Slips of whole ways: mostly silent, and told in the names of the case where they are what the claim is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.diagnoses import another_input, shuffled
from runner.diagnoses.slips.search import Search
from runner.diagnoses.slips.ways import ways
from runner.model import Cause
from tests.diagnoses.examples import evidence_of, found

LAYER_NORM: dict[str, Any] = {
    "shapes": {"x": (4, 6), "g": (6,)},
    "let": {"mu": "x.mean(axis=1, keepdims=True)", "sd": "x.std(axis=1, keepdims=True)", "n": "(x - mu) / sd", "d": "dout * g"},
    "output": "n * g",
    "wrt": "x",
}
RIGHT = "(d - d.mean(axis=1, keepdims=True) - n * (d * n).mean(axis=1, keepdims=True)) / sd"
ROWS: dict[str, Any] = {
    "shapes": {"x": (4, 3)},
    "let": {"n": "np.linalg.norm(x, axis=1, keepdims=True)", "y": "x / n"},
    "output": "y",
    "wrt": "x",
}
QUADRATIC: dict[str, Any] = {"shapes": {"x": (4,), "A": (4, 4)}, "cost": "x @ A @ x", "wrt": "x"}
STEPS: dict[str, Any] = {
    "shapes": {"h0": (3,), "U": (3, 3)},
    "let": {"h1": "np.tanh(U @ h0)", "h2": "np.tanh(U @ h1)", "h3": "np.tanh(U @ h2)"},
    "cost": "np.sum(h1**2) + np.sum(h2**2) + np.sum(h3**2)",
    "wrt": "U",
}
GATES: dict[str, Any] = {
    "shapes": {"z": (4,), "c": (5,), "A": (5, 4), "B": (5, 4)},
    "let": {"f": "sigmoid(A @ z)", "g": "np.tanh(B @ z)"},
    "cost": "np.sum(c * f + f * g)",
    "wrt": "z",
}

TOLD: list[tuple[dict[str, Any], str, Cause, str]] = [
    (
        LAYER_NORM,
        RIGHT.replace("d.", "dout.").replace("(d ", "(dout ").replace("(dout -", "g * (dout -"),
        Cause.SLIP,
        "The factor `g` is multiplied in at the end",
    ),
    (ROWS, "(dout - dout * y * y) / n", Cause.DIAGONAL, "you keep only the diagonal"),
    (QUADRATIC, "2 * A @ x", Cause.SYMMETRIC, "you count the first way twice"),
    (
        {"shapes": {"X": (4, 3), "b": (3,), "D": (4, 4)}, "cost": "(X @ b) @ D @ (X @ b)", "wrt": "X"},
        "2 * np.outer(D @ X @ b, b)",
        Cause.MISSING_PATH,
        "`X` is used in `X @ b`, which stands twice: you count the way through one of them for both",
    ),
    (
        STEPS,
        " + ".join(f"np.outer(2 * h{t} * (1 - h{t}**2), h{t - 1})" for t in (1, 2, 3)),
        Cause.MISSING_PATH,
        "The gradient is not carried back in time",
    ),
    (
        {"shapes": {"w": (4,)}, "values": {"lam": 0.3}, "cost": "np.sum(np.exp(w)) + lam * np.sum(w**2)"},
        "np.exp(w) + lam * np.sum(w**2)",
        Cause.WRONG_DERIVATIVE,
        "That is the term `lam * np.sum(w**2)` itself, not its gradient",
    ),
    (
        GATES,
        "A.T @ (f * (1 - g**2)) + B.T @ (f * (1 - g**2))",
        Cause.NAME,
        "stands where that of `f` belongs",
    ),
]


@pytest.mark.parametrize(("case", "claim", "cause", "said"), TOLD, ids=[said for *_, said in TOLD])
def test_a_way_that_slipped_is_told(case: dict[str, Any], claim: str, cause: Cause, said: str) -> None:
    comparison, evidence = evidence_of(**case, gradient=claim)
    search = Search.of(comparison, evidence)
    assert search is not None
    with np.errstate(all="ignore"):
        finding = search.first(ways(search))
    assert finding is not None
    assert (finding.cause, said in finding.message) == (cause, True), finding.message


@pytest.mark.parametrize(
    ("case", "claim"),
    [
        (LAYER_NORM, f"{RIGHT} * 1.5"),
        (LAYER_NORM, "dout * g / sd"),
        (LAYER_NORM, f"-({RIGHT})"),
        (ROWS, "dout / n"),
        (ROWS, "dout - y"),
        (QUADRATIC, "A @ x"),
        (QUADRATIC, "(A + A.T) @ x + 1"),
        (STEPS, "np.outer(2 * h3 * (1 - h3**2), h2)"),
        (GATES, "A.T @ (c * f * (1 - f))"),
        ({"shapes": {"x": (4,)}, "cost": "np.sum(np.sin(x))"}, "np.sin(x)"),
    ],
)
def test_they_are_silent_of_all_else(case: dict[str, Any], claim: str) -> None:
    comparison, evidence = evidence_of(**case, gradient=claim)
    search = Search.of(comparison, evidence)
    assert search is not None
    with np.errstate(all="ignore"):
        assert search.first(ways(search)) is None


PAIR: dict[str, Any] = {"shapes": {"a": (4, 3), "b": (4, 3)}, "cost": "np.sum(np.sin(a) * np.exp(b))", "wrt": "a"}


def test_the_gradient_by_another_input_is_told_as_that() -> None:
    finding = another_input.find(*evidence_of(**PAIR, gradient="np.sin(a) * np.exp(b)"))
    assert finding is not None
    assert (finding.cause, finding.message) == (Cause.NAME, "that is the gradient by `b`, not by `a`")


@pytest.mark.parametrize("claim", ["np.cos(a)", "-np.cos(a) * np.exp(b)", "np.sin(a) * np.exp(a)", "2 * np.sin(a) * np.exp(b)"])
def test_it_is_silent_of_what_is_the_gradient_by_no_input(claim: str) -> None:
    assert another_input.find(*evidence_of(**PAIR, gradient=claim)) is None


def test_it_is_silent_of_inputs_of_another_shape() -> None:
    case = {"shapes": {"a": (4,), "b": (3,)}, "cost": "np.sum(a) * np.sum(b)", "wrt": "a"}
    assert another_input.find(*evidence_of(**case, gradient="np.ones(4) * np.sum(a)")) is None


POOLED: dict[str, Any] = {"shapes": {"x": (6, 4)}, "output": "x.reshape(3, 2, 2, 2).mean(axis=(1, 3))", "wrt": "x"}


def test_the_right_numbers_in_the_wrong_places_are_told_as_that() -> None:
    assert found(**POOLED, gradient="np.tile(dout, (2, 2)) / 4").cause is Cause.INDEX


@pytest.mark.parametrize(
    "claim",
    [
        "np.tile(dout, (2, 2))",
        "np.zeros((6, 4))",
        "np.sort(np.repeat(np.repeat(dout, 2, axis=0), 2, axis=1).reshape(-1)).reshape(6, 4) / 3",
        "np.ones((6, 4)) / 4",
    ],
)
def test_it_is_silent_where_a_number_is_another(claim: str) -> None:
    assert shuffled.find(*evidence_of(**POOLED, gradient=claim)) is None


def test_it_is_silent_of_few_different_numbers() -> None:
    """Zeros and ones are in any place the right numbers."""
    case = {"shapes": {"x": (6,)}, "cost": "np.sum(x[:3])"}
    assert shuffled.find(*evidence_of(**case, gradient="np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])")) is None
