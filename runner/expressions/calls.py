"""Calls in an expression: which row of the table is meant, and whether it may be called so."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any

from .functions import FUNCTIONS, PROPERTIES, TYPES
from .parsing import Source, dotted_name
from .refusals import (
    hint_for_name,
    refuse,
    refuse_attribute,
    refuse_count,
    refuse_draw,
    refuse_function,
    refuse_name,
)
from .signatures import MANY
from .table import Function
from .tree import Call, Dictionary, Kind, LentCall, Name, Node, Nothing, Sequence, Word

LONGEST_WORD = 200
OF_A_SHAPE = ("np.ones", "np.zeros")
"""Functions whose second argument is no length, though many think so."""
ELSEWHERE = {"dim": "axis", "dims": "axis", "keepdim": "keepdims"}
"""What other libraries call an argument → its name here."""

Lent = Mapping[str, Mapping[str, Callable[..., Any]]]
"""Functions lent to expressions: name of the module → name of the function → function."""


class CallTranslator(ABC):
    """The part of the translator that reads calls. `used`: the variables in order; `lent_used`: the lent functions by name."""

    def __init__(self, source: Source, names: Collection[str], lent: Lent) -> None:
        self.source = source
        self.used: dict[str, None] = {}
        self.lent_used: dict[str, Callable[..., Any]] = {}
        self.keyed = False
        """Whether something is indexed by a text, which means something only beside lent code."""
        self._names = names
        self._lent = lent

    @abstractmethod
    def value(self, node: ast.expr) -> Node:
        """The node resolved, or an `ExpressionError` that marks it."""

    @abstractmethod
    def variable(self, node: ast.Name) -> Name:
        """A variable of the author's."""

    def dotted(self, node: ast.Attribute) -> str | None:
        """The dotted name of what belongs to `np` or to a lent module; None for an attribute of a value."""
        dotted = dotted_name(node)
        if dotted is None:
            return None
        root = dotted.partition(".")[0]
        if root in self._names:
            return None
        return dotted if root == "np" or root in self._lent or dotted in self._lent.get("", ()) else None

    def call(self, node: ast.Call) -> Node:
        func = node.func
        if type(func) is ast.Attribute:
            dotted = self.dotted(func)
            if dotted is None:
                return self._method(node, func)
            if dotted.startswith("np."):
                row = FUNCTIONS.get(dotted)
                if row is None:
                    refuse_function(self.source, func, dotted)
                return self._application(row, [], node)
            return self._lent_call(node, func, dotted)
        if type(func) is not ast.Name:
            refuse(self.source, func, "only functions named here can be called", "a product needs a `*`")
        name = func.id
        row = FUNCTIONS.get(name)
        if name in self._names:
            refuse(self.source, func, f"`{name}` is not a function", f"a product needs a `*`: {name} * (…)")
        if row is None and name in self._lent.get("", ()):
            return self._lent_call(node, func, name)
        if row is None or not name.isidentifier():
            refuse_name(self.source, func, self._names, self._lent, called=True)
        return self._application(row, [], node)

    def _method(self, node: ast.Call, func: ast.Attribute) -> Node:
        receiver = func.value
        if type(receiver) is ast.Name and receiver.id == "rng" and "rng" in self._names:
            name = "rng." + func.attr
            row = FUNCTIONS.get(name)
            if row is None:
                refuse_draw(self.source, func)
            return self._application(row, [self.variable(receiver)], node)
        name = "." + func.attr
        row = FUNCTIONS.get(name)
        if row is None or func.attr in PROPERTIES:
            refuse_attribute(self.source, func, self._names, self._lent, called=True)
        self.check_receiver(func)
        return self._application(row, [self.value(receiver)], node)

    def check_receiver(self, node: ast.Attribute) -> None:
        """Refuse a method or property of what is written out: a list, a tuple, a number."""
        if type(node.value) in (ast.List, ast.Tuple, ast.Constant):
            refuse(self.source, node.value, f"only an array has `.{node.attr}`", "make one with np.array([...])")

    def _application(self, row: Function, before: list[Node], node: ast.Call) -> Node:
        """The call of a row with its arguments checked; `before` holds the array of a method."""
        count = len(before) + len(node.args)
        if row.name in OF_A_SHAPE and len(node.args) > 1 and all(map(_may_be_a_length, node.args)):
            lengths = ", ".join(ast.unparse(length) for length in node.args)
            refuse(self.source, node, f"`{row.name}` takes the shape as one argument", f"write {row.name}(({lengths}))")
        for keyword in node.keywords:
            if keyword.arg is None:
                refuse(self.source, keyword.value, "`**` cannot be used here", "write the arguments one by one")
        if count > row.most or (count < row.least and not self._names_the_rest(row, count, node)):
            refuse_count(self.source, row, len(before), node)
        args = before + [self._argument(row, index, arg) for index, arg in enumerate(node.args, len(before))]
        if row.gathers and len(args) > 2:
            args = [args[0], Sequence(self.source.span(node), tuple(args[1:]), is_tuple=True)]
        return Call(self.source.span(node), row, tuple(args), self._options(row, count, node) if node.keywords else ())

    @staticmethod
    def _names_the_rest(row: Function, count: int, node: ast.Call) -> bool:
        """Whether the arguments that must be given, but are not by place, are given by name."""
        return {keyword.arg for keyword in node.keywords}.issuperset(row.names[count : row.least])

    def _options(self, row: Function, count: int, node: ast.Call) -> tuple[tuple[str, Node], ...]:
        taken = set(row.names[:count])
        options = []
        for keyword in node.keywords:
            name = str(keyword.arg)
            if name not in row.keywords:
                hint = hint_for_name(name, row.keywords) if row.keywords else None
                if ELSEWHERE.get(name) in row.keywords:
                    hint = f"here it is called `{ELSEWHERE[name]}`"
                refuse(self.source, keyword, f"`{row.name}` takes no argument `{name}` here", hint or f"write {row.signature}")
            if name in taken:
                refuse(self.source, keyword, f"`{name}` is given twice")
            taken.add(name)
            options.append((name, self._argument(row, name, keyword.value)))
        return tuple(options)

    def _argument(self, row: Function, key: int | str, node: ast.expr) -> Node:
        if type(node) is ast.Constant:
            if node.value is None and key in row.optional:
                return Nothing(self.source.span(node))
            if type(node.value) is str and row.words is not None and key in row.words:
                if len(node.value) > LONGEST_WORD or row.words[key].fullmatch(node.value) is None:
                    refuse(self.source, node, f"`{row.name}` does not take this word", f"write {row.signature}")
                return Word(self.source.span(node), node.value)
        if key in row.words_only:
            refuse(self.source, node, f"`{row.name}` takes a word in quotes here", f"write {row.signature}")
        if key in row.types:
            return self._type(node)
        return self.value(node)

    def _type(self, node: ast.expr) -> Kind:
        name = node.id if type(node) is ast.Name else dotted_name(node)
        if name not in TYPES:
            refuse(self.source, node, "a type is written as one of " + ", ".join(sorted(TYPES)), "as in x.astype(float)")
        return Kind(self.source.span(node), name)

    def _lent_call(self, node: ast.Call, func: ast.expr, dotted: str) -> LentCall:
        module, name = ("", dotted) if dotted in self._lent.get("", ()) else dotted.split(".", 1)
        function = self._lent[module].get(name)
        if function is None or name.startswith("_"):
            near = hint_for_name(name, [key for key in self._lent[module] if not key.startswith("_")])
            refuse(self.source, func, f"the module `{module}` lends no function `{name}`", near)
        for keyword in node.keywords:
            if keyword.arg is None:
                refuse(self.source, keyword.value, "`**` cannot be used here", "write the arguments one by one")
        if len(node.args) + 2 * len(node.keywords) > MANY:
            refuse(self.source, node, "this call has too many arguments")
        if len({keyword.arg for keyword in node.keywords}) < len(node.keywords):
            refuse(self.source, node, "an argument is given twice")
        self.lent_used[dotted] = function
        options = tuple([(str(keyword.arg), self._lent_argument(keyword.value)) for keyword in node.keywords])
        return LentCall(self.source.span(node), dotted, tuple([self._lent_argument(arg) for arg in node.args]), options)

    def _lent_argument(self, node: ast.expr) -> Node:
        """An argument of lent code: a value, or also a text, None, and dictionaries, lists and tuples of those."""
        span = self.source.span(node)
        if type(node) is ast.Constant:
            if node.value is None:
                return Nothing(span)
            if type(node.value) is str:
                return self.key(node)
        if type(node) is ast.Dict:
            if len(node.keys) > MANY:
                refuse(self.source, node, f"a dict may have {MANY} entries here")
            keys = [
                self.key(key).text if key is not None else refuse(self.source, node, "`**` cannot be used here")
                for key in node.keys
            ]
            return Dictionary(span, tuple(keys), tuple([self._lent_argument(part) for part in node.values]))
        if type(node) in (ast.Tuple, ast.List) and len(node.elts) <= MANY:  # type: ignore[attr-defined]
            parts = tuple([self._lent_argument(part) for part in node.elts])  # type: ignore[attr-defined]
            return Sequence(span, parts, type(node) is ast.Tuple)
        return self.value(node)

    def key(self, node: ast.expr) -> Word:
        """A text that lent code is given, or by which a dictionary of it is indexed."""
        if type(node) is not ast.Constant or type(node.value) is not str:
            refuse(self.source, node, "the keys of a dict are texts here", "as in {'W': W, 'b': b}")
        if len(node.value) > LONGEST_WORD:
            refuse(self.source, node, f"a text may have {LONGEST_WORD} characters here")
        return Word(self.source.span(node), node.value)


def _may_be_a_length(node: ast.expr) -> bool:
    """Whether an argument is a whole number or a name of one, and no type."""
    return (type(node) is ast.Constant and type(node.value) is int) or (type(node) is ast.Name and node.id not in TYPES)
