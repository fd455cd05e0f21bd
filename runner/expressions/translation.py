"""Syntax tree → checked tree of calls: the first gate.

What is not listed in `_HANDLERS` is refused, so a new kind of node in a new Python cannot widen the language.
Author's names become `v_<name>`, rows of the table `f_<name>`: neither can shadow the other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Mapping
from math import isfinite
from types import EllipsisType, NoneType
from typing import Any, NoReturn, TypeVar

from runner.errors import ExpressionError
from runner.expressions.functions import COMPLEX, CONSTANTS, FUNCTIONS, PROPERTIES, TYPES
from runner.expressions.guards import LARGEST_INTEGER
from runner.expressions.parsing import Source
from runner.expressions.refusals import CONSTRUCTS, hint_for_attribute, hint_for_function, hint_for_name
from runner.expressions.table import MANY, Function

Lent = Mapping[str, Mapping[str, Callable[..., Any]]]
Node = TypeVar("Node", ast.expr, ast.keyword)

DEEPEST = 100
"""How deep the parts of an expression may be nested."""

MOST = 1000
"""How many parts an expression may have."""

LONGEST_SEQUENCE = 256
"""How many entries a list may have."""

_LOAD = ast.Load()
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**", ast.MatMult: "@",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.USub: "unary -", ast.UAdd: "unary +", ast.Invert: "unary ~",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def global_name(name: str) -> str:
    """The name under which the code calls a row: "np.sum" → "f_np__sum"."""
    return "f_" + re.sub(r"\W", lambda match: "__" if match.group() == "." else f"_{ord(match.group())}_", name)


def type_name(name: str) -> str:
    """The name under which the code holds a type: "np.float32" → "t_np__float32"."""
    return "t_" + name.replace(".", "__")


NAMES = {name: global_name(name) for name in FUNCTIONS}
SLICE = "f_slice"


class Translator:
    """Translates one expression. `used`: its variables with the place of the first use; `lent_used`: lent functions."""

    def __init__(self, source: Source, names: Collection[str], lent: Lent) -> None:
        self.source = source
        self.used: dict[str, tuple[int, int]] = {}
        self.lent_used: dict[str, tuple[str, Callable[..., Any]]] = {}
        self.makes_complex = False
        self._names = names
        self._lent = lent
        self._depth = 0
        self._parts = 0

    def value(self, node: ast.expr) -> ast.expr:
        """The node rewritten, or an `ExpressionError` that marks it."""
        handler = _HANDLERS.get(type(node))
        if handler is None:
            self._refuse_construct(node, node)
        self._depth += 1
        self._parts += 1
        if self._depth > DEEPEST or self._parts > MOST:
            self._refuse(node, "this expression has too many parts", "give some of them names of their own under `let`")
        result = handler(self, node)
        self._depth -= 1
        return result

    def _constant(self, node: ast.Constant) -> ast.expr:
        value: Any = node.value
        kind = type(value)
        if kind is int:
            if value > LARGEST_INTEGER:
                self._refuse(node, "this integer does not fit into 64 bits", "write it as a float, such as `1e30`")
        elif kind is float:
            if not isfinite(value):
                self._refuse(node, "this number is too large for a float", "infinity is np.inf")
        elif kind is complex:
            self.makes_complex = True
        elif kind is not bool:
            self._refuse_literal(node)
        return node

    def _refuse_literal(self, node: ast.Constant) -> NoReturn:
        kind = type(node.value)
        if kind is NoneType:
            self._refuse(node, "`None` cannot be used here", "it stands for an axis: `axis=None`, `x[None]`")
        if kind is EllipsisType:
            self._refuse(node, "`...` stands only in an index, as in `x[..., 0]`")
        self._refuse(node, "text cannot be used here", "only where a function takes a stated word, such as ord='fro'")

    def _name(self, node: ast.Name) -> ast.expr:
        name = node.id
        if name == "rng" and name in self._names:
            self._refuse(node, "`rng` draws numbers: call one of its methods", "as in rng.standard_normal((3, 2))")
        return self._variable(node)

    def _variable(self, node: ast.Name) -> ast.expr:
        name = node.id
        if name not in self.used:
            if name not in self._names:
                self._refuse_name(node)
            self.used[name] = self.source.span(node)
        return _placed(ast.Name("v_" + name, _LOAD), node)

    def _refuse_name(self, node: ast.Name, called: bool = False) -> NoReturn:
        name = node.id
        if name == "np":
            self._refuse(node, "`np` alone is no value", "call one of its functions, as in np.sum(x)")
        if name in FUNCTIONS and not called:
            self._refuse(node, f"`{name}` is a function: call it, as in {FUNCTIONS[name].signature}")
        if name == "rng":
            self._refuse(node, "`rng` cannot be used here", "random numbers are drawn in `values` and `let`")
        if name in self._lent:
            self._refuse(node, f"`{name}` is a module: call one of its functions")
        if name.startswith("_"):
            self._refuse(node, f"`{name}` cannot be used: names do not begin with an underscore")
        hint = hint_for_name(name, () if called else self._names)
        self._refuse(node, f"`{name}` is not available in expressions" if called else f"`{name}` is not defined here", hint)

    def _binary(self, node: ast.BinOp) -> ast.expr:
        symbol = _OPERATORS.get(type(node.op))
        if symbol is None:
            self._refuse_construct(node.op, node)
        return _call(NAMES[symbol], [self.value(node.left), self.value(node.right)], node)

    def _unary(self, node: ast.UnaryOp) -> ast.expr:
        operand = node.operand
        if type(node.op) is ast.Not:
            return _placed(ast.UnaryOp(node.op, self.value(operand)), node)
        if type(node.op) is ast.USub and type(operand) is ast.Constant and type(operand.value) in (int, float):
            return _placed(ast.Constant(-self._constant(operand).value), node)  # type: ignore[attr-defined]
        symbol = _OPERATORS.get(type(node.op))
        if symbol is None:
            self._refuse_construct(node.op, node)
        return _call(NAMES[symbol], [self.value(operand)], node)

    def _comparison(self, node: ast.Compare) -> ast.expr:
        symbols = [_OPERATORS.get(type(op)) for op in node.ops]
        for op, symbol in zip(node.ops, symbols, strict=True):
            if symbol is None:
                self._refuse_construct(op, node)
        if len(symbols) > 1:
            a, b, c = (self.source.written(part) for part in (node.left, node.comparators[0], node.comparators[1]))
            self._refuse(node, "comparisons cannot be chained", f"write ({a} {symbols[0]} {b}) & ({b} {symbols[1]} {c})")
        return _call(NAMES[str(symbols[0])], [self.value(node.left), self.value(node.comparators[0])], node)

    def _logical(self, node: ast.BoolOp) -> ast.expr:
        return _placed(ast.BoolOp(node.op, [self.value(part) for part in node.values]), node)

    def _choice(self, node: ast.IfExp) -> ast.expr:
        return _placed(ast.IfExp(self.value(node.test), self.value(node.body), self.value(node.orelse)), node)

    def _sequence(self, node: ast.List | ast.Tuple) -> ast.expr:
        if len(node.elts) > LONGEST_SEQUENCE:
            self._refuse(node, f"a list may have {LONGEST_SEQUENCE} entries here", "give it under `values`, as a nested list")
        parts = [self.value(part) for part in node.elts]
        if type(node) is ast.Tuple and len(parts) <= MANY:
            return _placed(ast.Tuple(parts, _LOAD), node)
        return _placed(ast.List(parts, _LOAD), node)

    def _subscript(self, node: ast.Subscript) -> ast.expr:
        return _call(NAMES["[]"], [self.value(node.value), self._index(node.slice)], node)

    def _index(self, node: ast.expr) -> ast.expr:
        if type(node) is ast.Tuple:
            if len(node.elts) > MANY:
                self._refuse(node, "this index has too many parts")
            return _placed(ast.Tuple([self._index_part(part) for part in node.elts], _LOAD), node)
        return self._index_part(node)

    def _index_part(self, node: ast.expr) -> ast.expr:
        if type(node) is ast.Slice:
            parts = [node.lower, node.upper, node.step]
            return _call(SLICE, [_placed(ast.Constant(None), node) if part is None else self.value(part) for part in parts], node)
        if type(node) is ast.Constant and (node.value is None or node.value is ...):
            return node
        if type(node) is ast.Attribute and _dotted(node) == "np.newaxis":
            return _placed(ast.Constant(None), node)
        return self.value(node)

    def _attribute(self, node: ast.Attribute) -> ast.expr:
        dotted = self._dotted(node)
        if dotted is not None:
            return self._dotted_value(node, dotted)
        if node.attr not in PROPERTIES:
            self._refuse_attribute(node, called=False)
        return _call(NAMES["." + node.attr], [self.value(node.value)], node)

    def _dotted(self, node: ast.Attribute) -> str | None:
        """The dotted name of what belongs to `np` or to a lent module; None for an attribute of a value."""
        dotted = _dotted(node)
        if dotted is None:
            return None
        root = dotted.partition(".")[0]
        return dotted if root not in self._names and (root == "np" or root in self._lent) else None

    def _dotted_value(self, node: ast.Attribute, dotted: str) -> ast.expr:
        if dotted in CONSTANTS:
            return _placed(ast.Constant(CONSTANTS[dotted]), node)
        if dotted == "np.newaxis":
            self._refuse(node, "`np.newaxis` stands only in an index, as in `x[:, np.newaxis]`")
        if dotted in TYPES:
            self._refuse(node, f"`{dotted}` is a type: it stands only as a dtype", "as in x.astype(np.float32)")
        if dotted in FUNCTIONS:
            self._refuse(node, f"`{dotted}` is a function: call it, as in {FUNCTIONS[dotted].signature}")
        return self._refuse_function(node, dotted)

    def _call(self, node: ast.Call) -> ast.expr:
        func = node.func
        if type(func) is ast.Attribute:
            dotted = self._dotted(func)
            if dotted is None:
                return self._method(node, func)
            if dotted.startswith("np."):
                row = FUNCTIONS.get(dotted)
                if row is None:
                    self._refuse_function(func, dotted)
                return self._application(row, NAMES[dotted], [], node)
            return self._lent_call(node, func, dotted)
        if type(func) is not ast.Name:
            self._refuse(func, "only functions named here can be called", "a product needs a `*`")
        name = func.id
        row = FUNCTIONS.get(name)
        if name in self._names:
            self._refuse(func, f"`{name}` is not a function", f"a product needs a `*`: {name} * (…)")
        if row is None or not name.isidentifier():
            self._refuse_name(func, called=True)
        return self._application(row, NAMES[name], [], node)

    def _method(self, node: ast.Call, func: ast.Attribute) -> ast.expr:
        receiver = func.value
        if type(receiver) is ast.Name and receiver.id == "rng" and "rng" in self._names:
            name = "rng." + func.attr
            row = FUNCTIONS.get(name)
            if row is None:
                draws = [key[4:] for key in FUNCTIONS if key.startswith("rng.")]
                self._refuse_end(func, f"`{name}` is not available in expressions", "draw with one of: " + ", ".join(draws))
            return self._application(row, NAMES[name], [self._variable(receiver)], node)
        name = "." + func.attr
        row = FUNCTIONS.get(name)
        if row is None or func.attr in PROPERTIES:
            self._refuse_attribute(func, called=True)
        if type(receiver) in (ast.List, ast.Tuple, ast.Constant):
            self._refuse(receiver, f"only an array has `{name}`", "make one with np.array([...])")
        return self._application(row, NAMES[name], [self.value(receiver)], node)

    def _application(self, row: Function, name: str, before: list[ast.expr], node: ast.Call) -> ast.expr:
        """The call of a row with its arguments checked; `before` holds the array of a method."""
        count = len(before) + len(node.args)
        if count > row.most or (count < row.least and not self._names_the_rest(row, count, node)):
            self._refuse_count(row, len(before), node)
        if row.rule in COMPLEX:
            self.makes_complex = True
        args = before + [self._argument(row, index, arg) for index, arg in enumerate(node.args, len(before))]
        if row.gathers and len(args) > 2:
            args = [args[0], _placed(ast.Tuple(args[1:], _LOAD), node)]
        return _call(name, args, node, self._keywords(row, count, node) if node.keywords else [])

    @staticmethod
    def _names_the_rest(row: Function, count: int, node: ast.Call) -> bool:
        """Whether the arguments that must be given, but are not by place, are given by name."""
        return {keyword.arg for keyword in node.keywords}.issuperset(row.names[count : row.least])

    def _keywords(self, row: Function, count: int, node: ast.Call) -> list[ast.keyword]:
        taken = set(row.names[:count])
        keywords = []
        for keyword in node.keywords:
            name = keyword.arg
            if name is None:
                self._refuse(keyword.value, "`**` cannot be used here", "write the arguments one by one")
            if name not in row.keywords:
                hint = hint_for_name(name, row.keywords) if row.keywords else None
                self._refuse(keyword, f"`{row.name}` takes no argument `{name}` here", hint or f"write {row.signature}")
            if name in taken:
                self._refuse(keyword, f"`{name}` is given twice")
            taken.add(name)
            keywords.append(_placed(ast.keyword(name, self._argument(row, name, keyword.value)), keyword))
        return keywords

    def _argument(self, row: Function, key: int | str, node: ast.expr) -> ast.expr:
        if type(node) is ast.Constant:
            if node.value is None and key in row.optional:
                return node
            if type(node.value) is str and row.words is not None and key in row.words:
                if row.words[key].fullmatch(node.value) is None:
                    self._refuse(node, f"`{row.name}` does not take this word", f"write {row.signature}")
                return node
        if key in row.types:
            return self._type(node)
        return self.value(node)

    def _type(self, node: ast.expr) -> ast.expr:
        name = node.id if type(node) is ast.Name else _dotted(node)
        if name not in TYPES:
            self._refuse(node, "a type is written as one of " + ", ".join(sorted(TYPES)), "as in x.astype(float)")
        if TYPES[name] in (complex, TYPES["np.complex128"]):
            self.makes_complex = True
        return _placed(ast.Name(type_name(name), _LOAD), node)

    def _lent_call(self, node: ast.Call, func: ast.Attribute, dotted: str) -> ast.expr:
        module, _, name = dotted.partition(".")
        function = self._lent[module].get(name)
        if function is None or name.startswith("_"):
            near = hint_for_name(name, [key for key in self._lent[module] if not key.startswith("_")])
            self._refuse(func, f"the module `{module}` lends no function `{name}`", near)
        for keyword in node.keywords:
            if keyword.arg is None:
                self._refuse(keyword.value, "`**` cannot be used here", "write the arguments one by one")
        if len(node.args) + 2 * len(node.keywords) > MANY:
            self._refuse(node, "this call has too many arguments")
        if len({keyword.arg for keyword in node.keywords}) < len(node.keywords):
            self._refuse(node, "an argument is given twice")
        generated = "f_lent_" + dotted.replace(".", "__")
        self.lent_used[generated] = (dotted, function)
        keywords = [_placed(ast.keyword(keyword.arg, self.value(keyword.value)), keyword) for keyword in node.keywords]
        return _call(generated, [self.value(arg) for arg in node.args], node, keywords)

    def _refuse_count(self, row: Function, before: int, node: ast.Call) -> NoReturn:
        least, most, count = row.least - before, row.most - before, len(node.args)
        if count > most and row.most:
            surplus = node.args[most]
            self._refuse(surplus, f"`{row.name}` takes at most {_arguments(most)} without a name here", f"write {row.signature}")
        self._refuse(node.func, f"`{row.name}` needs {_arguments(least)}, not {count}", f"write {row.signature}")

    def _refuse_function(self, node: ast.Attribute, dotted: str) -> NoReturn:
        if not dotted.startswith("np."):
            self._refuse(node, f"`{dotted}` is a function of a lent module: call it")
        self._refuse(node, f"`{dotted}` is not available in expressions", hint_for_function(dotted))

    def _refuse_attribute(self, node: ast.Attribute, called: bool) -> NoReturn:
        name = node.attr
        if type(node.value) is ast.Name and node.value.id not in self._names:
            root = node.value
            if root.id not in FUNCTIONS and root.id != "rng":
                hint = hint_for_name(root.id, self._names) or "the functions of a module are lent with --module"
                self._refuse(root, f"`{root.id}` is not defined here", hint)
            self._refuse_name(root)
        if called and name in PROPERTIES:
            self._refuse_end(node, f"`.{name}` is not called", f"write `.{name}` without the brackets")
        if "." + name in FUNCTIONS:
            self._refuse_end(node, f"`.{name}` is a method: call it", f"as in .{name}()")
        self._refuse_end(node, f"`.{name}` is not available in expressions", hint_for_attribute(name))

    def _refuse_construct(self, construct: ast.AST, place: ast.expr) -> NoReturn:
        kind = type(construct).__name__
        name, hint = CONSTRUCTS.get(kind, (f"this ({kind})", None))
        self._refuse(place, f"{name} cannot be used here", hint)

    def _refuse_end(self, node: ast.Attribute, message: str, hint: str | None = None) -> NoReturn:
        """Refuse an attribute, marking its name alone."""
        start, length = self.source.span(node)
        raise ExpressionError(message, start + length - len(node.attr), len(node.attr), hint)

    def _refuse(self, node: ast.expr | ast.keyword, message: str, hint: str | None = None) -> NoReturn:
        raise ExpressionError(message, *self.source.span(node), hint)


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def _dotted(node: ast.expr) -> str | None:
    """`np.linalg.inv` as text; None for anything but names joined by dots."""
    parts = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return None
    return ".".join((node.id, *reversed(parts)))


def _placed(node: Node, old: ast.expr | ast.keyword) -> Node:
    node.lineno, node.col_offset = old.lineno, old.col_offset
    node.end_lineno, node.end_col_offset = old.end_lineno, old.end_col_offset
    return node


def _call(name: str, args: list[ast.expr], old: ast.expr, keywords: list[ast.keyword] | None = None) -> ast.expr:
    return _placed(ast.Call(_placed(ast.Name(name, _LOAD), old), args, keywords or []), old)


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
    ast.Call: Translator._call,
}
"""Every kind of node an expression may hold; slices, keywords and operators are read by the handlers of their owners."""
