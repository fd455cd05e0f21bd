"""The same formulas on square arrays, where a matrix product and an element-wise one are both possible."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from runner.diagnoses import mends
from runner.model import Case, Value
from runner.problem import Draw

SIDE = 3
"""The length of every axis, but for axes of length 1, which stay."""

SHAPE_MAKERS = frozenset(
    {
        "ones", "zeros", "full", "eye", "identity", "reshape", "broadcast_to", "arange", "one_hot", "scatter_add", "tile",
        "repeat", "standard_normal", "normal", "uniform", "random", "integers", "binomial", "choice", "permutation",
    }
)  # fmt: skip
"""Functions among whose arguments a number of the case's dimensions is a dimension."""


def on_squares(case: Case, draw: Draw) -> dict[str, Any]:
    """The fields of a case with all arrays made square; formulas that name dimensions follow. `draw` tells the shapes."""
    arrays = {name: np.shape(draw.values[name]) for name in (*case.shapes, *case.values)}
    lengths = {length for shape in arrays.values() for length in shape} - {1}
    lengths |= {length for value in draw.intermediates.values() for length in np.shape(value)} - {1}
    named = {name for shape in case.shapes.values() for entry in shape if isinstance(entry, str) for name in _names(entry)}
    named |= {name for name, size in case.sizes.items() if size in lengths}

    def follow(text: str) -> str:
        return mends.written(_Dimensions(lengths).visit(mends.tree(text)))

    return {
        "sizes": {name: SIDE if name in named else size for name, size in case.sizes.items()},
        "shapes": {name: tuple(1 if length == 1 else SIDE for length in arrays[name]) for name in case.shapes},
        "values": {name: _value(value, follow) for name, value in case.values.items()},
        "let": {name: follow(text) for name, text in case.let.items()},
        "cost": None if case.cost is None else follow(case.cost),
        "output": None if case.output is None else follow(case.output),
        "gradient": _claims(case.claims, follow),
    }


def _claims(claims: Mapping[str, Value], follow: Any) -> dict[str, Value]:
    return {name: follow(claim) if isinstance(claim, str) else claim for name, claim in claims.items()}


def _value(value: Value, follow: Any) -> Value:
    """An array that is written down becomes one that is drawn."""
    if isinstance(value, str):
        return str(follow(value))
    if not isinstance(value, tuple):
        return value
    array = np.array(value)
    shape = tuple(1 if length == 1 else SIDE for length in array.shape)
    if array.ndim == 1 and array.dtype.kind == "i":
        return f"rng.integers(0, {SIDE}, {shape})"
    return f"rng.standard_normal({shape})"


def _names(text: str) -> set[str]:
    return {node.id for node in ast.walk(mends.tree(text)) if isinstance(node, ast.Name)}


class _Dimensions(ast.NodeTransformer):
    """Puts the new length in the place of a dimension, where a function makes an array of a shape."""

    def __init__(self, lengths: Collection[int]) -> None:
        self._lengths = lengths
        self._inside = False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        outside, self._inside = self._inside, False
        node.func = self.visit(node.func)
        self._inside = name in SHAPE_MAKERS
        node.args = [self.visit(argument) for argument in node.args]
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
            return ast.Constant(SIDE)
        return node
