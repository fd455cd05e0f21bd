"""The case with other numbers and sizes: what moves, and what stays where it must."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.diagnoses.evidence.changed import Changed, changed_draws
from runner.model import Case
from runner.problem import Problem, drawn
from tests.diagnoses.examples import evidence_of


def changed(**case: Any) -> list[Changed]:
    declared = Case(**case)
    return list(changed_draws(drawn(Problem(declared)), next(iter(declared.claims))))


def test_nothing_changes_where_there_is_nothing_to_change() -> None:
    assert changed(shapes={"x": ()}, cost="x**2", gradient="x") == []


def test_every_number_moves_and_no_two_stay_in_proportion() -> None:
    case = {
        "shapes": {"x": (3,)},
        "values": {"a": 2.0, "b": 2.0, "p": 0.5, "k": 3, "zero": 0.0},
        "cost": "np.sum(a * x + b * p * k)",
    }
    (found,) = changed(**case, gradient={"x": "a * np.ones(3)"})
    values = found.draw.values
    assert len({2.0, float(values["a"]), float(values["b"])}) == 3
    assert 0 < values["p"] < 0.5
    assert (values["k"], values["zero"]) == (4, 0.0)


def test_named_sizes_and_lengths_written_into_shapes_and_formulas_grow_together() -> None:
    case = {"sizes": {"n": 5}, "shapes": {"x": ("n", 3), "w": (3,)}, "cost": "np.sum(x * np.ones((5, 3)) @ w)", "wrt": "w"}
    (found,) = changed(**case, gradient="x.sum(axis=0)")
    assert found.draw.values["x"].shape == (6, 4)
    assert found.text("np.ones((5, 3)) * 5") == "np.ones((6, 4)) * 5"


def test_sizes_that_are_equal_by_chance_grow_apart() -> None:
    case = {"sizes": {"n": 3, "T": 3}, "shapes": {"x": ("T", "n")}, "cost": "np.sum(x)", "gradient": "np.ones((T, n))"}
    (found,) = changed(**case)
    assert len(set(found.draw.values["x"].shape)) == 2


def test_a_length_that_a_formula_rests_on_stays_while_the_others_grow() -> None:
    case = {"shapes": {"x": (4, 3)}, "cost": "np.sum(x * np.array([[1], [2], [3], [4]]))", "gradient": "x"}
    (found,) = changed(**case)
    assert found.draw.values["x"].shape == (4, 4)


def test_lists_grow_by_their_own_rows_and_shares_stay_shares() -> None:
    case = {
        "shapes": {"z": (3, 2)},
        "values": {"y": ((1, 0), (0, 1), (0, 1)), "t": (0, 1, 1)},
        "cost": "np.sum(y * z) + np.sum(z[t])",
    }
    (found,) = changed(**case, gradient="y")
    assert found.draw.values["y"].tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert found.draw.values["t"].tolist() == [0, 1, 1, 0]


def test_a_number_by_which_is_divided_may_be_a_length_or_not() -> None:
    first, second = changed(shapes={"x": (4,)}, cost="np.sum(x**2) / 4", gradient="2 * x / 4")
    assert first.text("x / 4") == "x / 4"
    assert second.text("x / 4") == "x / 5"


def test_a_claim_in_numbers_keeps_the_lengths_it_is_written_for() -> None:
    case = {"shapes": {"x": (2,)}, "values": {"c": 3.0}, "cost": "c * np.sum(x)", "gradient": {"x": (1, 1)}}
    (found,) = changed(**case)
    assert found.draw.values["x"].shape == (2,)
    assert found.draw.values["c"] != 3.0


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_few_entries_are_measured_there(size: int) -> None:
    _, evidence = evidence_of(shapes={"x": (size, 3)}, cost="np.sum(np.exp(x))", gradient="x")
    assert evidence.measurements.fresh
    (sample,) = evidence.measurements.elsewhere
    assert 1 <= sample.positions.size <= 32
    assert sample.numerical == pytest.approx(np.exp(sample.draw.values["x"]).reshape(-1)[sample.positions])
