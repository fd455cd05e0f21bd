"""Claims as text: how a fixed claim is written, with parentheses only where they are needed."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

_ATOM, _POWER, _UNARY, _PRODUCT, _SUM = 9, 8, 7, 6, 5
_LEVELS: dict[type[ast.AST], int] = {
    ast.Pow: _POWER, ast.Mult: _PRODUCT, ast.Div: _PRODUCT, ast.MatMult: _PRODUCT, ast.FloorDiv: _PRODUCT, ast.Mod: _PRODUCT,
    ast.Add: _SUM, ast.Sub: _SUM,
}  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LINEAR = (ast.Mult, ast.Div, ast.MatMult)
"""The products p for which k·p is had by multiplying their left side with k."""


def tree(text: str) -> ast.expr:
    """The syntax tree of an expression that has been compiled before, so that it is known to be sound."""
    with warnings.catch_warnings():  # of `1if x else 2`, which is read as it is meant
        warnings.simplefilter("ignore")
        return ast.parse(f"({text}\n)", "<claim>", "eval").body


def plain(text: str) -> str:
    """The text on one line, without parentheses around the whole of it."""
    text = " ".join(text.split())
    while _enclosed(text):
        text = text[1:-1].strip()
    return text


def written(node: ast.expr) -> str:
    """A tree as text, with powers as they are written in formulas: `x**2`."""
    return ast.unparse(node).replace(" ** ", "**")


@lru_cache(maxsize=1024)
def terms(text: str) -> tuple[str, ...]:
    """The terms of a sum, without their signs; of `np.sum(a + b) / n` the one it is."""
    found: list[str] = []
    waiting = [tree(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            waiting += [node.right, node.left]
        else:
            found.append(written(node))
    return tuple(found)


def negative(text: str) -> str:
    """`-(…)`, or the text without its sign where it begins with one."""
    text = plain(text)
    node = tree(text)
    if text.startswith("-") and _begins_with_minus(node):
        return plain(text[1:])
    return f"-{_enclose(text, _UNARY, linear=True)}"


def times(factor: str, text: str) -> str:
    """`factor * (…)`."""
    text = plain(text)
    if text.startswith("-") and _begins_with_minus(tree(text)):
        factor, text = negative(factor), negative(text)
    joined = _joined(factor, text)
    if joined is not None:
        return joined
    return f"{_enclose(plain(factor), _PRODUCT)} * {_enclose(plain(text), _UNARY, linear=True)}"


def over(text: str, divisor: str) -> str:
    """`(…) / divisor`, or `2 * x` for `6 * x` by 3."""
    first, star, rest = plain(text).partition(" * ")
    if star and first.isdigit() and divisor.isdigit() and int(first) % int(divisor) == 0 and _is_linear(tree(plain(text))):
        return plain(rest) if first == divisor else times(str(int(first) // int(divisor)), rest)
    return f"{_enclose(plain(text), _PRODUCT)} / {_enclose(plain(divisor), _UNARY)}"


def plus(text: str, term: str) -> str:
    """`… + term`, or `… - term` where the term begins with a minus sign."""
    text, term = plain(text), plain(term)
    without = negative(term) if term.startswith("-") else None
    if without is not None and len(without) < len(term):
        return f"{_enclose(text, _SUM)} - {_enclose(without, _PRODUCT)}"
    return f"{_enclose(text, _SUM)} + {_enclose(term, _PRODUCT)}"


def followed(text: str, suffix: str) -> str:
    """`(…).T`, `(…).sum(axis=0)`, `(…)[:, None]`: the text with a linear property, method or subscript behind it."""
    text = plain(text)
    if isinstance(tree(text), ast.UnaryOp) and text.startswith("-"):
        return f"-{followed(text[1:], suffix)}"
    return f"{_enclose(text, _ATOM)}{suffix}"


def transposed(text: str) -> str:
    """`(…).T`, or the text without its `.T`."""
    text = plain(text)
    node = tree(text)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return plain(text.removesuffix("T").rstrip().removesuffix("."))
    return followed(text, ".T")


def _joined(factor: str, text: str) -> str | None:
    """`4 * x` for 2 times `2 * x`: two numbers at the front as one; None where there are not two."""
    first, star, rest = text.partition(" * ")
    if not (_NUMBER.fullmatch(first) and _NUMBER.fullmatch(factor) and star and _is_linear(tree(text))):
        return None
    number = f"{float(first) * float(factor):.7g}"
    joined = rest if number == "1" else f"-{rest}" if number == "-1" else f"{number} * {rest}"
    return joined if _level(tree(rest)) >= _UNARY or _is_linear(tree(rest)) else None


def _enclose(text: str, level: int, *, linear: bool = False) -> str:
    node = tree(text)
    fits = _level(node) >= level or (linear and _is_linear(node))
    return text if fits else f"({text})"


def _enclosed(text: str) -> bool:
    """Whether one pair of parentheses, which does not make a tuple, stands around the whole text."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    node = tree(text)
    return node.col_offset > 1 and not isinstance(node, ast.Tuple)


def _level(node: ast.expr) -> int:
    if isinstance(node, ast.BinOp):
        return _LEVELS.get(type(node.op), 0)
    if isinstance(node, ast.UnaryOp):
        return 0 if isinstance(node.op, ast.Not) else _UNARY
    if isinstance(node, ast.Constant):
        return _POWER
    return _ATOM if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.List) else 0


def _begins_with_minus(node: ast.expr) -> bool:
    """Whether leaving out the minus sign in front gives the negative."""
    while _is_linear(node):
        node = node.left  # type: ignore[attr-defined]
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _is_linear(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, _LINEAR)
