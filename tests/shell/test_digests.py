"""What a result is remembered by: all that a case declares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from runner.model import Case, DoubtKind, Expectation
from runner.shell.digests import digest

CASE = Case(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="2 * x")


@pytest.mark.parametrize(
    "changes",
    [
        {"expect": Expectation("fail")},
        {"expect": Expectation(doubt=DoubtKind.KINK)},
        {"at_kinks": "subgradient"},
        {"one_sided": "left"},
        {"absolute": 0.0},
        {"noise": 1e-7},
        {"complex": ("x",)},
        {"structure": {"x": "unit"}},
        {"point": "ties"},
    ],
    ids=str,
)
def test_another_setting_is_another_case(changes: dict[str, Any]) -> None:
    assert digest(replace(CASE, **changes)) != digest(CASE)


def test_the_same_is_the_same() -> None:
    assert digest(replace(CASE)) == digest(CASE)
