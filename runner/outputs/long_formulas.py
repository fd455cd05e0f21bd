"""Long formulas broken at + and −: browsers do not break MathML, but they break between one formula and the next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

LONG = 44
"""Formulas of up to this many signs stand in one line."""
TAG = re.compile(r"<(/?)[a-z]+[^<>]*?(/?)>")
WORDS = re.compile(r"<[^<>]*>")
OPENING, CLOSING = '<math displaystyle="true">', "</math>"
SIGNS = {f"<mo>{sign}</mo>": f'<mo form="infix">{sign}</mo>' for sign in "+−"}


def broken(markup: Markup) -> Markup:
    """A formula as one `<math>` for each term of its outermost sum, where it is long; else as it is."""
    text = str(markup)
    if len(WORDS.sub("", text)) <= LONG or not (text.startswith(OPENING) and text.endswith(CLOSING)):
        return markup
    terms = list(_terms(text[len(OPENING) : -len(CLOSING)]))
    return Markup("<wbr>".join(f"{OPENING}{term}{CLOSING}" for term in terms)) if len(terms) > 1 else markup


def _terms(markup: str) -> Iterator[str]:
    """The terms of a sum, each but the first with its sign before it; the whole where it is none."""
    children = _children(markup[6:-7]) if markup.startswith("<mrow>") and markup.endswith("</mrow>") else []
    places = [place for place, child in enumerate(children) if child in SIGNS and place > 0]
    if len(children) == 1:
        yield from _terms(children[0])
    elif not places:
        yield markup
    else:
        first = children[: places[0]]
        yield from _terms(first[0]) if len(first) == 1 else ["".join(first)]
        for place, after in zip(places, [*places[1:], len(children)], strict=True):
            yield SIGNS[children[place]] + "".join(children[place + 1 : after])


def _children(markup: str) -> list[str]:
    """The elements that stand side by side in the markup."""
    found: list[str] = []
    depth = start = 0
    for tag in TAG.finditer(markup):
        closes, empty = bool(tag[1]), bool(tag[2])
        if not depth and not closes:
            start = tag.start()
        depth += -1 if closes else 0 if empty else 1
        if not depth:
            found.append(markup[start : tag.end()])
    return found
