"""Text → tree → code: parse, resolve, compile, check again."""

from __future__ import annotations

from collections.abc import Collection
from types import CodeType

from ..errors import ExpressionError
from .bytecode import check_code
from .calls import Lent
from .code import compiled, lent_name
from .evaluation import Expression
from .parsing import Source, parse
from .translation import Translator
from .tree import Node
from .vocabulary import PLAIN

_REMEMBERED = 4096
_CACHE: dict[str, Expression] = {}
"""Expressions by their text. What a text means does not depend on the names around it, as long as all it uses are there."""


def compile_expression(text: str, names: Collection[str], lent: Lent | None = None) -> Expression:
    """The expression `text` over the variables `names`, ready to be evaluated.

    `lent`: name of a module → name of a function → function, callable as `module.function(...)`. Raises
    `ExpressionError`, with the place of what is refused.
    """
    known = _CACHE.get(text)
    if known is not None and known.names.issubset(names):
        return known
    source = Source(text)
    translator = Translator(source, names, lent or {})
    root = translator.value(parse(source))
    lent_used = translator.lent_used
    expression = Expression(text, root, _code(root, translator), translator.used, lent_used)
    if not lent_used and not translator.keyed:
        if len(_CACHE) >= _REMEMBERED:
            _CACHE.clear()
        _CACHE[text] = expression
    return expression


def known_tree(text: str, names: Collection[str]) -> Node | None:
    """The tree of a text that has been compiled before; None where it has not, or not over those names."""
    known = _CACHE.get(text)
    return known.tree if known is not None and known.names.issubset(names) else None


def forget() -> None:
    """Compile every text anew from here on."""
    _CACHE.clear()


def _code(root: Node, translator: Translator) -> CodeType:
    """The code of the tree, held against the second gate."""
    try:
        code = compiled(root, translator.used)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("this expression is nested too deep to be compiled", 0, len(translator.source.text)) from None
    lent = translator.lent_used
    check_code(code, {*PLAIN, *map(lent_name, lent)} if lent else PLAIN)
    return code
