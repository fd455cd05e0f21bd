"""The gradient of a formula by one of its inputs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from .. import mends
from . import terms
from .rules import RULES
from .shaping import full
from .sweep import Sweep, Unsupported
from .terms import ONE, ZERO, Shape, Term


class _Named(ast.NodeTransformer):
    """Puts the name of an intermediate in the place of its formula."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        trees = {name: mends.tree(text) for name, text in lines.items()}
        self._names = {ast.dump(tree): name for name, tree in trees.items()}
        self._kinds = frozenset(map(type, trees.values()))

    def visit(self, node: ast.AST) -> Any:
        name = self._names.get(ast.dump(node)) if type(node) in self._kinds else None
        return self.generic_visit(node) if name is None else ast.Name(name)


def gradient(
    formula: str,
    lines: Mapping[str, str],
    wrt: str,
    shape: Callable[[str], Shape],
    *,
    upstream: str | None = None,
    length: Callable[[int], str | None] = lambda _: None,
) -> str:
    """The gradient of a cost by one of its inputs, as an expression.

    `formula` is the cost, or the output of which `upstream` names the gradient; `lines` are the intermediates in order;
    `shape` tells the shape of any expression over the case's names, `length` a name for a length, if it has one.
    Raises `Unsupported` where a function has no rule.
    """

    def named(count: int) -> Term:
        name = length(count)
        return terms.number(count) if name is None else terms.atom(name, ())

    try:
        sweep = Sweep(RULES, lines, wrt, shape, named)
        root = sweep.node(formula)
        sweep.pull(root, ONE if upstream is None else terms.atom(upstream, root.shape))
        for name, text in reversed(list(lines.items())):
            if name in sweep.gathered and name in sweep.varying:
                sweep.pull(sweep.node(text), sweep.gathered[name])
        text = full(sweep.gathered.get(wrt, ZERO), shape(wrt), sweep).text
        return mends.written(_Named(lines).visit(mends.tree(text)))
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise Unsupported(str(error)) from error
