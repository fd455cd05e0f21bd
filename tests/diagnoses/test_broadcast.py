"""When a claim is not summed over, or not spread along, an axis."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


def test_it_is_silent_of_a_sum_over_the_wrong_axis() -> None:
    case = {"shapes": {"X": (3, 3), "b": (3,)}, "output": "X + b", "wrt": "b", "gradient": "dout.sum(axis=1)"}
    assert found(**case).cause is Cause.INDEX


def test_it_is_silent_of_an_axis_of_length_1_that_was_kept() -> None:
    case = {"shapes": {"X": (5, 3), "b": (3,)}, "output": "X + b", "wrt": "b", "gradient": "dout.sum(axis=0, keepdims=True)"}
    assert found(**case).cause is Cause.SHAPE


def test_it_is_silent_of_a_mean_where_a_sum_belongs() -> None:
    case = {"shapes": {"X": (5, 3), "b": (3,)}, "output": "X + b", "wrt": "b", "gradient": "dout.mean(axis=0)"}
    assert found(**case).cause is Cause.SCALE


def test_it_is_silent_of_an_array_that_sums_to_something_else() -> None:
    case = {"shapes": {"X": (5, 3), "b": (3,)}, "output": "X + b", "wrt": "b", "gradient": "dout * X"}
    assert found(**case).cause is Cause.SHAPE


SUMS: list[tuple[dict[str, Any], str]] = [
    ({"shapes": {"x": (4,), "W": (3, 4)}, "cost": "np.sum(x * W)", "wrt": "x", "gradient": "W"}, "W.sum(axis=0)"),
    ({"shapes": {"X": (5, 3), "b": (3,)}, "output": "X + b", "wrt": "b", "gradient": "dout"}, "dout.sum(axis=0)"),
    (
        {"shapes": {"x": (5,), "m": ()}, "cost": "np.sum((x - m)**2)", "wrt": "m", "gradient": "2 * (m - x)"},
        "(2 * (m - x)).sum()",
    ),
    (
        {"shapes": {"X": (5, 3), "g": (1, 3)}, "output": "X * g", "wrt": "g", "gradient": "dout * X"},
        "(dout * X).sum(axis=0, keepdims=True)",
    ),
    (
        {"shapes": {"X": (5, 3), "c": (5, 1)}, "output": "X + c", "wrt": "c", "gradient": "dout"},
        "dout.sum(axis=1, keepdims=True)",
    ),
    (
        {"shapes": {"x": (2, 3, 2, 2), "b": (3, 1, 1)}, "output": "x + b", "wrt": "b", "gradient": "dout"},
        "dout.sum(axis=(0, 2, 3)).reshape(b.shape)",
    ),
]


@pytest.mark.parametrize(("case", "fix"), SUMS)
def test_the_axis_that_was_broadcast_is_summed(case: dict[str, Any], fix: str) -> None:
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.BROADCAST, fix)
    assert holds(finding, **case)


SPREADS: list[tuple[dict[str, Any], str]] = [
    ({"shapes": {"x": (3, 4)}, "cost": "np.sum(x)", "gradient": 1}, "np.broadcast_to(1, x.shape)"),
    (
        {"shapes": {"x": (3, 4)}, "cost": "np.sum(x.sum(axis=0)**2)", "gradient": "2 * x.sum(axis=0)"},
        "np.broadcast_to(2 * x.sum(axis=0), x.shape)",
    ),
    ({"shapes": {"x": (3, 4)}, "output": "x.sum(axis=1)", "gradient": "dout"}, "np.broadcast_to(dout[:, None], x.shape)"),
    ({"shapes": {"x": (3, 4)}, "output": "x.sum(axis=1, keepdims=True)", "gradient": "dout"}, "np.broadcast_to(dout, x.shape)"),
]


@pytest.mark.parametrize(("case", "fix"), SPREADS)
def test_the_axis_that_was_reduced_is_filled(case: dict[str, Any], fix: str) -> None:
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.BROADCAST, fix)
    assert holds(finding, **case)


def test_of_a_square_the_axis_is_told_by_the_numbers() -> None:
    case = {"shapes": {"W": (3, 3), "x": (3,)}, "cost": "np.sum(W * x[:, None])", "wrt": "x", "gradient": "W"}
    assert found(**case).suggestion == "W.sum(axis=1)"


def test_the_sentence_names_the_axis() -> None:
    finding = found(**SUMS[0][0])
    assert finding.message == (
        "the claim `W` is not summed over axis 0, along which `x` was broadcast: the gradient is `W.sum(axis=0)`"
    )
