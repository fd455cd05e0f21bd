"""Fixes as a person would write them: subscripts of an einsum, signs of masks, divisors of one term, sums that are missing."""

from __future__ import annotations

from typing import Any

import pytest

from runner.diagnoses.edits import subscripts
from runner.diagnoses.edits.spliced import Writer
from runner.expressions import read_alone
from runner.model import Cause
from tests.diagnoses.examples import found, holds

NORM: dict[str, Any] = {"shapes": {"x": (5, 3), "g": (3,)}, "wrt": "g", "output": "g * x"}
MARGIN: dict[str, Any] = {"shapes": {"s": (6,), "t": (6,)}, "wrt": "s", "cost": "np.sum(np.maximum(0, 1 - s + t))"}
FORM: dict[str, Any] = {"shapes": {"x": (3,), "b": (3,), "A": (3, 3)}, "wrt": "x", "cost": "0.5 * x @ A @ x - b @ x"}
MASKED: dict[str, Any] = {
    "shapes": {"x": (8,), "w": (8,)},
    "values": {"keep": (1, 0, 1, 1, 0, 1, 0, 1)},
    "wrt": "x",
    "cost": "np.sum(keep * x * w) / keep.sum() + np.sum(np.exp(x))",
}
ABSOLUTE: dict[str, Any] = {"shapes": {"x": (5,)}, "cost": "np.sum(np.sin(x)) + 0.5 * np.sum(np.abs(x))**2"}
NUCLEAR: dict[str, Any] = {
    "shapes": {"A": (4, 3)},
    "let": {"U, s, Vt": "np.linalg.svd(A, full_matrices=False)"},
    "cost": "np.sum(np.log(1 + s))",
}
MEANS: dict[str, Any] = {"shapes": {"X": (6, 2), "C": (3, 2)}, "values": {"a": (0, 1, 2, 1, 0, 1)}, "wrt": "C"}


@pytest.mark.parametrize(
    ("case", "claim", "cause", "fix"),
    [
        (NORM, "np.einsum('nd,ne->d', dout, x)", Cause.INDEX, "np.einsum('nd,nd->d', dout, x)"),
        (NORM, "np.einsum('nd,nd->n', dout, x)", Cause.INDEX, "np.einsum('nd,nd->d', dout, x)"),
        (MARGIN, "1 - s + t > 0", Cause.SIGN, "-1.0 * (1 - s + t > 0)"),
        (FORM, "(A + A.T) @ x - b", Cause.SCALE, "0.5 * (A + A.T) @ x - b"),
        (MASKED, "keep * w / 8 + np.exp(x)", Cause.SCALE, "keep * w / keep.sum() + np.exp(x)"),
        (ABSOLUTE, "np.cos(x) + np.abs(x) * np.sign(x)", Cause.BROADCAST, "np.cos(x) + np.sum(np.abs(x)) * np.sign(x)"),
        (NUCLEAR, "U[:, ::-1] / (1 + s) @ Vt", Cause.INDEX, "U / (1 + s) @ Vt"),
        ({**MEANS, "cost": "np.sum((X - C[a])**2)"}, "-2 * one_hot(a, 3) @ (X - C[a])", Cause.TRANSPOSED,
         "-2 * one_hot(a, 3).T @ (X - C[a])"),
    ],
)  # fmt: skip
def test_the_fix_is_what_they_would_write(case: dict[str, Any], claim: str, cause: Cause, fix: str) -> None:
    finding = found(**case, gradient=claim)
    assert (finding.cause, finding.suggestion) == (cause, fix)
    assert holds(finding, **case)


def test_of_a_term_that_is_divided_by_a_length_the_divisor_is_told_and_no_quotient() -> None:
    message = found(**MASKED, gradient="keep * w / 8 + np.exp(x)").message
    assert message == "`keep * w` is divided by `8`, where the cost divides by `keep.sum()`"


def test_a_factor_that_is_an_array_is_no_scale() -> None:
    values: dict[str, Any] = {"t": (0.5, -1.2, 2.0, 0.3, 1.1)}
    case: dict[str, Any] = {"shapes": {"w": (2,)}, "values": values, "wrt": "w", "cost": "np.sum((w[0] * t + w[1] * t**3)**2)"}
    right = "2 * np.array([(w[0] * t + w[1] * t**3) @ t, (w[0] * t + w[1] * t**3) @ t**{}])"
    assert found(**case, gradient=right.format(2)).cause is not Cause.SCALE


@pytest.mark.parametrize("claim", ["-np.sum(x * dout, axis=0)", "0.5 * np.einsum('nd,nd->d', dout, x)"])
def test_where_the_subscripts_are_right_they_are_not_told(claim: str) -> None:
    assert found(**NORM, gradient=claim).cause in (Cause.SIGN, Cause.SCALE)


def test_no_subscript_of_the_output_stands_twice_or_comes_from_nowhere() -> None:
    claim = "np.einsum('ij,jk->ik', a, b)"
    changed = {Writer(claim).spliced(each.changes).split("'")[1] for each in subscripts.of_einsums(read_alone(claim))}
    assert "ij,jk->ij" in changed
    assert "jj,jk->ik" not in changed
    assert not any(text.endswith(("ii", "kk")) for text in changed)


@pytest.mark.parametrize("claim", ["np.einsum('ij,jk', a, b)", "np.sum(a)", "np.einsum('abcdefgh,ijklmnop,qrstuv->a', a, b, c)"])
def test_without_an_arrow_or_with_very_many_letters_nothing_is_tried(claim: str) -> None:
    assert not list(subscripts.of_einsums(read_alone(claim)))
