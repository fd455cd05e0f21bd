"""What a term may lack: the arrays of the case, the derivatives of its functions, its constants."""

from __future__ import annotations

from typing import Any

import pytest

from runner.diagnoses.edits.factors import Factors
from tests.diagnoses.examples import evidence_of

LAYER: dict[str, Any] = {
    "sizes": {"n": 5},
    "shapes": {"x": ("n", 3), "W": (3, 2)},
    "values": {"lam": 0.1, "keep": "rng.random((5, 2)) < 0.5"},
    "let": {"a": "np.tanh(x @ W)", "s": "softmax(a, axis=0)"},
    "output": "keep * s + lam * a**3",
    "wrt": "W",
    "gradient": "W",
}


def factors_of(**case: Any) -> Factors:
    return Factors(evidence_of(**case)[1])


def test_constants_are_sizes_named_numbers_and_one_over_these() -> None:
    texts = [factor.text for factor in factors_of(**LAYER).constants]
    assert texts == ["2", "0.5", "n", "1 / n", "lam", "1 / lam"]


def test_arrays_come_with_the_upstream_gradient_first() -> None:
    first, *others = factors_of(**LAYER).arrays
    assert (first.text, first.upstream, first.why) == ("dout", True, "the upstream gradient")
    assert {"x", "W", "a", "s", "keep"} == {factor.text for factor in others}


def test_a_mask_is_an_array_of_zeros_and_ones_that_the_cost_uses() -> None:
    assert [factor.text for factor in factors_of(**LAYER).masks] == ["keep"]
    assert not factors_of(**{**LAYER, "output": "s"}).masks


@pytest.mark.parametrize(
    ("output", "slope"),
    [
        ("np.exp(x)", "np.exp(x)"),
        ("sigmoid(x)", "sigmoid(x) * (1 - sigmoid(x))"),
        ("np.sin(2 * x)", "np.cos((2 * x))"),
        ("x**3", "3 * x**2"),
        ("relu(x)", "(x > 0)"),
        ("np.sqrt(x**2 + 1)", "1 / (2 * np.sqrt(x**2 + 1))"),
    ],
)
def test_slopes_are_written_as_people_write_them(output: str, slope: str) -> None:
    assert slope in [factor.text for factor in factors_of(shapes={"x": (4,)}, output=output, gradient="x").slopes]


def test_a_slope_of_a_line_is_written_in_its_name() -> None:
    tanh = next(factor for factor in factors_of(**LAYER).slopes if factor.function == "np.tanh")
    assert (tanh.text, tanh.argument, tanh.why) == ("1 - a**2", "x @ W", "the derivative of `np.tanh`")


def test_what_does_not_depend_on_the_input_has_no_slope() -> None:
    case = {"shapes": {"x": (4,), "c": (4,)}, "cost": "np.sum(x * np.exp(c))", "wrt": "x", "gradient": "x"}
    assert not factors_of(**case).slopes


def test_softmaxes_are_known_by_name_with_their_axes() -> None:
    assert [(factor.text, factor.axis) for factor in factors_of(**LAYER).softmaxes] == [("s", 0), ("softmax(a, axis=0)", 0)]


def test_norms_are_the_numbers_of_the_cost_that_vary() -> None:
    case = {"shapes": {"x": (4,)}, "cost": "np.sum(x / np.linalg.norm(x)) + np.sum(x) * np.sqrt(2)", "gradient": "x"}
    texts = [factor.text for factor in factors_of(**case).norms]
    assert "np.linalg.norm(x)" in texts
    assert "np.sqrt(2)" not in texts
