"""What is written of a result is what is read back, whatever kind of claim it is of, and each field is described once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case
from runner.outputs.fields import RESULT
from runner.outputs.fields.inputs import INPUT
from runner.outputs.fields.kinds import Misfit
from runner.outputs.result_document import result_document

CASES: dict[str, dict[str, Any]] = {
    "right": {"shapes": {"x": (3,)}, "cost": "np.sum(x**2)", "gradient": "2 * x"},
    "wrong": {"shapes": {"x": (2, 3)}, "cost": "np.sum(x**2)", "gradient": "x"},
    "of another shape": {"shapes": {"x": (2, 3)}, "cost": "np.sum(x**2)", "gradient": "np.sum(x)"},
    "large": {"shapes": {"x": (40, 40)}, "cost": "np.sum(x**2)", "gradient": "3 * x"},
    "infinite": {"values": {"x": [0.0, 1.0]}, "wrt": "x", "cost": "np.sum(x)", "gradient": "1 / x"},
    "a Jacobian": {"shapes": {"x": (3,)}, "output": "x**2", "jacobian": "np.diag(x)"},
    "a Hessian": {"shapes": {"x": (2, 2)}, "cost": "np.sum(x**3)", "hessian": "np.zeros((2, 2, 2, 2))"},
    "along a direction": {"shapes": {"x": (3,)}, "output": "x**2", "jvp": "x * dx"},
    "complex": {"shapes": {"z": (3,)}, "complex": ("z",), "cost": "np.sum(np.abs(z)**2)", "gradient": "z"},
    "at a corner": {"values": {"x": [0.0, 1.0]}, "wrt": "x", "cost": "np.sum(np.abs(x))", "gradient": "2 * np.ones(2)",
                    "at_kinks": "subgradient"},
    "without a value": {"shapes": {"x": (3,)}, "cost": "np.summ(x)", "gradient": "x"},
}  # fmt: skip


def read_back(case: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(result_document(check(Case(**case)))))
    return document


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_is_written_is_what_may_be_read(case: dict[str, Any]) -> None:
    RESULT.kind(read_back(case))


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "`verdict` is not one of": lambda result: result.update(verdict="MAYBE"),
    "`inputs[0].claimed` is not an array of the shape": lambda result: result["inputs"][0].update(claimed=[1.0]),
    "`inputs[0].values` is not an array of the shape": lambda result: result["inputs"][0].update(values=[[0.5], 0.5]),
    "`findings[0].message` is missing": lambda result: result["findings"][0].pop("message"),
    "`tolerance` is not a number": lambda result: result.update(tolerance="1e-5"),
}


@pytest.mark.parametrize("said", CHANGES)
def test_what_was_changed_is_refused_by_its_place(said: str) -> None:
    result = read_back(CASES["wrong"])
    CHANGES[said](result)
    with pytest.raises(Misfit) as misfit:
        RESULT.kind(result)
    assert str(misfit.value).startswith(said)


def test_arrays_of_a_jacobian_are_read_as_arrays_too() -> None:
    result = read_back(CASES["a Jacobian"])
    result["inputs"][0]["values"] = [[[0.1], "text"]]
    with pytest.raises(Misfit):
        RESULT.kind(result)


def test_each_field_stands_once_and_says_what_it_means() -> None:
    for record in (RESULT, INPUT):
        keys = [each.key for each in record.fields]
        assert len(set(keys)) == len(keys)
        assert all(each.meaning and not each.meaning.endswith(".") for each in record.fields)
