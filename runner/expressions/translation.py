"""Syntax tree → checked tree of calls: the first gate.

What is not listed in `_HANDLERS` is refused, so a new kind of node in a new Python cannot widen the language.
Author's names become `v_<name>`, rows of the table `f_<name>`: neither can shadow the other.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from math import isfinite
from typing import Any

from .calls import CallTranslator, Lent
from .functions import CONSTANTS, PROPERTIES
from .guards import LARGEST_INTEGER
from .nodes import LOAD, NAMES, SLICE, TRUTH, call, dotted_name, placed
from .parsing import Source
from .refusals import refuse, refuse_attribute, refuse_construct, refuse_function, refuse_literal, refuse_name
from .table import MANY

DEEPEST = 100
"""How deep the parts of an expression may be nested."""

MOST = 1000
"""How many parts an expression may have."""

LONGEST_SEQUENCE = 256
"""How many entries a list may have."""

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**", ast.MatMult: "@",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.USub: "unary -", ast.UAdd: "unary +", ast.Invert: "unary ~",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


class Translator(CallTranslator):
    """Translates one expression."""

    def __init__(self, source: Source, names: Collection[str], lent: Lent) -> None:
        super().__init__(source, names, lent)
        self._depth = 0
        self._parts = 0

    def value(self, node: ast.expr) -> ast.expr:
        """The node rewritten, or an `ExpressionError` that marks it."""
        handler = _HANDLERS.get(type(node))
        if handler is None:
            refuse_construct(self.source, node, node)
        self._depth += 1
        self._parts += 1
        if self._depth > DEEPEST or self._parts > MOST:
            refuse(self.source, node, "this expression has too many parts", "give some of them names of their own under `let`")
        result = handler(self, node)
        self._depth -= 1
        return result

    def _constant(self, node: ast.Constant) -> ast.expr:
        value: Any = node.value
        kind = type(value)
        if kind is int:
            if value > LARGEST_INTEGER:
                refuse(self.source, node, "this integer does not fit into 64 bits", "write it as a float, such as `1e30`")
        elif kind is float:
            if not isfinite(value):
                refuse(self.source, node, "this number is too large for a float", "infinity is np.inf")
        elif kind is complex:
            self.makes_complex = True
            if not isfinite(value.imag):
                refuse(self.source, node, "this number is too large for a complex number")
        elif kind is not bool:
            refuse_literal(self.source, node)
        return node

    def _name(self, node: ast.Name) -> ast.expr:
        name = node.id
        if name == "rng" and name in self._names:
            refuse(self.source, node, "`rng` draws numbers: call one of its methods", "as in rng.standard_normal((3, 2))")
        return self.variable(node)

    def variable(self, node: ast.Name) -> ast.expr:
        name = node.id
        if name not in self.used:
            if name not in self._names:
                refuse_name(self.source, node, self._names, self._lent)
            self.used[name] = None
        return placed(ast.Name("v_" + name, LOAD), node)

    def _binary(self, node: ast.BinOp) -> ast.expr:
        symbol = _OPERATORS.get(type(node.op))
        if symbol is None:
            refuse_construct(self.source, node.op, node)
        return call(NAMES[symbol], [self.value(node.left), self.value(node.right)], node)

    def _unary(self, node: ast.UnaryOp) -> ast.expr:
        operand = node.operand
        if type(node.op) is ast.Not:
            return placed(ast.UnaryOp(node.op, self.value(operand)), node)
        if type(node.op) is ast.USub and type(operand) is ast.Constant and type(operand.value) in (int, float):
            return placed(ast.Constant(-self._constant(operand).value), node)  # type: ignore[attr-defined]
        symbol = _OPERATORS.get(type(node.op))
        if symbol is None:
            refuse_construct(self.source, node.op, node)
        return call(NAMES[symbol], [self.value(operand)], node)

    def _comparison(self, node: ast.Compare) -> ast.expr:
        symbols = [_OPERATORS.get(type(op)) for op in node.ops]
        for op, symbol in zip(node.ops, symbols, strict=True):
            if symbol is None:
                refuse_construct(self.source, op, node)
        if len(symbols) > 1:
            a, b, c = (self.source.written(part) for part in (node.left, node.comparators[0], node.comparators[1]))
            refuse(self.source, node, "comparisons cannot be chained", f"write ({a} {symbols[0]} {b}) & ({b} {symbols[1]} {c})")
        return call(NAMES[str(symbols[0])], [self.value(node.left), self.value(node.comparators[0])], node)

    def _logical(self, node: ast.BoolOp) -> ast.expr:
        return placed(ast.BoolOp(node.op, [self.value(part) for part in node.values]), node)

    def _choice(self, node: ast.IfExp) -> ast.expr:
        return placed(
            ast.IfExp(call(TRUTH, [self.value(node.test)], node.test), self.value(node.body), self.value(node.orelse)), node
        )

    def _sequence(self, node: ast.List | ast.Tuple) -> ast.expr:
        if len(node.elts) > LONGEST_SEQUENCE:
            refuse(
                self.source, node, f"a list may have {LONGEST_SEQUENCE} entries here", "give it under `values`, as a nested list"
            )
        parts = [self.value(part) for part in node.elts]
        if type(node) is ast.Tuple and len(parts) <= MANY:
            return placed(ast.Tuple(parts, LOAD), node)
        return placed(ast.List(parts, LOAD), node)

    def _subscript(self, node: ast.Subscript) -> ast.expr:
        return call(NAMES["[]"], [self.value(node.value), self._index(node.slice)], node)

    def _index(self, node: ast.expr) -> ast.expr:
        if type(node) is ast.Tuple:
            if len(node.elts) > MANY:
                refuse(self.source, node, "this index has too many parts")
            return placed(ast.Tuple([self._index_part(part) for part in node.elts], LOAD), node)
        return self._index_part(node)

    def _index_part(self, node: ast.expr) -> ast.expr:
        if type(node) is ast.Slice:
            parts = [node.lower, node.upper, node.step]
            return call(SLICE, [placed(ast.Constant(None), node) if part is None else self.value(part) for part in parts], node)
        if type(node) is ast.Constant and (node.value is None or node.value is ...):
            return node
        if type(node) is ast.Attribute and dotted_name(node) == "np.newaxis":
            return placed(ast.Constant(None), node)
        return self.value(node)

    def _attribute(self, node: ast.Attribute) -> ast.expr:
        dotted = self.dotted(node)
        if dotted is not None:
            if dotted not in CONSTANTS:
                refuse_function(self.source, node, dotted)
            return placed(ast.Constant(CONSTANTS[dotted]), node)
        if node.attr not in PROPERTIES:
            refuse_attribute(self.source, node, self._names, self._lent, called=False)
        self.check_receiver(node)
        return call(NAMES["." + node.attr], [self.value(node.value)], node)


_HANDLERS: dict[type[ast.AST], Callable[[Translator, Any], ast.expr]] = {
    ast.Constant: Translator._constant,
    ast.Name: Translator._name,
    ast.BinOp: Translator._binary,
    ast.UnaryOp: Translator._unary,
    ast.Compare: Translator._comparison,
    ast.BoolOp: Translator._logical,
    ast.IfExp: Translator._choice,
    ast.List: Translator._sequence,
    ast.Tuple: Translator._sequence,
    ast.Subscript: Translator._subscript,
    ast.Attribute: Translator._attribute,
    ast.Call: Translator.call,
}
"""Every kind of node an expression may hold; slices, keywords and operators are read by the handlers of their owners."""
