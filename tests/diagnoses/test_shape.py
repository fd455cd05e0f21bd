"""When nothing but the shape explains a claim of another shape; and claims under one another's names."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause
from tests.diagnoses.examples import found, holds


@pytest.mark.parametrize(
    ("case", "cause"),
    [
        ({"shapes": {"x": (5, 3)}, "cost": "np.sum(x**2)", "gradient": "2 * x.T"}, Cause.TRANSPOSED),
        ({"shapes": {"X": (5, 3), "b": (3,)}, "output": "X + b", "wrt": "b", "gradient": "dout"}, Cause.BROADCAST),
        ({"shapes": {"A": (2, 3), "B": (3, 4)}, "cost": "np.sum(A @ B)", "gradient": {"A": "B"}}, Cause.PRODUCT),
        ({"shapes": {"x": (3,)}, "cost": "np.sum(x**2)", "gradient": "np.log(x * 0)[:, None]"}, Cause.NON_FINITE),
    ],
)
def test_it_is_silent_where_an_earlier_cause_explains_the_shape(case: dict[str, Any], cause: Cause) -> None:
    assert found(**case).cause is cause


@pytest.mark.parametrize(
    ("shape", "gradient", "fix"),
    [
        ((4,), "(2 * x)[:, None]", "(2 * x)[:, None].reshape(x.shape)"),
        ((4, 1), "2 * x[:, 0]", "(2 * x[:, 0]).reshape(x.shape)"),
        ((2, 3), "2 * x.ravel()", "(2 * x.ravel()).reshape(x.shape)"),
        ((), "2 * x * np.ones(1)", "(2 * x * np.ones(1)).reshape(x.shape)"),
    ],
)
def test_the_right_numbers_in_a_wrong_shape_are_laid_out_anew(shape: tuple[int, ...], gradient: str, fix: str) -> None:
    case = {"shapes": {"x": shape}, "cost": "np.sum(x**2)", "gradient": gradient}
    finding = found(**case)
    assert (finding.cause, finding.suggestion) == (Cause.SHAPE, fix)
    assert finding.message.endswith("the numbers are right, their arrangement is not")
    assert holds(finding, **case)


def test_of_other_numbers_both_shapes_are_said_and_the_right_gradient() -> None:
    finding = found(shapes={"X": (5, 3), "W": (3, 4)}, output="np.exp(X) @ W", wrt="X", gradient="dout")
    assert finding.cause is Cause.SHAPE
    assert (
        finding.message == "the claim `dout` has shape (5, 4), and `X` has shape (5, 3); the gradient is `dout @ W.T * np.exp(X)`"
    )


def test_where_one_matrix_is_what_is_missing_it_is_told() -> None:
    finding = found(shapes={"X": (5, 3), "W": (3, 4)}, output="X @ W", wrt="X", gradient="dout")
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_FACTOR, "dout @ W.T")


def test_claims_under_one_anothers_names_are_said_to_be() -> None:
    result = check(Case(shapes={"q": (4,), "B": (4, 3), "p": (3,)}, cost="q @ B @ p", gradient={"q": "B.T @ q", "p": "B @ p"}))
    first, second = result.findings
    assert first.message == "the claims for `q` and `p` are exchanged with one another"
    assert (first.cause, second.cause) == (Cause.NAME, Cause.NAME)
    assert (first.suggestion, second.suggestion) == ("B @ p", "B.T @ q")


def test_claims_of_one_shape_under_one_anothers_names_are_names() -> None:
    result = check(
        Case(shapes={"a": (3,), "b": (3,)}, cost="np.sum(np.sin(a) * b)", gradient={"a": "np.sin(a)", "b": "np.cos(a) * b"})
    )
    assert [finding.cause for finding in result.findings] == [Cause.NAME, Cause.NAME]
    assert result.findings[0].message == "the claims for `a` and `b` are exchanged with one another"


def test_a_claim_that_is_right_for_another_input_alone_is_said_to_be() -> None:
    result = check(
        Case(shapes={"a": (3,), "b": (3,)}, cost="np.sum(np.sin(a) * b)", gradient={"a": "np.sin(a)", "b": "np.sin(a)"})
    )
    (finding,) = result.findings
    assert "exchanged" not in finding.message
