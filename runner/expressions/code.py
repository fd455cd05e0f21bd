"""Tree → code: each function, method, operator and subscript becomes a call of a function of the vocabulary.

`np.sum(W.dot(x))` becomes the body of a function of `v_W` and `v_x` that returns `f_np__sum(f___dot(v_W, v_x))`: its
code holds no attribute access, no operator and no name that its author chose. All of it stands on one line, at the
columns of the text, so that a fault while it runs can be traced back to the characters that raised it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any

from . import tree
from .functions import FUNCTIONS

LOAD = ast.Load()


def global_name(name: str) -> str:
    """The name under which the code calls a row: "np.sum" → "f_np__sum"."""
    return "f_" + re.sub(r"\W", lambda match: "__" if match.group() == "." else f"_{ord(match.group())}_", name)


def type_name(name: str) -> str:
    """The name under which the code holds a type: "np.float32" → "t_np__float32"."""
    return "t_" + name.replace(".", "__")


def lent_name(name: str) -> str:
    """The name under which the code calls a lent function."""
    return "f_lent_" + name.replace(".", "__")


NAMES = {name: global_name(name) for name in FUNCTIONS}
SLICE = "f_slice"
TRUTH = "f_truth"
DICTIONARY = "f_dictionary"
_GLOBALS = {name: ast.Name(name, LOAD, lineno=1, col_offset=0) for name in (SLICE, TRUTH, DICTIONARY, *NAMES.values())}
"""The nodes that name a row; they are never changed, so all code shares them."""


def compiled(root: tree.Node, variables: Iterable[str]) -> CodeType:
    """The code of a function of the variables, `v_<name>` each, whose value is that of the tree.

    Raises `SyntaxError`, `ValueError`, `RecursionError` or `MemoryError` where Python finds it nested too deep.
    """
    arguments = ast.arguments([], [ast.arg("v_" + name, lineno=1, col_offset=0) for name in variables], None, [], [], None, [])
    function = ast.Expression(ast.Lambda(arguments, _value(root), lineno=1, col_offset=0))
    outer = compile(function, "<expression>", "eval", dont_inherit=True)
    return next(constant for constant in outer.co_consts if isinstance(constant, CodeType))


def _value(node: tree.Node) -> ast.expr:
    made: ast.expr = _MAKERS[type(node)](node)
    start, length = node.span
    made.lineno = made.end_lineno = 1
    made.col_offset, made.end_col_offset = start, start + length
    return made


def _values(nodes: Iterable[tree.Node]) -> list[ast.expr]:
    return [_value(node) for node in nodes]


def _called(name: str, args: list[ast.expr], options: Iterable[tuple[str, tree.Node]] = ()) -> ast.Call:
    keywords = [ast.keyword(key, _value(value), lineno=1, col_offset=0) for key, value in options]
    return ast.Call(_GLOBALS.get(name) or ast.Name(name, LOAD, lineno=1, col_offset=0), args, keywords)


def _call(node: tree.Call) -> ast.expr:
    return _called(NAMES[node.row.name], _values(node.args), node.options)


def _lent_call(node: tree.LentCall) -> ast.expr:
    return _called(lent_name(node.name), _values(node.args), node.options)


def _choice(node: tree.Choice) -> ast.expr:
    test = _called(TRUTH, [_value(node.test)])
    test.lineno, test.col_offset = 1, node.test.span[0]
    test.end_lineno, test.end_col_offset = 1, sum(node.test.span)
    return ast.IfExp(test, _value(node.body), _value(node.other))


def _logical(node: tree.Logical) -> ast.expr:
    return ast.BoolOp(ast.And() if node.is_and else ast.Or(), _values(node.parts))


def _sequence(node: tree.Sequence) -> ast.expr:
    return ast.Tuple(_values(node.parts), LOAD) if node.is_tuple else ast.List(_values(node.parts), LOAD)


def _dictionary(node: tree.Dictionary) -> ast.expr:
    keys: list[ast.expr] = [ast.Constant(key, lineno=1, col_offset=0) for key in node.keys]
    pairs: list[ast.expr] = [ast.Tuple(keys, LOAD), ast.Tuple(_values(node.parts), LOAD)]
    for pair in pairs:
        pair.lineno, pair.col_offset = 1, node.span[0]
    return _called(DICTIONARY, pairs)


_MAKERS: dict[type[tree.Node], Callable[[Any], Any]] = {
    tree.Name: lambda node: ast.Name("v_" + node.id, LOAD),
    tree.Number: lambda node: ast.Constant(node.value),
    tree.Word: lambda node: ast.Constant(node.text),
    tree.Kind: lambda node: ast.Name(type_name(node.name), LOAD),
    tree.Nothing: lambda node: ast.Constant(None),
    tree.Dots: lambda node: ast.Constant(...),
    tree.Call: _call,
    tree.LentCall: _lent_call,
    tree.Choice: _choice,
    tree.Logical: _logical,
    tree.Not: lambda node: ast.UnaryOp(ast.Not(), _value(node.part)),
    tree.Sequence: _sequence,
    tree.Dictionary: _dictionary,
    tree.Slice: lambda node: _called(SLICE, _values((node.low, node.high, node.step))),
}
