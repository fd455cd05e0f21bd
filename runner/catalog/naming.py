"""Which texts may be names: of cases (any visible Unicode) and of sizes, arrays and intermediates (ASCII identifiers)."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from functools import lru_cache

from runner.model import HELPERS, LANGUAGE_BUILTINS

LONGEST_NAME = 200
"""The most characters of one `name`."""

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
RESERVED = frozenset(("np", "rng", "dout"))

VISIBLE_FORMAT_CHARACTERS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Characters of Unicode's category Cf that are seen: Arabic, Syriac and Kaithi number signs and end marks."""
INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Characters that have no width though they count as letters or marks."""
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refused_character(text: str, allowed: str = "", only_controls: bool = False) -> str | None:
    """The first control, bidirectional, zero-width or unassigned-for-ever character of a text, if it has one."""
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs"):
            if character not in allowed:
                return character
        elif only_controls:
            continue
        elif category in ("Zl", "Zp") or character in INVISIBLE_LETTERS:
            return character
        elif category == "Cf" and character not in VISIBLE_FORMAT_CHARACTERS:
            return character
    return None


def describe_character(character: str) -> str:
    """For a message: "a line break", "the control character U+001B"."""
    code = f"U+{ord(character):04X}"
    if character in "\n\r\x85\u2028\u2029":
        return f"a line break ({code})"
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return f"the control character {code}"
    if character in BIDIRECTIONAL:
        return f"the bidirectional control character {code}"
    return f"the zero-width character {code}"


@lru_cache(maxsize=4096)
def refused_identifier(name: str) -> str | None:
    """Why a size, an array or an intermediate cannot have this name; None where it can."""
    if not IDENTIFIER.fullmatch(name):
        if name.startswith("_"):
            return "begins with an underscore"
        return "is no ASCII identifier (letters, digits and underscores, a letter first)"
    if keyword.iskeyword(name):
        return "is a keyword of Python"
    if name in RESERVED:
        return "has a fixed meaning in expressions"
    if name in HELPERS:
        return "is a helper of the language"
    if name in LANGUAGE_BUILTINS or name in dir(builtins):
        return "is a builtin of Python"
    return None
