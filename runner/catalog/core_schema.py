"""What a plain scalar means by the core schema of YAML 1.2 (section 10.3.2 of its specification).

Two texts that the schema would take are refused: an integer with a leading zero, since YAML 1.1 reads `017` as 15
and 1.2 as 17, and a number that no float64 or reasonable integer holds.
"""

from __future__ import annotations

import re
from math import isinf
from typing import TypeAlias

from .naming import short

Meaning: TypeAlias = str | int | float | bool | None

WORDS: dict[str, Meaning] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

MAY_BEGIN_A_NUMBER = frozenset("0123456789+-.")
INTEGER = re.compile(r"[-+]?[0-9]+")
LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
NAN = frozenset((".nan", ".NaN", ".NAN"))

MOST_DIGITS = 400
"""The longest text that is read as a number; the longest float64 written out has 309 digits before its point."""


class NotANumber(ValueError):
    """A plain scalar that looks like a number and is refused; the text says why, `hint` what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def meaning(text: str) -> Meaning:
    """The value of a plain scalar: None, a bool, an int, a float, or the text itself.

    Raises `NotANumber` for `017` and for numbers out of range.
    """
    if text and text[0] in MAY_BEGIN_A_NUMBER:
        return _number(text)
    return WORDS.get(text, text)


def _number(text: str) -> str | int | float:
    if INTEGER.fullmatch(text):
        _bounded(text)
        if LEADING_ZERO.fullmatch(text):
            raise NotANumber(
                f"`{short(text)}` has a leading zero, which some YAML readers take for base eight",
                f"write {short(str(int(text)))}, or '{short(text)}' in quotes for a text",
            )
        return int(text)
    if FLOAT.fullmatch(text):
        _bounded(text)
        number = float(text)
        if isinf(number):
            raise NotANumber(f"the number {short(text)} is too large for a float64", "the largest is 1.797e308")
        return number
    if OTHER_BASE.fullmatch(text):
        _bounded(text)
        return int(text, 0)
    if INFINITE.fullmatch(text):
        return float(text.replace(".", "", 1))
    return float("nan") if text in NAN else text


def _bounded(text: str) -> None:
    if len(text) > MOST_DIGITS:
        raise NotANumber(f"a number of {len(text):,} digits is too long", f"at most {MOST_DIGITS} digits are read")
