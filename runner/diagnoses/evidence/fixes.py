"""Claims as text: how a fixed claim is written, with parentheses only where they are needed."""

from __future__ import annotations

import re

from ...expressions import read_alone, tree
from ...expressions.tree import Node
from ...expressions.writing import Writer

_ATOM, _POWER, _UNARY, _PRODUCT, _SUM, _COMPARISON = 9, 8, 7, 6, 5, 3
LEVELS = {
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "//": _PRODUCT, "%": _PRODUCT, "**": _POWER,
    "unary -": _UNARY, "unary +": _UNARY, "unary ~": _UNARY, "&": 4, "|": 4, "^": 4,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _COMPARISON),
}  # fmt: skip
"""How tightly each operator binds."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LINEAR = frozenset({"*", "/", "@"})
"""The products p for which k·p is had by multiplying their left side with k."""


def one_line(text: str) -> str:
    """The text on one line, without parentheses around the whole of it."""
    text = " ".join(text.split())
    while _enclosed(text):
        text = text[1:-1].strip()
    return text


def written(node: Node) -> str:
    """A tree as text."""
    return Writer().string(node)


def terms(text: str) -> list[Node]:
    """The terms of a sum, without their signs; of `np.sum(a + b) / n` the one it is."""
    found: list[Node] = []
    waiting = [read_alone(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Call) and node.row.name in ("+", "-"):
            waiting += reversed(node.args)
        else:
            found.append(node)
    return found


def negative(text: str) -> str:
    """`-(…)`, or the text without its sign where it begins with one."""
    text = one_line(text)
    node = read_alone(text)
    if text.startswith("-") and _begins_with_minus(node):
        return one_line(text[1:])
    return f"-{_enclose(text, _UNARY, linear=True)}"


def times(factor: str, text: str) -> str:
    """`factor * (…)`."""
    text = one_line(text)
    if text.startswith("-") and _begins_with_minus(read_alone(text)):
        factor, text = negative(factor), negative(text)
    joined = _joined(factor, text)
    if joined is not None:
        return joined
    return f"{_enclose(one_line(factor), _PRODUCT)} * {_enclose(one_line(text), _UNARY, linear=True)}"


def over(text: str, divisor: str) -> str:
    """`(…) / divisor`, or `2 * x` for `6 * x` by 3."""
    text = one_line(text)
    first, star, rest = text.partition(" * ")
    if star and first.isdigit() and divisor.isdigit() and int(first) % int(divisor) == 0 and _is_linear(read_alone(text)):
        return one_line(rest) if first == divisor else times(str(int(first) // int(divisor)), rest)
    return f"{_enclose(text, _PRODUCT)} / {_enclose(one_line(divisor), _UNARY)}"


def plus(text: str, term: str) -> str:
    """`… + term`, or `… - term` where the term begins with a minus sign."""
    text, term = one_line(text), one_line(term)
    without = negative(term) if term.startswith("-") else None
    if without is not None and len(without) < len(term):
        return f"{_enclose(text, _SUM)} - {_enclose(without, _PRODUCT)}"
    return f"{_enclose(text, _SUM)} + {_enclose(term, _PRODUCT)}"


def followed(text: str, suffix: str) -> str:
    """`(…).T`, `(…).sum(axis=0)`, `(…)[:, None]`: the text with a linear property, method or subscript behind it."""
    text = one_line(text)
    if text.startswith("-") and _is_negative(read_alone(text)):
        return f"-{followed(text[1:], suffix)}"
    return f"{_enclose(text, _ATOM)}{suffix}"


def transposed(text: str) -> str:
    """`(…).T`, or the text without its `.T`; a number stays before it."""
    text = one_line(text)
    node = read_alone(text)
    if isinstance(node, tree.Call) and node.row.name == "*" and isinstance(node.args[0], tree.Number) and text[-1] != ")":
        node = node.args[1]
        if isinstance(node, tree.Name):
            return f"{text}.T"
    if isinstance(node, tree.Call) and node.row.name == ".T":
        return one_line(text.removesuffix("T").rstrip().removesuffix("."))
    return followed(text, ".T")


def _joined(factor: str, text: str) -> str | None:
    """`4 * x` for 2 times `2 * x`: two numbers at the front as one; None where there are not two."""
    first, star, rest = text.partition(" * ")
    if not (_NUMBER.fullmatch(first) and _NUMBER.fullmatch(factor) and star and _is_linear(read_alone(text))):
        return None
    number = f"{float(first) * float(factor):.7g}"
    joined = rest if number == "1" else f"-{rest}" if number == "-1" else f"{number} * {rest}"
    return joined if _level(read_alone(rest)) >= _UNARY or _is_linear(read_alone(rest)) else None


def _enclose(text: str, level: int, *, linear: bool = False) -> str:
    node = read_alone(text)
    fits = _level(node) >= level or (linear and _is_linear(node))
    return text if fits else f"({text})"


def _enclosed(text: str) -> bool:
    """Whether one pair of parentheses, which does not make a tuple, stands around the whole text."""
    return text.startswith("(") and text.endswith(")") and read_alone(text).span[0] > 0


def _level(node: Node) -> int:
    match node:
        case tree.Call():
            return LEVELS.get(node.row.name, _ATOM)
        case tree.Number():
            return _ATOM if node.symbol else _UNARY if _is_negative(node) else _POWER
        case tree.Sequence():
            return 0 if node.is_tuple else _ATOM
    return _ATOM if isinstance(node, tree.Name | tree.LentCall) else 0


def _is_negative(node: Node) -> bool:
    """Whether the minus sign is what was applied last."""
    if isinstance(node, tree.Number):
        return not node.symbol and not isinstance(node.value, complex) and str(node.value).startswith("-")
    return isinstance(node, tree.Call) and node.row.name == "unary -"


def _begins_with_minus(node: Node) -> bool:
    """Whether leaving out the minus sign in front gives the negative."""
    while isinstance(node, tree.Call) and node.row.name in _LINEAR:
        node = node.args[0]
    return _is_negative(node)


def _is_linear(node: Node) -> bool:
    return isinstance(node, tree.Call) and node.row.name in _LINEAR
