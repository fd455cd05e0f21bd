"""The derivative of a function that is written out in several steps is missing."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found

LOGISTIC: dict[str, Any] = {
    "shapes": {"X": (6, 3), "w": (3,), "y": (6,)},
    "let": {"p": "1 / (1 + np.exp(-(X @ w)))"},
    "cost": "0.5 * np.sum((p - y)**2)",
    "wrt": "w",
}


def test_of_a_sigmoid() -> None:
    finding = found(**LOGISTIC, gradient="X.T @ (p - y)")
    assert finding.cause is Cause.MISSING_FACTOR
    assert finding.message.startswith("The derivative of `p` by `X @ w` is missing")


def test_with_the_wrong_sign_too() -> None:
    finding = found(**LOGISTIC, gradient="X.T @ (y - p)")
    assert (finding.cause, finding.also) == (Cause.MISSING_FACTOR, Cause.SIGN)
    assert finding.message.startswith("Two things: the sign is wrong; and the derivative of `p` by `X @ w` is missing")


@pytest.mark.parametrize("claim", ["2 * X.T @ ((p - y) * p * (1 - p))", "X.T @ ((p - y) * np.arctan(p))"])
def test_it_is_silent_of(claim: str) -> None:
    assert "is missing" not in found(**LOGISTIC, gradient=claim).message
