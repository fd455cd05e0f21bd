"""Which name was meant by one that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant: the same in other case, then one with the same letters, then the nearest.

    To a word of one letter every short name is near, so that only other case counts.
    """
    known = list(names)
    near = next((name for name in known if name.lower() == word.lower()), None)
    if near is None and len(word) > 1:
        near = next((name for name in known if sorted(name) == sorted(word)), None)
        near = near or next(iter(get_close_matches(word, known, 1, 0.65)), None)
    return near


def did_you_mean(name: str | None) -> str | None:
    """The hint that names it, if there is one."""
    return None if name is None else f"did you mean `{name}`?"
