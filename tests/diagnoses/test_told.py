"""What an edit is called, once it has been found: by what it does to the formula, and not by how it was tried."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found

FOCAL: dict[str, Any] = {
    "shapes": {"p": (5,)},
    "values": {"g": 3.0},
    "cost": "np.sum((1 - p)**g)",
    "wrt": "p",
}
ATTENTION: dict[str, Any] = {
    "sizes": {"d": 3},
    "shapes": {"Q": (4, "d"), "K": (4, "d")},
    "let": {"A": "softmax(Q @ K.T / np.sqrt(d))"},
    "output": "A",
    "wrt": "Q",
}

TOLD: list[tuple[dict[str, Any], str, Cause, str]] = [
    (FOCAL, "-g * (1 - p)**g", Cause.EXTRA_FACTOR, "1 - p"),
    (FOCAL, "-g * (1 - p)**(g - 2)", Cause.MISSING_FACTOR, "1 - p"),
    (
        {"shapes": {"x": (6,)}, "cost": "np.sum(x**4)"},
        "4 * x**2",
        Cause.MISSING_FACTOR,
        "lacks the factor `x`",
    ),
    (
        ATTENTION,
        "A * (dout - np.sum(dout * A, axis=-1, keepdims=True)) @ K",
        Cause.SCALE,
        "np.sqrt(d)",
    ),
    (
        {"shapes": {"z": (5,)}, "values": {"T": 2.5}, "let": {"p": "softmax(z / T)"}, "cost": "np.sum(p**2)", "wrt": "z"},
        "2 * p * (softmax(z) - np.sum(p**2)) / T",
        Cause.WRONG_POINT,
        "`z / T`",
    ),
    (
        {"shapes": {"x": (5,)}, "cost": "np.sum(np.exp(-2 * x))"},
        "-2 * np.exp(-3 * x)",
        Cause.MISSING_FACTOR,
        "lacks the factor `np.exp(x)`",
    ),
    (
        {"shapes": {"x": (5, 3), "W": (3, 2)}, "let": {"a": "np.tanh(x @ W)"}, "output": "a", "wrt": "W"},
        "x.T @ (dout * (1 - a))",
        Cause.WRONG_DERIVATIVE,
        "`1 - a**2`",
    ),
    (
        {"shapes": {"x": (5,)}, "let": {"s": "sigmoid(x)"}, "output": "s", "wrt": "x"},
        "dout * sigmoid(s) * (1 - sigmoid(s))",
        Cause.WRONG_POINT,
        "",
    ),
]


@pytest.mark.parametrize(("case", "claim", "cause", "said"), TOLD, ids=[claim for _, claim, *_ in TOLD])
def test_it_is_called_by_what_it_does(case: dict[str, Any], claim: str, cause: Cause, said: str) -> None:
    finding = found(**case, gradient=claim)
    assert (finding.cause, said in finding.message) == (cause, True), finding.message
    assert finding.place is not None
    assert finding.fix is not None
