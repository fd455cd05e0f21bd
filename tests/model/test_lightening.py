"""Which results keep their arrays."""

from __future__ import annotations

from dataclasses import replace

from runner.checking.checker import check
from runner.model import Case, Doubt, DoubtKind, Result, Verdict
from runner.model.lightening import NUMBERS, lightened

RIGHT = check(Case(cost="np.sum(x**2)", shapes={"x": (10, 10)}, gradient="2 * x"))
FIRST_WITHOUT = NUMBERS // 200


def has_arrays(result: Result) -> bool:
    (check,) = result.inputs
    return check.claimed is not None and check.numerical is not None


def test_those_at_the_start_of_a_catalogue_keep_them() -> None:
    assert lightened(RIGHT, 0) is RIGHT
    assert has_arrays(lightened(RIGHT, FIRST_WITHOUT - 1))


def test_later_ones_do_not_and_nothing_else_is_lost() -> None:
    light = lightened(RIGHT, FIRST_WITHOUT)
    assert not has_arrays(light)
    assert replace(light, inputs=RIGHT.inputs) == RIGHT


def test_what_asks_for_a_look_keeps_them_wherever_it_stands() -> None:
    for result in (
        replace(RIGHT, verdict=Verdict.FAIL),
        replace(RIGHT, as_expected=False),
        replace(RIGHT, doubt=Doubt(DoubtKind.KINK, "it bends")),
    ):
        assert lightened(result, 10**6) is result
