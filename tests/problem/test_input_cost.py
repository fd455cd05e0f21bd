"""The cost of a case as a function of one input."""

from __future__ import annotations

import numpy as np
import pytest

from runner.errors import EvaluationError
from runner.model import Case
from runner.problem import Draw, Problem, drawn


def draw(**keys: object) -> Draw:
    return drawn(Problem(Case(**keys)))  # type: ignore[arg-type]


def test_a_stack_of_points_costs_what_each_point_costs() -> None:
    cost = draw(shapes={"x": (4, 3), "W": (2, 4)}, cost="np.sum(np.tanh(W @ x))", wrt="x", gradient="x").cost("x")
    points = np.random.default_rng(0).standard_normal((7, 4, 3))
    np.testing.assert_allclose(cost.many(points), [cost(point) for point in points], rtol=1e-13)  # the order of summation differs


def test_evaluations_count_points_not_calls() -> None:
    cost = draw(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="2 * x").cost("x")
    cost(np.zeros(3))
    cost.many(np.zeros((60, 3)))
    cost.complex_many(np.zeros((5, 3), dtype=complex))
    assert cost.evaluations == 66


def test_a_cost_that_does_not_depend_on_the_input_is_the_same_at_every_point() -> None:
    cost = draw(shapes={"x": (3,), "w": (2,)}, wrt="x", cost="np.sum(w)", gradient="np.zeros(3)").cost("x")
    assert len(set(cost.many(np.random.default_rng(0).standard_normal((4, 3))))) == 1


def test_intermediates_are_recomputed_where_they_depend_on_the_input() -> None:
    drawn = draw(
        shapes={"x": (3,), "w": (3,)},
        let={"u": "w * 2", "v": "u * x", "s": "v**2"},
        wrt="x",
        cost="np.sum(s)",
        gradient="8 * w**2 * x",
    )
    cost, w = drawn.cost("x"), drawn.values["w"]
    assert cost(np.ones(3)) == pytest.approx(np.sum(4 * w**2))
    assert cost(2 * np.ones(3)) == pytest.approx(np.sum(16 * w**2))


def test_an_output_is_multiplied_with_dout_and_summed() -> None:
    drawn = draw(shapes={"x": (2, 3)}, output="x.T", gradient="dout.T")
    x, dout = drawn.input("x"), drawn.values["dout"]
    assert drawn.cost("x")(x) == pytest.approx(np.sum(x.T * dout))


@pytest.mark.parametrize(
    "keys",
    [
        {"let": {"mask": "rng.random(x.shape) > 0.5"}, "cost": "np.sum(x * mask)", "gradient": "1.0 * mask"},
        {"let": {"a": "rng.random(5)", "mask": "rng.random(5) > 0.5"}, "cost": "np.sum(x * mask)", "gradient": "1.0 * mask"},
        {"cost": "np.sum(x * rng.random(5))", "gradient": "x"},
        {"values": {"n": 5}, "let": {"noise": "rng.random(n)"}, "cost": "np.sum(x * noise * rng.random(5))", "gradient": "x"},
    ],
)
def test_random_numbers_are_the_same_at_every_evaluation(keys: dict[str, object]) -> None:
    cost = draw(shapes={"x": (5,)}, wrt="x", **keys).cost("x")
    x = np.arange(1.0, 6.0)
    assert cost(x) == cost(x)
    np.testing.assert_array_equal(cost.many(np.stack([x, 2 * x, x])), [cost(x), cost(2 * x), cost(x)])


def test_the_mask_of_the_claim_is_the_mask_of_the_cost() -> None:
    drawn = draw(
        shapes={"x": (50,)},
        let={"mask": "rng.random(50) > 0.5", "other": "rng.random(50) > 0.5"},
        cost="np.sum(x * other)",
        gradient="1.0 * other",
    )
    cost, x = drawn.cost("x"), np.zeros(50)
    slopes = np.array([cost(x + unit) for unit in np.eye(50)])
    np.testing.assert_array_equal(drawn.claim("x"), slopes)


@pytest.mark.parametrize(("cost", "shape"), [("x * 2", r"\(3, 2\)"), ("x[:0]", r"\(0, 2\)"), ("x.sum(axis=0)", r"\(2,\)")])
def test_a_cost_that_is_no_single_number_names_its_shape(cost: str, shape: str) -> None:
    drawn = draw(shapes={"x": (3, 2)}, cost=cost, gradient="x")
    with pytest.raises(EvaluationError, match=shape) as caught:
        drawn.cost("x")(drawn.input("x"))
    assert caught.value.hint is not None
    assert "np.sum" in caught.value.hint
    assert caught.value.key == "cost"


def test_an_array_of_size_one_counts_as_a_single_number() -> None:
    drawn = draw(shapes={"x": (3, 1)}, cost="x.T @ x", gradient="2 * x")
    cost, x = drawn.cost("x"), drawn.input("x")
    assert cost(x) == pytest.approx(np.sum(x**2))
    np.testing.assert_allclose(cost.many(np.stack([x, 2 * x])), [cost(x), 4 * cost(x)], rtol=1e-14)


def test_a_complex_cost_is_refused_with_advice() -> None:
    drawn = draw(shapes={"x": (3,)}, cost="np.sum(x) * 1j", gradient="x")
    with pytest.raises(EvaluationError, match="complex") as caught:
        drawn.cost("x")(drawn.input("x"))
    assert caught.value.hint == "take np.real of it"
