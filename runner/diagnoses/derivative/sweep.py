"""The nodes of a formula, and the sweep that takes gradients from values back to arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from .. import mends
from . import terms
from .calls import Call, call_of
from .terms import ZERO, Shape, Term


class Unsupported(Exception):
    """There is no rule for a part of the formula."""


class Node:
    """An expression of the formula: its text, its shape and, as a term, its value."""

    def __init__(self, tree: ast.expr, sweep: Sweep) -> None:
        self.tree = tree
        self._sweep = sweep

    @cached_property
    def text(self) -> str:
        return mends.written(self.tree)

    @cached_property
    def shape(self) -> Shape:
        return self._sweep.shape(self.text)

    @cached_property
    def term(self) -> Term:
        """The value: products, quotients and whole powers are taken apart, so that they can cancel."""
        return self._sweep.read(self)

    @cached_property
    def varies(self) -> bool:
        """Whether it depends on the input."""
        return any(isinstance(part, ast.Name) and part.id in self._sweep.varying for part in ast.walk(self.tree))

    @cached_property
    def call(self) -> Call:
        """The node as a function of its arguments; raises `Unsupported` where it is none."""
        call = call_of(self.tree)
        if call is None:
            raise Unsupported(f"`{self.text}` is no function that has a rule")
        return call

    def argument(self, position: int) -> Node:
        if position >= len(self.call.arguments):
            raise Unsupported(f"`{self.text}` gives its arguments by name")
        return Node(self.call.arguments[position], self._sweep)

    def option(self, position: int, keyword: str, default: object = None) -> object:
        """An argument that is a literal, such as an axis."""
        try:
            return self.call.constant(position, keyword, default)
        except ValueError:
            raise Unsupported(f"`{keyword}` in `{self.text}` is not written as a number") from None

    def only(self, positional: int, *keywords: str) -> None:
        """Raises `Unsupported` where there are more arguments than the rule knows."""
        if len(self.call.arguments) > positional or not set(self.call.keywords) <= set(keywords):
            raise Unsupported(f"`{self.text}` has arguments that the rule does not know")


Pulls: TypeAlias = Iterator[tuple[Node, Term]]
Rule: TypeAlias = Callable[[Node, Term, "Sweep"], Pulls]


class Sweep:
    """One sweep from a cost to the input `wrt`: what varies, and the gradients gathered so far, by name.

    `lines` are the intermediates in order, `shape` tells the shape of any expression, `length` what a length is called.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        lines: Mapping[str, str],
        wrt: str,
        shape: Callable[[str], Shape],
        length: Callable[[int], Term],
    ) -> None:
        self.rules = rules
        self.shape = shape
        self.length = length
        self.varying = {wrt}
        for name, text in lines.items():
            if self.node(text).varies:
                self.varying.add(name)
        self.gathered: dict[str, Term] = {}

    def node(self, text: str) -> Node:
        return Node(mends.tree(text), self)

    def read(self, node: Node) -> Term:
        """The value of a node as a term."""
        tree = node.tree
        if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float):
            return terms.number(tree.value)
        value = self._taken_apart(node)
        return terms.atom(node.text, node.shape) if value is None else value

    def _taken_apart(self, node: Node) -> Term | None:
        """The factors of a product, a quotient or a power with a whole number."""
        call = call_of(node.tree)
        sides = [Node(argument, self) for argument in call.arguments] if call is not None and not call.keywords else []
        match call and call.name, sides:
            case "np.negative", [x]:
                return terms.negative(x.term)
            case "np.multiply", [a, b]:
                return terms.times(a.term, b.term)
            case "np.divide", [a, b] if not b.term.is_zero:
                return terms.over(a.term, b.term)
            case "np.power", [a, Node(tree=ast.Constant(value=int() as exponent))]:
                return terms.power(a.term, exponent)
        return None

    def pull(self, node: Node, gradient: Term) -> None:
        """Take the gradient by the value of a node to the names it is made of; raises `Unsupported`."""
        if not node.varies or gradient.is_zero:
            return
        if isinstance(node.tree, ast.Name):
            self.gathered[node.tree.id] = terms.plus(self.gathered.get(node.tree.id, ZERO), gradient)
            return
        rule = self.rules.get(node.call.name)
        if rule is None or any(Node(value, self).varies for value in node.call.keywords.values()):
            raise Unsupported(f"there is no rule for `{node.text}`")
        for argument, argument_gradient in rule(node, gradient, self):
            self.pull(argument, argument_gradient)
