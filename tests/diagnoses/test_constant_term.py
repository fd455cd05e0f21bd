"""A plain number that is missing everywhere: silent of what is no number, or of one entry alone."""

from __future__ import annotations

import pytest

from runner.diagnoses import constant_term
from runner.model import Cause
from tests.diagnoses.examples import evidence_of, found, holds

CASE = {"shapes": {"x": (5,)}, "cost": "np.sum(np.exp(x) + x)"}


def test_the_number_is_named_and_put_in() -> None:
    finding = constant_term.find(*evidence_of(**CASE, gradient="np.exp(x)"))
    assert finding is not None
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_TERM, "np.exp(x) + 1")
    assert holds(finding, **CASE)


@pytest.mark.parametrize("claim", ["np.exp(x) + 0.9", "np.exp(x) + x", "2 * np.exp(x)", "np.exp(x) + (x > 0)", "1"])
def test_it_is_silent_of_all_else(claim: str) -> None:
    assert constant_term.find(*evidence_of(**CASE, gradient=claim)) is None


def test_it_is_silent_of_a_single_number() -> None:
    """Any two numbers differ by a number."""
    case = {"shapes": {"x": ()}, "cost": "np.exp(x) + x"}
    assert constant_term.find(*evidence_of(**case, gradient="np.exp(x)")) is None


def test_a_way_that_is_left_out_is_told_before() -> None:
    """log x + 1 is a product differentiated by half."""
    case = {"values": {"x": "rng.uniform(0.5, 2, 4)"}, "cost": "np.sum(x * np.log(x))", "wrt": "x"}
    assert found(**case, gradient="np.log(x)").cause is Cause.MISSING_PATH
