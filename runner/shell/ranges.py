"""Ascending numbers as a short text, `0-3 7 9-12`, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

RANGE = re.compile(r"(\d{1,12})(?:-(\d{1,12}))?")


def text(numbers: Iterable[int]) -> str:
    """The numbers, which ascend, as ranges."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in found)


def numbers(text: str, below: int, count: int) -> list[int] | None:
    """The numbers of a text; None where it is none of this many ascending numbers below the one given."""
    found: list[int] = []
    for word in text.split():
        match = RANGE.fullmatch(word)
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not (found[-1] if found else -1) < first <= last < below or last - first >= count - len(found):
            return None
        found += range(first, last + 1)
    return found if len(found) == count else None
