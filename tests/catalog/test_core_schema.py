"""What plain scalars mean: the core schema of YAML 1.2, not the types of YAML 1.1."""

from __future__ import annotations

import math

import pytest

from runner.catalog.core_schema import NotANumber, meaning


@pytest.mark.parametrize("text", ["null", "Null", "NULL", "~", ""])
def test_null(text: str) -> None:
    assert meaning(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_true_and_false(text: str, value: bool) -> None:
    assert meaning(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("12", 12), ("-3", -3), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("0xff", 255), ("-0", 0)],
)
def test_integers(text: str, value: int) -> None:
    read = meaning(text)
    assert read == value
    assert type(read) is int


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-4", 1e-4), ("1E6", 1e6), (".5", 0.5), ("-.5", -0.5), ("+1.5e+3", 1500.0), ("5.", 5.0), ("12e03", 12000.0),
        ("-0.0", -0.0), ("00.5", 0.5), ("-.inf", -math.inf), (".inf", math.inf), ("+.Inf", math.inf), (".INF", math.inf),
    ],
)  # fmt: skip
def test_floats(text: str, value: float) -> None:
    read = meaning(text)
    assert read == value
    assert type(read) is float


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    read = meaning(text)
    assert isinstance(read, float)
    assert math.isnan(read)


@pytest.mark.parametrize(
    "text",
    [
        "no", "No", "yes", "on", "off", "y", "n", "12:30", "1:30:00", "2020-01-01", "2024-02-30", "1_000", "nul",
        "TrUe", "tRUE", "inf",
        "nan", "-.nan", "0b11", "0o8", "0xg", "-0x1F", "1e", "e5", ".", "-", "+", "..", "1.2.3", "1 2", "x", "٣",
        "<<", "=",
    ],
)  # fmt: skip
def test_everything_else_is_text(text: str) -> None:
    assert meaning(text) == text


@pytest.mark.parametrize("text", ["017", "00", "-012", "+08", "0000"])
def test_an_integer_with_a_leading_zero_is_refused(text: str) -> None:
    with pytest.raises(NotANumber, match="leading zero") as error:
        meaning(text)
    assert f"write {int(text)}," in error.value.hint


@pytest.mark.parametrize("text", ["9" * 5000, "-" + "9" * 5000, "0x" + "f" * 5000, "1." + "3" * 5000, "1e" + "9" * 5000])
def test_a_number_of_thousands_of_digits_is_refused(text: str) -> None:
    with pytest.raises(NotANumber, match="too long"):
        meaning(text)


def test_a_number_beyond_float64_is_refused_and_not_made_infinite() -> None:
    with pytest.raises(NotANumber, match="too large for a float64"):
        meaning("1e400")
