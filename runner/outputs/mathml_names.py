"""The names of a case as letters: Greek ones, accents, subscripts. No two names of one case are set alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from .mathml_elements import fenced, letter_and_foot, listed, mi, name

MOST_NAMES = 200
"""A case with more names is shown as it is written: each of its lines would be set with all of them in mind."""


@lru_cache(maxsize=256)
def letters(ranks: tuple[tuple[str, int | None], ...]) -> Mapping[str, str]:
    """Every name of a case → its markup.

    Names that would be set alike (`eps` beside `epsilon`), or like an entry of an array (`x0` beside `x`), stand as they
    are written.
    """
    known = {text: rank for names, rank in ranks for text in names.split(", ")}
    set_as = {text: name(text) for text in known}
    shared = Counter(set_as.values())
    return {text: mi(text) if shared[markup] > 1 or _is_like_an_entry(text, known) else markup for text, markup in set_as.items()}


def _is_like_an_entry(text: str, known: Mapping[str, int | None]) -> bool:
    stem, suffix = letter_and_foot(text)
    return bool(suffix) and stem in known and known[stem] != 0 and (suffix.isdigit() or suffix in known)


def left_side(names: str, ranks: Mapping[str, int | None]) -> str:
    """The names that a line gives: one, or several in parentheses where it takes a tuple apart."""
    shown = letters(tuple(ranks.items())) if len(ranks) <= MOST_NAMES else {}
    parts = [shown.get(text) or mi(text) for text in names.split(", ")]
    return parts[0] if len(parts) == 1 else fenced("(", listed(parts), ")")
