"""On what a diagnosis rests: draws, agreement, the budget."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from runner.diagnoses.evidence.fresh import fresh_draws, moved
from runner.diagnoses.evidence.metered import FRESH
from runner.diagnoses.evidence.steps import complex_slopes
from runner.errors import NotAnalytic
from runner.model import Case, Cause
from runner.problem import Problem, drawn
from tests.diagnoses.examples import diagnosed, evidence_of, found

SQUARES = {"shapes": {"x": (4, 3)}, "cost": "np.sum(x**2)", "gradient": "x"}


def test_beyond_its_budget_nothing_is_evaluated() -> None:
    _, evidence = evidence_of(shapes={"x": (4,)}, cost="np.sum(x**3)", gradient="x")
    measurements = evidence.measurements
    measurements.budget = 0
    assert measurements.slope(measurements.draw, np.ones(4)) is None
    measurements.try_out(measurements.draw)
    assert measurements.fresh == ()
    assert measurements.evaluations == 0


def test_a_fix_must_hold_on_the_case_and_on_two_fresh_draws() -> None:
    _, evidence = evidence_of(**SQUARES)
    agreement = evidence.agreement("2 * x")
    assert agreement is not None
    assert agreement.fresh == FRESH
    assert agreement.worst < 1e-6
    assert len({sample.draw.values["x"][0, 0] for sample in (evidence.measurements.own, *evidence.measurements.fresh)}) == 3


@pytest.mark.parametrize("fix", ["x", "2.001 * x", "2 * x.T", "2 * x[:2]", "np.log(x)", "2 * y", "1j * x", "x +"])
def test_what_does_not_hold_is_refused(fix: str) -> None:
    _, evidence = evidence_of(**SQUARES)
    assert evidence.agreement(fix) is None


def test_a_coincidence_of_one_draw_is_no_agreement() -> None:
    _, evidence = evidence_of(**SQUARES)
    first = float(evidence.draw.values["x"][0, 0])
    assert evidence.fits(np.asarray(evidence.draw.values["x"] * 2))
    assert evidence.agreement(f"2 * x * x[0, 0] / {first!r}") is None


def test_with_other_numbers_it_must_hold_for_every_entry() -> None:
    """Two numbers that are equal in the case are not where they move, and one of them is in the first entry alone."""
    case = {
        "shapes": {"x": (9,)},
        "values": {"a": 0.5, "b": 0.5},
        "cost": "np.sum(np.where(np.arange(x.size) == 0, a, b) * x)",
        "wrt": "x",
        "gradient": "x",
    }
    _, evidence = evidence_of(**case)
    assert evidence.agreement("np.where(np.arange(x.size) == 0, a, b)") is not None
    assert evidence.agreement("b * np.ones(x.shape)") is None


def test_of_a_tiny_gradient_the_tolerance_is_not_enough() -> None:
    """Both are below the tolerance of 1e-5, so the rule would let anything pass."""
    _, evidence = evidence_of(shapes={"x": (4,)}, cost="1e-7 * np.sum(np.sin(x))", gradient="x")
    assert evidence.agreement("0 * x") is None
    assert evidence.agreement("1e-7 * np.cos(x)") is not None


def test_seeds_that_the_cost_does_not_like_are_passed_over() -> None:
    _, evidence = evidence_of(shapes={"x": ()}, cost="np.log(x)", gradient="2 / x", seed=2)
    assert all(sample.draw.values["x"] > 0 for sample in evidence.measurements.fresh)
    assert len(evidence.measurements.fresh) == FRESH


def test_draws_at_which_nothing_can_be_seen_are_passed_over() -> None:
    """The next two seeds draw negative numbers, at which the cost is zero and stays so."""
    _, evidence = evidence_of(shapes={"x": ()}, cost="relu(x)**2", gradient="relu(x)", seed=3)
    assert len(evidence.measurements.fresh) == FRESH
    assert all(sample.numerical.any() for sample in evidence.measurements.fresh)


def test_what_could_not_be_tried_on_two_fresh_draws_is_not_believed() -> None:
    """Of the next six seeds one draws a number above 1."""
    comparison, evidence = evidence_of(shapes={"x": ()}, cost="np.log(x - 1)", gradient="2 / (x - 1)", seed=3)
    assert len(evidence.measurements.fresh) < FRESH
    assert evidence.agreement("1 / (x - 1)") is None
    assert diagnosed(comparison, evidence).cause is Cause.UNKNOWN


def test_a_fix_that_is_hardly_less_wrong_than_the_claim_is_none() -> None:
    """Both pass by the tolerance, and neither is right."""
    _, evidence = evidence_of(shapes={"x": (4,)}, cost="np.sum(x**2)", gradient="2.00003 * x")
    assert evidence.agreement("2.000008 * x") is None
    assert evidence.agreement("2 * x") is not None


@pytest.mark.parametrize("size", [1, 2, 3, 10, 100])
@pytest.mark.parametrize("gradient", ["x", "np.exp(x)", "-x", "x * 0", "x[:, None]", "np.log(x)", "x**2 * x"])
def test_a_diagnosis_costs_three_times_the_full_check_at_most(size: int, gradient: str) -> None:
    comparison, evidence = evidence_of(
        shapes={"x": (size,), "y": (size,)}, cost="np.sum(np.abs(x) * x * y)", gradient={"x": gradient}
    )
    diagnosed(comparison, evidence)
    assert evidence.measurements.evaluations <= 3 * (2 * size + 2)


def test_nor_does_it_where_the_claim_is_right_on_one_draw_after_the_other() -> None:
    """Each entry takes two evaluations on each draw: the rank of a matrix has no complex step."""
    comparison, evidence = evidence_of(
        values={"x": (1.0, 2.0, 3.0)},
        wrt="x",
        cost="np.sum(x**2) + 0 * np.linalg.matrix_rank(np.diag(x))",
        gradient="np.where(x == 1, 0, 2 * x)",
    )
    assert "is right at other random inputs" in diagnosed(comparison, evidence).message
    assert 7 <= evidence.measurements.evaluations <= 3 * 8


def test_of_a_large_input_a_sample_is_measured_and_said_to_be_one() -> None:
    comparison, evidence = evidence_of(shapes={"x": (40, 40)}, cost="np.sum(x**2)", gradient="x")
    finding = diagnosed(comparison, evidence)
    assert re.search("there in 2[0-9][0-9] entries", finding.evidence)
    assert evidence.measurements.evaluations < 1600


def test_what_is_written_down_is_moved_to_make_fresh_draws() -> None:
    case = Case(values={"x": (1.0, 2.0), "a": (0.5, 0.0)}, cost="np.sum(a * x**2)", wrt="x", gradient="a * x")
    draws = list(fresh_draws(Problem(case)))[:2]
    assert not np.array_equal(draws[0].values["x"], draws[1].values["x"])
    assert (draws[0].values["a"] != (0.5, 0.0)).tolist() == [True, False]


def test_whole_numbers_which_may_be_labels_stay_but_for_inputs() -> None:
    case = Case(values={"x": (1, 2), "y": (1, 0)}, cost="np.sum(x[y]**2)", wrt="x", gradient="x")
    draw = next(fresh_draws(Problem(case)))
    assert draw.values["y"].tolist() == [1, 0]
    assert draw.values["x"].tolist() != [1, 2]


def test_values_made_from_others_follow() -> None:
    case = Case(values={"x": (1.0, 2.0), "y": "2 * x"}, cost="np.sum(x * y)", wrt="x", gradient="x")
    draw = next(fresh_draws(Problem(case)))
    assert draw.values["y"] == pytest.approx(2 * draw.values["x"])


def test_what_is_drawn_is_drawn_anew_and_not_moved() -> None:
    case = Case(shapes={"x": (3,)}, values={"c": (0.5, 1.5, 2.5)}, cost="np.sum(c * x)", wrt="x", gradient="2 * c")
    draw = next(fresh_draws(Problem(case)))
    assert draw.values["x"].tolist() == np.random.default_rng(1).standard_normal(3).tolist()
    assert draw.values["c"].tolist() == [0.5, 1.5, 2.5]


@pytest.mark.parametrize(
    "array",
    [np.array([[2.0, -1.0], [-1.0, 3.0]]), np.eye(3), np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([-1.5, 0.0, 2.0])],
)
def test_moving_keeps_signs_zeros_symmetry_and_sums_of_one(array: np.ndarray) -> None:
    result = moved(array, np.random.default_rng(0), 0.2)
    assert (np.sign(result) == np.sign(array)).all()
    if array.ndim == 2 and (array == array.T).all():
        assert np.allclose(result, result.T)
    if np.allclose(array.sum(axis=-1), 1):
        assert np.allclose(result.sum(axis=-1), 1)


def test_a_claim_in_numbers_at_a_point_in_numbers_has_no_fresh_draws() -> None:
    _, evidence = evidence_of(values={"x": (1.0, 3.0)}, cost="np.sum(x**2)", wrt="x", gradient=(4, 12))
    assert evidence.measurements.fixed
    assert evidence.measurements.fresh == ()


def test_complex_steps_are_exact_where_the_cost_allows_them() -> None:
    draw = drawn(Problem(Case(shapes={"x": (2, 3)}, cost="np.sum(np.exp(x))", gradient="x")))
    slopes = complex_slopes(draw.cost("x"), draw.input("x"), np.array([0, 4]))
    assert slopes == pytest.approx(np.exp(draw.values["x"]).reshape(-1)[[0, 4]], rel=1e-14)


def test_other_costs_are_measured_by_differences() -> None:
    case: dict[str, Any] = {"shapes": {"A": (3, 3)}, "cost": "np.sum(np.nanvar(A, axis=0))", "gradient": "-A"}
    draw = drawn(Problem(Case(**case)))
    with pytest.raises(NotAnalytic):
        complex_slopes(draw.cost("A"), draw.input("A"), np.arange(9))
    _, evidence = evidence_of(**case)
    assert len(evidence.measurements.fresh) == FRESH


def test_random_masks_of_the_case_are_the_same_in_the_claim() -> None:
    case = {"shapes": {"x": (4, 5)}, "let": {"mask": "rng.random((4, 5)) < 0.6"}, "output": "x * mask", "wrt": "x"}
    assert found(**case, gradient="3 * dout * mask").cause == "scale"
