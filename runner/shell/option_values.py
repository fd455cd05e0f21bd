"""The values that options take, read from their words, with errors that say what they are."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

MOST_MEMORY = 10**9
"""Megabytes: a petabyte. The system takes no limit much larger."""


def positive(text: str) -> int:
    value = integer(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"it is a number from 1 on, not {text}")
    return value


def megabytes(text: str) -> int:
    value = positive(text)
    if value > MOST_MEMORY:
        raise argparse.ArgumentTypeError(f"no machine has {text} MB")
    return value


def report(text: str) -> str:
    if text.lower().endswith((".yaml", ".yml")):
        raise argparse.ArgumentTypeError(f"{text} has the name of a case file")
    return text


def seed(text: str) -> int:
    value = integer(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"it is a number from 0 on, not {text}")
    return value


def integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no time in seconds")
    return value


def shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is not I/N with I from 1 to N, such as 2/5")
    return int(number), int(count)


def word(text: str) -> str:
    from ..model import Cause, DoubtKind

    words = [*Cause, *DoubtKind]
    if not text or text.lower() in words:
        return text.lower()
    raise argparse.ArgumentTypeError(f"there is no cause and no doubt {text!r}{suggested(text, words)}")


def suggested(text: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    words = [str(word) for word in known]
    near = get_close_matches(text, words, 1)
    return f": did you mean {near[0]}?" if near else f"; there are {', '.join(words)}"
