"""Every way to write a function, an operator or a method, as one: its name and its arguments."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...expressions.functions import FUNCTIONS

OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
    ast.USub: "unary -", ast.UAdd: "unary +",
}  # fmt: skip

LOG_DETERMINANT = "np.linalg.slogdet[1]"
"""The one entry of a tuple that has a gradient of its own."""


@dataclass(frozen=True)
class Call:
    """A function with its arguments; a method has its array as the first, an operator its two sides.

    `name` is the one under which the table of functions has the rule: ".sum" is "np.sum".
    """

    name: str
    arguments: tuple[ast.expr, ...]
    keywords: Mapping[str, ast.expr]

    def constant(self, position: int, keyword: str, default: object) -> object:
        """The value of an argument that is a literal; raises `ValueError` where it is anything else."""
        node = self.keywords.get(keyword, self.arguments[position] if len(self.arguments) > position else None)
        return default if node is None else ast.literal_eval(node)


def call_of(node: ast.expr) -> Call | None:
    """The node as a call; None for names, constants and what has no arguments to differentiate by."""
    name, arguments, keywords = _parts(node)
    if name is None or any(isinstance(argument, ast.Starred) for argument in arguments):
        return None
    if any(keyword.arg is None for keyword in keywords):
        return None
    row = FUNCTIONS.get(name)
    return Call(name if row is None else row.rule, tuple(arguments), {keyword.arg or "": keyword.value for keyword in keywords})


def _parts(node: ast.expr) -> tuple[str | None, Sequence[ast.expr], Sequence[ast.keyword]]:
    name: str | None = None
    arguments: Sequence[ast.expr] = ()
    keywords: Sequence[ast.keyword] = ()
    match node:
        case ast.BinOp(left, operator, right):
            name, arguments = OPERATORS.get(type(operator)), (left, right)
        case ast.UnaryOp(operator, operand):
            name, arguments = OPERATORS.get(type(operator)), (operand,)
        case ast.Attribute(value, attribute):
            name, arguments = f".{attribute}", (value,)
        case ast.Subscript(ast.Call(function, arguments, keywords), ast.Constant(1)) if _dotted(function) == "np.linalg.slogdet":
            name = LOG_DETERMINANT
        case ast.Subscript(value, index):
            name, arguments = "[]", (value, index)
        case ast.Call(function, arguments, keywords):
            name = _dotted(function)
            if name is None and isinstance(function, ast.Attribute):
                name, arguments = f".{function.attr}", (function.value, *arguments)
    return name, arguments, keywords


def _dotted(function: ast.expr) -> str | None:
    """`np.exp`, `np.linalg.norm`, `sigmoid`; None for a method."""
    match function:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name("np"), name):
            return f"np.{name}"
        case ast.Attribute(ast.Attribute(ast.Name("np"), "linalg"), name):
            return f"np.linalg.{name}"
    return None
