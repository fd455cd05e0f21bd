"""Text → syntax tree, or one clear `ExpressionError`. Python's own parser reads; what it may be given is bounded here.

The text is read inside a pair of parentheses, so that it may run over several lines. `Source` brings the places
of the tree back to offsets in the text.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from typing import NoReturn

from ..errors import ExpressionError

LONGEST = 4000
"""Characters in one expression."""

_ALLOWED_CHARACTERS = re.compile(r"[\n -~]*")
_NUMBER_BEFORE_LETTER = re.compile(r"[0-9][A-Za-z_]")
_STATEMENT = re.compile(r"\s*(?P<word>return|import|from|def|class|for|while|if|with|print|del|raise|assert)\s")
_BRACKETS = re.compile(r"[()\[\]{}]")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_TYPED_FOR = {
    "−": "-", "–": "-", "—": "-", "·": "*", "×": "*", "∗": "*", "⋅": "*", "⊙": "*", "÷": "/", "’": "'", "‘": "'", "“": "'",
    "”": "'", "²": "**2", "³": "**3", "ᵀ": ".T", "√": "np.sqrt(...)", "∑": "np.sum(...)", "Σ": "np.sum(...)", "π": "np.pi",
    "∞": "np.inf", "≤": "<=", "≥": ">=", "≠": "!=", "λ": "lam", "σ": "sigma", "μ": "mu", "θ": "theta", "α": "alpha",
    "β": "beta", "γ": "gamma", "ε": "eps", "δ": "delta", "‖": "np.linalg.norm(...)", "\u00a0": "a blank", "\t": "blanks",
    "\r": "a line feed",
}  # fmt: skip


SHORT = 1_000
"""Syntax of texts with at most this many characters is remembered: it takes a hundred times as much memory as its text."""


class Source:
    """The text of an expression, and where its lines begin."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

    def offset(self, line: int, column: int) -> int:
        """The offset in the text of a place in the tree."""
        if line == 1:
            return max(column - 1, 0)
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column, len(self.text))

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Offset and length of what the node was written as."""
        start = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return start, max(min(end, len(self.text)) - start, 1)

    def written(self, node: ast.expr) -> str:
        """The node as the author wrote it."""
        start, length = self.span(node)
        return self.text[start : start + length]


def parse(source: Source) -> ast.expr:
    """The tree of an expression, not yet held against what the language allows."""
    text = source.text
    _check_text(text)
    try:
        tree = _remembered(text) if len(text) <= SHORT else _read(text)
    except SyntaxError as error:
        raise _explained(error, source) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise ExpressionError(
            "this expression is nested too deep, or holds a number too long, to be read", 0, len(text)
        ) from None
    return tree.body


@lru_cache(maxsize=512)
def _remembered(text: str) -> ast.Expression:
    """Those who evaluate an expression and those who only look at it come with the same texts."""
    return _read(text)


def _read(text: str) -> ast.Expression:
    if not _NUMBER_BEFORE_LETTER.search(text):
        return ast.parse(f"({text}\n)", "<expression>", "eval")
    with warnings.catch_warnings():  # of `1if x else 2`, which is read as it is meant
        warnings.simplefilter("ignore")
        return ast.parse(f"({text}\n)", "<expression>", "eval")


def _check_text(text: str) -> None:
    if not isinstance(text, str):
        raise ExpressionError("an expression is text")
    if len(text) > LONGEST:
        raise ExpressionError(
            f"an expression may have {LONGEST} characters, not {len(text)}",
            0,
            hint="give its parts names of their own under `let`",
        )
    if not text.strip():
        raise ExpressionError("the expression is empty", 0)
    allowed = _ALLOWED_CHARACTERS.match(text)
    if allowed is None or allowed.end() < len(text):
        _refuse_character(text, 0 if allowed is None else allowed.end())
    for character, name in (("#", "comments cannot be used in an expression"), ("\\", "a backslash cannot be used here")):
        if character in text:
            hint = "an expression may run over several lines as it is" if character == "\\" else "put them into the YAML file"
            raise ExpressionError(name, text.index(character), hint=hint)
    if "(" in text or ")" in text or "[" in text or "]" in text or "{" in text or "}" in text:
        _check_brackets(text)


def _refuse_character(text: str, offset: int) -> NoReturn:
    character = text[offset]
    shown = f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"
    typed = _TYPED_FOR.get(character)
    raise ExpressionError(
        f"{shown} cannot be used here: an expression is plain ASCII", offset, hint=f"write `{typed}`" if typed else None
    )


def _check_brackets(text: str) -> None:
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        bracket, offset = match.group(), match.start()
        if bracket in "([{":
            opened.append(offset)
        elif not opened:
            raise ExpressionError(f"`{bracket}` closes nothing", offset)
        elif text[opened[-1]] != _CLOSES[bracket]:
            raise ExpressionError(f"`{bracket}` cannot close `{text[opened[-1]]}`", offset)
        else:
            opened.pop()
        if len(opened) > 100:
            raise ExpressionError("brackets are nested too deep", offset)
    if opened:
        raise ExpressionError(f"`{text[opened[-1]]}` is never closed", opened[-1])


_EXPLANATIONS = (
    ("forgot a comma", "something is missing between these", "a `*`, or a comma?"),
    ("invalid decimal literal", "a number runs into a name here", "a product needs a `*`"),
    ("leading zeros", "a number cannot begin with a zero", None),
    ("unterminated string", "this word has no closing quote", None),
)
"""Words of Python's parser → what they mean here, and what to write instead."""


def _explained(error: SyntaxError, source: Source) -> ExpressionError:
    text, words = source.text, error.msg or ""
    offset = min(source.offset(error.lineno or 1, (error.offset or 1) - 1), len(text))
    length = max(source.offset(error.end_lineno or 1, (error.end_offset or 1) - 1) - offset, 1)
    if "==" in words and ":=" in words:
        equals = max(text.find("=", offset), 0)
        return ExpressionError("`=` cannot be used here", equals, hint="compare with `==`; name results under `let`")
    for known, message, hint in _EXPLANATIONS:
        if known in words:
            return ExpressionError(message, offset, length, hint)
    if words.startswith("expected ") or "literal" in words:
        return ExpressionError(words, offset, length)
    if statement := _STATEMENT.match(text):
        word = statement["word"]
        hint = "write the value alone" if word == "return" else "an expression is one value; name results under `let`"
        return ExpressionError(f"`{word}` cannot be used here", statement.start("word"), len(word), hint)
    at = text[offset : offset + 1].strip()
    return ExpressionError(
        f"`{at}` cannot be read here" if at else "the formula is not complete here", min(offset, len(text) - 1)
    )


def dotted_name(node: ast.expr) -> str | None:
    """`np.linalg.inv` as text; None for anything but names joined by dots."""
    parts = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return None
    return ".".join((node.id, *reversed(parts)))
