"""Arrays are drawn so that two lines of numpy reproduce them by hand."""

from __future__ import annotations

import numpy as np
import pytest

from runner.errors import EvaluationError, ExpressionError, OutOfBounds
from runner.model import Case
from runner.problem import Draw, Problem, drawn


def draw(**keys: object) -> Draw:
    return drawn(Problem(Case(**keys)))  # type: ignore[arg-type]


def test_shapes_then_values_then_dout_are_drawn_in_the_order_written() -> None:
    drawn = draw(
        shapes={"b": (2,), "a": (3, 2)}, values={"c": "rng.random(4)"}, output="a * b", gradient={"a": "dout * b"}, seed=7
    )
    rng = np.random.default_rng(7)
    b, a = rng.standard_normal(2), rng.standard_normal((3, 2))
    c, dout = rng.random(4), rng.standard_normal((3, 2))
    for name, expected in {"b": b, "a": a, "c": c, "dout": dout}.items():
        np.testing.assert_array_equal(drawn.values[name], expected)


def test_a_shape_without_entries_is_a_scalar() -> None:
    assert draw(shapes={"r": ()}, cost="r**2", gradient="2 * r").input("r").shape == ()


def test_a_shape_may_be_an_expression_in_sizes() -> None:
    drawn = draw(sizes={"n": 3}, shapes={"x": ("n", "2 * n + 1")}, cost="np.sum(x)", gradient="np.ones((n, 2 * n + 1))")
    assert drawn.input("x").shape == (3, 7)


def test_a_list_of_integers_is_an_integer_array_unless_its_gradient_is_claimed() -> None:
    keys = {"values": {"x": ((1, 7), (5, -1)), "y": (0, 1)}, "wrt": "x", "cost": "np.sum(x[y])", "gradient": "np.ones((2, 2))"}
    drawn = draw(**keys)
    assert drawn.values["y"].dtype.kind == "i"
    assert drawn.input("x").dtype == np.float64


def test_a_value_may_use_every_earlier_name() -> None:
    drawn = draw(
        sizes={"n": 2}, shapes={"x": ("n",)}, values={"y": "x + n", "z": "y * 2"}, wrt="z", cost="np.sum(z)", gradient="z * 0 + 1"
    )
    np.testing.assert_array_equal(drawn.values["z"], 2 * (drawn.values["x"] + 2))


def test_a_value_cannot_use_a_later_name() -> None:
    with pytest.raises(ExpressionError) as caught:
        draw(shapes={"x": (2,)}, values={"y": "z + 1", "z": 1}, wrt="x", cost="np.sum(x)", gradient="np.ones(2)")
    assert caught.value.key == "values.y"


def test_fresh_seeds_give_other_arrays_and_the_same_seed_the_same() -> None:
    problem = Problem(Case(shapes={"x": (3,)}, cost="np.sum(x)", gradient="np.ones(3)"))
    assert (drawn(problem, 1).input("x") != drawn(problem, 2).input("x")).all()
    np.testing.assert_array_equal(drawn(problem, 1).input("x"), drawn(problem, 1).input("x"))


def test_single_precision_rounds_every_float_array_and_evaluates_the_claim_in_it() -> None:
    drawn = draw(shapes={"x": (3,)}, values={"w": (0.1, 0.2, 0.3)}, wrt="x", cost="np.sum(w * x)", gradient="w", dtype="float32")
    np.testing.assert_array_equal(drawn.input("x"), drawn.input("x").astype(np.float32))
    np.testing.assert_array_equal(drawn.claim("x"), np.array([0.1, 0.2, 0.3], dtype=np.float32).astype(np.float64))


def test_integer_arrays_stay_integers_in_single_precision() -> None:
    keys = {"shapes": {"x": (3,)}, "values": {"y": (2, 0)}, "wrt": "x", "cost": "np.sum(x[y])", "gradient": "x * 0"}
    assert draw(**keys, dtype="float32").values["y"].dtype.kind == "i"


def test_an_array_beyond_the_memory_of_a_case_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(OutOfBounds, match="larger than a case may use"):
        draw(shapes={"x": (10**6, 10**6)}, cost="np.sum(x)", gradient="x")


@pytest.mark.parametrize(("value", "kind"), [("np.array([1j])", "complex numbers"), ("np.array([True])", "truth values")])
def test_an_input_that_is_not_real_has_no_gradient(value: str, kind: str) -> None:
    with pytest.raises(EvaluationError, match=kind):
        draw(values={"x": value}, wrt="x", cost="1.0", gradient="0")


def test_a_complex_claim_is_refused_with_advice() -> None:
    drawn = draw(shapes={"x": (2,)}, cost="np.sum(x)", gradient="np.ones(2) * 1j")
    with pytest.raises(EvaluationError, match="is complex"):
        drawn.claim("x")


def test_lines_that_use_dout_directly_or_not_serve_the_claims_only() -> None:
    problem = Problem(
        Case(
            shapes={"x": (3,)},
            let={"s": "sigmoid(x)", "ds": "dout * s", "dz": "ds * (1 - s)"},
            output="s",
            gradient="dz",
        )
    )
    assert list(problem.forward) == ["s"]
    assert list(problem.backward) == ["ds", "dz"]


def test_a_cost_cannot_use_dout() -> None:
    with pytest.raises(ExpressionError):
        Problem(Case(shapes={"x": (3,)}, cost="np.sum(x * dout)", gradient="x"))
