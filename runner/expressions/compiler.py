"""Text → code: parse, check and rewrite, compile, check again.

`np.sum(W.dot(x))` becomes the body of a function of `v_W` and `v_x` that returns `f_np__sum(f___dot(v_W, v_x))`: its
code holds no attribute access, no operator and no name that its author chose.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from types import CodeType

from ..errors import ExpressionError
from .bytecode import check_code
from .calls import Lent
from .evaluation import Expression
from .parsing import Source, parse
from .translation import Translator
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
    body = translator.value(parse(source))
    used = translator.lent_used
    expression = Expression(text, _compiled(body, translator), translator.used, translator.makes_complex, used)
    if not used:
        if len(_CACHE) >= _REMEMBERED:
            _CACHE.clear()
        _CACHE[text] = expression
    return expression


def forget() -> None:
    """Compile every text anew from here on."""
    _CACHE.clear()


def _compiled(body: ast.expr, translator: Translator) -> CodeType:
    """The code of the function with this body and the variables used as its arguments."""
    arguments = ast.arguments(
        [], [ast.arg("v_" + name, lineno=1, col_offset=0) for name in translator.used], None, [], [], None, []
    )
    function = ast.Expression(ast.Lambda(arguments, body, lineno=1, col_offset=0))
    try:
        outer = compile(function, "<expression>", "eval", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("this expression is nested too deep to be compiled", 0, len(translator.source.text)) from None
    code = next(constant for constant in outer.co_consts if isinstance(constant, CodeType))
    check_code(code, {*PLAIN, *translator.lent_used} if translator.lent_used else PLAIN)
    return code
