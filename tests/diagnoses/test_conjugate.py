"""The cause `conjugate`: when it is named, and when it stays silent."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause


def cause(claim: str, **keys: Any) -> Cause | None:
    given: dict[str, Any] = {
        "shapes": {"z": (3,), "w": (3,)},
        "complex": ("z", "w"),
        "wrt": "z",
        "cost": "np.sum(np.abs(z * w)**2)",
    }
    return check(Case(**(given | keys), gradient=claim)).cause


RIGHT = "2 * z * np.abs(w)**2"


def test_the_whole_claim_or_one_array_of_it_may_lack_the_conjugate() -> None:
    assert cause(f"np.conj({RIGHT})") is Cause.CONJUGATE
    assert cause("2 * np.conj(z) * np.abs(w)**2") is Cause.CONJUGATE
    assert cause("2 * z * w * w") is Cause.CONJUGATE


def test_the_convention_in_which_the_claim_is_right_is_told() -> None:
    keys: dict[str, Any] = {"shapes": {"z": (3,)}, "complex": ("z",), "cost": "np.sum(np.abs(z)**2)"}
    (found,) = check(Case(**keys, gradient="2 * np.conj(z)")).findings
    assert "with `convention: plain` it is right" in found.message
    (found,) = check(Case(**keys, convention="plain", gradient="2 * z")).findings
    assert "with `convention: conjugate` it is right" in found.message
    (found,) = check(Case(**keys, convention="plain", gradient="-2 * np.conj(z)")).findings
    assert "convention" not in found.message


@pytest.mark.parametrize(
    ("claim", "expected"),
    [(RIGHT, None), (f"-1 * {RIGHT}", Cause.SIGN), (f"0.5 * {RIGHT}", Cause.SCALE), ("z**3", Cause.UNKNOWN)],
)
def test_it_stays_silent_where_another_cause_holds_or_none(claim: str, expected: Cause | None) -> None:
    assert cause(claim) is expected


def test_a_gradient_that_happens_to_be_real_is_no_conjugate() -> None:
    assert cause("1.5 * np.ones(3)", cost="np.sum(np.real(z))") is Cause.SCALE


def test_real_inputs_have_none() -> None:
    result = check(Case(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="-2 * x"))
    assert result.cause is Cause.SIGN
