"""When a claim is off by a multiple of a value or an intermediate."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds


@pytest.mark.parametrize(
    ("cost", "gradient"),
    [
        ("np.sum(np.sin(w)) + lam * np.sum(np.abs(w))", "np.cos(w)"),
        ("np.sum(w * np.exp(w))", "np.exp(w)"),
        ("np.sum(np.sin(w)) + np.sum(w**2) * np.sum(g * w)", "np.cos(w) + np.sum(w**2) * g"),
    ],
)
def test_it_is_silent_of_a_term_that_has_no_name_or_no_constant_weight(cost: str, gradient: str) -> None:
    case = {"shapes": {"w": (5,), "g": (5,)}, "values": {"lam": 0.3}, "cost": cost, "wrt": "w", "gradient": gradient}
    finding = found(**case)
    assert finding.cause is (Cause.MISSING_TERM if "lam" in cost else Cause.MISSING_PATH)
    assert "is missing from the claim" not in finding.message


def test_it_is_silent_of_a_constant_that_any_number_is_a_multiple_of() -> None:
    case = {"shapes": {"x": (4,)}, "values": {"c": 0.37}, "cost": "np.sum(x**2)", "wrt": "x", "gradient": "2 * x + 1"}
    assert "the term `1` does not belong" in found(**case).message


def test_it_is_silent_where_all_is_missing_but_a_factor() -> None:
    case = {"shapes": {"w": (4,)}, "values": {"lam": 0.3}, "cost": "1.3 * np.sum(w**2)", "wrt": "w", "gradient": "2 * w"}
    assert found(**case).cause is Cause.SCALE


def test_a_factor_that_is_a_sum_is_a_scale() -> None:
    case = {"shapes": {"w": (4,)}, "values": {"lam": 0.3}, "cost": "(1 + lam) * np.sum(w**2)", "wrt": "w", "gradient": "2 * w"}
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.SCALE, "(1 + lam) * 2 * w")


def test_it_is_silent_where_the_term_is_missing_in_one_entry() -> None:
    case = {"shapes": {"w": (4,)}, "cost": "np.sum(np.exp(w) + w**2)", "gradient": "np.exp(w) + 2 * w * (np.arange(4) > 0)"}
    assert found(**case).cause is Cause.EXTRA_FACTOR


TERMS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"shapes": {"w": (4,)}, "values": {"lam": 0.3}, "cost": "np.sum(np.sin(w)) + lam * np.sum(w**2)", "wrt": "w"},
        "np.cos(w)",
        "np.cos(w) + 2 * lam * w",
    ),
    ({"shapes": {"p": (4,), "t": (4,)}, "cost": "0.5 * np.sum((p - t)**2)", "wrt": "p"}, "p", "p - t"),
    (
        {"shapes": {"x": (4, 3), "W": (3, 3)}, "let": {"a": "np.tanh(x @ W)"}, "output": "x + a", "wrt": "x"},
        "(dout * (1 - a**2)) @ W.T",
        "(dout * (1 - a**2)) @ W.T + dout",
    ),
    ({"shapes": {"x": (4, 3), "b": (3,)}, "cost": "np.sum(np.exp(x)) + np.sum(x * b)", "wrt": "x"}, "np.exp(x)", "np.exp(x) + b"),
    ({"shapes": {"x": (4,), "s": ()}, "cost": "np.sum(np.exp(x)) + s * np.sum(x)", "wrt": "x"}, "np.exp(x)", "np.exp(x) + s"),
    ({"shapes": {"a": (), "b": ()}, "cost": "a * b + np.sin(a)", "wrt": "a"}, "np.cos(a)", "np.cos(a) + b"),
    (
        {"sizes": {"n": 5}, "shapes": {"x": ("n",), "y": ("n",)}, "cost": "np.sum(np.exp(x)) + np.mean(x * y)", "wrt": "x"},
        "np.exp(x)",
        "np.exp(x) + y / n",
    ),
]


@pytest.mark.parametrize(("case", "gradient", "fix"), TERMS)
def test_the_term_and_its_weight_are_named(case: dict[str, Any], gradient: str, fix: str) -> None:
    finding = found(**case, gradient=gradient)
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_TERM, fix)
    assert holds(finding, **case)


def test_the_sentence_names_the_term() -> None:
    case, gradient, _ = TERMS[0]
    assert found(**case, gradient=gradient).message == "the term `2 * lam * w` is missing from the claim `np.cos(w)` (lam = 0.3)"


def test_a_term_beside_which_the_claim_counts_for_nothing_does_not_explain_it() -> None:
    """The tolerance swallows what the claim should be: with the huge term added any small claim would pass."""
    case = {"shapes": {"x": (4,), "y": (4,)}, "cost": "1e7 * np.sum(y * x) + np.sum(x**2)", "wrt": "x"}
    assert found(**case, gradient="np.sin(x)").cause is not Cause.MISSING_TERM


@pytest.mark.parametrize("n", [2, 4, 5, 8, 10])
@pytest.mark.parametrize("share", [1, 2])
def test_a_forgotten_regularisation_is_named_whatever_the_sizes_are(n: int, share: int) -> None:
    """2 * reg is 1 / n, or 2 / n, on every draw."""
    case = {
        "sizes": {"n": n},
        "shapes": {"X": ("n", 3), "w": (3,)},
        "values": {"reg": share / (2 * n)},
        "cost": "np.sum((X @ w)**2) / n + reg * np.sum(w**2)",
        "wrt": "w",
    }
    finding = found(**case, gradient="2 * X.T @ (X @ w) / n")
    assert finding.suggestion == "2 * X.T @ (X @ w) / n + 2 * reg * w"


@pytest.mark.parametrize(
    ("values", "cost", "claim"),
    [
        ({"x": (0.1,), "w": (0.2, 0.3)}, "np.sum(x * w)", (0.3,)),
        ({"lo": -1.0, "y": (-2.0, -1.5, 0.3)}, "np.sum(np.clip(y, lo, 1))", "np.zeros(())"),
        ({"A": ((1.0, 1.0), (1.0, 1.0))}, "np.linalg.det(A) - np.sum(A * A[::-1] / 2)", "np.ones((2, 2))"),
    ],
    ids=["a number", "zero", "all alike"],
)
def test_it_is_silent_of_one_number_at_one_point_which_is_a_multiple_of_anything(
    values: dict[str, Any], cost: str, claim: Any
) -> None:
    finding = found(values=values, cost=cost, wrt=next(iter(values)), gradient=claim)
    assert "is missing from the claim" not in finding.message
