"""Expressions from strangers: each is refused, and leaves no trace."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from runner.errors import ExpressionError
from runner.expressions import compile_expression, limit_memory, memory_limit
from tests.expressions.lists import HOSTILE, LEGITIMATE, Hostile, by_numpy, drawn, hostile_values

OUR_OWN_EVENTS = {"compile", "object.__getattr__", "code.__new__", "function.__new__", "sys._getframe"}
"""What the interpreter reports while we parse and compile; `__getattr__` is our look at the bytecode."""


class Witness:
    """Takes down every audit event while it watches. A hook cannot be removed, so there is one for all tests."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] | None = None
        sys.addaudithook(self.take_down)

    def take_down(self, event: str, details: tuple[Any, ...]) -> None:
        if self.events is not None and event not in OUR_OWN_EVENTS:
            self.events.append((event, details))


WITNESS = Witness()


@pytest.fixture(autouse=True)
def half_a_gigabyte() -> Iterator[None]:
    before = memory_limit()
    limit_memory(512 << 20)
    yield
    limit_memory(4 * before)


@pytest.fixture(scope="module", autouse=True)
def warmed_up() -> None:
    """numpy imports some of its parts at their first use."""
    with np.errstate(all="ignore"):
        for case in LEGITIMATE:
            compile_expression(case.expression, case.inputs).evaluate(drawn(case.inputs))


def outcome(case: Hostile, values: dict[str, Any]) -> str:
    try:
        compile_expression(case.expression, values).evaluate(values)
    except ExpressionError as error:
        return "rejected" if error.message.isprintable() else "rejected with control characters"
    return "value"


@pytest.mark.parametrize("case", HOSTILE, ids=[case.id for case in HOSTILE])
def test_a_hostile_expression_is_met_as_the_list_says(case: Hostile) -> None:
    values, untouched = hostile_values(), hostile_values()
    WITNESS.events = []
    start = time.perf_counter()
    try:
        found = outcome(case, values)
    finally:
        events, WITNESS.events = WITNESS.events, None
    assert found == "rejected" or case.expected == "safe-but-odd"
    assert time.perf_counter() - start < 10
    assert events == []
    for name in ("x", "W", "v", "y"):
        np.testing.assert_array_equal(values[name], untouched[name])
        assert values[name].dtype == untouched[name].dtype


def test_the_next_expression_is_evaluated_as_if_nothing_had_happened() -> None:
    values = hostile_values()
    for case in HOSTILE[::25]:
        outcome(case, values)
        assert compile_expression("np.sum(x)", ["x"]).evaluate(values) == by_numpy("np.sum(x)", values)


def test_the_witness_sees_a_file_being_opened() -> None:
    WITNESS.events = []
    try:
        with pytest.raises(FileNotFoundError), open("no/such/file", encoding="utf-8"):
            pass
    finally:
        events, WITNESS.events = WITNESS.events, None
    assert [event for event, _ in events] == ["open"]
