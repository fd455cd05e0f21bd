"""When two mistakes stand together, and when two would explain anything."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


@pytest.mark.parametrize(
    ("case", "cause"),
    [
        ({"shapes": {"A": (3, 3)}, "cost": "0.5 * np.sum((A + A.T)**2)", "gradient": "2 * A"}, Cause.MISSING_TERM),
        ({"shapes": {"x": (3,)}, "cost": "np.sum(x**2)", "gradient": "-2 * x[:, None]"}, Cause.SHAPE),
    ],
)
def test_it_is_silent_of_explanations_that_would_fit_anything(case: dict[str, Any], cause: Cause) -> None:
    """Half of a sum of matrices lacks the other half and is no transpose besides, and y no negative of p - y without p."""
    finding = found(**case)
    assert (finding.cause, finding.also) == (cause, None)


def test_one_cause_comes_before_two() -> None:
    finding = found(shapes={"x": (3, 3)}, cost="np.sum(x**2)", gradient="-x")
    assert (finding.cause, finding.also) == (Cause.SCALE, None)


PAIRS: list[tuple[dict[str, Any], Cause, Cause]] = [
    ({"shapes": {"x": (3, 3)}, "cost": "np.sum(np.exp(x))", "gradient": "-np.exp(x).T"}, Cause.TRANSPOSED, Cause.SIGN),
    ({"shapes": {"x": (3, 2)}, "cost": "np.sum(x**2)", "gradient": "x.T"}, Cause.TRANSPOSED, Cause.SCALE),
    ({"shapes": {"X": (5, 3), "b": (3,)}, "output": "X - b", "wrt": "b", "gradient": "dout"}, Cause.SIGN, Cause.BROADCAST),
    ({"shapes": {"X": (5, 3), "b": (3,)}, "output": "(X + b) / 4", "wrt": "b", "gradient": "dout"}, Cause.SCALE, Cause.BROADCAST),
    (
        {
            "shapes": {"w": (4,)},
            "values": {"lam": 0.3},
            "cost": "np.mean(np.sin(w)) + lam * np.sum(w**2)",
            "wrt": "w",
            "gradient": "np.cos(w)",
        },
        Cause.SCALE,
        Cause.MISSING_TERM,
    ),
    (
        {"shapes": {"p": (5,), "t": (5,)}, "cost": "np.sum(np.exp(-p)) + np.sum(t * p)", "wrt": "p", "gradient": "np.exp(-p)"},
        Cause.SIGN,
        Cause.MISSING_TERM,
    ),
    ({"shapes": {"x": (4, 4)}, "cost": "np.sum(np.cos(x))", "gradient": "np.sin(x) + 1 * np.eye(4)"}, Cause.SIGN, Cause.ENTRIES),
]


@pytest.mark.parametrize(("case", "first", "second"), PAIRS)
def test_two_causes_are_named_as_two_and_fixed_at_once(case: dict[str, Any], first: Cause, second: Cause) -> None:
    finding = found(**case)
    assert (finding.cause, finding.also) == (first, second)
    assert finding.message.split(": ")[0].endswith("has two mistakes")
    assert holds(finding, **case)
