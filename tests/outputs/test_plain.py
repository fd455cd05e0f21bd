"""Texts of strangers on a terminal and in a log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.outputs.plain import UNSEEN, columns, opening, plain, sentence_case, wrap


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("ring\x07 back\x08", "ring\\x07 back\\x08"),
        ("csi \x9b2J", "csi \\x9b2J"),
        ("\u202eevil", "\\u202eevil"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("not utf8 \udcff", "not utf8 \\udcff"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("##[error]forged", "#\\x23[error]forged"),
    ],
)
def test_what_is_obeyed_or_unseen_is_written_out(hostile: str, shown: str) -> None:
    assert plain(hostile) == shown


@pytest.mark.parametrize("text", ["W.T @ np.ones((5, 3))", "größer als ∂f/∂x", "行列の積", "a \\x1b of ours"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@given(st.text())
def test_no_text_keeps_a_character_that_is_obeyed(text: str) -> None:
    shown = plain(text)
    assert not UNSEEN.search(shown)
    assert "\n" not in shown
    assert "##[" not in shown


def test_a_line_cannot_begin_as_a_command_of_a_log_reader() -> None:
    assert opening("::error file=x::forged.yaml") == "./::error file=x::forged.yaml"
    assert opening("  ::error::x").lstrip().startswith("./")
    assert opening("cases/a.yaml") == "cases/a.yaml"


def test_columns_count_wide_characters_twice_and_combining_ones_not_at_all() -> None:
    assert columns("abc") == 3
    assert columns("積") == 2
    assert columns("e\u0301") == 1


class TestWrap:
    def test_lines_break_at_spaces(self) -> None:
        assert list(wrap("the claim is wrong", 9)) == ["the claim", "is wrong"]

    def test_a_long_word_is_kept_whole(self) -> None:
        assert list(wrap("see np.linalg.matrix_power(A, 3)", 10)) == ["see", "np.linalg.matrix_power(A,", "3)"]

    def test_no_line_but_the_first_begins_with_two_colons(self) -> None:
        assert list(wrap("hidden behind ::error::forged", 14)) == ["hidden behind ::error::forged"]

    def test_nor_does_one_where_there_are_more_spaces_than_one(self) -> None:
        assert list(wrap("hidden behind  ::error::forged", 14)) == ["hidden behind  ::error::forged"]

    @given(st.text(alphabet="ab: 積", max_size=60), st.integers(1, 20))
    def test_nothing_is_lost(self, text: str, width: int) -> None:
        lines = list(wrap(text, width))
        assert " ".join(lines).split() == text.split()
        assert not any(line.startswith("::") for line in lines[1:])


def test_a_message_begins_with_a_capital_but_no_name_does() -> None:
    assert sentence_case("all 3 entries of `x` are wrong") == "All 3 entries of `x` are wrong"
    for text in ("x[0] is at a corner", "`x` is", "1 entry is wrong", "dW1: the claim", "NaN is no claim", ""):
        assert sentence_case(text) == text
