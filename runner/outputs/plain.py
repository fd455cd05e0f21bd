"""Texts of a case made harmless for a terminal or a log, and fitted into its width.

Names and expressions come from strangers. A control character could hide or forge a line, a direction
character could turn one round, and a line that begins with `::` is a command to GitHub's log reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
"""Characters that a terminal obeys or does not show: C0 and C1 controls, directions, zero widths, lone surrogates."""


def plain(text: str) -> str:
    """The text with characters that are obeyed or not seen written as escapes; line ends and tabs become spaces."""
    if text.isascii() and text.isprintable() and "##[" not in text:
        return text
    text = UNSEEN.sub(_escape, text.replace("\n", " ").replace("\t", " "))
    return text.replace("##[", "#\\x23[")  # GitHub's log reader finds its old commands anywhere in a line


def opening(text: str) -> str:
    """A text that stands at the start of a line, made harmless: `::error` there would be a command."""
    text = plain(text)
    return f"./{text}" if text.lstrip().startswith("::") else text


def sentence_case(text: str) -> str:
    """A message as a sentence of its own: its first letter is a capital, unless a name or a number comes first."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def wrap(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width` columns, broken at spaces; a longer word stands on a line of its own.

    No line after the first begins with `::`.
    """
    line = ""
    for word in text.split(" "):
        # No break at a second space either: what follows it would begin a line that is empty so far.
        if line and word and columns(line) + 1 + columns(word) > width and not word.startswith("::"):
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is computed by a spreadsheet, unless something stands before it."""


def cell(text: str) -> str:
    """A text as a cell of CSV, which no spreadsheet computes."""
    text = plain(text)
    return f"'{text}" if text.startswith(FORMULA) else text


def cut(text: str, width: int) -> str:
    """The text in one line of at most `width` columns; what does not fit gives way to an ellipsis."""
    if columns(text) <= width:
        return text
    kept, used = [], 1
    for char in text:
        used += columns(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def columns(text: str) -> int:
    """How many columns of a terminal the text fills."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
