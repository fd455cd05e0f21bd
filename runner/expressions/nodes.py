"""Building blocks of the rewritten tree: names, places, calls."""

from __future__ import annotations

import ast
import re
from typing import TypeVar

from .functions import FUNCTIONS

Node = TypeVar("Node", ast.expr, ast.keyword)

LOAD = ast.Load()


def global_name(name: str) -> str:
    """The name under which the code calls a row: "np.sum" → "f_np__sum"."""
    return "f_" + re.sub(r"\W", lambda match: "__" if match.group() == "." else f"_{ord(match.group())}_", name)


def type_name(name: str) -> str:
    """The name under which the code holds a type: "np.float32" → "t_np__float32"."""
    return "t_" + name.replace(".", "__")


NAMES = {name: global_name(name) for name in FUNCTIONS}
SLICE = "f_slice"
TRUTH = "f_truth"
_GLOBALS = {name: ast.Name(name, LOAD, lineno=1, col_offset=0) for name in (SLICE, TRUTH, *NAMES.values())}
"""The nodes that name a row; they are never changed, so every tree shares them."""


def dotted_name(node: ast.expr) -> str | None:
    """`np.linalg.inv` as text; None for anything but names joined by dots."""
    parts = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return None
    return ".".join((node.id, *reversed(parts)))


def placed(node: Node, old: ast.expr | ast.keyword) -> Node:
    node.lineno, node.col_offset = old.lineno, old.col_offset
    node.end_lineno, node.end_col_offset = old.end_lineno, old.end_col_offset
    return node


def call(name: str, args: list[ast.expr], old: ast.expr, keywords: list[ast.keyword] | None = None) -> ast.expr:
    function = _GLOBALS.get(name) or ast.Name(name, LOAD, lineno=1, col_offset=0)
    return placed(ast.Call(function, args, keywords or []), old)
