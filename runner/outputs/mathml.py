"""Expressions of a case as mathematics: Python text → MathML.

The text is parsed and never evaluated. What it stands for is set as one would write it by hand:
`np.sum(W.dot(x))` becomes a sum over W x, `A / b` a fraction, `x.T` a transpose, `np.where` a brace with cases.
Products are told apart by the number of dimensions of their factors, as far as it is known: the matrix product is
juxtaposition, the product entry by entry is ⊙. What cannot be set is shown as the code that it is.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from .mathml_elements import THIN_SPACE, Binding, Piece, enclosed, fenced, fraction, listed, mi, mo, row, sub, table
from .mathml_elements import name as variable
from .mathml_elements import number as literal
from .mathml_functions import CONSTANTS, Call, call
from .mathml_products import highest, matrix_product, power, product
from .words import visible

LONGEST = 2000
"""Characters of the longest expression that is set; beyond it a formula is no easier to read than its source."""

COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "=", ast.NotEq: "≠",
}  # fmt: skip


SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−"}
LOGICAL: Mapping[type[ast.operator], str] = {ast.BitAnd: "∧", ast.BitOr: "∨", ast.BitXor: "⊻"}


class Formula(NamedTuple):
    """A formula ready for the page, and its number of dimensions where that is known."""

    markup: Markup
    rank: int | None = None


def _fraction(left: Piece, right: Piece) -> Piece:
    return Piece(fraction(left, right), Binding.CALL, highest(left, right))


def _floored(left: Piece, right: Piece) -> Piece:
    return Piece(fenced("⌊", fraction(left, right), "⌋"), rank=highest(left, right))


PRODUCTS: Mapping[type[ast.operator], Callable[[Piece, Piece], Piece]] = {
    ast.Mult: product, ast.MatMult: matrix_product, ast.Pow: power, ast.Div: _fraction, ast.FloorDiv: _floored,
}  # fmt: skip


class _NotSet(Exception):
    """The tree holds something that has no form here."""


def formula(text: str, ranks: Mapping[str, int | None] | None = None, left: str = "") -> Formula:
    """The expression as a `<math>` element, or as `<code>` where it cannot be set.

    `ranks` names what the case defines, with the number of dimensions (0 is a scalar) or None where it is not
    known. With `left`, the markup of a left side with its sign, the element reads as an equation.
    """
    return _formula(text, tuple((ranks or {}).items()), left)


@lru_cache(maxsize=4096)
def _formula(text: str, ranks: tuple[tuple[str, int | None], ...], left: str) -> Formula:
    try:
        piece = _Setter(dict(ranks)).set(_parsed(text))
    except (_NotSet, SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
        shown = Markup("<code>{}</code>").format(visible(text))
        return Formula(Markup(f"<math>{left}</math> ") + shown if left else shown)
    return Formula(Markup(f'<math displaystyle="true">{left}{piece.markup}</math>'), piece.rank)


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST or "#" in text or not text.strip():
        raise _NotSet
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(f"({text}\n)", mode="eval").body


class _Setter:
    """Sets a tree; one method a kind of node, and no form for any other."""

    def __init__(self, ranks: dict[str, int | None]) -> None:
        self._ranks = ranks

    def set(self, node: ast.expr) -> Piece:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise _NotSet
        piece: Piece = method(node)
        return piece

    def _constant(self, node: ast.Constant) -> Piece:
        value = node.value
        if isinstance(value, bool):
            return Piece(mi("true" if value else "false"), rank=0)
        if isinstance(value, int | float | complex):
            return literal(value)
        if isinstance(value, str):
            return Piece(f"<mtext>{escape(visible(value))}</mtext>")
        return Piece(mi("…" if value is ... else "new"))

    def _name(self, node: ast.Name) -> Piece:
        return Piece(variable(node.id), rank=self._ranks.get(node.id))

    def _attribute(self, node: ast.Attribute) -> Piece:
        path = _path(node)
        if path is not None and path in CONSTANTS:
            return CONSTANTS[path]
        if path is not None and path.startswith("np."):
            return Piece(mi(path.removeprefix("np.")))
        return call(Call("transpose" if node.attr in ("T", "mT") else node.attr, (self.set(node.value),), {}))

    def _unaryop(self, node: ast.UnaryOp) -> Piece:
        operand = self.set(node.operand)
        if isinstance(node.op, ast.UAdd):
            return operand
        if isinstance(node.op, ast.USub):
            return Piece(row(mo("−"), enclosed(operand, Binding.BIG)), Binding.SIGN, operand.rank)
        return Piece(row(mo("¬"), enclosed(operand, Binding.CALL)), Binding.SIGN, operand.rank)

    def _binop(self, node: ast.BinOp) -> Piece:
        kind = type(node.op)
        if kind in LOGICAL:
            return self._infix(self.set(node.left), mo(LOGICAL[kind]), self.set(node.right), Binding.COMPARISON)
        left, right = self._operand(node.left), self._operand(node.right)
        if kind in SIGNS:
            markup = row(enclosed(left, Binding.SUM), mo(SIGNS[kind]), enclosed(right, Binding.BIG))
            return Piece(markup, Binding.SUM, highest(left, right))
        if kind is ast.Mod:
            return self._infix(left, mi("mod"), right, Binding.PRODUCT)
        if kind not in PRODUCTS:
            raise _NotSet
        return PRODUCTS[kind](left, right)

    def _operand(self, node: ast.expr) -> Piece:
        """An operand of arithmetic; a comparison counts as 0 or 1 there, which Iverson's brackets say."""
        piece = self.set(node)
        return Piece(fenced("[", piece.markup, "]"), rank=piece.rank) if isinstance(node, ast.Compare) else piece

    def _infix(self, left: Piece, operator: str, right: Piece, binding: Binding) -> Piece:
        markup = row(enclosed(left, binding), THIN_SPACE, operator, THIN_SPACE, enclosed(right, binding))
        return Piece(markup, binding, highest(left, right))

    def _boolop(self, node: ast.BoolOp) -> Piece:
        sign = mo("∧" if isinstance(node.op, ast.And) else "∨")
        markup = sign.join(enclosed(self.set(value), Binding.COMPARISON) for value in node.values)
        return Piece(row(markup), Binding.LOOSE, 0)

    def _compare(self, node: ast.Compare) -> Piece:
        pieces = [self.set(node.left), *map(self.set, node.comparators)]
        markup = enclosed(pieces[0], Binding.SUM)
        for operator, piece in zip(node.ops, pieces[1:], strict=True):
            if type(operator) not in COMPARISONS:
                raise _NotSet
            markup += mo(COMPARISONS[type(operator)]) + enclosed(piece, Binding.SUM)
        return Piece(row(markup), Binding.COMPARISON, highest(*pieces))

    def _ifexp(self, node: ast.IfExp) -> Piece:
        return call(Call("where", (self.set(node.test), self.set(node.body), self.set(node.orelse)), {}))

    def _tuple(self, node: ast.Tuple) -> Piece:
        return Piece(fenced("(", listed(self.set(item).markup for item in node.elts), ")"))

    def _list(self, node: ast.List) -> Piece:
        rows = [item.elts for item in node.elts if isinstance(item, ast.List)]
        if rows and len(rows) == len(node.elts) and len({len(items) for items in rows}) == 1:
            flat = any(isinstance(item, ast.List) for items in rows for item in items)
            if not flat:
                cells = ([self.set(item).markup for item in items] for items in rows)
                return Piece(fenced("[", table(cells), "]"), rank=2)
        pieces = [self.set(item) for item in node.elts]
        rank = None if any(piece.rank is None for piece in pieces) else 1 + max((piece.rank or 0 for piece in pieces), default=0)
        return Piece(fenced("[", listed(piece.markup for piece in pieces), "]"), rank=rank)

    def _subscript(self, node: ast.Subscript) -> Piece:
        base = self.set(node.value)
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if isinstance(node.value, ast.Call) and _path(node.value.func) == "np.linalg.slogdet":
            determinant = fenced("|", row(mi("det"), THIN_SPACE, self.set(node.value.args[0]).markup), "|")
            return Piece(row(mi("log"), THIN_SPACE, determinant), Binding.CALL, 0)
        markup = sub(enclosed(base, Binding.ATOM), row(listed(self._index(index) for index in indices)))
        return Piece(markup, Binding.INDEXED, _indexed_rank(base.rank, indices))

    def _index(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Slice):
            return self.set(node).markup
        ends = [self.set(end).markup if end else "" for end in (node.lower, node.upper)]
        return row(ends[0], mo(":"), ends[1], *([mo(":"), self.set(node.step).markup] if node.step else []))

    def _call(self, node: ast.Call) -> Piece:
        path = _path(node.func)
        keywords = {keyword.arg: self.set(keyword.value) for keyword in node.keywords if keyword.arg}
        arguments = tuple(self.set(argument) for argument in node.args)
        if path is not None and self._is_function(path):
            return call(Call(path.removeprefix("np."), arguments, keywords))
        if isinstance(node.func, ast.Attribute):
            return call(Call(node.func.attr, (self.set(node.func.value), *arguments), keywords))
        raise _NotSet

    def _is_function(self, path: str) -> bool:
        """Whether the path is a function, such as `np.linalg.norm`, rather than the method of a name of the case."""
        root, dot, _ = path.partition(".")
        return not dot or root not in self._ranks


def _path(node: ast.expr) -> str | None:
    """`np.linalg.norm` as text, where the node is such a chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (root := _path(node.value)) is not None:
        return f"{root}.{node.attr}"
    return None


def _indexed_rank(rank: int | None, indices: list[ast.expr]) -> int | None:
    if rank is None:
        return None
    for index in indices:
        if isinstance(index, ast.Constant) and isinstance(index.value, int):
            rank -= 1
        elif isinstance(index, ast.Constant) and index.value is None:
            rank += 1
        elif not isinstance(index, ast.Slice):
            return None
    return max(rank, 0)
