"""Formulas as trees: to read one, to write it out, and to exchange its matrix and element-wise products."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from typing import Any

from .functions import CONSTANTS, FUNCTIONS
from .parsing import Source, dotted_name
from .parsing import parse as read
from .translation import Translator

_MOST_PRODUCTS = 32


def parse(text: str) -> ast.Expression:
    """The tree of a formula, held against what the language allows; its names are taken as defined.

    Raises `ExpressionError` as `compile_expression` does.
    """
    source = Source(text)
    tree = read(source)
    lent = _lent(tree)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"np", *FUNCTIONS, *lent}
    Translator(source, names, lent).value(tree)
    return ast.Expression(tree)


def unparse(tree: ast.AST) -> str:
    """The formula on one line, with no more brackets than it needs."""
    return ast.unparse(tree)


def exchanges(text: str) -> list[str]:
    """The formula with its products exchanged, a matrix product for an element-wise one or the reverse.

    First each product by itself, outer ones before inner ones, then all matrix products, all element-wise ones,
    and all of both. A product with a written number is left alone. Raises `ExpressionError` where the text is no formula.
    """
    tree = parse(text)
    finder = _Exchange(frozenset())
    finder.visit(copy.deepcopy(tree))
    products = range(min(len(finder.found), _MOST_PRODUCTS))
    matrix = [index for index in products if finder.found[index]]
    element_wise = [index for index in products if not finder.found[index]]
    choices = [*([index] for index in products), matrix, element_wise, list(products)]
    texts = [unparse(_Exchange(frozenset(choice)).visit(copy.deepcopy(tree))) for choice in choices if choice]
    return list(dict.fromkeys(texts))


class _Exchange(ast.NodeTransformer):
    """Exchanges the products whose numbers are chosen. `found`: for each product, whether it is a matrix product."""

    def __init__(self, chosen: frozenset[int]) -> None:
        self.found: list[bool] = []
        self._chosen = chosen

    def visit(self, node: ast.AST) -> Any:
        product = _product(node)
        if product is None:
            return self.generic_visit(node)
        is_matrix, left, right = product
        self.found.append(is_matrix)
        if len(self.found) - 1 not in self._chosen:
            return self.generic_visit(node)
        return ast.BinOp(self.visit(left), ast.Mult() if is_matrix else ast.MatMult(), self.visit(right))


def _product(node: ast.AST) -> tuple[bool, ast.expr, ast.expr] | None:
    """Whether the node is a matrix product, and its factors; None where it is no product of two arrays."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
        product = isinstance(node.op, ast.MatMult), node.left, node.right
    elif isinstance(node, ast.Call) and not node.keywords and isinstance(node.func, ast.Attribute):
        name = dotted_name(node.func)
        if name in ("np.dot", "np.matmul", "np.multiply") and len(node.args) == 2:
            product = name != "np.multiply", node.args[0], node.args[1]
        elif node.func.attr == "dot" and len(node.args) == 1:
            product = True, node.func.value, node.args[0]
        else:
            return None
    else:
        return None
    return None if _is_number(product[1]) or _is_number(product[2]) else product


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    return isinstance(node, ast.Constant) or dotted_name(node) in CONSTANTS


def _lent(tree: ast.AST) -> dict[str, dict[str, Callable[..., Any]]]:
    """The functions of lent modules that a formula calls: `name.f(...)` where no array has a method `f`."""
    lent: dict[str, dict[str, Callable[..., Any]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            root, name = node.func.value.id, node.func.attr
            if root not in ("np", "rng") and f".{name}" not in FUNCTIONS:
                lent.setdefault(root, {})[name] = len
    return lent
