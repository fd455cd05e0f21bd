"""Texts and numbers as the page shows them."""

from __future__ import annotations

from typing import Any

import pytest

from runner.outputs import words


@pytest.mark.parametrize(
    ("value", "text"),
    [(-1.7320508075688772, "−1.732051"), (1e-30, "1e−30"), ("NaN", "NaN"), ("-Infinity", "−∞"), (None, "–"), (0.0, "0")],
)
def test_numbers_of_entries(value: Any, text: str) -> None:
    assert words.significant(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.000123, "1.2e−4"), (0.5, "0.5"), (0.0, "0"), ("Infinity", "∞"), ("NaN", "NaN"), (None, "–"), (3, "3")]
)
def test_numbers_of_differences(value: Any, text: str) -> None:
    assert words.rounded(value) == text


@pytest.mark.parametrize(("value", "text"), [(1e-4, "1e-4"), (0.5, "0.5"), (2.5e-6, "2.5e-6"), (1.0, "1"), ("auto", "auto")])
def test_numbers_of_settings(value: Any, text: str) -> None:
    assert words.setting(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.00123, "1.2 ms"), (0.5, "500 ms"), (12.34, "12.3 s"), (125.0, "2 min 5 s")])
def test_durations(value: float, text: str) -> None:
    assert words.duration(value) == text


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (0.5, 0.5, "about the same"),
        (0.5, 0.001, "500 times as small"),
        (0.001, 0.002, "2 times as large"),
        (3e-11, 0.5, "1.7e10 times as large"),
        (0.0, 0.5, ""),
        (None, 0.5, ""),
        ("Infinity", 0.5, ""),
    ],
)
def test_a_change_of_a_difference_in_words(before: Any, now: Any, text: str) -> None:
    assert words.factor(before, now) == text


def test_a_time_that_is_none_is_shown_as_it_is() -> None:
    assert words.moment("yesterday") == "yesterday"


def test_code_stands_between_backticks() -> None:
    assert words.prose("the claim `W < 1` & more") == "the claim <code>W &lt; 1</code> &amp; more"
    assert words.prose("one ` alone < 1") == "one ` alone &lt; 1"


def test_an_explanation_has_paragraphs_examples_and_labels() -> None:
    text = """The claim is a multiple.

It is off by `2 < 3`,
everywhere.

Why: the 2 of a square.

Wrong:
    cost: np.sum(x**2)
      gradient: x
Right:
    gradient: 2 * x
"""
    assert words.explained(text) == (
        "<p>The claim is a multiple.</p><p>It is off by <code>2 &lt; 3</code>, everywhere.</p>"
        "<p><b>Why:</b> the 2 of a square.</p>"
        "<p><b>Wrong:</b></p><pre><code>cost: np.sum(x**2)\n  gradient: x</code></pre>"
        "<p><b>Right:</b></p><pre><code>gradient: 2 * x</code></pre>"
    )
    assert words.explained("<script>") == "<p>&lt;script&gt;</p>"


def test_what_is_not_seen_is_written_out_but_for_line_ends() -> None:
    assert words.visible("a\u202eb\x1b\n\tc") == "a\\u202eb\\x1b\n\tc"
    assert words.visible("Größe 測試 שלום") == "Größe 測試 שלום"
    assert words.visible(3) == 3
