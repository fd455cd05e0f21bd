"""The products of a formula, and the formula with some of them exchanged: matrix product for element-wise product, and back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, islice

from . import mends

MOST = 20
"""So many formulas with exchanged products are tried at most."""

MATRIX_FUNCTIONS = frozenset({"dot", "matmul"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """The formulas of a case with some products exchanged: key ("cost", "let.z") → text, for those that have changed.

    `products` are the exchanged products as they stand: (key, before, after, whether it is a matrix product before).
    """

    formulas: Mapping[str, str]
    products: tuple[tuple[str, str, str, bool], ...]


def exchanges(formulas: Mapping[str, str], scalar: Callable[[str], bool]) -> Iterator[Exchange]:
    """Each product exchanged alone, then all together, then two and more of them.

    `scalar` says whether an expression is a single number, which has one product only.
    """
    places = [(key, index) for key, text in formulas.items() for index in range(_count(text, scalar))]
    counts = dict.fromkeys(count for count in (1, len(places), *range(2, len(places))) if count)
    for choice in islice(chain.from_iterable(combinations(places, count) for count in counts), MOST):
        changed: dict[str, str] = {}
        products: list[tuple[str, str, str, bool]] = []
        for key in dict.fromkeys(key for key, _ in choice):
            transformer = _Exchanger({index for other, index in choice if other == key}, scalar)
            changed[key] = mends.written(transformer.visit(mends.tree(formulas[key])))
            products += [(key, *product) for product in transformer.exchanged]
        yield Exchange(changed, tuple(products))


def _count(text: str, scalar: Callable[[str], bool]) -> int:
    transformer = _Exchanger((), scalar)
    transformer.visit(mends.tree(text))
    return transformer.seen


class _Exchanger(ast.NodeTransformer):
    """Exchanges the products with the given numbers, in the order of the tree."""

    def __init__(self, chosen: Collection[int], scalar: Callable[[str], bool]) -> None:
        self.chosen = chosen
        self.scalar = scalar
        self.seen = 0
        self.exchanged: list[tuple[str, str, bool]] = []

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if isinstance(node.op, ast.MatMult):
            return self._product(node, node.left, node.right, matrix=True)
        if isinstance(node.op, ast.Mult):
            return self._product(node, node.left, node.right, matrix=False)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(ast.Attribute(ast.Name("np"), name), [left, right], []) if name in MATRIX_FUNCTIONS:
                return self._product(node, left, right, matrix=True)
            case ast.Call(ast.Attribute(ast.Name("np"), "multiply"), [left, right], []):
                return self._product(node, left, right, matrix=False)
            case ast.Call(ast.Attribute(left, "dot"), [right], []) if not (isinstance(left, ast.Name) and left.id == "np"):
                return self._product(node, left, right, matrix=True)
        return self.generic_visit(node)

    def _product(self, node: ast.expr, left: ast.expr, right: ast.expr, *, matrix: bool) -> ast.AST:
        before = mends.written(node)
        is_one = not matrix and (self.scalar(mends.written(left)) or self.scalar(mends.written(right)))
        number = self.seen
        self.seen += not is_one
        if is_one or number not in self.chosen:
            return self.generic_visit(node)
        place = len(self.exchanged)
        operator = ast.Mult() if matrix else ast.MatMult()
        after = ast.BinOp(self.visit(left), operator, self.visit(right))
        self.exchanged.insert(place, (before, mends.written(after), matrix))
        return after
