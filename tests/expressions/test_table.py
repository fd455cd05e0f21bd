"""How a row of the table is written down."""

from __future__ import annotations

import pytest

from runner.expressions.functions import FUNCTIONS
from runner.expressions.signatures import MANY
from runner.expressions.table import grouped, row


def test_a_signature_says_what_may_be_written() -> None:
    (function,) = row("np.f(x, axis=None, n=, *, keepdims=False)", abs, "a function")
    assert (function.least, function.most) == (2, 3)
    assert function.names == ("x", "axis", "n")
    assert function.keywords == {"axis", "n", "keepdims"}
    assert function.optional == {1, "axis"}
    assert function.signature == "np.f(x, axis=None, n, *, keepdims=False)"


def test_words_in_quotes_are_the_only_texts_an_argument_takes() -> None:
    (function,) = row("np.f(x, ord=None|'fro', mode='full'|'same')", abs, "a function")
    assert function.words is not None
    assert function.words["ord"].fullmatch("fro")
    assert not function.words["ord"].fullmatch("full")
    assert function.words[2].fullmatch("same")
    assert function.words_only == {2, "mode"}


def test_types_stars_and_least() -> None:
    (function,) = row("f(*values, dtype=float)", max, "a function", least=1)
    assert (function.least, function.most) == (1, MANY + 1)
    assert "dtype" in function.types


def test_other_names_share_all_but_the_name() -> None:
    first, method = row("np.f(x, axis=None)", abs, "a function", also=".f")
    assert method.rule == first.rule == "np.f"
    assert method.signature == ".f(axis=None)"
    assert method.most == first.most == 2


def test_operators_and_properties_are_shown_as_they_are_written() -> None:
    table = grouped(
        {"g": [row("+(a, b)", abs, ""), row("unary -(a)", abs, ""), row("[](a, index)", abs, ""), row(".T(x)", abs, "")]},
        frozenset("T"),
    )
    assert [function.signature for function in table.values()] == ["a + b", "-a", "a[index]", ".T"]
    assert all(function.group == "g" for function in table.values())


def test_a_name_stands_in_the_table_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        grouped({"g": [row("f(x)", abs, ""), row("f(x)", abs, "")]}, frozenset())


def test_what_is_not_known_of_a_function_through_which_something_varies_has_a_reason() -> None:
    for function in FUNCTIONS.values():
        if function.varies and not function.name.startswith("rng."):
            assert ("batch" in function.without) == (function.batch is None), function.name
            assert ("vjp" in function.without) == (not function.vjp), function.name
