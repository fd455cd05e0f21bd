"""The lengths of axes in formulas: where a number is one, and the same formula with other lengths in their place."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from . import fixes

SHAPE_MAKERS = frozenset(
    {
        "ones", "zeros", "full", "eye", "identity", "reshape", "broadcast_to", "arange", "one_hot", "scatter_add", "tile",
        "repeat", "standard_normal", "normal", "uniform", "random", "integers", "binomial", "choice", "permutation",
    }
)  # fmt: skip
"""Functions among whose arguments a number of the case's dimensions is a dimension."""

ONE_OF_THEM = {"one_hot": 1, "scatter_add": 0}
"""Of these one argument alone says it: the others are labels, places and values."""


def with_lengths(text: str, lengths: Mapping[int, int], divisors: bool = False) -> str:
    """The formula with other lengths where a function makes an array of a shape; `lengths` are old → new.

    With `divisors` a number by which something is divided is a length too, as in `np.sum(x) / 5`.
    """
    return _with_lengths(text, tuple(lengths.items()), divisors)


@lru_cache(maxsize=1024)
def _with_lengths(text: str, lengths: tuple[tuple[int, int], ...], divisors: bool) -> str:
    dimensions = _Dimensions(dict(lengths), divisors)
    root = dimensions.visit(fixes.tree(text))
    return fixes.written(root) if dimensions.changed else text


def divides_by_one(text: str, lengths: Mapping[int, int]) -> bool:
    """Whether a formula divides by a number that may be one of the lengths."""
    return any(_divisor(node, lengths) is not None for node in ast.walk(fixes.tree(text)))


def _divisor(node: ast.AST, lengths: Mapping[int, int]) -> int | None:
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=int() | float() as number)) if number > 2 and number in lengths:
            return int(number)
    return None


class _Dimensions(ast.NodeTransformer):
    def __init__(self, lengths: Mapping[int, int], divisors: bool) -> None:
        self._lengths = lengths
        self._divisors = divisors
        self._inside = False
        self.changed = False
        """Whether a length stood there."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        length = _divisor(node, self._lengths) if self._divisors else None
        self.generic_visit(node)
        if length is not None:
            node.right = ast.Constant(self._lengths[length])
            self.changed = True
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        outside, self._inside = self._inside, False
        node.func = self.visit(node.func)
        makes = name in SHAPE_MAKERS
        for place, argument in enumerate(node.args):
            self._inside = makes and ONE_OF_THEM.get(name, place) == place
            node.args[place] = self.visit(argument)
        self._inside = makes
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        self._inside = outside
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg == "axis":
            return node
        node.value = self.visit(node.value)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if self._inside and type(node.value) is int and node.value in self._lengths:
            self.changed = True
            return ast.Constant(self._lengths[node.value])
        return node
