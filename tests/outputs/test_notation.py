"""The notation of the table: every form is known, no two functions share a name in print, and what is told of axes is true."""

from __future__ import annotations

from collections import defaultdict

import pytest

from runner.expressions.functions import FUNCTIONS
from runner.expressions.table import Function
from runner.outputs.mathml import formula
from runner.outputs.mathml_calls import printed_name
from runner.outputs.mathml_forms import FALLBACKS, FORMS
from tests.outputs import random_formulas
from tests.outputs.random_formulas import EXAMPLES, RANKS, collisions, value

ALIKE = {
    "max": {"np.max", "np.maximum", "max"},
    "min": {"np.min", "np.minimum", "min"},
    "sum": {"np.sum", "sum"},
    "round": {"np.round", "round"},
}
"""Names that several functions share: with the same arguments these are the same."""


def test_every_form_that_a_row_names_is_known_and_every_form_is_named() -> None:
    assert {row.typeset.form for row in FUNCTIONS.values() if row.typeset} == set(FORMS)


def test_every_function_that_can_be_differentiated_has_a_notation() -> None:
    assert [name for name, row in FUNCTIONS.items() if row.vjp and row.typeset is None] == []


def names_in_print(row: Function) -> set[str]:
    """What a call of the function may be called in print: by its notation, and where that does not know the call."""
    own = {row.typeset.signs[0]} if row.typeset and row.typeset.form == "named" and row.typeset.signs[0] else set()
    return own | {FALLBACKS.get(row.rule) or printed_name(row.rule)}


def test_no_two_functions_have_the_same_name_in_print() -> None:
    rules: dict[str, set[str]] = defaultdict(set)
    for row in FUNCTIONS.values():
        for name in names_in_print(row):
            rules[name].add(row.rule)
    assert {name: same for name, same in rules.items() if len(same) > 1 and ALIKE.get(name) != same} == {}


def test_the_number_of_axes_is_right_wherever_it_is_known() -> None:
    known = 0
    for text in EXAMPLES:
        found, rank = value(text), formula(text, RANKS).rank
        if found is not None and rank is not None:
            assert rank == found.ndim, text
            known += 1
    assert known > 0.75 * len(EXAMPLES)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_expressions_with_different_values_look_the_same(seed: int) -> None:
    count, _, pairs = collisions(seed, 3000)
    assert count == 3000
    assert pairs == []


def test_the_search_finds_what_looks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried on a formula that says nothing of kept axes."""
    monkeypatch.setattr(random_formulas, "EXAMPLES", ("np.sum(X, axis=0)", "np.sum(X, axis=0, keepdims=True)"))
    monkeypatch.setattr(random_formulas, "seen", lambda markup: markup.replace("<mo>,</mo><mtext>kept</mtext>", ""))
    assert len(collisions(0, 2)[2]) == 1
