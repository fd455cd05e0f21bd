"""When a claim takes mirrored entries of a matrix as one variable."""

from __future__ import annotations

import pytest

from runner.model import Cause
from tests.diagnoses.examples import found, holds

FORM = {"shapes": {"S": (4, 4), "G": (4, 4)}, "cost": "np.sum(G * S)", "wrt": "S"}


@pytest.mark.parametrize("claim", ["G.T", "G + 2 * G.T", "G + np.diag(np.diag(G))", "np.triu(G)"])
def test_it_is_silent_of_other_claims(claim: str) -> None:
    assert found(**FORM, gradient=claim).cause is not Cause.SYMMETRIC


def test_it_is_silent_where_no_entry_has_a_mirror() -> None:
    case = {"shapes": {"x": (4, 3), "G": (4, 3)}, "cost": "np.sum(G * x)", "wrt": "x"}
    assert found(**case, gradient="G + G").cause is Cause.SCALE


@pytest.mark.parametrize(
    "claim", ["G + G.T", "(G + G.T) / 2", "G + G.T - np.diag(np.diag(G))", "np.triu(G + G.T - np.diag(np.diag(G)))"]
)
def test_it_is_named_with_the_gradient_by_each_entry(claim: str) -> None:
    finding = found(**FORM, gradient=claim)
    assert (finding.cause, finding.suggestion) == (Cause.SYMMETRIC, "G")
    assert "takes mirrored entries of `S` as one variable" in finding.message
    assert holds(finding, **FORM)


def test_twice_a_symmetric_gradient_off_its_diagonal_is_meant_so_too() -> None:
    case = {"shapes": {"S": (3, 3), "x": (3,)}, "cost": "x @ S @ x", "wrt": "S"}
    assert found(**case, gradient="2 * np.outer(x, x) - np.diag(x**2)").cause is Cause.SYMMETRIC
