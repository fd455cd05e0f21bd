"""Numbers and counts in sentences: one way everywhere."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model.numerals import counted, extent, number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 2, "0.5"),
        (1e-5, 2, "1e-5"),
        (1.26e-5, 2, "1.3e-5"),
        (0.0, 2, "0"),
        (-0.002, 2, "-0.002"),
        (1234.6, 2, "1235"),
        (2e7, 6, "2e7"),
        (nan, 6, "NaN"),
        (inf, 6, "∞"),
        ("-Infinity", 6, "-∞"),
        (None, 6, "–"),
        (3, 6, "3"),
    ],
)
def test_a_number(value: float | str | None, digits: int, text: str) -> None:
    assert number(value, digits) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_what_it_was_to_its_digits(value: float) -> None:
    assert float(number(value, 17)) == pytest.approx(value, rel=1e-15)


def test_counts_agree_with_their_words() -> None:
    assert (counted(1, "entry", "entries"), counted(1000, "entry", "entries"), counted(0, "case")) == (
        "1 entry",
        "1,000 entries",
        "0 cases",
    )


def test_how_many_are_wrong() -> None:
    assert extent(4, 4) == "all 4 entries"
    assert extent(1_000, 1_000, 128) == "all 1,000 entries", "NaN is wrong unmeasured"
    assert extent(3, 1000) == "3 of 1,000 entries"
    assert extent(182, 1_000_000, 182) == "all 182 measured entries (of 1,000,000)"
    assert extent(9, 1_000_000, 182) == "9 of 182 measured entries (of 1,000,000)"
    assert extent(1, 1) == "the entry"
