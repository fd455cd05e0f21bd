"""Which texts may be names: of cases (any visible Unicode) and of sizes, arrays and intermediates (ASCII identifiers)."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from functools import lru_cache

from .helpers import HELPERS

LONGEST_NAME = 200
"""The most characters of one `name`."""

IDENTIFIER_PATTERN = "^[A-Za-z][A-Za-z0-9_]*$"
IDENTIFIERS_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*(\s*,\s*[A-Za-z][A-Za-z0-9_]*)*$"
"""One or several, with commas between them."""
IDENTIFIER = re.compile("[A-Za-z][A-Za-z0-9_]*")
RESERVED = frozenset(("np", "rng", "dout"))
BUILTINS = frozenset(dir(builtins))

VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Characters of Unicode's category Cf that are seen: Arabic, Syriac and Kaithi signs that stand under or around others."""
INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Characters without width though they count as letters or marks: the grapheme joiner, Hangul and Khmer fillers."""
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refused_in_name(text: str) -> str | None:
    """The first control, bidirectional, zero-width or line-breaking character of a text, if it has one."""
    if text.isascii() and text.isprintable():
        return None
    return next((character for character in text if _is_unseen(character)), None)


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in VISIBLE_FORMATS
    return category in ("Cc", "Cs", "Zl", "Zp") or character in INVISIBLE_LETTERS


def refused_in_text(text: str) -> str | None:
    """The first control character of a text, if it has one; line breaks and tabs are none."""
    if text.isprintable():
        return None
    return next((found for found in text if found not in "\n\t" and unicodedata.category(found) in ("Cc", "Cs")), None)


def visible(text: str) -> str:
    """A text with every character that `refused_in_name` refuses shown as an escape, such as `\\x1b`."""
    if refused_in_name(text) is None:
        return text
    return "".join(_escape(character) if _is_unseen(character) else character for character in text)


def short(text: str) -> str:
    """A text of a file as messages quote it: visible, and cut."""
    return visible(text if len(text) <= 40 else text[:39] + "…")


def _escape(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def describe_character(character: str) -> str:
    """For a message: "a line break (U+000A)", "the control character U+001B"."""
    code = f"U+{ord(character):04X}"
    if character in "\n\r\x85\u2028\u2029":
        return f"a line break ({code})"
    if "\udc80" <= character <= "\udcff":
        return f"the byte {ord(character) - 0xDC00:02X}, which is not UTF-8"
    if unicodedata.category(character) in ("Cc", "Cs"):
        return f"the control character {code}"
    if character == "\ufeff":
        return f"a mark of the byte order ({code})"
    if character in BIDIRECTIONAL:
        return f"the bidirectional control character {code}"
    return f"the zero-width character {code}"


@lru_cache(maxsize=4096)
def refused_identifier(name: str) -> str | None:
    """Why a size, an array or an intermediate cannot have this name; None where it can."""
    if name.startswith("_"):
        return "begins with an underscore"
    if not IDENTIFIER.fullmatch(name):
        return "is no ASCII identifier (letters, digits and underscores, a letter first)"
    if keyword.iskeyword(name):
        return "is a keyword of Python"
    if name in RESERVED:
        return "has a fixed meaning in expressions"
    if name in HELPERS:
        return "is a helper of the language"
    return "is a builtin of Python" if name in BUILTINS else None
