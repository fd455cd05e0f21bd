"""Syntax tree → our own tree: the first gate.

What is not listed in `_HANDLERS` is refused, so a new kind of node in a new Python cannot widen the language.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from math import isfinite
from typing import Any

from .calls import CallTranslator, Lent
from .functions import CONSTANTS, FUNCTIONS, PROPERTIES
from .guards import LARGEST_INTEGER
from .parsing import Source, dotted_name
from .refusals import refuse, refuse_attribute, refuse_construct, refuse_function, refuse_literal, refuse_name
from .signatures import MANY
from .tree import Call, Choice, Dots, Logical, Name, Node, Not, Nothing, Number, Sequence, Slice

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

    def value(self, node: ast.expr) -> Node:
        """The node resolved, or an `ExpressionError` that marks it."""
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

    def _constant(self, node: ast.Constant) -> Number:
        value: Any = node.value
        kind = type(value)
        if kind is int:
            if value > LARGEST_INTEGER:
                refuse(self.source, node, "this integer does not fit into 64 bits", "write it as a float, such as `1e30`")
        elif kind is float:
            if not isfinite(value):
                refuse(self.source, node, "this number is too large for a float", "infinity is np.inf")
        elif kind is complex:
            if not isfinite(value.imag):
                refuse(self.source, node, "this number is too large for a complex number")
        elif kind is not bool:
            refuse_literal(self.source, node)
        return Number(self.source.span(node), value)

    def _name(self, node: ast.Name) -> Name:
        name = node.id
        if name == "rng" and name in self._names:
            refuse(self.source, node, "`rng` draws numbers: call one of its methods", "as in rng.standard_normal((3, 2))")
        return self.variable(node)

    def variable(self, node: ast.Name) -> Name:
        name = node.id
        if name not in self.used:
            if name not in self._names:
                refuse_name(self.source, node, self._names, self._lent)
            self.used[name] = None
        return Name(self.source.span(node), name)

    def _operation(self, symbol: str, operands: list[ast.expr], node: ast.expr) -> Call:
        return Call(self.source.span(node), FUNCTIONS[symbol], tuple([self.value(operand) for operand in operands]))

    def _binary(self, node: ast.BinOp) -> Node:
        symbol = _OPERATORS.get(type(node.op))
        if symbol is None:
            refuse_construct(self.source, node.op, node)
        return self._operation(symbol, [node.left, node.right], node)

    def _unary(self, node: ast.UnaryOp) -> Node:
        operand = node.operand
        if type(node.op) is ast.Not:
            return Not(self.source.span(node), self.value(operand))
        if type(node.op) is ast.USub and type(operand) is ast.Constant and type(operand.value) in (int, float):
            return Number(self.source.span(node), -self._constant(operand).value)
        symbol = _OPERATORS.get(type(node.op))
        if symbol is None:
            refuse_construct(self.source, node.op, node)
        return self._operation(symbol, [operand], node)

    def _comparison(self, node: ast.Compare) -> Node:
        symbols = [_OPERATORS.get(type(op)) for op in node.ops]
        for op, symbol in zip(node.ops, symbols, strict=True):
            if symbol is None:
                refuse_construct(self.source, op, node)
        if len(symbols) > 1:
            a, b, c = (self.source.written(part) for part in (node.left, node.comparators[0], node.comparators[1]))
            refuse(self.source, node, "comparisons cannot be chained", f"write ({a} {symbols[0]} {b}) & ({b} {symbols[1]} {c})")
        return self._operation(str(symbols[0]), [node.left, node.comparators[0]], node)

    def _logical(self, node: ast.BoolOp) -> Node:
        return Logical(self.source.span(node), type(node.op) is ast.And, tuple([self.value(part) for part in node.values]))

    def _choice(self, node: ast.IfExp) -> Node:
        return Choice(self.source.span(node), self.value(node.test), self.value(node.body), self.value(node.orelse))

    def _sequence(self, node: ast.List | ast.Tuple) -> Node:
        if len(node.elts) > LONGEST_SEQUENCE:
            refuse(
                self.source, node, f"a list may have {LONGEST_SEQUENCE} entries here", "give it under `values`, as a nested list"
            )
        parts = tuple([self.value(part) for part in node.elts])
        return Sequence(self.source.span(node), parts, type(node) is ast.Tuple and len(parts) <= MANY)

    def _subscript(self, node: ast.Subscript) -> Node:
        return Call(self.source.span(node), FUNCTIONS["[]"], (self.value(node.value), self._index(node.slice)))

    def _index(self, node: ast.expr) -> Node:
        if type(node) is ast.Tuple:
            if len(node.elts) > MANY:
                refuse(self.source, node, "this index has too many parts")
            return Sequence(self.source.span(node), tuple([self._index_part(part) for part in node.elts]), is_tuple=True)
        return self._index_part(node)

    def _index_part(self, node: ast.expr) -> Node:
        span = self.source.span(node)
        if type(node) is ast.Slice:
            bounds = (node.lower, node.upper, node.step)
            return Slice(span, *(Nothing(span) if bound is None else self.value(bound) for bound in bounds))
        if type(node) is ast.Constant and (node.value is None or node.value is ...):
            return Nothing(span) if node.value is None else Dots(span)
        if type(node) is ast.Attribute and dotted_name(node) == "np.newaxis":
            return Nothing(span)
        if type(node) is ast.Constant and type(node.value) is str and self._lent:
            self.keyed = True
            return self.key(node)
        return self.value(node)

    def _attribute(self, node: ast.Attribute) -> Node:
        dotted = self.dotted(node)
        if dotted is not None:
            if dotted not in CONSTANTS:
                refuse_function(self.source, node, dotted)
            return Number(self.source.span(node), CONSTANTS[dotted], dotted)
        if node.attr not in PROPERTIES:
            refuse_attribute(self.source, node, self._names, self._lent, called=False)
        self.check_receiver(node)
        return Call(self.source.span(node), FUNCTIONS["." + node.attr], (self.value(node.value),))


_HANDLERS: dict[type[ast.AST], Callable[[Translator, Any], Node]] = {
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
