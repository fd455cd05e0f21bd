"""The parser in Python gives what libyaml's gives: the same cases, and a refusal where there is one."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml import cyaml

from runner.catalog import parsers
from runner.catalog.parsers import PythonParser
from runner.catalog.sources import REFUSED
from tests.catalog.loading import SQUARE, load
from tests.catalog.test_hostile import CORPUS

pytestmark = pytest.mark.skipif(not yaml.__with_libyaml__, reason="libyaml is not there")

PIECES = [
    " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", ":", ": ", "- ", "-", "?", "? ", "[", "]", "{", "}", ",", ", ", "#", " #",
    "<<: ", "&a ", "*a", "!", "|", ">", "|-\n  ", ">2\n", "'", '"', "\\", "\\n", "\\uD800", "\\x4", "%", "@", "`", "---\n",
    "...\n", "a", "0", "é", "日",
]  # fmt: skip


def agree(text: str) -> None:
    ours, theirs = load(text, PythonParser), load(text, cyaml.CParser)  # type: ignore[attr-defined]
    assert ours.cases == theirs.cases
    assert bool(ours.faults) == bool(theirs.faults)


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_on_every_hostile_file(name: str) -> None:
    try:
        text = CORPUS[name].decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if REFUSED.search(text):
        return
    ours, theirs = load(text, PythonParser), load(text, cyaml.CParser)  # type: ignore[attr-defined]
    assert ours == theirs


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SQUARE)), st.integers(0, 4), st.sampled_from(PIECES)), min_size=1, max_size=3),
)
@example([(0, 0, "%YAML 1.2\n---\n")])
def test_on_a_case_with_random_edits(edits: list[tuple[int, int, str]]) -> None:
    text = SQUARE
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    agree(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_on_random_texts_within_a_value(value: str) -> None:
    agree(SQUARE + "description: " + value + "\n")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_on_random_texts_to_the_end_of_the_file(text: str) -> None:
    agree(text)
    agree(SQUARE + text)


def test_libyaml_is_used_where_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsers.default_parser() is cyaml.CParser  # type: ignore[attr-defined]
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert parsers.default_parser() is PythonParser
